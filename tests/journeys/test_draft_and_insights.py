"""A draft is checked and the suggestions are measured, in a real browser: with and without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from claims.models import Article
from tests.builders import a_claim, cast
from tests.detection.test_labels import an_article_of, dismiss, suggest
from tests.journeys.acts import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DRAFT = (
    "The number of visitors on the island rose by 31 percent in 2024, tourist board director Ada Holt said.\n\n"
    "The ferry carried 410,000 people in 2024, a third more than in 2019. Is it not a fine view?"
)


def test_a_draft_is_checked_without_a_reload_changed_and_imported_only_when_asked(page: Page) -> None:
    a_claim("The number of visitors on the island rose by 31 percent in 2024")
    log_in(page, "rana", at="/desk/")
    page.get_by_role("link", name="Articles", exact=True).click()
    page.get_by_role("link", name="Check a draft").first.click()
    expect(page.get_by_label("Draft", exact=True)).to_be_visible()
    page.evaluate("window.sameTab = true")
    page.get_by_label("Draft", exact=True).fill(DRAFT)
    page.get_by_label("Title").fill("More people come")
    page.get_by_label("Date").fill("2025-11-21")
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("mark")).to_have_count(2)
    assert page.evaluate("window.sameTab")
    expect(page.locator(".finding", has_text="Ada Holt, tourist board director")).to_contain_text("100 of 100 alike")
    expect(page.locator(".finding", has_text="410,000")).to_contain_text("Say where this comes from")
    page.get_by_label("Draft", exact=True).fill(f"{DRAFT} The hospital treated 9,300 patients in 2023.")
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("mark")).to_have_count(3)
    assert not Article.objects.exists()
    page.get_by_role("button", name="Import it as an article").click()
    expect(page.get_by_role("heading", name="More people come", level=1)).to_be_visible()
    assert "9,300 patients" in Article.objects.get().text


@pytest.mark.browser(javascript=False)
def test_a_file_is_checked_without_javascript_and_a_mark_leads_to_its_claim(page: Page, tmp_path: Path) -> None:
    cast()
    file = tmp_path / "draft.txt"
    file.write_text(f"More people come\n\n{DRAFT}", encoding="utf-8")
    log_in(page, "ines")
    page.goto("/desk/draft/")
    page.get_by_label("Or a file").set_input_files(file)
    page.get_by_role("button", name="Check it").click()
    expect(page.locator("mark")).to_have_count(2)
    expect(page.get_by_label("Title")).to_have_value("More people come")
    page.locator("mark a").first.click()
    expect(page).to_have_url(re.compile("#finding-"))
    expect(page.locator(".finding:target")).to_be_visible()
    page.get_by_role("button", name="Import it as an article").click()
    expect(page.get_by_role("heading", name="More people come", level=1)).to_be_visible()


def test_the_insights_follow_what_the_desk_decides(page: Page) -> None:
    article = an_article_of("The fee rose by a third.", "The port lost 200 jobs.")
    first = suggest(article, 0)
    dismiss(suggest(article, 1), "opinion")
    log_in(page, "edda", at="/desk/")
    page.locator(f"#claim-{first.pk}").get_by_role("button", name="Accept").click()
    expect(page.locator(f"#claim-{first.pk}")).to_contain_text("Accepted:")
    page.get_by_role("navigation").get_by_role("link", name="Insights").click()
    expect(page.locator("#suggestions .figures")).to_contain_text("50 %")
    page.get_by_label("Period").select_option("4")
    page.wait_for_url("**/desk/insights/?weeks=4")
    expect(page.get_by_role("row", name="Opinion 1")).to_be_visible()
    expect(page.get_by_role("img", name="Flow through the states")).to_be_visible()
    flow = page.locator("#figure-flow")
    flow.get_by_text("As a table").click()
    expect(flow.get_by_role("row", name="New Queued 1")).to_be_visible()
    with page.expect_download() as download:
        flow.get_by_role("button", name="Download as CSV").click()
    assert download.value.suggested_filename == "insights-flow.csv"
