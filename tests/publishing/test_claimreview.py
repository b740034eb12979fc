"""The ClaimReview builder and its linter, on plain values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.publishing.claimreview import Check, Place, Publisher, Rated, claim_review, is_a_person
from claims.publishing.lint import Page, problems, warnings
from claims.templatetags.public import json_ld

SCALE = {"True": 5, "Half true": 3, "False": 1, "Unproven": None}
URL = "https://verdicts.example/claims/bridge-tolls/"
PUBLISHER = Publisher(
    name="Example Verdicts",
    url="https://verdicts.example/",
    corrections_policy="https://verdicts.example/corrections-policy/",
    methodology="https://verdicts.example/methodology/",
    funding="https://verdicts.example/funding/",
    people="https://verdicts.example/people/",
)
CHECK = Check(
    url=URL,
    statement="The toll for the bridge has tripled",
    summary="It rose by 75 percent.",
    rating=Rated("False", 1, [1, 3, 5]),
    published_at="2026-02-11T08:30:00+00:00",
    modified_at="2026-02-14T16:05:00+00:00",
    claimant="Dana Okoro",
    places=[Place("https://paper.example/1", "Council", "The Paper", "They have tripled the toll.", "2026-02-09")],
)


def page_of(check: Check, **changes: Any) -> Page:
    """A page that shows all that the check says."""
    review = claim_review(check, PUBLISHER)
    place = check.places[0] if check.places else Place()
    html = f"""<head><link rel="canonical" href="{check.url}">{json_ld(review)}</head>
    <h1>{check.statement}</h1><p>{check.rating.label}</p><p>{check.claimant}</p><p>{place.quote}</p>
    <time datetime="{check.published_at}">a</time><time datetime="{check.modified_at}">b</time>
    <time datetime="{place.published_on}">c</time>"""
    return replace(Page(html=html, canonical_url=check.url, scale=SCALE), **changes)


def lint(check: Check, review: dict[str, Any] | None = None, **changes: Any) -> list[str]:
    return problems(review or claim_review(check, PUBLISHER), page_of(check, **changes))


def changed(**changes: Any) -> dict[str, Any]:
    return {**claim_review(CHECK, PUBLISHER), **changes}


def test_a_whole_review_has_no_problems() -> None:
    assert lint(CHECK) == []
    assert warnings(claim_review(CHECK, PUBLISHER), page_of(CHECK)) == []


def test_a_long_claim_is_printed_whole_and_warned_of() -> None:
    check = replace(CHECK, statement="The toll for the bridge " + "and the road that leads to it " * 3)
    review = claim_review(check, PUBLISHER)
    assert review["claimReviewed"] == check.statement
    assert lint(check) == []
    assert warnings(review, page_of(check))[0].startswith("J2: claimReviewed has 114 characters")


@pytest.mark.parametrize("value", [None, 2, 0, 9])
def test_a_number_off_the_scale_is_left_out(value: int | None) -> None:
    rating = claim_review(replace(CHECK, rating=Rated("Unproven", value, [1, 3, 5])), PUBLISHER)["reviewRating"]
    assert set(rating) == {"@type", "alternateName", "ratingExplanation"}


@pytest.mark.parametrize("values", [[], [3], [0, 1, 2]])
def test_a_scale_that_search_engines_do_not_understand_gives_no_numbers(values: list[int]) -> None:
    rating = claim_review(replace(CHECK, rating=Rated("False", 1, values)), PUBLISHER)["reviewRating"]
    assert "ratingValue" not in rating


def test_an_unknown_claimant_is_left_out() -> None:
    for nobody in ("", "   "):
        assert "author" not in claim_review(replace(CHECK, claimant=nobody), PUBLISHER)["itemReviewed"]


def test_a_page_of_our_own_is_no_appearance() -> None:
    own = Place("https://verdicts.example/claims/older/", "Older check")
    item = claim_review(replace(CHECK, places=[own, *CHECK.places]), PUBLISHER)["itemReviewed"]
    assert item["firstAppearance"]["url"] == "https://paper.example/1"
    assert "appearance" not in item


def test_what_was_read_on_paper_appears_by_its_title() -> None:
    item = claim_review(replace(CHECK, places=[Place("", "Leaflet", "Town hall")]), PUBLISHER)["itemReviewed"]
    publisher = {"@type": "Organization", "name": "Town hall"}
    assert item["firstAppearance"] == {"@type": "CreativeWork", "name": "Leaflet", "publisher": publisher}


def test_a_wikidata_number_becomes_an_address_and_anything_else_nothing() -> None:
    author = claim_review(replace(CHECK, claimant_wikidata="Q42"), PUBLISHER)["itemReviewed"]["author"]
    assert author["sameAs"] == "https://www.wikidata.org/wiki/Q42"
    author = claim_review(replace(CHECK, claimant_wikidata="42; x"), PUBLISHER)["itemReviewed"]["author"]
    assert "sameAs" not in author


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dana Okoro", True),
        ("Ministry of Transport", False),
        ("UN report", False),
        ("The Taliban", False),
        ("WHO", False),
        ("Harbour council", False),
        ("Ana Maria de la Cruz", True),
    ],
)
def test_a_person_is_told_from_a_body_by_the_name(name: str, expected: bool) -> None:
    assert is_a_person(name) is expected


@pytest.mark.parametrize(
    ("rule", "review"),
    [
        ("J2: claimReviewed is empty", changed(claimReviewed=" ")),
        ("J2: claimReviewed begins with the rating “False”", changed(claimReviewed="False: the toll has tripled")),
        ("J3: url is", changed(url="https://verdicts.example/claims/other/")),
        ("J4: claimReviewed", changed(claimReviewed="Something else")),
        ("J4: dateModified", changed(dateModified="2027-01-01")),
        ("J4: alternateName", changed(reviewRating={"alternateName": "Rubbish"})),
        ("J5: reviewRating has no alternateName", changed(reviewRating={})),
        (
            "J5: 0 ≤ 1 ≤ 5",
            changed(reviewRating={"alternateName": "False", "ratingValue": 1, "worstRating": 0, "bestRating": 5}),
        ),
        ("J5: ratingValue, worstRating", changed(reviewRating={"alternateName": "False", "ratingValue": 1})),
        (
            "J5: the published scale gives “False” the number 1",
            changed(reviewRating={"alternateName": "False", "ratingValue": 2, "worstRating": 1, "bestRating": 5}),
        ),
        ("J6: itemReviewed is a CreativeWork", changed(itemReviewed={"@type": "CreativeWork"})),
        ("J6: the page names where", changed(itemReviewed={"@type": "Claim"})),
        ("J6: the appearance", changed(itemReviewed={"@type": "Claim", "appearance": [{"url": URL}]})),
        (
            "J6: the claim's author is given without a name",
            changed(itemReviewed={"@type": "Claim", "author": {"name": "Unknown"}}),
        ),
        ("J7: the ClaimReview in the page differs", changed(inLanguage="de")),
    ],
)
def test_the_linter_names_the_rule_that_is_broken(rule: str, review: dict[str, Any]) -> None:
    assert any(sentence.startswith(rule) for sentence in lint(CHECK, review)), lint(CHECK, review)


def test_the_linter_sees_two_reviews_none_a_broken_one_and_a_redirect() -> None:
    page = page_of(CHECK)
    review = claim_review(CHECK, PUBLISHER)
    for html, rule in (
        (page.html + json_ld(review), "J1: the page has 2"),
        ("<p>nothing</p>", "J1: the page has 0"),
        (page.html.replace('"@type":"ClaimReview"', '"@type":"ClaimReview'), "J7: a JSON-LD script"),
        (page.html.replace("\\u003C", "<") + '<script type="application/ld+json">"<"</script>', "J7: "),
    ):
        found = problems(review, replace(page, html=html))
        assert any(sentence.startswith(rule) for sentence in found), found
    assert any(sentence.startswith("J3") for sentence in lint(CHECK, status_code=301))


@given(st.text())
def test_no_text_breaks_out_of_the_script(text: str) -> None:
    script = json_ld({"@type": "ClaimReview", "claimReviewed": text + "</script><!--\u2028\u2029&"})
    body = script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set(body) & set("<>&\u2028\u2029")
