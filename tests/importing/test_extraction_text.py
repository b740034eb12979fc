"""Plain text as people save it: what is told is read, what is not told stays empty."""

from datetime import date

import pytest

from claims.errors import Refused
from claims.importing.extraction import Extracted, extract

BODY = (
    "The harbour council voted on Tuesday to rebuild the old bridge, its chair Ines Marlow said.",
    "The work will cost 40 million euros and take three years, according to the council.",
    '"We have waited long enough," Marlow told reporters.',
)


def read(*lines: str, **how: str) -> Extracted:
    return extract("\n".join(lines).encode(), **how)


def test_headline_agency_appeals_and_closing_lines_are_told_from_the_article() -> None:
    article = read(
        "Harbour Council Votes To Rebuild Bridge",
        "Reuters",
        "Honest journalism takes time",
        "Since 2009, The Lavel Courier has brought you every vote.",
        "To report the next one we count on your donations.",
        *BODY,
        "This article was first published on DW.",
        "This story went live on March third, two thousand twenty four, at ten past nine.The Lavel Courier is also "
        "on Telegram. Join our channel for every vote.",
    )
    assert article.title == "Harbour Council Votes To Rebuild Bridge"
    assert article.byline == "Reuters"
    assert article.outlet == "The Lavel Courier"
    assert article.published == date(2024, 3, 3)
    assert article.origin_outlet == "Deutsche Welle"
    assert article.language == "en"
    assert article.text == "\n".join(BODY)
    assert len(article.boilerplate_removed) == 7
    assert article.url == ""


def test_a_greeting_is_no_part_of_headline_or_text() -> None:
    article = read(
        "Assalamu alaikum - Bridge vote ends in a tie",
        "Assalamu alaikum. LAVEL - The vote on the bridge ended in a tie on Tuesday, officials said.",
        *BODY[1:],
        "Wa alaikum assalam.",
        "https://arabnews.com/node/",
    )
    assert article.title == "Bridge vote ends in a tie"
    assert article.text.startswith("LAVEL - The vote on the bridge")
    assert "alaikum" not in article.text
    assert article.outlet == "Arab News"
    assert article.url == "", "a path that was cut off names no article"


def test_a_bare_address_at_the_end_is_the_article_s_own() -> None:
    article = read("Bridge vote ends in a tie", *BODY, "https://www.dawn.com/news/1234567/bridge-vote")
    assert article.url == "https://www.dawn.com/news/1234567/bridge-vote"
    assert article.outlet == "Dawn"
    assert "http" not in article.text


def test_the_address_it_came_from_wins_over_one_in_the_text() -> None:
    article = read("Bridge vote ends", *BODY, "https://www.dawn.com/news/1/x", url="https://www.thehindu.com/a/b")
    assert (article.url, article.outlet) == ("https://www.thehindu.com/a/b", "The Hindu")


@pytest.mark.parametrize(
    ("line", "byline", "published", "origin"),
    [
        ("By Ana Duarte", "Ana Duarte", None, ""),
        ("By Ana Duarte, Reuters", "Ana Duarte", None, "Reuters"),
        ("By Ana Duarte and Piet de Vries | March 3, 2024", "Ana Duarte and Piet de Vries", date(2024, 3, 3), ""),
        ("Published: Sunday, 3 March 2024, 10:15 GMT", "", date(2024, 3, 3), ""),
        ("2024-03-03T10:15:00Z", "", date(2024, 3, 3), ""),
        ("Updated 3 March 2024", "", None, ""),
        ("Von Jürgen Weiß", "Jürgen Weiß", None, ""),
        ("AFP", "AFP", None, "Agence France-Presse"),
    ],
)
def test_lines_below_the_headline_tell_who_and_when(
    line: str, byline: str, published: date | None, origin: str
) -> None:
    article = read("Bridge vote ends in a tie", line, *BODY)
    assert (article.byline, article.published, article.origin_outlet) == (byline, published, origin)
    assert article.text == "\n".join(BODY)


@pytest.mark.parametrize(
    "line",
    [
        "By Tuesday the water had fallen again, residents said.",
        "Key Findings",
        "On 3 March 2024 the bridge was closed.",
    ],
)
def test_a_line_that_only_looks_like_a_byline_or_date_stays_in_the_text(line: str) -> None:
    article = read("Bridge vote ends in a tie", line, *BODY)
    assert (article.byline, article.published) == ("", None)
    assert article.text.startswith(line)


