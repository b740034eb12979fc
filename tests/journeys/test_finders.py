"""The finders on the claim page: what was found is quoted and linked to, what failed is asked again alone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from claims import jobs, policy
from claims.models import Job
from tests.builders import cast, claim_in
from tests.evidence.outside import STATEMENT, TELLING, Reply, Service, a_page, as_json
from tests.journeys.acts import log_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_finder_that_failed_is_asked_again_alone_and_its_words_are_linked(page: Page, settings: Any) -> None:
    cast()
    service = Service()
    settings.FETCH_ALLOW = [service.pair]
    settings.SEARXNG_URL, settings.NEWSROOM_SEARCH_URL = service.url, f"{service.url}/find"
    service.answers |= {
        "/search": as_json({"results": [{"url": f"{service.url}/report", "title": "Harbour report"}]}),
        "/find": Reply(b"<p>Log in", content_type="text/html"),
        "/report": a_page(TELLING),
    }
    claim = claim_in("researching", statement=STATEMENT)
    jobs.enqueue("gather_evidence", claim.pk)
    with policy.overridden(request_gap_s=0):
        jobs.run_all(only=lambda row: row.name in ("gather_evidence", "ask_finder"))
        log_in(page, "ravi", at=f"/desk/claims/{claim.pk}/")
        finders = page.locator(".finders")
        expect(finders).to_contain_text("SearXNG: 1 passage")
        expect(finders).to_contain_text("It sent a web page or other text instead of JSON. Check NEWSROOM_SEARCH_URL")
        expect(finders).to_contain_text("Not set up: Google Fact Check Tools, Wikipedia.")
        link = page.get_by_role("link", name="At these words").first
        assert link.get_attribute("rel") == "noopener noreferrer"
        assert (link.get_attribute("href") or "").startswith(f"{service.url}/report#:~:text=The%20harbour")
        service.answers["/find"] = as_json({"results": []})
        finders.get_by_role("button", name="Retry").click()
        expect(page.locator("body")).to_contain_text("The finder is asked again.")
        assert list(Job.objects.filter(name="ask_finder").values_list("n_asked", flat=True)) == [1]
        jobs.run_all(only=lambda row: row.name == "ask_finder")
        expect(finders).to_contain_text("The newsroom’s own search: 0 passages")
        expect(finders.get_by_role("button", name="Retry")).to_have_count(0)
    service.close()
