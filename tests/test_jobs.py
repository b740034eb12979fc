"""The to-do list: nothing is lost, nothing is done twice at once, what fails is said and can be tried again."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from claims import jobs
from claims.errors import Refused, TryAgain
from claims.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """A job called count that notes the ids it is done for."""
    done: list[int] = []
    monkeypatch.setitem(jobs._work, "count", done.append)
    monkeypatch.setattr(jobs, "ring", lambda name, *targets: True)
    return done


def does(monkeypatch: pytest.MonkeyPatch, trouble: Exception) -> None:
    def fail(target: int) -> None:
        raise trouble

    monkeypatch.setitem(jobs._work, "count", fail)


def test_asking_twice_is_asking_once(work: list[int]) -> None:
    jobs.enqueue("count", 7)
    jobs.enqueue("count", 7)
    assert Job.objects.count() == 1
    jobs.run_all()
    assert work == [7]
    assert not Job.objects.exists()


def test_a_rolled_back_wish_leaves_no_job(work: list[int]) -> None:
    def wish_and_fail() -> None:
        with transaction.atomic():
            jobs.enqueue("count", 7)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        wish_and_fail()
    assert not Job.objects.exists()


def test_work_that_was_asked_for_while_it_ran_is_done_again(work: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    def ask_again_once(target: int) -> None:
        work.append(target)
        if len(work) == 1:
            jobs.enqueue("count", target)

    monkeypatch.setitem(jobs._work, "count", ask_again_once)
    jobs.enqueue("count", 7)
    jobs.run_all()
    assert work == [7, 7]
    assert not Job.objects.exists()


def test_passing_trouble_is_tried_again_later_and_given_up_with_its_sentence(
    work: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, str]] = []
    monkeypatch.setitem(jobs._give_up, "count", lambda target, sentence: told.append((target, sentence)))
    does(monkeypatch, TryAgain("The site is busy."))
    jobs.enqueue("count", 7)
    for n_tries in range(1, jobs.MAX_TRIES + 1):
        Job.objects.update(due_at=timezone.now())
        jobs.perform("count", 7)
        row = Job.objects.get()
        assert (row.n_tries, row.error) == (n_tries, "The site is busy.")
    assert row.failed_at is not None
    assert told == [(7, "The site is busy.")]


def test_the_waits_grow_and_respect_what_the_site_asked_for(work: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    does(monkeypatch, TryAgain("Slow down.", after_s=3600))
    jobs.enqueue("count", 7)
    jobs.perform("count", 7)
    assert Job.objects.get().due_at > timezone.now() + timedelta(seconds=3500)


def test_a_refusal_fails_at_once_and_retry_starts_afresh(work: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    does(monkeypatch, Refused("There is no article on this page."))
    jobs.enqueue("count", 7)
    jobs.run_all()
    row = Job.objects.get()
    assert row.error == "There is no article on this page."
    monkeypatch.setitem(jobs._work, "count", work.append)
    jobs.retry(row)
    jobs.run_all()
    assert work == [7]


def test_an_unexpected_error_is_kept_with_what_to_do(work: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    does(monkeypatch, KeyError("nope"))
    jobs.enqueue("count", 7)
    jobs.run_all()
    assert "Retry, or tell the operator." in Job.objects.get().error


def test_what_the_row_held_that_a_database_did_not_take_is_not_kept_with_the_error(
    work: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    does(monkeypatch, ValueError("duplicate key\nDETAIL:  Key (quote)=(The words of a witness) already exists."))
    jobs.enqueue("count", 7)
    jobs.run_all()
    assert "(ValueError: duplicate key). Retry" in Job.objects.get().error
    assert "witness" not in Job.objects.get().error


def test_a_job_that_kills_its_worker_every_time_is_given_up(work: list[int]) -> None:
    jobs.enqueue("count", 7)
    for _ in range(jobs.MAX_TRIES):
        assert jobs._take("count", 7) is not None
        Job.objects.update(held_until_at=None)
    assert jobs._take("count", 7) is None
    assert "never came to an end" in Job.objects.get().error


def test_a_held_job_is_nobody_elses(work: list[int]) -> None:
    jobs.enqueue("count", 7)
    assert jobs._take("count", 7) is not None
    assert jobs.perform("count", 7) is False
    Job.objects.update(held_until_at=timezone.now() - timedelta(seconds=1))
    assert jobs.perform("count", 7) is True


def test_a_job_whose_worker_died_on_this_host_is_free_at_once(work: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.enqueue("count", 7)
    jobs._take("count", 7)
    monkeypatch.setattr(jobs, "_is_alive", lambda pid: False)
    assert jobs.resend() == 1
    assert jobs.perform("count", 7) is True


def test_what_nobody_picked_up_is_rung_again(work: list[int]) -> None:
    jobs.enqueue("count", 7)
    Job.objects.update(rung_at=timezone.now())
    assert jobs.resend() == 0
    Job.objects.update(
        rung_at=timezone.now() - timedelta(seconds=jobs.RING_AGAIN_S + 1), due_at=timezone.now() - timedelta(minutes=5)
    )
    assert jobs.resend() == 1


def test_a_broker_that_is_gone_costs_nothing(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    def gone(*args: object, **kwargs: object) -> None:
        raise ConnectionError("broker down")

    monkeypatch.setattr(jobs.current_app, "send_task", gone)
    assert jobs.ring("count", 7) is False


def test_a_delayed_job_waits(work: list[int]) -> None:
    jobs.enqueue("count", 7, delay_s=60)
    jobs.run_all()
    assert work == []


def test_jobs_wait_no_longer_because_the_clock_was_put_back(work: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.enqueue_all("count", [7, 8])
    jobs.enqueue("count", 9, delay_s=600)
    Job.objects.filter(target=8).update(
        held_by="a host that is gone:1", held_until_at=timezone.now() + timedelta(seconds=60)
    )
    began, put_back = timezone.now(), timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: began - put_back)
    assert not jobs.run_all()
    jobs.resend()
    jobs.run_all()
    assert work == [7]
    put_back -= timedelta(seconds=61)
    jobs.run_all()
    assert work == [7, 8]
    put_back -= timedelta(seconds=600)
    jobs.run_all()
    assert work == [7, 8, 9]


def test_the_same_target_asked_for_twice_in_one_go_is_one_job(work: list[int]) -> None:
    jobs.enqueue_all("count", [7, 7, 8])
    jobs.run_all()
    assert work == [7, 8]


def test_many_jobs_share_messages_and_none_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr(jobs.current_app, "send_task", lambda name, *, args, **options: sent.append(len(args)))
    assert jobs.ring("count", *range(25)) is True
    assert sent == [10, 10, 5]


@pytest.mark.parametrize("trouble", [Refused("There is no article on this page."), TryAgain("The site is busy.")])
def test_a_wish_made_while_the_work_was_failing_is_done_again(
    work: list[int], monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    rung: list[tuple[object, ...]] = []
    told: list[int] = []

    def fail_while_somebody_asks(target: int) -> None:
        monkeypatch.setitem(jobs._work, "count", work.append)
        jobs.enqueue("count", target)
        raise trouble

    monkeypatch.setitem(jobs._work, "count", fail_while_somebody_asks)
    monkeypatch.setitem(jobs._give_up, "count", lambda target, sentence: told.append(target))
    monkeypatch.setattr(jobs, "ring", lambda *call: rung.append(call))
    jobs.enqueue("count", 7)
    jobs.perform("count", 7)
    row = Job.objects.get()
    assert (row.failed_at, row.held_until_at, row.n_tries, told) == (None, None, 0, [])
    assert rung == [("count", 7)]
    jobs.run_all()
    assert work == [7]
    assert not Job.objects.exists()


def test_a_later_wish_made_while_the_last_try_failed_keeps_its_own_time(
    work: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_while_somebody_asks(target: int) -> None:
        jobs.enqueue("count", target, delay_s=3600)
        raise TryAgain("The site is busy.")

    monkeypatch.setitem(jobs._work, "count", fail_while_somebody_asks)
    jobs.enqueue("count", 7)
    Job.objects.update(n_tries=jobs.MAX_TRIES - 1)
    jobs.perform("count", 7)
    row = Job.objects.get()
    assert row.failed_at is None
    assert row.due_at > timezone.now() + timedelta(seconds=3500)


@pytest.mark.django_db(transaction=True)
def test_work_longer_than_its_hold_stays_with_its_worker(
    work: list[int], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.JOB_HOLD_S = 2  # it is renewed three times meanwhile, on a busy machine too
    others: list[bool] = []

    def take_long(target: int) -> None:
        first = Job.objects.get().held_until_at
        deadline = time.monotonic() + 20
        while Job.objects.get().held_until_at == first and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(settings.JOB_HOLD_S)
        others.append(jobs.perform("count", target))
        work.append(target)

    monkeypatch.setitem(jobs._work, "count", take_long)
    jobs.enqueue("count", 7)
    jobs.run_all()
    assert (work, others) == ([7], [False])
    assert _n_renewers() == 0


@pytest.mark.django_db(transaction=True)
def test_a_hold_that_another_worker_took_over_is_not_renewed(
    work: list[int], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.JOB_HOLD_S = 1
    until = timezone.now() + timedelta(hours=1)
    seen: list[tuple[int, object]] = []

    def lose_the_hold(target: int) -> None:
        Job.objects.update(held_by="elsewhere:1", held_until_at=until)
        deadline = time.monotonic() + 20
        while _n_renewers() and time.monotonic() < deadline:
            time.sleep(0.05)
        seen.append((_n_renewers(), Job.objects.get().held_until_at))

    monkeypatch.setitem(jobs._work, "count", lose_the_hold)
    jobs.enqueue("count", 7)
    jobs.run_all()
    assert seen == [(0, until)]


def _n_renewers() -> int:
    return sum(thread.name.startswith("hold on") for thread in threading.enumerate())
