"""Every state x transition x role: what the table does not allow is refused, with a sentence, and changes nothing."""

import contextlib
import itertools

import pytest
from django.db import transaction

from claims.errors import Refused
from claims.models import Claim, ClaimEvent, Role, State, User
from claims.workflow.moves import move, offers
from claims.workflow.table import BY_NAME, TRANSITIONS
from tests.builders import a_claim, cast, claim_in

#: The transitions of WORKFLOW.md, written out again so that the table cannot change by accident.
EXPECTED = {
    "accept": ({"new"}, "queued", {"researcher", "editor"}),
    "dismiss": ({"new", "queued", "researching"}, "dismissed", {"researcher", "editor", "moderator"}),
    "merge": ({"new", "queued", "researching"}, "merged", {"researcher", "editor"}),
    "unmerge": ({"merged"}, "queued", {"researcher", "editor"}),
    "put_back": ({"queued", "dismissed", "merged"}, "new", {"researcher", "editor", "moderator"}),
    "take": ({"queued"}, "researching", {"researcher", "editor"}),
    "release": ({"researching"}, "queued", {"researcher", "editor"}),
    "submit": ({"researching"}, "in_review", {"researcher", "editor"}),
    "return": ({"in_review", "decided"}, "researching", {"reviewer", "editor"}),
    "decide": ({"in_review"}, "decided", {"editor"}),
    "publish": ({"decided"}, "published", {"editor"}),
    "correct": ({"published"}, "published", {"editor"}),
    "retract": ({"published"}, "retracted", {"editor"}),
    "reopen": ({"dismissed", "retracted", "published"}, "researching", {"editor"}),
}


def test_the_table_is_the_one_of_the_design() -> None:
    rows = {row.name: (set(row.from_states), row.to_state, set(row.roles)) for row in TRANSITIONS}
    assert rows == EXPECTED


def data_for(name: str, claim: Claim) -> dict[str, object]:
    """What a careful person would type into the transition's form."""
    match name:
        case "dismiss":
            return {"reason": "out_of_scope", "note": "Not our beat."}
        case "merge":
            return {"target": a_claim()}
        case "take":
            return {"researcher": cast().lena}
        case "correct":
            words = {"summary": f"{claim.draft_summary} ", "text": f"{claim.draft_text}."}
            return {"correction_class": "minor", "note": "A typo.", **words}
        case _:
            return {"note": "Because."}


def person_with(role: str | None) -> User:
    """Somebody with this one role who has nothing to do with the claim; None is a superuser."""
    name = f"only-{role}"
    person, is_new = User.objects.get_or_create(username=name, defaults={"is_superuser": role is None})
    if is_new and role:
        person.grants.create(role=role)
    return person


@pytest.mark.django_db
@pytest.mark.parametrize("state", State.values)
def test_a_transition_is_refused_from_every_state_and_to_every_role_that_the_table_does_not_name(state: str) -> None:
    claim = claim_in(state)
    refused = 0
    for transition, role in itertools.product(TRANSITIONS, [*Role.values, "nobody"]):
        if state in transition.from_states and role in transition.roles:
            continue
        person = User.objects.get_or_create(username="no-role")[0] if role == "nobody" else person_with(role)
        data = data_for(transition.name, claim)
        before = Claim.objects.get(pk=claim.pk)
        with pytest.raises(Refused) as refusal:
            move(claim, transition.name, by=person, **data)
        assert refusal.value.sentence.endswith("."), refusal.value.sentence
        after = Claim.objects.get(pk=claim.pk)
        assert (after.state, after.version) == (before.state, before.version)
        refused += 1
    assert refused > 60


class Undo(Exception):
    """Raised to take back what a move did, so that one claim serves all tries."""


@pytest.mark.django_db
@pytest.mark.parametrize("state", State.values)
def test_a_button_is_offered_exactly_where_the_move_would_succeed(state: str) -> None:
    people = [*vars(cast()).values(), person_with(None)]
    claim = claim_in(state)
    for person, transition in itertools.product(people, TRANSITIONS):
        if state not in transition.from_states:
            continue
        offer = next(item for item in offers(claim, by=person) if item.transition is transition)
        data = data_for(transition.name, claim)
        with contextlib.suppress(Undo), transaction.atomic():
            sentence = _refusal(claim, transition.name, person, data)
            assert sentence == offer.refusal or (offer.is_possible and sentence == _typed(transition.name))
            raise Undo


def _refusal(claim: Claim, name: str, person: User, data: dict[str, object]) -> str | None:
    try:
        move(claim, name, by=person, **data)
    except Refused as refusal:
        return refusal.sentence
    return None


def _typed(name: str) -> str:
    """Refusals of what was typed, which no button can foresee."""
    return {
        "take": "Only an editor can name somebody else. Take the claim yourself.",
        "dismiss": "A moderator dismisses spam only. Any other reason is the editors' to judge.",
    }.get(name, "")


@pytest.mark.django_db
@pytest.mark.parametrize("name", [transition.name for transition in TRANSITIONS if transition.needs_note])
def test_a_transition_that_needs_a_note_is_refused_without_one(name: str) -> None:
    claim = claim_in(BY_NAME[name].from_states[0])
    data = {key: value for key, value in data_for(name, claim).items() if key != "note"}
    with pytest.raises(Refused, match="Write a note"):
        move(claim, name, by=cast().edda, note="   ", **data)


@pytest.mark.django_db
def test_every_transition_is_walked_by_somebody() -> None:
    for state in State.values:
        claim_in(state)
    people = cast()
    move(claim_in("merged"), "unmerge", by=people.ravi, note="They differ in the year.")
    move(claim_in("researching"), "release", by=people.ravi)
    move(claim_in("dismissed"), "put_back", by=people.ravi)
    move(claim_in("in_review"), "return", by=people.edda, note="The second source is a copy of the first.")
    published = claim_in("published")
    move(published, "correct", by=people.edda, **data_for("correct", published))
    move(claim_in("retracted"), "reopen", by=people.edda, note="The tariff was real after all.")
    assert set(EXPECTED) <= set(ClaimEvent.objects.values_list("verb", flat=True))
