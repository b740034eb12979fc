"""Matching one claim among 10 thousand, 100 thousand and 1 million published checks, beside bm25s and brute force.

BENCH_CHECKS=10000,100000 leaves the million out: it takes 10 minutes to load. Runs on the database of DATABASE_URL.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import bm25s
import numpy as np
import pytest
from django.db import connection

from claims.matching import candidates, checks
from claims.models import Article, FactCheck, Sentence, rebuilding, vectors
from claims.text import embeddings, overlap
from tests.benchmarks import checks as generated
from tests.benchmarks.figures import say
from tests.builders import an_article

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = tuple(int(size) for size in os.environ.get("BENCH_CHECKS", "10000,100000,1000000").split(","))
N_QUERIES, TOP = 200, 50
ASKING = """
import resource, django
django.setup()
from claims.matching import checks
for at in range(20):
    checks.find_checked(f"The mayor of town {at} closed {at} bridges", language="en", limit=5)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def queries(size: int) -> list[tuple[int, str]]:
    """Checks of the table (primary key, statement) with three words taken out and one put in."""
    chance = random.Random(size)
    (first,) = FactCheck.objects.order_by("pk").values_list("pk", flat=True)[:1]
    wanted = [first + chance.randrange(size) for _ in range(N_QUERIES)]
    found = []
    for pk, statement in FactCheck.objects.filter(pk__in=wanted).values_list("pk", "statement"):
        words = statement.rstrip(".").split()
        for _ in range(3):
            words.pop(chance.randrange(len(words)))
        found.append((pk, " ".join([*words, "yesterday"])))
    return found


def percentiles(asked: list[tuple[int, str]], ask: Callable[[str], list[int]]) -> tuple[float, float, float, float]:
    """Milliseconds at the median and at 95 %, of processor time at 95 %, and the share of answers that hold the row."""
    for _, text in asked[:5]:
        ask(text)
    walls, works, n_found = [], [], 0
    for pk, text in asked:
        wall, work = time.perf_counter(), time.process_time()
        n_found += pk in ask(text)
        walls.append(1000 * (time.perf_counter() - wall))
        works.append(1000 * (time.process_time() - work))
    p95, work = float(np.percentile(walls, 95)), float(np.percentile(works, 95))
    return statistics.median(walls), p95, work, n_found / len(asked)


def tell(name: str, size: int, figures: tuple[float, float, float, float], note: str = "") -> None:
    median, p95, work, share = figures
    say(f"{name}, {size:,} checks: p50", median, "ms")
    say(f"{name}, {size:,} checks: p95", p95, "ms", f"{work:.1f} ms of this process; found {share:.0%} {note}")


def build(size: int) -> None:
    n_before = FactCheck.objects.count()
    began = time.perf_counter()
    generated.load(size)
    say(f"rows and index of words up to {size:,}", (size - n_before) / (time.perf_counter() - began), "rows/s")
    began, n_filled = time.perf_counter(), 0
    while n := vectors.fill("claims_factcheck", using="default", limit=20_000):
        n_filled += n
    say("vectors", n_filled / (time.perf_counter() - began), "rows/s")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def memory_mb() -> float:
    """The most that a process of its own holds, which starts, asks a few questions and ends."""
    settings = connection.settings_dict
    url = f"sqlite:///{settings['NAME']}"
    if connection.vendor == "postgresql":
        url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings)
    done = subprocess.run(
        [sys.executable, "-c", ASKING],
        env={**os.environ, "DATABASE_URL": url},
        check=True,
        capture_output=True,
        text=True,
    )
    return int(done.stdout) / 1024


def test_matching_one_claim_as_the_table_grows() -> None:
    print(f"\n  on {connection.vendor}")
    before: dict[str, float] = {}
    known: dict[int, list[tuple[int, str]]] = {}
    for size in SIZES:
        build(size)
        asked = queries(size)
        began = time.perf_counter()
        candidates.find_checks("The first question of a process", language="en", limit=TOP)
        say(f"first question of a process, {size:,} checks", 1000 * (time.perf_counter() - began), "ms")
        for name, aim, ask in (
            ("candidates", "", lambda text: [c.pk for c in candidates.find_checks(text, language="en", limit=TOP)]),
            ("find: candidates and rescoring", {100_000: "aim: 20 ms", 1_000_000: "aim: 60 ms"}.get(size, ""),
             lambda text: [pk for pk, _ in checks.find_checked(text, language="en", limit=5)]),
        ):  # fmt: skip
            figures = percentiles(asked, ask)
            tell(name, size, figures, aim)
            if name in before:
                say("... times the p95 of a tenth of it", figures[1] / before[name], "")
            before[name] = figures[1]
        say("memory of this process at most", memory_mb(), "MB", "aim: under 600 MB")
        known[size] = asked
    for size, asked in known.items():
        references(size, asked)


def references(size: int, asked: list[tuple[int, str]]) -> None:
    """The same questions over the same rows, in memory: bm25s and every vector as float32."""
    rows = FactCheck.objects.order_by("pk").values_list("pk", "statement", "title")[:size]
    ids, texts = [], []
    for pk, statement, title in rows.iterator(chunk_size=20_000):
        ids.append(pk)
        texts.append(f"{statement} {title}")
    began = time.perf_counter()
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    say(f"bm25s: index of {size:,}", size / (time.perf_counter() - began), "rows/s")

    def by_words(text: str) -> list[int]:
        tokens = bm25s.tokenize([text], stopwords="en", show_progress=False)
        return [ids[at] for at in index.retrieve(tokens, k=min(TOP, size), show_progress=False)[0][0]]

    tell("bm25s", size, percentiles(asked, by_words))
    matrix = np.concatenate([embeddings.encode(texts[at : at + 20_000]) for at in range(0, size, 20_000)])

    def by_meaning(text: str) -> list[int]:
        near = matrix @ embeddings.encode([text])[0]
        return [ids[at] for at in np.argpartition(-near, min(TOP, size - 1))[:TOP]]

    tell("brute force over float32", size, percentiles(asked, by_meaning))


def test_the_archive_is_asked_for_passages() -> None:
    n = 100_000
    article = an_article("A long report.", title="Report")
    lines = (statement for statement, _ in generated.statements(n, seed=3))
    Sentence.objects.bulk_create(
        (Sentence(article=article, position=at + 1, start=0, end=14, text=line) for at, line in enumerate(lines)), 2000
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    texts = dict(Sentence.objects.filter(pk__gt=0).values_list("pk", "text")[: 100 * N_QUERIES : 100])

    def ask(text: str) -> list[int]:
        return [pk for pk, _ in Sentence.objects.ranked_ids(overlap.query(text), limit=120)]

    print(f"\n  on {connection.vendor}")
    median, p95, work, share = percentiles(list(texts.items()), ask)
    say(f"passages among {n:,} sentences: p50", median, "ms")
    say(f"passages among {n:,} sentences: p95", p95, "ms", f"{work:.1f} ms of this process; found {share:.0%}")
    assert Article.objects.count() == 1


def test_rebuilding_while_people_read() -> None:
    size = min(SIZES[0], 100_000)
    generated.load(size)
    print(f"\n  on {connection.vendor}")
    for what, steps in (
        ("words", rebuilding.rebuild_words("claims_factcheck", using="default")),
        ("vectors", rebuilding.rebuild_vectors("claims_factcheck", using="default")),
    ):
        began = time.perf_counter()
        for _ in steps:
            pass
        say(f"rebuild_index, {what} of {size:,}", size / (time.perf_counter() - began), "rows/s")
