"""The lines around an article in plain text: headline, byline, outlet and date in every order."""

from datetime import date

import pytest

from claims.importing.extraction import Extracted, extract

TITLE = "Ferry fares rise by a tenth"
BODY = (
    "NORHAM - The island council voted on Monday to raise the ferry fare, its chair Ina Voss said.",
    "The new ship will cost 40 million euros, according to the council.",
    '"We waited long enough," Voss told reporters.',
)
DAY = date(2025, 11, 3)


def read(*lines: str) -> Extracted:
    return extract("\n".join(lines).encode())


@pytest.mark.parametrize(
    "above",
    [
        (TITLE, "By Ina Holt", "Island Courier", "Published on 3 November 2025"),
        (TITLE, "Island Courier", "By Ina Holt", "3 November 2025, 14:05"),
        ("Island Courier", TITLE, "By Ina Holt", "Nov 3, 2025"),
        ("ISLAND COURIER", "World", TITLE, "Written by Ina Holt", "2025-11-03"),
        ("Politics | Asia", TITLE, "By Ina Holt | Island Courier | November 3, 2025 | 2:05 PM EST", "4 min read"),
        (TITLE, "Published: 3 Nov 2025", "Updated 4 November 2025", "Island Courier", "By Ina Holt", "Share"),
        (TITLE, "By Ina Holt, Island Courier", "2025-11-03T14:05:00+01:00", "Reading time: 4 minutes"),
        ("3 November 2025", "By Ina Holt", TITLE, "Island Courier", "Share on Facebook Twitter WhatsApp"),
        (TITLE, "Posted on November 3, 2025 by Ina Holt", "Island Courier", "ina.holt@courier.example", "@inaholt"),
        (TITLE, "Published 3 Nov 2025, updated 4 Nov 2025", "By Ina Holt", "Photo: Ina Holt/Island Courier"),
        (TITLE, "Norham", "Monday 3 November 2025 14.05 GMT", "By Ina Holt", "12 comments"),
    ],
)
def test_headers_are_read_in_every_order(above: tuple[str, ...]) -> None:
    article = read(*above, *BODY, "Become a member of the Island Courier for three crowns a month.")
    assert (article.title, article.byline, article.published) == (TITLE, "Ina Holt", DAY)
    assert (article.outlet, article.text) == ("Island Courier", "\n".join(BODY))


@pytest.mark.parametrize(
    ("lines", "outlet", "origin"),
    [
        (("Norham Eye", *BODY, "Become a member of the Norham Eye for three crowns."), "Norham Eye", ""),
        (("Norham Eye", *BODY, "Sign up for the Norham Eye newsletter."), "Norham Eye", ""),
        (("Norham Eye", *BODY, "© 2025 Norham Eye. All rights reserved."), "Norham Eye", ""),
        (
            ("Norham Eye", "3 November 2025", *BODY, "This report first appeared on Norham Eye."),
            "",
            "Norham Eye",
        ),
        (
            (
                "Norham Eye",
                *BODY,
                "This report first appeared on Norham Eye.",
                "Get the Hill Gazette newsletter.",
            ),
            "Hill Gazette",
            "Norham Eye",
        ),
        (("Norham Eye", "3 November 2025", *BODY), "", ""),
    ],
)
def test_an_unknown_name_is_the_outlet_where_the_article_says_so(
    lines: tuple[str, ...], outlet: str, origin: str
) -> None:
    article = read(TITLE, *lines)
    assert (article.outlet, article.origin_outlet, article.text) == (outlet, origin, "\n".join(BODY))


def test_an_unknown_name_among_header_lines_goes_and_is_listed() -> None:
    article = read(TITLE, "Ina Holt", "3 November 2025", *BODY)
    assert (article.byline, article.published, article.text) == ("", DAY, "\n".join(BODY))
    assert article.boilerplate_removed == ["Ina Holt"]


def test_a_standfirst_between_headline_and_byline_stays() -> None:
    standfirst = "The council sees no choice, while fishermen threaten to leave the island."
    article = read(TITLE, standfirst, "By Ina Holt", "3 November 2025", *BODY)
    assert (article.byline, article.text) == ("Ina Holt", "\n".join((standfirst, *BODY)))


