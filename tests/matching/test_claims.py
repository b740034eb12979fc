"""The machine proposes pairs of claims, links those that are certain, and leaves to people what is theirs."""

import pytest

from claims import jobs, policy
from claims.matching import crowds
from claims.matching.claims import match_claim
from claims.matching.decisions import confirm, reject, take_back
from claims.models import Claim, ClaimEvent, Job, Match, State
from claims.workflow import edits
from claims.workflow.moves import move
from tests import builders

pytestmark = pytest.mark.django_db

FEE = "The harbour fee in Aldervik rose by 30 percent in 2024"
SAME = "In 2024 the harbour fee in Aldervik rose by 30 percent"
CONTRARY = "The harbour fee in Aldervik did not rise by 30 percent in 2024"
OTHER = "Two museums in Bergen open a new wing this spring"


@pytest.fixture(autouse=True)
def _the_machine_only_suggests(request: pytest.FixtureRequest) -> object:
    """Unless a test is about linking."""
    if "links" in request.node.name:
        yield
        return
    with policy.overridden(match_link_score=2.0):
        yield


def test_a_claim_that_says_the_same_is_suggested_with_reasons() -> None:
    older, claim, _ = builders.a_claim(FEE), builders.a_claim(SAME), builders.a_claim(OTHER)
    match_claim(claim.pk)
    match = Match.objects.get()
    assert (match.claim, match.other, match.decision, match.relation) == (claim, older, "suggested", "same")
    assert match.score >= policy.current().match_suggest_score
    assert any("Aldervik" in reason["words"] for reason in match.reasons)


def test_matching_twice_and_from_both_sides_is_one_row_and_one_event() -> None:
    older, claim = builders.a_claim(FEE), builders.a_claim(SAME)
    for pk in (claim.pk, claim.pk, older.pk):
        match_claim(pk)
    assert Match.objects.count() == 1
    event = ClaimEvent.objects.get(verb="find_matches")
    assert (event.claim, event.changes) == (claim, {"claims_suggested": [[], [older.pk]]})


def test_the_machine_links_what_is_certain_and_says_so_in_the_history() -> None:
    older, claim = builders.a_claim(FEE), builders.a_claim(SAME)
    with policy.overridden(match_link_score=policy.current().match_suggest_score):
        match_claim(claim.pk)
    match = Match.objects.get()
    assert (match.decision, match.decided_by, match.decided_at) == ("linked", None, None)
    assert ClaimEvent.objects.get(verb="find_matches").changes == {"claims_linked": [[], [older.pk]]}
    assert set(Claim.objects.filter(pk__in=[older.pk, claim.pk]).values_list("state", flat=True)) == {"new"}


def test_a_link_becomes_a_suggestion_again_when_the_newsroom_asks_for_more() -> None:
    builders.a_claim(FEE)
    claim = builders.a_claim(SAME)
    with policy.overridden(match_link_score=policy.current().match_suggest_score):
        match_claim(claim.pk)
    with policy.overridden(match_link_score=2.0):
        match_claim(claim.pk)
    assert Match.objects.get().decision == "suggested"


def test_the_machine_links_nothing_that_contradicts() -> None:
    builders.a_claim(FEE)
    claim = builders.a_claim(CONTRARY)
    with policy.overridden(match_suggest_score=0.1, match_link_score=0.1):
        match_claim(claim.pk)
    match = Match.objects.get()
    assert match.decision == "suggested"
    assert match.contradictions


def test_a_contrary_claim_is_suggested_as_contrary() -> None:
    older, claim = builders.a_claim(FEE), builders.a_claim(CONTRARY)
    match_claim(claim.pk)
    match = Match.objects.get()
    assert (match.claim, match.other, match.relation) == (claim, older, "contradicts")
    assert match.contradictions == [{"kind": "negation", "words": "only one of the two says “not”"}]


def test_the_machine_links_no_short_texts_even_word_for_word() -> None:
    short = "Fees doubled again"
    builders.a_claim(short)
    claim = builders.a_claim(f"{short}.")
    with policy.overridden(match_suggest_score=0.1, match_link_score=0.1):
        match_claim(claim.pk)
    assert Match.objects.get().decision == "suggested"


def test_the_machine_links_no_demonstration_with_what_was_really_said() -> None:
    builders.a_claim(FEE, is_demonstration=True)
    claim = builders.a_claim(SAME)
    with policy.overridden(match_link_score=policy.current().match_suggest_score):
        match_claim(claim.pk)
    assert Match.objects.get().decision == "suggested"


