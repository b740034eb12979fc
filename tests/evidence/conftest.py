"""Services outside for the tests of the finders that ask them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from claims import policy
from tests.evidence.outside import Service


@pytest.fixture
def open_service(settings: Any) -> Iterator[Callable[[], Service]]:
    """Opens services that the operator allows to be fetched, and asks them without a pause."""
    services: list[Service] = []

    def open_one() -> Service:
        services.append(Service())
        settings.FETCH_ALLOW = [service.pair for service in services]
        return services[-1]

    with policy.overridden(request_gap_s=0):
        yield open_one
    for service in services:
        service.close()
