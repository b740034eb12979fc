"""Everything the guards look at, read once per claim. Reads only."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from claims import access, policy, ties
from claims.audit import canonical_json
from claims.models import (
    Appearance,
    Assignment,
    Claim,
    Evidence,
    KeyElement,
    RatingLevel,
    Review,
    ReviewRound,
    Source,
    User,
)
from claims.publishing import drafts, markdown, trial

#: Whether a piece of evidence comes from the very story that made the claim; `origins_of` needs it as `is_own_story`.
OWN_STORY = Exists(Appearance.objects.filter(claim=OuterRef("claim"), article__origin=OuterRef("source__origin")))


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many of these hang on the round of the outer query; by a join its frozen draft would be grouped by."""
    counted = rows.filter(round=OuterRef("pk")).order_by().values("round").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0)


class Case:
    """A claim with what hangs on it. Each part is one query, made when it is first looked at."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim

    @cached_property
    def key_elements(self) -> list[KeyElement]:
        return list(self.claim.key_elements.all())

    @cached_property
    def accepted(self) -> list[Evidence]:
        """What counts, is cited and printed: only what is public, so that no draft has a word of anything else."""
        return list(
            self.claim.evidence.filter(status=Evidence.Status.ACCEPTED)
            .visible_to(None)
            .select_related("source__origin", "source__snapshot", "source__article", "source__revision", "key_element")
            .annotate(is_own_story=OWN_STORY)
        )

    @cached_property
    def counts(self) -> dict[str, int]:
        """Counter-searches, reply requests, and claimants' answers by link that nobody recorded, in one query."""
        return Claim.objects.filter(pk=self.claim.pk).aggregate(
            n_searches=Count("counter_searches", distinct=True),
            n_replies=Count("reply_requests", distinct=True),
            n_unheard=Count("guest_links", filter=self._unheard, distinct=True),
        )

    @property
    def _unheard(self) -> Q:
        """A frozen draft waits for answers that kept their deadline; later ones hold up nobody's publication."""
        answered = Q(guest_links__answered_at__isnull=False, guest_links__reply_request__reply="")
        if self.claim.is_editable:
            return answered
        return answered & Q(guest_links__answered_at__date__lte=F("guest_links__reply_request__deadline_on"))

    @cached_property
    def round(self) -> ReviewRound | None:
        """The newest round, open or closed."""
        return (
            ReviewRound.objects.filter(claim=self.claim)
            .select_related("carried_rating", "decided_rating", "decided_by")
            .annotate(
                n_asked=_count(Assignment.objects.filter(excused_at=None)),
                n_filed=_count(Review.objects.filter(withdrawn_at=None, is_machine=False)),
            )
            .order_by("-number")
            .first()
        )

    @cached_property
    def authors(self) -> frozenset[int]:
        return access.authors_of(self.claim)

    @cached_property
    def declarations(self) -> dict[int, bool]:
        """{person: whether they have an interest}, for everybody who has answered."""
        return dict(self.claim.declarations.values_list("person", "has_interest"))

    @cached_property
    def rating(self) -> RatingLevel | None:
        return self.claim.draft_rating

    @cached_property
    def cited(self) -> frozenset[int]:
        """Evidence numbers cited in the draft text."""
        return frozenset(markdown.cited_in(self.claim.draft_text))

    @cached_property
    def origin_decisions(self) -> dict[int, ties.Decision]:
        """What people said about where sources have it from, by source."""
        rows = self.claim.origin_decisions.select_related("decided_by")
        return {row.source_id: ties.Decision(row.joined_with_id, row.reason, str(row.decided_by or "")) for row in rows}

    def origins_of(self, element: KeyElement) -> int:
        """Independent origins of the accepted evidence for one key element; what only mentions it does not count.

        A source counts once, however often it is cited. What made the claim is no evidence for it, and our own
        earlier verdict is no second origin.
        """
        voices = ties.voices_of(item for item in self.counting if item.key_element_id == element.pk)
        return ties.Ties(voices, self.origin_decisions).n_independent()

    @cached_property
    def counting(self) -> list[Evidence]:
        """The accepted evidence that counts for or against a key element."""
        return [
            item
            for item in self.accepted
            if item.stance != Evidence.Stance.MENTIONS
            and item.source.kind != Source.Kind.CHECK
            and not item.is_own_story  # type: ignore[attr-defined]
        ]

    def people_to_declare(self, *also: User | None) -> frozenset[int]:
        """Everybody who wrote or decided."""
        people = set(self.authors)
        if self.round is not None and self.round.decided_by_id:
            people.add(self.round.decided_by_id)
        people.update(person.pk for person in also if person is not None)
        return frozenset(people)

    def draft(self) -> dict[str, Any]:
        """What people wrote and decided, as it stands now; see drafts.changes_since."""
        return drafts.draft_of(self.claim, self.key_elements, self.accepted)

    def frozen(self) -> dict[str, Any]:
        """The draft as it goes into a round: what reviewers read, and all of it is printed as it is."""
        return {**self.draft(), **drafts.surroundings_of(self.claim)}

    @cached_property
    def problems_of_decided_page(self) -> list[str]:
        """What programs would misread on the page of the decided draft; empty where nothing is decided."""
        round_ = self.round
        if round_ is None or round_.decided_rating is None:
            return []
        return trial.page_problems(self.claim, round_.frozen, round_.decided_rating)

    @property
    def policy(self) -> policy.Policy:
        return policy.current()


def sha256_of(frozen: dict[str, Any]) -> str:
    return hashlib.sha256(canonical_json(frozen)).hexdigest()
