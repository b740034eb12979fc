"""Every process keeps the codes of all rows: what others commit comes to it, in any order, and nothing else does."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.db import connection, connections, transaction

from claims.matching import meaning
from claims.matching.codes import Codes
from claims.models import CheckVector, FactCheck
from claims.text import embeddings

FARES = "Bus fares in Marrowby doubled in 2024."
committing = pytest.mark.django_db(transaction=True)


def a_check(statement: str) -> int:
    return FactCheck.objects.create(identity=f"{statement} {FactCheck.objects.count()}", statement=statement).pk


def near(text: str = FARES) -> set[int]:
    """The primary keys of all rows that this process knows and the connection sees."""
    nearby = meaning.near("claims_factcheck", text, using="default")
    return set(nearby.exact(nearby.rough(1000, ())[0].tolist()))


def kept() -> list[int]:
    return meaning._kept_of("claims_factcheck", connection).codes.ids.tolist()


def elsewhere(work: Callable[[], Any]) -> None:
    """Do it on another connection."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.fixture
def no_reading_anew(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Called, it makes sure that from then on only changes are read."""

    def refuse(*_: object) -> None:
        raise AssertionError("everything was read anew")

    return lambda: monkeypatch.setattr(meaning, "_read_all", refuse)


@committing
def test_what_another_connection_commits_is_read_as_a_change(no_reading_anew: Callable[[], None]) -> None:
    first = a_check(FARES)
    assert near() == {first}
    no_reading_anew()
    elsewhere(lambda: a_check("Rents rose."))
    assert len(near()) == 2
    elsewhere(lambda: FactCheck.objects.filter(pk=first).update(statement="Wolves ate the sheep."))
    nearby = meaning.near("claims_factcheck", "Wolves ate the sheep.", using="default")
    assert nearby.exact([first])[first][0] == pytest.approx(1, abs=0.001)
    ids, cosines = nearby.rough(10, ())
    assert ids[cosines.argmax()] == first
    elsewhere(lambda: FactCheck.objects.filter(pk=first).delete())
    assert first not in near()
    assert first not in kept()


@committing
@pytest.mark.races
def test_transactions_that_commit_out_of_order_are_all_read(no_reading_anew: Callable[[], None]) -> None:
    near()
    no_reading_anew()
    is_written, may_commit = threading.Event(), threading.Event()
    early: list[int] = []

    def write_and_wait() -> None:
        with transaction.atomic():
            early.append(a_check("Written first, committed last."))
            is_written.set()
            may_commit.wait(20)

    thread = threading.Thread(target=lambda: elsewhere(write_and_wait))
    thread.start()
    assert is_written.wait(20)
    late = set()
    if connection.vendor == "postgresql":  # SQLite lets one write at a time
        late = {a_check("Written second."), a_check("Written third.")}
    assert near() == late
    assert near() == late
    may_commit.set()
    thread.join()
    assert near() == {*late, *early}


@committing
def test_an_open_transaction_sees_its_own_and_leaves_nothing_behind() -> None:
    there = a_check("Rents rose.")
    assert near() == {there}
    before = kept()
    with transaction.atomic():
        fresh = a_check(FARES)
        FactCheck.objects.filter(pk=there).delete()
        assert near() == {fresh}
        transaction.set_rollback(True)
    assert kept() == before
    assert near() == {there}
    again = a_check("It may get the number that was rolled back.")
    assert near() == {there, again}


@committing
def test_what_was_committed_before_an_open_transaction_wrote_is_not_lost() -> None:
    first = a_check(FARES)
    near()
    elsewhere(lambda: a_check("Rents rose."))
    with transaction.atomic():
        FactCheck.objects.filter(pk=first).update(statement="Rents fell.")
        assert len(near()) == 2
    assert len(near()) == 2
    assert len(kept()) == 2


@committing
def test_tables_that_were_emptied_leave_no_ghosts() -> None:
    FactCheck.objects.bulk_create(FactCheck(identity=f"{n}", statement=f"{FARES} {n}") for n in range(60))
    assert len(near()) == 60
    elsewhere(lambda: FactCheck.objects.all().delete())
    fresh = a_check(FARES)
    assert near() == {fresh}
    assert near() == {fresh}
    assert kept() == [fresh]


@committing
def test_rows_that_no_one_embedded_are_embedded_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    FactCheck.objects.bulk_create(FactCheck(identity=f"{n}", statement=f"{FARES} {n}") for n in range(50))
    CheckVector.objects.update(code=None, vector=None)
    monkeypatch.setattr(meaning, "EMBEDDED_AT_ONCE", 20)
    meaning._kept.clear()
    assert [len(near()) for _ in range(4)] == [20, 40, 50, 50]
    assert not CheckVector.objects.filter(code__isnull=False).exists(), "a question writes nothing"


@committing
def test_many_changes_at_once_are_read_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    near()
    monkeypatch.setattr(meaning, "CHUNK", 10)
    FactCheck.objects.bulk_create(FactCheck(identity=f"{n}", statement=f"{FARES} {n}") for n in range(45))
    assert len(near()) == 45


@committing
def test_a_restored_copy_with_the_numbers_of_another_server_misses_nothing() -> None:
    first = a_check(FARES)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_checkvector SET change = change + 1000000000")
    meaning._kept.clear()
    assert near() == {first}
    second = a_check("Rents rose.")
    assert near() == {first, second}
    assert near() == {first, second}


@committing
@pytest.mark.races
def test_many_threads_write_and_ask_and_all_is_found(no_reading_anew: Callable[[], None]) -> None:
    near()
    no_reading_anew()
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(8):
                statement = f"The council of district {number} met {turn} times."
                pk = a_check_of(f"{number}-{turn}", statement)
                assert pk in near(statement)
        except BaseException as failure:  # noqa: BLE001 - told below, by the thread that can fail the test
            failures.append(failure)

    threads = [threading.Thread(target=lambda n=n: elsewhere(lambda: work(n))) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(near()) == 32


def a_check_of(identity: str, statement: str) -> int:
    return FactCheck.objects.create(identity=identity, statement=statement).pk


def test_codes_take_new_rows_in_any_order_and_replace_known_ones() -> None:
    chance = np.random.default_rng(3)
    vectors = chance.standard_normal((6, 256)).astype(np.float32)
    bits = embeddings.codes(vectors)
    codes = Codes.empty().with_rows(np.array([9, 3]), bits[:2]).with_rows(np.array([5]), bits[2:3])
    assert codes.ids.tolist() == [3, 5, 9]
    replaced = codes.with_rows(np.array([5, 4, 5]), bits[3:6])
    assert replaced.ids.tolist() == [3, 4, 5, 9]
    assert replaced.columns[:, 2].tolist() == bits[5].tolist(), "of a row that comes twice, the last counts"
    assert replaced.without(np.array([3, 9, 77])).ids.tolist() == [4, 5]
    assert codes.ids.tolist() == [3, 5, 9], "others may be reading"


def test_nearly_all_of_the_truly_nearest_are_found() -> None:
    chance = np.random.default_rng(5)
    vectors = chance.standard_normal((20_000, 256)).astype(np.float32)
    vectors[:200] += 3 * vectors[0]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    codes = Codes.empty().with_rows(np.arange(20_000), embeddings.codes(vectors))
    found = codes.nearest(vectors[0], 200)
    assert len(set(found.tolist()) & set(range(200))) >= 190
    rough = codes.cosines(vectors[0], found)
    assert np.abs(rough - vectors[found] @ vectors[0]).max() < 0.25
    assert codes.cosines(vectors[0], np.array([99_999])).tolist() == [0.0]


def test_a_few_rows_are_found_behind_crowds_of_equal_ones() -> None:
    chance = np.random.default_rng(7)
    vectors = chance.standard_normal((13, 256)).astype(np.float32)
    near = vectors[0] + 0.1 * chance.standard_normal((13, 256)).astype(np.float32)
    crowds = np.concatenate([np.repeat(near[at : at + 1], 6_000, axis=0) for at in range(3)])
    codes = Codes.empty().with_rows(
        np.arange(18_013), embeddings.codes(np.concatenate([crowds, near[3:], vectors[1:4]]))
    )
    found = codes.nearest(vectors[0], 300)
    assert found.size == 300
    assert set(range(18_000, 18_013)) <= set(found.tolist())
    assert all(((found >= start) & (found < start + 6_000)).sum() >= 75 for start in (0, 6_000, 12_000))


def test_of_equal_rows_no_more_are_looked_at_than_asked_for() -> None:
    vector = np.ones((1, 256), dtype=np.float32)
    codes = Codes.empty().with_rows(np.arange(30_000), np.repeat(embeddings.codes(vector), 30_000, axis=0))
    assert len(codes.nearest(vector[0], 100)) == 100