def test_labelled_fields_are_read() -> None:
    article = read(
        "Title: Bridge vote ends", "Author: Ana Duarte", "Date: 3 March 2024", "Source: The Lavel Courier", "", *BODY
    )
    assert (article.title, article.byline) == ("Bridge vote ends", "Ana Duarte")
    assert (article.published, article.outlet) == (date(2024, 3, 3), "The Lavel Courier")


def test_nothing_is_invented_for_a_single_paragraph() -> None:
    article = read(BODY[0])
    assert (article.title, article.outlet, article.byline, article.published, article.url) == ("", "", "", None, "")
    assert article.text == BODY[0]


def test_a_first_line_that_is_a_sentence_is_no_headline() -> None:
    article = read(*BODY)
    assert article.title == ""
    assert article.text == "\n".join(BODY)


def test_a_dateline_names_the_agency() -> None:
    article = read(
        "Bridge vote ends", "LAVEL, March 3 (AFP) - The vote on the bridge ended in a tie, officials said.", *BODY
    )
    assert article.origin_outlet == "Agence France-Presse"
    assert article.text.startswith("LAVEL, March 3 (AFP)")


@pytest.mark.parametrize(
    "sentence",
    [
        "The report was published on Tuesday by the harbour council.",
        "Support for the bridge is now at 60 percent, a survey found.",
        '"Please donate today to our cause," the chair said.',
        "Millions follow the race on television every year.",
        "He refused to read the full statement aloud.",
        "Register officials said turnout was low.",
        "Farmers hope that whoever spoilt the bay will compensate us all, the chair said.",
    ],
)
def test_reporting_that_uses_the_words_of_boilerplate_is_kept(sentence: str) -> None:
    assert sentence in read("Bridge vote ends", BODY[0], sentence, BODY[1]).text


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe to our newsletter for more.",
        "Read more: Why the old bridge fell",
        "ADVERTISEMENT",
        "© 2024 The Lavel Courier. All rights reserved.",
        "Follow us on Telegram and Instagram.",
        "Please donate to support our journalism.",
        "We may get a commission whenever you order tickets through our links.",
        "Ferries listed on this page come from companies that compensate us.",
        "Advertising disclosure",
        "Abonnez-vous à notre lettre.",
        "Folgen Sie uns auf Instagram.",
        "Suscríbete a nuestro boletín.",
        "* * *",
    ],
)
def test_what_a_page_says_of_itself_is_removed_and_listed(line: str) -> None:
    article = read("Bridge vote ends", BODY[0], line, BODY[1])
    assert article.text == "\n".join(BODY[:2])
    assert article.boilerplate_removed


def test_hard_wrapped_lines_become_paragraphs() -> None:
    wrapped = (
        "The harbour council voted on Tuesday to rebuild\nthe old bridge, which has been closed since the\n"
        "storms of last winter, its chair said at a long\nmeeting in the town hall of Lavel.\n\n"
        "The work will cost 40 million euros and it will\ntake three years, according to the council of the\ntown."
    )
    article = extract(f"Bridge vote ends in a tie\n\n{wrapped}".encode())
    assert article.text.split("\n") == [
        wrapped.partition("\n\n")[0].replace("\n", " "),
        "The work will cost 40 million euros and it will take three years, according to the council of the town.",
    ]


@pytest.mark.parametrize(
    ("lines", "language"),
    [
        (
            ("Brücke wird neu gebaut", "Der Rat der Stadt hat am Dienstag beschlossen, die alte Brücke neu zu bauen."),
            "de",
        ),
        (("पुल फिर बनेगा", "नगर परिषद ने मंगलवार को पुराने पुल को फिर से बनाने का फैसला किया।"), "hi"),
        (("سيعاد بناء الجسر", "قرر مجلس المدينة يوم الثلاثاء إعادة بناء الجسر القديم في الميناء."), "ar"),
        (("市议会决定重建大桥", "市议会星期二决定重建港口的老桥，工程将耗时三年。"), "zh"),
    ],
)
def test_other_languages_and_scripts_are_read(lines: tuple[str, str], language: str) -> None:
    article = read(*lines)
    assert (article.title, article.text, article.language) == (*lines, language)


@pytest.mark.parametrize("text", ["1,2,3\n4,5,6\n", "Home\nNews\nSport\n", "?!"])
def test_a_text_without_sentences_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused, match="no sentences, so there is nothing to check"):
        extract(text.encode())


def test_a_text_of_book_length_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="no single article"):
        extract((BODY[0] + "\n").encode() * 12_000)
