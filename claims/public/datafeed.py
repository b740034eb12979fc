"""All checks for programs, as a schema.org DataFeed of ClaimReviews in the shape that Data Commons publishes."""

from __future__ import annotations

import gzip
import hashlib
import json
import math
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import FileResponse, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from claims.models import Claim, Correction, VerdictRevision
from claims.public.page_cache import CACHE_CONTROL
from claims.publishing import edition
from claims.publishing.markup import review_of, url_of
from claims.publishing.newsroom import absolute, stamp
from claims.publishing.standing import standing_checks

#: Revisions that are held in memory at once.
N_AT_ONCE = 200
#: So long a file is good (seconds), for what no edition counts.
KEEP_S = 3600.0
_TYPE = "application/json; charset=utf-8"
#: In one process the file of an edition is written once, however many ask for it at the same time.
_WRITING = threading.Lock()


@require_safe
def datafeed(request: HttpRequest) -> HttpResponseBase:
    """Who has this edition hears that nothing changed; everybody else gets the one file that is made of each edition.

    It has one address, so that a cache in front of the site keeps it once.
    """
    if request.META.get("QUERY_STRING"):
        return HttpResponseRedirect(reverse("public:datafeed"))
    name = hashlib.sha256(f"{edition.current()} {settings.SITE_URL} {settings.SITE_NAME}".encode()).hexdigest()
    etag = f'W/"{name[:32]}"'
    unchanged = get_conditional_response(request, etag, None, None)
    response = unchanged or _sent(_kept(name), is_packed="gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""))
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _sent(path: Path, *, is_packed: bool) -> HttpResponseBase:
    """One of the two files as it lies there: however slowly it is read, the web server keeps nothing but its place."""
    response = FileResponse((_packed(path) if is_packed else path).open("rb"), content_type=_TYPE)
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _packed(path: Path) -> Path:
    return path.with_name(f"{path.name}.gz")


def _kept(name: str) -> Path:
    """The file of this edition, beside it the same gzipped, written once; those of editions long past go."""
    folder = settings.DATA_DIR / "feeds"
    path: Path = folder / f"{name}.json"
    with _WRITING:
        if _age_s(path) < KEEP_S:
            return path
        folder.mkdir(parents=True, exist_ok=True)
        # Beside the old ones, and in their place when they are whole: nobody ever gets half a file
        with (
            NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as plain,
            NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file,
            gzip.GzipFile(fileobj=file, mode="wb", compresslevel=6, mtime=0) as packed,
        ):
            for line in _document():
                plain.write(line.encode())
                packed.write(line.encode())
        Path(file.name).replace(_packed(path))
        Path(plain.name).replace(path)  # the last: where it lies, both do
        for other in folder.iterdir():
            if _age_s(other) > 2 * KEEP_S:
                other.unlink(missing_ok=True)
    return path


def _age_s(path: Path) -> float:
    """Seconds since it was written; endless for a file that is not there."""
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


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
