"""A planned publication that does not happen, and who has to hear of it. Planning and publishing are in embargoes."""

from __future__ import annotations

from claims import audit, notices
from claims.models import Notice, PlannedPublication, Role, User


def call_off(change: audit.Change, *, by: User | None, sentence: str) -> None:
    """Nothing is planned for this claim any more; whoever is concerned, but for `by`, is told why."""
    claim = change.claim
    planned = PlannedPublication.objects.filter(claim=claim).select_related("claim__researcher", "by").first()
    if planned is None:
        return
    change.add_detail("publication_at", claim.embargo_until, None)
    notices.give(
        [person for person in concerned(planned) if person != by],
        kind=Notice.Kind.PLANNED,
        key=f"planned-off:{claim.pk}:{claim.version}",
        text=sentence,
        claim=claim,
    )
    planned.delete()


def concerned(planned: PlannedPublication) -> set[User]:
    """Who planned it and who researched it; every editor, where the one who planned it has left."""
    people = {planned.by}
    if planned.claim.researcher is not None:
        people.add(planned.claim.researcher)
    if not planned.by.is_active:
        people.update(User.objects.filter(grants__role=Role.EDITOR, is_active=True))
    return people
