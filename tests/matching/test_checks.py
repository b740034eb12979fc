"""Published checks are found for a text, proposed for a claim, and left to people; new ones find the open claims."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from claims import jobs, policy
from claims.errors import Refused, Stale
from claims.matching.arrivals import match_feed
from claims.matching.checks import find_checked
from claims.matching.claims import match_claim
from claims.matching.decisions import confirm, reject, take_back
from claims.models import CheckFeed, CheckMatch, ClaimEvent, Evidence, FactCheck, FinderRun, Job
from claims.workflow import edits
from tests.builders import a_claim, cast, claim_in

pytestmark = pytest.mark.django_db

CHECKED = "The harbour fee in Aldervik rose by 30 percent in 2024"
SAID = "In 2024 the harbour fee in Aldervik rose by 30 percent"
OTHER = "Two museums in Bergen open a new wing this spring"


def a_check(statement: str = CHECKED, **values: Any) -> FactCheck:
    number = FactCheck.objects.count() + 1
    defaults: dict[str, Any] = {
        "identity": f"https://checks.example/{number}",
        "url": f"https://checks.example/{number}",
        "publisher": "Coast Facts",
        "rating": "Mostly false",
        "outcome": "false",
        "reviewed_on": date(2025, 3, 4),
        "language": "en",
    }
    return FactCheck.objects.create(statement=statement, **{**defaults, **values})


def matched(said: str = SAID) -> CheckMatch:
    """The one suggestion for a new claim."""
    claim = a_claim(said)
    with policy.overridden(check_link_score=2.0):
        match_claim(claim.pk)
    return CheckMatch.objects.get(claim=claim)


def test_the_check_of_the_same_statement_comes_first_and_says_why() -> None:
    a_check(OTHER)
    check = a_check()
    (pk, found), *_ = find_checked(SAID, language="en", limit=5)
    assert pk == found.pk == check.pk
    assert found.score > 0.6
    assert any("Aldervik" in reason.words for reason in found.reasons)


def test_no_more_checks_are_found_than_were_asked_for_and_none_that_was_withdrawn() -> None:
    for _ in range(4):
        a_check()
    gone = a_check(withdrawn_at=timezone.now())
    found = find_checked(SAID, language="en", limit=3)
    assert len(found) == 3
    assert gone.pk not in dict(find_checked(SAID, language="en", limit=10))


def test_a_check_that_two_feeds_tell_of_is_one_and_two_numbers_of_one_feed_are_two() -> None:
    numbered, other = (CheckFeed.objects.create(identity=name, kind="lines") for name in ("a.jsonl", "b.json"))
    first = a_check(feed=numbered, external_id="7", url="https://checks.example/fees")
    a_check(f"“{CHECKED}.”", feed=other, url="http://www.checks.example/fees/")
    second_number = a_check(feed=numbered, external_id="8", url="https://checks.example/fees")
    of_another_page = a_check(feed=other, url="https://checks.example/fees-again")
    another_claim = a_check(OTHER, feed=other, url="https://checks.example/fees")
    kept = {first.pk, second_number.pk, of_another_page.pk, another_claim.pk}
    assert {pk for pk, _ in find_checked(SAID, language="en", limit=10)} == kept
    claim = a_claim(SAID)
    match_claim(claim.pk)
    assert set(CheckMatch.objects.filter(claim=claim).values_list("fact_check", flat=True)) == kept - {another_claim.pk}


def test_matching_a_claim_proposes_published_checks_once_with_one_event() -> None:
    check = a_check()
    pair = matched()
    with policy.overridden(check_link_score=2.0):
        match_claim(pair.claim_id)
    assert (pair.fact_check, pair.decision, pair.relation) == (check, "suggested", "same")
    assert ClaimEvent.objects.get(claim=pair.claim, verb="find_matches").changes == {
        "checks_suggested": [[], [check.pk]]
    }


def test_the_machine_links_a_check_that_is_certain_and_takes_the_link_back_with_the_wording() -> None:
    a_check()
    claim = a_claim(SAID)
    with policy.overridden(check_link_score=policy.current().match_suggest_score):
        match_claim(claim.pk)
        assert CheckMatch.objects.get().decision == "linked"
        edits.reword(claim, by=cast().edda, statement=OTHER)
        match_claim(claim.pk)
    assert not CheckMatch.objects.exists()


def test_our_own_verdicts_are_matched_as_claims_and_not_a_second_time() -> None:
    published = claim_in("published", statement=CHECKED)
    assert FactCheck.objects.get().revision == published.current_revision
    claim = a_claim(SAID)
    match_claim(claim.pk)
    assert not CheckMatch.objects.exists()
    assert claim.matches.get().other == published


def test_our_own_verdicts_take_no_place_from_the_checks_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.matching.claims.N_MATCHES", 1)
    monkeypatch.setattr("claims.matching.checks.N_CANDIDATES", 1)
    claim_in("published", statement=SAID)
    check = a_check()
    claim = a_claim(SAID)
    match_claim(claim.pk)
    assert CheckMatch.objects.get().fact_check == check


@pytest.mark.parametrize(
    ("relation", "stands"), [("same", "confirmed"), ("contradicts", "confirmed"), ("related", "confirmed")]
)
def test_a_person_says_how_they_relate_and_the_machines_part_stays(relation: str, stands: str) -> None:
    a_check()
    pair = matched()
    confirm(pair, relation, by=cast().ravi)
    match_claim(pair.claim_id)
    fresh = CheckMatch.objects.get()
    assert (fresh.decision, fresh.decided_relation, fresh.decided_by) == (stands, relation, cast().ravi)
    assert (fresh.relation, fresh.score, fresh.reasons) == (pair.relation, pair.score, pair.reasons)
    assert ClaimEvent.objects.filter(claim=pair.claim, verb="decide_match").count() == 1


def test_a_decision_outlives_a_new_wording_and_can_be_taken_back() -> None:
    a_check()
    pair = matched()
    reject(pair, by=cast().ravi)
    edits.reword(pair.claim, by=cast().edda, statement=OTHER)
    match_claim(pair.claim_id)
    fresh = CheckMatch.objects.get()
    assert fresh.decision == "rejected"
    take_back(fresh, by=cast().edda)
    fresh.refresh_from_db()
    assert (fresh.decision, fresh.decided_relation, fresh.decided_by) == ("suggested", "", cast().edda)


def test_whoever_decides_on_what_somebody_else_has_decided_meanwhile_is_told() -> None:
    a_check()
    pair = matched()
    confirm(pair, "same", by=cast().edda)
    with pytest.raises(Stale, match="Edda changed this meanwhile: confirmed: the same claim"):
        reject(pair, by=cast().ravi)
    assert CheckMatch.objects.get().decision == "confirmed"


def test_a_decision_about_a_pair_that_is_gone_is_refused_with_a_sentence() -> None:
    a_check()
    pair = matched()
    CheckMatch.objects.all().delete()
    with pytest.raises(Refused, match="taken back by the machine"):
        confirm(CheckMatch(pk=pair.pk, claim=pair.claim, fact_check=pair.fact_check), "same", by=cast().ravi)
    with pytest.raises(Refused, match="Choose how the two relate"):
        confirm(pair, "cousins", by=cast().ravi)


def test_a_withdrawn_check_stays_with_the_claim_that_it_was_proposed_for() -> None:
    check = a_check()
    pair = matched()
    FactCheck.objects.filter(pk=check.pk).update(withdrawn_at=timezone.now())
    match_claim(pair.claim_id)
    assert CheckMatch.objects.get().fact_check == check


def a_feed() -> CheckFeed:
    return CheckFeed.objects.create(
        identity="https://checks.example/feed", kind="lines", started_at=datetime(2020, 1, 1, tzinfo=UTC)
    )


def owed() -> set[int]:
    return set(Job.objects.filter(name="match_claim").values_list("target", flat=True))


def test_checks_that_have_just_come_in_find_the_open_claims_that_they_may_answer() -> None:
    near, far, closed = a_claim(SAID), a_claim(OTHER), claim_in("dismissed", statement=SAID + " again")
    feed = a_feed()
    check = a_check(feed=feed)
    Job.objects.all().delete()
    match_feed(feed.pk)
    assert owed() == {near.pk}
    assert far.pk != closed.pk
    jobs.run_all(only=lambda row: row.name == "match_claim")
    assert CheckMatch.objects.get().fact_check == check


def test_checks_that_have_just_come_in_are_looked_through_for_evidence_where_they_were_before() -> None:
    near, unseen, far = a_claim(SAID), a_claim(SAID + " they say"), a_claim(OTHER)
    looks = {claim.pk: FinderRun.objects.create(claim=claim, finder="checks") for claim in (near, far)}
    FinderRun.objects.create(claim=near, finder="wikipedia")
    feed = a_feed()
    a_check(feed=feed)
    match_feed(feed.pk)
    match_feed(feed.pk)
    assert owed() >= {near.pk, unseen.pk}
    assert [job.target for job in Job.objects.filter(name="ask_finder")] == [looks[near.pk].pk]
    jobs.run_all(only=lambda row: row.name == "ask_finder")
    assert Evidence.objects.get(claim=near).found_by == "checks"


def test_after_a_large_import_the_open_claims_are_matched_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.matching.arrivals.N_LOOKED_UP", 2)
    feed = a_feed()
    for _ in range(3):
        a_check(OTHER, feed=feed)
    claims = {a_claim(SAID).pk, claim_in("queued").pk}
    claim_in("dismissed")
    Job.objects.all().delete()
    match_feed(feed.pk)
    assert owed() == claims


def test_a_check_that_was_worded_anew_is_compared_again_with_whom_it_was_proposed_for() -> None:
    feed = a_feed()
    check = a_check(feed=feed)
    pair = matched()
    FactCheck.objects.filter(pk=check.pk).update(statement=OTHER, changed_at=timezone.now())
    Job.objects.all().delete()
    match_feed(feed.pk)
    assert pair.claim_id in owed()
    match_claim(pair.claim_id)
    assert not CheckMatch.objects.exists()


def test_a_feed_that_is_gone_is_no_trouble() -> None:
    match_feed(987_654)
