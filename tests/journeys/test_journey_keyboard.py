"""From import to published by keys alone: many people, one keyboard, no pointer; the reader has none either."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from claims.models import Claim, Evidence, VerdictRevision
from tests.builders import PASSWORD, a_piece_of_evidence, cast, scale
from tests.journeys.acts import log_in, work_off_jobs

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARTICLE = """Harbour dearer than ever
The harbour fee of Grauholm rose by 33 percent in 2024, the boat owners' association said.
The lighthouse of Grauholm opens to visitors in May.
"""
#: The longest way that Tab may lead on one page. Who needs more is lost.
FARTHEST = 120


class Keyboard:
    """All that one person has: no click, no fill. Every key waits until the page hears it."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._keys = page.keyboard

    def press(self, *keys: str) -> None:
        self._page.wait_for_load_state("load")
        for key in keys:
            self._keys.press(key)

    def write(self, words: str) -> None:
        self._page.wait_for_load_state("load")
        self._keys.type(words)

    def tab_to(self, target: Locator) -> None:
        expect(target).to_be_visible()
        self._page.wait_for_load_state("load")
        for _ in range(FARTHEST):
            if target.evaluate("(element) => element === document.activeElement"):
                return
            self._keys.press("Tab")
        raise AssertionError(f"Tab leads nowhere near {target}.")

    def press_on(self, target: Locator, key: str = "Enter") -> None:
        self.tab_to(target)
        self._keys.press(key)

    def write_into(self, target: Locator, words: str) -> None:
        self.tab_to(target)
        self._keys.type(words)

    def command(self, words: str) -> None:
        """By the palette: a page, an action of this page, or a claim."""
        self.press("Control+k")
        option = self._page.locator("#palette").get_by_role("option", name=words).first
        self._keys.type(words)
        expect(option).to_have_attribute("aria-selected", "true")
        self._keys.press("Enter")