@pytest.mark.parametrize("line", ["Key Findings", "What We Know", "Who pays?", "The fare rises by ten percent."])
def test_a_line_below_the_headline_that_no_header_follows_stays(line: str) -> None:
    assert read(TITLE, "By Ina Holt", line, *BODY).text == "\n".join((line, *BODY))


def test_a_headline_in_capitals_is_one() -> None:
    article = read("FERRY FARES RISE BY A TENTH", "AFP", *BODY)
    assert (article.title, article.origin_outlet) == ("FERRY FARES RISE BY A TENTH", "Agence France-Presse")


@pytest.mark.parametrize("start", [(), ("By Ina Holt",), ("World",), ("3 November 2025", "Share")])
def test_no_headline_is_made_up_from_a_sentence(start: tuple[str, ...]) -> None:
    article = read(*start, *BODY)
    assert (article.title, article.text) == ("", "\n".join(BODY))


def test_a_wire_story_may_begin_with_its_agency() -> None:
    article = read(TITLE, "(Reuters) - The island council voted on Monday to raise the fare.", BODY[1])
    assert (article.title, article.origin_outlet) == (TITLE, "Reuters")
    assert read("(Reuters) - The island council voted to raise the fare", *BODY).title == ""


@pytest.mark.parametrize(
    ("lines", "byline"),
    [
        (("Fähre wird teurer", "Von Jürgen Weiß", "Inselbote", "3. November 2025, 14:05 Uhr"), "Jürgen Weiß"),
        (("Le bac augmente", "Par Jeanne Petit", "Publié le 3 novembre 2025 à 14h05"), "Jeanne Petit"),
        (("El ferry sube de precio", "Por Ana Duarte", "3 de noviembre de 2025"), "Ana Duarte"),
        (("العبارة ترفع أسعارها", "بقلم أحمد علي", "3 نوفمبر 2025"), "أحمد علي"),
        (("नाव का किराया बढ़ा", "नई दिल्ली, 3 नवंबर 2025"), ""),
        (("渡轮票价上涨", "2025年11月3日"), ""),
        (("Паром подорожал", "3 ноября 2025"), ""),
    ],
)
def test_headers_of_other_languages_are_read(lines: tuple[str, ...], byline: str) -> None:
    article = read(*lines, *BODY)
    assert (article.title, article.byline, article.published) == (lines[0], byline, DAY)
    assert article.text == "\n".join(BODY)


def test_wrapped_headers_keep_their_lines_and_a_wrapped_headline_is_joined() -> None:
    article = read(
        "Ferry fares rise by a tenth and",
        "the fishermen are angry",
        "By Ina Holt",
        "Island Courier",
        "3 November 2025",
        "",
        "NORHAM - The island council voted on Monday to raise the",
        "ferry fare, its chair Ina Voss said in the town hall, where",
        "many fishermen had come to hear what it would cost them",
        "and their crews in the coming season.",
        "",
        "The new ship will cost 40 million euros, which is more than",
        "the council has, and nobody would say who pays for it.",
    )
    assert article.title == "Ferry fares rise by a tenth and the fishermen are angry"
    assert (article.byline, article.outlet, article.published) == ("Ina Holt", "Island Courier", DAY)
    assert [line[:12] for line in article.text.split("\n")] == ["NORHAM - The", "The new ship"]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    lines = (TITLE, "By Ina Holt", "Island Courier", "3 November 2025", "", *BODY)
    assert extract(("\ufeff" + "\r\n".join(lines)).encode()) == read(*lines)


def test_captions_and_pointers_go_and_numbered_lists_stay() -> None:
    listed = ("1. The fare rises by ten percent.", "2. The pier will be mended in May.")
    article = read(
        TITLE, BODY[0], "Photo: The pier at dawn. Credit: Ina Holt", *listed, "Also read: Why ferries sink", "Read more"
    )
    assert article.text == "\n".join((BODY[0], *listed))


def test_a_press_release_keeps_its_news() -> None:
    article = read(
        "FOR IMMEDIATE RELEASE", "3 November 2025", TITLE, "Contact: Ina Holt, press@island.example", *BODY, "ENDS"
    )
    assert (article.title, article.published, article.text) == (TITLE, DAY, "\n".join(BODY))


def test_two_paragraphs_are_an_article() -> None:
    assert read(TITLE, *BODY[:2]).text == "\n".join(BODY[:2])
