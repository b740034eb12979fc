"""Matching one claim among 10 thousand, 100 thousand and 1 million published checks, beside bm25s and brute force.

BENCH_CHECKS=10000,100000 leaves the million out: it takes 10 minutes to load. Runs on the database of DATABASE_URL.
"""

from __future__ import annotations

import itertools
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import bm25s
import numpy as np
import pytest
from django.db import connection

from claims.evidence import gathering
from claims.evidence.finders import FINDERS
from claims.matching import candidates, checks
from claims.models import Article, Claim, FactCheck, Origin, Sentence, rebuilding, vectors
from claims.tasks import NEIGHBOURS
from claims.text import embeddings
from tests.benchmarks import checks as generated
from tests.benchmarks.figures import say
from tests.builders import a_claim

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = tuple(int(size) for size in os.environ.get("BENCH_CHECKS", "10000,100000,1000000").split(","))
N_QUERIES, N_WARM, TOP = 205, 5, 50
#: Sentences of an article of the archive, and the published checks that are there when evidence is gathered (counts).
PER_ARTICLE, N_CHECKS_BESIDE = 20, min(SIZES[0], 100_000)
Asked = TypeVar("Asked")
ASKING = """
import resource, django
django.setup()
from claims.matching import checks
for at in range(20):
    checks.find_checked(f"The mayor of town {at} closed {at} bridges", language="en", limit=5)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def queries(size: int) -> list[tuple[int, str]]:
    """Checks of the table (primary key, statement), shortened."""
    chance = random.Random(size)
    (first,) = FactCheck.objects.order_by("pk").values_list("pk", flat=True)[:1]
    wanted = [first + chance.randrange(size) for _ in range(N_QUERIES)]
    found = []
    for pk, statement in FactCheck.objects.filter(pk__in=wanted).values_list("pk", "statement"):
        found.append((pk, shortened(statement, chance)))
    return found


def shortened(statement: str, chance: random.Random) -> str:
    """The statement with three words taken out and one put in."""
    words = statement.rstrip(".").split()
    for _ in range(3):
        words.pop(chance.randrange(len(words)))
    return " ".join([*words, "yesterday"])


def percentiles(
    asked: Sequence[tuple[int, Asked]], ask: Callable[[Asked], Sequence[object]]
) -> tuple[float, float, float, float]:
    """Milliseconds at the median and at 95 %, of processor time at 95 %, and the share of answers that hold the row.

    The first few questions warm the caches and are not counted.
    """
    for _, what in asked[:N_WARM]:
        ask(what)
    walls, works, n_found = [], [], 0
    for pk, what in asked[N_WARM:]:
        wall, work = time.perf_counter(), time.process_time()
        n_found += pk in ask(what)
        walls.append(1000 * (time.perf_counter() - wall))
        works.append(1000 * (time.process_time() - work))
    p95, work = float(np.percentile(walls, 95)), float(np.percentile(works, 95))
    return statistics.median(walls), p95, work, n_found / len(walls)


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


def archive(n: int) -> list[tuple[int, str]]:
    """Articles of 20 sentences, `n` in all; every fifth is a copy of the one before. Some of (article, a sentence)."""
    lines = [statement for statement, _ in generated.statements(n, seed=3)]
    texts = [lines[at : at + PER_ARTICLE] for at in range(0, n, PER_ARTICLE)]
    texts[1::5] = texts[: len(texts) - 1 : 5]
    origins = Origin.objects.bulk_create(Origin(key=f"bench:{at}", label="A wire") for at in range(0, len(texts), 5))
    articles = Article.objects.bulk_create(
        Article(
            identity=f"https://bench.example/{at}", url=f"https://bench.example/{at}", title=f"Report {at}",
            text=" ".join(text), language="en", stage=Article.Stage.READY,
            origin=origins[at // 5] if at % 5 < 2 else None,
        )
        for at, text in enumerate(texts)
    )  # fmt: skip
    places = itertools.chain.from_iterable(map(sentences_of, articles, texts))
    Sentence.objects.bulk_create(places, 2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    wanted = random.Random(n).sample(list(Sentence.objects.values_list("pk", flat=True)), N_QUERIES)
    return list(Sentence.objects.filter(pk__in=wanted).order_by("pk").values_list("article", "text"))


def sentences_of(article: Article, texts: list[str]) -> Iterator[Sentence]:
    start = 0
    for position, text in enumerate(texts):
        yield Sentence(article=article, position=position, start=start, end=start + len(text), text=text)
        start += len(text) + 1


def test_gathering_evidence_for_one_claim_from_a_large_archive() -> None:
    n, chance = 100_000, random.Random(5)
    generated.load(N_CHECKS_BESIDE)
    while vectors.fill("claims_factcheck", using="default", limit=20_000):
        pass
    print(f"\n  on {connection.vendor}")
    asked = [(article, a_claim(shortened(text, chance))) for article, text in archive(n)]

    def gather(claim: Claim) -> list[int | None]:
        """The whole job: every finder that reads the database, and the rows of what they propose."""
        gathering.gather_evidence(claim.pk, neighbours=NEIGHBOURS)
        return list(claim.evidence.values_list("source__article", flat=True))

    figures = percentiles(asked, gather)
    name = f"gather_evidence, {n:,} passages and {N_CHECKS_BESIDE:,} checks"
    for which, value in zip(("p50", "p95"), figures[:2], strict=True):
        say(
            f"{name}: {which}", value, "ms", f"{figures[2]:.1f} ms of this process; found {figures[3]:.0%}; aim: 300 ms"
        )
    for finder in (finder for finder in FINDERS if not finder.is_outside):
        looks = percentiles(asked, lambda claim, finder=finder: gathering.look(finder, claim, NEIGHBOURS).found)
        say(f"... {finder.label} alone: p95", looks[1], "ms", f"p50 {looks[0]:.1f} ms")
    assert Sentence.objects.count() == n
    assert figures[3] > 0.9


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
