"""Blindness: before a round is complete nobody learns another's rating or reasons from any page of the claim."""

import re
from typing import Any

import pytest
from django.urls import reverse

from claims import jobs
from claims.models import Claim, State
from claims.workflow import reviews
from claims.workflow.moves import move
from tests.builders import CAST, cast, claim_in, scale
from tests.desk.test_claim_forms import send
from tests.desk.test_claim_page import as_person, page_of

SECRET = "Ines is sure because of page forty-four."


@pytest.fixture
def claim() -> Claim:
    """In review: Ines has filed, with a rating that nobody else mentions."""
    found = claim_in(State.IN_REVIEW)
    scale()
    review = reviews.file_review(
        found, by=cast().ines, rating=scale()["satire"], confidence=3, reasons=SECRET, cited=[found.evidence.first()]
    )
    assert review.pk
    return found


def addresses(claim: Claim) -> list[str]:
    return [
        page_of(claim),
        f"{reverse('desk:claim_live', args=[claim.pk])}?seen=0",
        reverse("desk:claim_history", args=[claim.pk]),
        reverse("desk:claim_round", args=[claim.pk, 1]),
        reverse("desk:reviewers", args=[claim.pk]),
    ]


def rated(body: str) -> bool:
    """Whether a rating of Satire is shown as given; as a choice in a form it has no such mark."""
    return "rating-satire" in body


@pytest.mark.django_db
def test_nobody_reads_another_s_review_before_the_round_is_complete(claim: Claim) -> None:
    for name in (name for name, roles in CAST.items() if roles and name != "ines"):
        client = as_person(name)
        pages = {address: client.get(address).content.decode() for address in addresses(claim)}
        for address, body in pages.items():
            assert SECRET not in body, (name, address)
            assert not rated(body), (name, address)
        assert "has filed" in pages[page_of(claim)], f"names are no secret to {name}"


@pytest.mark.django_db
def test_one_reads_one_s_own_review_and_may_withdraw_it(claim: Claim) -> None:
    ines = as_person("ines")
    body = ines.get(page_of(claim)).content.decode()
    assert SECRET in body
    assert rated(body)
    assert send(ines, "withdraw_review", claim).status_code == 302
    assert SECRET not in ines.get(page_of(claim)).content.decode()


@pytest.mark.django_db
def test_answers_to_a_refused_review_give_nothing_away(claim: Claim) -> None:
    for htmx in (False, True):
        answer = send(as_person("omar"), "file_review", claim, htmx=htmx)
        assert answer.status_code == 422
        assert SECRET not in answer.content.decode()
        assert not rated(answer.content.decode())


def file_as(name: str, claim: Claim, **data: Any):  # type: ignore[no-untyped-def]
    given = {"rating": scale()["true"].pk, "confidence": 2, "reasons": f"{name} has reasons.", **data}
    if "round" not in given:
        given["round"] = reviews.load_open_round(claim).pk
    return send(as_person(name), "file_review", claim, **given)


@pytest.mark.django_db
def test_when_the_round_is_complete_all_reviews_and_the_split_are_shown(claim: Claim) -> None:
    assert file_as("omar", claim, cited=[claim.evidence.first().pk]).status_code == 302
    assert file_as("tomas", claim).status_code == 302
    jobs.run_all(only=lambda row: row.name == "tally_reviews")
    body = as_person("rana").get(page_of(claim)).content.decode()
    for words in (SECRET, "omar has reasons.", "tomas has reasons.", "How the round split"):
        assert words in body
    assert body.count('class="split-mark"') == 3
    decide = as_person("edda").get(page_of(claim)).content.decode()
    chosen = re.findall(r'<input type="radio" name="rating" value="(\d+)"[^>]* checked', decide)
    assert chosen == [str(scale()["true"].pk)], "the carried rating is chosen already"


@pytest.mark.django_db
def test_who_is_not_asked_gets_no_form_and_is_refused(claim: Claim) -> None:
    assert "Your review" not in as_person("edda").get(page_of(claim)).content.decode()
    assert file_as("edda", claim).status_code == 403
    assert file_as("ravi", claim).status_code == 403


@pytest.mark.django_db
def test_an_editor_excuses_a_reviewer_with_a_reason_and_asks_no_author(claim: Claim) -> None:
    edda = as_person("edda")
    page = edda.get(reverse("desk:reviewers", args=[claim.pk])).content.decode()
    assert "Excuse Omar" in page
    assert "Ines has filed, so the review counts" in page
    assert send(edda, "excuse_reviewer", claim, cast().omar.pk, note="").status_code == 422
    assert send(edda, "excuse_reviewer", claim, cast().omar.pk, note="Away this week.").status_code == 302
    assigned = send(edda, "assign_reviewer", claim, reviewer=cast().ravi.pk)
    assert assigned.status_code == 422
    assert as_person("ines").get(reverse("desk:reviewers", args=[claim.pk])).status_code == 403


@pytest.mark.django_db
def test_a_round_that_was_returned_early_stays_sealed_and_the_new_one_is_blind(claim: Claim) -> None:
    move(claim, "return", by=cast().edda, note="The summary says too much.")
    first = reverse("desk:claim_round", args=[claim.pk, 1])
    assert SECRET not in as_person("omar").get(first).content.decode(), "Omar may be asked again"
    assert SECRET in as_person("ines").get(first).content.decode()
    move(claim, "submit", by=cast().ravi)
    jobs.run_all(only=lambda row: row.name == "assign_reviewers")
    reviews.file_review(claim, by=cast().omar, rating=scale()["satire"], confidence=1, reasons="Omar anew.")
    body = as_person("tomas").get(page_of(claim)).content.decode()
    assert "Omar anew." not in body
    assert SECRET not in body
    assert reverse("desk:claim_round", args=[claim.pk, 1]) in body


@pytest.mark.django_db
@pytest.mark.parametrize("htmx", [False, True])
def test_a_review_of_one_round_never_lands_in_the_next_and_its_words_are_kept(claim: Claim, htmx: bool) -> None:
    old = reviews.load_open_round(claim)
    assert f'name="round" value="{old.pk}"' in as_person("omar").get(page_of(claim)).content.decode()
    move(claim, "return", by=cast().edda, note="The summary says too much.")
    closed = file_as("omar", claim, round=old.pk, htmx=htmx)
    assert closed.status_code == 409
    assert "omar has reasons." in closed.content.decode()
    move(claim, "submit", by=cast().ravi)
    jobs.run_all(only=lambda row: row.name == "assign_reviewers")
    new = reviews.load_open_round(claim)
    answer = file_as("omar", claim, round=old.pk, cited=[claim.evidence.first().pk], htmx=htmx)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "omar has reasons." in body
    assert not new.reviews.exists()
    assert "Review, round 2" in body, "the new draft is shown beside the words"
    assert f'name="round" value="{new.pk}"' in body
    assert f'name="round" value="{old.pk}"' not in body
    assert file_as("omar", claim, htmx=htmx).status_code in (200, 302)
    assert new.reviews.get().reasons == "omar has reasons."


@pytest.mark.django_db
@pytest.mark.parametrize("round_", ["", "x", "0"])
def test_a_review_that_names_no_round_is_stale(claim: Claim, round_: str) -> None:
    answer = file_as("omar", claim, round=round_)
    assert answer.status_code == 409
    assert "omar has reasons." in answer.content.decode()
    assert reviews.load_open_round(claim).reviews.count() == 1


@pytest.mark.django_db
def test_a_round_that_does_not_exist_is_not_found(claim: Claim) -> None:
    assert as_person("rana").get(reverse("desk:claim_round", args=[claim.pk, 7])).status_code == 404
