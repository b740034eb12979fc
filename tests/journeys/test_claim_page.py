"""The claim page in a real browser: from import to published, two people on one page, phones, no scripts."""

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from claims import audit
from claims.models import Claim, Evidence, ReplyRequest, Role, RoleGrant, Source, State
from claims.workflow import edits
from tests.browser import Ear
from tests.builders import PASSWORD, a_piece_of_evidence, a_snapshot, cast, claim_in
from tests.journeys.acts import AXE_COLOURS, assert_accessible, barriers, do, log_in, open_claim
from tests.rows.claims import passage, source
from tests.rows.writing import write

pytestmark = [pytest.mark.browser, pytest.mark.meeting, pytest.mark.django_db(transaction=True)]


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


def test_a_link_to_a_form_never_takes_the_focus_from_what_is_written_next(page: Page) -> None:
    log_in(page, "ravi")
    open_claim(page, claim_in(State.RESEARCHING))
    summary = page.get_by_label("Summary")
    summary.evaluate(
        """async (area) => {
            const link = document.createElement("a");
            link.href = `#${document.querySelector("[name=text]").id}`;
            document.querySelector("main").append(link);
            const isChanged = new Promise((then) => addEventListener("hashchange", then, { once: true }));
            link.click();
            if (document.activeElement.name !== "text") throw new Error("The link has led nowhere.");
            area.focus(); // sooner than the browser tells of the new hash
            await isChanged;
        }"""
    )
    expect(summary).to_be_focused()


def test_a_link_that_is_followed_again_leads_there_again(page: Page) -> None:
    log_in(page, "ravi")
    open_claim(page, claim_in(State.RESEARCHING))
    skip, main = page.get_by_role("link", name="Skip to the content"), page.locator("#main")
    for _ in range(2):
        skip.focus()
        page.keyboard.press("Enter")
        expect(main).to_be_focused()
        assert page.url.endswith("#main")
    to_notes = page.get_by_role("navigation", name="Parts of this page").get_by_role("link", name="Notes")
    for _ in range(2):
        page.evaluate("scrollTo(0, 0)")
        to_notes.click()
        expect(page.get_by_role("heading", name="Notes")).to_be_in_viewport()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_next_step_can_be_read_also_below_the_pointer_that_has_opened_it(page: Page, theme: Any) -> None:
    page.emulate_media(color_scheme=theme)
    log_in(page, "lena")
    open_claim(page, claim_in(State.QUEUED))
    page.locator("#do-take > summary").click()
    expect(page.locator("#do-take form")).to_be_visible()
    assert barriers(page, AXE_COLOURS) == []


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


def test_a_page_whose_claim_is_gone_says_so_once_and_asks_no_more(page: Page) -> None:
    claim = claim_in(State.RESEARCHING)
    log_in(page, "ravi")
    open_claim(page, claim)
    asked: list[str] = []

    def lose(route: Route) -> None:
        asked.append(route.request.url)
        route.continue_(url=route.request.url.replace(f"/{claim.pk}/live/", f"/{claim.pk + 1}/live/"))

    page.route("**/live/**", lose)
    expect(page.locator(".toast p")).to_have_text("This claim does not exist any more. Go back to the inbox.")
    page.wait_for_timeout(5_000)  # two more of its questions would have gone out
    assert len(asked) == 1
    expect(page.locator(".toast")).to_have_count(1)


def test_a_page_whose_claim_is_gone_says_so_also_to_whoever_is_pressing_something(page: Page) -> None:
    claim = claim_in(State.RESEARCHING)
    log_in(page, "ravi")
    open_claim(page, claim)
    page.get_by_role("button", name="Save the draft").hover()
    page.mouse.down()
    there, gone = f"/{claim.pk}/live/", f"/{claim.pk + 1}/live/"
    page.route("**/live/**", lambda route: route.continue_(url=route.request.url.replace(there, gone)))
    with page.expect_response(lambda answer: answer.status == 404):
        pass
    page.mouse.move(0, 0)
    page.mouse.up()
    expect(page.locator(".toast p")).to_have_text("This claim does not exist any more. Go back to the inbox.")


