"""Sentences imported per second, next to trafilatura and sentencex alone on the same bytes."""

from __future__ import annotations

import itertools
import time

import pytest
import sentencex
import trafilatura

from claims import jobs
from claims.importing.articles import request_import_bytes
from claims.models import Article, Sentence
from tests.benchmarks.figures import rate, say, side_by_side
from tests.benchmarks.rows import a_page, a_text

pytestmark = pytest.mark.django_db(transaction=True)
_seeds = itertools.count(1)
N_ARTICLES, N_SENTENCES = 10, 60


def import_all(bodies: list[bytes]) -> float:
    before = Sentence.objects.count()

    def work() -> None:
        for body in bodies:
            request_import_bytes(body, by=None)
        jobs.run_all(only=lambda row: row.name == "detect_claims")

    began = time.perf_counter()
    work()
    return (Sentence.objects.count() - before) / (time.perf_counter() - began)


def bare(bodies: list[bytes], *, is_page: bool) -> float:
    n_sentences = 0

    def work() -> None:
        nonlocal n_sentences
        for body in bodies:
            text = trafilatura.extract(body.decode()) if is_page else body.decode()
            n_sentences += sum(len(sentencex.segment("en", line)) for line in (text or "").split("\n"))

    took = 1 / rate(1, work)
    return n_sentences / took


@pytest.mark.parametrize("is_page", [True, False], ids=["HTML pages", "plain text"])
def test_sentences_imported_per_second(is_page: bool) -> None:
    def bodies() -> list[bytes]:
        make = a_page if is_page else lambda n, seed: f"Figures of the year {seed}\n{a_text(n, seed)}".encode()
        return [make(N_SENTENCES, next(_seeds)) for _ in range(N_ARTICLES)]

    import_all(bodies())
    ours, reference, ratio = side_by_side(lambda: import_all(bodies()), lambda: bare(bodies(), is_page=is_page))
    kind = "HTML" if is_page else "plain text"
    print()
    say(f"import, {kind}: snapshot, text, sentences, claims, rows", ours, "sentences/s")
    say(f"{'trafilatura + ' if is_page else ''}sentencex alone, {kind}", reference, "sentences/s")
    say("ratio", ratio, "", "aim: 0.5 or more")
    assert Article.objects.filter(stage="ready").count() == Article.objects.count()
