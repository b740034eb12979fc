"""The form of a review: what each rating means stands beside it, reasons are required, the draft is to be read only."""

import re

import pytest
from django.utils.html import escape

from claims.models import Claim, RatingLevel, State
from claims.workflow import reviews
from tests.builders import claim_in, scale
from tests.desk.people import client_of
from tests.desk.test_claim_forms import send

pytestmark = [pytest.mark.django_db, pytest.mark.looks]


def form_of(claim: Claim, name: str = "omar") -> str:
    page = client_of(name).get(f"/desk/claims/{claim.pk}/").content.decode()
    return page[page.index('id="file_review-form"') :].partition("</form>")[0]


def test_every_rating_of_the_scale_is_chosen_beside_its_definition() -> None:
    claim = claim_in(State.IN_REVIEW)
    form = form_of(claim)
    choices = re.findall(r'<label class="choice"[^>]*>(.*?)</label>', form, re.DOTALL)
    ratings = [choice for choice in choices if 'name="rating"' in choice]
    assert len(ratings) == len(scale()) == RatingLevel.objects.count()
    for level, choice in zip(RatingLevel.objects.order_by("position"), ratings, strict=True):
        assert f'value="{level.pk}"' in choice
        assert f"<b>{level.label}</b>" in choice
        assert escape(level.definition) in choice
        assert "hidden" not in choice


def test_the_draft_is_chosen_by_definitions_as_well() -> None:
    claim = claim_in(State.RESEARCHING)
    page = client_of("ravi").get(f"/desk/claims/{claim.pk}/").content.decode()
    for level in scale().values():
        choice = page[page.index(f'name="rating" value="{level.pk}"') :].partition("</label>")[0]
        assert f"<b>{level.label}</b>" in choice
        assert level.definition in choice


@pytest.mark.parametrize("reasons", ["", "  \n "])
def test_reasons_are_required_and_what_was_chosen_is_kept(reasons: str) -> None:
    claim = claim_in(State.IN_REVIEW)
    rating, round_ = scale()["half-true"], reviews.load_open_round(claim)
    answer = send(
        client_of("omar"), "file_review", claim, rating=rating.pk, confidence=2, reasons=reasons, round=round_.pk
    )
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Write your reasons: a rating without reasons cannot be weighed." in body
    assert re.search(rf'name="rating" value="{rating.pk}"[^>]* checked', body)
    assert not round_.reviews.exists()


def test_the_draft_that_is_reviewed_is_only_to_be_read() -> None:
    claim = claim_in(State.IN_REVIEW)
    before = Claim.objects.get(pk=claim.pk).draft_summary
    for name in ("omar", "ravi", "edda"):
        page = client_of(name).get(f"/desk/claims/{claim.pk}/").content.decode()
        assert "As submitted; nothing in it can change while it is reviewed." in page
        assert before in page
        for address in ("draft", "reword", "key-elements"):
            assert f'action="/desk/claims/{claim.pk}/{address}/"' not in page
        answer = send(client_of(name), "edit_draft", claim, summary="Slipped in.", text="Slipped in.")
        assert answer.status_code in (403, 422)
    assert Claim.objects.get(pk=claim.pk).draft_summary == before
