"""The doctor finds each thing that is really broken, in plain words with the cure, and ends with 1."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper as Sqlite
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from redis import Redis

from claims import proof
from claims.models import ClaimEvent, Job, Snapshot, database
from claims.operating import doctor, signs
from claims.operating.doctor import grounds, keeping, work
from claims.snapshots.folder import place_of
from tests import services, worker
from tests.builders import a_claim, a_snapshot, claim_in

pytestmark = pytest.mark.django_db


def said_of(part: str) -> str:
    """What is found about a part, as the command tells it; "" when it is well."""
    return " ".join(f"{finding.what} {finding.cure}" for finding in doctor.PARTS[part]())


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with services.valkey() as url:
        yield url


def test_a_database_that_cannot_be_opened_is_told_and_hides_no_other_part(tmp_path: Path, settings: Any) -> None:
    own = connections["default"]
    gone = Sqlite({**own.settings_dict, "NAME": str(tmp_path / "nowhere" / "desk.sqlite3"), "OPTIONS": {}}, "default")
    connections["default"] = gone
    try:
        found = dict(doctor.examine())
    finally:
        connections["default"] = own
        gone.close()
    assert "Nobody gets to the database" in found["database"][0].what
    assert "unable to open" in found["database"][0].what
    assert "DATA_DIR" in found["database"][0].cure
    assert "could not be looked at" in found["stuck jobs"][0].what
    assert "Mend the database first" in found["stuck jobs"][0].cure
    assert found["broker"], "what needs no database is looked at"


def test_a_server_that_is_away_is_to_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused\nIs the server running?")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    monkeypatch.setattr(connection, "vendor", "postgresql")
    (found,) = doctor.PARTS["database"]()
    assert found.what == "Nobody gets to the database, which said “connection refused”."
    assert "Start PostgreSQL, and compare DATABASE_URL" in found.cure


def test_a_fault_that_nobody_foresaw_is_told_and_hides_no_other_part(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def look() -> Iterator[Any]:
        raise UnicodeError("label empty or too long")
        yield

    monkeypatch.setattr(doctor, "PARTS", {"mail": look, "disk": doctor.PARTS["disk"]})
    found = dict(doctor.examine())
    assert "UnicodeError" in found["mail"][0].what
    assert "label empty" in caplog.text
    assert "disk" in found


def test_owed_migrations_are_named() -> None:
    assert said_of("migrations") == ""
    last = MigrationRecorder.Migration.objects.filter(app="claims").order_by("-name").first()
    assert last is not None
    MigrationRecorder.Migration.objects.filter(pk=last.pk).delete()
    assert f"claims.{last.name}" in said_of("migrations")
    assert "manage.py migrate" in said_of("migrations")


def test_tables_of_a_newer_release_are_an_advice() -> None:
    MigrationRecorder.Migration.objects.create(app="claims", name="9999_later")
    (finding,) = doctor.PARTS["migrations"]()
    assert finding.is_advice
    assert "9999_later" in finding.what


def test_guards_of_history_that_were_taken_away_are_told() -> None:
    database.remove_triggers(connection)
    assert "rebuild_index" in said_of("settings")
    assert "claims_claimevent_no_update" in said_of("settings")


def test_a_clock_that_is_wrong_is_told() -> None:
    a_claim()
    Job.objects.create(name="match_claim", target=1, due_at=timezone.now())
    assert said_of("clock") == ""
    Job.objects.update(created_at=timezone.now() + timedelta(minutes=5))
    assert "in the future" in said_of("clock")
    assert "NTP" in said_of("clock")


class TestBroker:
    def test_none_at_all(self, settings: Any) -> None:
        settings.REDIS_URL = ""
        assert "Set REDIS_URL" in said_of("broker")

    def test_one_that_does_not_answer(self, settings: Any) -> None:
        settings.REDIS_URL = f"redis://:S3CRET@127.0.0.1:{services.free_port()}/0"
        assert "Start Redis" in said_of("broker")
        assert "S3CRET" not in said_of("broker")

    def test_one_that_forgets(self, settings: Any, redis_url: str) -> None:
        settings.REDIS_URL = redis_url
        assert said_of("broker") == ""
        with Redis.from_url(redis_url) as redis:
            redis.config_set("maxmemory-policy", "allkeys-lru")
            redis.config_set("appendonly", "no")
        try:
            assert "allkeys-lru" in said_of("broker")
            assert "appendonly yes" in said_of("broker")
        finally:
            with Redis.from_url(redis_url) as redis:
                redis.config_set("maxmemory-policy", "noeviction")
                redis.config_set("appendonly", "yes")

    def test_one_that_is_full(self, settings: Any, redis_url: str) -> None:
        settings.REDIS_URL = redis_url
        with Redis.from_url(redis_url) as redis:
            redis.config_set("maxmemory", "1")
            try:
                assert "Redis takes no more" in said_of("broker")
            finally:
                redis.config_set("maxmemory", "0")


class TestBeat:
    @pytest.fixture(autouse=True)
    def some_broker(self, settings: Any, redis_url: str) -> None:
        settings.REDIS_URL = redis_url

    def test_one_that_was_never_there(self) -> None:
        assert "Nobody has rung for waiting jobs yet" in said_of("beat")
        assert "celery -A factcheck beat" in said_of("beat")

    def test_one_that_goes_on(self) -> None:
        signs.leave()
        assert said_of("beat") == ""

    def test_one_that_stopped(self) -> None:
        cache.set(signs._KEY, time.time() - 3600)
        assert "for 3600 seconds" in said_of("beat")

    def test_no_worker(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(work, "_PING_S", 0.05)
        assert "No worker answers" in said_of("workers")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_queues_that_no_worker_takes_from_are_named(settings: Any, redis_url: str) -> None:
    settings.REDIS_URL, settings.EMAIL_HOST = redis_url, "mail.example.org"
    with worker.running_worker(redis_url, queues="work", n=1), worker.ringing(redis_url):
        worker.wait_until(lambda: "No worker answers" not in said_of("workers"), what="an answer of the worker")
        fetch, mail = doctor.PARTS["workers"]()
        settings.EMAIL_HOST = ""
        *_, unneeded = doctor.PARTS["workers"]()
    assert "from the queue `fetch`, so no page is fetched" in fetch.what
    assert "celery -A factcheck worker -Q fetch" in fetch.cure
    assert "from the queue `mail`" in mail.what
    assert not fetch.is_advice
    assert not mail.is_advice
    assert unneeded.is_advice, "without a mail server no mail is owed"


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_workers_of_one_host_share_a_name_and_each_is_heard(settings: Any, redis_url: str) -> None:
    """As compose.yaml's commands start them where there are no containers."""
    settings.REDIS_URL = redis_url
    with (
        worker.running_worker(redis_url, queues="work,mail", n=1),
        worker.running_worker(redis_url, queues="fetch", n=1),
        worker.ringing(redis_url),
    ):
        worker.wait_until(lambda: not said_of("workers"), what="an answer of both workers")


