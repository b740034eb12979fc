"""The short forms of `make chaos` and `make load`."""

from pathlib import Path

import pytest

from tests import services
from tests.strain.breaking import break_it
from tests.strain.crowd import crowd

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(
        not services.find_deployment_programs(), reason="takes root, caddy, docker-compose, hey, ip and nft"
    ),
]


def test_nothing_is_lost_or_doubled_while_the_system_is_killed_piece_by_piece(tmp_path: Path) -> None:
    outcome = break_it(tmp_path, n_kills=10, n_acts=10, n_rounds=2, pause_s=1.0, seed=7, n_hosts=1, on_sqlite=False)
    assert outcome.is_good, str(outcome)


def test_people_and_readers_at_once_meet_no_error(tmp_path: Path) -> None:
    figures = crowd(tmp_path, took_s=8, n_people=4, n_readers=20, on_sqlite=True)
    assert not figures.errors, str(figures)
    assert all(row.n for row in figures.readers), str(figures)
    assert any(name.startswith("poll ") for name in figures.took), str(figures)
