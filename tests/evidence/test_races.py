"""Workers that do the same thing at the same moment: one row, one event, one origin."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from claims.importing import origins
from claims.matching.claims import match_claim
from claims.models import Article, Claim, ClaimEvent, Evidence, Match, Sentence, Source
from claims.text import sentences
from tests import builders
from tests.evidence.asked import gather

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.races]

STATEMENT = "The harbour fee in Aldervik rose by 30 percent in 2024"
STORY = (
    "The port of Aldervik raised its harbour fee by 30 percent in 2024, the harbour board announced in Oslo. "
    "Fishing crews blocked the northern quay for six hours and demanded that the rise be taken back. "
    "Board chairwoman Ingrid Solvang said the old tariff of 1998 no longer covered the cost of dredging. "
)


def in_archive(text: str) -> Article:
    article = builders.an_article(text)
    Sentence.objects.bulk_create(
        Sentence(article=article, position=i, start=start, end=end, text=text[start:end])
        for i, (start, end) in enumerate(sentences.split(text))
    )
    return article


def at_once(*works: Callable[[], object]) -> list[BaseException]:
    """All of them, started together; returns what they raised."""
    barrier, raised = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            barrier.wait()
            work()
        except BaseException as error:  # noqa: BLE001 - the test asserts on it
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_eight_workers_gather_for_one_claim_as_one() -> None:
    claim = builders.a_claim(STATEMENT)
    for _ in range(3):
        in_archive(STORY)
    assert at_once(*[lambda: gather(claim.pk)] * 8) == []
    keys = list(Evidence.objects.filter(claim=claim).values_list("source", "quote_key"))
    assert len(keys) == len(set(keys)) == Source.objects.count() == 3
    assert ClaimEvent.objects.filter(claim=claim, verb="find_evidence").count() == 1
    assert Claim.objects.get(pk=claim.pk).version == ClaimEvent.objects.filter(claim=claim).count()


def test_workers_that_gather_for_many_claims_never_block_each_other_for_ever() -> None:
    claims = [builders.a_claim(f"{STATEMENT}, report {number} says") for number in range(6)]
    for _ in range(4):
        in_archive(STORY)
    assert at_once(*[lambda pk=claim.pk: gather(pk) for claim in claims]) == []
    assert Source.objects.count() == 4
    assert Evidence.objects.count() == 24


def test_copies_that_are_looked_at_together_find_each_other() -> None:
    articles = [in_archive(STORY + " " * number) for number in range(6)]

    def assign(article: Article) -> None:
        origins.assign_origin(article)
        origins.assign_again(article.pk)

    assert at_once(*[lambda one=article: assign(one) for article in articles]) == []
    assert Article.objects.values("origin").distinct().count() == 1


def test_claims_that_are_matched_together_make_one_row_a_pair() -> None:
    claims = [builders.a_claim(f"{STATEMENT}{'.' * number}") for number in range(5)]
    assert at_once(*[lambda pk=claim.pk: match_claim(pk) for claim in claims]) == []
    assert Match.objects.count() == 10
    assert all(match.claim_id > match.other_id for match in Match.objects.all())
