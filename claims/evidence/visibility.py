"""Who may read a piece of evidence: everybody, the newsroom, or named people. One event for each change, without words.

Nothing but public evidence counts, is cited, reviewed or printed: a verdict stands on what its readers can look at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import ExitStack

from django.db import transaction
from django.db.models import Q

from claims import access, audit, notices, origins
from claims.errors import Refused
from claims.evidence import archiving
from claims.evidence.origins import forget_name, origin_of_capture, recall_name
from claims.evidence.sources import own_identity
from claims.models import (
    Claim,
    Evidence,
    KeptAnswer,
    Notice,
    Origin,
    ReviewRound,
    Role,
    Source,
    State,
    User,
    VerdictRevision,
)
from claims.protection import UNNAMED

Visibility = Evidence.Visibility
#: From the widest to the closest.
_ORDER = [Visibility.PUBLIC, Visibility.NEWSROOM, Visibility.NAMED]
_FROZEN = (State.IN_REVIEW, State.DECIDED)
#: Of these every source has a row of its own while it is protected.
BY_HAND = (Source.Kind.FILE, Source.Kind.INTERVIEW, Source.Kind.BOOK)


def usual_for(kind: str) -> Visibility:
    """What a person who says nothing gets: what lies open on the web is public, what somebody handed over is not."""
    return Visibility.NEWSROOM if kind in BY_HAND else Visibility.PUBLIC


def check(visibility: str, named: Iterable[User]) -> None:
    """Raises Refused for what cannot be chosen."""
    if visibility not in Visibility.values:
        raise Refused("Choose who may read it: everybody, the newsroom, or named people.")
    strangers = [str(person) for person in named if not access.is_desk_member(person)]
    if strangers:
        raise Refused(f"{strangers[0]} has no role in the desk and could not read the claim. Name somebody else.")


def may_change(evidence: Evidence, claim: Claim, person: User) -> bool:
    """Whether this person says who reads a piece: only who reads it themselves, unless nobody is left who does."""
    if Evidence.objects.filter(pk=evidence.pk).visible_to(person).exists():
        return answers_for(evidence, claim, person)
    return access.has_role(person, Role.EDITOR) and bool(without_readers([evidence.pk]))


def answers_for(evidence: Evidence, claim: Claim, person: User) -> bool:
    """The same of a piece that this person reads."""
    if person.pk in (claim.researcher_id, evidence.attached_by_id):
        return access.is_desk_member(person)
    return access.has_role(person, Role.EDITOR, Role.MODERATOR)


def without_readers(numbers: Collection[int]) -> list[int]:
    """Those of these pieces for named people of whom none works here any more."""
    pieces = Evidence.objects.filter(pk__in=numbers, visibility=Visibility.NAMED).prefetch_related("named__grants")
    # Not who may act now: whoever owes a second step is still there
    return [piece.pk for piece in pieces if not any(person.roles for person in piece.named.all())]


def require_change(evidence: Evidence, claim: Claim, person: User) -> None:
    if not may_change(evidence, claim, person):
        who = f" Ask {evidence.visibility_by}." if evidence.visibility_by else ""
        raise access.Forbidden(
            "The claim’s researcher, whoever attached it, an editor or a moderator says who may read this evidence, "
            f"as far as they may read it themselves.{who}"
        )


def change_visibility(
    evidence: Evidence,
    *,
    by: User,
    visibility: str,
    named: Collection[User] = (),
    reason: str = "",
    seen: int | None = None,
) -> None:
    """Say who may read it. `named`: for named people only, beside whoever says so; wider than before needs a reason.

    The event has the numbers of piece and people and no word of the piece; it is shown to those who may read it.
    """
    check(visibility, named)
    require_change(evidence, Claim.objects.get(pk=evidence.claim_id), by)
    with ExitStack() as stack:
        stack.enter_context(transaction.atomic())
        origins.wait_for_turn()  # before the claim, as everywhere: its copies are looked for, or its name forgotten
        change = stack.enter_context(audit.record(evidence.claim_id, verb="change_visibility", by=by, seen=seen))
        before = Evidence.objects.select_related("source__snapshot", "source__origin").get(pk=evidence.pk)
        require_change(before, change.claim, by)
        old = set(before.named.values_list("pk", flat=True)) if before.visibility == Visibility.NAMED else set()
        new = {by.pk, *(person.pk for person in named)} if visibility == Visibility.NAMED else set()
        if (before.visibility, old) == (visibility, new):
            raise Refused("Nothing would change: these people may read it already.")
        _require_reason(before, visibility, new - old, reason)
        _refuse_what_is_frozen(before, visibility, change.claim)
        change.add_detail(f"E{before.pk} visibility", before.visibility, visibility)
        if old != new:
            change.add_detail(f"E{before.pk} named", sorted(old), sorted(new))
        if reason.strip():
            change.add_detail(f"E{before.pk} reason", None, reason.strip())
        Evidence.objects.filter(pk=before.pk).update(visibility=visibility, visibility_by=by)
        before.named.set(new)
        if visibility == Visibility.PUBLIC:
            _come_out(before)
        elif before.is_public:
            _go_in(before.source)
        _tell(change.claim, before, new - old - {by.pk}, by)
        if visibility == Visibility.NAMED:
            _tell(change.claim, before, old - new, by, named=False)
            _forget_answers(before, new)


def choose(evidence: Evidence, *, by: User, named: Iterable[User]) -> None:
    """Of a new piece: its named people, in the caller's transaction."""
    if evidence.visibility == Visibility.NAMED:
        people = {by.pk, *(person.pk for person in named)}
        evidence.named.set(people)
        _tell(evidence.claim, evidence, people - {by.pk}, by)


