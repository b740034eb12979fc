"""What machines ask: is it alive, is it ready, and how much of what has happened."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import NotSupportedError, OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.mmap_dict import MmapedDict

from claims import departed, jobs, meters
from claims.errors import Refused
from claims.models import Job
from claims.operating import health
from claims.web import fetch
from claims.workflow.moves import move
from factcheck.run import figures
from tests.builders import a_claim, cast
from tests.services import free_port

pytestmark = pytest.mark.django_db
TOKEN = "only-the-watchers-know-this"


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = {name: health.Part(part._ask) for name, part in health.PARTS.items()}
    monkeypatch.setattr(health, "PARTS", parts)


def ready() -> tuple[int, dict[str, Any]]:
    answer = Client().get("/healthz/ready")
    return answer.status_code, answer.json()


def ask_instead(monkeypatch: pytest.MonkeyPatch, name: str, ask: Any) -> None:
    monkeypatch.setitem(health.PARTS, name, health.Part(ask))


class TestHealth:
    def test_alive_asks_nothing_and_cares_for_no_host_and_no_https(self, settings: Any) -> None:
        settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["checks.example.org"], True
        with CaptureQueriesContext(connection) as queries:
            answer = Client().get("/healthz/live", headers={"host": "10.2.3.4:8000"})
        assert (answer.status_code, answer.json()) == (200, {"status": "live"})
        assert len(queries) == 0
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"

    def test_ready_when_every_part_answers(self) -> None:
        status, told = ready()
        assert status == 200
        assert told == {"status": "ready", "parts": dict.fromkeys(health.PARTS, "ready")}

    def test_a_database_that_is_gone_is_told_without_its_secrets(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail() -> None:
            raise OperationalError("password authentication failed for user desk at 10.0.0.7")

        ask_instead(monkeypatch, "database", fail)
        answer = Client().get("/healthz/ready")
        assert answer.status_code == 503
        assert answer.json()["parts"]["database"] == "not ready"
        assert "10.0.0.7" not in answer.text
        assert "desk" not in answer.text

    def test_without_the_broker_the_site_goes_on(self, settings: Any) -> None:
        settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
        status, told = ready()
        assert status == 200
        assert (told["status"], told["parts"]["broker"]) == ("degraded", "not ready")

    def test_a_folder_that_cannot_be_written_is_told(self, settings: Any, tmp_path: Path) -> None:
        settings.DATA_DIR = tmp_path / "unmounted"
        status, told = ready()
        assert status == 503
        assert told["parts"]["storage"] == "not ready"

    def test_owed_migrations_are_told_and_those_of_a_newer_release_do_no_harm(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        known = frozenset(MigrationRecorder(connection).applied_migrations())
        monkeypatch.setattr(health, "_known_migrations", lambda: known | {("claims", "9999_later")})
        assert ready()[1]["parts"]["migrations"] == "not ready"

    def test_a_part_that_never_answers_is_not_waited_for_and_not_asked_twice(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        end, asked = threading.Event(), []

        def hang() -> None:
            asked.append(1)
            end.wait()

        ask_instead(monkeypatch, "broker", hang)
        ask_instead(monkeypatch, "database", lambda: None)
        for name in ("database", "migrations", "storage"):
            ask_instead(monkeypatch, name, lambda: None)
        broker = health.PARTS["broker"]
        assert broker.is_ready(broker.begin(), time.monotonic() + 0.05) is False
        assert broker.is_ready(broker.begin(), time.monotonic() + 0.05) is False
        assert len(asked) == 1
        end.set()

    def test_one_that_hangs_makes_no_other_look_ill(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What had answered was asked once more after the wait, and had no time left to answer."""
        end, asked = threading.Event(), Counter[str]()
        monkeypatch.setattr(health, "LIMIT_S", 0.5)
        monkeypatch.setattr(health, "REMEMBERED_S", 0.0)
        for name in health.PARTS:
            ask_instead(monkeypatch, name, partial(asked.update, [name]))
        ask_instead(monkeypatch, "database", end.wait)
        assert ready()[1]["parts"]["database"] == "not ready"
        assert asked == dict.fromkeys(health.PARTS.keys() - {"database"}, 1)
        end.set()

    def test_several_that_hang_are_waited_for_together(self, monkeypatch: pytest.MonkeyPatch) -> None:
        end, waited_s = threading.Event(), []
        monkeypatch.setattr(health, "LIMIT_S", 0.1)
        for name in health.PARTS:
            ask_instead(monkeypatch, name, end.wait)
        join = threading.Thread.join
        monkeypatch.setattr(
            threading.Thread, "join", lambda self, limit_s=None: (waited_s.append(limit_s), join(self, limit_s))
        )
        assert ready()[0] == 503
        monkeypatch.setattr(threading.Thread, "join", join)
        assert len(waited_s) == len(health.PARTS)
        assert sum(waited_s) <= 0.1
        end.set()

    def test_all_parts_are_asked_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        last_one_is_asked = threading.Event()
        for name in ("migrations", "storage"):
            ask_instead(monkeypatch, name, lambda: None)
        monkeypatch.setattr(health, "LIMIT_S", 60.0)
        ask_instead(monkeypatch, "database", lambda: None if last_one_is_asked.wait(30) else pytest.fail("in turns"))
        ask_instead(monkeypatch, "broker", last_one_is_asked.set)
        assert ready()[1]["status"] == "ready"

    def test_nobody_may_post(self) -> None:
        assert Client().post("/healthz/live").status_code == 405


