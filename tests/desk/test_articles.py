"""The list of imports, the text with its marks, and sentences made into claims."""

import pytest
from django.urls import reverse

from claims import jobs
from claims.desk.screens.articles import Chunk, reading
from claims.detection.claims import detect_claims
from claims.importing.articles import request_import_bytes
from claims.models import Appearance, Article, Claim, Sentence, State
from claims.workflow.moves import move
from tests.builders import an_article, cast
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db

TEXT = (
    "Island library opens on Sundays\n\n"
    "The library of Norrholm opens on Sundays from next month. The number of visitors rose by 31 percent in 2024, "
    "librarian Ana Sund said.\n\n"
    "Thank you all for coming."
)


def imported() -> Article:
    article = request_import_bytes(TEXT.encode(), by=cast().rana, content_type="text/plain; charset=utf-8")
    jobs.run_all(only=lambda row: row.name == "detect_claims")
    return Article.objects.get(pk=article.pk)


def unclaimed(article: Article) -> Sentence:
    taken = Appearance.objects.filter(article=article).values("sentence")
    found = article.sentences.exclude(pk__in=taken).first()
    assert found is not None
    return found


def test_the_list_shows_stage_claims_and_why_an_import_failed() -> None:
    imported()
    an_article(stage="failed", error="The page is empty.", title="Broken")
    answer = client_of("rana").get(reverse("desk:articles"))
    page = " ".join(answer.content.decode().split())
    assert "1 claim<" in page
    assert "The page is empty." in page
    assert "Try again" in page


def test_the_list_is_polled_only_while_something_moves_and_gets_204_when_nothing_changed() -> None:
    client = client_of("rana", htmx=True)
    article = an_article(stage="queued", title="")
    first = client.get(reverse("desk:articles"))
    assert "hx-trigger" in first.content.decode()
    mark = first.context["screen"].mark
    assert client.get(reverse("desk:articles"), {"seen": mark}).status_code == 204
    Article.objects.filter(pk=article.pk).update(stage="ready", title="It has a title now")
    last = client.get(reverse("desk:articles"), {"seen": mark}).content.decode()
    assert "It has a title now" in last
    assert "hx-trigger" not in last


def test_an_empty_list_says_how_to_import() -> None:
    assert "No article yet" in client_of("rana").get(reverse("desk:articles")).content.decode()


def test_the_text_is_shown_whole_and_claims_are_marked_in_place_with_their_state() -> None:
    article = imported()
    shown = reading(article)
    lines = ["".join(chunk.text for piece in line for chunk in piece.chunks) for line in shown.paragraphs]
    assert "\n".join(lines).split() == article.text.split()
    place = Appearance.objects.get(article=article)
    marked = "".join(
        chunk.text for paragraph in shown.paragraphs for piece in paragraph for chunk in piece.chunks if chunk.claim
    )
    assert marked == article.text[place.start : place.end]
    page = client_of("rana").get(article.get_absolute_url()).content.decode()
    assert '<mark class="state-new">' in page
    assert reverse("desk:claim", args=[place.claim_id]) in page


def test_what_speaks_for_the_page_or_is_said_again_is_grey_behind_a_dash_and_named_in_words() -> None:
    text = (
        "The library of Norrholm opens on Sundays from next month. Subscribe to our newsletter for more stories.\n"
        "The number of visitors rose by 31 percent in 2024, librarian Ana Sund said.\n"
        "The library of Norrholm opens on Sundays from next month."
    )
    article = an_article(text, stage=Article.Stage.FETCHED)
    detect_claims(article.pk)
    shown = reading(Article.objects.get(pk=article.pk))
    beside = {piece.sentence.text[:9]: piece.beside for line in shown.paragraphs for piece in line if piece.sentence}
    assert beside == {"The libra": "Said before", "Subscribe": "Speaks for the page", "The numbe": ""}
    first = shown.paragraphs[0][0]
    assert (first.sentence is not None, first.beside) == (True, "")
    page = client_of("rana").get(article.get_absolute_url()).content.decode()
    assert page.count('class="sentence left-out"') == 2
    assert '<span class="visually-hidden">Speaks for the page: </span>' in page
    assert "2 sentences are grey, behind a dash" in page


