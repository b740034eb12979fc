"""Bad bytes and bad addresses: each leaves a sentence that a person can act on, and nothing else."""

from __future__ import annotations

import gzip
import socket
import time
from typing import Any

import pytest
from django.utils import timezone

from claims import jobs
from claims.errors import Refused
from claims.importing import articles
from claims.models import Article, Job, Snapshot
from claims.web import fetch
from tests.importing.offers import TEXT, imported, news
from tests.web.sites import Send, moved, page


@pytest.mark.django_db
class TestBadBytes:
    @pytest.mark.parametrize(
        ("body", "words"),
        [
            (b"", "empty"),
            (b" \n\t ", "empty"),
            (bytes(range(256)) * 40, "not text"),
            (b"\x89PNG\r\n\x1a\n" + b"\x00" * 500, "image"),
            (b"PK\x03\x04" + b"\x00" * 500, "ZIP"),
            (b"x" * 20_000_001, "20 MB"),
            (gzip.compress(b"\x00" * 60_000_000), "25 MB"),
            (gzip.compress(TEXT.encode())[:-20], "cut off"),
            (b"\x1f\x8b\x08garbage", "damaged"),
            (b"<html><head><title>Menu</title></head><body><nav><a href=/a>A</a></nav></body></html>", "article"),
            (b'{"title": "Library", "body": "none"}', "JSON"),
        ],
        ids=["nothing", "spaces", "bytes", "png", "zip", "20 MB", "bomb", "cut", "damaged", "menu", "json"],
    )
    def test_what_holds_no_article_is_refused_and_leaves_nothing(self, body: bytes, words: str) -> None:
        with pytest.raises(Refused) as refusal:
            articles.request_import_bytes(body, by=None, filename="thing.txt")
        assert words in refusal.value.sentence
        assert refusal.value.sentence.endswith(".")
        assert not Article.objects.exists()
        assert not Snapshot.objects.exists()

    def test_a_teaser_before_a_paywall_is_refused_by_that_name(self) -> None:
        paywalled = {"@context": "https://schema.org", "@type": "NewsArticle", "isAccessibleForFree": False}
        head = f'<script type="application/ld+json">{paywalled}</script>'.replace("'", '"').replace("False", "false")
        teaser = f"""<html><head><title>The bridge affair</title>{head}</head><body><article><h1>The bridge affair</h1>
<p>The council knew of the cracks in the bridge since March 2023, a letter shows.</p>
<p class="paywall">Subscribe to read the full article.</p></article></body></html>"""
        with pytest.raises(Refused, match="paywall"):
            articles.request_import_bytes(teaser.encode(), by=None, filename="affair.html")
        assert not Article.objects.exists()

    def test_text_that_is_not_utf8_keeps_its_letters(self) -> None:
        text = TEXT.replace("Ilse Brandt", "Ilse Müller-Sørensen")
        article = articles.request_import_bytes(text.encode("cp1252"), by=None, filename="a.txt")
        assert "Ilse Müller-Sørensen" in article.text

    def test_a_page_that_says_it_is_plain_text_is_read_as_the_page_it_is(self) -> None:
        article = articles.request_import_bytes(news(), by=None, filename="library.txt", content_type="text/plain")
        assert "<p>" not in article.text
        assert article.title == "Library opens on Sundays"

    def test_a_text_that_says_it_is_a_page_is_read_as_text(self) -> None:
        article = articles.request_import_bytes(TEXT.encode(), by=None, filename="a.html", content_type="text/html")
        assert article.title == "Library opens on Sundays"
        assert "900 readers" in article.text

    def test_a_file_name_that_is_no_utf8_is_kept_as_far_as_it_can_be(self) -> None:
        name = b"biblioth\xe8que.txt".decode("utf-8", "surrogateescape")
        article = articles.request_import_bytes(TEXT.encode(), by=None, filename=name)
        assert article.snapshot is not None
        assert article.snapshot.filename == "biblioth?que.txt"

    def test_signs_that_a_database_refuses_do_not_stop_an_import(self) -> None:
        body = news(
            body="<p>Zero &#0;, half a pair &#xD83D;, a bell &#7; and a sign of nobody &#xFFFE; stand in this line.</p>"
        )
        article = articles.request_import_bytes(body, by=None, filename="a.html")
        jobs.run_all()
        article.refresh_from_db()
        assert (article.stage, article.error) == (Article.Stage.READY, "")
        assert "stand in this line" in article.text


