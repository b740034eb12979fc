"""The page of one claim: it opens in every state for every role, and stays cheap."""

from typing import Any

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


@pytest.mark.looks
@pytest.mark.django_db
@pytest.mark.parametrize("state", State.values)
def test_the_page_opens_for_everybody_in_the_desk_with_at_most_seventeen_queries(
    state: str, django_assert_max_num_queries: Any
) -> None:
    claim = claim_in(state)
    for number in range(12):
        a_piece_of_evidence(claim, quote=f"A further passage in state {state}, {number}.")
    as_person("edda").get(page_of(claim))  # what a process reads once is not counted
    for name, roles in CAST.items():
        client = as_person(name)
        client.get(reverse("desk:token"))  # notes that the session is in use
        with django_assert_max_num_queries(17):
            answer = client.get(page_of(claim))
        assert answer.status_code == (200 if roles else 403), name
