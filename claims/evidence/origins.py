"""Where the evidence for one claim comes from, and a person's word on it. Articles get their origins by importing."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from claims import access, audit, origins, policy, protection
from claims.errors import Refused
from claims.models import EDITABLE_STATES, Appearance, Claim, Evidence, Origin, OriginDecision, Snapshot, Source, User
from claims.protection import UNNAMED
from claims.text import copies, fingerprint

MAX_KEY, MAX_LABEL = 200, 300
#: Why a source shares its origin with another one; begins and ends around its name.
_WORDING = ("Its wording stands in “", "”")
#: Sources of the same claims that are compared word by word (count).
N_TWINS = 100


class Twins:
    """Which sources tell a text's story. What was compared once is not compared again: look before the transaction that
    holds the turn, and only what is new since is compared in it."""

    def __init__(self, text: str) -> None:
        self._text = text[: origins.N_COMPARED]
        self._sha256 = fingerprint.sha256_hex(text)
        self._own = fingerprint.shingles(self._text)
        self._seen: dict[int, bool] = {}

    def of(self, source: Source) -> list[Source]:
        """Sources with this very text, and sources of the same claims that tell the same story.

        None that only some may read: the name of a twin is told wherever the source is.
        """
        is_open = Exists(Evidence.objects.filter(source=OuterRef("pk")).visible_to(None))
        claims = Claim.objects.filter(evidence__source=source)
        others = (
            Source.objects.filter(
                is_open,
                Q(snapshot__text_sha256=self._sha256) | Q(evidence__claim__in=claims),
                snapshot__isnull=False,
            )
            .exclude(pk=source.pk)
            .select_related("snapshot", "origin")
            .defer("snapshot__text")
            .distinct()[:N_TWINS]
        )
        return [other for other in others if other.snapshot is not None and self._is_told_by(other.snapshot)]

    def _is_told_by(self, snapshot: Snapshot) -> bool:
        if snapshot.pk not in self._seen:
            likeness = copies.likeness(self._own, fingerprint.shingles(snapshot.text[: origins.N_COMPARED]))
            self._seen[snapshot.pk] = likeness.is_copy(threshold=policy.current().same_story_score)
        return self._seen[snapshot.pk]


def origins_of_appearances(claim: Claim) -> tuple[set[int], set[int]]:
    """Primary keys of the articles in which the claim was made, and of the origins of those articles."""
    rows = Appearance.objects.filter(Q(claim=claim) | Q(home_claim=claim)).values_list("article", "article__origin")
    pairs = list(rows)
    return {article for article, _ in pairs}, {origin for _, origin in pairs if origin is not None}


def origin_of_capture(
    source: Source, text: str, label: str, *, twins: Twins | None = None, joins: bool = True
) -> Origin:
    """The origin of a source whose text was captured, and why, written in the caller's transaction.

    That of an archived article or of another source with the same story, if there is one; else its own. `twins`: of
    this text, looked for before the transaction. `joins`: it makes one of theirs; a source that only some may read
    changes nothing of others.
    """
    origins.wait_for_turn()
    found = [(copy.article.origin, copy.reason) for copy in origins.find_copies(text)]
    found += [(other.origin, _wording(other)) for other in (twins or Twins(text)).of(source)]
    shared = [(origin, reason) for origin, reason in found if origin is not None]
    if not shared:
        return own_origin(f"source:{source.pk}", label)
    Source.objects.filter(pk=source.pk).update(origin_reason=shared[0][1][: origins.MAX_REASON])
    return origins.join(origin for origin, _ in shared) if joins else shared[0][0]


def forget_name(source: Source) -> None:
    """A source that was open is protected from now on: beside no other one stands what it is called."""
    # Also the one that it had before others joined it: drafts that were frozen then have its name
    _own_origins(source).update(label=UNNAMED)
    if source.origin_id is None:
        return
    others = Source.objects.filter(origin=source.origin_id).exclude(pk=source.pk)
    is_open = Exists(Evidence.objects.filter(source=OuterRef("pk")).visible_to(None))
    of_open_ones = {_wording(other)[: origins.MAX_REASON] for other in others.filter(is_open)}
    begins, _ = _WORDING
    told_of = others.filter(origin_reason__startswith=begins).exclude(origin_reason__in=of_open_ones)
    told_of.update(origin_reason="Its wording stands in a source that is not public")


def recall_name(source: Source) -> None:
    """A source that was protected is open from now on."""
    _own_origins(source).filter(label=UNNAMED).update(label=str(source)[:MAX_LABEL])


def _own_origins(source: Source) -> QuerySet[Origin]:
    return Origin.objects.filter(key__in=(f"source:{source.pk}", f"page:{source.identity}"[:MAX_KEY]))


def _wording(other: Source) -> str:
    begins, ends = _WORDING
    return f"{begins}{other}{ends}"


def own_origin(key: str, label: str) -> Origin:
    """The origin of this key, made when new: making it twice is making it once."""
    origin, _ = Origin.objects.get_or_create(key=key[:MAX_KEY], defaults={"label": label[:MAX_LABEL]})
    return origin


def decide_origin(
    claim: Claim, source: Source, *, by: User, joined_with: Source | None, reason: str, seen: int | None = None
) -> None:
    """A person says that a source of this claim has one origin with another one, or (None) that it counts by itself.

    It outweighs what the machine joined. Recorded as an event; it can be decided anew at any time.
    """
    _require_cited(claim, source, joined_with)
    if joined_with == source:
        raise Refused("A source cannot have it from itself. Choose another one, or say that it counts by itself.")
    if not reason.strip():
        raise Refused("Say why; whoever counts the origins will ask.")
    access.require_editable(Claim.objects.get(pk=claim.pk), by)
    with audit.record(claim, verb="decide_origin", by=by, when=EDITABLE_STATES, seen=seen) as change:
        access.require_editable(change.claim, by)
        before = OriginDecision.objects.filter(claim=claim, source=source).select_related("joined_with").first()
        OriginDecision.objects.update_or_create(
            claim=claim,
            source=source,
            defaults={
                "joined_with": joined_with,
                "reason": reason.strip(),
                "decided_by": by,
                "decided_at": timezone.now(),
            },
        )
        change.add_detail(
            _named(source, claim),
            _in_words(before.joined_with, before.reason, claim) if before else None,
            _in_words(joined_with, reason.strip(), claim),
        )


def forget_origin_decision(claim: Claim, source: Source, *, by: User, seen: int | None = None) -> None:
    """Take a decision back: what the machine sees counts again. Doing it twice changes nothing."""
    access.require_editable(Claim.objects.get(pk=claim.pk), by)
    decision = OriginDecision.objects.filter(claim=claim, source=source).select_related("joined_with").first()
    if decision is None:
        return
    with audit.record(claim, verb="decide_origin", by=by, when=EDITABLE_STATES, seen=seen) as change:
        access.require_editable(change.claim, by)
        change.add_detail(_named(source, claim), _in_words(decision.joined_with, decision.reason, claim), None)
        decision.delete()


def _require_cited(claim: Claim, *sources: Source | None) -> None:
    wanted = {source.pk for source in sources if source is not None}
    if claim.evidence.filter(source__in=wanted).values("source").distinct().count() != len(wanted):
        raise Refused("This source is no evidence of the claim. Attach it first.")


def _named(source: Source, claim: Claim) -> str:
    name = protection.name_of(source, claim)
    return f"{protection.ORIGIN}“{name}”" if name == str(source) else f"{protection.ORIGIN}{name}"


def _in_words(joined_with: Source | None, reason: str, claim: Claim) -> str:
    if joined_with is None:
        return f"counts by itself: {reason}"
    return f"{protection.JOINED}{protection.name_of(joined_with, claim)}”: {reason}"
