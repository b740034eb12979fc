"""Imports of bytes and addresses: the same one twice is one, what failed is tried anew, what came is kept."""

from __future__ import annotations

import gzip
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from claims import jobs, snapshots
from claims.desk.screens.articles import imports
from claims.detection import claims as detection
from claims.importing import articles
from claims.models import Appearance, Article, Claim, Job, Outlet, Sentence, Snapshot
from claims.text import fingerprint
from tests.builders import a_claim, cast
from tests.desk.people import client_of
from tests.importing.offers import TEXT, imported, news
from tests.web.sites import moved, page


@pytest.mark.django_db
class TestTwiceIsOnce:
    def test_the_same_text_in_other_clothes_is_the_first_article(self) -> None:
        first = articles.request_import_bytes(TEXT.encode(), by=None, filename="a.txt")
        for body in (TEXT.encode("utf-16"), TEXT.replace("\n", "\r\n").encode(), gzip.compress(TEXT.encode())):
            assert articles.request_import_bytes(body, by=None) == first
        assert (Article.objects.count(), Snapshot.objects.count()) == (1, 1)

    def test_an_address_with_tracking_words_is_the_same_address(self) -> None:
        first = articles.request_import_url("https://news.example/library?id=3&utm_source=mail#top", by=None)
        assert articles.request_import_url("HTTPS://NEWS.example:443/library?id=3", by=None) == first
        assert Job.objects.filter(name="fetch_article").count() == 1

    def test_an_address_that_leads_to_an_article_we_have_is_that_article(self, open_site: Any) -> None:
        site = open_site(
            {"/library": page(news()), "/library?utm_medium=x": page(news()), "/short": moved("/library?utm_medium=x")}
        )
        first = imported(site.url("/library"))
        second = imported(site.url("/short"))
        assert (second.stage, second.duplicate_of, second.error) == (Article.Stage.READY, first, "")
        assert articles.request_import_url(site.url("/short"), by=None) == first
        assert Sentence.objects.values("article").distinct().count() == 1

    def test_the_page_itself_after_an_address_that_led_to_it_is_the_first_article(self, open_site: Any) -> None:
        site = open_site({"/library": page(news()), "/short": moved("/library")})
        first = imported(site.url("/short"))
        second = imported(site.url("/library"))
        assert second.duplicate_of == first
        assert articles.request_import_url(site.url("/library"), by=None) == first

    def test_a_saved_page_is_the_article_whose_address_it_names(self, open_site: Any) -> None:
        site = open_site({"/library": page(news())})
        first = imported(site.url("/library"))
        saved = news(head=f'<link rel="canonical" href="{site.url("/library")}">')
        assert articles.request_import_bytes(saved, by=None, filename="library.html") == first

    def test_doing_each_job_again_changes_nothing(self, open_site: Any) -> None:
        article = imported(open_site({"/library": page(news())}).url("/library"))
        before = (Sentence.objects.count(), Claim.objects.count(), Appearance.objects.count(), Snapshot.objects.count())
        articles.fetch_article(article.pk)
        detection.detect_claims(article.pk)
        assert before == (
            Sentence.objects.count(), Claim.objects.count(), Appearance.objects.count(), Snapshot.objects.count()
        )  # fmt: skip
        assert not Job.objects.exists()


