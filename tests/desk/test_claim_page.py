"""The page of one claim: it opens in every state for every role, and stays cheap."""

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Claim, State
from tests.builders import CAST, a_piece_of_evidence, cast, claim_in


def page_of(claim: Claim) -> str:
    return reverse("desk:claim", args=[claim.pk])


def as_person(name: str) -> Client:
    client = Client()
    client.force_login(getattr(cast(), name))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("state", State.values)
def test_the_page_opens_in_every_state_for_everybody_in_the_desk(state: str) -> None:
    claim = claim_in(state)
    for name, roles in CAST.items():
        answer = as_person(name).get(page_of(claim))
        assert answer.status_code == (200 if roles else 403), name


@pytest.mark.django_db
@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("name", ["ravi", "edda", "ines"])
def test_the_page_takes_at_most_fifteen_queries(state: str, name: str, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    claim = claim_in(state)
    for _ in range(12):
        a_piece_of_evidence(claim, quote=f"A further passage in state {state}, {_}.")
    client = as_person(name)
    client.get(page_of(claim))
    with django_assert_max_num_queries(15):
        client.get(page_of(claim))
