"""What is known already, in a real browser: decided with one click, seen by others, merged and parted again."""

import pytest
from playwright.sync_api import Page, expect

from claims.models import CheckMatch, Claim, Match, State
from tests.builders import a_claim, cast
from tests.desk.test_claim_family import a_check_match, a_match, said_in
from tests.journeys.acts import do, log_in, open_claim

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAID = "The ferry carried 410,000 people in 2024"


@pytest.mark.browser(width=390)
def test_a_researcher_decides_about_a_check_and_a_claim_and_merges_them(page: Page) -> None:
    cast()
    claim, other = a_claim(SAID), a_claim(f"{SAID}, says the company")
    said_in(claim, f"{SAID}, the town said.", "The company denies the claim.")
    a_check_match(claim)
    a_match(claim, other)
    log_in(page, "ravi")
    open_claim(page, claim)
    family = page.locator("#family")
    expect(family.get_by_text("The company denies the claim")).to_be_visible()

    check, twin = family.locator("article.match").first, family.locator("article.match").last
    check.get_by_role("button", name="The contrary").click()
    expect(check).to_contain_text("Confirmed as the contrary by Ravi")
    check.get_by_role("button", name="Take the decision back").click()
    expect(check).to_contain_text("A decision was taken back by Ravi")
    twin.get_by_role("button", name="Same claim").click()
    expect(twin).to_contain_text("Confirmed as the same claim by Ravi")
    assert CheckMatch.objects.get().decision == "suggested"
    assert Match.objects.get().decided_relation == "same"

    with page.expect_navigation():
        twin.get_by_role("button", name=f"Merge this one into #{other.pk}").click()
    assert Claim.objects.get(pk=claim.pk).state == State.MERGED
    offer = page.locator("details.offer", has_text="Undo the merge")
    if offer.get_attribute("open") is None:
        offer.locator("summary").click()
    offer.locator("textarea").fill("They differ after all.")
    do(page, "Undo the merge")
    assert Claim.objects.get(pk=claim.pk).state == State.QUEUED
