"""What a finished reading of a feed leaves behind: the matching that it owes, and words counted anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from claims import jobs
from claims.importing.factchecks import reading
from claims.models import CheckFeed, FactCheck, Job
from tests.builders import a_claim

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(tmp_path: Path) -> Callable[[int], None]:
    """Read a feed of so many checks; it is the same feed every time."""
    name = tmp_path / "checks.jsonl"

    def read(n: int) -> None:
        rows = (f'{{"id": {at}, "claim": "Tolls rose by {at} percent", "publisher": "Alder"}}' for at in range(n))
        name.write_text("\n".join(rows))
        call_command("import_checked", str(name))

    return read


def killed(*_: object) -> None:
    raise SystemExit(137)


def owed() -> set[int]:
    return set(Job.objects.filter(name="match_feed").values_list("target", flat=True))


def test_a_reading_that_was_killed_before_it_owed_the_matching_is_not_finished(
    read: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(reading.jobs, "enqueue", killed)
        with pytest.raises(SystemExit):
            read(3)
    assert CheckFeed.objects.get().finished_at is None
    assert owed() == set()
    read(3)
    assert CheckFeed.objects.get().finished_at is not None
    assert owed() == {CheckFeed.objects.get().pk}


def test_a_reading_that_brought_nothing_owes_nothing(read: Callable[[int], None]) -> None:
    read(3)
    jobs.run_all()
    read(3)
    assert owed() == set()


def test_postgresql_counts_the_words_anew_when_many_checks_are_new_and_only_then(read: Callable[[int], None]) -> None:
    read(40)
    read(42)
    assert FactCheck.objects.count() == 42
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'claims_factcheck'::regclass")
            assert cursor.fetchone() == (40,)


def matched_again() -> set[int]:
    """The claims that are matched again once what the readings owe is done."""
    Job.objects.exclude(name="match_feed").delete()
    jobs.run_all(only=lambda row: row.name == "match_feed")
    return set(Job.objects.filter(name="match_claim").values_list("target", flat=True))


def test_what_a_reading_brought_is_matched_even_when_the_next_one_has_begun(read: Callable[[int], None]) -> None:
    claim = a_claim("Tolls rose by 2 percent")
    read(3)
    read(3)  # of a worker that died after the reading and before it said so: nothing is new this time
    assert matched_again() == {claim.pk}
    read(3)
    assert matched_again() == set()


def test_what_was_kept_of_a_reading_that_was_killed_is_matched_though_the_feed_has_changed_since(
    read: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = a_claim("Tolls rose by 2 percent")
    with monkeypatch.context() as patch:
        patch.setattr(reading, "_finish", killed)
        with pytest.raises(SystemExit):
            read(3)
    assert owed() == set()
    read(4)
    assert matched_again() == {claim.pk}
