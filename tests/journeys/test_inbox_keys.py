"""The inbox by keyboard alone, the overlay of the keys and the palette."""

import pytest
from playwright.sync_api import Page, expect

from claims.desk.screens import inbox as inbox_screen
from claims.models import Claim, ClaimEvent, Match, State
from claims.workflow.moves import move
from tests.builders import a_claim, cast, claim_in
from tests.journeys.acts import log_in, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def under_the_cursor(page: Page, claim: Claim) -> None:
    expect(page.locator(f"#claim-{claim.pk}")).to_have_attribute("aria-current", "true")


def claims_in_order(n: int) -> list[Claim]:
    """The first has the highest score, so the inbox shows them in this order."""
    return [
        a_claim(f"The lamp of pier {number} was lit in 19{number}", score=0.9 - number / 100) for number in range(n)
    ]


def state_of(claim: Claim) -> str:
    return Claim.objects.get(pk=claim.pk).state


def test_claims_are_accepted_dismissed_merged_assigned_opened_and_undone_by_keys_alone(page: Page) -> None:
    first, second, third, fourth, fifth = claims_in_order(5)
    queued = claim_in(State.QUEUED)
    Match.objects.create(claim=third, other=queued, score=0.9)
    log_in(page, "edda", at="/desk/")
    press(page, "j")
    under_the_cursor(page, first)
    press(page, "j", "k", "a")
    expect(page.locator(f"#claim-{first.pk}")).to_contain_text("Accepted:")
    under_the_cursor(page, second)
    press(page, "d", "4")
    expect(page.locator(f"#claim-{second.pk}")).to_contain_text("Out of scope")
    under_the_cursor(page, third)
    press(page, "m", "1")
    expect(page.locator(f"#claim-{third.pk}")).to_contain_text(f"into claim {queued.pk}")
    under_the_cursor(page, fourth)
    press(page, "g", "1")
    expect(page.locator(f"#claim-{fourth.pk}")).to_contain_text("Ravi researches it")
    under_the_cursor(page, fifth)
    press(page, "u")
    under_the_cursor(page, fourth)
    assert [state_of(claim) for claim in (first, second, third, fourth)] == ["queued", "dismissed", "merged", "new"]
    press(page, "o")
    expect(page.get_by_role("heading", level=1)).to_contain_text(fourth.statement)


def test_a_note_is_typed_without_a_key_being_taken_for_a_command(page: Page) -> None:
    (claim,) = claims_in_order(1)
    log_in(page, "ravi", at="/desk/")
    press(page, "j", "d")
    for _ in range(7):
        press(page, "Tab")
    page.keyboard.type("a jdx?/ 1")
    press(page, "Enter")
    expect(page.locator(f"#claim-{claim.pk}").get_by_label("Note, before you choose")).to_have_value("a jdx?/ 1")
    for _ in range(6):
        press(page, "Shift+Tab")
    press(page, "Enter")
    expect(page.locator(f"#claim-{claim.pk}")).to_contain_text("Dismissed:")
    assert ClaimEvent.objects.get(claim=claim, verb="dismiss").note == "a jdx?/ 1"


def test_ticked_claims_are_decided_at_once_by_keys_and_the_answer_is_exact(page: Page) -> None:
    first, second, third = claims_in_order(3)
    log_in(page, "ravi", at="/desk/")
    press(page, "j", "x", "j", "x")
    expect(page.locator("#bulk")).to_be_visible()
    move(second, "accept", by=cast().edda)
    press(page, "Shift+D", "1")
    outcome = page.get_by_role("status", name="What was done")
    expect(outcome).to_contain_text("1 dismissed")
    expect(outcome).to_contain_text("1 not dismissed")
    expect(outcome).to_contain_text("Edda changed this claim meanwhile")
    assert [state_of(claim) for claim in (first, second, third)] == ["dismissed", "queued", "new"]
    press(page, "u")
    expect(outcome).to_contain_text("1 put back")
    assert state_of(first) == "new"


def test_the_palette_leads_to_pages_claims_and_actions(page: Page) -> None:
    first, second = claims_in_order(2)
    log_in(page, "ravi", at="/desk/")
    press(page, "Control+k")
    page.keyboard.type("boa")
    expect(page.locator("#palette").get_by_role("option", name="Board")).to_be_visible()
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Board", level=1)).to_be_visible()
    press(page, "Control+k")
    page.keyboard.type("pier 1 lamp")
    expect(page.locator("#palette").get_by_role("option")).to_contain_text([second.statement])
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(second.statement)
    page.goto("/desk/")
    press(page, "j", "Control+k")
    page.keyboard.type("accept")
    press(page, "Enter")
    expect(page.locator(f"#claim-{first.pk}")).to_contain_text("Accepted:")


def test_enter_in_the_palette_waits_for_the_words_that_were_typed_and_leads_nowhere_else(page: Page) -> None:
    first, second = claims_in_order(2)
    log_in(page, "ravi", at="/desk/board/")
    press(page, "Control+k")
    page.keyboard.type("pier 0 lamp")
    expect(page.locator("#palette").get_by_role("option")).to_contain_text([first.statement])
    page.get_by_role("combobox", name="Page, action, or words of a claim").fill("pier 1 lamp")
    press(page, "Enter")  # the claims of the words before are still there
    expect(page.get_by_role("heading", level=1)).to_contain_text(second.statement)


def test_keys_can_be_switched_off_and_the_buttons_stay(page: Page) -> None:
    (claim,) = claims_in_order(1)
    log_in(page, "ravi", at="/desk/")
    press(page, "?")
    overlay = page.get_by_role("dialog", name="Keys of this page")
    expect(overlay).to_contain_text("Tick for all at once")
    expect(overlay).to_contain_text("Not checkable")
    overlay.get_by_role("button", name="Switch single keys off").press("Enter")
    expect(page.locator("body")).to_have_attribute("data-keys", "off")
    press(page, "j", "a", "?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert state_of(claim) == "new"
    page.locator(f"#claim-{claim.pk}").get_by_role("button", name="Accept").press("Enter")
    expect(page.locator(f"#claim-{claim.pk}")).to_contain_text("Accepted:")


def test_the_search_has_a_key_and_escape_gives_the_keys_back(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_screen, "PAGE_SIZE", 2)
    claims = claims_in_order(3)
    log_in(page, "ravi", at="/desk/")
    press(page, "n")
    expect(page.get_by_text(claims[2].statement)).to_be_visible()
    expect(page.get_by_text(claims[0].statement)).to_have_count(0)
    press(page, "/")
    expect(page.get_by_label("Words in the statement")).to_be_focused()
    page.keyboard.type("pier 1 lamp")
    press(page, "Enter")
    expect(page.get_by_text(claims[1].statement)).to_be_visible()
    press(page, "Escape", "j", "a")
    expect(page.locator(f"#claim-{claims[1].pk}")).to_contain_text("Accepted:")


@pytest.mark.browser(javascript=False)
def test_many_are_decided_and_undone_without_javascript(page: Page) -> None:
    first, second, third = claims_in_order(3)
    log_in(page, "ravi", at="/desk/")
    for claim in (first, second):
        page.locator(f"#claim-{claim.pk}").get_by_role("checkbox").check()
    expect(page.get_by_label("All of this page")).to_be_hidden()
    page.get_by_role("button", name="Accept them").click()
    expect(page.get_by_text("2 accepted")).to_be_visible()
    page.get_by_role("button", name="Undo all 2").click()
    expect(page.get_by_text("2 put back")).to_be_visible()
    assert [state_of(claim) for claim in (first, second, third)] == ["new"] * 3
