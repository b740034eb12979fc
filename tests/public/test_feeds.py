"""The feed, the sitemap and robots.txt, read by a parser of XML as a program would."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client

from claims.models import Claim, PolicyPage
from claims.workflow.moves import move
from tests.builders import cast
from tests.public.checks import HOSTILE, corrected, published

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
AT = "{http://purl.org/atompub/tombstones/1.0}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def feed(client: Client) -> ET.Element:
    answer = client.get("/feed.atom")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)


def entry(client: Client) -> dict[str, str]:
    (found,) = feed(client).findall(f"{ATOM}entry")
    return {child.tag.removeprefix(ATOM): child.text or child.get("href", "") for child in found}


def seconds(claim: Claim, number: int) -> str:
    at = claim.revisions.get(number=number).published_at
    return at.replace(microsecond=0).isoformat()


def test_an_empty_feed_is_a_valid_feed_that_never_changes(client: Client) -> None:
    root = feed(client)
    assert root.find(f"{ATOM}updated").text == "2020-01-01T00:00:00+00:00"  # type: ignore[union-attr]
    assert root.findall(f"{ATOM}entry") == []


def test_an_entry_has_what_atom_asks_for(client: Client) -> None:
    claim = published("The lighthouse uses more power", rating="false", summary="It uses a tenth.")
    found = entry(client)
    assert found["title"] == "False: The lighthouse uses more power"
    assert found["link"] == f"{settings.SITE_URL}{claim.get_absolute_url()}"
    assert found["summary"] == "It uses a tenth."
    assert found["published"] == found["updated"] == seconds(claim, 1)
    assert found["id"].startswith("tag:127.0.0.1,")
    assert claim.slug not in found["id"]
    self_link = feed(client).find(f"{ATOM}link[@rel='self']")
    assert self_link is not None
    assert self_link.get("href") == f"{settings.SITE_URL}/feed.atom"


def test_only_something_new_moves_the_time_of_an_entry_and_nothing_its_id(client: Client) -> None:
    claim = published(summary="The fee rose by 75 percent.")
    first = entry(client)
    claim = corrected(claim, "minor", summary="The fee rose by 75 per cent.")
    minor = entry(client)
    assert minor["updated"] == seconds(claim, 1)
    assert minor["summary"] == "The fee rose by 75 per cent."
    claim = corrected(claim, "substantial", summary="The fee rose by 80 %.")
    substantial = entry(client)
    assert substantial["updated"] == seconds(claim, 3)
    assert substantial["published"] == seconds(claim, 1)
    assert first["id"] == minor["id"] == substantial["id"]


def test_a_withdrawn_check_leaves_a_tombstone_with_the_same_id(client: Client) -> None:
    claim = published()
    before = entry(client)["id"]
    move(claim, "retract", by=cast().edda, note=f"The tariff was forged. {HOSTILE}")
    root = feed(client)
    assert root.findall(f"{ATOM}entry") == []
    (tombstone,) = root.findall(f"{AT}deleted-entry")
    assert tombstone.get("ref") == before
    assert tombstone.find(f"{AT}comment").text.startswith("The tariff was forged.")  # type: ignore[union-attr]
    assert tombstone.get("when") == root.find(f"{ATOM}updated").text  # type: ignore[union-attr]


def test_hostile_words_and_control_characters_leave_the_feed_well_formed(client: Client) -> None:
    published(f"The mayor said {HOSTILE} on Monday", summary=f"\x01\x08\x0b\x1f\ufffe{HOSTILE}")
    assert " ".join(HOSTILE.split()) in entry(client)["title"]
    assert entry(client)["summary"].startswith("</script>")


def test_a_demonstration_says_so_in_the_feed_and_is_not_in_the_sitemap(client: Client) -> None:
    claim = published("The museum is the oldest", is_demonstration=True)
    assert entry(client)["title"].startswith("Demonstration. ")
    assert claim.slug not in client.get("/sitemap.xml").content.decode()


def test_the_sitemap_lists_standing_checks_and_policy_pages_with_their_last_change(client: Client) -> None:
    claim = corrected(published(), "minor", summary="The fee rose, but by less than was claimed.")
    withdrawn = published()
    move(withdrawn, "retract", by=cast().edda, note="It was forged.")
    PolicyPage.objects.create(slug="funding", version=1, title="Funding", body="Readers pay.")
    root = ET.fromstring(client.get("/sitemap.xml").content)
    urls = {
        url.find(f"{MAP}loc").text: url.find(f"{MAP}lastmod")  # type: ignore[union-attr]
        for url in root.findall(f"{MAP}url")
    }
    stamp = urls[f"{settings.SITE_URL}{claim.get_absolute_url()}"]
    assert stamp is not None
    assert stamp.text == seconds(claim, 2)
    assert f"{settings.SITE_URL}/funding/" in urls
    assert f"{settings.SITE_URL}{withdrawn.get_absolute_url()}" not in urls
    assert not any("/v/" in str(url) or "/desk/" in str(url) for url in urls)


def test_robots_are_kept_out_of_the_desk_and_shown_the_sitemap(client: Client) -> None:
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /desk/" in lines
    assert "Disallow: /admin/" in lines
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in lines


def test_a_withdrawal_changes_the_lists_that_it_leaves_and_enters(client: Client) -> None:
    claim = published()
    move(claim, "retract", by=cast().edda, note="It was forged.")
    at = claim.corrections.get().corrected_at.replace(microsecond=0).isoformat()
    root = ET.fromstring(client.get("/sitemap.xml").content)
    changed = {url.findtext(f"{MAP}loc"): url.findtext(f"{MAP}lastmod") for url in root.findall(f"{MAP}url")}
    assert changed[f"{settings.SITE_URL}/corrections/"] == changed[f"{settings.SITE_URL}/"] == at
