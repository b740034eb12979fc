"""The desk in a real browser: triage, import and reading, with and without JavaScript."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims import jobs
from claims.models import Claim, Notice, SavedFilter, State
from claims.workflow import watching
from claims.workflow.moves import move
from tests.builders import a_claim, cast, claim_in
from tests.journeys.acts import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARTICLE = (
    "Lighthouse opens to visitors\n\n"
    "The lighthouse of Grauholm opens to visitors in May. The number of visitors on the island rose by 31 percent in "
    "2024, the tourist board said.\n\nIt is a fine view."
)


def test_three_claims_are_triaged_without_leaving_the_inbox(page: Page) -> None:
    keep, drop, twin = (
        a_claim(f"The {thing} of the island was closed in 2020") for thing in ("school", "bank", "quay")
    )
    queued = claim_in(State.QUEUED)
    log_in(page, "ravi", at="/desk/")
    row = page.locator(f"#claim-{keep.pk}")
    row.get_by_role("button", name="Accept").click()
    expect(row).to_contain_text("Accepted:")

    row = page.locator(f"#claim-{drop.pk}")
    row.get_by_text("Dismiss …").click()
    row.get_by_role("button", name="Out of scope").click()
    expect(row).to_contain_text("Dismissed:")

    row = page.locator(f"#claim-{twin.pk}")
    row.get_by_text("Same as …").click()
    row.get_by_label("Number or address of the other claim").fill("no number")
    row.get_by_role("button", name="Merge into it").click()
    expect(row).to_contain_text("There is no such claim.")
    row.get_by_label("Number or address of the other claim").fill(f"#{queued.pk}")
    row.get_by_role("button", name="Merge into it").click()
    expect(row).to_contain_text("Merged:")

    states = {claim.pk: claim.state for claim in Claim.objects.filter(pk__in=[keep.pk, drop.pk, twin.pk])}
    assert states == {keep.pk: State.QUEUED, drop.pk: State.DISMISSED, twin.pk: State.MERGED}


def test_who_was_slower_sees_who_was_quicker(page: Page) -> None:
    claim = a_claim()
    log_in(page, "ravi", at="/desk/")
    move(claim, "accept", by=cast().lena)
    row = page.locator(f"#claim-{claim.pk}")
    row.get_by_role("button", name="Accept").click()
    expect(row).to_contain_text("Lena changed this claim meanwhile (accept); it is now queued.")
    expect(row.get_by_role("button", name="Accept")).to_have_count(0)


@pytest.mark.browser(javascript=False)
def test_the_inbox_works_without_javascript(page: Page) -> None:
    claim, other = a_claim(), a_claim("The ferry to the island is free of charge")
    log_in(page, "ravi", at="/desk/")
    page.get_by_label("Words in the statement").fill("harbour")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text(other.statement)).to_have_count(0)
    row = page.locator(f"#claim-{claim.pk}")
    row.get_by_text("Same as …").click()
    row.get_by_label("Number or address of the other claim").fill("nonsense")
    row.get_by_role("button", name="Merge into it").click()
    expect(page.locator(f"#claim-{claim.pk}")).to_contain_text("There is no such claim.")
    page.locator(f"#claim-{claim.pk}").get_by_role("button", name="Accept").click()
    expect(page.get_by_text(f"Accepted: {claim.statement}")).to_be_visible()
    assert "q=harbour" in page.url


def test_an_import_shows_its_progress_without_a_reload_and_a_sentence_becomes_a_claim(page: Page) -> None:
    cast()
    log_in(page, "rana", at="/desk/")
    page.get_by_role("link", name="Import articles").first.click()
    page.get_by_label("Text", exact=True).fill(ARTICLE)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Looking for claims")).to_be_visible()
    jobs.run_all(only=lambda row: row.name == "detect_claims")
    marked = page.locator("mark")
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text("rose by 31 percent")
    page.get_by_role("button", name="Make a claim of: The lighthouse of Grauholm").click()
    expect(marked).to_have_count(2)
    expect(page.get_by_text("is in the inbox.")).to_be_visible()
    assert Claim.objects.count() == 2


def test_several_files_are_imported_and_the_list_follows_them(page: Page, tmp_path: Path) -> None:
    cast()
    log_in(page, "rana", at="/desk/")
    for name, day in (("one.txt", "May"), ("two.txt", "June")):
        (tmp_path / name).write_text(ARTICLE.replace("May", day), encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    page.goto("/desk/import/")
    page.get_by_label("Files").set_input_files([tmp_path / name for name in ("one.txt", "two.txt", "empty.txt")])
    expect(page.locator("#chosen-files li")).to_have_count(3)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("heading", name="Not everything could be imported")).to_be_visible()
    expect(page.locator(".outcomes .bad")).to_contain_text("empty.txt")
    page.goto("/desk/articles/")
    expect(page.get_by_text("Looking for claims")).to_have_count(2)
    jobs.run_all(only=lambda row: row.name == "detect_claims")
    expect(page.get_by_text("1 claim", exact=True)).to_have_count(2)


def test_a_claim_that_a_task_finds_is_announced_in_an_open_inbox(page: Page) -> None:
    claim = a_claim()
    log_in(page, "ravi", at="/desk/")
    expect(page.locator(f"#claim-{claim.pk}")).to_be_visible()
    a_claim("The island has lost a third of its beach")
    page.get_by_role("link", name="1 new claim came in. Show it").click()
    expect(page.get_by_text("The island has lost a third of its beach")).to_be_visible()


def test_the_desk_can_be_used_by_keyboard_alone(page: Page) -> None:
    claim = a_claim()
    log_in(page, "ravi", at="/desk/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if _focused(page).startswith("Accept"):
            break
    assert _focused(page).startswith("Accept")
    page.keyboard.press("Enter")
    expect(page.locator(f"#claim-{claim.pk}")).to_contain_text("Accepted:")


@pytest.mark.browser(width=1440)
def test_all_states_of_a_full_board_stand_in_one_line(page: Page) -> None:
    log_in(page, "ravi", at=reverse("desk:board"))
    page.locator(".tabs .count").evaluate_all("(counts) => counts.forEach((count) => { count.textContent = '999'; })")
    tops = page.locator(".tabs a").evaluate_all("(tabs) => tabs.map((tab) => tab.getBoundingClientRect().top)")
    assert len(tops) == 1 + len(State)
    assert len(set(tops)) == 1, tops


def test_the_claims_that_one_watches_stand_apart_from_their_heading(page: Page) -> None:
    watching.watch(a_claim(), by=cast().mona)
    log_in(page, "mona", at=reverse("desk:me"))
    heading, card = page.locator("#watched-title").bounding_box(), page.locator(".claim-card").bounding_box()
    assert heading is not None
    assert card is not None
    assert card["y"] - (heading["y"] + heading["height"]) >= 12


def test_older_news_stay_unfolded_when_more_come(page: Page) -> None:
    ravi = cast().ravi
    for number in range(8):
        Notice.objects.create(person=ravi, key=f"{number}", text=f"Notice {number}")
    log_in(page, "ravi", at=reverse("desk:my_work"))
    page.get_by_text("2 older").click()
    expect(page.get_by_text("Notice 0", exact=True)).to_be_visible()
    Notice.objects.create(person=ravi, key="new", text="Notice of just now")
    expect(page.get_by_text("Notice of just now", exact=True)).to_be_visible()
    expect(page.get_by_text("Notice 0", exact=True)).to_be_visible()


def test_a_name_for_a_filter_that_is_taken_stays_where_it_was_typed(page: Page) -> None:
    a_claim()
    SavedFilter.objects.create(owner=cast().ravi, name="Urgent", query="priority=4")
    log_in(page, "ravi", at=f"{reverse('desk:claims')}?state=new")
    page.get_by_text("Save this filter").click()
    page.get_by_label("Name").fill("Urgent")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("You have a filter “Urgent” already.")
    expect(page.get_by_label("Name")).to_have_value("Urgent")
    page.get_by_label("Name").fill("New ones")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#toasts")).to_contain_text("Saved as “New ones”.")


def _focused(page: Page) -> Any:
    return page.evaluate("document.activeElement.textContent.trim()")


@pytest.mark.parametrize("width", [390, 1440])
def test_the_mark_of_the_demonstration_stands_in_line_with_other_facts(page: Page, width: int) -> None:
    claim = a_claim(
        "Ferries cause most of the soot in the harbour", score=0.9, claimant="Tove Brandt", is_demonstration=True
    )
    page.set_viewport_size({"width": width, "height": 800})
    log_in(page, "edda", at="/desk/")
    row = page.locator(f"#claim-{claim.pk}")
    mark, score = row.get_by_text("Demonstration").bounding_box(), row.locator(".score").bounding_box()
    assert mark
    assert score
    assert score["y"] - 5 < mark["y"] < score["y"] + score["height"]
