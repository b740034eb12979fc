"""The verdict page: one ClaimReview that says what the page says (J1 to J8), versions, corrections, withdrawal."""

from __future__ import annotations

import gzip
import html
import random
import re
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import dateformat, timezone

from claims import jobs
from claims.evidence.decisions import accept_evidence
from claims.models import ArchiveCopy, Claim, Source
from claims.public.verdict_page import load_page
from claims.publishing.lint import Page, problems, reviews_in, visible_text, warnings
from claims.text import anchors
from claims.workflow import edits
from claims.workflow.moves import move
from tests.builders import (
    FULL_DESCRIPTION,
    a_piece_of_evidence,
    cast,
    claim_in,
    file_reviews,
    make_ready_to_submit,
    scale,
)
from tests.public.checks import HOSTILE, appear, checked_again, corrected, publish, published

pytestmark = [pytest.mark.django_db, pytest.mark.looks]


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def facts(claim: Claim, page: str, **changes: object) -> Page:
    values: dict[str, object] = {
        "html": page,
        "canonical_url": f"{settings.SITE_URL}{claim.get_absolute_url()}",
        "scale": {level.label: level.value for level in scale().values()},
    }
    return Page(**{**values, **changes})  # type: ignore[arg-type]


def test_the_canonical_page_has_exactly_one_claim_review_and_nothing_is_wrong_with_it(client: Client) -> None:
    claim = published("Harbour fees have tripled since 2021", claimant="Dana Okoro", claimant_description="councillor")
    page = read(client, claim.get_absolute_url())
    (review,) = reviews_in(page)
    assert problems(review, facts(claim, page)) == []
    assert warnings(review, facts(claim, page)) == []
    assert review["reviewRating"]["ratingValue"] == 2
    assert review["itemReviewed"]["author"] == {"@type": "Person", "name": "Dana Okoro", "jobTitle": "councillor"}


@pytest.mark.parametrize("rating", sorted(["true", "false", "half-true", "unproven", "missing-context", "satire"]))
def test_every_rating_makes_a_valid_review_and_off_the_scale_it_has_no_number(client: Client, rating: str) -> None:
    claim = published(rating=rating, claimant="Ministry of Transport")
    page = read(client, claim.get_absolute_url())
    (review,) = reviews_in(page)
    assert problems(review, facts(claim, page)) == []
    is_on_scale = scale()[rating].value is not None
    assert ("ratingValue" in review["reviewRating"]) is is_on_scale
    assert set(review["reviewRating"]) >= {"alternateName"}


def test_a_claim_without_claimant_and_place_names_neither(client: Client) -> None:
    claim = published(appears=False)
    page = read(client, claim.get_absolute_url())
    (review,) = reviews_in(page)
    assert "author" not in review["itemReviewed"]
    assert "appearance" not in review["itemReviewed"]
    assert "firstAppearance" not in review["itemReviewed"]
    page_facts = facts(claim, page, places_known=False)
    assert problems(review, page_facts) == []
    assert any(sentence.startswith("J6: nobody knows") for sentence in warnings(review, page_facts))
    assert "We do not know who first said it" in page


def test_lists_old_versions_and_policy_pages_have_no_claim_review(client: Client) -> None:
    claim = corrected(published(), "minor", summary="The fee rose, but by less than was claimed.")
    for url in ("/", "/?q=fee", "/topics/", "/corrections/", "/methodology/", f"{claim.get_absolute_url()}v/1/"):
        page = read(client, url)
        assert reviews_in(page) == []
        assert "application/ld+json" not in page
    assert reviews_in(read(client, f"{claim.get_absolute_url()}v/2/")) == []


