"""What the checklist says about the two sides of a claim, whatever evidence there is."""

import pytest

from claims.evidence.decisions import accept_evidence
from claims.models import Claim, State
from claims.workflow import edits, gates
from claims.workflow.case import Case
from claims.workflow.guards import Move
from tests.builders import FULL_DESCRIPTION, a_piece_of_evidence, cast, claim_in

pytestmark = pytest.mark.django_db


def missing(claim: Claim) -> str | None:
    return gates.both_sides_were_sought(Move(Case(claim), cast().ravi))


@pytest.mark.parametrize(
    ("stances", "sentence"),
    [
        ((), "There is no public evidence for either side yet. "),
        (("mentions",), "There is no public evidence for either side yet. "),
        (("supports",), "There is public evidence for one side only. "),
        (("refutes", "mentions"), "There is public evidence for one side only. "),
        (("supports", "refutes"), None),
    ],
)
def test_the_checklist_says_which_side_is_missing(stances: tuple[str, ...], sentence: str | None) -> None:
    claim, ravi = claim_in(State.RESEARCHING), cast().ravi
    for stance in stances:
        passage = a_piece_of_evidence(claim, quote=f"It {stance} it.")
        accept_evidence(passage, by=ravi, stance=stance, description=FULL_DESCRIPTION)
    said = missing(claim)
    assert said is None if sentence is None else str(said).startswith(sentence)
    edits.log_counter_search(claim, by=ravi, place="Port archive", query="fee", result="Nothing.")
    assert missing(claim) is None
