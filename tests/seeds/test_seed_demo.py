"""The demonstration: whole after one run, unchanged by a second one, finished after any interruption."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from claims import audit, jobs, proof
from claims.management.demonstration import newsroom
from claims.models import (
    Claim,
    ClaimEvent,
    ClaimLease,
    ErrorReport,
    Evidence,
    GuestLink,
    Job,
    Note,
    PlannedPublication,
    PolicyPage,
    RatingScale,
    ReplyRequest,
    ReviewRound,
    RoleGrant,
    SavedFilter,
    State,
    Tip,
    User,
    VerdictRevision,
    Watch,
)
from claims.workflow import deadlines, notes
from claims.workflow.moves import move
from tests.worker import BASE_DIR, environment

MANIFEST = tomllib.loads((newsroom.SEEDS / "manifest.toml").read_text())
#: Rows that hold nothing of the demonstration itself.
_BESIDE = {"Job"}
#: Went through two rounds, was published and corrected.
HARBOUR = "Harbour fees in Marrowby have doubled since 2021"


@pytest.fixture(autouse=True)
def _own_data(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> None:
    if "seeded" not in request.fixturenames:
        settings.DATA_DIR = tmp_path


@pytest.fixture(scope="class")
def seeded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One demonstration for a whole class: what a test changes in it is rolled back to here after the test."""
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=tmp_path_factory.mktemp("demonstration")),
        transaction.atomic(),
    ):
        seed()
        yield
        transaction.set_rollback(True)


def seed() -> str:
    out = io.StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def row_counts() -> dict[str, int]:
    models = apps.get_app_config("claims").get_models()
    return {model.__name__: model._default_manager.count() for model in models if model.__name__ not in _BESIDE}


def states() -> dict[str, str]:
    return dict(Claim.objects.values_list("statement", "state"))


def assert_whole() -> None:
    for entry in MANIFEST["claims"]:
        claim = Claim.objects.get(statement=entry["statement"])
        assert claim.state == entry["state"], claim
    assert set(Claim.objects.values_list("state", flat=True)) == set(State.values)
    assert [proof.find_flaw(claim) for claim in Claim.objects.all()] == [None] * Claim.objects.count()
    for rows in apps.get_app_config("claims").get_models():
        if "is_demonstration" in {field.name for field in rows._meta.fields}:
            assert not rows._default_manager.filter(is_demonstration=False).exists()
    assert list(Job.objects.values_list("name", flat=True)) == ["publish_when_free"]  # waits for its embargo


@pytest.mark.usefixtures("seeded", "db")
class TestOneRun:
    def test_there_is_a_claim_in_every_state_and_all_of_it_is_marked(self) -> None:
        assert_whole()
        assert set(RoleGrant.objects.values_list("role", flat=True)) >= {"reporter", "researcher", "reviewer", "editor"}
        assert RatingScale.objects.get().levels.count() == 8
        assert PolicyPage.objects.count() == len(MANIFEST["pages"])

    def test_the_published_claim_had_reviewers_who_at_first_disagreed(self) -> None:
        claim = Claim.objects.get(statement=HARBOUR)
        first, second = ReviewRound.objects.filter(claim=claim).order_by("number")
        assert first.carried_rating is None
        assert len(first.split) == 3
        assert second.carried_rating is not None
        assert second.decided_rating == second.carried_rating
        revision = VerdictRevision.objects.get(claim=claim, number=1)
        assert revision.rating == second.decided_rating
        assert "[E" in revision.text
        assert (
            ClaimEvent.objects.get(claim=claim, verb="publish").by
            != ClaimEvent.objects.get(claim=claim, verb="decide").by
        )

    def test_a_correction_shows_what_was_changed_and_why(self) -> None:
        claim = Claim.objects.get(statement=HARBOUR)
        assert claim.current_revision is not None
        assert claim.current_revision.number == 2
        correction = claim.corrections.get()
        assert correction.correction_class == "minor"
        assert correction.reason

    def test_people_work_side_by_side(self) -> None:
        assert Note.objects.filter(mentioned__isnull=False).exists()
        assert Note.objects.filter(sealed_in__isnull=False, sealed_in__completed_at=None).exists()
        assert Watch.objects.exists()
        assert ClaimLease.objects.get().claim.state == State.RESEARCHING
        assert any(deadlines.is_overdue(claim, timezone.localdate()) for claim in Claim.objects.all())
        planned = PlannedPublication.objects.get()
        assert planned.claim.state == State.DECIDED
        assert planned.claim.embargo_until > timezone.now()
        assert {saved.is_shared for saved in SavedFilter.objects.all()} == {True, False}
        assert Claim.objects.exclude(topic="").values("topic").distinct().count() >= 3
        half = ReviewRound.objects.get(completed_at=None)
        assert 0 < half.reviews.count() < half.assignments.count()

    def test_people_outside_answer_or_do_not(self) -> None:
        links = {(link.kind, link.answered_at is not None) for link in GuestLink.objects.all()}
        assert links == {("reply", True), ("expert", True), ("expert", False)}
        assert ReplyRequest.objects.exclude(reply="").exists()
        assert ReplyRequest.objects.filter(lapsed_on__isnull=False, claim__state=State.PUBLISHED).exists()
        assert set(Tip.objects.values_list("decision", flat=True)) == {"waiting", "joined", "declined"}
        assert set(ErrorReport.objects.values_list("outcome", flat=True)) == {"", "corrected"}

    def test_a_second_run_changes_nothing(self) -> None:
        before, states_before = row_counts(), states()
        versions = dict(Claim.objects.values_list("pk", "version"))
        password = newsroom.password()
        seed()
        assert (row_counts(), states()) == (before, states_before)
        assert dict(Claim.objects.values_list("pk", "version")) == versions
        assert newsroom.password() == password

    def test_what_people_did_with_it_since_is_left_alone(self) -> None:
        decided, queued = (Claim.objects.filter(state=state)[0] for state in ("decided", "queued"))
        move(decided, "return", by=User.objects.get(username="edda"), note="Look at the register again.")
        move(queued, "dismiss", by=User.objects.get(username="lena"), reason="out_of_scope")
        note = Note.objects.filter(author__username="tomas").get()
        notes.withdraw_note(note, by=note.author)
        SavedFilter.objects.filter(owner__username="ravi").delete()
        Watch.objects.all().delete()
        before, rows = states(), row_counts()
        seed()
        assert (states(), row_counts()) == (before, rows)
        note.refresh_from_db()
        assert note.text == ""

    def test_every_verdict_cites_accepted_evidence_of_a_kept_source(self) -> None:
        accepted = Evidence.objects.filter(status=Evidence.Status.ACCEPTED)
        assert accepted.count() >= 4
        assert not accepted.filter(source__snapshot=None, source__article__snapshot=None).exists()

    def test_the_cast_is_printed_and_can_log_in(self) -> None:
        out = io.StringIO()
        call_command("print_cast", stdout=out)
        printed = out.getvalue()
        for person in MANIFEST["people"]:
            assert person["username"] in printed
            assert person["name"] in printed
        password = printed.rstrip().rpartition(" ")[2]
        assert len(password) >= 12
        assert all(person.check_password(password) for person in User.objects.all())
        assert (newsroom.settings.DATA_DIR / "demonstration-password").stat().st_mode & 0o077 == 0

    def test_its_history_is_verified(self) -> None:
        out = io.StringIO()
        call_command("verify_audit", stdout=out)
        assert "nothing was changed or removed" in out.getvalue()


