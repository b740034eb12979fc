"""History proves itself: one changed, missing or forged row is named."""

import hashlib
import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from claims import audit, proof
from claims.accounts.roles import give_role
from claims.errors import Refused, Stale
from claims.models import (
    AccessEvent,
    Claim,
    ClaimEvent,
    Correction,
    Review,
    Role,
    User,
    VerdictRevision,
    database,
)
from claims.publishing import revisions
from claims.workflow import edits, reviews
from claims.workflow.case import sha256_of
from claims.workflow.moves import move
from tests.builders import a_claim, a_snapshot, cast, claim_in, scale

pytestmark = pytest.mark.django_db


@pytest.fixture
def forger() -> None:
    """Somebody with the database's password, who has taken the triggers away."""
    database.remove_triggers(connection)


def fill_every_table() -> None:
    claim = claim_in("published")
    texts: dict[str, Any] = {"summary": claim.draft_summary, "text": claim.draft_text.replace("rise", "rises")}
    move(claim, "correct", by=cast().edda, correction_class="minor", note="Typo.", **texts)
    give_role(cast().otto, Role.REPORTER, by=None, way=AccessEvent.Way.COMMAND, why="He begins today.")
    proof.seal_events()


def refuses(statement: str) -> None:
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert "append-only" in str(refusal.value), statement


#: {table}, {columns} without the id, and {free}: an id that nobody has
WAYS_TO_REWRITE = [
    "UPDATE {table} SET id = id",
    "DELETE FROM {table}",
    *{
        "sqlite": [
            "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
            "REPLACE INTO {table} (id, {columns}) SELECT {free}, {columns} FROM {table} ORDER BY id LIMIT 1",
            "UPDATE OR REPLACE {table} SET id = {free}",
        ],
        "postgresql": ["TRUNCATE {table} CASCADE", "TRUNCATE claims_claim, claims_auditseal CASCADE"],
    }[connection.vendor],
]


def test_the_database_refuses_to_rewrite_or_delete_history() -> None:
    fill_every_table()
    with connection.cursor() as cursor:
        columns = {
            table: [column.name for column in connection.introspection.get_table_description(cursor, table)]
            for table in database.APPEND_ONLY
        }
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA recursive_triggers")
            assert cursor.fetchone() == (1,)
            cursor.execute("PRAGMA recursive_triggers=OFF")  # as a client that knows nothing of our settings
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with open checks cannot be truncated anyway
    try:
        for table, way in itertools.product(database.APPEND_ONLY, WAYS_TO_REWRITE):
            if way.startswith("REPLACE") and database._UNIQUE[table] == ("id",):
                continue  # a copy under a free number stands in nobody's way
            names = ", ".join(name for name in columns[table] if name != "id")
            refuses(way.format(table=table, columns=names, free=f"(SELECT max(id) + 1 FROM {table})"))
    finally:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA recursive_triggers=ON")


def returned_with_a_note() -> ClaimEvent:
    claim = claim_in("decided")
    move(claim, "return", by=cast().edda, note="Between us: the lawyer called.")
    event = claim.events.last()
    assert event is not None
    return event


