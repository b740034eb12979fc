"""History proves itself: one changed, missing or forged row is named."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from claims import audit, proof
from claims.errors import Refused, Stale
from claims.models import Claim, ClaimEvent, User, database
from claims.workflow import edits
from claims.workflow.moves import move
from tests.builders import a_claim, cast, claim_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def forger() -> None:
    """Somebody with the database's password, who has taken the triggers away."""
    database.remove_triggers(connection)


@pytest.mark.parametrize("table", database.APPEND_ONLY)
def test_the_database_refuses_to_rewrite_or_delete_history(table: str) -> None:
    claim = claim_in("published")
    move(claim, "correct", by=cast().edda, correction_class="minor", note="Typo.", summary="a", text="b")
    proof.seal_events()
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_claim_cannot_be_saved_or_deleted_around_the_gate() -> None:
    claim = a_claim()
    claim.statement = "Changed behind the gate"
    with pytest.raises(Refused, match=r"claims\.audit"):
        claim.save()
    with pytest.raises(Refused, match="never deleted"):
        claim.delete()


def test_the_version_is_the_number_of_events_after_any_walk() -> None:
    for state in ("published", "retracted", "merged"):
        claim = claim_in(state)
        assert claim.version == claim.events.count()
    for claim in Claim.objects.all():
        assert proof.find_flaw(claim) is None


@pytest.mark.usefixtures("forger")
@pytest.mark.parametrize(
    "forgery",
    [
        {"note": "Another reason."},
        {"by_name": "Somebody else"},
        {"changes": {"draft_rating_id": [None, 3]}},
        {"note_is_public": True},
        {"is_binding": False},
        {"hash": "0" * 64},
        {"previous_hash": "1" * 64},
        {"to_state": "published"},
    ],
)
def test_one_changed_field_of_one_event_is_found_and_named(forgery: dict[str, object]) -> None:
    claim = claim_in("decided")
    ClaimEvent.objects.filter(claim=claim, version=3).update(**forgery)
    flaw = proof.find_flaw(claim)
    assert flaw is not None
    assert (flaw.claim, flaw.version) in {(claim.pk, 3), (claim.pk, 4)}


@pytest.mark.usefixtures("forger")
def test_a_missing_event_in_the_middle_and_at_the_end_is_found() -> None:
    first, second = claim_in("decided"), claim_in("decided")
    ClaimEvent.objects.filter(claim=first, version=2).delete()
    ClaimEvent.objects.filter(claim=second, version=second.version).delete()
    assert proof.find_flaw(first) is not None
    assert proof.find_flaw(second) is not None


def test_a_claim_changed_without_an_event_is_found() -> None:
    claim = claim_in("decided")
    Claim.objects.filter(pk=claim.pk).update(draft_summary="Altered.")
    flaw = proof.find_flaw(Claim.objects.get(pk=claim.pk))
    assert flaw is not None
    assert "draft_summary" in flaw.sentence


@pytest.mark.usefixtures("forger")
def test_a_cut_off_end_whose_claim_was_set_back_is_found_by_the_seal() -> None:
    claim = claim_in("queued")
    proof.seal_events()
    assert proof.find_broken_seal() is None
    ClaimEvent.objects.filter(claim=claim, version=2).delete()
    Claim.objects.filter(pk=claim.pk).update(version=1, state="new")
    assert proof.find_flaw(Claim.objects.get(pk=claim.pk)) is None
    assert proof.find_broken_seal() is not None


def test_sealing_twice_with_nothing_new_makes_one_seal() -> None:
    a_claim()
    assert proof.seal_events() is not None
    assert proof.seal_events() is None


@pytest.mark.usefixtures("forger")
def test_the_command_names_the_first_bad_row(capsys: pytest.CaptureFixture[str]) -> None:
    claim_in("published")
    call_command("verify_audit")
    assert "nothing was changed or removed" in capsys.readouterr().out
    bad = claim_in("queued")
    ClaimEvent.objects.filter(claim=bad, version=2).update(note="Forged.")
    with pytest.raises(SystemExit):
        call_command("verify_audit")
    assert capsys.readouterr().err.startswith(f"Claim {bad.pk}, event 2: its content does not match its hash.")


@pytest.mark.usefixtures("forger")
def test_a_changed_published_revision_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    claim = claim_in("published")
    claim.revisions.update(summary="The opposite.")
    with pytest.raises(SystemExit):
        call_command("verify_audit")
    assert f"Claim {claim.pk}, revision 1" in capsys.readouterr().err


def test_history_survives_the_people_in_it() -> None:
    claim = a_claim(by=User.objects.create(username="passing", first_name="Passing"))
    User.objects.filter(username="passing").delete()
    event = claim.events.get()
    assert event.by_name == "Passing"
    assert proof.find_flaw(Claim.objects.get(pk=claim.pk)) is None


def test_whoever_looked_at_an_older_version_is_told_who_changed_what() -> None:
    claim = claim_in("researching")
    seen = claim.version
    edits.reword(claim, by=cast().edda, statement="The harbour fee rose by a third")
    with pytest.raises(Stale, match=r"Edda changed this claim meanwhile \(reword\)"):
        edits.reword(claim, by=cast().ravi, statement="The harbour fee fell by a third", seen=seen)


def test_what_a_machine_adds_makes_nobodys_page_stale() -> None:
    claim = claim_in("researching")
    seen = claim.version
    with audit.record(claim, verb="find_evidence", by=None, is_binding=False) as change:
        change.add_detail("n_found", None, 3)
    edits.reword(claim, by=cast().ravi, statement="The harbour fee fell by a third", seen=seen)


def test_an_exception_takes_everything_back() -> None:
    claim = a_claim()

    def fail_inside() -> None:
        with audit.record(claim, verb="reword", by=None) as change:
            change.set(statement="Half written")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_inside()
    fresh = Claim.objects.get(pk=claim.pk)
    assert (fresh.version, fresh.statement) == (1, claim.statement)
