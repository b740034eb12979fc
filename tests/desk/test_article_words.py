"""Words of an article made into claims, and the capture beside the text, as text."""

import pytest
from django.urls import reverse

from claims import jobs
from claims.desk.screens.articles import reading
from claims.importing.articles import request_import_bytes
from claims.models import Appearance, Article, Claim
from tests.builders import an_article, cast
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db

SENTENCES = (
    "The library of Norrholm opens on Sundays from next month, after two years of talks with the town. "
    "Visitors liked the new reading room, which looks over the harbour and is warm in winter. "
    "The number of visitors rose by 31 percent in 2024, librarian Ana Sund said at the opening. "
    "The town pays for it, and the council wants to look at the figures again after one year."
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Library</title><script>alert("ran")</script></head><body>
<nav><ul><li><a href="/a">Sport of the day</a></li><li><a href="/b">Weather map</a></li></ul></nav>
<article><h1>Island library opens on Sundays</h1><p>{SENTENCES}</p>
<p>Three more libraries on the coast will follow, the county wrote in its plan for the coming years.</p>
<p>Readers may bring books back at any hour of the day, the librarian told the people who came.</p></article>
<footer><p>Subscribe to our newsletter &lt;script&gt;now&lt;/script&gt;</p></footer></body></html>"""


def imported(body: str = PAGE, content_type: str = "text/html; charset=utf-8") -> Article:
    article = request_import_bytes(body.encode(), by=cast().rana, content_type=content_type)
    jobs.run_all(only=lambda row: row.name == "detect_claims")
    return Article.objects.get(pk=article.pk)


def pick(article: Article, words: str, *, htmx: bool = False):  # type: ignore[no-untyped-def]
    return client_of("rana", htmx=htmx).post(reverse("desk:pick_sentence", args=[article.pk]), {"words": words})


def test_words_become_a_claim_at_their_place() -> None:
    article = imported()
    answer = pick(article, "  the reading   room, which looks over the harbour ".replace("the reading", "new reading"))
    assert answer.status_code == 302
    place = Appearance.objects.get(claim__statement="new reading room, which looks over the harbour")
    assert article.text[place.start : place.end] == place.quote == "new reading room, which looks over the harbour"
    shown = client_of("rana").get(reverse("desk:article", args=[article.pk])).content.decode()
    assert f'id="claim-{place.claim_id}"' in shown


def test_a_mark_takes_the_full_stop_that_was_not_selected_and_no_word_more() -> None:
    article = imported()
    pick(article, "is warm in winter")
    pick(article, "The town pays for it")
    marked = {
        chunk.text
        for paragraph in reading(article).paragraphs
        for piece in paragraph
        for chunk in piece.chunks
        if chunk.claim and chunk.claim.statement in {"is warm in winter", "The town pays for it"}
    }
    assert marked == {"is warm in winter.", "The town pays for it"}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("too few", "Select at least 3 words"),
        ("these words stand nowhere in it", "do not stand in the article"),
        ("rose by 31 percent in 2024", "already"),
    ],
)
def test_words_that_are_no_claim_are_refused_and_kept(words: str, sentence: str) -> None:
    article = imported()
    n_claims = Claim.objects.count()
    for htmx in (False, True):
        answer = pick(article, words, htmx=htmx)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert f">{words}</textarea>" in answer.content.decode()
    assert Claim.objects.count() == n_claims


def test_the_same_words_twice_are_one_claim() -> None:
    article = imported()
    assert pick(article, "the council wants to look at the figures").status_code == 302
    assert pick(article, "the council wants to look at the figures").status_code == 422


def test_the_original_stands_beside_the_text_as_text_and_what_was_left_out_is_told() -> None:
    article = imported()
    address = reverse("desk:article", args=[article.pk])
    assert "Sport of the day" not in client_of("rana").get(address).content.decode()
    page = client_of("rana").get(f"{address}?original=1").content.decode()
    original = page[page.index('id="original"') : page.index("</section>", page.index('id="original"'))]
    assert 'class="left-out"><span class="visually-hidden">Left out: </span>Sport of the day' in original
    assert f"<p>{SENTENCES}</p>" in original
    assert "alert(" not in original
    assert "&lt;script&gt;now" in original


def test_an_article_without_a_capture_says_so() -> None:
    article = an_article(snapshot=None)
    page = client_of("rana").get(reverse("desk:article", args=[article.pk]) + "?original=1").content.decode()
    assert "This article has no capture." in page
