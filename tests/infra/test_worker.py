"""Jobs on real workers and real brokers: a killed worker, a lost broker, and nothing lost."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from claims import jobs
from claims.models import Job
from tests import services
from tests.infra import naps  # noqa: F401 - registers the job here as it is in the worker
from tests.worker import kill, ringing, running_worker, wait_until

N_JOBS = 6
ASK = "import django; django.setup(); from claims import jobs; print(jobs.queue_of('fetch_article'))"


def test_a_process_that_has_done_no_job_knows_which_workers_may_reach_the_outside_world() -> None:
    env = dict(os.environ, DJANGO_SETTINGS_MODULE="tests.settings")
    assert subprocess.run([sys.executable, "-c", ASK], env=env, capture_output=True, check=True).stdout == b"fetch\n"


def log_of(folder: Path, target: int) -> Counter[str]:
    try:
        return Counter((folder / f"{target}.log").read_text().split())
    except FileNotFoundError:
        return Counter()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_no_job(broker_url: str, tmp_path: Path) -> None:
    (tmp_path / "wait").touch()
    how = {"include": "tests.infra.naps", "NAPS": str(tmp_path), "JOB_HOLD_S": "2"}
    with ringing(broker_url):
        for target in range(N_JOBS):
            jobs.enqueue("nap", target)
        with running_worker(broker_url, **how) as first:  # type: ignore[arg-type]
            wait_until(lambda: sum(log_of(tmp_path, n)["started"] for n in range(N_JOBS)) >= 2, what="two started jobs")
            kill(first)
        assert Job.objects.count() == N_JOBS
        (tmp_path / "wait").unlink()
        with running_worker(broker_url, **how):  # type: ignore[arg-type]
            wait_until(lambda: not Job.objects.exists(), what="an empty to-do list")
    assert [log_of(tmp_path, n)["done"] for n in range(N_JOBS)] == [1] * N_JOBS


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_what_is_asked_for_while_the_broker_is_gone_is_done_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("kombu.utils.functional.sleep", pauses.append)
    with ringing("unix:///nowhere/at/all.sock"):
        jobs.enqueue("nap", 7)
    assert sum(pauses) < 1, "whoever asks for a job must not wait for a broker that is gone"
    assert Job.objects.get().held_until_at is None
    with services.valkey() as url, running_worker(url, include="tests.infra.naps", NAPS=str(tmp_path)):
        wait_until(lambda: not Job.objects.exists(), what="the job")
    assert log_of(tmp_path, 7) == {"started": 1, "done": 1}
