"""What the demonstration's verdicts stand on: found by the finders, or attached from a file of seeds/articles."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone

from claims.evidence.attaching import Passage, attach_by_hand, attach_file
from claims.evidence.decisions import Description, accept_evidence
from claims.importing.extraction import extract
from claims.management.demonstration.newsroom import SEEDS
from claims.models import Claim, Evidence, Source, User


def gather(claim: Claim, items: list[dict[str, Any]], *, by: User) -> None:
    """Accept what the finders proposed where the manifest names it; attach what they could not know."""
    for item in items:
        evidence = _found(claim, item) or _attached(claim, item, by)
        if evidence.status == Evidence.Status.PROPOSED:
            accept_evidence(evidence, by=by, stance=item["stance"], description=_description(item))


def keep_confidential(claim: Claim, items: list[dict[str, Any]], *, by: User) -> None:
    """What somebody told in confidence. Twice is once."""
    if claim.evidence.exclude(visibility=Evidence.Visibility.PUBLIC).exists():
        return
    for item in items:
        attach_by_hand(
            claim, by=by, kind=Source.Kind.INTERVIEW, title=item["title"], author=item["author"],
            passage=Passage(
                quote=item["quote"], note=item["note"], no_snapshot_reason=item["no_snapshot_reason"],
                visibility=item["visibility"], named=tuple(User.objects.filter(username__in=item.get("named", []))),
            ),
        )  # fmt: skip


def accepted(claim: Claim, item: dict[str, Any]) -> Evidence:
    return claim.evidence.get(status=Evidence.Status.ACCEPTED, quote__contains=item["words"])


def _found(claim: Claim, item: dict[str, Any]) -> Evidence | None:
    """What a finder proposed from this article, or what was attached of it before."""
    of_article = Q(source__article__snapshot__filename=item["article"]) | Q(source__snapshot__filename=item["article"])
    return claim.evidence.filter(of_article, quote__contains=item["words"]).first()


def _attached(claim: Claim, item: dict[str, Any], by: User) -> Evidence:
    body = (SEEDS / "articles" / item["article"]).read_bytes()
    text = extract(body, filename=item["article"]).text
    line = next(line for line in text.split("\n") if item["words"] in line)
    return attach_file(
        claim, by=by, body=body, filename=item["article"], read=extract,
        passage=Passage(quote=line.strip(), visibility=Evidence.Visibility.PUBLIC),
    )  # fmt: skip


def _description(item: dict[str, Any]) -> Description:
    return Description(
        source_type=item["source_type"],
        secondary_reason=item.get("secondary_reason", ""),
        interest=item["interest"],
        accessed_on=timezone.localdate(),
    )
