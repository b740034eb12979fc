"""What is known about a claim already, as its page shows it: checks, the same claim elsewhere, who denies it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.importing.articles import request_import_bytes
from claims.jobs import run_all
from claims.matching.decisions import confirm
from claims.models import Appearance, CheckMatch, Claim, ClaimEvent, FactCheck, Match, Sentence, Snapshot, State
from tests.builders import a_claim, an_article, cast, claim_in
from tests.desk.people import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.looks]

SAID = "The harbour fee in Aldervik rose by 30 percent in 2024"


def page_of(claim: Claim) -> str:
    return reverse("desk:claim", args=[claim.pk])


def family_on(claim: Claim, name: str = "ravi") -> str:
    """The part of the page, in the words and marks that stand there."""
    page = client_of(name).get(page_of(claim)).content.decode()
    return page[page.index('id="family"') : page.index("</section>", page.index('id="family"'))]


def all_of(claim: Claim, name: str, query: str = "") -> str:
    """A list of the claim on a page of its own."""
    return client_of("ravi").get(f"{reverse('desk:claim_rest', args=[claim.pk, name])}{query}").content.decode()


def a_check_match(claim: Claim, **values: Any) -> CheckMatch:
    number = FactCheck.objects.count() + 1
    check: dict[str, Any] = {
        "identity": str(number),
        "url": f"https://facts.example/{number}",
        "statement": f"The harbour fee rose by a third, number {number}",
        "publisher": "Coast Facts",
        "rating": "Mostly false",
        "outcome": "false",
        "reviewed_on": "2025-03-04",
    }
    check |= {name: values.pop(name) for name in list(values) if name in check or name == "withdrawn_at"}
    return CheckMatch.objects.create(
        claim=claim, fact_check=FactCheck.objects.create(**check), **{"score": 0.82, "reasons": ["a name"], **values}
    )


def a_match(claim: Claim, other: Claim, **values: Any) -> Match:
    newer, older = max(claim.pk, other.pk), min(claim.pk, other.pk)
    return Match.objects.create(claim_id=newer, other_id=older, **{"score": 0.9, **values})


def said_in(claim: Claim, sentence: str, after: str = "") -> Appearance:
    """The claim stands in an article, in this sentence, and another sentence follows."""
    article = an_article(f"{sentence} {after}")
    first = Sentence.objects.create(article=article, position=0, start=0, end=len(sentence), text=sentence)
    if after:
        start = len(sentence) + 1
        Sentence.objects.create(article=article, position=1, start=start, end=start + len(after), text=after)
    return Appearance.objects.create(
        claim=claim, home_claim=claim, article=article, sentence=first, start=0, end=len(sentence), quote=sentence
    )


def decide(name: str, route: str, claim: Claim, pair: Match | CheckMatch, **data: Any):  # type: ignore[no-untyped-def]
    values = {"seen": Claim.objects.get(pk=claim.pk).version, "was": "suggested", **data}
    htmx = data.pop("htmx", True)
    return client_of(name, htmx=htmx).post(reverse(f"desk:{route}", args=[claim.pk, pair.pk]), values)


def test_a_claim_of_which_nothing_is_known_says_so() -> None:
    shown = family_on(a_claim(SAID))
    assert "No newsroom whose checks are loaded has checked this." in shown
    assert "No other claim looks like this one." in shown
    assert "Denies it" not in shown


def test_a_published_check_is_shown_with_rating_publisher_date_link_and_why() -> None:
    claim = a_claim(SAID)
    a_check_match(claim, contradictions=[{"kind": "number", "words": "the figures differ: “30” and “12”"}])
    shown = family_on(claim)
    for words in ("Mostly false", "Coast Facts", "4 March 2025", 'href="https://facts.example/1"', "a name"):
        assert words in shown
    assert "the figures differ: “30” and “12”" in shown
    assert "Suggested by the machine" in shown
    assert "82 of 100" in shown


def test_reasons_of_a_row_from_before_they_had_kinds_are_shown_as_they_were_written() -> None:
    claim = a_claim(SAID)
    a_check_match(claim, reasons=["shares the name Ostra"], contradictions=["number: “30” against “12”"])
    shown = family_on(claim)
    assert "shares the name Ostra" in shown
    assert "number: “30” against “12”" in shown


def test_a_withdrawn_check_is_shown_as_withdrawn_and_no_address_but_of_the_web_is_a_link() -> None:
    claim = a_claim(SAID)
    a_check_match(claim, withdrawn_at=timezone.now())
    a_check_match(claim, url="javascript:alert(1)")
    shown = family_on(claim)
    assert "Withdrawn by its publisher" in shown
    assert "javascript:" not in shown


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("same", "Confirmed as the same claim by Ravi"),
        ("contradicts", "Confirmed as the contrary by Ravi"),
        ("related", "Confirmed as a related claim by Ravi"),
        ("rejected", "Another matter, says Ravi"),
    ],
)
def test_a_check_is_decided_about_and_the_decision_is_taken_back(answer: str, told: str) -> None:
    claim = a_claim(SAID)
    pair = a_check_match(claim)
    assert decide("ravi", "decide_check", claim, pair, answer=answer).status_code == 200
    shown = all_of(claim, "other_checks") if answer == "rejected" else family_on(claim)
    assert told in shown
    assert "The machine: the same claim, 82 of 100" in shown
    pair.refresh_from_db()
    was = f"{pair.decision} {pair.decided_relation}".strip()
    assert decide("ravi", "decide_check", claim, pair, was=was, answer="taken_back").status_code == 200
    assert "A decision was taken back by Ravi" in family_on(claim)


def test_a_decision_about_another_claim_stands_on_both_pages() -> None:
    claim, other = a_claim(SAID), a_claim(f"{SAID}, says the port")
    pair = a_match(claim, other)
    decide("ravi", "decide_match", claim, pair, answer="same")
    for page in (claim, other):
        assert "Confirmed as the same claim by Ravi" in family_on(page)
        assert ClaimEvent.objects.filter(claim=page, verb="decide_match").count() == 1


@pytest.mark.both
def test_who_decides_on_what_has_been_decided_meanwhile_sees_it_and_may_then_decide_again() -> None:
    claim, other = a_claim(SAID), a_claim(f"{SAID}, says the port")
    pair = a_match(claim, other)
    confirm(pair, "contradicts", by=cast().edda)
    answer = decide("ravi", "decide_match", claim, pair, answer="same")
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Edda changed this meanwhile: confirmed: the contrary." in shown
    assert 'value="confirmed contradicts"' in shown
    again = decide("ravi", "decide_match", claim, pair, answer="taken_back", was="confirmed contradicts")
    assert again.status_code == 200


def test_an_answer_that_says_nothing_or_comes_too_late_is_refused_in_words() -> None:
    claim, other = a_claim(SAID), a_claim(f"{SAID}, says the port")
    pair = a_match(claim, other)
    silent = decide("ravi", "decide_match", claim, pair)
    assert silent.status_code == 422
    assert "Say how the two relate: choose a button." in silent.content.decode()
    pair_pk = pair.pk
    pair.delete()
    late = decide("ravi", "decide_match", claim, Match(pk=pair_pk), answer="same")
    assert late.status_code == 404
    assert "the machine took it back" in late.content.decode()


def test_reviewers_read_the_family_and_decide_nothing() -> None:
    claim = a_claim(SAID)
    pair = a_check_match(claim)
    assert 'name="answer"' not in family_on(claim, "ines")
    assert decide("ines", "decide_check", claim, pair, answer="same").status_code == 403


def test_a_link_of_the_machine_says_that_it_is_the_machines() -> None:
    claim, other = a_claim(SAID), a_claim(f"{SAID}, says the port")
    a_match(claim, other, decision="linked")
    assert "Linked by the machine" in family_on(claim)


@pytest.mark.both
def test_claims_of_the_family_by_way_of_others_are_there_too() -> None:
    claim, middle, far = a_claim(SAID), a_claim("The middle one is said here"), a_claim("The far one is said here")
    a_match(claim, middle, decision="linked")
    a_match(middle, far, decision="linked")
    shown = family_on(claim)
    assert "1 more claim of the family, by way of these" in shown
    assert "The far one is said here" in all_of(claim, "by_way_of_others")


def test_claims_that_contradict_each_other_are_shown_against_each_other() -> None:
    says = a_claim("The ferry is late every day", claimant="The passengers' union")
    verdict = claim_in(State.PUBLISHED, statement="The ferry is late once a month", claimant="The ferry company")
    said_in(verdict, "The ferry is late once a month, the company said.")
    pair = a_match(says, verdict, relation="contradicts")
    shown = family_on(says)
    assert "The passengers&#x27; union says it, The ferry company denies it" in shown
    assert "Set against it by the machine" in shown
    assert "Mostly true" in shown
    assert "1 November 2025" in shown
    decide("ravi", "decide_match", says, pair, answer="rejected")
    assert "Denies it" not in family_on(says)


def test_a_denial_in_the_article_is_shown_against_the_claim() -> None:
    claim = a_claim("The group operates from the valley", claimant="Stavholm's government")
    said_in(claim, "Stavholm's government says the group operates from the valley.", "Aldervik denies the allegation.")
    shown = family_on(claim)
    assert "Stavholm&#x27;s government says it, Aldervik denies it" in shown
    assert "Aldervik denies the allegation" in shown


def test_articles_about_one_report_meet_in_a_family_and_the_denial_stands_against_it() -> None:
    """Two texts of our own about the same events, through the real import, detection and matching."""
    texts = (
        (
            "Border talks fail\n14 November 2025\nA UN report found that the TTP receives substantial support from the "
            "Taliban government in Kabul.\nPakistan's government says that the TTP operates from Afghan soil. Kabul "
            "denies the allegation."
        ),
        (
            "After the talks\n15 November 2025\nA United Nations report found that the TTP receives substantial "
            "support from the Taliban government in Kabul.\nIslamabad says that the TTP operates from Afghan soil, an "
            "accusation that Afghanistan's Taliban reject."
        ),
    )
    for number, text in enumerate(texts):
        request_import_bytes(
            text.encode(), by=cast().edda, content_type="text/plain", how=Snapshot.How.PASTE, title=f"Talks {number}"
        )
    run_all()
    report = Claim.objects.filter(statement__contains="substantial support").order_by("pk").first()
    soil = Claim.objects.filter(statement__contains="operates from Afghan soil").order_by("pk").first()
    assert report is not None
    assert soil is not None
    assert "support from the Taliban government" in family_on(report)
    assert Match.objects.filter(other=report, relation="same").exists()
    assert "denies it" in family_on(soil)
    assert "Kabul denies the allegation" in family_on(soil)


def test_twenty_pairs_cost_the_queries_of_ten() -> None:
    def n_queries(n_pairs: int) -> int:
        claim = a_claim(SAID)
        for number in range(n_pairs):
            a_check_match(claim)
            other = a_claim(f"{SAID}, says person number {number}", claimant=f"Person {claim.pk}-{number}")
            said_in(other, f"{SAID}, says person number {number}.", "The port denies it.")
            a_match(claim, other, decision="linked", relation="same")
        client = client_of("ravi")
        client.get(page_of(claim))
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(claim))
        return len(queries)

    few, many = n_queries(10), n_queries(20)
    assert few == many <= 15


def test_a_claim_that_many_others_resemble_has_a_page_of_bounded_length() -> None:
    claim = a_claim(SAID)
    others = [a_claim() for _ in range(50)]
    Match.objects.bulk_create(Match(claim=other, other=claim, score=0.9) for other in others)
    shown = family_on(claim)
    assert shown.count('class="card match') == 10
    assert "30 more claims like it" in shown
    assert all_of(claim, "matches", "?from=10").count('class="card match') == 30