def test_a_lost_role_is_said_once_and_the_page_goes_on_when_it_is_back(page: Page) -> None:
    claim, ravi = claim_in(State.RESEARCHING), cast().ravi
    page.clock.install()
    log_in(page, "ravi")
    open_claim(page, claim)
    page.wait_for_load_state("networkidle")  # the preview is drawn: what else is asked comes from what polls
    refused: list[str] = []
    page.on(
        "response", lambda answer: refused.append(answer.url) if answer.status == 403 and "seen" in answer.url else None
    )
    ravi.grants.all().delete()
    with (
        page.expect_response(lambda answer: "/live/" in answer.url and answer.status == 403),
        page.expect_response(lambda answer: "/counts/" in answer.url and answer.status == 403),
    ):
        page.clock.fast_forward(11_000)
    page.clock.fast_forward(11_000)
    page.wait_for_timeout(1_000)
    expect(page.locator(".toast p")).to_have_text(
        ["Your login has no role in the desk yet. A moderator can give you one under People."]
    )
    assert len(refused) == 2, "each part has asked once and rests"
    page.locator(".toast").get_by_role("button", name="Close").click()
    with page.expect_response(lambda answer: answer.status == 403):
        page.clock.fast_forward(16_000)
    expect(page.locator(".toast")).to_have_count(0)
    RoleGrant.objects.create(person=ravi, role=Role.RESEARCHER)
    with audit.record(claim, verb="find_evidence", by=None, is_binding=False):
        a_piece_of_evidence(claim, quote="A passage that came just now.")
    page.clock.fast_forward(16_000)
    expect(page.get_by_text("A passage that came just now.")).to_be_visible()


def test_what_is_said_of_a_lost_role_goes_when_the_role_is_back(page: Page) -> None:
    ravi = cast().ravi
    page.clock.install()
    log_in(page, "ravi", at="/desk/board/")
    ravi.grants.all().delete()
    page.clock.fast_forward(3_000)
    expect(page.locator(".toast")).to_have_count(1)
    RoleGrant.objects.create(person=ravi, role=Role.RESEARCHER)
    page.clock.fast_forward(16_000)
    expect(page.locator(".toast")).to_have_count(0)


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


def test_a_server_that_fails_says_so_once_and_the_words_stay(page: Page, ear: Ear) -> None:
    claim = claim_in(State.RESEARCHING)
    log_in(page, "ravi")
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
    assert ear.problems
    assert all("500" in problem for problem in ear.problems)
    ear.problems.clear()


def test_whoever_is_led_into_the_rest_of_a_list_stays_there_when_something_comes(page: Page) -> None:
    claim = claim_in(State.RESEARCHING)
    capture = a_snapshot()
    sources = write(Source, [source(f"many-{number}", capture) for number in range(70)])
    pieces = write(Evidence, [passage(claim, one, 3) for one in sources])
    log_in(page, "ravi")
    open_claim(page, claim)
    page.locator(".origin-link a[href*='/all/proposed/']").first.click()
    expect(page).to_have_url(re.compile(rf"/desk/claims/{claim.pk}/#evidence-\d+$"))
    page.goto(f"/desk/claims/{claim.pk}/#evidence-{pieces[65].pk}")
    row, rows = page.locator(f"#evidence-{pieces[65].pk}"), page.locator(".weighed [data-row]")
    expect(row).to_be_in_viewport()
    expect(rows).to_have_count(70)
    row.locator("summary").first.focus()
    expect(row).to_have_attribute("aria-current", "true")

    arrive(claim, "A passage that came first.")
    expect(page.get_by_text("61 more proposed passages")).to_be_attached()
    expect(rows).to_have_count(71)
    expect(page.locator("[aria-current=true][data-row]")).to_have_id(f"evidence-{pieces[65].pk}")
    expect(row).to_be_in_viewport()

    page.locator(f"#reject-{pieces[65].pk} > summary").click()
    reason = row.get_by_label("Why is it rejected?")
    reason.fill("Because the page")
    arrive(claim, "A passage that came second.")
    expect(page.get_by_text("A passage that came second.")).to_be_attached()
    expect(reason).to_have_value("Because the page")
    expect(reason).to_be_focused()

    following = page.get_by_role("link", name="Next", exact=True)
    following.focus()
    expect(following).to_be_focused()