def test_a_claim_is_never_grey() -> None:
    article = an_article("Subscribe to our newsletter for more stories.", stage=Article.Stage.FETCHED)
    detect_claims(article.pk)
    sentence = article.sentences.get()
    client_of("rana").post(reverse("desk:pick_sentence", args=[article.pk]), {"sentence": sentence.pk})
    page = client_of("rana").get(article.get_absolute_url()).content.decode()
    assert '<mark class="state-new">' in page
    assert "left-out" not in page


def test_the_page_shows_the_facts_of_the_snapshot() -> None:
    article = imported()
    page = client_of("rana").get(article.get_absolute_url()).content.decode()
    assert article.snapshot is not None
    assert article.snapshot.sha256 in page
    assert article.title in page


def test_markup_in_an_article_is_shown_and_never_run() -> None:
    article = an_article("Fees rose. <script>alert(1)</script>", title="<b>Bold</b>")
    page = client_of("rana").get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<b>Bold</b>" not in page


@pytest.mark.parametrize("name", ["rana", "ravi", "ines", "edda", "mona"])
def test_everybody_in_the_desk_can_make_a_sentence_a_claim(name: str) -> None:
    article = imported()
    sentence = unclaimed(article)
    answer = client_of(name, htmx=True).post(
        reverse("desk:pick_sentence", args=[article.pk]), {"sentence": sentence.pk}
    )
    assert answer.status_code == 200
    place = Appearance.objects.get(sentence=sentence)
    assert (place.start, place.end, place.quote) == (sentence.start, sentence.end, sentence.text)
    assert place.claim.state == State.NEW
    assert place.claim.sent_by == getattr(cast(), name)
    assert f"Claim {place.claim_id} is in the inbox." in answer.content.decode()


def test_the_same_sentence_becomes_one_claim_only() -> None:
    article = imported()
    sentence = unclaimed(article)
    client, url = client_of("rana"), reverse("desk:pick_sentence", args=[article.pk])
    assert client.post(url, {"sentence": sentence.pk}).status_code == 302
    again = client.post(url, {"sentence": sentence.pk})
    assert again.status_code == 422
    assert "This sentence holds claim" in again.content.decode()
    assert Appearance.objects.filter(sentence=sentence).count() == 1


@pytest.mark.parametrize("chosen", ["", "x", "999999", "-1", "9" * 30, "²", "٣"])
def test_a_sentence_that_is_not_there_is_refused_in_words(chosen: str) -> None:
    article, other = imported(), an_article()
    n_claims = Claim.objects.count()
    url = reverse("desk:pick_sentence", args=[article.pk])
    answer = client_of("rana").post(url, {"sentence": chosen})
    assert answer.status_code == 404
    assert "This sentence is not in the article any more." in answer.content.decode()
    elsewhere = reverse("desk:pick_sentence", args=[other.pk])
    assert client_of("rana").post(elsewhere, {"sentence": unclaimed(article).pk}).status_code == 404
    assert Claim.objects.count() == n_claims


def test_an_article_shows_its_claims_when_they_are_there_and_what_others_do_to_them() -> None:
    article = request_import_bytes(TEXT.encode(), by=cast().rana, content_type="text/plain; charset=utf-8")
    client = client_of("rana", htmx=True)
    first = client.get(article.get_absolute_url())
    assert "hx-trigger" in first.content.decode()
    mark = first.context["reading"].mark
    assert client.get(article.get_absolute_url(), {"seen": mark}).status_code == 204
    jobs.run_all(only=lambda row: row.name == "detect_claims")
    read = client.get(article.get_absolute_url(), {"seen": mark})
    assert "<mark" in read.content.decode()
    mark = read.context["reading"].mark
    assert client.get(article.get_absolute_url(), {"seen": mark}).status_code == 204
    move(Claim.objects.get(), "accept", by=cast().edda)
    assert "Queued" in client.get(article.get_absolute_url(), {"seen": mark}).content.decode()


@pytest.mark.parametrize("text", ["One", "", "Two words", "See https://news.example/" + 80 * "x", "Ends with a space "])
def test_head_and_tail_of_some_words_are_all_of_them(text: str) -> None:
    chunk = Chunk(text)
    assert chunk.head + chunk.tail == text
    assert len(chunk.tail) <= 20
