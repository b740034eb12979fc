"""A review round as this person may see it: the frozen draft, who is asked, and the reviews once they may be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from claims import access, policy
from claims.desk.forms import claim_review as forms
from claims.desk.forms.claim import ClaimForm
from claims.desk.screens.claim_rest import KINDS, N_AT_ONCE, N_SHOWN, Excerpt
from claims.desk.screens.claim_rows import AskedRow
from claims.desk.screens.claim_short_lists import list_of
from claims.models import Claim, Evidence, RatingLevel, Review, ReviewRound, Role, State, User
from claims.protection import Hidden
from claims.publishing import markdown

#: Of the picture of a split, in its own units: the height of a mark's step, and the line on which the lowest stands.
_STEP, _FLOOR, _WIDTH = 22, 20, 660


@dataclass(frozen=True)
class SplitColumn:
    """One rating of the scale with a mark for each review that gave it."""

    level: RatingLevel
    x: int
    width: int
    floor: int
    names: list[str]
    count: int
    carried: bool

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def marks(self) -> list[int]:
        """How high each mark stands."""
        return [self.floor - _STEP // 2 - _STEP * at for at in range(self.count)]


@dataclass(frozen=True)
class ReadReview:
    review: Review
    #: Numbers of evidence, and where each stands.
    cited: list[tuple[int, str]]


class Reading:
    """The frozen draft, as reviewers read it and as it will be published."""

    def __init__(
        self,
        round_: ReviewRound,
        levels: list[RatingLevel],
        *,
        hidden: Hidden,
        boxes: Mapping[int, str] | None = None,
    ) -> None:
        self.claim = round_.claim_id
        self.name = f"frozen-{round_.number}"
        self.boxes = boxes or {}
        self.frozen: dict[str, Any] = hidden.draft(round_.frozen)
        self.levels = levels

    @property
    def rating(self) -> RatingLevel | None:
        return next((level for level in self.levels if level.slug == self.frozen.get("rating")), None)

    @property
    def html(self) -> SafeString:
        return markdown.render(self.frozen.get("text", ""), self.places)

    @cached_property
    def places(self) -> dict[int, str]:
        """Evidence -> the address at which it stands: in the reading, or on a page of its list."""
        page, found = reverse("desk:claim_rest", args=[self.claim, self.name]), {}
        for at, item in enumerate(self.frozen.get("evidence", [])):
            there = f"{page}?from={at - at % N_AT_ONCE}" if at >= N_SHOWN else ""
            found[item["id"]] = f"{there}#frozen-{item['id']}"
        return found

    @property
    def passages(self) -> Excerpt:
        """The evidence that stands in the reading."""
        return Excerpt(self.name, KINDS["frozen"], self.claim, self.evidence[:N_SHOWN], len(self.evidence), 0, N_SHOWN)

    @cached_property
    def evidence(self) -> list[dict[str, Any]]:
        elements = {element["id"]: element["text"] for element in self.frozen.get("key_elements", [])}
        return [
            {
                **item,
                "stance_label": Evidence.Stance(item["stance"]).label,
                "element": elements.get(item["key_element"], ""),
                "box": self.boxes.get(item["id"], ""),
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


def load_round(claim: Claim, number: int) -> ReviewRound:
    """One of its rounds. Raises NotFound."""
    rounds = ReviewRound.objects.select_related("carried_rating", "decided_rating", "decided_by")
    round_ = rounds.filter(claim=claim, number=number).first()
    if round_ is None:
        raise access.NotFound("This claim has no such review round. Look at its page for the newest one.")
    return round_


def _cited(review: Review) -> list[int]:
    return [int(row["evidence"]) for row in getattr(review, "cited_json", None) or []]


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
        hidden: Hidden,
    ) -> None:
        self.claim = claim
        self.by = by
        self.round = round_
        self.levels = levels
        self.hidden = hidden
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
        places = self.reading.places
        return [
            ReadReview(review, [(pk, places.get(pk, "#review")) for pk in sorted(_cited(review))])
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
    def is_being_counted(self) -> bool:
        """All is filed that is waited for, and the outcome is not there yet."""
        return self.is_open and self.n_filed >= max(self.n_asked, self.n_quorum)

    @property
    def may_assign(self) -> bool:
        return self.is_open and access.has_role(self.by, Role.EDITOR)

    @cached_property
    def reading(self) -> Reading:
        return Reading(self.round, self.levels, hidden=self.hidden, boxes=self._boxes)

    @property
    def _boxes(self) -> dict[int, str]:
        """Evidence -> the id of the box in the form that cites it."""
        if self.form is None:
            return {}
        return {int(str(box.data["value"])): box.id_for_label for box in self.form["cited"]}

    @cached_property
    def split(self) -> list[SplitColumn]:
        """All ratings in the order of the scale; empty while the round is blind."""
        given = {level.slug: int(self.round.split.get(level.slug, 0)) for level in self.levels}
        if self.is_blind or not any(given.values()):
            return []
        width, floor = _WIDTH // len(self.levels), _FLOOR + _STEP * max(given.values())
        return [
            SplitColumn(
                level, at * width, width, floor, self._names(level), given[level.slug],
                level.pk == self.round.carried_rating_id,
            )
            for at, level in enumerate(self.levels)
        ]  # fmt: skip

    def _names(self, level: RatingLevel) -> list[str]:
        return [
            str(line.review.reviewer)
            for line in self.read
            if line.review.reviewer is not None and line.review.rating_id == level.pk
        ]

    @property
    def split_height(self) -> int:
        return self.split[0].floor + 24 if self.split else 0

    @cached_property
    def form(self) -> ClaimForm | None:
        """The form for who is asked and has not filed yet; nobody else gets one."""
        if not self.is_open or self.my_asking is None or self.my_review is not None:
            return None
        return review_form(self.claim, self.round, levels=self.levels)

    @property
    def withdraw_form(self) -> ClaimForm | None:
        return forms.WithdrawForm(self.claim) if self.is_open and self.my_review is not None else None