def test_a_decision_outlives_the_machine() -> None:
    builders.a_claim(FEE)
    claim = builders.a_claim(SAME)
    match_claim(claim.pk)
    match = Match.objects.get()
    reject(match, by=builders.cast().ravi)
    edits.reword(claim, by=builders.cast().edda, statement=OTHER)
    match_claim(claim.pk)
    fresh = Match.objects.get()
    assert (fresh.decision, fresh.decided_by, fresh.score) == ("rejected", builders.cast().ravi, match.score)
    assert fresh.reasons == match.reasons
    assert fresh.decided_at is not None


def test_what_a_person_rejected_or_took_back_the_machine_never_links_again() -> None:
    builders.a_claim(FEE)
    claim = builders.a_claim(SAME)
    with policy.overridden(match_link_score=policy.current().match_suggest_score):
        match_claim(claim.pk)
        reject(Match.objects.get(), by=builders.cast().ravi)
        match_claim(claim.pk)
        assert Match.objects.get().decision == "rejected"
        take_back(Match.objects.get(), by=builders.cast().ravi)
        match_claim(claim.pk)
    assert Match.objects.get().decision == "suggested"


def test_a_suggestion_is_taken_back_when_the_statement_is_worded_anew() -> None:
    older = builders.a_claim(FEE)
    claim = builders.a_claim(SAME)
    match_claim(claim.pk)
    edits.reword(claim, by=builders.cast().edda, statement=OTHER)
    match_claim(claim.pk)
    assert not Match.objects.exists()
    assert ClaimEvent.objects.filter(verb="find_matches").latest("pk").changes == {"claims_suggested": [[older.pk], []]}


def test_what_is_known_of_a_claim_that_a_person_sends_in_is_found_before_anybody_accepts_it() -> None:
    older = builders.a_claim(FEE)
    claim = edits.submit_claim(by=builders.cast().rana, statement=SAME)
    assert claim.state == State.NEW
    jobs.run_all(only=lambda row: row.name == "match_claim")
    assert [(match.claim, match.other) for match in Match.objects.all()] == [(claim, older)]


def test_wording_a_claim_anew_has_it_matched_again() -> None:
    claim = builders.a_claim(SAME)
    edits.reword(claim, by=builders.cast().edda, statement=OTHER)
    assert Job.objects.filter(name="match_claim", target=claim.pk).exists()


def test_merged_claims_are_not_suggested() -> None:
    merged = builders.claim_in("merged", statement=FEE)
    claim = builders.a_claim(SAME)
    match_claim(claim.pk)
    assert not Match.objects.filter(other=merged).exists()


def test_a_claim_that_was_merged_away_is_no_suggestion_any_more_and_comes_back_with_the_undoing() -> None:
    older, claim, target = builders.a_claim(FEE), builders.a_claim(SAME), builders.a_claim(OTHER)
    match_claim(claim.pk)
    move(claim, "merge", by=builders.cast().ravi, target=target)
    match_claim(older.pk)
    assert not Match.objects.exists()
    move(claim, "unmerge", by=builders.cast().ravi, note="Another matter after all.")
    assert Job.objects.filter(name="match_claim", target=claim.pk).exists()
    match_claim(claim.pk)
    assert Match.objects.count() == 1


def test_a_confirmed_pair_is_in_both_histories_and_moves_nothing() -> None:
    older, claim = builders.a_claim(FEE), builders.a_claim(SAME)
    match_claim(claim.pk)
    confirm(Match.objects.get(), "same", by=builders.cast().edda)
    assert {event.claim for event in ClaimEvent.objects.filter(verb="decide_match")} == {older, claim}
    assert set(Claim.objects.filter(pk__in=[older.pk, claim.pk]).values_list("state", flat=True)) == {"new"}


def test_of_many_claims_of_one_wording_some_are_kept_and_the_contrary_is_too() -> None:
    contrary = builders.a_claim(CONTRARY)
    for number in range(3 * crowds.N_ALIKE):
        builders.a_claim(FEE.replace(" ", " " * (number + 1), 1 + number % 3))
    claim = builders.a_claim(FEE)
    match_claim(claim.pk)
    matches = Match.objects.filter(claim=claim)
    assert matches.filter(relation="same").count() == crowds.N_ALIKE
    assert matches.get(relation="contradicts").other == contrary


def test_of_many_that_are_alike_only_the_best_are_kept() -> None:
    for number in range(30):
        builders.a_claim(f"{FEE}, said the harbour board to reporter number {number}")
    claim = builders.a_claim(FEE)
    match_claim(claim.pk)
    assert Match.objects.filter(claim=claim).count() == 20


def test_a_claim_that_is_gone_is_no_trouble() -> None:
    match_claim(987_654)