@pytest.mark.django_db
class TestTryingAnew:
    def test_a_waiting_import_shows_why_it_waits_and_forgets_it_when_it_is_done(self, open_site: Any) -> None:
        site = open_site({"/library": page(status="503 Service Unavailable")})
        article = imported(site.url("/library"))
        assert article.stage == Article.Stage.QUEUED
        assert "503" in article.error
        site.answers["/library"] = page(news())
        Job.objects.update(due_at=timezone.now())
        jobs.run_all()
        article.refresh_from_db()
        assert (article.stage, article.error) == (Article.Stage.READY, "")

    def test_the_list_of_imports_shows_why_one_waits_without_a_reload(self, open_site: Any) -> None:
        article = articles.request_import_url(open_site({"/": page(status="502 Bad Gateway")}).url(), by=None)
        before = imports(QueryDict()).mark
        jobs.run_all()
        article.refresh_from_db()
        assert imports(QueryDict()).mark != before
        assert article.error in unescape(client_of("rana").get("/desk/articles/").content.decode())

    def test_importing_a_failed_address_again_tries_anew(self, open_site: Any) -> None:
        site = open_site({"/library": page(status="404 Not Found")})
        failed = imported(site.url("/library"))
        assert failed.stage == Article.Stage.FAILED
        site.answers["/library"] = page(news())
        assert imported(site.url("/library")) == failed
        failed.refresh_from_db()
        assert (failed.stage, failed.error) == (Article.Stage.READY, "")
        assert not Job.objects.exists()

    def test_retry_of_the_failed_job_fetches_the_article(self, open_site: Any) -> None:
        site = open_site({"/library": page(status="410 Gone")})
        article = imported(site.url("/library"))
        site.answers["/library"] = page(news())
        jobs.retry(Job.objects.get())
        jobs.run_all()
        article.refresh_from_db()
        assert (article.stage, article.error) == (Article.Stage.READY, "")

    def test_a_saved_page_fills_the_article_whose_address_failed(self, open_site: Any) -> None:
        site = open_site({"/library": page(status="402 Payment Required")})
        article = imported(site.url("/library"))
        saved = news(head=f'<link rel="canonical" href="{site.url("/library")}">')
        assert articles.request_import_bytes(saved, by=cast().rana, filename="saved.html") == article
        jobs.run_all(only=lambda row: row.name == "detect_claims")
        article.refresh_from_db()
        assert (article.stage, article.error) == (Article.Stage.READY, "")
        assert article.sentences.count() >= 3

    def test_an_article_whose_claims_could_not_be_looked_for_says_so_and_retry_helps(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*args: Any, **kwargs: Any) -> None:
            raise ValueError("a bad day")

        with monkeypatch.context() as trouble:
            trouble.setattr(detection, "detect", fail)
            article = articles.request_import_bytes(TEXT.encode(), by=None)
            jobs.run_all()
            article.refresh_from_db()
            assert article.stage == Article.Stage.FETCHED
            assert "a bad day" in article.error
        assert articles.request_import_bytes(TEXT.encode(), by=None) == article
        jobs.run_all()
        article.refresh_from_db()
        assert (article.stage, article.error) == (Article.Stage.READY, "")

    def test_an_address_whose_first_article_failed_brings_that_one_back(self, open_site: Any) -> None:
        first = Article.objects.create(
            identity="https://news.example/1", url="https://news.example/1", stage=Article.Stage.FAILED, error="Gone."
        )
        Article.objects.create(
            identity="https://news.example/2", url="https://news.example/2", stage="ready", duplicate_of=first
        )
        assert articles.request_import_url("https://news.example/2", by=None) == first
        assert Job.objects.get().target == first.pk


@pytest.mark.django_db
class TestWhatIsKept:
    def test_a_fetched_page_keeps_bytes_headers_and_addresses(self, open_site: Any) -> None:
        site = open_site({"/a": moved("/b"), "/b": page(news(), headers=("X-Paper: Alder Post",))})
        article = imported(site.url("/a"))
        snapshot = article.snapshot
        assert snapshot is not None
        assert snapshots.read(snapshot) == news()
        assert snapshot.sha256 == fingerprint.sha256_hex(news())
        assert (snapshot.requested_url, snapshot.final_url, snapshot.status_code) == (
            site.url("/a"),
            site.url("/b"),
            200,
        )
        assert ["X-Paper", "Alder Post"] in [list(pair) for pair in snapshot.headers]
        assert snapshot.text == article.text
        assert snapshot.captured_at > timezone.now() - timedelta(minutes=5)

    def test_every_sentence_and_appearance_stands_at_its_place(self, open_site: Any) -> None:
        article = imported(open_site({"/library": page(news())}).url("/library"))
        for sentence in article.sentences.all():
            assert article.text[sentence.start : sentence.end] == sentence.text
        for place in article.appearances.all():
            assert article.text[place.start : place.end] == place.quote

    def test_a_claim_by_somebody_else_does_not_gain_an_appearance_event(self) -> None:
        """The same words by another speaker are another claim; the old one did not appear here."""
        article = articles.request_import_bytes(TEXT.encode(), by=None)
        jobs.run_all()
        mine = article.appearances.select_related("claim").first()
        assert mine is not None
        other = a_claim(mine.claim.statement, claimant="Somebody Else Entirely")
        copy = articles.request_import_bytes(
            TEXT.replace("opens on Sundays\n", "will open on Sundays\n").encode(), by=None
        )
        jobs.run_all()
        assert copy != article
        assert not other.events.filter(verb="appear").exists()
        assert mine.claim.events.filter(verb="appear").count() == 1

    def test_two_names_for_one_domain_are_one_outlet(self) -> None:
        for number, name in enumerate(("Alder Post", "The Alder Post")):
            head = f'<meta property="og:site_name" content="{name}"><link rel="canonical" '
            head += f'href="https://www.alderpost.example/{number}">'
            articles.request_import_bytes(news(f"Library news, part {number} of it", head=head), by=None)
        assert Outlet.objects.get().domain == "alderpost.example"
        assert Article.objects.exclude(outlet=None).count() == 2