def _require_reason(before: Evidence, visibility: str, more: set[int], reason: str) -> None:
    is_wider = _ORDER.index(Visibility(visibility)) < _ORDER.index(Visibility(before.visibility))
    has_more = visibility == before.visibility == Visibility.NAMED and more
    if (is_wider or has_more) and not reason.strip():
        raise Refused("Say why more people may read it now, for example that the source has agreed.")


def _refuse_what_is_frozen(before: Evidence, visibility: str, claim: Claim) -> None:
    """What reviewers read or readers have seen does not change under them."""
    if before.is_public == (visibility == Visibility.PUBLIC):
        return
    number = f"E{before.pk}"
    if before.is_public:
        for revision in VerdictRevision.objects.filter(claim=claim).order_by("number"):
            if any(item["id"] == before.pk for item in revision.content.get("evidence", [])):
                raise Refused(
                    f"{number} was printed in version {revision.number}, and what was public cannot be made secret. "
                    "Correct or retract the verdict if it should not stand there any more."
                )
    if claim.state in _FROZEN and before.status == Evidence.Status.ACCEPTED:
        newest = ReviewRound.objects.filter(claim=claim).order_by("-number").first()
        is_in = newest is not None and any(item["id"] == before.pk for item in newest.frozen.get("evidence", []))
        if is_in == before.is_public:
            raise Refused(
                f"The draft is frozen, and {number} would {'leave' if is_in else 'enter'} it. "
                "Return the claim to research first, then say who may read the evidence."
            )


def _come_out(before: Evidence) -> None:
    """From now on the source stands among the others under its own name, and its copies are found."""
    source = before.source
    recall_name(source)
    if source.origin is not None and source.origin.label == UNNAMED:
        Origin.objects.filter(pk=source.origin.pk).update(label=str(source)[:300])
    if source.snapshot is not None and source.snapshot.text:
        Source.objects.filter(pk=source.pk).update(
            origin=origin_of_capture(source, source.snapshot.text, str(source)[:300])
        )
    if before.status == Evidence.Status.ACCEPTED:
        archiving.want_copy(source)


def _go_in(source: Source) -> None:
    """The counterpart: its name stands nowhere else, and nobody comes upon its row by the same file.

    Unless another piece of it is public, here or in another claim.
    """
    if Evidence.objects.filter(source=source).visible_to(None).exists():
        return
    forget_name(source)
    if source.kind in BY_HAND:
        Source.objects.filter(pk=source.pk).update(identity=own_identity(source.identity))


def _forget_answers(evidence: Evidence, readers: Collection[int]) -> None:
    """What programs of others were answered about it is not said again to whoever repeats a request."""
    told = Q(body__contains=f'"id": {evidence.pk},') | Q(body__contains=f'"id":{evidence.pk},')
    KeptAnswer.objects.filter(told).exclude(token__person__in=readers).delete()


def _tell(claim: Claim, evidence: Evidence, people: Collection[int], by: User, *, named: bool = True) -> None:
    """People hear that they are named, and nobody is taken off the list without hearing of it; no word of the piece."""
    about = f"E{evidence.pk} of {notices.short(claim.statement)}"
    told = f"{by} lets you read {about}. It is for named people only."
    notices.give(
        people,
        kind=Notice.Kind.ASSIGNED,
        key=f"{'' if named else 'un'}named:{evidence.pk}:{claim.version}",
        text=told if named else f"{by} now says who reads {about}. You are not named any more.",
        claim=claim,
    )
