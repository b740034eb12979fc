"""A verdict's Markdown: citations become links, nothing dangerous comes through."""

import pytest

from claims.publishing.markdown import cited_in, render


def test_a_citation_becomes_a_link_to_its_evidence() -> None:
    html = render("The tariff shows it [E12].", {12: "#evidence-12"})
    assert '<a class="citation" href="#evidence-12" aria-label="Evidence 12"' in html
    assert ">E12</a>." in html


def test_a_citation_of_unknown_evidence_is_marked_and_leads_nowhere() -> None:
    html = render("See [E99].", {12: "#evidence-12"})
    assert "is-unknown" in html
    assert "href" not in html


def test_a_reference_definition_cannot_redirect_a_citation() -> None:
    html = render("See [E12].\n\n[E12]: https://elsewhere.example/", {12: "#evidence-12"})
    assert "elsewhere" not in html.split("citation")[1].split("</a>")[0]
    assert "#evidence-12" in html


def test_citations_inside_code_stay_as_they_are() -> None:
    assert "citation" not in render("`[E12]`", {12: "#evidence-12"})


def test_two_citations_side_by_side_are_two_links() -> None:
    assert render("Both [E1][E2].", {1: "#evidence-1", 2: "#evidence-2"}).count("<a ") == 2


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[a](javascript:alert(1))",
        "![a](https://tracker.example/pixel.gif)",
        '<img src=x onerror="alert(1)">',
        "[a](data:text/html,hello)",
        '<a href="x" onclick="y">z</a>',
    ],
)
def test_nothing_that_runs_or_tracks_comes_through(text: str) -> None:
    html = render(text, {}).lower()
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
    assert "<a href" not in html.replace("&lt;a href", "") or "onclick" not in html


def test_headings_stand_below_those_of_the_page() -> None:
    assert render("# What we found", {}) == "<h3>What we found</h3>\n"


def test_no_line_begins_with_a_citation() -> None:
    assert "tariff shows&nbsp;<a " in render("The tariff shows [E12].", {12: "#evidence-12"})


def test_the_cited_numbers_come_in_the_order_of_the_text() -> None:
    assert cited_in("First [E7], then [E3], and [E7] again.") == [7, 3]
