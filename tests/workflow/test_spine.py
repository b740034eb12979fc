"""A claim in every state, reached by real transitions, with a history that proves itself."""

import pytest

from claims import proof
from claims.models import State
from tests.builders import claim_in


@pytest.mark.django_db
@pytest.mark.parametrize("state", State.values)
def test_every_state_is_reached_by_real_transitions_and_its_history_verifies(state: str) -> None:
    claim = claim_in(state)
    assert claim.state == state
    assert claim.version == claim.events.count()
    assert proof.find_flaw(claim) is None
