"""Sites and an internet for the tests of the door to the network."""

from collections.abc import Callable, Iterator

import pytest

from claims.web import wire
from tests.web.sites import Internet, Routes, Site


@pytest.fixture
def open_site() -> Iterator[Callable[[Routes], Site]]:
    sites: list[Site] = []

    def open_one(answers: Routes) -> Site:
        sites.append(Site(dict(answers)))
        return sites[-1]

    yield open_one
    for site in sites:
        site.close()


@pytest.fixture
def internet(monkeypatch: pytest.MonkeyPatch) -> Internet:
    """Only its own names and addresses exist."""
    made = Internet()
    monkeypatch.setattr(wire, "dial", made.dial)
    return made