def told(settings: Any) -> str:
    settings.METRICS_TOKEN = TOKEN
    answer = Client().get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    return answer.text


def figure(text: str, line: str) -> float:
    """The figure of the line that begins so; 0 where there is none yet."""
    return next((float(each.rpartition(" ")[2]) for each in text.splitlines() if each.startswith(f"{line} ")), 0.0)


class TestFigures:
    def test_strangers_find_no_such_page(self, settings: Any) -> None:
        for wanted, given in [("", "Bearer "), ("", ""), (TOKEN, ""), (TOKEN, "Bearer no"), (TOKEN, f"Basic {TOKEN}")]:
            settings.METRICS_TOKEN = wanted
            assert Client().get("/metrics", headers={"authorization": given}).status_code == 404

    def test_the_queue_is_told_by_kind_with_the_age_of_the_oldest(self, settings: Any) -> None:
        now = timezone.now()
        hour = timezone.timedelta(hours=1)
        rows = [
            Job(name="match_claim", target=1, due_at=now - hour),
            Job(name="match_claim", target=2, due_at=now - 2 * hour),
            Job(name="match_claim", target=3, due_at=now - 3 * hour, failed_at=now),
            Job(name="match_claim", target=4, due_at=now + hour),
            Job(name="announce", target=1, due_at=now - hour, held_until_at=now + hour),
        ]
        Job.objects.bulk_create(rows)
        text = told(settings)
        jobs_of = 'factcheck_queue_jobs{name="match_claim",stage='
        assert [figure(text, f'{jobs_of}"{stage}"}}') for stage in ("due", "held", "later", "failed")] == [2, 0, 1, 1]
        assert 7200 <= figure(text, 'factcheck_queue_oldest_seconds{name="match_claim"}') < 7300
        assert figure(text, 'factcheck_queue_jobs{name="announce",stage="held"}') == 1
        assert figure(text, 'factcheck_queue_jobs{name="fetch_article",stage="due"}') == 0
        assert figure(text, "factcheck_database_up") == 1

    def test_transitions_count_once_they_are_committed(
        self, settings: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        line = 'factcheck_transitions_total{name="accept"}'
        before = figure(told(settings), line)
        with django_capture_on_commit_callbacks(execute=True):
            move(a_claim(), "accept", by=cast().ravi)
        with pytest.raises(Refused):
            move(a_claim(), "publish", by=cast().elsa)
        assert figure(told(settings), line) == before + 1

    def test_pages_jobs_and_errors_count(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        def break_down(target: int) -> None:
            raise ZeroDivisionError("by nothing")

        monkeypatch.setitem(jobs._work, "match_claim", break_down)
        lines = (
            'factcheck_page_seconds_count{view="no view"}',
            'factcheck_answers_total{status="4xx"}',
            'factcheck_errors_total{name="match_claim",where="job"}',
            'factcheck_jobs_total{name="match_claim",outcome="failed"}',
            'factcheck_job_seconds_count{name="match_claim"}',
        )
        before = [figure(told(settings), line) for line in lines]
        Client().get("/there/is/no/such/page/")
        jobs.enqueue("match_claim", 1)
        jobs.run_all()
        assert [figure(told(settings), line) for line in lines] == [each + 1 for each in before]

    def test_after_an_error_the_connection_is_not_used_again(
        self, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def stale(*_: Any, **__: Any) -> None:
            raise NotSupportedError("cached plan must not change result type")

        monkeypatch.setattr(connection, "close_at", None)
        client = Client(raise_request_exception=False)
        assert client.get("/").status_code == 200
        assert connection.close_at is None
        monkeypatch.setattr("claims.public.views.render", stale)
        assert client.get("/?q=fees").status_code == 500
        assert connection.close_at is not None
        assert connection.close_at <= time.monotonic()

    def test_a_fetch_is_counted_by_what_came_of_it(self, settings: Any) -> None:
        line = 'factcheck_fetches_total{outcome="FetchRefused"}'
        before = figure(told(settings), line)
        with pytest.raises(Refused):
            fetch.fetch("http://127.0.0.1:1/")
        assert figure(told(settings), line) == before + 1


@pytest.mark.parametrize("parent", [None, "/dev/shm"], ids=["a folder that is given", "memory"])
def test_processes_of_a_host_are_counted_together(parent: str | None) -> None:
    """Each of two children counts one; a third process that counted nothing tells two, and again, and two more.

    In memory, where nobody else clears up, the files of children that have ended become one of each kind.
    """
    child = "from claims import meters; meters.TRANSITIONS.labels('publish').inc(); meters.PAGES.labels('x').observe(1)"
    program = (
        f"import subprocess, sys\n"
        f"from claims import meters\n"
        f"for _ in range(2):\n"
        f"    for _ in range(2): subprocess.run([sys.executable, '-c', {child!r}], check=True)\n"
        f"    for _ in range(2): print(meters.told().decode(), end='====')"
    )
    with tempfile.TemporaryDirectory(prefix="factcheck-test-", dir=parent) as folder:
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={"PROMETHEUS_MULTIPROC_DIR": folder, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            text=True,
            check=True,
        )
        kept = sorted(file.name for file in Path(folder).iterdir())
    for said, n in zip(done.stdout.split("====")[:-1], (2, 2, 4, 4), strict=True):
        assert figure(said, 'factcheck_transitions_total{name="publish"}') == n
        assert figure(said, 'factcheck_page_seconds_count{view="x"}') == n
        assert figure(said, 'factcheck_page_seconds_bucket{le="0.5",view="x"}') == 0
        assert figure(said, 'factcheck_page_seconds_bucket{le="1.0",view="x"}') == n
    assert (kept == ["counter_0.db", "histogram_0.db", "turn"]) is (parent is not None)


def test_what_a_process_left_that_was_killed_before_it_counted_spoils_nothing(tmp_path: Path) -> None:
    no_pid = 2**22 + 1  # Linux gives no larger one than 2**22
    (tmp_path / f"counter_{no_pid}.db").touch()
    departed.fold(tmp_path, "counter")
    assert [file.name for file in tmp_path.iterdir()] == ["counter_0.db"]


class Killed(BaseException):
    """As nothing in the code takes it."""


def fold_and_die(folder: Path, patch: pytest.MonkeyPatch, *, n_changes: int) -> bool:
    """After so many changes to what the folder holds; whether it came to that."""
    done = count()

    def until_killed(change: Callable[..., Any]) -> Callable[..., Any]:
        def make(*args: Any, **kwargs: Any) -> Any:
            if next(done) == n_changes:
                raise Killed
            return change(*args, **kwargs)

        return make

    for name in ("mkdir", "rename", "replace", "unlink", "rmdir"):
        patch.setattr(os, name, until_killed(getattr(os, name)))
    try:
        departed.fold(folder, "counter")
    except Killed:
        return True
    return False


def test_a_process_that_has_ended_counts_once_whenever_the_adding_up_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_pid = 2**22 + 1
    for n_changes in count():
        folder = tmp_path / str(n_changes)
        folder.mkdir()
        for pid in (0, no_pid, no_pid + 1):
            counted = MmapedDict(str(folder / f"counter_{pid}.db"))  # type: ignore[no-untyped-call]
            counted.write_value("key", 1.0, 0.0)  # type: ignore[no-untyped-call]
            counted.close()  # type: ignore[no-untyped-call]
        with monkeypatch.context() as patch:
            was_killed = fold_and_die(folder, patch, n_changes=n_changes)
        departed.fold(folder, "counter")
        assert [file.name for file in folder.iterdir()] == ["counter_0.db"]
        told = MmapedDict.read_all_values_from_file(folder / "counter_0.db")  # type: ignore[no-untyped-call]
        assert [(key, value) for key, value, _, _ in told] == [("key", 3.0)], f"killed after {n_changes} changes"
        if not was_killed:
            break
    assert n_changes > 6


def test_the_port_tells_figures_and_nothing_else() -> None:
    answer = figures.application(lambda: b"factcheck 1\n", figures.CONTENT_TYPE)
    status: list[str] = []

    def begin(line: str, headers: list[tuple[str, str]], *_: Any) -> Any:
        status.append(line)

    assert answer({"PATH_INFO": "/metrics", "REQUEST_METHOD": "GET"}, begin) == [b"factcheck 1\n"]
    assert answer({"PATH_INFO": "/desk/", "REQUEST_METHOD": "GET"}, begin) == [b"Not found.\n"]
    assert status == ["200 OK", "404 Not Found"]
    assert figures.CONTENT_TYPE == meters.CONTENT_TYPE
