"""A decision of the inbox is taken back by an event of its own, as long as nobody has gone on from there."""

from datetime import date

import pytest

from claims.errors import Refused
from claims.models import Appearance, Claim, State
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
