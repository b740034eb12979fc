"""Beat's own clock: it asks for what is due whatever the operator does to the time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from celery import Celery

from factcheck.celery import Scheduler
from factcheck.run import alive


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
