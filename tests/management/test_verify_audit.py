"""manage.py verify_audit: proves the chain, or names the first row that is wrong."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.db import connection

from claims import proof
from claims.models import Claim, ClaimEvent, VerdictRevision, database
from tests.builders import a_claim, claim_in

pytestmark = pytest.mark.django_db


def verify() -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_audit", stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), err.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def forger() -> None:
    """Somebody with the database's own password, who takes the triggers away first; the rollback brings them back."""
    database.remove_triggers(connection)


def test_an_honest_history_is_verified_with_its_figures() -> None:
    claim = claim_in("published")
    proof.seal_events()
    code, text = verify()
    assert code == 0
    n_events = ClaimEvent.objects.count()
    assert text.startswith(f"{n_events} events of {Claim.objects.count()} claims and 1 published revisions verified")
    assert claim.version <= n_events


def test_nothing_at_all_is_fine_too() -> None:
    assert verify()[0] == 0


@pytest.mark.usefixtures("forger")
class TestForgery:
    def test_a_changed_note_is_named_by_claim_and_event(self) -> None:
        claim, _ = claim_in("queued"), a_claim()
        ClaimEvent.objects.filter(claim=claim, version=2).update(note="I never said that.")
        code, text = verify()
        assert code == 1
        assert "event 2" in text

    def test_a_removed_event_is_named(self) -> None:
        claim = claim_in("researching")
        ClaimEvent.objects.filter(claim=claim, version=2).delete()
        code, text = verify()
        assert code == 1
        assert "event 2" in text

    def test_a_state_that_no_event_explains_is_named(self) -> None:
        claim = claim_in("queued")
        Claim.objects.filter(pk=claim.pk).update(state="published")
        code, text = verify()
        assert code == 1
        assert f"Claim {claim.pk}" in text

    def test_a_revision_with_other_words_is_named(self) -> None:
        claim = claim_in("published")
        VerdictRevision.objects.filter(claim=claim).update(summary="All of it is true.")
        code, text = verify()
        assert code == 1
        assert f"Claim {claim.pk}, revision 1" in text

    def test_a_chain_cut_at_its_end_does_not_pass_the_seal(self) -> None:
        claim = claim_in("queued")
        proof.seal_events()
        last = ClaimEvent.objects.filter(claim=claim).order_by("-version").first()
        assert last is not None
        version, before = last.version - 1, last.from_state
        last.delete()
        Claim.objects.filter(pk=claim.pk).update(version=version, state=before)
        code, text = verify()
        assert code == 1
        assert text.strip()