@pytest.mark.django_db
def test_without_a_demonstration_no_cast_is_printed() -> None:
    with pytest.raises(CommandError, match="seed_demo"):
        call_command("print_cast", stdout=io.StringIO())


class _Killed(BaseException):
    """Nobody catches it, as nobody catches kill -9."""


@pytest.mark.django_db(transaction=True)
def test_cut_short_again_and_again_it_is_finished_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run dies at its twentieth event, inside the transaction that was to write it."""
    write, n_written = audit._write, 0

    def die_at_the_twentieth(*args: Any, **kwargs: Any) -> Any:
        nonlocal n_written
        n_written += 1
        if n_written == 20:
            raise _Killed
        return write(*args, **kwargs)

    monkeypatch.setattr(audit, "_write", die_at_the_twentieth)
    monkeypatch.setattr(jobs, "_is_alive", lambda pid: False)  # whoever held a job was killed with it
    n_deaths = 0
    while True:
        n_written = 0
        try:
            seed()
            break
        except _Killed:
            n_deaths += 1
        assert n_deaths < 20
    assert n_deaths > 5
    assert_whole()
    published = Claim.objects.get(statement=HARBOUR)
    verbs = list(published.events.values_list("verb", flat=True))
    for verb in ("accept", "take", "decide", "publish", "return", "correct", "record_reply"):
        assert verbs.count(verb) == 1, verb
    for verb in ("submit", "write_note", "send_guest_link", "guest_answer"):
        assert verbs.count(verb) == 2, verb
    assert verbs.count("file_review") == 6
    before = row_counts()
    seed()
    assert row_counts() == before


#: A seeding process that kills itself in the middle of one event: whoever watched it from outside might come too late.
_DIES = """
import os, signal, django
django.setup()
from django.core.management import call_command
from claims import audit
write, filed = audit._write, []
def die_at_the_third_review(change, *, verb, **more):
    filed.append(verb)
    if filed.count("file_review") == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return write(change, verb=verb, **more)
audit._write = die_at_the_third_review
call_command("seed_demo")
"""


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_killed_with_minus_nine_it_is_finished_by_the_next_start(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    first = subprocess.run([sys.executable, "-c", _DIES], cwd=BASE_DIR, env=environment("", tmp_path), check=False)
    assert first.returncode == -signal.SIGKILL
    assert ClaimEvent.objects.filter(verb="file_review").count() == 2
    assert not Claim.objects.filter(state=State.DISMISSED).exists()
    seed()
    assert_whole()
