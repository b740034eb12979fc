"""Real threads on one claim: exactly one of eight wins, and history has no gap."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from claims import proof
from claims.detection import claims as detection
from claims.errors import Refused
from claims.models import Appearance, Article, Claim, Job, Review
from claims.workflow import edits, reviews
from claims.workflow.moves import move
from tests.builders import a_claim, an_article, cast, claim_in, file_reviews, scale

N_THREADS, N_ROUNDS = 8, 10
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.races]


def race(*acts: Callable[[], object]) -> tuple[int, list[str]]:
    """All at once; returns how many succeeded and the sentences of those refused. Anything else is raised."""
    barrier = threading.Barrier(len(acts))
    wins: list[object] = []
    refusals: list[str] = []
    errors: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            wins.append(act())
        except Refused as refusal:
            refusals.append(refusal.sentence)
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    return len(wins), refusals


def test_of_eight_editors_deciding_one_claim_exactly_one_wins_in_each_round() -> None:
    people = cast()
    claim = claim_in("in_review")
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    for _ in range(N_ROUNDS):
        n_wins, refusals = race(*[lambda: move(claim, "decide", by=people.edda)] * N_THREADS)
        assert n_wins == 1
        assert len(refusals) == N_THREADS - 1
        assert all("Edda" in sentence and "decide" in sentence for sentence in refusals), refusals
        move(claim, "return", by=people.elsa, note="Once more.")
        move(claim, "submit", by=people.ravi)
        reviews.assign_reviewers(claim.pk)
        file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    fresh = Claim.objects.get(pk=claim.pk)
    assert proof.find_flaw(fresh) is None
    assert fresh.events.filter(verb="decide").count() == N_ROUNDS


def test_of_eight_researchers_taking_one_claim_exactly_one_gets_it() -> None:
    people = cast()
    claim = claim_in("queued")
    for _ in range(N_ROUNDS):
        takers = [people.ravi, people.lena] * (N_THREADS // 2)
        n_wins, _ = race(*[lambda p=person: move(claim, "take", by=p) for person in takers])
        assert n_wins == 1
        move(claim, "release", by=people.edda)


def test_a_mix_of_moves_and_edits_leaves_no_gap_and_no_flaw() -> None:
    people = cast()
    claim = claim_in("researching")
    for number in range(10):
        race(
            lambda: edits.add_key_element(claim, by=people.ravi, text="The fee rose"),
            lambda: edits.plan(claim, by=people.edda, priority=3, due_on=None),
            lambda n=number: edits.edit_draft(
                claim, by=people.ravi, rating=scale()["true"], summary=f"Take {n}", text="Text"
            ),
            lambda: move(claim, "release", by=people.edda),
            lambda: move(claim, "dismiss", by=people.ravi, reason="opinion"),
        )
        fresh = Claim.objects.get(pk=claim.pk)
        if fresh.state == "dismissed":
            move(claim, "reopen", by=people.edda, note="Again.")
        elif fresh.state == "queued":
            move(claim, "take", by=people.ravi)
    fresh = Claim.objects.get(pk=claim.pk)
    assert fresh.version == fresh.events.count()
    assert proof.find_flaw(fresh) is None


def test_two_claims_merged_into_each_other_at_once_end_as_one() -> None:
    people = cast()
    for _ in range(N_ROUNDS):
        left, right = a_claim(), a_claim()
        n_wins, refusals = race(
            lambda a=left, b=right: move(a, "merge", by=people.ravi, target=b),
            lambda a=left, b=right: move(b, "merge", by=people.lena, target=a),
        )
        assert n_wins == 1, refusals
        states = sorted(Claim.objects.filter(pk__in=[left.pk, right.pk]).values_list("state", flat=True))
        assert states == ["merged", "new"]


def test_a_double_click_files_one_review() -> None:
    people = cast()
    claim = claim_in("in_review")
    rating = scale()["true"]
    n_wins, _ = race(
        *[lambda: reviews.file_review(claim, by=people.ines, rating=rating, confidence=2, reasons="Read.")] * N_THREADS
    )
    assert n_wins == 1
    assert Review.objects.filter(withdrawn_at=None).count() == 1


def test_a_tally_by_eight_workers_happens_once() -> None:
    claim = claim_in("in_review")
    round_ = reviews.load_open_round(claim)
    for name in ("ines", "omar", "tomas"):
        reviews.file_review(claim, by=vars(cast())[name], rating=scale()["true"], confidence=2, reasons="Read.")
    race(*[lambda: reviews.tally_reviews(round_.pk)] * N_THREADS)
    assert claim.events.filter(verb="tally_reviews").count() == 1
    assert proof.find_flaw(Claim.objects.get(pk=claim.pk)) is None


def test_an_article_whose_claims_are_looked_for_twice_at_once_has_them_once() -> None:
    text = "\n".join(
        f"The ministry reported that {number} percent of the bridges were closed in 2024." for number in range(11, 31)
    )
    article = an_article(text=text, stage=Article.Stage.FETCHED)
    race(*[lambda: detection.detect_claims(article.pk)] * N_THREADS)
    assert article.sentences.count() == 20
    n_claims = Claim.objects.count()
    assert Appearance.objects.count() == n_claims > 0
    assert Job.objects.filter(name="match_claim").count() == n_claims


def test_of_eight_claims_with_one_statement_exactly_one_is_accepted() -> None:
    people = cast()
    for number in range(N_ROUNDS):
        statement = f"The harbour fee of quay {number} rose by a third"
        claims = [a_claim(statement) for _ in range(N_THREADS)]
        n_wins, refusals = race(*[lambda c=claim: move(c, "accept", by=people.ravi) for claim in claims])
        assert n_wins == 1
        assert all("already there as claim" in sentence for sentence in refusals), refusals


def test_an_editor_who_assigns_while_the_machine_does_costs_nobody_the_review() -> None:
    people = cast()
    for _ in range(5):
        claim = claim_in("in_review")
        round_ = reviews.load_open_round(claim)
        round_.assignments.all().delete()
        race(
            lambda c=claim: reviews.assign_reviewers(c.pk),
            lambda c=claim: reviews.assign_reviewer(c, people.tomas, by=people.edda),
        )
        assert round_.assignments.count() == 3
