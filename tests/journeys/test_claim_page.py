"""The claim page in a real browser: from import to published, two people on one page, phones, no scripts."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, expect

from claims import audit
from claims.models import Claim, Evidence, State, VerdictRevision
from claims.workflow import edits
from tests.builders import PASSWORD, a_piece_of_evidence, cast, claim_in, scale
from tests.journeys.acts import assert_accessible, do, log_in, open_claim, person, work_off_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


ARTICLE = """Harbour dearer than ever
The harbour fee of Grauholm rose by 33 percent in 2024, the boat owners' association said.
Nobody had expected it.
"""


def import_an_article(page: Page) -> Claim:
    """A reporter pastes an article; the task finds the one claim in it."""
    log_in(page, "rana", at="/desk/import/")
    page.get_by_label("Text", exact=True).fill(ARTICLE)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Looking for claims")).to_be_visible()
    work_off_jobs("detect_claims", "match_claim")
    expect(page.locator("mark")).to_contain_text("rose by 33 percent")
    return Claim.objects.get()


def test_an_article_goes_from_its_import_to_the_verdict_that_readers_see(
    page: Page, browser: Browser, live_server: Any
) -> None:
    cast()
    scale()
    reporter = browser.new_context(base_url=live_server.url).new_page()
    claim = import_an_article(reporter)
    reporter.context.close()
    log_in(page, "ravi", at="/desk/")
    page.get_by_role("button", name="Accept").click()
    expect(page.get_by_text("Accepted:")).to_be_visible()
    for_it = a_piece_of_evidence(claim, quote="The tariff of 2024 raises the fee by a third.")
    against = a_piece_of_evidence(claim, quote="The fee of small boats fell.", proposed_stance="refutes")
    open_claim(page, claim)
    do(page, "Take")
    expect(page.get_by_text("Take: done.")).to_be_visible()

    for item, answer in ((for_it, "Supports"), (against, "Refutes")):
        page.locator(f"#evidence-{item.pk}").get_by_role("button", name=answer).click()
        expect(page.locator(f".for-and-against #evidence-{item.pk}")).to_be_visible()
        card = page.locator(f"#evidence-{item.pk}")
        card.get_by_text("Describe").click()
        card.get_by_label("Source type").select_option("primary")
        card.get_by_label("The source's interest in the matter").fill("It collects the fee.")
        card.get_by_role("button", name="Save the description").click()
        expect(card.get_by_text("Interest: It collects the fee.")).to_be_visible()

    page.get_by_text("State an exemption").click()
    page.get_by_label("Why the claimant was not asked").fill("A crowd said it.")
    page.get_by_role("button", name="Save the exemption").click()
    expect(page.get_by_text("Not asked because:")).to_be_visible()

    page.get_by_label("Mostly true").first.check()
    page.get_by_label("Summary").fill("The fee rose by a third, but not for everybody.")
    page.get_by_label("Text", exact=True).fill("The tariff shows the rise")
    page.locator(".cite").get_by_role("button", name=f"Cite E{for_it.pk}").click()
    page.get_by_label("Text", exact=True).press("Alt+2")
    expect(page.get_by_label("Text", exact=True)).to_have_value(
        f"The tariff shows the rise [E{for_it.pk}] [E{against.pk}]"
    )
    preview = page.get_by_role("region", name="Preview")
    expect(preview.get_by_role("link", name="Evidence 2")).to_be_visible()
    expect(preview.get_by_text("The fee rose by a third, but not for everybody.")).to_be_visible()
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("Everything is there.")).to_be_visible()
    page.get_by_text("Declare my interests").click()
    page.get_by_label("No, none").check()
    page.get_by_role("button", name="Declare").click()
    expect(page.get_by_text("Ravi has none")).to_be_visible()
    do(page, "Submit for review")
    expect(page.get_by_text("As submitted; nothing in it can change")).to_be_visible()
    work_off_jobs("assign_reviewers")

    for name in ("ines", "omar", "tomas"):
        tab = person(browser, live_server, name)
        open_claim(tab, claim)
        tab.get_by_label("Mostly true").check()
        tab.get_by_label("High").check()
        tab.get_by_label("Your reasons").fill(f"{name} compared the tariffs.")
        tab.get_by_label(f"E{for_it.pk}", exact=False).first.check()
        tab.get_by_role("button", name="File the review").click()
        expect(tab.get_by_text(f"{name} compared the tariffs.")).to_be_visible()
        tab.context.close()
    work_off_jobs("tally_reviews")

    edda = person(browser, live_server, "edda")
    open_claim(edda, claim)
    expect(edda.get_by_role("heading", name="How the round split")).to_be_visible()
    edda.get_by_text("Declare my interests").click()
    edda.get_by_label("No, none").check()
    edda.get_by_role("button", name="Declare").click()
    expect(edda.get_by_text("Edda has none")).to_be_visible()
    do(edda, "Decide")
    edda.context.close()

    elsa = person(browser, live_server, "elsa")
    open_claim(elsa, claim)
    elsa.get_by_text("Declare my interests").click()
    elsa.get_by_label("No, none").check()
    elsa.get_by_role("button", name="Declare").click()
    expect(elsa.get_by_text("Elsa has none")).to_be_visible()
    do(elsa, "Publish")
    expect(elsa.get_by_role("link", name="Version 1", exact=True)).to_be_visible()
    elsa.goto(f"/desk/claims/{claim.pk}/history/")
    expect(elsa.get_by_text("Verified:")).to_be_visible()
    elsa.context.close()
    assert VerdictRevision.objects.get(claim=claim).rating == scale()["mostly-true"]

    reader = browser.new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    reader.goto("/")
    reader.get_by_role("link", name=claim.statement).click()
    expect(reader.get_by_text("The fee rose by a third, but not for everybody.").first).to_be_visible()
    expect(reader.get_by_text("Mostly true").first).to_be_visible()
    expect(reader.get_by_text("The tariff of 2024 raises the fee by a third.").first).to_be_visible()
    reader.context.close()


def test_what_a_machine_adds_appears_while_somebody_writes_and_the_words_stay(page: Page) -> None:
    claim = claim_in(State.RESEARCHING)
    log_in(page, "ravi")
    open_claim(page, claim)
    summary = page.get_by_label("Summary")
    summary.fill("I am in the middle of a sentence and")
    with audit.record(claim, verb="find_evidence", by=None, is_binding=False):
        a_piece_of_evidence(claim, quote="A passage that came just now.")
    expect(page.get_by_text("A passage that came just now.")).to_be_visible()
    expect(summary).to_have_value("I am in the middle of a sentence and")
    expect(summary).to_be_focused()


def test_a_form_that_is_open_inside_a_part_that_changes_keeps_its_words(page: Page) -> None:
    claim = claim_in(State.RESEARCHING)
    item = a_piece_of_evidence(claim)
    log_in(page, "ravi")
    open_claim(page, claim)
    card = page.locator(f"#evidence-{item.pk}")
    card.get_by_text("Reject", exact=False).first.click()
    reason = card.get_by_label("Why is it rejected?")
    reason.fill("Because the page")
    with audit.record(claim, verb="find_evidence", by=None, is_binding=False):
        a_piece_of_evidence(claim, quote="A passage that came just now.")
    expect(page.get_by_text("A passage that came just now.")).to_be_visible()
    expect(reason).to_have_value("Because the page")
    reason.fill("Because the page is forged.")
    card.get_by_role("button", name="Reject", exact=True).click()
    expect(page.get_by_text(f"E{item.pk} is rejected.")).to_be_visible()
    assert Evidence.objects.get(pk=item.pk).reject_reason == "Because the page is forged."


def test_a_button_that_is_being_pressed_stays_where_it_is(page: Page) -> None:
    claim = claim_in(State.RESEARCHING)
    log_in(page, "ravi")
    open_claim(page, claim)
    page.get_by_label("Summary").fill("Ravi's summary.")
    page.get_by_role("button", name="Save the draft").hover()
    page.mouse.down()
    with audit.record(claim, verb="find_evidence", by=None, is_binding=False):
        a_piece_of_evidence(claim, quote="A passage that came just now.")
    for _ in range(2):  # the first answer may have been on its way already
        with page.expect_response(lambda answer: "/live/" in answer.url):
            pass
    page.mouse.up()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    expect(page.get_by_text("A passage that came just now.")).to_be_visible()


def test_two_people_on_one_page_see_each_other_and_overwrite_nothing(page: Page) -> None:
    claim = claim_in(State.RESEARCHING)
    log_in(page, "ravi")
    open_claim(page, claim)
    page.get_by_label("Summary").fill("Ravi's summary.")
    edits.edit_draft(claim, by=cast().edda, rating=None, summary="Edda's summary.", text="Edda's text.")
    expect(page.locator("#changed")).to_contain_text("Edda edited the draft")
    expect(page.locator("#changed")).to_contain_text("left as it is")
    expect(page.get_by_label("Summary")).to_have_value("Ravi's summary.")
    page.get_by_role("button", name="Save the draft").click()
    trouble = page.locator("#verdict [role=alert]")
    expect(trouble).to_contain_text("Edda changed this claim meanwhile")
    expect(trouble).to_contain_text("Edda's summary.")
    expect(page.get_by_label("Summary")).to_have_value("Ravi's summary.")
    assert Claim.objects.get(pk=claim.pk).draft_summary == "Edda's summary."
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    assert Claim.objects.get(pk=claim.pk).draft_summary == "Ravi's summary."


def test_an_ended_session_loses_no_word_and_the_same_button_works_after_a_login_beside_it(page: Page) -> None:
    claim = claim_in(State.RESEARCHING)
    log_in(page, "ravi")
    open_claim(page, claim)
    page.get_by_label("Summary").fill("Ravi's long summary.")
    Session.objects.all().delete()
    toast = page.locator("#session-ended")
    expect(toast).to_be_visible()
    page.get_by_role("button", name="Save the draft").click()
    expect(toast).to_have_count(1)
    expect(toast).to_contain_text("Nothing you typed is lost.")
    assert_accessible(page)
    with page.expect_popup() as opened:
        toast.get_by_role("link", name="log in in another tab").click()
    login = opened.value
    login.get_by_label("User name").fill("ravi")
    login.get_by_label("Password").fill(PASSWORD)
    login.get_by_role("button", name="Log in").click()
    login.wait_for_url(f"**/desk/claims/{claim.pk}/")
    login.close()
    page.bring_to_front()
    expect(toast).to_have_count(0)
    expect(page.get_by_label("Summary")).to_have_value("Ravi's long summary.")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    assert Claim.objects.get(pk=claim.pk).draft_summary == "Ravi's long summary."


def test_a_server_that_fails_says_so_once_and_the_words_stay(browser: Browser, live_server: Any) -> None:
    """In a tab of its own: the usual one takes no fault of the server for granted."""
    claim = claim_in(State.RESEARCHING)
    page = person(browser, live_server, "ravi")
    open_claim(page, claim)
    page.get_by_label("Summary").fill("Ravi's summary.")
    failure = {"status": 500, "content_type": "text/html", "body": "<!doctype html><h1>Trouble</h1>"}
    page.route("**/draft/", lambda route: route.fulfill(**failure))
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator("#toasts .toast")).to_contain_text(["The server could not do this."])
    expect(page.locator("#toasts .toast")).to_have_count(1)
    with audit.record(claim, verb="edit_draft", by=None, is_binding=False):
        pass
    expect(page.get_by_label("Summary")).to_have_value("Ravi's summary.")
    page.unroute("**/draft/")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    page.context.close()


@pytest.mark.browser(javascript=False)
def test_everything_works_without_scripts(page: Page) -> None:
    claim = claim_in(State.QUEUED)
    item = a_piece_of_evidence(claim)
    log_in(page, "ravi")
    open_claim(page, claim)
    do(page, "Take")
    card = page.locator(f"#evidence-{item.pk}")
    card.get_by_text("Accept in detail").click()
    page.get_by_role("link", name=f"Open the form for E{item.pk}").first.click()
    page.get_by_label("Supports").check()
    page.get_by_label("The source's interest in the matter").fill("It collects the fee.")
    page.get_by_role("button", name="Accept with this").click()
    expect(page.get_by_text(f"E{item.pk} is accepted.")).to_be_visible()
    page.get_by_text("Log a search").click()
    page.get_by_label("Where did you search?").fill("Archive of the port")
    page.get_by_role("button", name="Log the search").click()
    expect(page.get_by_role("heading", name="This was not saved")).to_be_visible()
    expect(page.get_by_label("Where did you search?").first).to_have_value("Archive of the port")
