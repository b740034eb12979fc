"""Topics, claimants and related checks: what was printed decides, and nobody is given a score."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
from django.test import Client

from claims.matching import decisions
from claims.models import Claim, Claimant, Match
from claims.public import topics
from claims.publishing import edition
from claims.workflow import claimants, edits
from claims.workflow.moves import move
from tests.builders import a_claim, cast
from tests.public.checks import published

pytestmark = pytest.mark.django_db


def read(client: Client, url: str, **asked: str) -> str:
    answer = client.get(url, asked)
    assert answer.status_code == 200, url
    return answer.content.decode()


def page_of(claimant: str) -> str:
    return f"/claimants/{Claimant.objects.get(name=claimant).pk}/"


class TestTopics:
    def test_ways_of_writing_a_topic_share_one_page(self, client: Client) -> None:
        published("The lighthouse uses more power", topic="Public Money")
        published("The ferry was cancelled often", topic="public money")
        published("The school cost twice as much", topic="Schools")
        index = read(client, "/topics/")
        assert "2 checks" in index
        assert 'href="/topics/schools/"' in index
        page = read(client, "/topics/public-money/")
        assert "The lighthouse uses" in page
        assert "The ferry was" in page
        assert "The school cost" not in page

    def test_a_topic_in_another_script_has_a_page(self, client: Client) -> None:
        claim = published("The lighthouse uses more power", topic="Öffentliches Geld 公金")
        page = read(client, claim.get_absolute_url())
        assert 'href="/topics/%C3%B6ffentliches-geld-%E5%85%AC%E9%87%91/"' in page
        assert "The lighthouse" in read(client, "/topics/öffentliches-geld-公金/")

    def test_without_topics_the_page_says_so_and_an_unknown_one_is_not_there(self, client: Client) -> None:
        published("The lighthouse uses more power")
        assert "No check has been published on a topic yet." in read(client, "/topics/")
        assert client.get("/topics/nothing/").status_code == 404

    def test_a_withdrawn_check_leaves_its_topic(self, client: Client) -> None:
        claim = published("The lighthouse uses more power", topic="Energy")
        move(claim, "retract", by=cast().edda, note="The meter was broken.")
        assert client.get("/topics/energy/").status_code == 404
        assert "Energy" not in read(client, "/topics/")

    def test_only_a_topic_that_has_a_page_is_a_link(self, client: Client) -> None:
        claim = published("The lighthouse uses more power", topic="Energy")
        address = claim.get_absolute_url()
        link = 'href="/topics/energy/"'
        assert link in read(client, address)
        move(claim, "reopen", by=cast().edda, note="New figures.")
        edits.plan(Claim.objects.get(pk=claim.pk), by=cast().ravi, priority=2, due_on=None, topic="Lighthouses")
        edition.advance()
        assert client.get("/topics/energy/").status_code == 404
        assert "on Energy" in read(client, address)
        for page in (read(client, address), read(client, f"{address}v/1/")):
            assert link not in page
        other = published("The grid failed on four days", topic="Energy")
        for path in ("", "v/1/"):
            assert link in read(client, address + path)
        move(other, "retract", by=cast().edda, note="Forged.")
        for page in (read(client, other.get_absolute_url()), read(client, f"{other.get_absolute_url()}v/1/")):
            assert link not in page

    def test_a_topic_that_is_changed_while_the_claim_is_checked_again_stays_inside(self, client: Client) -> None:
        claim = published("The lighthouse uses more power", topic="Energy")
        move(claim, "reopen", by=cast().edda, note="New figures.")
        assert "The lighthouse" in read(client, "/topics/energy/")
        edits.plan(
            Claim.objects.get(pk=claim.pk), by=cast().ravi, priority=2, due_on=None, topic="Secret investigation"
        )
        assert "Secret" not in read(client, "/topics/") + read(client, "/")
        assert client.get("/topics/secret-investigation/").status_code == 404

    def test_the_list_is_bounded_says_so_and_every_topic_keeps_its_page(self, client: Client, monkeypatch: Any) -> None:
        monkeypatch.setattr("claims.public.subjects.MAX_LISTED", 1)
        published("The lighthouse uses more power", topic="Energy")
        published("The dam lost half its water", topic="Energy")
        published("The school cost twice as much", topic="Schools")
        index = read(client, "/topics/")
        assert "Energy" in index
        assert "Schools" not in index
        assert "1 more topic with fewer checks is not listed here." in index
        assert "The school" in read(client, "/topics/schools/")

    def test_topics_are_counted_once_in_each_edition(self, client: Client, monkeypatch: Any) -> None:
        published("The lighthouse uses more power", topic="Energy")
        counting = Mock(side_effect=topics._count_topics)
        monkeypatch.setattr(topics, "_count_topics", counting)
        for query in ("lighthouse", "power"):
            read(client, "/", q=query)
        assert counting.call_count == 1
        published("The school cost twice as much", topic="Schools")
        assert "The school" in read(client, "/", topic="schools")
        assert counting.call_count == 2

    def test_the_search_filters_by_topic(self, client: Client) -> None:
        published("The lighthouse uses more power", topic="Energy")
        published("The school cost twice as much", topic="Schools")
        page = read(client, "/", topic="energy")
        assert "The lighthouse" in page
        assert "The school" not in page
        assert "No check is on this topic." in read(client, "/", topic="nothing")


class TestClaimants:
    def test_all_checks_of_a_claimant_stand_on_one_page_however_they_came_out(self, client: Client) -> None:
        published("The lighthouse uses more power", claimant="Dana Okoro", rating="true")
        claim = published("The ferry was cancelled often", claimant="Dana Okoro", rating="false")
        published("The school cost twice as much", claimant="Jonas Weber", rating="false")
        page = read(client, page_of("Dana Okoro"))
        assert "The lighthouse" in page
        assert "The ferry" in page
        assert "The school" not in page
        assert "These numbers are no score." in page
        assert f'href="{page_of("Dana Okoro")}"' in read(client, claim.get_absolute_url())

    def test_names_that_were_merged_share_a_page_and_the_old_address_leads_there(self, client: Client) -> None:
        published("The lighthouse uses more power", claimant="Dana Okoro")
        published("The ferry was cancelled often", claimant="D. Okoro")
        old = page_of("D. Okoro")
        other, kept = (Claimant.objects.get(name=name) for name in ("D. Okoro", "Dana Okoro"))
        claimants.merge_claimants(other, kept, by=cast().mona)
        assert client.get(old).headers["Location"] == page_of("Dana Okoro")
        page = read(client, page_of("Dana Okoro"))
        assert "The lighthouse" in page
        assert "The ferry" in page

    def test_whoever_said_nothing_that_was_checked_has_no_page(self, client: Client) -> None:
        claim = published("The lighthouse uses more power", claimant="Dana Okoro")
        Claimant.objects.find_or_add("Jonas Weber")
        for url in (page_of("Jonas Weber"), "/claimants/999999/", "/claimants/99999999999999999999/"):
            for query in ("", "?x=1", "?after=1", "?before=1"):
                assert client.get(url + query).status_code == 404, query
        move(claim, "retract", by=cast().edda, note="Forged.")
        assert client.get(page_of("Dana Okoro")).status_code == 404

    def test_only_a_claimant_who_has_a_page_is_a_link(self, client: Client) -> None:
        claim = published("The lighthouse uses more power", claimant="Dana Okoro")
        address, link = claim.get_absolute_url(), f'href="{page_of("Dana Okoro")}"'
        assert link in read(client, address)
        move(claim, "retract", by=cast().edda, note="Forged.")
        page = read(client, address)
        assert link not in page
        assert "Said by <strong>Dana Okoro</strong>" in page
        published("The ferry was cancelled often", claimant="Dana Okoro")
        assert link in read(client, address)

    def test_a_claimant_of_unpublished_claims_has_no_page_whatever_is_asked(self, client: Client) -> None:
        a_claim("The harbour fee rose for the first time", claimant="Jonas Weber")
        for query in ("", "?x=1", "?after=1", "?before=1"):
            assert client.get(page_of("Jonas Weber") + query).status_code == 404, query

    def test_a_claimant_is_described_as_it_was_printed(self, client: Client) -> None:
        published("The lighthouse uses more power", claimant="Dana Okoro", claimant_description="Mayor")
        Claimant.objects.filter(name="Dana Okoro").update(description="Under investigation", wikidata="Q999999")
        edition.advance()
        page = read(client, page_of("Dana Okoro"))
        assert "Mayor" in page
        assert "Under investigation" not in page
        assert "Q999999" not in page

    def test_a_claimant_is_called_by_a_name_that_was_printed(self, client: Client) -> None:
        published("The lighthouse uses more power", claimant="Dana Okoro")
        address = page_of("Dana Okoro")
        Claimant.objects.filter(name="Dana Okoro").update(name="Dana Okoro (accused)")
        edition.advance()
        page = read(client, address)
        assert '<h1 class="title">Dana Okoro</h1>' in page
        assert "accused" not in page

    def test_of_two_names_that_were_printed_the_one_stands_that_the_desk_has_kept(self, client: Client) -> None:
        published("The lighthouse uses more power", claimant="Dana Okoro")
        published("The ferry was cancelled often", claimant="D. Okoro")
        other, kept = (Claimant.objects.get(name=name) for name in ("D. Okoro", "Dana Okoro"))
        claimants.merge_claimants(other, kept, by=cast().mona)
        assert '<h1 class="title">Dana Okoro</h1>' in read(client, page_of("Dana Okoro"))

    def test_another_claimant_named_while_the_claim_is_checked_again_stays_inside(self, client: Client) -> None:
        claim = published("The lighthouse uses more power", claimant="Dana Okoro")
        move(claim, "reopen", by=cast().edda, note="New figures.")
        fresh = Claim.objects.get(pk=claim.pk)
        edits.reword(fresh, by=cast().ravi, statement=fresh.statement, claimant="Jonas Weber")
        assert "The lighthouse" in read(client, page_of("Dana Okoro"))
        assert client.get(page_of("Jonas Weber")).status_code == 404


class TestRelated:
    def related(self, client: Client, claim: Claim) -> str:
        page = read(client, claim.get_absolute_url())
        return page[page.index('class="related"') :] if 'class="related"' in page else ""

    def test_checks_of_the_same_claimant_and_topic_are_shown_once_with_their_reason(self, client: Client) -> None:
        claim = published("The lighthouse uses more power", claimant="Dana Okoro", topic="Energy")
        published("The ferry was cancelled often", claimant="Dana Okoro", topic="Energy")
        published("The grid failed on four days", claimant="Jonas Weber", topic="Energy")
        gone = published("The dam lost half its water", topic="Energy")
        move(gone, "retract", by=cast().edda, note="Forged.")
        found = self.related(client, claim)
        assert found.count("The ferry was cancelled often") == 1
        assert "Also said by Dana Okoro" in found
        assert "Also on Energy" in found
        assert "The grid failed" in found
        assert "The dam" not in found
        assert "The lighthouse" not in found

    def test_only_relations_that_people_confirmed_are_shown(self, client: Client) -> None:
        claim, other = published("The lighthouse uses more power"), published("The village uses less power")
        match = Match.objects.create(claim=other, other=claim, score=0.9)
        assert self.related(client, claim) == ""
        decisions.confirm(match, Match.Relation.CONTRADICTS, by=cast().ravi)
        edition.advance()
        found = self.related(Client(), claim)
        assert "The contrary claim" in found
        assert "The village uses less power" in found

    def test_a_check_that_stands_alone_has_no_such_list(self, client: Client) -> None:
        assert self.related(client, published("The lighthouse uses more power")) == ""


def test_a_long_list_is_turned_by_key_and_keeps_its_topic(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("claims.public.finding.N_PER_PAGE", 2)
    for number in range(3):
        published(f"The harbour fee rose for the {number} time", topic="Ports")
    first = read(client, "/topics/ports/")
    assert "3 checks" in first
    link = first[first.index('rel="next" href="') + 17 :].partition('"')[0]
    second = read(client, "/topics/ports/" + link)
    assert "The harbour fee rose for the 0 time" in second
    assert "The harbour fee rose for the 2 time" not in second
    assert 'rel="prev"' in second