def test_hostile_words_in_every_field_stay_words(client: Client) -> None:
    claim = published(
        f"The mayor said {HOSTILE} on Monday",
        claimant=HOSTILE,
        claimant_description=HOSTILE,
        summary=HOSTILE,
        text=HOSTILE,
        unknowns=HOSTILE,
        mind=HOSTILE,
    )
    page = read(client, claim.get_absolute_url())
    (review,) = reviews_in(page)
    assert review["claimReviewed"] == claim.statement
    assert review["reviewRating"]["ratingExplanation"] == HOSTILE
    assert problems(review, facts(claim, page)) == []
    # The only scripts of the page are its own JSON-LD and nothing else
    assert page.count("<script") == page.count("</script>") == 1
    assert "<b>bold" not in page
    assert "<!--" not in page


def test_the_link_to_a_source_leads_to_the_quoted_words(client: Client) -> None:
    claim = claim_in("researching")
    selector = {
        "exact": "The fee rose, by a third",
        "prefix": "It is so. ",
        "suffix": " in 2024.",
        "start": 10,
        "end": 34,
    }
    evidence = a_piece_of_evidence(claim, quote="The fee rose, by a third", selector=selector)
    accept_evidence(evidence, by=cast().ravi, stance="refutes", description=FULL_DESCRIPTION)
    _publish_from_research(claim)
    page = read(client, claim.get_absolute_url())
    wanted = anchors.fragment_url(evidence.source.url, anchors.given(selector))
    assert "#:~:text=" in wanted
    assert f'<a href="{html.escape(wanted)}" rel="noopener nofollow">' in page


def test_the_markup_names_the_archived_copy_that_the_page_links(client: Client) -> None:
    claim = published()
    cited = claim.evidence.order_by("pk")
    kept, wanted = cited[0].source, cited[1].source
    now = timezone.now()
    copy = "https://web.archive.org/web/20260210101500/https://source.example/1"
    ArchiveCopy.objects.create(source=kept, stage="kept", url=copy, archived_at=now, asked_at=now)
    ArchiveCopy.objects.create(source=wanted, stage="failed", error="The archive answered 520.", asked_at=now)
    page = read(client, claim.get_absolute_url())
    assert f'href="{copy}"' in page
    (review,) = reviews_in(page)
    assert [it.get("archivedAt") for it in review["citation"]] == [copy, None]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example/", "http://[bad", ""])
def test_only_web_addresses_become_links(client: Client, url: str) -> None:
    claim = claim_in("researching")
    evidence = a_piece_of_evidence(claim, quote="A passage.")
    Source.objects.filter(pk=evidence.source_id).update(url=url)
    appear(claim, url=url)
    accept_evidence(evidence, by=cast().ravi, stance="refutes", description=FULL_DESCRIPTION)
    _publish_from_research(claim)
    page = read(client, claim.get_absolute_url())
    assert "A passage." in page
    assert f'href="{html.escape(url)}"' not in page
    review = reviews_in(page)[0]
    works = [*review["citation"], review["itemReviewed"]["firstAppearance"]]
    assert {work["url"].partition(":")[0] for work in works if "url" in work} <= {"https"}


def _publish_from_research(claim: Claim) -> None:
    people = cast()
    make_ready_to_submit(claim, by=people.ravi)
    move(claim, "submit", by=people.ravi)
    jobs.run_all(only=lambda row: row.name == "assign_reviewers")
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    move(claim, "decide", by=people.edda)
    publish(claim)


def test_the_page_shows_what_a_reader_needs_to_judge_for_herself(client: Client) -> None:
    claim = published("Harbour fees have tripled since 2021", claimant="Dana Okoro", unknowns="What others paid.")
    text = " ".join(visible_text(read(client, claim.get_absolute_url())).split())
    revision = claim.current_revision
    assert revision is not None
    for words in (
        "Harbour fees have tripled since 2021",
        "Dana Okoro",
        "Mostly false",
        "What mostly false means.",
        revision.summary,
        "Evidence for the claim",
        "Evidence against the claim",
        "Primary source",
        "Interest: It collects the fee.",
        "read on 2 November 2025",
        revision.content["evidence"][0]["snapshot_sha256"],
        "What others paid.",
        "A tariff that shows otherwise.",
        "The claim was made by a crowd.",
        "declared that they have no interest",
        "Ravi",
        "Elsa",
        "who rated it without seeing one another’s ratings",
        "Version 1",
        revision.sha256,
    ):
        assert words in text, words


