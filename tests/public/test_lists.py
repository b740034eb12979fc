"""The list of checks with its search, the corrections log and the policy pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from claims.models import Outlet, PolicyPage, State
from claims.publishing import edition
from claims.workflow import edits
from claims.workflow.moves import move
from tests.builders import cast, claim_in, scale
from tests.public.checks import HOSTILE, appear, corrected, published

pytestmark = pytest.mark.django_db


def read(client: Client, url: str, **asked: str) -> str:
    answer = client.get(url, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_site_says_that_nothing_is_published_yet(client: Client) -> None:
    assert "Nothing has been published yet" in read(client, "/")
    assert "No published check has been corrected so far" in read(client, "/corrections/")


def test_search_finds_words_of_claim_summary_and_claimant(client: Client) -> None:
    published("The lighthouse uses more power than the village", summary="It uses a tenth.", claimant="Dana Okoro")
    published("The ferry was cancelled on forty days", summary="On four days.", claimant="Jonas Weber")
    for words in ("lighthouse", "tenth", "okoro power"):
        page = read(client, "/", q=words)
        assert "lighthouse" in page
        assert "ferry was cancelled" not in page
    page = read(client, "/", q="zebra")
    assert "No check matches" in page


def test_search_finds_words_of_the_text_that_readers_see_and_of_no_draft(client: Client) -> None:
    published("The fee rose", summary="It fell.", text="The pilotage stayed.", unknowns="Whether it snowed.")
    claim = claim_in(State.RESEARCHING)
    edits.edit_draft(claim, by=cast().ravi, rating=None, summary="", text="Zanzibar pays for the pilotage.")
    for words in ("pilotage", "pilot", "snowed", "fee pilotage fell"):
        page = read(client, "/", q=words)
        assert "The fee rose" in page, words
        assert "1 check" in page, words
    assert "No check matches" in read(client, "/", q="zanzibar")


def test_filters_narrow_by_rating_claimant_outlet_and_date(client: Client) -> None:
    wanted = published("The lighthouse uses more power", rating="false", claimant="Dana Okoro", appears=False)
    appear(wanted, outlet="Coast News")
    published("The ferry was cancelled often", rating="true", claimant="Jonas Weber")
    outlet = Outlet.objects.get(name="Coast News")
    today = timezone.now().date()
    for asked in (
        {"rating": "false"},
        {"claimant": "okoro"},
        {"outlet": str(outlet.pk)},
        {"q": "lighthouse", "since": today.isoformat(), "until": today.isoformat()},
    ):
        page = read(client, "/", **asked)
        assert "The lighthouse uses" in page, asked
        assert "The ferry was" not in page, asked
    assert "No check matches" in read(client, "/", since=(today + timedelta(days=1)).isoformat())
    assert "No check matches" in read(client, "/", until=(today - timedelta(days=1)).isoformat())


@pytest.mark.parametrize("words", ["Зеленська", "зеленська", "ОЛЕНА"])
def test_a_claimant_is_found_in_small_and_capital_letters_of_any_script(client: Client, words: str) -> None:
    published("The lighthouse uses more power", claimant="Олена Зеленська")
    assert "The lighthouse uses" in read(client, "/", claimant=words)
    assert "No check matches" in read(client, "/", claimant="Шевченко")


def test_lists_say_that_a_check_is_done_again(client: Client) -> None:
    claim = published("The lighthouse uses more power", claimant="Dana Okoro", topic="Ports")
    other = published("The ferry was cancelled often", claimant="Dana Okoro", topic="Ports")
    assert claim.claimant is not None
    pages = ("/", "/topics/ports/", f"/claimants/{claim.claimant.pk}/", other.get_absolute_url())
    assert all("Being checked again" not in read(client, url) for url in pages)
    move(claim, "reopen", by=cast().edda, note="New figures.")
    edition.advance()
    assert [read(client, url).count("Being checked again") for url in pages] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"since": "yesterday"}, "The date after “from” is not a date."),
        ({"until": "31/31"}, "The date after “to” is not a date."),
        ({"rating": "mauve"}, "There is no such rating."),
        ({"outlet": "99999999999999999999"}, "No check is about this outlet."),
        ({"q": "\x00"}, "This search cannot be read."),
        ({"q": "x" * 500}, "This search cannot be read."),
    ],
)
def test_what_cannot_be_read_in_a_search_is_said_and_left_out(
    client: Client, asked: dict[str, str], sentence: str
) -> None:
    published("The lighthouse uses more power")
    page = read(client, "/", **asked)
    assert sentence in page
    assert "The lighthouse uses more power" in page


def test_operators_and_markup_in_a_search_are_words(client: Client) -> None:
    published("The lighthouse uses more power")
    for words in ("a\" OR NEAR( * ^ -- ' ) AND", HOSTILE, "%", "lighthouse:*", "'); DROP TABLE"):
        page = read(client, "/", q=words)
        assert "<script>alert" not in page


def test_turning_the_page_keeps_the_search_and_skips_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.public.finding.N_PER_PAGE", 2)
    claims = [published(f"The harbour fee rose for the {number} time") for number in range(5)]
    page, seen = read(client, "/", q="harbour"), []
    assert "5 checks found." in page
    assert 'rel="prev"' not in page
    for n_shown in (2, 2, 1):
        shown = [claim.pk for claim in claims if f'href="{claim.get_absolute_url()}"' in page]
        assert len(shown) == n_shown
        seen += shown
        link = re.search(r'rel="next" href="([^"]+)"', page)
        page = read(client, "/" + link.group(1).replace("&amp;", "&")) if link else page
    assert sorted(seen) == [claim.pk for claim in claims]
    assert 'rel="next"' not in page
    back = re.search(r'rel="prev" href="([^"]+)"', page)
    assert back is not None
    assert "q=harbour" in back.group(1)
    assert "for the 1 time" in read(client, "/" + back.group(1).replace("&amp;", "&"))
    assert 'content="noindex' not in read(client, "/")
    assert read(client, "/", after="x") == read(client, "/", after="999999")


def test_what_begins_with_the_last_word_stands_behind_what_has_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.public.finding.N_PER_PAGE", 2)
    older = published("The lantern tax rose by a third", claimant="Dana Okoro")
    begun = [published(f"The lanternfish was seen {number} times", claimant="Jonas Weber") for number in range(3)]
    assert "1 check found." in read(client, "/", q="tax lant")
    page, seen = read(client, "/", q="lantern"), []
    assert "4 checks found." in page
    for _ in range(2):
        hits = re.findall(r'<h[23][^>]*><a href="([^"]+)"', page)
        seen.append(hits)
        link = re.search(r'rel="next" href="([^"]+)"', page)
        page = read(client, "/" + link.group(1).replace("&amp;", "&")) if link else page
    addresses = [claim.get_absolute_url() for claim in (older, *reversed(begun))]
    assert seen == [addresses[:2], addresses[2:]]
    assert "3 checks found." in read(client, "/", q="lantern", claimant="weber")


def test_the_log_can_be_read_by_kind(client: Client) -> None:
    corrected(published(), "minor", "A typing error.", summary="The fee rose, but by less than was claimed.")
    corrected(published(), "substantial", "The year was wrong.", summary="The fee rose in 2022.")
    page = read(client, "/corrections/", kind="substantial")
    assert "The year was wrong." in page
    assert "A typing error." not in page
    assert "There is no correction of this kind" in read(client, "/corrections/", kind="withdrawal")
    assert "A typing error." in read(client, "/corrections/", kind="nonsense")


def test_long_lists_of_choices_and_of_long_claims_stay_light(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = published("The harbour fee rose " + "very " * 90 + "much", summary="It did not. " * 60, claimant="N" * 150)
    for number in range(120):
        Outlet.objects.create(name=f"A newspaper with quite a long name, number {number}")
    for outlet in Outlet.objects.all():
        appear(claim, outlet=outlet.name)
    assert read(client, "/").count("<option") < 120
    monkeypatch.setattr("claims.public.finding.N_PER_PAGE", 20)
    row = read(client, "/").partition('<ul class="checks">')[2].partition("</ul>")[0]
    assert len(read(client, "/").encode()) + 19 * len(row.encode()) < 40_000


def test_a_withdrawn_check_leaves_the_list_and_stands_in_the_log(client: Client) -> None:
    claim = published("The lighthouse uses more power")
    move(claim, "retract", by=cast().edda, note="The meter was broken.")
    assert "The lighthouse" not in read(client, "/")
    log = read(client, "/corrections/")
    assert "Withdrawal" in log
    assert "The meter was broken." in log
    assert f"{claim.get_absolute_url()}v/1/" in log


def test_the_list_shows_the_newest_version_once(client: Client) -> None:
    claim = corrected(published(summary="Old summary."), "update", summary="New summary.")
    page = read(client, "/")
    assert page.count(f'href="{claim.get_absolute_url()}"') == 1
    assert "New summary." in page
    assert "Old summary." not in page


def test_a_policy_page_shows_its_newest_version_and_takes_no_markup(client: Client) -> None:
    PolicyPage.objects.create(slug="funding", version=1, title="Money", body="Old words.")
    PolicyPage.objects.create(slug="funding", version=2, title="Our money", body=f"**New** words. {HOSTILE}")
    page = read(client, "/funding/")
    assert '<h1 class="title">Our money</h1>' in page
    assert "<strong>New</strong> words." in page
    assert "Old words." not in page
    assert "<script>" not in page
    assert "Version 2" in page


def test_a_policy_page_of_any_name_is_there_once_it_is_written(client: Client) -> None:
    assert client.get("/cookies/").status_code == 404
    PolicyPage.objects.create(slug="cookies", version=1, title="Cookies", body="We keep no cookies.")
    assert "We keep no cookies." in read(client, "/cookies/")


def test_no_level_of_headings_is_left_out_on_a_policy_page(client: Client) -> None:
    scale()
    for slug in ("methodology", "report-an-error"):
        PolicyPage.objects.create(slug=slug, version=1, title="How", body="# We choose\n\nSo.\n\n## By reach\n\nSo.")
        for address in (f"/{slug}/", f"/{slug}/v/1/"):
            page = read(client, address)
            assert "<h2>We choose</h2>" in page
            assert "<h3>By reach</h3>" in page


def test_the_methodology_prints_the_scale_and_the_newsrooms_own_numbers(client: Client) -> None:
    scale()
    page = read(client, "/methodology/")
    for level in scale().values():
        assert level.label in page
        assert level.definition in page
    assert "2 independent origins" in page
    assert "3 reviewers" in page


def test_reporting_an_error_names_the_check_and_the_address(client: Client, settings: object) -> None:
    settings.CONTACT_EMAIL = "desk@newsroom.example"  # type: ignore[attr-defined]
    claim = published("The lighthouse uses more power")
    page = read(client, "/report-an-error/", check=claim.slug)
    assert "The lighthouse uses more power" in page
    assert f"mailto:desk@newsroom.example?subject=Error%20in%20the%20check%20{claim.slug}" in page
    assert "The lighthouse" not in read(client, "/report-an-error/", check="no-such-check")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_public_pages_are_only_read(client: Client, method: str) -> None:
    for url in ("/", "/corrections/", "/funding/", "/feed.atom", "/sitemap.xml"):
        assert getattr(client, method)(url).status_code == 405
