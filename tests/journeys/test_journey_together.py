"""Two people on one page: each sees what the other does to draft, evidence and state, and nobody overwrites."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from claims.models import Claim, Evidence, State
from tests.builders import a_piece_of_evidence, claim_in
from tests.journeys.acts import do, log_in, open_claim, person

pytestmark = [pytest.mark.browser, pytest.mark.meeting, pytest.mark.django_db(transaction=True)]


@contextmanager
def soon(tab: Page) -> Iterator[None]:
    """What follows is there with the next question of the page, or the one after it.

    The page asks every two seconds, so that is within three where the server answers in time; a clock would measure
    how busy the machine is.
    """
    expect(tab.locator("#live")).to_have_attribute("hx-trigger", "every 2s")
    asked: list[str] = []

    def hear(request: Request) -> None:
        if "/live/" in request.url:
            asked.append(request.url)

    tab.on("request", hear)
    yield
    tab.remove_listener("request", hear)
    # A third question may have left before this test looked at what the second one brought.
    assert len(asked) <= 3, f"The page had to ask {len(asked)} times."


def test_two_people_see_draft_evidence_and_state_change_and_overwrite_nothing(
    page: Page, browser: Browser, live_server: Any
) -> None:
    claim = claim_in(State.RESEARCHING)
    found, other_find = (a_piece_of_evidence(claim, quote=f"Passage {word}.") for word in ("one", "two"))
    log_in(page, "ravi")
    edda = person(browser, live_server, "edda")
    for tab in (page, edda):
        open_claim(tab, claim)

    edda.locator(f"#evidence-{found.pk}").get_by_role("button", name="Supports").click()
    expect(edda.locator(f".for-and-against #evidence-{found.pk}")).to_be_visible()
    with soon(page):
        expect(page.locator(f".for-and-against #evidence-{found.pk}")).to_be_visible()
        told(page, "Edda decided about evidence")
    page.locator(f"#evidence-{other_find.pk}").get_by_role("button", name="Refutes").click()
    expect(page.locator(f".for-and-against #evidence-{other_find.pk}")).to_be_visible()
    with soon(edda):
        expect(edda.locator(f".for-and-against #evidence-{other_find.pk}")).to_be_visible()
        told(edda, "Ravi decided about evidence")
    assert set(Evidence.objects.values_list("stance", flat=True)) == {"supports", "refutes"}

    page.get_by_label("Summary").fill("Ravi is still writing")
    write_draft(edda, "What Edda found.")
    with soon(page):
        told(page, "Edda edited the draft")
    expect(page.get_by_label("Summary")).to_have_value("Ravi is still writing")
    page.get_by_role("button", name="Save the draft").click()
    trouble = page.locator("#verdict [role=alert]")
    expect(trouble).to_contain_text("Edda changed this claim meanwhile")
    expect(trouble).to_contain_text("What Edda found.")
    assert Claim.objects.get(pk=claim.pk).draft_summary == "What Edda found."
    write_draft(page, "What both of us found.")
    with soon(edda):
        expect(edda.get_by_label("Summary")).to_have_value("What both of us found.")
        told(edda, "Ravi edited the draft")

    do(edda, "Release")
    with soon(page):
        expect(page.locator("#head .state")).to_contain_text("Queued")
    expect(page.get_by_label("Summary")).to_have_count(0)
    assert Claim.objects.get(pk=claim.pk).draft_summary == "What both of us found."


def test_two_people_see_who_is_on_it_and_what_the_other_notes(page: Page, browser: Browser, live_server: Any) -> None:
    claim = claim_in(State.RESEARCHING)
    log_in(page, "ravi")
    edda = person(browser, live_server, "edda")
    for tab in (page, edda):
        open_claim(tab, claim)
    edda.locator("#notes textarea").fill("What Edda is writing just now")
    page.get_by_role("button", name="I am on it").click()
    expect(page.locator("#lease")).to_contain_text("You are on it")
    with soon(edda):
        expect(edda.locator("#lease")).to_contain_text("Ravi is on it, 30 min")
    page.locator("#notes textarea").fill("The tariff is on page 3, @edda.")
    page.get_by_role("button", name="Write the note").click()
    expect(page.locator("#notes .mention")).to_have_text("@edda")
    with soon(edda):
        expect(edda.locator("#notes .mention")).to_have_text("@edda")
    expect(edda.locator("#notes textarea")).to_have_value("What Edda is writing just now")
    page.get_by_role("button", name="I am done").click()
    expect(page.get_by_role("button", name="I am on it")).to_be_visible()
    with soon(edda):
        expect(edda.locator("#lease")).not_to_contain_text("is on it,")
    edda.goto("/desk/my-work/")
    expect(edda.get_by_role("link", name="Ravi mentions you in a note")).to_be_visible()


def told(page: Page, words: str) -> None:
    """Whoever acts before they are told of a change is asked to look again, even if they see some of it already."""
    expect(page.locator("#changed")).to_contain_text(words)


def write_draft(page: Page, words: str) -> None:
    page.get_by_label("Summary").fill(words)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
