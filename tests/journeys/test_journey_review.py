"""A round that splits: blind until it is whole, then side by side; a third person adjudicates, and says why."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from claims.models import ReviewRound, State
from claims.workflow import edits, reviews
from claims.workflow.case import Case
from claims.workflow.moves import move
from tests.builders import cast, claim_in, scale
from tests.desk.test_claim_rest import many_passages
from tests.journeys.acts import assert_accessible, log_in, open_claim, person, work_off_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILED = {"ines": "true", "omar": "half-true"}
WHY = "The tariff says a third; the association counted boats that pay nothing."


def test_a_split_round_is_read_side_by_side_and_adjudicated_by_a_third_person_whose_reason_is_printed(
    page: Page, browser: Browser, live_server: Any
) -> None:
    claim = claim_in(State.IN_REVIEW)
    for name, rating in FILED.items():
        by = getattr(cast(), name)
        reviews.file_review(claim, by=by, rating=scale()[rating], confidence=3, reasons=f"{name} counted it.")
    log_in(page, "edda")
    open_claim(page, claim)
    expect(page.get_by_text("2 of 3 have filed")).to_be_visible()
    expect(page.get_by_text("ines counted it.")).to_have_count(0)

    tomas = person(browser, live_server, "tomas")
    open_claim(tomas, claim)
    expect(tomas.get_by_text("ines counted it.")).to_have_count(0)
    tomas.get_by_role("link", name="To your review").click()
    form = tomas.locator("#file_review-form")
    expect(form.get_by_role("radio").first).to_be_focused()
    form.get_by_label("Mostly false").check()
    form.get_by_label("High").check()
    form.get_by_label("Your reasons").fill("tomas counted otherwise.")
    form.get_by_role("button", name="File the review").click()
    expect(tomas.get_by_text("tomas counted otherwise.")).to_be_visible()
    work_off_jobs("tally_reviews")

    expect(page.get_by_role("heading", name="How the round split")).to_be_visible()
    side_by_side = page.locator(".side-by-side > article")
    expect(side_by_side).to_contain_text(["ines counted it.", "omar counted it.", "tomas counted otherwise."])
    tops = side_by_side.evaluate_all("(them) => them.map((it) => it.getBoundingClientRect().top)")
    assert len(set(tops)) == 1, "the reviews stand below each other"
    expect(page.get_by_text("No rating carried; an editor adjudicates.")).to_be_visible()
    assert_accessible(page)

    adjudicate(page)
    expect(page.get_by_text("Decided by Edda")).to_be_visible()
    expect(page.locator("#review")).to_contain_text(WHY)
    page.goto(f"/desk/claims/{claim.pk}/history/")
    expect(page.locator(".event", has_text=WHY)).to_contain_text("Edda")
    for name in ("ravi", "edda", "elsa"):
        edits.declare_interest(claim, by=getattr(cast(), name), has_interest=False)
    move(claim, "publish", by=cast().elsa)
    claim.refresh_from_db()
    page.goto(claim.get_absolute_url())
    expect(page.get_by_text(f"The editor’s reasons: {WHY}")).to_be_visible()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_boxes_of_many_passages_are_unfolded_and_what_is_ticked_stays_in_sight(
    browser: Browser, live_server: Any, has_scripts: bool
) -> None:
    claim = claim_in(State.IN_REVIEW)
    many_passages(claim, 14)
    ReviewRound.objects.filter(claim=claim).update(frozen=Case(claim).frozen())
    ines = person(browser, live_server, "ines", java_script_enabled=has_scripts)
    open_claim(ines, claim)
    form = ines.locator("#file_review-form")
    boxes = form.get_by_role("checkbox")
    n = ines.locator("[name=cited]").count()
    assert n > 12
    expect(boxes).to_have_count(10)
    words = boxes.first.locator("xpath=..").inner_text()
    assert re.match(r"E\d+ ", words)
    expect(boxes.first).to_have_accessible_name(words)  # the button beside the passage adds nothing to it
    boxes.last.focus()
    ines.keyboard.press("Tab")
    more = form.locator("summary")
    expect(more).to_have_text(f"{n - 10} more passages")
    expect(more).to_be_focused()
    ines.keyboard.press("Enter")
    expect(boxes).to_have_count(n)
    boxes.last.check()
    more.click()
    expect(boxes).to_have_count(11)
    boxes.last.press("Space")
    expect(boxes.last).to_be_focused()
    expect(boxes).to_have_count(11)
    boxes.last.press("Space")
    form.get_by_role("button", name="File the review").click()
    # Without scripts what was not taken stands above the page, in a form of its own.
    refused = ines.locator(".claim form, .not-saved form", has=ines.get_by_text("Choose a rating.")).first
    expect(refused.get_by_role("checkbox")).to_have_count(11)
    expect(refused.get_by_role("checkbox").last).to_be_checked()
    if has_scripts:
        assert_accessible(ines)


def adjudicate(page: Page) -> None:
    """The rating alone is not enough: who decides a split says why."""
    offer = page.locator("#do-decide")
    offer.locator("summary").click()
    offer.get_by_label("Half true").check()
    offer.get_by_role("button", name="Decide", exact=True).click()
    expect(offer.get_by_role("alert")).to_be_visible()
    expect(offer.get_by_label("Half true")).to_be_checked()
    offer.get_by_label("Adjudication").fill(WHY)
    offer.get_by_role("button", name="Decide", exact=True).click()
    expect(page.get_by_text("Decide: done.")).to_be_visible()
