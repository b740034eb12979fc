"""Sites that the desk may fetch from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.web.sites import Site


@pytest.fixture
def open_site(settings: Any) -> Iterator[Callable[[dict[str, Any]], Site]]:
    """Sites on this machine that the desk may fetch from."""
    sites: list[Site] = []
    settings.FETCH_ALLOW = []

    def open_one(answers: dict[str, Any]) -> Site:
        sites.append(Site(dict(answers)))
        settings.FETCH_ALLOW = [site.pair for site in sites]
        return sites[-1]

    yield open_one
    for site in sites:
        site.close()
