"""Where the evidence for one claim comes from. Origins of articles are assigned by importing; here they are read."""

from __future__ import annotations

from django.db.models import Q

from claims import origins, policy
from claims.models import Appearance, Claim, Origin, Source
from claims.text import copies, fingerprint

MAX_KEY, MAX_LABEL = 200, 300
#: Sources of the same claims that are compared word by word (count).
N_TWINS = 100


def origins_of_appearances(claim: Claim) -> tuple[set[int], set[int]]:
    """Primary keys of the articles in which the claim was made, and of the origins of those articles."""
    rows = Appearance.objects.filter(Q(claim=claim) | Q(home_claim=claim)).values_list("article", "article__origin")
    pairs = list(rows)
    return {article for article, _ in pairs}, {origin for _, origin in pairs if origin is not None}


def origin_of_capture(source: Source, text: str, label: str) -> Origin:
    """The origin of a source whose text was captured, and why, written in the caller's transaction.

    That of an archived article or of another source with the same story, if there is one; else its own.
    """
    origins.wait_for_turn()
    found = [(copy.article.origin, copy.reason) for copy in origins.find_copies(text)]
    found += [(other.origin, f"Its wording stands in “{other}”") for other in _twins(source, text)]
    shared = [(origin, reason) for origin, reason in found if origin is not None]
    if not shared:
        return own_origin(f"source:{source.pk}", label)
    Source.objects.filter(pk=source.pk).update(origin_reason=shared[0][1][: origins.MAX_REASON])
    return origins.join(origin for origin, _ in shared)


def own_origin(key: str, label: str) -> Origin:
    """The origin of this key, made when new: making it twice is making it once."""
    origin, _ = Origin.objects.get_or_create(key=key[:MAX_KEY], defaults={"label": label[:MAX_LABEL]})
    return origin


def _twins(source: Source, text: str) -> list[Source]:
    """Sources with this very text, and sources of the same claims that tell the same story."""
    claims = Claim.objects.filter(evidence__source=source)
    others = (
        Source.objects.filter(
            Q(snapshot__text_sha256=fingerprint.sha256_hex(text)) | Q(evidence__claim__in=claims),
            snapshot__isnull=False,
        )
        .exclude(pk=source.pk)
        .select_related("snapshot", "origin")
        .distinct()[:N_TWINS]
    )
    own, threshold = fingerprint.shingles(text[: origins.N_COMPARED]), policy.current().same_story_score
    return [
        other
        for other in others
        if other.snapshot is not None
        and copies.likeness(own, fingerprint.shingles(other.snapshot.text[: origins.N_COMPARED])).is_copy(
            threshold=threshold
        )
    ]