@pytest.mark.django_db
class TestBadAddresses:
    def test_a_site_that_is_not_there_is_tried_again_then_given_up_with_a_sentence(self, settings: Any) -> None:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            pair = f"127.0.0.1:{closed.getsockname()[1]}"
            settings.FETCH_ALLOW = [pair]
            article = imported(f"http://{pair}/news")
            assert article.stage == Article.Stage.QUEUED
            assert article.error.endswith(".")
            waiting = Job.objects.get()
            assert waiting.error == article.error
            assert waiting.due_at > timezone.now()
            for _ in range(jobs.MAX_TRIES):
                Job.objects.update(due_at=timezone.now())
                jobs.run_all()
        article.refresh_from_db()
        assert (article.stage, article.error) == (Article.Stage.FAILED, waiting.error)

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (page(status="404 Not Found"), "no page at this address"),
            (page(status="403 Forbidden"), "does not let the desk read"),
            (page(b""), "empty"),
            (page(b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, content_type="image/png"), "not a page the desk can read"),
            (page(b"<html><title>Menu</title><nav><a href=/a>A</a></nav></html>"), "article"),
            (page(gzip.compress(b"<p>" + b" " * 80_000_000), headers=("Content-Encoding: gzip",)), "."),
            (page(b"x", length=30_000_000), "large"),
            (moved("/loop"), "circle"),
            (moved("http://169.254.169.254/latest/"), "private|not public|inside|reserved|this network"),
            (moved("file:///etc/passwd"), "https://"),
        ],
        ids=["404", "403", "empty", "image", "menu", "bomb", "oversized", "loop", "metadata", "file"],
    )
    def test_what_will_not_do_fails_at_once_with_a_sentence_and_keeps_nothing(
        self, answer: bytes, words: str, open_site: Any
    ) -> None:
        article = imported(open_site({"/loop": answer}).url("/loop"))
        assert article.stage == Article.Stage.FAILED
        assert any(word in article.error for word in words.split("|")), article.error
        assert article.error.endswith(".")
        assert Job.objects.get().error == article.error
        assert not Snapshot.objects.exists()

    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1/x", "http://10.1.2.3/x", "http://[::1]/x", "http://localhost/x", "http://0x7f.1/x"]
    )
    def test_an_address_inside_our_own_network_is_refused(self, url: str) -> None:
        try:
            article = imported(url)
        except Refused as refusal:
            sentence = refusal.sentence
        else:
            assert article.stage == Article.Stage.FAILED
            sentence = article.error
        assert len(sentence.split()) > 5
        assert sentence.endswith(".")

    @pytest.mark.parametrize(
        "url", ["", "nonsense", "ftp://news.example/x", "http://user:pass@news.example/", "http://"]
    )
    def test_what_is_no_address_is_refused_before_anything_is_written(self, url: str) -> None:
        with pytest.raises(Refused):
            articles.request_import_url(url, by=None)
        assert not Article.objects.exists()

    def test_a_slow_site_is_cut_off_and_tried_again(self, open_site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        def drip(send: Send) -> None:
            send(page(news())[:200])
            time.sleep(3)

        real = fetch.fetch
        hurried = fetch.Limits(read_s=0.2, total_s=0.4)
        monkeypatch.setattr(fetch, "fetch", lambda url, **given: real(url, **(given | {"limits": hurried})))
        article = imported(open_site({"/slow": drip}).url("/slow"))
        assert article.stage == Article.Stage.QUEUED
        assert "again" in article.error
        assert Job.objects.get().failed_at is None
