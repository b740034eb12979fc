"""The board: columns by state, the list of one state, and the poll."""

import pytest
from django.urls import reverse

from claims.desk.screens import board as board_screen
from claims.models import State
from tests.builders import a_claim, claim_in
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db


def test_every_column_shows_its_count_and_its_newest_claims() -> None:
    older, newer = claim_in(State.QUEUED), claim_in(State.QUEUED)
    published = claim_in(State.PUBLISHED)
    columns = {c.state: c for c in client_of("rana").get(reverse("desk:board")).context["columns"]}
    assert list(columns) == list(board_screen.COLUMNS)
    assert columns[State.QUEUED].claims == [newer, older]
    assert columns[State.PUBLISHED].claims == [published]
    assert columns[State.NEW].n_claims == 0


def test_a_column_shows_its_newest_ten_and_links_to_all() -> None:
    for number in range(12):
        a_claim(f"Lighthouse {number} is out of order")
    answer = client_of("rana").get(reverse("desk:board"))
    column = answer.context["columns"][0]
    assert (column.n_claims, len(column.claims), column.has_more) == (12, 10, True)
    assert "All 12" in answer.content.decode()


@pytest.mark.parametrize("state", State.values)
def test_each_state_has_a_list_of_its_own(state: str) -> None:
    claim = claim_in(state)
    answer = client_of("rana").get(reverse("desk:board"), {"state": state})
    assert claim in answer.context["page"].rows
    assert claim.statement in answer.content.decode()


def test_a_state_without_claims_says_so_and_a_state_that_is_none_is_not_found() -> None:
    client = client_of("rana")
    assert "No claim is retracted" in client.get(reverse("desk:board"), {"state": "retracted"}).content.decode()
    assert client.get(reverse("desk:board"), {"state": "lost"}).status_code == 404


def test_the_poll_gets_204_until_a_claim_changes_and_then_the_board_alone() -> None:
    client = client_of("rana", htmx=True)
    a_claim()
    mark = client.get(reverse("desk:board")).context["mark"]
    assert client.get(reverse("desk:board"), {"seen": mark}).status_code == 204
    claim = a_claim("The quay was renewed in 2020")
    answer = client.get(reverse("desk:board"), {"seen": mark})
    assert claim.statement in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_the_poll_of_a_page_asks_for_that_page_again() -> None:
    claims = [a_claim(f"Beacon {number} is out of order") for number in range(3)]
    client = client_of("rana", htmx=True)
    query = {"state": "new", "before": claims[0].pk}
    answer = client.get(reverse("desk:board"), query)
    assert answer.context["page"].rows == [claims[2], claims[1]]
    again = client.get(
        reverse("desk:board") + answer.context["poll"].replace(f"seen={answer.context['mark']}", "seen=0")
    )
    assert again.context["page"].rows == [claims[2], claims[1]]
    assert "?state=new&amp;before=" in answer.content.decode()