def test_a_row_in_which_somebody_writes_stays_when_a_new_one_pushes_it_into_the_rest(page: Page) -> None:
    claim = claim_in(State.RESEARCHING)
    capture = a_snapshot()
    sources = write(Source, [source(f"many-{number}", capture) for number in range(10)])
    write(Evidence, [passage(claim, one, 3) for one in sources])
    log_in(page, "ravi")
    open_claim(page, claim)
    rows = page.locator(".weighed [data-row]")
    expect(rows).to_have_count(10)
    number = rows.last.get_attribute("id").removeprefix("evidence-")  # type: ignore[union-attr]
    row = page.locator(f"#evidence-{number}")
    page.locator(f"#reject-{number} > summary").click()
    reason = row.get_by_label("Why is it rejected?")
    reason.fill("Because the page")

    for n_more, quote in enumerate(["A passage that came first.", "A passage that came second."], 1):
        arrive(claim, quote)
        expect(page.get_by_text(quote)).to_be_visible()
        expect(page.get_by_text(f"{n_more} more proposed passage")).to_be_visible()
        expect(reason).to_have_value("Because the page")
        expect(reason).to_be_focused()

    page.get_by_text("2 more proposed passages").click()
    expect(rows).to_have_count(12)
    expect(row).to_have_count(1)
    expect(reason).to_have_value("Because the page")
    reason.fill("Because the page is forged.")
    row.get_by_role("button", name="Reject", exact=True).click()
    expect(page.get_by_text(f"E{number} is rejected.")).to_be_visible()
    expect(rows).to_have_count(11)
    assert Evidence.objects.get(pk=number).reject_reason == "Because the page is forged."


def test_no_word_is_lost_when_one_of_two_open_forms_of_a_part_has_no_place_any_more(page: Page) -> None:
    claim = claim_in(State.RESEARCHING)
    today = timezone.localdate()
    asked = ReplyRequest.objects.create(
        claim=claim, asked_by=cast().ravi, channel="E-mail", asked_on=today, deadline_on=today
    )
    log_in(page, "ravi")
    open_claim(page, claim)
    page.locator("#log-search > summary").click()
    place = page.get_by_label("Where did you search?")
    place.fill("Archive of the port")
    page.locator("#sides summary", has_text="Link for the claimant").click()
    question = page.get_by_label("Your question")
    question.fill("Who has told you so?")
    with (
        page.expect_response(lambda answer: "/live/" in answer.url and answer.status == 200),
        audit.record(claim, verb="record_reply", by=cast().edda, is_binding=False),
    ):
        ReplyRequest.objects.filter(pk=asked.pk).update(reply="It is so.", replied_on=today)
    with page.expect_response(lambda answer: "/live/" in answer.url):
        pass  # what came before has been shown by now, or not
    expect(place).to_have_value("Archive of the port")
    expect(question).to_have_value("Who has told you so?")


def arrive(claim: Claim, quote: str) -> None:
    """The most relevant of all: it stands first."""
    with audit.record(claim, verb="find_evidence", by=None, is_binding=False):
        a_piece_of_evidence(claim, quote=quote, relevance_score=1.0)


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
    page.locator("#log-search > summary").click()
    page.get_by_role("link", name="Open the form: Log a search").click()
    page.get_by_label("Where did you search?").fill("Archive of the port")
    page.get_by_role("button", name="Log the search").click()
    expect(page.get_by_role("heading", name="This was not saved")).to_be_visible()
    expect(page.get_by_label("Where did you search?").first).to_have_value("Archive of the port")
