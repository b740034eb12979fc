"""All checks for programs, as a schema.org DataFeed of ClaimReviews in the shape that Data Commons publishes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponseNotModified, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from claims.models import Claim, Correction, VerdictRevision
from claims.public.finding import standing_checks
from claims.public.page_cache import CACHE_CONTROL
from claims.publishing import edition
from claims.publishing.markup import review_of, url_of
from claims.publishing.newsroom import absolute, stamp

#: Revisions that are held in memory at once.
N_AT_ONCE = 200


@require_safe
def datafeed(request: HttpRequest) -> HttpResponseBase:
    """Streamed, because it holds everything; who has this edition hears that nothing changed.

    It has one address, so that a cache in front of the site keeps it once.
    """
    if request.META.get("QUERY_STRING"):
        return HttpResponseRedirect(reverse("public:datafeed"))
    etag = f'W/"{edition.current()}"'
    response: HttpResponseBase = StreamingHttpResponse(
        _document() if request.method == "GET" else (), content_type="application/json; charset=utf-8"
    )
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["Access-Control-Allow-Origin"] = "*"
    conditional = get_conditional_response(request, etag, None, response)  # type: ignore[arg-type]
    return conditional if isinstance(conditional, HttpResponseNotModified) else response


def _document() -> Iterator[str]:
    head = {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "name": f"{settings.SITE_NAME}: all checks",
        "url": absolute(reverse("public:datafeed")),
    }
    yield f'{_json(head)[:-1]},"dataFeedElement":[\n'
    comma = ""
    for item in _items():
        yield f"{comma}{_json(item)}"
        comma = ",\n"
    yield "\n]}\n"


def _items() -> Iterator[dict[str, Any]]:
    """Standing checks, newest first, then the withdrawn ones with the time of their withdrawal. Three queries."""
    corrections: dict[int, list[Correction]] = {}
    withdrawn: list[Correction] = []
    rows = Correction.objects.select_related("replaced", "claim").defer(*_heavy("replaced"))
    for correction in rows:
        corrections.setdefault(correction.claim_id, []).append(correction)
        is_standing = correction.replaced_id == correction.claim.current_revision_id
        if correction.correction_class == Correction.Class.WITHDRAWAL and is_standing:
            withdrawn.append(correction)
    first = VerdictRevision.objects.filter(claim=OuterRef("claim"), number=1).values("published_at")
    checks = (
        standing_checks().select_related("claim").defer("text", "unknowns", "mind").annotate(first_at=Subquery(first))
    )
    for revision in checks.iterator(chunk_size=N_AT_ONCE):
        review = review_of(
            revision, first_published_at=revision.first_at, corrections=corrections.get(revision.claim_id, ())
        )
        yield _item(revision.claim, revision.first_at, revision.published_at) | {"item": [review]}
    began = _first_dates([correction.claim_id for correction in withdrawn])
    for correction in withdrawn:
        said = _item(correction.claim, began[correction.claim_id], correction.corrected_at)
        yield said | {"dateDeleted": stamp(correction.corrected_at), "item": []}


def _item(claim: Claim, created_at: datetime, modified_at: datetime) -> dict[str, Any]:
    return {
        "@type": "DataFeedItem",
        "url": url_of(claim),
        "dateCreated": stamp(created_at),
        "dateModified": stamp(modified_at),
    }


def _first_dates(claims: list[int]) -> dict[int, datetime]:
    return dict(VerdictRevision.objects.filter(claim__in=claims, number=1).values_list("claim", "published_at"))


def _heavy(prefix: str) -> list[str]:
    return [f"{prefix}__{name}" for name in ("content", "text", "unknowns", "mind", "summary")]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
