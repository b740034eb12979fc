"""Four eyes against forms that are made by hand: roles, the superuser, old tabs and other rounds change nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims import jobs
from claims.models import Claim, Review, Role, RoleGrant, State, User
from claims.workflow import edits, reviews
from claims.workflow.moves import move
from tests.builders import cast, claim_in, make_ready_to_submit, scale
from tests.desk.people import client_of
from tests.desk.test_claim_forms import send

pytestmark = pytest.mark.django_db


def everything(name: str) -> User:
    """Somebody of the cast who is a superuser with every role from now on."""
    person: User = getattr(cast(), name)
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    for role in Role.values:
        RoleGrant.objects.get_or_create(person=person, role=role)
    return User.objects.get(pk=person.pk)


def browser_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def post_move(client: Client, claim: Claim, name: str, **data: Any) -> int:
    return send(client, "move", claim, name, **{"note": "By hand.", **data}).status_code  # type: ignore[no-any-return]


def file_by_hand(client: Client, claim: Claim, round_: int) -> int:
    given = {"rating": scale()["true"].pk, "confidence": 3, "reasons": "By hand.", "round": round_}
    return send(client, "file_review", claim, **given).status_code  # type: ignore[no-any-return]


ATTEMPTS: dict[str, tuple[State, Callable[[Client, Claim], int]]] = {
    "reviews their own draft": (
        State.IN_REVIEW, lambda client, claim: file_by_hand(client, claim, claim.rounds.get().pk)
    ),
    "chooses who reviews it": (
        State.IN_REVIEW,
        lambda client, claim: send(client, "assign_reviewer", claim, reviewer=cast().tomas.pk).status_code,
    ),
    "excuses who might disagree": (
        State.IN_REVIEW,
        lambda client, claim: send(client, "excuse_reviewer", claim, cast().omar.pk, note="Away.").status_code,
    ),
    "decides alone before the reviews": (
        State.IN_REVIEW, lambda client, claim: post_move(client, claim, "decide", rating=scale()["true"].pk)
    ),
    "changes the frozen draft": (
        State.IN_REVIEW, lambda client, claim: send(client, "edit_draft", claim, summary="Mine.").status_code
    ),
    "words the frozen claim anew": (
        State.IN_REVIEW, lambda client, claim: send(client, "reword", claim, statement="Mine now.").status_code
    ),
    "publishes what was not decided": (State.IN_REVIEW, lambda client, claim: post_move(client, claim, "publish")),
    "publishes their own research": (State.DECIDED, lambda client, claim: post_move(client, claim, "publish")),
    "plans its publication": (
        State.DECIDED, lambda client, claim: send(client, "plan_publication", claim, note="").status_code
    ),
}  # fmt: skip


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_researcher_of_a_claim_gains_nothing_as_superuser_with_every_role(attempt: str) -> None:
    state, attack = ATTEMPTS[attempt]
    claim = claim_in(state)
    before = Claim.objects.values().get(pk=claim.pk)
    n_reviews, n_asked = Review.objects.count(), claim.rounds.get().assignments.filter(excused_at=None).count()
    assert attack(browser_of(everything("ravi")), claim) in (403, 409, 422)
    assert Claim.objects.values().get(pk=claim.pk) == before
    assert Review.objects.count() == n_reviews
    assert claim.rounds.get().assignments.filter(excused_at=None).count() == n_asked


def test_who_decided_does_not_publish_though_a_superuser_with_every_role() -> None:
    claim = claim_in(State.DECIDED)
    for name in ("ravi", "edda"):
        edits.declare_interest(claim, by=getattr(cast(), name), has_interest=False)
    edda = browser_of(everything("edda"))
    page = edda.get(reverse("desk:claim", args=[claim.pk])).content.decode()
    assert "Publish" in page
    assert post_move(edda, claim, "publish") == 422
    assert Claim.objects.get(pk=claim.pk).state == State.DECIDED


def test_an_old_tab_of_a_reviewer_who_has_become_an_author_files_nothing() -> None:
    """Asked in the first round; it is returned, and the same person writes at the draft with another role."""
    claim, people = claim_in(State.IN_REVIEW), cast()
    ines, tab = everything("ines"), client_of("ines")
    first = reviews.load_open_round(claim)
    assert "Your review" in tab.get(reverse("desk:claim", args=[claim.pk])).content.decode()
    move(claim, "return", by=people.edda, note="Shorter, please.")
    fresh = Claim.objects.get(pk=claim.pk)
    edits.edit_draft(
        fresh, by=ines, rating=scale()["true"], summary="Ines wrote this.", text=fresh.draft_text, mind=fresh.draft_mind
    )
    move(claim, "submit", by=people.ravi)
    jobs.run_all(only=lambda row: row.name == "assign_reviewers")
    second = reviews.load_open_round(claim)
    assert not second.assignments.filter(reviewer=ines).exists()
    for round_ in (first.pk, second.pk):
        assert file_by_hand(tab, claim, round_) in (403, 409)
    assert not Review.objects.exists()


def test_who_declares_an_interest_in_one_tab_files_no_review_in_the_other() -> None:
    claim = claim_in(State.IN_REVIEW)
    tab, round_ = client_of("omar"), reviews.load_open_round(claim)
    edits.declare_interest(claim, by=cast().omar, has_interest=True, statement="My brother fishes there.")
    assert file_by_hand(tab, claim, round_.pk) == 403
    assert not Review.objects.exists()


def test_the_round_of_another_claim_takes_no_review_of_this_one() -> None:
    mine, other = claim_in(State.IN_REVIEW), claim_in(State.IN_REVIEW)
    assert file_by_hand(client_of("omar"), mine, other.rounds.get().pk) == 409
    assert not Review.objects.exists()


def test_two_tabs_of_two_editors_decide_once() -> None:
    claim = claim_in(State.RESEARCHING)
    make_ready_to_submit(claim, by=cast().ravi)
    move(claim, "submit", by=cast().ravi)
    jobs.run_all(only=lambda row: row.name == "assign_reviewers")
    for name in ("ines", "omar", "tomas"):
        file_by_hand(client_of(name), claim, reviews.load_open_round(claim).pk)
    jobs.run_all(only=lambda row: row.name == "tally_reviews")
    seen = Claim.objects.get(pk=claim.pk).version
    given = {"rating": scale()["true"].pk, "note": "They agree.", "seen": seen}
    assert post_move(client_of("edda"), claim, "decide", **given) in (200, 302)
    assert post_move(client_of("elsa"), claim, "decide", **given) == 409
    assert claim.rounds.get().decided_by == cast().edda


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.DECIDED, State.PUBLISHED])
def test_the_admin_moves_nothing_past_the_table(state: str) -> None:
    claim = claim_in(state)
    client, list_ = browser_of(everything("mona")), reverse("admin:claims_claim_changelist")
    before = Claim.objects.values().get(pk=claim.pk)
    for action in ("dismiss_as_spam", "delete_selected", "publish"):
        client.post(list_, {"action": action, "_selected_action": [claim.pk], "post": "yes"})
    form = {"state": "published", "draft_summary": "Mine.", "current_revision": ""}
    assert client.post(reverse("admin:claims_claim_change", args=[claim.pk]), form).status_code == 403
    assert client.post(list_, {"form-0-state": "published", "_save": "Save"}).status_code in (200, 302, 403)
    assert Claim.objects.values().get(pk=claim.pk) == before
