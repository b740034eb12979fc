"""What all workers share: turns with a host, rests that it asks for, the day's budget, and a breaker for each host."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

from claims.errors import TryAgain
from claims.web.breaker import Breaker
from claims.web.courtesy import Courtesy
from tests import services

HOST = "search.example"
NOON = 1_790_000_000.0


class Shelf:
    """A shelf whose time is told by the test."""

    def __init__(self) -> None:
        self.now = NOON
        self.kept: dict[str, tuple[Any, float]] = {}

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def get(self, key: str, default: Any = None) -> Any:
        value, until = self.kept.get(key, (default, self.now + 1))
        return value if self.now < until else default

    def set(self, key: str, value: Any, timeout: int) -> None:
        self.kept[key] = (value, self.now + timeout)

    def add(self, key: str, value: Any, timeout: int) -> bool:
        if self.get(key) is not None:
            return False
        self.set(key, value, timeout)
        return True

    def incr(self, key: str) -> int:
        if self.get(key) is None:
            raise ValueError(key)
        value, until = self.kept[key]
        self.kept[key] = (value + 1, until)
        return int(value) + 1

    def delete(self, key: str) -> bool:
        return self.kept.pop(key, None) is not None


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def manners(shelf: Shelf) -> Courtesy:
    return Courtesy(shelf, clock=shelf.clock, sleep=shelf.sleep)


def breaker(shelf: Shelf) -> Breaker:
    return Breaker(shelf, n_failures=3, memory_s=600, rest_s=300, probe_s=60, clock=shelf.clock)


def wait_asked_by(refused: Callable[[], object]) -> float:
    with pytest.raises(TryAgain) as caught:
        refused()
    assert caught.value.after_s is not None
    return caught.value.after_s


def test_two_requests_to_one_host_are_a_gap_apart_and_other_hosts_do_not_wait(shelf: Shelf) -> None:
    one, other = manners(shelf), manners(shelf)
    one.wait_for_turn(HOST, gap_s=2, at_most_s=10)
    one.wait_for_turn("elsewhere.example", gap_s=2, at_most_s=10)
    assert shelf.now == NOON
    other.wait_for_turn(HOST, gap_s=2, at_most_s=10)
    assert shelf.now >= NOON + 2


def test_a_queue_that_is_too_long_is_left(shelf: Shelf) -> None:
    manners(shelf).wait_for_turn(HOST, gap_s=100, at_most_s=5)
    assert wait_asked_by(lambda: manners(shelf).wait_for_turn(HOST, gap_s=100, at_most_s=5)) == 5


def test_a_host_that_asks_for_rest_gets_it_from_all_workers(shelf: Shelf) -> None:
    manners(shelf).leave_alone(HOST, 3600)
    shelf.now += 600
    assert wait_asked_by(lambda: manners(shelf).require_welcome(HOST)) == 3000
    shelf.now += 3000
    manners(shelf).require_welcome(HOST)


def test_the_days_budget_is_one_for_all_and_new_at_midnight(shelf: Shelf) -> None:
    for _ in range(3):
        manners(shelf).spend("wikipedia", per_day=3)
    left_s = wait_asked_by(lambda: manners(shelf).spend("wikipedia", per_day=3))
    assert (shelf.now + left_s) % 86_400 == 0
    manners(shelf).spend("google", per_day=3)
    shelf.now += left_s
    manners(shelf).spend("wikipedia", per_day=3)


def test_a_breaker_opens_after_failures_in_a_row_and_rests(shelf: Shelf) -> None:
    for _ in range(3):
        breaker(shelf).require_closed(HOST)
        breaker(shelf).note_failure(HOST)
    shelf.now += 100
    assert wait_asked_by(lambda: breaker(shelf).require_closed(HOST)) == 200
    breaker(shelf).require_closed("elsewhere.example")


def test_a_success_between_failures_keeps_it_closed(shelf: Shelf) -> None:
    for _ in range(4):
        breaker(shelf).note_failure(HOST)
        breaker(shelf).note_failure(HOST)
        breaker(shelf).note_success(HOST)
    breaker(shelf).require_closed(HOST)


def test_after_the_rest_one_worker_tries_and_its_success_closes_it(shelf: Shelf) -> None:
    for _ in range(3):
        breaker(shelf).note_failure(HOST)
    shelf.now += 301
    breaker(shelf).require_closed(HOST)
    wait_asked_by(lambda: breaker(shelf).require_closed(HOST))
    breaker(shelf).note_success(HOST)
    breaker(shelf).require_closed(HOST)


def test_after_the_rest_one_failure_opens_it_again(shelf: Shelf) -> None:
    for _ in range(3):
        breaker(shelf).note_failure(HOST)
    shelf.now += 301
    breaker(shelf).require_closed(HOST)
    breaker(shelf).note_failure(HOST)
    assert wait_asked_by(lambda: breaker(shelf).require_closed(HOST)) == 300


def test_a_trial_that_never_ends_is_followed_by_another(shelf: Shelf) -> None:
    for _ in range(3):
        breaker(shelf).note_failure(HOST)
    shelf.now += 301
    breaker(shelf).require_closed(HOST)
    shelf.now += 61
    breaker(shelf).require_closed(HOST)


def test_workers_of_several_processes_take_turns_through_redis() -> None:
    def take(url: str) -> None:
        Courtesy(RedisCache(url, {})).wait_for_turn(HOST, gap_s=1, at_most_s=60)

    with services.valkey() as url:
        began = time.monotonic()
        threads = [threading.Thread(target=take, args=(url,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert time.monotonic() - began > 2.9  # three gaps lie between four turns, however slow the machine is


def test_without_redis_the_rules_hold_within_the_process() -> None:
    courtesy = Courtesy(LocMemCache("manners", {}))
    courtesy.leave_alone(HOST, 60)
    assert 50 < wait_asked_by(lambda: courtesy.require_welcome(HOST)) <= 60
    courtesy.spend("google", per_day=1)
    wait_asked_by(lambda: courtesy.spend("google", per_day=1))