def test_stuck_and_failed_jobs_are_counted_by_kind() -> None:
    now = timezone.now()
    hour = timedelta(hours=1)
    Job.objects.bulk_create(
        [
            Job(name="match_claim", target=1, due_at=now - hour),
            Job(name="match_claim", target=2, due_at=now - 2 * hour),
            Job(name="announce", target=1, due_at=now - hour, held_until_at=now + hour),
            Job(name="announce", target=2, due_at=now),
            Job(name="mail_tip", target=1, due_at=now - hour, failed_at=now - timedelta(days=3)),
        ]
    )
    assert "2 × match_claim are due and not done, the oldest for 120 minutes" in said_of("stuck jobs")
    assert "announce" not in said_of("stuck jobs")
    assert "mail_tip" not in said_of("stuck jobs")
    assert "1 × mail_tip was given up, the first 3 days ago" in said_of("failed jobs")


def test_a_disk_that_is_nearly_full_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grounds, "LEAST_FREE", 10**18)
    assert "Make room" in said_of("disk")


def test_captures_that_are_gone_or_changed_are_named(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    gone, changed = a_snapshot("A page that is gone."), a_snapshot("A page that was changed.")
    Snapshot.objects.exclude(pk__in=(gone.pk, changed.pk)).delete()
    assert said_of("captures") == ""
    place_of(gone.path).unlink()
    place_of(changed.path).write_bytes(b"a page that was changed.\n")
    assert f"Snapshot {gone.pk}: its file is missing" in said_of("captures")
    assert f"Snapshot {changed.pk}: its file is not what was captured" in said_of("captures")


def test_history_that_was_changed_is_named() -> None:
    claim = claim_in("queued")
    assert said_of("history") == ""
    database.remove_triggers(connection)
    ClaimEvent.objects.filter(claim=claim, version=2).update(note="I never said that.")
    assert f"Claim {claim.pk}, event 2" in said_of("history")


def test_history_that_nobody_seals_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    a_claim()
    monkeypatch.setattr(keeping, "SEAL_AGE", timedelta(0))
    assert "has not been sealed" in said_of("history")
    proof.seal_events()
    assert said_of("history") == ""


def test_an_index_that_is_out_of_step_is_told() -> None:
    a_claim()
    assert said_of("index") == ""
    broken = (
        "INSERT INTO claims_claim_fts(claims_claim_fts) VALUES ('delete-all')"
        if connection.vendor == "sqlite"
        else "DROP INDEX claims_claim_search"
    )
    with connection.cursor() as cursor:
        cursor.execute(broken)
    assert "manage.py rebuild_index" in said_of("index")


def test_a_mail_server_that_does_not_answer_is_told(settings: Any) -> None:
    settings.EMAIL_HOST = ""
    (advice,) = doctor.PARTS["mail"]()
    assert advice.is_advice
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", services.free_port()
    settings.EMAIL_HOST_PASSWORD = "S3CRET"
    assert "EMAIL_URL" in said_of("mail")
    assert "S3CRET" not in said_of("mail")


class TestCommand:
    """Words and exit codes, over a few parts that are in our hands."""

    @pytest.fixture(autouse=True)
    def few_parts(self, monkeypatch: pytest.MonkeyPatch) -> None:
        parts = {name: look for name, look in doctor.PARTS.items() if name in {"failed jobs", "settings"}}
        monkeypatch.setattr(doctor, "PARTS", parts)

    def run(self, **options: Any) -> tuple[int, str]:
        out = io.StringIO()
        try:
            call_command("doctor", stdout=out, **options)
        except SystemExit as end:
            return int(end.code or 0), out.getvalue()
        return 0, out.getvalue()

    def test_a_desk_that_is_well_ends_with_0_whatever_is_advised(self) -> None:
        code, text = self.run()
        assert code == 0
        assert "failed jobs: well" in text
        assert "settings: advice" in text
        assert text.endswith("Nothing wrong.\n")

    def test_one_thing_wrong_ends_with_1_and_programs_get_json(self) -> None:
        now = timezone.now()
        Job.objects.create(name="mail_tip", target=1, due_at=now, failed_at=now)
        code, text = self.run()
        assert code == 1
        assert "failed jobs: WRONG: 1 × mail_tip" in text
        assert text.endswith("One thing wrong.\n")
        code, text = self.run(json=True)
        told = json.loads(text)
        assert code == told["n_wrong"] == 1
        assert set(told["parts"]["failed jobs"][0]) == {"what", "cure", "is_advice"}
