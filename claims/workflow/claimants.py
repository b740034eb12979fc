"""Two claimants who are one: their names and claims go under one of them, and come back when the merge is undone."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from claims import access, audit
from claims.errors import Refused, Stale
from claims.models import Appearance, Claim, Claimant, ClaimantAlias, ClaimantMerge, Role, State, User

#: What reviewers read must not change under them, and it names the claimant.
_FROZEN = (State.IN_REVIEW, State.DECIDED)


def merge_claimants(claimant: Claimant, into: Claimant, *, by: User, note: str = "") -> ClaimantMerge:
    """From now on `claimant` is a name of `into`, in later articles too. Every claim that moves gets an event."""
    access.require_role(by, Role.EDITOR, Role.MODERATOR)
    if claimant.pk == into.pk:
        raise Refused("A claimant cannot be merged with themselves. Choose two different claimants.")
    with transaction.atomic():
        _lock(claimant, into)
        _refuse_merged(claimant, into)
        claims = Claim.objects.filter(claimant=claimant).order_by("pk")
        _refuse_frozen(claims.filter(state__in=_FROZEN).values_list("pk", flat=True))
        names = ClaimantAlias.objects.filter(claimant=claimant)
        merge = ClaimantMerge.objects.create(
            claimant=claimant,
            into=into,
            note=note.strip(),
            aliases=list(names.values_list("key", flat=True)),
            merged_by=by,
            merged_at=timezone.now(),
        )
        names.update(claimant=into)
        ids = list(claims.values_list("pk", flat=True))
        _move(ids, claimant, into, by=by, verb="merge_claimants", note=note or f"{claimant} is {into}.")
        merge.claims = ids
        merge.save(update_fields=["claims"])
    return merge


def undo_merge(merge: ClaimantMerge, *, by: User, note: str = "") -> None:
    """Names and claims go back, and so do claims that came later from articles under one of those names.

    A claim that a person worded by hand meanwhile stays: whom they meant is theirs to say.
    """
    access.require_role(by, Role.EDITOR, Role.MODERATOR)
    with transaction.atomic():
        claimant, into = merge.claimant, merge.into
        _lock(claimant, into)
        if _standing(into) is not None:
            raise Refused(f"{into} was merged into somebody else later. Undo that merge first.")
        undone = ClaimantMerge.objects.filter(pk=merge.pk, undone_at=None)
        if not undone.update(undone_at=timezone.now(), undone_by=by):
            raise Stale("This merge was undone already. Load the page again.")
        ids = sorted({*_still_there(merge), *_came_later(merge)})
        _refuse_frozen(Claim.objects.filter(pk__in=ids, state__in=_FROZEN).values_list("pk", flat=True))
        ClaimantAlias.objects.filter(key__in=merge.aliases, claimant=into).update(claimant=claimant)
        _move(ids, into, claimant, by=by, verb="part_claimants", note=note or f"{claimant} is not {into} after all.")


def _lock(*claimants: Claimant) -> None:
    """In one order, so that two merges of the same pair never wait in a circle.

    Not the key: a colleague who changes one of the claims has it checked, and would wait for us while we wait for them.
    """
    pks = [claimant.pk for claimant in claimants]
    list(Claimant.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk").values_list("pk", flat=True))


def _standing(claimant: Claimant) -> ClaimantMerge | None:
    return ClaimantMerge.objects.filter(claimant=claimant, undone_at=None).select_related("into").first()


def _refuse_merged(claimant: Claimant, into: Claimant) -> None:
    for one in (claimant, into):
        merge = _standing(one)
        if merge is not None:
            raise Refused(f"{one} is merged into {merge.into} already. Choose {merge.into}, or undo that merge first.")


def _refuse_frozen(pks: Iterable[int]) -> None:
    frozen = [f"#{pk}" for pk in pks]
    if frozen:
        raise Refused(
            f"These claims are in review or decided, and what reviewers read must not change: {', '.join(frozen)}. "
            "Publish them, or return them to research first."
        )


def _still_there(merge: ClaimantMerge) -> list[int]:
    return list(Claim.objects.filter(pk__in=merge.claims, claimant=merge.into).values_list("pk", flat=True))


def _came_later(merge: ClaimantMerge) -> list[int]:
    """Claims of articles that named the speaker by one of the names that moved."""
    places = Appearance.objects.filter(home_claim__claimant=merge.into, home_claim__created_at__gte=merge.merged_at)
    names = set(merge.aliases)
    return [pk for pk, speaker in places.values_list("home_claim", "speaker") if Claimant.key_of(speaker) in names]


def _move(ids: list[int], before: Claimant, after: Claimant, *, by: User, verb: str, note: str) -> None:
    """One event for each claim; none of them makes a page stale that somebody is writing on."""
    for pk in ids:
        with audit.record(pk, verb=verb, by=by, is_binding=False, note=note) as change:
            if change.claim.state in _FROZEN:  # sent to review since we looked
                _refuse_frozen([pk])
            if change.claim.claimant_id == before.pk:
                change.set(claimant=after)