class Newsroom:
    """One computer at which people take turns."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keyboard = Keyboard(page)

    def come_first(self, name: str) -> Keyboard:
        self.page.goto("/desk/")
        self.keyboard.write_into(self.page.get_by_label("User name"), name)
        self.keyboard.write_into(self.page.get_by_label("Password"), PASSWORD)
        self.keyboard.press("Enter")
        expect(self.page.get_by_role("heading", name="Inbox", level=1)).to_be_visible()
        return self.keyboard

    def sit_down(self, name: str) -> Keyboard:
        log_in(self.page, name, at="/desk/")
        return self.keyboard

    def open_my_work(self, heading: str) -> None:
        self.keyboard.command("My work")
        expect(self.page.get_by_role("heading", name=heading)).to_be_visible()

    def do(self, label: str) -> None:
        """The way forward has a key; its button is in the panel that opens."""
        self.keyboard.press("s")
        self.keyboard.press_on(self.page.locator("details.offer[open]").get_by_role("button", name=label, exact=True))
        expect(self.page.get_by_text(f"{label}: done.")).to_be_visible()

    def declare_no_interest(self, name: str) -> None:
        self.keyboard.command("Declare my interests")
        self.keyboard.press_on(self.page.get_by_label("No, none"), "Space")
        self.keyboard.press_on(self.page.get_by_role("button", name="Declare", exact=True))
        expect(self.page.get_by_text(f"{name} has none")).to_be_visible()


def test_a_claim_goes_from_its_import_to_the_reader_without_a_pointer(page: Page) -> None:
    cast()
    scale()
    newsroom = Newsroom(page)
    claim = import_and_pick(newsroom)
    found = a_piece_of_evidence(claim, quote="From 2 May the tower may be climbed.")  # as a finder proposes it
    accept_and_take(newsroom, claim)
    attached = weigh_evidence(newsroom, found)
    draft_and_submit(newsroom, found, attached)
    for name in ("ines", "omar", "tomas"):
        review(newsroom, name, claim)
    work_off_jobs("tally_reviews")
    for name, step in (("edda", "Decide"), ("elsa", "Publish")):
        newsroom.sit_down(name)
        newsroom.open_my_work("Waiting for an editor")
        newsroom.keyboard.press("j", "o")
        expect(page.get_by_role("heading", level=1)).to_contain_text(claim.statement)
        newsroom.declare_no_interest(name.title())
        newsroom.do(step)
    assert VerdictRevision.objects.get(claim=claim).rating == scale()["mostly-true"]
    read_it(page, claim)


def import_and_pick(newsroom: Newsroom) -> Claim:
    """A reporter pastes an article, steps to the sentence that no machine has picked, and makes a claim of it."""
    page, keyboard = newsroom.page, newsroom.come_first("rana")
    keyboard.command("Import articles")
    keyboard.write_into(page.get_by_label("Text", exact=True), ARTICLE)
    keyboard.press_on(page.get_by_role("button", name="Import"))
    expect(page.get_by_text("Looking for claims")).to_be_visible()
    work_off_jobs("detect_claims", "match_claim")
    expect(page.locator("mark")).to_have_count(1)
    picked = page.locator(".sentence", has_text="The lighthouse of Grauholm")
    for _ in range(5):
        if picked.get_attribute("aria-current") == "true":
            break
        keyboard.press("j")
    expect(picked).to_have_attribute("aria-current", "true")
    keyboard.press("c")
    expect(page.locator("mark")).to_have_count(2)
    expect(page.get_by_text("is in the inbox.")).to_be_visible()
    return Claim.objects.get(statement__startswith="The lighthouse")


def accept_and_take(newsroom: Newsroom, claim: Claim) -> None:
    page, keyboard = newsroom.page, newsroom.sit_down("ravi")
    row = page.locator(f"#claim-{claim.pk}")
    for _ in range(2):
        keyboard.press("j")
        if row.get_attribute("aria-current") == "true":
            break
    expect(row).to_have_attribute("aria-current", "true")
    keyboard.press("a")
    expect(row).to_contain_text("Accepted:")
    keyboard.command("lighthouse")
    expect(page.get_by_role("heading", level=1)).to_contain_text(claim.statement)
    newsroom.do("Take")


def weigh_evidence(newsroom: Newsroom, found: Evidence) -> Evidence:
    """What a finder proposed is accepted by one key; an interview is attached by hand, and both are described."""
    page, keyboard = newsroom.page, newsroom.keyboard
    keyboard.press("j", "f")
    expect(page.locator(f".for-and-against #evidence-{found.pk}")).to_be_visible()

    keyboard.command("An interview or a book")
    form = page.locator("#attach-attach_by_hand form")
    keyboard.write_into(form.get_by_label("Title"), "Interview with the keeper")
    keyboard.write_into(form.get_by_label("The words that matter"), "It stays shut until June.")
    keyboard.write_into(form.get_by_label("What the passage does"), "Ref")
    keyboard.write_into(form.get_by_label("Who may read it"), "Pub")
    keyboard.write_into(form.get_by_label("Why there is no snapshot"), "A call.")
    keyboard.press_on(form.get_by_role("button", name="Attach the source"))
    expect(page.locator(".for-and-against").get_by_text("It stays shut until June.")).to_be_visible()
    attached = Evidence.objects.exclude(pk=found.pk).get()

    for item in (found, attached):
        card = page.locator(f"#evidence-{item.pk}")
        keyboard.command(f"Describe: E{item.pk}")
        keyboard.write_into(card.get_by_label("Source type"), "Prim")
        keyboard.write_into(card.get_by_label("The source's interest in the matter"), "It sells the tickets.")
        keyboard.press_on(card.get_by_role("button", name="Save the description"))
        expect(card.get_by_text("Interest: It sells the tickets.")).to_be_visible()
    return attached


def draft_and_submit(newsroom: Newsroom, found: Evidence, attached: Evidence) -> None:
    """The checklist leads to what is missing; citations are inserted by their number."""
    page, keyboard = newsroom.page, newsroom.keyboard
    keyboard.command("Claimant asked")
    expect(page.get_by_label("How was the claimant asked?")).to_be_focused()
    keyboard.write("letter")
    keyboard.press("Enter")
    expect(page.get_by_text("Asked by letter on")).to_be_visible()

    keyboard.command("Draft complete")
    expect(page.get_by_label("True What true means.", exact=True)).to_be_focused()
    keyboard.press("ArrowDown")
    expect(page.get_by_label("Mostly true").first).to_be_checked()
    keyboard.write_into(page.get_by_label("Summary"), "It opens, but later.")
    text = page.get_by_label("Text", exact=True)
    keyboard.write_into(text, "The board names a day")
    keyboard.press("Alt+1", "Alt+2")
    expect(text).to_have_value(f"The board names a day [E{found.pk}] [E{attached.pk}]")
    keyboard.press_on(page.get_by_role("button", name="Save the draft"))
    expect(page.get_by_text("Everything is there.")).to_be_visible()
    newsroom.declare_no_interest("Ravi")
    newsroom.do("Submit for review")
    work_off_jobs("assign_reviewers")


def review(newsroom: Newsroom, name: str, claim: Claim) -> None:
    page, keyboard = newsroom.page, newsroom.sit_down(name)
    newsroom.open_my_work("Reviews that wait for you")
    keyboard.press("j", "o")
    expect(page.get_by_text("As submitted; nothing in it can change")).to_be_visible()
    form = page.locator("#file_review-form")
    keyboard.press("e")
    expect(form.get_by_label("True What true means.", exact=True)).to_be_focused()
    keyboard.press("ArrowDown")
    expect(form.get_by_label("Mostly true")).to_be_checked()
    keyboard.press_on(form.get_by_label("Low"), "ArrowDown")
    keyboard.write_into(form.get_by_label("Your reasons"), f"{name} read the notice.")
    keyboard.press_on(form.get_by_role("checkbox").first, "Space")
    keyboard.press_on(form.get_by_role("button", name="File the review"))
    expect(page.get_by_text(f"{name} read the notice.")).to_be_visible()


def read_it(page: Page, claim: Claim) -> None:
    keyboard = Keyboard(page)
    page.context.clear_cookies()
    page.goto("/")
    keyboard.write_into(page.get_by_label("Words of the claim"), "lighthouse")
    keyboard.press("Enter")
    expect(page.get_by_text("1 check found.")).to_be_visible()
    keyboard.press_on(page.get_by_role("link", name=claim.statement))
    expect(page.locator(".ruling-word")).to_have_text("Mostly true")
    keyboard.press_on(page.get_by_role("link", name="Evidence 2"))
    expect(page.locator(".exhibit:target")).to_contain_text("It stays shut until June.")