def test_a_check_can_be_cited_and_shared_without_anybody_else(client: Client) -> None:
    claim = corrected(published("Harbour fees have tripled since 2021"), "update", summary="It rose by half.")
    page = read(client, claim.get_absolute_url())
    text = " ".join(visible_text(page).split())
    url = f"{settings.SITE_URL}{claim.get_absolute_url()}"
    assert f"“Mostly false: Harbour fees have tripled since 2021”. Version 2, {date(claim)}. {url}" in text
    assert f"{url}v/2/" in text
    assert f'<iframe src="{settings.SITE_URL}/embed/{claim.slug}/"' in text
    assert "<iframe" not in page
    assert "mailto:?subject=Mostly%20false%3A%20Harbour" in page
    old = " ".join(visible_text(read(client, f"{claim.get_absolute_url()}v/1/")).split())
    assert f"Version 1, {date(claim)}. {url}v/1/" in old
    assert "<iframe" not in old


def date(claim: Claim) -> str:
    assert claim.current_revision is not None
    return dateformat.format(claim.current_revision.published_at, "j F Y")


def test_the_strip_under_the_summary_leads_to_every_part_of_the_proof(client: Client) -> None:
    claim = published(unknowns="What others paid.")
    page = read(client, claim.get_absolute_url())
    strip = page[page.index('class="jump"') :].partition("</nav>")[0]
    places = re.findall(r'href="#([-\w]+)"', strip)
    assert places == ["supports", "refutes", "unknowns", "reply", "how", "versions", "cite"]
    for place in places:
        assert f'id="{place}"' in page


@pytest.mark.both
def test_citations_lead_to_the_evidence_by_its_place_in_the_list(client: Client) -> None:
    claim = published()
    revision = claim.current_revision
    assert revision is not None
    cited = revision.content["evidence"][1]
    page = read(client, claim.get_absolute_url())
    assert f'href="#evidence-{cited["id"]}"' in page
    assert f'id="evidence-{cited["id"]}"' in page
    assert f"[E{cited['id']}]" not in page


@pytest.mark.both
def test_notes_of_the_desk_are_printed_only_where_they_are_public(client: Client) -> None:
    people = cast()
    claim = claim_in("researching")
    move(claim, "release", by=people.ravi, note="I know the mayor too well.")
    move(claim, "take", by=people.ravi)
    _publish_from_research(claim)
    move(claim, "reopen", by=people.edda, note="The audit office has new figures.")
    page = read(client, claim.get_absolute_url())
    assert "I know the mayor" not in page
    assert "The audit office has new figures." in page


@pytest.mark.both
def test_a_reopened_check_stays_up_and_says_so_but_not_what_happens_inside(client: Client) -> None:
    people = cast()
    claim = published(summary="The summary that stands.")
    move(claim, "reopen", by=people.edda, note="The account was audited since.")
    edits.edit_draft(
        Claim.objects.get(pk=claim.pk),
        by=people.ravi,
        rating=scale()["true"],
        summary="A secret new summary.",
        text=claim.draft_text,
    )
    move(claim, "release", by=people.ravi)
    page = read(client, claim.get_absolute_url())
    assert "We are checking this again." in page
    assert "The account was audited since." in page
    assert "The summary that stands." in page
    assert "secret new summary" not in page
    assert len(reviews_in(page)) == 1


def test_a_withdrawn_check_answers_with_a_notice_and_no_claim_review(client: Client) -> None:
    claim = published(summary="What we said before.")
    move(claim, "retract", by=cast().edda, note="The tariff was forged.")
    page = read(client, claim.get_absolute_url())
    assert "We withdrew this check" in page
    assert "The tariff was forged." in page
    assert reviews_in(page) == []
    assert "What we said before." not in page
    assert '<meta name="robots" content="noindex, follow">' in page
    old = read(client, f"{claim.get_absolute_url()}v/1/")
    assert "What we said before." in old
    assert "We withdrew this check" in old


