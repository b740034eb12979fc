"""The finders as the jobs ask them: with what the other rooms do for them."""

from claims.evidence import gathering
from claims.tasks import NEIGHBOURS


def gather(claim_id: int) -> None:
    gathering.gather_evidence(claim_id, neighbours=NEIGHBOURS)


def ask(run_id: int) -> None:
    gathering.ask_finder(run_id, neighbours=NEIGHBOURS)
