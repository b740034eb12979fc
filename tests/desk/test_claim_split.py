"""The split of a round: drawn and told when the round is over, nowhere before; evidence cited by a click."""

import re

import pytest

from claims.models import Claim, ReviewRound, State
from tests.builders import cast, claim_in
from tests.desk.people import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.looks]


def page_of(claim: Claim, name: str) -> str:
    return client_of(name).get(f"/desk/claims/{claim.pk}/").content.decode()


def test_the_split_is_drawn_over_the_whole_scale_and_told_in_a_table_with_names() -> None:
    claim = claim_in(State.DECIDED)
    round_ = ReviewRound.objects.get(claim=claim)
    html = page_of(claim, "elsa")
    drawn = html[html.index('class="split"') : html.index("</table>", html.index('class="split"'))]
    assert drawn.count('class="split-mark"') == sum(round_.split.values()) > 0
    for label in ("True", "Half true", "Unproven"):
        assert f">{label}</text>" in drawn
    for review in round_.reviews.all():
        assert str(review.reviewer) in drawn
    assert drawn.count("split-carried") == 1


@pytest.mark.both
@pytest.mark.parametrize("name", ["ines", "ravi", "edda"])
def test_while_a_round_is_blind_no_split_is_drawn(name: str) -> None:
    claim = claim_in(State.IN_REVIEW)
    html = page_of(claim, name)
    assert "split-mark" not in html
    assert "How the round split" not in html


def test_evidence_in_the_frozen_draft_is_cited_by_clicking_it_where_one_reviews() -> None:
    claim = claim_in(State.IN_REVIEW)
    asked = claim.rounds.get().assignments.filter(excused_at=None).first()
    name = asked.reviewer.username if asked else "ines"
    html = page_of(claim, name)
    boxes = re.findall(r'class="button cite-frozen" for="([^"]+)"', html)
    assert boxes
    for box in boxes:
        assert re.search(rf'<input[^>]*type="checkbox"[^>]*id="{box}"[^>]*aria-label="E\d+ ', html), box
    assert "cite-frozen" not in page_of(claim, "edda")
    assert cast().edda.pk