def test_nothing_that_leaves_the_pages_of_a_withdrawn_check_repeats_its_rating(client: Client) -> None:
    claim = corrected(published("Harbour fees have tripled since 2021"), "update", summary="It rose by half.")
    move(claim, "retract", by=cast().edda, note="The tariff was forged.")
    page = read(client, claim.get_absolute_url())
    assert "Mostly false" not in page
    assert page.count('title="Withdrawn: Harbour fees have tripled since 2021"') == 2
    old = read(client, f"{claim.get_absolute_url()}v/1/")
    head = old.partition("<main")[0]
    assert "Mostly false" not in head
    assert "<title>Withdrawn: Harbour fees have tripled since 2021 (version 1) – " in head
    url = f"{settings.SITE_URL}{claim.get_absolute_url()}v/1/"
    day = date(claim)
    cited = f"“Withdrawn: Harbour fees have tripled since 2021”. Version 1, {day}, withdrawn on {day}. {url}"
    assert cited in " ".join(visible_text(old).split())
    assert "mailto:?subject=Withdrawn%3A%20Harbour" in old


def test_what_leaves_a_page_that_is_checked_again_says_so(client: Client) -> None:
    claim = published("Harbour fees have tripled since 2021")
    first = claim.get_absolute_url()
    claim = corrected(claim, "update", summary="It rose by half.")
    move(claim, "reopen", by=cast().edda, note="New figures.")
    page = read(client, first)
    assert "<title>Mostly false (being checked again): Harbour fees" in page
    assert 'og:title" content="Mostly false (being checked again): Harbour fees' in page
    assert "subject=Mostly%20false%20%28being%20checked%20again%29%3A" in page
    assert "<title>Mostly false: Harbour fees" in read(client, f"{first}v/1/")


@pytest.mark.both
def test_a_withdrawn_check_that_is_done_again_stays_withdrawn_until_it_is_published_anew(client: Client) -> None:
    claim = published()
    move(claim, "retract", by=cast().edda, note="The tariff was forged.")
    again = checked_again(claim, rating="true", correction_class="substantial", note="With the real tariff.")
    page = read(client, again.get_absolute_url())
    assert "We withdrew" not in page
    assert len(reviews_in(page)) == 1
    move(again, "retract", by=cast().edda, note="Forged as well.")
    move(again, "reopen", by=cast().edda, note="A third look.")
    page = read(client, again.get_absolute_url())
    assert "We withdrew this check" in page
    assert "We are checking this again." in page
    assert reviews_in(page) == []


def test_a_substantial_correction_stands_at_the_top_a_minor_one_below(client: Client) -> None:
    claim = corrected(published(), "minor", "A typing error.", summary="The fee rose, but by less than was claimed.")
    page = read(client, claim.get_absolute_url())
    assert page.index("A typing error.") > page.index("What would change our mind")
    claim = corrected(claim, "substantial", "The year was wrong.", summary="The fee rose in 2022, but by less.")
    page = read(client, claim.get_absolute_url())
    assert page.index("The year was wrong.") < page.index("<h1>")
    assert "<del>" in page
    assert "<ins>" in page
    old = read(client, f"{claim.get_absolute_url()}v/2/")
    assert "You are reading version 2 of 3" in old
    assert old.index("A typing error.") > old.index("<h1>")


@pytest.mark.both
def test_after_a_correction_the_markup_the_page_and_the_log_follow_and_the_old_version_stays(client: Client) -> None:
    claim = published(summary="The fee rose by 75 percent.")
    before = read(client, claim.get_absolute_url())
    claim = corrected(claim, "update", "A new tariff is out.", summary="The fee rose by 80 percent.")
    page = read(client, claim.get_absolute_url())
    revision = claim.current_revision
    assert revision is not None
    (review,) = reviews_in(page)
    assert review["dateModified"] == revision.published_at.replace(microsecond=0).isoformat()
    assert review["datePublished"] == reviews_in(before)[0]["datePublished"]
    assert review["reviewRating"]["ratingExplanation"] == "The fee rose by 80 percent."
    assert review["correction"][0]["text"] == "A new tariff is out."
    assert problems(review, facts(claim, page)) == []
    assert "The fee rose by 75 percent." in read(client, f"{claim.get_absolute_url()}v/1/")
    log = read(client, "/corrections/")
    assert "A new tariff is out." in log
    assert "<del>75</del>" in log


