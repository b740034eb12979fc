"""Each rule of the linter, J1 to J8, broken on purpose; and the gate that asks them before publication."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.template.loader import render_to_string

from claims import jobs
from claims.errors import Refused
from claims.models import Claim, State
from claims.publishing import lint, trial
from claims.publishing.claimreview import Check, claim_review
from claims.templatetags.public import json_ld
from claims.workflow.moves import gate, move
from tests.builders import a_claim, cast, file_reviews, make_ready_to_submit
from tests.public.checks import appear, publish
from tests.publishing.test_claimreview import CHECK, PUBLISHER, SCALE, URL, page_of

FOOTER = '<footer><a href="/methodology/">How</a><a href="/people/">People</a></footer>'
LINKS = ("/methodology/", "/people/")


def found_in(check: Check = CHECK, **changes: Any) -> list[str]:
    """Problems of a page; `review` and facts of the page may be changed."""
    review = changes.pop("review", None) or claim_review(check, PUBLISHER)
    return lint.problems(review, page_of(check, **changes))


def review_with(**changes: Any) -> dict[str, Any]:
    return {**claim_review(CHECK, PUBLISHER), **changes}


def rules(sentences: list[str]) -> set[str]:
    return {sentence.partition(":")[0] for sentence in sentences}


def test_j1_lists_embeds_and_old_versions_carry_no_review() -> None:
    page = page_of(CHECK)
    (sentence,) = lint.problems_elsewhere(page)
    assert sentence.startswith("J1: this page has 1 ClaimReview")
    assert lint.problems_elsewhere(replace(page, html="<p>A list</p>")) == []
    broken = replace(page, html='<script type="application/ld+json">{</script>')
    assert rules(lint.problems_elsewhere(broken)) == {"J7"}


@pytest.mark.parametrize(
    "claimed",
    ["", "   ", "False: the toll has tripled", "False – the toll has tripled", "The toll has tripled: false",
     "The toll has tripled (false)", "The toll has tripled – Half true."],
)  # fmt: skip
def test_j2_the_claim_is_not_empty_and_holds_no_verdict(claimed: str) -> None:
    assert "J2" in rules(lint.markup_problems(review_with(claimReviewed=claimed), canonical_url=URL, scale=SCALE))


@pytest.mark.parametrize("claimed", ["False teeth are covered", "The alarm was false", "True Blue won the cup"])
def test_j2_a_claim_may_use_the_words_of_the_scale(claimed: str) -> None:
    review = review_with(claimReviewed=claimed)
    assert lint.markup_problems(review, canonical_url=URL, scale=SCALE) == []
    assert rules(lint.warnings(review, page_of(CHECK))) == {"J2"}


@pytest.mark.parametrize(
    "changes",
    [
        {"status_code": 301},
        {"status_code": 404},
        {"canonical_url": "https://verdicts.example/claims/other/"},
        {"review": review_with(url="https://other.example/claims/bridge-tolls/")},
    ],
)
def test_j3_the_address_is_the_canonical_one_and_answers_without_a_redirect(changes: dict[str, Any]) -> None:
    assert "J3" in rules(found_in(**changes))


@pytest.mark.parametrize(
    "gone",
    ["<p>False</p>", "<h1>The toll for the bridge has tripled</h1>", "<p>Dana Okoro</p>",
     '<time datetime="2026-02-11T08:30:00+00:00">a</time>', '<time datetime="2026-02-09">c</time>'],
)  # fmt: skip
def test_j4_what_the_markup_says_stands_on_the_page(gone: str) -> None:
    html = page_of(CHECK).html
    assert gone in html
    assert "J4" in rules(found_in(html=html.replace(gone, "")))


@pytest.mark.parametrize(
    "rating",
    [
        {},
        {"alternateName": ""},
        {"alternateName": "False", "ratingValue": 1},
        {"alternateName": "False", "ratingValue": 1, "worstRating": 0, "bestRating": 5},
        {"alternateName": "False", "ratingValue": 6, "worstRating": 1, "bestRating": 5},
        {"alternateName": "False", "ratingValue": 1, "worstRating": 1, "bestRating": 1},
        {"alternateName": "False", "ratingValue": "1", "worstRating": "1", "bestRating": "5"},
        {"alternateName": "False", "ratingValue": 3, "worstRating": 1, "bestRating": 5},
        {"alternateName": "Unproven", "ratingValue": 1, "worstRating": 1, "bestRating": 5},
    ],
)
def test_j5_numbers_are_those_of_the_published_scale_or_absent(rating: dict[str, Any]) -> None:
    assert "J5" in rules(lint.markup_problems(review_with(reviewRating=rating), canonical_url=URL, scale=SCALE))


@pytest.mark.parametrize("rating", [{"alternateName": "Unproven"}, {"alternateName": "False", "ratingValue": 1,
                                    "worstRating": 1, "bestRating": 5}])  # fmt: skip
def test_j5_a_word_alone_or_with_its_number_is_right(rating: dict[str, Any]) -> None:
    assert lint.markup_problems(review_with(reviewRating=rating), canonical_url=URL, scale=SCALE) == []


@pytest.mark.parametrize(
    "item",
    [
        {"@type": "CreativeWork"},
        {"@type": "Claim", "firstAppearance": {"url": "https://verdicts.example/claims/older/"}},
        {"@type": "Claim", "appearance": ["https://verdicts.example/claims/older/"]},
        {"@type": "Claim", "author": {"name": "Unknown"}},
        {"@type": "Claim", "author": {"name": ""}},
        {"@type": "Claim", "author": {}},
    ],
)
def test_j6_the_claim_has_an_origin_outside_and_an_author_only_when_known(item: dict[str, Any]) -> None:
    assert "J6" in rules(lint.markup_problems(review_with(itemReviewed=item), canonical_url=URL, scale=SCALE))


def test_j6_a_place_on_the_page_is_in_the_markup() -> None:
    review = claim_review(replace(CHECK, places=()), PUBLISHER)
    html = page_of(replace(CHECK, places=())).html
    assert "J6" in rules(lint.problems(review, replace(page_of(CHECK), html=html)))
    assert lint.problems(review, replace(page_of(CHECK), html=html, places_known=False)) == []


@pytest.mark.parametrize("sign", ["<", ">", "&", "\u2028", "\u2029"])
def test_j7_signs_that_could_end_the_script_are_escaped(sign: str) -> None:
    check = replace(CHECK, summary=f"It rose {sign} fell.")
    script = json_ld(claim_review(check, PUBLISHER))
    raw = script.replace(f"\\u{ord(sign):04X}", sign)
    assert raw != script
    html = page_of(check).html
    assert found_in(check) == []
    assert "J7" in rules(found_in(check, html=html.replace(script, raw)))


def test_j7_another_review_than_the_one_that_was_meant_is_seen() -> None:
    assert "J7" in rules(found_in(review=review_with(inLanguage="cy")))


def test_j8_the_footer_leads_to_the_policies() -> None:
    html = page_of(CHECK).html
    assert found_in(html=html + FOOTER, policy_links=LINKS) == []
    for link in LINKS:
        without = FOOTER.replace(f'href="{link}"', 'href="/"')
        (sentence,) = found_in(html=html + without, policy_links=LINKS)
        assert sentence == f"J8: the footer does not lead to {link}."
        assert lint.problems_elsewhere(replace(page_of(CHECK), html=without, policy_links=LINKS)) == [sentence]
    assert len(found_in(html=html, policy_links=LINKS)) == len(LINKS)


@pytest.mark.parametrize(
    "review",
    [
        {},
        {"itemReviewed": [], "reviewRating": None},
        {"itemReviewed": [{"@type": "Claim", "author": [{"name": "A"}], "appearance": ["x", {"url": 7}]}]},
        {"itemReviewed": "A sentence", "reviewRating": "False"},
    ],
)
def test_other_peoples_markup_in_any_shape_is_read_to_the_end(review: dict[str, Any]) -> None:
    assert lint.problems(review, page_of(CHECK, scale=None, places_known=False))


class TestGate:
    pytestmark = pytest.mark.django_db

    def decided(self, statement: str, claimant: str) -> Claim:
        people = cast()
        claim = a_claim(statement, claimant=claimant)
        appear(claim)
        move(claim, "accept", by=people.ravi)
        move(claim, "take", by=people.ravi)
        make_ready_to_submit(claim, by=people.ravi, rating="false")
        move(claim, "submit", by=people.ravi)
        jobs.run_all(only=lambda row: row.name == "assign_reviewers")
        file_reviews(claim, {"ines": "false", "omar": "false"})
        move(claim, "decide", by=people.edda)
        return claim

    @pytest.mark.parametrize(
        ("statement", "claimant", "rule"),
        [
            ("False: the harbour fee has tripled", "Dana Okoro", "J2: claimReviewed begins with the rating"),
            ("The harbour fee has tripled (false)", "Dana Okoro", "J2: claimReviewed ends with the rating"),
            ("The harbour fee has tripled since", "Unknown", "J6: the claim's author is given without a name"),
        ],
    )
    def test_a_verdict_that_programs_would_misread_is_not_published(
        self, statement: str, claimant: str, rule: str
    ) -> None:
        with pytest.raises(Refused) as refusal:
            self.decided(statement, claimant)
        assert rule in refusal.value.sentence
        assert "Mend it before others review it." in refusal.value.sentence
        claim = Claim.objects.get()
        assert claim.state == State.RESEARCHING, "it came out before the round"
        assert dict(gate(claim))["markup_is_valid"] == refusal.value.sentence, "and stands in the checklist"

    @pytest.mark.parametrize(
        ("lost", "rule"),
        [
            ("application/ld+json", "J1: the page has 0 ClaimReviews"),
            ('<link rel="canonical"', "J3: the page has no canonical link"),
            ("<time datetime=", "J4: datePublished .* is not printed on the page"),
            ('href="/funding/"', "J8: the footer does not lead to /funding/"),
        ],
    )
    def test_the_whole_page_is_tried_before_the_round_and_once_more_before_publication(
        self, monkeypatch: pytest.MonkeyPatch, lost: str, rule: str
    ) -> None:
        def drawn(*asked: Any) -> str:
            return render_to_string(*asked).replace(lost, "")

        claim = self.decided("The harbour fee has tripled since", "Dana Okoro")
        monkeypatch.setattr(trial, "render_to_string", drawn)
        with pytest.raises(Refused, match=f"{rule}.*Return it to the researcher"):
            publish(claim)
        with pytest.raises(Refused, match=f"{rule}.*Mend it before others review it"):
            self.decided("The bridge toll has tripled since", "Dana Okoro")

    def test_a_whole_one_is(self) -> None:
        assert publish(self.decided("The harbour fee has tripled since", "Dana Okoro")).current_revision is not None