def test_erasing_a_note_leaves_the_chain_whole_and_nothing_else_can_be_erased() -> None:
    event = returned_with_a_note()
    rows = ClaimEvent.objects.filter(pk=event.pk)
    for values in (
        {"note": ""},
        {"note_salt": ""},
        {"note": "Another reason.", "note_salt": ""},
        {"note": "", "note_salt": "", "by_name": "Nobody"},
        {"note": "", "note_salt": "", "note_sha256": ""},
        {"note": "", "note_salt": "", "by": None},
        {"note": "", "note_salt": "", "changes": {}},
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**values)
    assert rows.update(note="", note_salt="") == 1
    for values in (
        {"by_name": audit.pseudonym(event.by_id)},
        {"by_name": "Former member 0", "name_salt": ""},
        {"by_name": audit.pseudonym(event.by_id), "name_salt": "", "verb": "release"},
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(**values)
    assert rows.update(by_name=audit.pseudonym(event.by_id), name_salt="") == 1
    event.refresh_from_db()
    assert proof.find_flaw(event.claim) is None
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(note="It never was erased.")


def test_a_note_is_hashed_with_a_salt_of_its_own() -> None:
    one, other = returned_with_a_note(), returned_with_a_note()
    assert one.note == other.note
    assert one.note_sha256 == audit.hash_of_note(one.note, one.note_salt) != other.note_sha256
    assert len({one.note_salt, other.note_salt}) == 2
    assert one.note not in str(audit.content_of(one))
    without = one.claim.events.exclude(note="").first() and one.claim.events.filter(note="").first()
    assert without is not None
    assert (without.note_salt, without.note_sha256) == ("", "")


def test_events_of_the_release_before_verify_as_they_were_written() -> None:
    """What it wrote knows no column of ours: the database fills them in."""
    claim = claim_in("researching")
    before = claim.events.last()
    assert before is not None
    content = {
        "claim": claim.pk, "version": 4, "verb": "release", "is_binding": True, "from": "researching", "to": "queued",
        "by": None, "by_name": "Ravi", "note": "I am off sick.", "note_is_public": False, "changes": {},
        "at": "2025-03-04T05:06:07+00:00",
    }  # fmt: skip
    digest = hashlib.sha256(before.hash.encode() + audit.canonical_json(content)).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO claims_claimevent (claim_id, version, verb, is_binding, from_state, to_state, by_name, note,"
            " note_is_public, changes, at, previous_hash, hash) VALUES"
            " (%s, 4, 'release', true, 'researching', 'queued', 'Ravi', 'I am off sick.', false, '{}',"
            " '2025-03-04 05:06:07+00:00', %s, %s)",
            [claim.pk, before.hash, digest],
        )
    assert before.version == 3
    Claim.objects.filter(pk=claim.pk).update(version=4, state="queued")
    claim.refresh_from_db()
    assert proof.find_flaw(claim) is None
    move(claim, "take", by=cast().ravi, seen=4)
    claim.refresh_from_db()
    assert proof.find_flaw(claim) is None
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        claim.events.filter(version=4).update(note="", note_salt="")
    database.remove_triggers(connection)
    claim.events.filter(version=4).update(note="I quit.")
    assert proof.find_flaw(claim) == proof.Flaw(claim.pk, 4, "its content does not match its hash")


def test_claims_are_added_in_bulk_as_ever() -> None:
    claims = audit.create_claims(
        [{"slug": f"fee-{n}", "statement": f"The fee rose {n} times", "statement_key": "x"} for n in range(3)],
        verb="detect",
        by=None,
    )
    assert [proof.find_flaw(claim) for claim in claims] == [None] * 3


def test_triggers_that_are_gone_or_switched_off_are_missed_and_installed_again() -> None:
    assert database.missing_triggers(connection) == []
    database.remove_triggers(connection)
    verbs = {name.rpartition("_")[2] for name in database.missing_triggers(connection)}
    assert verbs == {"update", "delete", "replace" if connection.vendor == "sqlite" else "truncate"}
    database.install(connection)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE claims_claimevent DISABLE TRIGGER claims_claimevent_no_delete")
        assert database.missing_triggers(connection) == ["claims_claimevent_no_delete"]
    database.install(connection)
    assert database.missing_triggers(connection) == []


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


FORGERIES: tuple[dict[str, Any], ...] = (
    {"note": "Another reason."},
    {"note_salt": "0" * 32},
    {"note_sha256": "0" * 64},
    {"hash_format": 1},
    {"by_name": "Somebody else"},
    {"by_name": "Somebody else", "name_salt": ""},
    {"name_salt": ""},
    {"name_sha256": "0" * 64},
    {"changes": {"draft_rating_id": [None, 3]}},
    {"note_is_public": True},
    {"is_binding": False},
    {"hash": "0" * 64},
    {"previous_hash": "1" * 64},
    {"to_state": "published"},
)


@pytest.mark.usefixtures("forger")
def test_one_changed_field_of_one_event_is_found_and_named() -> None:
    claim = claim_in("decided")
    event = ClaimEvent.objects.filter(claim=claim, version=3)
    for forgery in FORGERIES:
        (honest,) = event.values(*forgery)
        assert honest != forgery
        event.update(**forgery)
        flaw = proof.find_flaw(claim)
        assert flaw is not None, forgery
        assert (flaw.claim, flaw.version) in {(claim.pk, 3), (claim.pk, 4)}, forgery
        event.update(**honest)
        assert proof.find_flaw(claim) is None


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


@pytest.mark.parametrize(
    "forgery",
    [
        {"draft_text": "Altered."},
        {"priority": 4},
        {"topic": "Harbours"},
        {"reply_exemption": "They were busy."},
        {"selection_reason": "Because."},
        {"reasons": ["x"]},
        {"due_on": date(2025, 1, 1)},
        {"is_demonstration": True},
    ],
)
def test_a_field_that_no_event_has_named_yet_is_compared_with_how_claims_begin(forgery: dict[str, object]) -> None:
    claim = a_claim()
    assert not set(forgery) & set(claim.events.get().changes)
    assert proof.find_flaw(Claim.objects.get(pk=claim.pk)) is None
    Claim.objects.filter(pk=claim.pk).update(**forgery)
    flaw = proof.find_flaw(Claim.objects.get(pk=claim.pk))
    assert flaw is not None
    assert next(iter(forgery)) in flaw.sentence


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


def test_who_seals_later_than_they_looked_leaves_the_newer_seal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    a_claim()
    early = proof._newest_event()
    a_claim()
    proof.seal_events()
    monkeypatch.setattr(proof, "_newest_event", lambda: early)
    assert proof.seal_events() is None
    assert proof.find_broken_seal() is None


@pytest.mark.usefixtures("forger")
def test_of_many_seals_the_first_broken_one_is_named_in_a_single_pass(
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    claims = []
    for _ in range(4):
        claims.append(a_claim())
        proof.seal_events()
    with django_assert_num_queries(2):
        assert proof.find_broken_seal() is None
    ClaimEvent.objects.filter(claim=claims[2]).update(hash="0" * 64)
    seal = proof.find_broken_seal()
    assert seal is not None
    assert seal.number == 3


@pytest.mark.usefixtures("forger")
def test_the_command_names_the_first_bad_row(capsys: pytest.CaptureFixture[str]) -> None:
    claim_in("published")
    call_command("verify_audit")
    assert "nothing was changed or removed" in capsys.readouterr().out
    bad = claim_in("queued")
    ClaimEvent.objects.filter(claim=bad, version=2).update(note="Forged.")
    with pytest.raises(SystemExit):
        call_command("verify_audit")
    assert capsys.readouterr().err.startswith(f"Claim {bad.pk}, event 2: its note is not the one that was written.")


@pytest.mark.usefixtures("forger")
def test_a_changed_published_revision_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    claim = claim_in("published")
    claim.revisions.update(summary="The opposite.")
    with pytest.raises(SystemExit):
        call_command("verify_audit")
    assert f"Claim {claim.pk}, revision 1" in capsys.readouterr().err


@pytest.mark.usefixtures("forger")
def test_a_revision_whose_hash_was_renewed_or_that_is_gone_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    fill_every_table()
    assert complaint(capsys) == ""
    Correction.objects.all().delete()
    VerdictRevision.objects.filter(number=1).delete()
    revision = VerdictRevision.objects.get(number=2)
    assert f"Claim {revision.claim_id}, revision 1: it was published and is gone" in complaint(capsys)
    revision.summary = "The opposite."
    VerdictRevision.objects.update(summary=revision.summary, sha256=revisions.hash_of(revision))
    assert f"Claim {revision.claim_id}, revision 2: its content" in complaint(capsys)


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


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    """What verify_audit says is wrong; empty when it finds everything well."""
    try:
        call_command("verify_audit")
    except SystemExit:
        return capsys.readouterr().err
    return ""


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """A store of captures of one's own."""
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_one_changed_byte_of_one_capture_is_named(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    a_snapshot("The ferry was late.")
    snapshot = a_snapshot("The bridge was closed.")
    assert complaint(capsys) == ""
    file = folder / snapshot.path
    file.write_bytes(b"t" + file.read_bytes()[1:])
    assert f"Snapshot {snapshot.pk}: its file is not what was captured" in (said := complaint(capsys))
    assert snapshot.path in said


def test_a_capture_that_is_gone_is_named(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    snapshot = a_snapshot("The bridge was closed.")
    (folder / snapshot.path).unlink()
    assert f"Snapshot {snapshot.pk}: its file is missing" in complaint(capsys)


@pytest.mark.usefixtures("folder")
def test_other_words_read_from_a_capture_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    snapshot = a_snapshot("The bridge was closed.")
    type(snapshot).objects.filter(pk=snapshot.pk).update(text="The bridge was open.")
    assert f"Snapshot {snapshot.pk}: its text does not match" in complaint(capsys)


@pytest.mark.parametrize("is_thorough", [False, True])
def test_another_draft_in_a_round_is_found_even_with_its_hash_renewed(
    capsys: pytest.CaptureFixture[str], is_thorough: bool
) -> None:
    claim = claim_in("in_review")
    assert complaint(capsys) == ""
    round_ = claim.rounds.get()
    round_.frozen["summary"] = "The opposite."
    if is_thorough:
        round_.frozen_sha256 = sha256_of(round_.frozen)
    round_.save()
    assert complaint(capsys) == f"Claim {claim.pk}, review round 1: its frozen draft is not what was submitted.\n"


def _withdraw(review: Review) -> None:
    Review.objects.filter(pk=review.pk).update(withdrawn_at=timezone.now())


@pytest.mark.parametrize(
    ("forge", "sentence"),
    [
        (lambda review: Review.objects.filter(pk=review.pk).update(reasons="None."), "is not what was filed"),
        (lambda review: Review.objects.filter(pk=review.pk).update(confidence=1), "is not what was filed"),
        (lambda review: Review.objects.filter(pk=review.pk).update(rating=scale()["false"]), "is not what was filed"),
        (lambda review: Review.objects.filter(pk=review.pk).update(reviewer=cast().tomas), "is not what was filed"),
        (lambda review: Review.objects.filter(pk=review.pk).update(is_machine=True), "is not what was filed"),
        (lambda review: review.cited.clear(), "is not what was filed"),
        (_withdraw, "nobody withdrew it"),
        (lambda review: review.delete(), "a filed review is gone or was changed"),
    ],
)
def test_a_review_that_is_not_as_it_was_filed_is_found(
    capsys: pytest.CaptureFixture[str], forge: Callable[[Review], object], sentence: str
) -> None:
    claim = claim_in("in_review")
    cited = list(claim.evidence.filter(status="accepted"))
    first = reviews.file_review(
        claim, by=cast().ines, rating=scale()["true"], confidence=3, reasons="I read it all.", cited=[*cited, *cited]
    )
    assert complaint(capsys) == ""
    forge(first)
    assert sentence in complaint(capsys)


def test_a_withdrawn_review_is_kept_as_it_was_filed(capsys: pytest.CaptureFixture[str]) -> None:
    claim, ines = claim_in("in_review"), cast().ines
    for _ in range(2):
        review = reviews.file_review(claim, by=ines, rating=scale()["true"], confidence=3, reasons="I read it.")
        reviews.withdraw_review(claim, by=ines)
    assert complaint(capsys) == ""
    Review.objects.filter(pk=review.pk).update(withdrawn_at=None)
    assert "withdrew a review that stands as filed" in complaint(capsys)
    Review.objects.filter(pk=review.pk).update(withdrawn_at=timezone.now(), reasons="I read nothing.")
    assert f"review {review.pk} is not what was filed" in complaint(capsys)


def test_a_round_that_is_gone_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    claim = claim_in("in_review")
    claim.rounds.get().delete()
    assert complaint(capsys) == f"Claim {claim.pk}, review round 1: it was submitted and is gone.\n"
