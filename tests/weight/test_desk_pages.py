"""A thousand rows cost the queries of ten on every page of the desk and of the admin, and no page asks much."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from claims.accounts.tokens import make_token
from claims.admin import site
from claims.models import ApiToken, Scope
from tests.builders import an_article, cast, claim_in
from tests.desk.people import client_of
from tests.rows.claims import EVEN, Newsroom, fill_claims
from tests.rows.desk import fill_desk
from tests.rows.pile import lengthen, pile_on
from tests.weight import addresses
from tests.weight.addresses import Look, Subjects

pytestmark = pytest.mark.django_db

#: One of them notes that the session was seen, at most once in five minutes.
MAX_QUERIES = 16
#: Of the search over everything: in which indexes there is anything is asked at once, in each of three ways.
MAX_OF_A_SEARCH = 24
#: Of a claim on which there is everything that can be on one.
MAX_OF_A_FULL_CLAIM = 23
_HOW = Newsroom(EVEN, n_events=3, n_in_article=1)


def make_subjects() -> Subjects:
    return Subjects(*(claim_in(s) for s in ("researching", "in_review", "decided", "published")), an_article(""))


def grow(subjects: Subjects, *, n_claims: int, n_rows: int, n_on_each: int) -> None:
    """So many claims, an equal part in each state, so many more rows beside them, and so many more on each subject."""
    fill_claims(n_claims, _HOW)
    fill_desk(n_rows)
    for claim in subjects.claims:
        pile_on(claim, n_on_each)
    lengthen(subjects.article, n_on_each)


def weigh(looks: list[Look]) -> dict[Look, int]:
    """Queries of each page that nobody has kept."""
    clients = {person: client_with_token(person) for person in {person for person, _ in looks}}
    return {(person, url): n_queries(clients[person], url) for person, url in looks}


def client_with_token(name: str) -> Client:
    """For the API, which knows no logins; the desk knows no tokens."""
    client = client_of(name)
    _, text = make_token(getattr(cast(), name), name=f"Scales {ApiToken.objects.count()}", scopes=[Scope.READ], days=1)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
    return client


def n_queries(client: Client, url: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        answer: Any = client.get(url)
        if answer.streaming:
            assert b"".join(answer.streaming_content)
    assert answer.status_code == 200, (url, answer.status_code)
    return len(queries)


@pytest.fixture(scope="module")
def weighed(django_db_setup: None, django_db_blocker: Any) -> tuple[dict[Look, int], dict[Look, int]]:
    """Every page weighed at ten rows and at a thousand, in one transaction that leaves nothing behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        subjects = make_subjects()
        grow(subjects, n_claims=70, n_rows=10, n_on_each=10)
        looks = [
            *addresses.of_lists(),
            *addresses.of_subjects(subjects),
            *addresses.of_moderation(),
            *addresses.of_api(subjects),
        ]
        ContentType.objects.get_for_models(*site._registry)  # kept for good by whoever asks first
        ten = weigh(looks)
        grow(subjects, n_claims=1_000, n_rows=990, n_on_each=20)
        thousand = weigh(looks)
        transaction.set_rollback(True)
    return ten, thousand


def test_a_thousand_rows_cost_the_queries_of_ten(weighed: tuple[dict[Look, int], dict[Look, int]]) -> None:
    ten, thousand = weighed
    # Ten hits leave room on the page for what only begins with the last word
    filled = {
        ("edda", "/desk/search/?q=fares&kind=claims"): (9, 7),
        ("edda", "/desk/search/?q=tariff&kind=verdicts"): (9, 7),
    }
    assert {look: (ten[look], n) for look, n in thousand.items() if n != ten[look]} == filled


def test_no_page_of_the_desk_asks_much(weighed: tuple[dict[Look, int], dict[Look, int]]) -> None:
    ten = {look: n for look, n in weighed[0].items() if look[1].startswith("/desk/")}
    limits = {look: MAX_OF_A_FULL_CLAIM if re.match(r"/desk/claims/\d", look[1]) else MAX_QUERIES for look in ten}
    limits["edda", "/desk/search/?q=fares"] = MAX_OF_A_SEARCH
    assert {look: n for look, n in ten.items() if n > limits[look]} == {}


def test_every_page_is_weighed(weighed: tuple[dict[Look, int], dict[Look, int]]) -> None:
    """Whatever is not on the list takes forms only: a link to it leads to the page on which the form stands."""
    seen = {resolve(url.partition("?")[0]).view_name for _, url in weighed[0]} | addresses.OF_ONE_THING.keys()
    client = client_of("edda")
    other = {name: client.get(url).status_code for name, url in addresses.named("desk") if name not in seen}
    assert {name: status for name, status in other.items() if status not in (302, 405)} == {}