def test_another_rating_is_a_correction_with_before_and_after(client: Client) -> None:
    claim = checked_again(published(), rating="true", correction_class="substantial", note="The new tariff proves it.")
    page = read(client, claim.get_absolute_url())
    assert reviews_in(page)[0]["reviewRating"]["alternateName"] == "True"
    assert "Corrected on" in page
    assert "Mostly false" in read(client, f"{claim.get_absolute_url()}v/1/")


def test_evidence_and_claimant_of_a_new_version_are_among_its_differences(client: Client) -> None:
    claim = published(claimant="Dana Okoro")
    move(claim, "reopen", by=cast().edda, note="New figures are out.")
    fresh = Claim.objects.get(pk=claim.pk)
    edits.reword(fresh, by=cast().ravi, statement=claim.statement, claimant="Jonas Weber")
    evidence = a_piece_of_evidence(claim, quote="The fee fell by a third.")
    accept_evidence(evidence, by=cast().ravi, stance="refutes", description=FULL_DESCRIPTION)
    move(claim, "submit", by=cast().ravi)
    jobs.run_all(only=lambda row: row.name == "assign_reviewers")
    file_reviews(claim, {"ines": "mostly-false", "omar": "mostly-false"})
    move(claim, "decide", by=cast().edda)
    publish(claim, correction_class="update", note="There is another tariff.")
    for url in (claim.get_absolute_url(), "/corrections/"):
        changes = read(client, url).partition("What changed")[2].partition("</details>")[0]
        assert "<h3>Claimant</h3>" in changes
        assert re.search(r"<del>Dana Okoro.*</del><ins>Jonas Weber", changes)
        assert "<h3>Evidence</h3>" in changes
        assert re.search(r"<ins>[^<]*Evidence against the claim: [^<]*“The fee fell by a third.”</ins>", changes)


@pytest.mark.parametrize(("language", "said"), [("", ""), ("en", ""), ("en-US", ""), ("fr", ' lang="fr"')])
def test_a_claim_in_another_language_says_which(client: Client, language: str, said: str) -> None:
    claim = published("Le péage du pont a triplé", language=language)
    assert f"<h1{said}>“Le péage" in read(client, claim.get_absolute_url())


def test_an_edit_of_the_scale_does_not_reach_what_was_printed(client: Client) -> None:
    claim = published()
    level = scale()["mostly-false"]
    type(level).objects.filter(pk=level.pk).update(label="Rather wrong", definition="Something else.", value=3)
    page = read(client, claim.get_absolute_url())
    assert "Rather wrong" not in page
    assert reviews_in(page)[0]["reviewRating"]["ratingValue"] == 2


def test_a_demonstration_says_so_and_is_kept_out_of_search_engines(client: Client) -> None:
    claim = published(is_demonstration=True)
    page = read(client, claim.get_absolute_url())
    assert "<strong>Demonstration.</strong>" in page
    assert '<meta name="robots" content="noindex, follow">' in page
    (review,) = reviews_in(page)
    assert review["creativeWorkStatus"] == "Demonstration"
    assert problems(review, facts(claim, page)) == []


@pytest.mark.both
@pytest.mark.parametrize("state", ["new", "queued", "researching", "in_review", "decided", "dismissed", "merged"])
def test_a_claim_that_was_never_published_is_not_there(client: Client, state: str) -> None:
    claim = claim_in(state)
    assert client.get(claim.get_absolute_url()).status_code == 404
    assert client.get(f"{claim.get_absolute_url()}v/1/").status_code == 404
    assert claim.statement not in read(client, "/")


