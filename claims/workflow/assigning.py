"""Who does the work: the desk proposes those with the least open work and no conflict, and a person decides."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from claims import access, audit, notices
from claims.errors import Refused
from claims.models import Claim, ClaimEvent, Notice, ReviewRound, Role, State, User
from claims.workflow import moves, researchers, reviews, watching

#: Work that a researcher has on the table.
_OPEN_WORK = (State.QUEUED, State.RESEARCHING)
_ASSIGNABLE = (State.NEW, *_OPEN_WORK)


@dataclass(frozen=True)
class Candidate:
    """Somebody who could do it; `refusal` says why they cannot, `reasons` what speaks for or against them."""

    person: User
    n_open: int
    reasons: tuple[str, ...] = ()
    refusal: str = ""


def assign(
    claim: Claim | int, researcher: User | None, *, by: User, seen: int | None = None, note: str = ""
) -> ClaimEvent:
    """Name who researches a claim, as one event; None takes the name off a claim that nobody has begun.

    A new claim is accepted by it (its event is `accept`); a queued one waits for this researcher; one that is being
    researched changes hands. An editor names anybody, a researcher only themself. Raises Refused with a sentence.
    """
    access.require_role(by, Role.RESEARCHER, Role.EDITOR)
    pk = claim if isinstance(claim, int) else claim.pk
    state = Claim.objects.filter(pk=pk).values_list("state", flat=True).first()
    if state == State.NEW and researcher is not None:
        return moves.move(pk, "accept", by=by, seen=seen, note=note, researcher=researcher)
    with transaction.atomic():
        with audit.record(pk, verb="assign", by=by, when=_ASSIGNABLE, seen=seen, note=note) as change:
            _refuse(change.claim, researcher, by)
            before = change.claim.researcher
            change.set(researcher=researcher)
            _tell(change.claim, before, researcher, by)
        assert change.event is not None  # written when the block ended
        watching.tell_of_event(change.claim, change.event)
    return change.event


def _refuse(claim: Claim, researcher: User | None, by: User) -> None:
    if researcher is None:
        if claim.researcher_id is None:
            raise Refused("Nobody is assigned to this claim.")
        if claim.state == State.RESEARCHING:
            raise Refused("The research has begun. Release the claim, or assign somebody else.")
        if claim.researcher_id != by.pk and not access.has_role(by, Role.EDITOR):
            raise access.Forbidden("Only an editor can take the claim away from somebody else.")
        return
    if claim.researcher_id == researcher.pk:
        raise Refused(f"{researcher} is assigned to this claim already.")
    if claim.researcher_id is not None and not access.has_role(by, Role.EDITOR):
        raise access.Forbidden(f"This claim is assigned to {claim.researcher}. Ask an editor to assign it anew.")
    if refusal := researchers.sentence_against(researcher, claim, by):
        raise Refused(refusal)


def _tell(claim: Claim, before: User | None, researcher: User | None, by: User) -> None:
    researchers.tell_assigned(claim, researcher, by)
    if before is not None and before not in (by, researcher):
        notices.give(
            [before],
            kind=Notice.Kind.ASSIGNED,
            key=f"unassigned:{claim.pk}:{claim.version}",
            text=f"{by} took you off the claim {notices.short(claim.statement)}."
            + (f" {researcher} goes on with it." if researcher else ""),
            claim=claim,
        )


# ── proposals ──


def researchers_for(claim: Claim) -> list[Candidate]:
    """All researchers: those who may research it, the least open work first, then those who may not and why."""
    wrote = access.authors_of(claim)
    reviewed = set(ReviewRound.objects.filter(claim=claim).values_list("assignments__reviewer", flat=True))
    interested = set(claim.declarations.filter(has_interest=True).values_list("person", flat=True))
    found = [
        Candidate(
            person,
            person.n_open,  # type: ignore[attr-defined]
            reasons=tuple(_reasons(person, wrote, reviewed)),
            refusal="declared an interest in this claim" if person.pk in interested else "",
        )
        for person in _people_with(Role.RESEARCHER)
    ]
    return sorted(found, key=lambda it: (bool(it.refusal), it.person.pk in reviewed, it.n_open, it.person.pk))


def _people_with(role: Role) -> list[User]:
    people = User.objects.filter(is_active=True).filter(Q(pk__in=_granted(role)) | Q(is_superuser=True))
    return list(by_open_work(people))


def by_open_work(people: QuerySet[User]) -> QuerySet[User]:
    """Researchers with `n_open`, the claims that they have on the table; who has fewest comes first.

    Looked up person by person in an index: a join would read all that they ever researched.
    """
    open_work = Claim.objects.filter(researcher=OuterRef("pk"), state__in=_OPEN_WORK).order_by()
    n_open = open_work.values("researcher").annotate(n=Count("pk")).values("n")
    return people.annotate(n_open=Coalesce(Subquery(n_open), 0)).order_by("n_open", "pk")


def _granted(role: Role) -> object:
    return User.objects.filter(grants__role=role).order_by().values("pk")


def _reasons(person: User, wrote: frozenset[int], reviewed: set[int]) -> list[str]:
    found = []
    if person.pk in wrote:
        found.append("worked on this draft before")
    if person.pk in reviewed:
        found.append("reviewed it, and could not review it again")
    return found


def reviewers_for(round: ReviewRound) -> list[Candidate]:
    """All who are not asked yet: those who may review it, the least open reviews first, then why others may not."""
    may = reviews.eligible_reviewers(round)
    asked = set(round.assignments.values_list("reviewer", flat=True))
    wrote = access.authors_of(round.claim)
    interested = set(round.claim.declarations.filter(has_interest=True).values_list("person", flat=True))
    found = [Candidate(person, person.n_open) for person in may]  # type: ignore[attr-defined]
    others = User.objects.filter(is_active=True, grants__role=Role.REVIEWER).exclude(pk__in=[it.pk for it in may])
    for person in others.exclude(pk__in=asked).order_by("pk"):
        reasons = ["declared an interest in this claim"] if person.pk in interested else []
        reasons += ["worked on this draft"] if person.pk in wrote else []
        found.append(Candidate(person, 0, refusal=" and ".join(reasons)))
    return found
