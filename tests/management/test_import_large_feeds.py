"""Feeds as large as they come take time and disk, never memory; and ten thousand copies are one check."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command

from claims.models import CheckFeed, FactCheck

pytestmark = pytest.mark.django_db

#: A feed of so many bytes may add so few to what the process holds at most: a reader that holds it whole adds more.
FEED, GROWTH = 12_000_000, 8_000_000


def datafeed(n_bytes: int) -> Iterator[bytes]:
    """A DataFeed as Data Commons has it: long reviews, of which little is kept, and many empty places."""
    body = "The ministry has published no such figure. " * 4_000
    yield b'{"@type": "DataFeed", "dataFeedElement": ['
    n_written, number = 0, 0
    while n_written < n_bytes:
        review = {
            "@type": "ClaimReview", "url": f"https://checks.example/{number}", "author": {"name": "Alder Checks"},
            "claimReviewed": f"The toll on bridge number {number} has tripled", "reviewBody": body,
            "reviewRating": {"alternateName": "False"},
        }  # fmt: skip
        empty = b',{"@type": "DataFeedItem", "item": null}' * 4
        element = json.dumps({"@type": "DataFeedItem", "item": [review]}).encode() + empty
        yield (b"," if number else b"") + element
        n_written, number = n_written + len(element), number + 1
    yield b"]}"


@contextmanager
def little_memory(growth: int) -> Iterator[None]:
    """What is allocated inside, at its most, is less than `growth` bytes."""
    tracemalloc.start()
    yield
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < growth, f"{most:,} bytes"


def imported(file: Path) -> str:
    out = io.StringIO()
    call_command("import_checked", str(file), stdout=out, stderr=out)
    return out.getvalue()


def written(file: Path, pieces: Iterator[bytes]) -> Path:
    with file.open("wb") as into:
        into.writelines(pieces)
    return file


def test_a_large_feed_is_never_held_whole(tmp_path: Path) -> None:
    imported(written(tmp_path / "small.json", datafeed(1)))  # what is read once for the process
    large = written(tmp_path / "large.json", datafeed(FEED))
    with little_memory(GROWTH):
        out = imported(large)
    n_checks = FactCheck.objects.count()
    assert n_checks > 60
    assert f"{n_checks - 1:,} new" in out
    assert CheckFeed.objects.get(identity=str(large)).n_read == 5 * n_checks


def test_ten_thousand_copies_of_one_line_are_one_check(tmp_path: Path) -> None:
    line = json.dumps({"claim": "Tolls tripled", "url": "https://c.example/1", "publisher": "Alder"}).encode() + b"\n"
    imported(written(tmp_path / "one.jsonl", iter([line])))
    FactCheck.objects.all().delete()
    many = written(tmp_path / "many.jsonl", iter([line] * 10_000))
    out = imported(many)
    assert "9,999 checks stand in it more than once; the first counts." in out
    assert FactCheck.objects.get().statement == "Tolls tripled"
