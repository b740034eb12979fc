"""A review round as this person may see it: the frozen draft, who is asked, and the reviews once they may be read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import OuterRef
from django.http import QueryDict
from django.utils.safestring import SafeString

from claims import access, policy
from claims.desk.forms import claim_review as forms
from claims.desk.forms.claim import ClaimForm
from claims.desk.screens_claim_lists import list_of
from claims.desk.screens_claim_rows import AskedRow
from claims.models import Claim, Evidence, RatingLevel, Review, ReviewRound, Role, State, User
from claims.publishing import markdown


@dataclass(frozen=True)
class SplitBar:
    """One rating's share of a round, drawn as a bar: lengths in whole per cent of the round's width."""

    level: RatingLevel
    count: int
    start: int
    length: int
    carried: bool


@dataclass(frozen=True)
class ReadReview:
    review: Review
    cited: list[int]


class Reading:
    """The frozen draft, as reviewers read it and as it will be published."""

    def __init__(self, round_: ReviewRound, levels: list[RatingLevel]) -> None:
        self.frozen: dict[str, Any] = round_.frozen
        self.levels = levels

    @property
    def rating(self) -> RatingLevel | None:
        return next((level for level in self.levels if level.slug == self.frozen.get("rating")), None)

    @property
    def html(self) -> SafeString:
        return markdown.render(
            self.frozen.get("text", ""),
            {item["id"]: f"#frozen-{item['id']}" for item in self.frozen.get("evidence", [])},
        )

    @property
    def evidence(self) -> list[dict[str, Any]]:
        elements = {element["id"]: element["text"] for element in self.frozen.get("key_elements", [])}
        return [
            {
                **item,
                "stance_label": Evidence.Stance(item["stance"]).label,
                "element": elements.get(item["key_element"], ""),
            }
            for item in self.frozen.get("evidence", [])
        ]


def review_form(
    claim: Claim, round_: ReviewRound, data: QueryDict | None = None, *, levels: list[RatingLevel]
) -> forms.ReviewForm:
    """The form of a review of this round; its evidence is known by key only, as the frozen draft names it."""
    evidence = {
        Evidence(pk=item["id"]): f"E{item['id']} {item['source']['title']}: {item['quote'][:120]}"
        for item in round_.frozen["evidence"]
    }
    return forms.ReviewForm(claim, data, round_id=round_.pk, levels=levels, evidence=evidence)


class ReviewScreen:
    """Reviews come through access.visible_reviews and from nowhere else."""

    def __init__(
        self,
        claim: Claim,
        by: User,
        round_: ReviewRound,
        *,
        levels: list[RatingLevel],
        asked: list[AskedRow],
    ) -> None:
        self.claim = claim
        self.by = by
        self.round = round_
        self.levels = levels
        self.asked = [row for row in asked if row.round == round_.pk]

    @cached_property
    def reviews(self) -> list[Review]:
        cited = Review.cited.through.objects.filter(review=OuterRef("pk"))
        return list(
            access.visible_reviews(self.round, self.by).annotate(
                cited_json=list_of(cited, "review", evidence="evidence")
            )
        )

    @cached_property
    def read(self) -> list[ReadReview]:
        return [
            ReadReview(review, sorted(int(row["evidence"]) for row in getattr(review, "cited_json", None) or []))
            for review in self.reviews
        ]

    @property
    def is_blind(self) -> bool:
        return self.round.completed_at is None and self.round.closed_at is None

    @property
    def is_open(self) -> bool:
        return self.is_blind and self.claim.state == State.IN_REVIEW

    @property
    def my_review(self) -> Review | None:
        return next((review for review in self.reviews if review.reviewer_id == self.by.pk), None)

    @property
    def my_asking(self) -> AskedRow | None:
        return next((row for row in self.asked if row.person == self.by.pk and not row.is_excused), None)

    @property
    def earlier(self) -> range:
        """Numbers of the rounds before this one."""
        return range(1, self.round.number)

    @property
    def n_filed(self) -> int:
        return sum(1 for row in self.asked if row.has_filed)

    @property
    def n_asked(self) -> int:
        return sum(1 for row in self.asked if not row.is_excused)

    @property
    def n_quorum(self) -> int:
        return policy.current().n_quorum

    @property
    def may_assign(self) -> bool:
        return self.is_open and access.has_role(self.by, Role.EDITOR)

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.round, self.levels)

    @cached_property
    def split(self) -> list[SplitBar]:
        """Bars in the order of the scale; empty while the round is blind."""
        total = sum(self.round.split.values())
        if self.is_blind or not total:
            return []
        bars: list[SplitBar] = []
        start = 0
        for level in self.levels:
            count = int(self.round.split.get(level.slug, 0))
            if not count:
                continue
            length = round(100 * count / total)
            bars.append(SplitBar(level, count, start, length, level.pk == self.round.carried_rating_id))
            start += length
        return bars

    @cached_property
    def form(self) -> ClaimForm | None:
        """The form for who is asked and has not filed yet; nobody else gets one."""
        if not self.is_open or self.my_asking is None or self.my_review is not None:
            return None
        return review_form(self.claim, self.round, levels=self.levels)

    @property
    def withdraw_form(self) -> ClaimForm | None:
        return forms.WithdrawForm(self.claim) if self.is_open and self.my_review is not None else None
