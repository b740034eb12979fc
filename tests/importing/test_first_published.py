"""Who published an article first is read in many languages, wherever on a page it is said, and believed with care."""

from __future__ import annotations

from datetime import date

import pytest

from claims.importing import header_lines
from tests.importing.pages import WHOLE, page, read


@pytest.mark.parametrize(
    ("line", "origin"),
    [
        ("This report first appeared on DW.", "Deutsche Welle"),
        ("Republished from Reuters under licence.", "Reuters"),
        ("Dieser Artikel erschien zuerst bei DW.", "Deutsche Welle"),
        ("Cet article a été publié initialement par The Conversation.", "The Conversation"),
        ("Este artículo fue publicado originalmente en Island Wire.", "Island Wire"),
        ("Questo articolo è stato pubblicato originariamente su ANSA.", "ANSA"),
        ("Source: Reuters", "Reuters"),
        ("Copyright 2024 The Associated Press. All rights reserved.", "Associated Press"),
    ],
)
def test_below_an_article(line: str, origin: str) -> None:
    head = '<meta property="og:site_name" content="The Lavel Courier">'
    article = read(page(head=head, below=f"<p>{line}</p>"))
    assert (article.origin_outlet, article.outlet, article.text) == (origin, "The Lavel Courier", WHOLE)


def test_above_an_article_and_outside_of_it() -> None:
    note = "<div class='source'><p>This post originally appeared on <a href='/x'>Grist</a>.</p></div><article>"
    assert read(page().replace("<article>", note)).origin_outlet == "Grist"


def test_a_novel_that_was_first_published_elsewhere_makes_no_origin() -> None:
    sentence = "The mayor's novel about the bridge was first published in Paris in 1998, long before the storms."
    assert read(page(f"<p>{sentence}</p>")).origin_outlet == ""


@pytest.mark.parametrize(
    "written",
    [
        "3 May 2024", "May 3rd, 2024", "the 3rd of May, two thousand and twenty four", "3. Mai 2024",
        "vendredi 3 mai 2024",
        "3 de mayo de 2024", "3 de maio de 2024", "3 maggio 2024", "3 mei 2024", "3 maja 2024", "den 3 maj 2024",
        "3 мая 2024", "3 травня 2024", "3 Mayıs 2024", "3 Μαΐου 2024", "3 مايو 2024", "3 मई 2024", "2024年5月3日",
        "2024/05/03", "3.5.2024",
    ],
)  # fmt: skip
def test_a_day_is_read_as_newspapers_write_it(written: str) -> None:
    assert header_lines.as_date(written) == date(2024, 5, 3)
