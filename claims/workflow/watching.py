"""Who wants to hear what becomes of a claim. Watching is one's own affair: it changes no claim and is no event."""

from __future__ import annotations

from collections.abc import Collection

from claims import access, notices
from claims.models import Claim, ClaimEvent, Notice, User, Watch


def watch(claim: Claim, *, by: User) -> None:
    access.require_desk_member(by)
    Watch.objects.get_or_create(claim=claim, person=by)


def unwatch(claim: Claim, *, by: User) -> None:
    Watch.objects.filter(claim=claim, person=by).delete()


def key_of(event: ClaimEvent) -> str:
    """Nobody hears of one event twice."""
    return f"watched:{event.claim_id}:{event.version}"


def tell_of_event(claim: Claim, event: ClaimEvent) -> None:
    """The claim has moved, or changed hands: those who watch it hear that, and no rating."""
    what = "changed hands" if event.from_state == event.to_state else f"is now {claim.get_state_display().lower()}"
    tell(
        claim,
        key=key_of(event),
        text=f"{notices.short(claim.statement)} {what} ({event.by_name}).",
        but={event.by} if event.by else (),
    )


def tell(claim: Claim, *, key: str, text: str, but: Collection[User] = ()) -> None:
    """One line to everybody who watches, except those who know it anyway."""
    people = Watch.objects.filter(claim=claim).exclude(person__in=[person.pk for person in but])
    found = list(people.values_list("person", flat=True))
    if found:
        members = [person for person in User.objects.filter(pk__in=found) if access.is_desk_member(person)]
        notices.give(members, kind=Notice.Kind.WATCHED, key=key, text=text, claim=claim)
