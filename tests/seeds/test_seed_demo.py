"""The demonstration: whole after one run, unchanged by a second one, finished after any interruption."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from claims import audit, jobs, proof
from claims.management.demonstration import newsroom
from claims.models import (
    Article,
    Claim,
    ClaimEvent,
    Evidence,
    Job,
    PolicyPage,
    RatingScale,
    ReviewRound,
    RoleGrant,
    State,
    User,
    VerdictRevision,
)
from claims.workflow.moves import move
from tests.worker import BASE_DIR, environment

MANIFEST = tomllib.loads((newsroom.SEEDS / "manifest.toml").read_text())
#: Rows that hold nothing of the demonstration itself.
_BESIDE = {"Job"}


@pytest.fixture(autouse=True)
def _own_data(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path


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
    for rows in (Claim, Article, User):
        assert not rows.objects.filter(is_demonstration=False).exists()
    assert not Job.objects.exists()


@pytest.mark.django_db
class TestOneRun:
    @pytest.fixture(autouse=True)
    def _seeded(self, _own_data: None) -> None:
        seed()

    def test_there_is_a_claim_in_every_state_and_all_of_it_is_marked(self) -> None:
        assert_whole()
        assert set(RoleGrant.objects.values_list("role", flat=True)) >= {"reporter", "researcher", "reviewer", "editor"}
        assert RatingScale.objects.get().levels.count() == 8
        assert PolicyPage.objects.count() == len(MANIFEST["pages"])

    def test_the_published_claim_had_reviewers_who_at_first_disagreed(self) -> None:
        claim = Claim.objects.get(state=State.PUBLISHED)
        first, second = ReviewRound.objects.filter(claim=claim).order_by("number")
        assert first.carried_rating is None
        assert len(first.split) == 3
        assert second.carried_rating is not None
        assert second.decided_rating == second.carried_rating
        revision = VerdictRevision.objects.get(claim=claim)
        assert revision.rating == second.decided_rating
        assert "[E" in revision.text
        assert (
            ClaimEvent.objects.get(claim=claim, verb="publish").by
            != ClaimEvent.objects.get(claim=claim, verb="decide").by
        )

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
        before = states()
        seed()
        assert states() == before

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
    """Every run dies at its ninth event, inside the transaction that was to write it."""
    write, n_written = audit._write, 0

    def die_at_the_ninth(*args: Any, **kwargs: Any) -> Any:
        nonlocal n_written
        n_written += 1
        if n_written == 9:
            raise _Killed
        return write(*args, **kwargs)

    monkeypatch.setattr(audit, "_write", die_at_the_ninth)
    monkeypatch.setattr(jobs, "_is_alive", lambda pid: False)  # whoever held a job was killed with it
    n_deaths = 0
    while True:
        n_written = 0
        try:
            seed()
            break
        except _Killed:
            n_deaths += 1
        assert n_deaths < 40
    assert n_deaths > 5
    assert_whole()
    published = Claim.objects.get(state=State.PUBLISHED)
    verbs = list(published.events.values_list("verb", flat=True))
    for verb in ("accept", "take", "decide", "publish", "return"):
        assert verbs.count(verb) == 1, verb
    assert verbs.count("submit") == 2
    assert verbs.count("file_review") == 6
    before = row_counts()
    seed()
    assert row_counts() == before


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_killed_with_minus_nine_it_is_finished_by_the_next_start() -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = environment("", Path(folder))

        def start() -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [sys.executable, "manage.py", "seed_demo"], cwd=BASE_DIR, env=env, stdout=subprocess.DEVNULL
            )

        first = start()
        wait_for(lambda: ClaimEvent.objects.filter(verb="file_review").count() >= 2, first)
        first.send_signal(signal.SIGKILL)
        first.wait()
        assert not Claim.objects.filter(state=State.DISMISSED).exists()
        assert start().wait(180) == 0
    assert_whole()


def wait_for(is_so: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while not is_so():
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.02)
