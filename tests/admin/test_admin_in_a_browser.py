"""What moderators and editors do in the admin with mouse and keyboard; test_every_page.py looks at its pages."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Claim, Claimant
from tests.builders import a_claim, cast
from tests.journeys.acts import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_two_claimants_are_merged_and_parted_by_an_editor(page: Page) -> None:
    for name in ("Holt", "Ada Holt"):
        a_claim(claimant=name)
    log_in(page, "edda", at="/admin/")
    page.get_by_role("link", name="Claimants", exact=True).click()
    page.locator("#action-toggle").check()
    page.get_by_label("Action:").select_option(label="Merge into one claimant")
    page.get_by_role("button", name="Go").click()
    page.get_by_label("Ada Holt").check()
    page.get_by_label("Why they are the same").fill("The same mayor.")
    page.get_by_role("button", name="Merge them").click()
    expect(page.get_by_text("Merged into Ada Holt: Holt.")).to_be_visible()
    page.goto(reverse("admin:claims_claimant_change", args=[Claimant.objects.get(name="Ada Holt").pk]))
    expect(page.locator("#aliases-group").get_by_text("Holt", exact=True).last).to_be_visible()
    page.goto(reverse("admin:claims_claimantmerge_changelist"))
    page.locator("#action-toggle").check()
    page.get_by_label("Action:").select_option(label="Undo the merge")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("Holt is a claimant of their own again.")).to_be_visible()


def test_spam_is_dismissed_and_a_role_given_with_mouse_and_keyboard(page: Page) -> None:
    for number in range(2):
        a_claim(f"Buy these {number} pills today and never sleep again")
    log_in(page, "mona", at=reverse("admin:claims_claim_changelist"))
    page.locator("#action-toggle").check()
    page.get_by_label("Action:").select_option(label="Dismiss as spam")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("Dismissed as spam: 2.")).to_be_visible()
    assert set(Claim.objects.values_list("state", flat=True)) == {"dismissed"}
    page.goto(reverse("admin:claims_user_change", args=[cast().otto.pk]))
    page.get_by_text("Add another Role grant").click()
    page.locator("#id_grants-0-role").select_option("reporter")
    page.locator("#id_why").fill("Joins the night shift.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was changed successfully")).to_be_visible()
    assert cast().otto.grants.get().granted_by == cast().mona


@pytest.mark.browser(width=1440)
def test_no_column_of_the_list_of_people_lies_behind_the_filter(page: Page) -> None:
    mona = cast().mona
    mona.last_name = "Moor-Vandersluys"
    mona.save()
    log_in(page, "mona", at=reverse("admin:claims_user_changelist"))
    expect(page.get_by_text("Moor-Vandersluys").last).to_be_visible()
    expect(page.locator("#changelist-filter")).to_be_in_viewport()
    assert page.locator(".results").evaluate("(list) => list.scrollWidth - list.clientWidth") == 0
