"""Beat asks for what is due whatever the operator does to the time, waits for the broker, and ends when it hangs."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from celery import Celery

from factcheck.celery import Scheduler
from factcheck.run import alive
from tests import services

#: Celery's command line, with a beat that hangs at its second turn and is not waited for as long as usual.
HANGS = """
import sys, time
from factcheck import celery
from factcheck.run import alive
alive.HANGS_AFTER_S = 2.0
turns = iter([0.1])
celery.Scheduler.tick = lambda self: next(turns, None) or time.sleep(60)
celery.app.start(sys.argv[1:])
"""
ALONE = "beat -l INFO --pidfile="
WITHIN_A_WORKER = "worker -B -c 1 -l INFO --without-gossip --without-mingle"


@pytest.mark.services
@pytest.mark.skipif(not services.find_redis(), reason="takes redis-server")
@pytest.mark.parametrize(("command", "status"), [(ALONE, os.EX_SOFTWARE), (WITHIN_A_WORKER, 0)])
def test_beat_that_hangs_ends_with_the_worker_it_is_a_part_of(command: str, status: int, tmp_path: Path) -> None:
    with services.redis() as redis_url:
        ended = subprocess.run(
            [sys.executable, "-c", HANGS, *command.split(), f"--schedule={tmp_path}/schedule"],
            env=dict(os.environ, DJANGO_SETTINGS_MODULE="tests.settings", REDIS_URL=redis_url, TMPDIR=str(tmp_path)),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, check=False,
        )  # fmt: skip
    assert "The beat has hung for 2 seconds." in ended.stdout
    assert ended.returncode == status, ended.stdout


def test_to_wait_for_the_broker_is_no_hang(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Enough(Exception):
        """So that the test need not wait for ever, too."""

    shown = []

    def show(role: str) -> None:
        shown.append(role)
        if len(shown) == 3:
            raise Enough

    monkeypatch.setattr(alive, "show", show)
    app = Celery("waits", broker=f"redis://127.0.0.1:{services.free_port()}/0", set_as_current=False)
    beat = Scheduler(app=app, schedule_filename=str(tmp_path / "schedule"))
    with pytest.raises(Enough):
        assert beat.producer
    assert shown == ["beat"] * 3


def test_beat_goes_on_when_the_clock_is_put_back_by_an_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alive, "show", lambda role: None)
    app = Celery("clocks", broker="memory://localhost/", set_as_current=False)
    app.conf.beat_schedule = {"ring": {"task": "ring", "schedule": 5.0}}
    now = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    monkeypatch.setattr(Celery, "now", lambda self: now)
    beat = Scheduler(app=app, schedule_filename=str(tmp_path / "schedule"))

    def runs_in_half_a_minute() -> int:
        nonlocal now
        before = beat.schedule["ring"].total_run_count
        for _ in range(30):
            now += timedelta(seconds=1)
            beat.tick()
        return int(beat.schedule["ring"].total_run_count - before)

    assert runs_in_half_a_minute() >= 5
    now -= timedelta(hours=1)
    assert runs_in_half_a_minute() >= 5
    beat.close()
