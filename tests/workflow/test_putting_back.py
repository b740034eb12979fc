"""A decision of the inbox is taken back by an event of its own, as long as nobody has gone on from there."""

from datetime import date

import pytest
from django.utils import timezone

from claims import jobs
from claims.errors import Refused
from claims.models import Appearance, Claim, Notice, State
from claims.workflow import edits
from claims.workflow.moves import move
from tests.builders import a_claim, an_article, cast, claim_in

pytestmark = pytest.mark.django_db


def fresh(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def test_what_accepting_had_set_is_as_it_was() -> None:
    people, claim = cast(), a_claim()
    edits.plan(claim, by=people.edda, priority=3, due_on=date(2030, 1, 2))
    move(claim, "accept", by=people.edda, priority=4, due_on=date(2030, 5, 6), researcher=people.lena)
    event = move(claim, "put_back", by=people.edda)
    back = fresh(claim)
    assert (back.state, back.priority, back.due_on, back.researcher) == (State.NEW, 3, date(2030, 1, 2), None)
    assert (event.verb, event.from_state, event.to_state) == ("put_back", "queued", "new")
    assert back.version == back.events.count() == 4


def told(person: str) -> list[str]:
    return [notice.text for notice in Notice.objects.filter(person__username=person).order_by("pk")]


def run_news() -> None:
    jobs.run_all(only=lambda row: row.name in ("announce", "tell_sender"))


def test_the_sender_who_was_told_of_a_dismissal_hears_that_it_was_taken_back() -> None:
    claim = a_claim(wants_answer=True)
    move(claim, "dismiss", by=cast().ravi, reason="opinion")
    run_news()
    Notice.objects.update(read_at=timezone.now())
    move(claim, "put_back", by=cast().ravi)
    run_news()
    run_news()
    dismissed, again = told("rana")
    assert "will not be checked" in dismissed
    assert "is looked at again after all" in again


def test_a_dismissal_that_the_sender_has_not_seen_yet_is_told_to_nobody_when_it_was_taken_back() -> None:
    claim = a_claim(wants_answer=True)
    move(claim, "dismiss", by=cast().ravi, reason="opinion")
    run_news()
    assert len(told("rana")) == 1
    move(claim, "put_back", by=cast().ravi)
    run_news()
    assert told("rana") == []
    move(claim, "dismiss", by=cast().ravi, reason="spam")
    run_news()
    assert len(told("rana")) == 1


def test_whoever_was_assigned_by_the_decision_hears_that_nothing_waits_for_them() -> None:
    claim = a_claim()
    move(claim, "accept", by=cast().edda, researcher=cast().lena)
    move(claim, "put_back", by=cast().edda)
    assigned, freed = told("lena")
    assert "assigned you the claim" in assigned
    assert "back in the inbox" in freed
    assert told("edda") == []


def test_a_dismissed_claim_has_no_reason_any_more_and_can_be_accepted() -> None:
    claim = a_claim()
    move(claim, "dismiss", by=cast().ravi, reason="opinion")
    move(claim, "put_back", by=cast().ravi)
    assert (fresh(claim).state, fresh(claim).dismiss_reason) == (State.NEW, "")
    move(claim, "accept", by=cast().ravi)
    assert fresh(claim).key_elements.count() == 1


def test_the_appearances_of_a_merged_claim_come_back() -> None:
    claim, target = a_claim(), claim_in(State.QUEUED)
    Appearance.objects.create(claim=claim, home_claim=claim, article=an_article(), start=0, end=5, quote="Words")
    move(claim, "merge", by=cast().ravi, target=target)
    move(claim, "put_back", by=cast().ravi)
    assert (fresh(claim).state, fresh(claim).merged_into) == (State.NEW, None)
    assert (claim.appearances.count(), target.appearances.count()) == (1, 0)


def test_only_who_decided_or_an_editor_puts_back() -> None:
    claim = a_claim()
    move(claim, "dismiss", by=cast().ravi, reason="opinion")
    with pytest.raises(Refused, match=r"Ravi decided this. Ask them or an editor"):
        move(claim, "put_back", by=cast().lena)
    move(claim, "put_back", by=cast().edda)
    assert fresh(claim).state == State.NEW


def test_a_moderator_takes_back_what_they_swept_away() -> None:
    claim = a_claim()
    move(claim, "dismiss", by=cast().mona, reason="spam")
    move(claim, "put_back", by=cast().mona)
    assert fresh(claim).state == State.NEW


def test_nothing_is_put_back_once_somebody_has_gone_on() -> None:
    reworded, released, late = a_claim(), claim_in(State.RESEARCHING), claim_in(State.QUEUED)
    move(reworded, "accept", by=cast().ravi)
    edits.reword(reworded, by=cast().edda, statement="The harbour fee rose by half in 2024")
    move(released, "release", by=cast().ravi)
    move(late, "dismiss", by=cast().ravi, reason="opinion")
    for claim in (reworded, released, late):
        with pytest.raises(Refused, match="More has happened to this claim than a decision in the inbox"):
            move(claim, "put_back", by=cast().edda)


def test_what_a_machine_suggested_meanwhile_does_not_count() -> None:
    claim, other = claim_in(State.QUEUED), a_claim()
    move(other, "merge", by=cast().lena, target=claim)
    move(claim, "put_back", by=cast().ravi)
    assert fresh(claim).state == State.NEW
