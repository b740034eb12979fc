"""The short forms of `make load` and `make chaos`, on PostgreSQL, and of chaos on SQLite, however long they take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import services
from tests.strain.breaking import MOMENTS, MOMENTS_ON_SQLITE, Moments, Outcome, break_each_part
from tests.strain.crowd import crowded
from tests.strain.system import System, running

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(
        not (services.find_deployment_programs() and services.find_postgres() and services.find_redis()),
        reason="takes root, caddy, docker-compose, hey, ip, nft, postgres and redis-server",
    ),
]

N_PEOPLE = 4
WANTED = {"new": 2, "researching": 2, "in_review": 2, "decided": 1, "published": 2}

AtWork = tuple[System, dict[str, list[int]]]


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtWork]:
    """One host on PostgreSQL and Redis, behind the proxy, with claims and colleagues."""
    folder = tmp_path_factory.mktemp("strain")
    with running(folder, on_sqlite=False, n_hosts=1, wanted=WANTED, n_colleagues=N_PEOPLE) as made:
        yield made


def test_nothing_is_lost_or_doubled_on_one_host_with_sqlite(tmp_path: Path) -> None:
    """First: the other tests share a system until the end, and a process has one network at a time."""
    with running(tmp_path, on_sqlite=True, n_hosts=1, wanted={"in_review": 1}) as (system, claims):
        check(break_each_part(system, claims["in_review"], MOMENTS_ON_SQLITE), MOMENTS_ON_SQLITE)


def test_people_and_readers_at_once_meet_no_error(at_work: AtWork, tmp_path: Path) -> None:
    system, claims = at_work
    figures = crowded(system, claims, tmp_path, took_s=6, n_people=N_PEOPLE, n_readers=50, hurry=10)
    assert not figures.errors, str(figures)
    assert all(row.n for row in figures.readers), str(figures)
    assert any(name.startswith("poll ") for name in figures.took), str(figures)


def test_nothing_is_lost_or_doubled_while_the_system_is_killed_piece_by_piece(at_work: AtWork) -> None:
    system, claims = at_work
    check(break_each_part(system, claims["in_review"], MOMENTS), MOMENTS)


def check(outcome: Outcome, moments: Moments) -> None:
    assert outcome.is_good, str(outcome)
    assert outcome.harms.keys() == {way for ways in moments for way in ways}, str(outcome)
    assert outcome.n_acts > len(moments), str(outcome)
