"""What a blind round hides: a review and a sealed note of Ines. Whatever depends on them changes with what they say."""

from __future__ import annotations

from claims import jobs
from claims.models import Claim, Note, Review, State
from claims.workflow.moves import move
from tests.builders import cast, claim_in, scale

RATIONALE = "Lanternfish migrate through zugzwang"
NOTE = "Between us the marzipan ledger is forged"
WORDS = ("lanternfish", "zugzwang", "marzipan")


def a_claim_checked_again() -> Claim:
    """Readers know it; its second round has begun, and Ines is asked."""
    claim, people = claim_in(State.PUBLISHED), cast()
    move(claim, "reopen", by=people.edda, note="New figures are out.")
    move(claim, "submit", by=people.ravi)
    jobs.run_all(only=lambda row: row.name == "assign_reviewers")
    return claim


def write_something_else() -> None:
    """The same review and note with the contrary in them; nothing that may be known of them changes."""
    for review in Review.objects.filter(reviewer=cast().ines):
        review.cited.clear()
    Review.objects.filter(reviewer=cast().ines, reasons=RATIONALE).update(
        rating=scale()["true"], confidence=1, reasons="Short."
    )
    Note.objects.update(text="Fine.")
