"""Notices by which pages take back or correct what they said, told from stories about such things."""

import pytest

from claims.evidence.comparing import Page, compare, page_of
from claims.evidence.withdrawals import signs

TAKEN_BACK = (
    "RETRACTED: Effects of salt on lock gates",
    "Retraction notice",
    "This article has been withdrawn at the request of the authors.",
    "We have retracted this report because its figures could not be confirmed.",
    "Zurückgezogen: Schleusen im Frost",
    "Dieser Artikel wurde nach Prüfung der Quellen zurückgezogen.",
    "Cet article a été retiré par la rédaction.",
    "Este artículo ha sido retirado por sus autores.",
    "Este artigo foi removido a pedido do autor.",
    "Questo articolo è stato ritirato dalla redazione.",
    "Dit artikel is ingetrokken.",
    "Den här artikeln har dragits tillbaka.",
    "Ten artykuł został wycofany przez redakcję.",
    "Статья отозвана: данные не подтвердились.",
    "Bu makale geri çekildi.",
    "撤稿声明",
    "本文已被撤回。",
    "この記事は撤回されました。",
    "이 기사는 철회되었습니다.",
    "تم سحب هذا المقال",
)
MENDED = (
    "Correction: an earlier version gave the wrong year.",
    "Editor’s note: the headline was changed.",
    "Korrektur: In einer früheren Fassung stand ein falsches Jahr.",
    "Rectificatif : l'année était fausse.",
    "Fe de erratas: el año era otro.",
    "Errata corrige: l'anno era sbagliato.",
    "Rättelse: fel årtal.",
    "Sprostowanie: podano zły rok.",
    "Исправление: был указан неверный год.",
    "訂正：年が間違っていました。",
    "تصحيح: السنة غير صحيحة",
)
NEITHER = (
    "The journal said on Monday that a rival study was retracted last year.",
    "Corrections officers at the county jail went on strike.",
    "The minister withdrew the bill after a day of protests in the capital.",
    "Troops were withdrawn from the border region, the ministry said.",
    "The correction of the river bed took nine years and two floods.",
    "He retracted his confession in court.",
    "",
)


@pytest.mark.parametrize("line", TAKEN_BACK)
def test_a_page_that_takes_itself_back_is_noticed(line: str) -> None:
    assert signs([], [line]).taken_back == [line]


@pytest.mark.parametrize("line", MENDED)
def test_a_correction_is_noticed_and_is_no_retraction(line: str) -> None:
    found = signs([], [line])
    assert (found.taken_back, found.mended) == ([], [line])


@pytest.mark.parametrize("line", NEITHER)
def test_stories_about_such_things_are_left_alone(line: str) -> None:
    found = signs([], [line])
    assert (found.taken_back, found.mended) == ([], [])


def test_what_stood_there_before_says_nothing_new() -> None:
    assert signs(["Retraction  notice"], ["RETRACTION notice"]).taken_back == []


def test_a_whole_story_is_no_notice() -> None:
    assert signs([], ["This article has been withdrawn. " + "Words and words. " * 40]).taken_back == []


def test_scripts_comments_and_hidden_parts_are_no_lines() -> None:
    body = b"<script>x='<p>Retracted:</p>'</script><!-- <p>Retracted:</p> --><p>Fine &amp; <b>well</b></p>"
    assert page_of(body, text="", address="https://x.example/a", content_type="text/html").lines == ["Fine & well"]


@pytest.mark.parametrize(
    ("before", "now", "outcome"),
    [
        (Page("a", "https://x.example/a"), Page("a", "http://www.x.example/a/"), "unchanged"),
        (Page("a", "https://x.example/a"), Page("a", "https://x.example/a?utm_source=feed"), "unchanged"),
        (Page("a", "https://x.example/a"), Page("a", "https://x.example/b"), "moved"),
        (Page("a", "https://x.example/a?id=1"), Page("a", "https://x.example/a?id=2"), "moved"),
        (
            Page("a", "https://x.example/amp/a", declared="https://x.example/a"),
            Page("a", "https://x.example/a"),
            "unchanged",
        ),
        (Page("a  b\n", "https://x.example/a"), Page("a b", "https://x.example/a"), "unchanged"),
        (Page("a b", "https://x.example/a"), Page("a c", "https://x.example/a"), "changed"),
        (Page("a", "https://x.example/a"), Page("a", "https://x.example/a", is_hidden=True), "unchanged"),
        (Page("a", "https://x.example/a"), Page("a", "https://x.example/", is_hidden=True), "retracted"),
    ],
)
def test_what_became_of_a_page(before: Page, now: Page, outcome: str) -> None:
    assert compare(before, now).outcome == outcome


@pytest.mark.parametrize(
    "body", [b"<" * 300_000, b"<p" * 150_000, b"<script>" * 40_000, b"<!--" * 70_000, b"<link rel=canonical " * 15_000]
)
def test_hostile_markup_comes_to_an_end(body: bytes) -> None:
    assert page_of(body, text="", address="https://x.example/a", content_type="text/html").declared == ""
