"""Days, embargoes and mail as two editors set them; and the claimant, who answers by a link that works once."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from claims.models import MailChoice, State
from claims.workflow import edits
from tests.builders import cast, claim_in
from tests.journeys.acts import assert_accessible, copy_it, log_in, open_claim, person

pytestmark = [pytest.mark.browser, pytest.mark.meeting, pytest.mark.django_db(transaction=True)]

MENTIONED, WATCHED = "Somebody mentions you in a note", "A claim that you watch changes hands or state, or gets a note"


def in_days(n_days: int) -> datetime:
    """Nine in the morning, so that it is the same day in every zone."""
    return datetime.combine(timezone.localdate() + timedelta(days=n_days), time(9))


def save_plan(page: Page, *, due: datetime, embargo: datetime) -> None:
    plan = page.locator("#plan")
    plan.locator("summary").click()
    plan.get_by_label("Due on").fill(f"{due:%Y-%m-%d}")
    plan.get_by_label("Embargo until").fill(f"{embargo:%Y-%m-%dT%H:%M}")
    plan.get_by_role("button", name="Save the plan").click()


def test_two_editors_plan_a_publication_move_it_and_call_it_off_before_each_others_eyes(
    page: Page, browser: Browser, live_server: Any
) -> None:
    claim = claim_in(State.DECIDED)
    for name in ("ravi", "edda", "elsa"):
        edits.declare_interest(claim, by=getattr(cast(), name), has_interest=False)
    log_in(page, "elsa")
    edda = person(browser, live_server, "edda")
    for tab in (page, edda):
        open_claim(tab, claim)
    save_plan(page, due=in_days(20), embargo=in_days(21))
    for tab in (page, edda):
        expect(tab.locator("#people")).to_contain_text(f"Due {in_days(20):%-d %B}")
        expect(tab.locator("#people")).to_contain_text(f"Embargo until {in_days(21):%-d %B} 09:00")
        expect(tab.get_by_role("button", name="Publish", exact=True)).to_be_disabled()
    page.locator("#plan-publication > summary").click()
    page.locator("#plan-publication").get_by_role("button").click()
    for tab in (page, edda):
        expect(tab.locator("#people")).to_contain_text("Published by itself then, as Elsa decided")

    # Before she is told of it, her form would be refused as too old.
    expect(edda.locator("#changed")).to_contain_text("Elsa planned the publication for the end of the embargo")
    save_plan(edda, due=in_days(22), embargo=in_days(23))
    for tab in (page, edda):
        expect(tab.locator("#people")).to_contain_text(f"Embargo until {in_days(23):%-d %B} 09:00")
        expect(tab.locator("#people")).to_contain_text("Published by itself then, as Elsa decided")
    assert_accessible(page)
    edda.get_by_role("button", name="Call it off").click()
    for tab in (page, edda):
        expect(tab.locator("#people")).not_to_contain_text("Published by itself")

    page.goto("/desk/me/")
    page.get_by_label(MENTIONED).select_option("Never")
    page.get_by_label(WATCHED).select_option("At once")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    expect(page.get_by_label(MENTIONED)).to_have_value("never")
    expect(page.get_by_label(WATCHED)).to_have_value("at_once")
    chosen = dict(MailChoice.objects.filter(person=cast().elsa).values_list("kind", "when"))
    assert chosen == {"mention": "never", "watched": "at_once"}


def test_claimant_and_expert_answer_by_links_without_scripts_once_and_the_desk_records_it(
    page: Page, browser: Browser, live_server: Any
) -> None:
    claim = claim_in(State.RESEARCHING, claimant="Port authority")
    log_in(page, "ravi")
    open_claim(page, claim)
    page.locator("#ask-reply > summary").click()
    page.get_by_label("How was the claimant asked?").fill("letter")
    page.get_by_role("button", name="Log the request").click()
    guests = page.locator("#guests")
    guests.locator("summary", has_text="Link for the claimant").click()
    guests.get_by_label("Who is asked?").first.fill("The press office")
    guests.get_by_label("Your question").first.fill("From where have you the figure?")
    guests.get_by_role("button", name="Make the link").first.click()
    path = address_to_send(page)
    copy_it(page, "Address to send")

    phone = person(browser, live_server, viewport={"width": 390, "height": 800}, java_script_enabled=False)
    phone.goto(path)
    expect(phone.get_by_text("From where have you the figure?")).to_be_visible()
    expect(phone.get_by_text("Ravi")).to_have_count(0)
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_text("Choose whether you agree, disagree or want to add context.")).to_be_visible()
    answer(phone, "It needs more context", "It is an average of all boats, large and small.", name="Pia Moor")
    phone.get_by_label("You may publish my answer with my name.").check()
    send_and_find_the_link_spent(phone, path)

    open_claim(page, claim)
    expect(guests).to_contain_text("It is an average of all boats, large and small.")
    expect(guests).to_contain_text("May be published with this name.")
    page.locator(".gate").get_by_role("link", name="Claimant asked").click()
    reply = page.get_by_label("What the claimant replied")
    expect(reply).to_be_focused()
    reply.fill("It is an average of all boats, large and small.")
    page.get_by_role("button", name="Record the reply").click()
    expect(page.locator("#sides blockquote.reply").first).to_contain_text("an average of all boats")
    expect(page.locator(".gate .is-met", has_text="Claimant asked")).to_be_visible()

    # An expert is shown the passage alone: what the claimant answered, and the rest of the claim's page, is not theirs.
    guests.locator("#ask_expert > summary").click()
    expert = guests.locator("#ask_expert")
    expert.get_by_label("Who is asked?").fill("Vera Quist, port economist")
    expert.get_by_label("Passage").fill("The dues per ton stayed where they were.")
    expert.get_by_label("Your question").fill("Are dues per ton the usual measure?")
    expert.get_by_role("button", name="Make the link").click()
    path = address_to_send(page)
    phone.goto(path)
    expect(phone.get_by_text("The dues per ton stayed where they were.")).to_be_visible()
    expect(phone.get_by_text("Are dues per ton the usual measure?")).to_be_visible()
    for withheld in (claim.statement, "an average of all boats", "Ravi"):
        expect(phone.get_by_text(withheld)).to_have_count(0)
    answer(phone, "I agree", "Every port that I know counts by the ton.", name="Vera Quist")
    send_and_find_the_link_spent(phone, path)
    open_claim(page, claim)
    expect(guests).to_contain_text("Every port that I know counts by the ton.")
    expect(guests).to_contain_text("Not to be published")


def address_to_send(page: Page) -> str:
    """The path of the link that has just been made."""
    return re.sub(r"^https?://[^/]+", "", page.get_by_label("Address to send").input_value())


def answer(phone: Page, position: str, words: str, *, name: str) -> None:
    phone.get_by_label(position, exact=True).check()
    phone.get_by_label("Your answer").fill(words)
    phone.get_by_label("Your name").fill(name)


def send_and_find_the_link_spent(phone: Page, path: str) -> None:
    phone.get_by_role("button", name="Send my answer").click()
    expect(phone.get_by_text("Thank you.")).to_be_visible()
    with phone.expect_response(f"**{path}") as again:
        phone.goto(path)
    assert again.value.status == 404
    expect(phone.get_by_text("does not work any more")).to_be_visible()
