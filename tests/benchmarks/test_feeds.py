"""A feed of 200 MB and ten thousand copies of one claim through `import_checked`: how fast, and what it holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.models import FactCheck
from tests.benchmarks import checks as generated
from tests.benchmarks.figures import say
from tests.worker import BASE_DIR, database_url

pytestmark = pytest.mark.django_db(transaction=True)
#: BENCH_FEED_MB=20 takes a tenth of the time.
N_BYTES = 1_000_000 * int(os.environ.get("BENCH_FEED_MB", "200"))
#: Prints what was told and, on the last line, seconds of processor time and the most memory (KiB).
LOADING = """
import resource, sys
import django
django.setup()
from django.core.management import call_command
call_command("import_checked", sys.argv[1])
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def datafeed(n_bytes: int) -> Iterator[bytes]:
    """Elements of about 1 KB, as Data Commons has them; every third place is empty."""
    n_written = 0
    for number, (statement, title) in enumerate(generated.statements(n_bytes)):
        review = {
            "@context": "http://schema.org", "@type": "ClaimReview", "url": f"https://checks.example/{number}",
            "claimReviewed": statement, "name": title, "author": {"@type": "Organization", "name": "Alder Checks"},
            "datePublished": "2024-05-03", "reviewRating": {"@type": "Rating", "alternateName": "False"},
            "itemReviewed": {"@type": "Claim", "appearance": [{"url": f"https://said.example/{number}"}]},
            "reviewBody": f"{statement} {title} " * 2,
        }  # fmt: skip
        item = None if number % 3 == 2 else [review]
        piece = json.dumps({"@type": "DataFeedItem", "dateModified": "2024-05-04", "item": item}).encode()
        n_written += len(piece)
        yield piece
        if n_written >= n_bytes:
            return


def copies(n: int) -> Iterator[bytes]:
    for number in range(n):
        row = {"id": number, "claim": "The harbour fee in Aldervik rose by 30 percent", "publisher": f"Paper {number}"}
        yield json.dumps(row).encode()


def loaded(name: str, file: Path, folder: Path) -> None:
    env = dict(os.environ, DJANGO_SETTINGS_MODULE="tests.settings", DATABASE_URL=database_url(), DATA_DIR=str(folder))
    command = [sys.executable, "-c", LOADING, str(file)]
    done = subprocess.run(command, cwd=BASE_DIR, env=env, check=True, capture_output=True, text=True)
    *_, told = done.stdout.splitlines()
    work_s, most = (float(word) for word in told.split())
    n, size = FactCheck.objects.count(), file.stat().st_size / 1_000_000
    say(f"{name}: {n:,} checks out of {size:,.0f} MB", n / work_s, "checks/s", "of processor time")
    say(f"{name}: memory of its process at most", most / 1024, "MB")


def test_loading_a_feed_of_200_megabytes(tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    with file.open("wb") as into:
        into.write(b'{"@type": "DataFeed", "dataFeedElement": [')
        for number, piece in enumerate(datafeed(N_BYTES)):
            into.write(piece if number == 0 else b"," + piece)
        into.write(b"]}")
    print()
    loaded("a feed", file, tmp_path)
    assert FactCheck.objects.exists()


def test_loading_ten_thousand_copies_of_one_claim(tmp_path: Path) -> None:
    file = tmp_path / "copies.jsonl"
    file.write_bytes(b"\n".join(copies(10_000)))
    print()
    loaded("copies", file, tmp_path)
    assert FactCheck.objects.count() == 10_000
