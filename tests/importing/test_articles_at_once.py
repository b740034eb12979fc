"""The same import many times at once: one article with one set of everything."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from claims import jobs
from claims.detection import claims as detection
from claims.importing import articles
from claims.models import Appearance, Article, Claim, ClaimEvent, Job, Sentence, Snapshot
from tests.importing.offers import TEXT, news
from tests.web.sites import moved, page


def at_once(n: int, act: Callable[[], Article]) -> list[Article]:
    """The same act in n threads that start together."""
    barrier, made, errors = threading.Barrier(n), [], []

    def run() -> None:
        barrier.wait()
        try:
            made.append(act())
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    return made


@pytest.mark.races
@pytest.mark.django_db(transaction=True)
class TestTwentyAtOnce:
    def test_the_same_bytes_are_one_article_with_one_set_of_everything(self) -> None:
        def act() -> Article:
            article = articles.request_import_bytes(TEXT.encode(), by=None)
            jobs.run_all()
            return article

        made = at_once(20, act)
        jobs.run_all()
        self.assert_one_of_everything(made)

    def test_the_same_address_is_one_article_with_one_set_of_everything(self, open_site: Any) -> None:
        site = open_site({"/library": page(news())})

        def act() -> Article:
            article = articles.request_import_url(site.url("/library"), by=None)
            jobs.run_all()
            return article

        made = at_once(20, act)
        jobs.run_all()
        self.assert_one_of_everything(made)

    def test_many_workers_that_fetch_one_article_write_it_once(self, open_site: Any) -> None:
        """A hold that ran out while its worker was slow: two workers are on one job."""
        site = open_site({"/library": page(news())})
        article = articles.request_import_url(site.url("/library"), by=None)

        def act() -> Article:
            articles.fetch_article(article.pk)
            detection.detect_claims(article.pk)
            return article

        made = at_once(8, act)
        jobs.run_all()
        self.assert_one_of_everything(made)

    def test_two_addresses_of_one_page_fetched_at_once_are_one_article(self, open_site: Any) -> None:
        paths = [f"/go/{number}" for number in range(6)]
        site = open_site({"/library": page(news()), **{path: moved("/library") for path in paths}})
        waiting = [articles.request_import_url(site.url(path), by=None) for path in ["/library", *paths]]
        todo = iter(list(waiting))

        def act() -> Article:
            article = next(todo)
            articles.fetch_article(article.pk)
            return article

        at_once(len(waiting), act)
        jobs.run_all()
        assert Article.objects.filter(duplicate_of=None).count() == 1
        assert Sentence.objects.values("article").distinct().count() == 1
        assert not Job.objects.exists()

    def assert_one_of_everything(self, made: list[Article]) -> None:
        assert len({article.pk for article in made}) == 1
        article = Article.objects.get()
        assert article.stage == Article.Stage.READY
        positions = list(article.sentences.values_list("position", flat=True))
        assert positions == list(range(len(positions)))
        assert Snapshot.objects.get() == article.snapshot
        assert (
            Claim.objects.count() == Appearance.objects.count() == ClaimEvent.objects.filter(verb="suggest").count() > 0
        )
        assert not Job.objects.exists()