def test_a_version_that_does_not_exist_is_not_there(client: Client) -> None:
    claim = published()
    assert client.get(f"{claim.get_absolute_url()}v/2/").status_code == 404
    assert client.get(f"{claim.get_absolute_url()}v/99999999999999999999/").status_code == 404


def test_a_full_page_stays_under_forty_kilobytes(client: Client) -> None:
    claim = published(text="A paragraph about fees and ships. " * 150, summary="It rose. " * 40)
    assert len(read(client, claim.get_absolute_url()).encode()) < 40_000


def test_sixty_pieces_of_evidence_are_sent_in_under_forty_kilobytes() -> None:
    claim = published(text="A paragraph about fees and ships. " * 150)
    revision = claim.current_revision
    assert revision is not None
    (first, *_), words = revision.content["evidence"], random.Random(7)
    revision.content |= {"evidence": [_another(first, number, words) for number in range(60)]}
    page = render_to_string("claims/public/verdict.html", {"page": load_page(claim, revision, is_canonical=True)})
    assert page.count('class="exhibit"') == 60
    assert len(gzip.compress(page.encode(), 6)) < 40_000


def _another(evidence: dict[str, Any], number: int, words: random.Random) -> dict[str, Any]:
    """A piece of evidence with thirty words that nobody has said before, and a seal that no packer shortens."""
    quote, note = (" ".join("".join(words.choices("aeionrst", k=6)) for _ in range(n)) for n in (30, 12))
    source = {"title": quote[:60], "url": f"https://source.example/{number}/{quote[-30:]}", "origin_id": 1000 + number}
    return {
        **evidence, "id": 1000 + number, "quote": quote, "note": note, "snapshot_sha256": words.randbytes(32).hex(),
        "stance": ("supports", "refutes", "mentions")[number % 3], "source": evidence["source"] | source,
    }  # fmt: skip


def test_every_page_leads_to_the_policies_and_carries_nothing_inline_or_foreign(client: Client) -> None:
    check = published().get_absolute_url()
    pages = ("/", "/topics/", "/corrections/", "/methodology/", "/people/", "/privacy/", "/report-an-error/")
    for url in (*pages, check, f"{check}v/1/"):
        leads_to_the_policies_and_carries_nothing_foreign(client, url)


def leads_to_the_policies_and_carries_nothing_foreign(client: Client, url: str) -> None:
    answer = client.get(url)
    page = answer.content.decode()
    footer = page[page.index("<footer") :]
    for slug in ("corrections-policy", "report-an-error", "methodology", "funding", "people"):
        assert f'href="/{slug}/"' in footer
        assert client.get(f"/{slug}/").status_code == 200
    assert ' style="' not in page
    assert "<style" not in page
    assert "onclick" not in page
    assert 'src="http' not in page
    assert set(answer.cookies) <= ({"csrftoken"} if '<form method="post"' in page else set())
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_page_that_is_not_there_helps_to_find_the_check_and_keeps_the_footer(client: Client) -> None:
    answer = client.get("/claims/no-such-check/")
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "There is nothing at this address" in page
    assert 'href="/corrections-policy/"' in page[page.index("<footer") :]


def test_a_check_that_was_merged_when_it_was_done_again_leads_to_the_other_one(client: Client) -> None:
    people = cast()
    other = published("The fee of the harbour tripled")
    claim = published("The harbour fee has tripled")
    move(claim, "reopen", by=people.edda, note="It is the same claim.")
    move(claim, "merge", by=people.ravi, target=other)
    page = read(client, claim.get_absolute_url())
    assert "This claim is now treated together with another one." in page
    assert f'href="{other.get_absolute_url()}"' in page
    assert "We are checking this again." not in page


def test_when_the_site_fails_it_says_so_without_asking_the_database() -> None:
    page = render_to_string("500.html")
    assert "Something went wrong on our side" in page
