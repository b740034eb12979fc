"""Who does the work: proposals by load and without conflicts, and naming somebody."""

import pytest

from claims import access
from claims.errors import Refused, Stale
from claims.models import Claim, ClaimEvent, Job, Notice, State, User
from claims.workflow import edits
from claims.workflow.assigning import assign, researchers_for
from claims.workflow.moves import move
from claims.workflow.watching import watch
from tests.builders import a_claim, cast, claim_in

pytestmark = pytest.mark.django_db


def fresh(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def test_an_editor_assigns_a_new_claim_and_accepts_it_with_one_event() -> None:
    people, claim = cast(), a_claim()
    event = assign(claim, people.lena, by=people.edda)
    assert (event.verb, event.from_state, event.to_state) == ("accept", "new", "queued")
    assert event.changes["researcher_id"] == [None, people.lena.pk]
    assert fresh(claim).researcher == people.lena
    assert ClaimEvent.objects.filter(claim=claim).count() == 2
    assert fresh(claim).key_elements.count() == 1
    assert Job.objects.filter(name="match_claim", target=claim.pk).exists()


def test_an_assigned_claim_waits_for_its_researcher_and_for_nobody_else() -> None:
    people, claim = cast(), claim_in(State.QUEUED)
    assign(claim, people.lena, by=people.edda)
    with pytest.raises(Refused, match=r"assigned to Lena\. Ask an editor"):
        move(claim, "take", by=people.ravi)
    move(claim, "take", by=people.lena)
    assert (fresh(claim).state, fresh(claim).researcher) == (State.RESEARCHING, people.lena)


def test_research_changes_hands_and_both_are_told_once() -> None:
    people, claim = cast(), claim_in(State.RESEARCHING)
    assign(claim, people.lena, by=people.edda)
    assert (fresh(claim).state, fresh(claim).researcher) == (State.RESEARCHING, people.lena)
    told = dict(Notice.objects.filter(claim=claim).values_list("person__username", "text"))
    assert set(told) == {"lena", "ravi"}
    assert told["lena"].startswith("Edda assigned you the claim “")
    assert told["ravi"].endswith("Lena goes on with it.")


@pytest.mark.parametrize(
    ("state", "name", "data", "words"),
    [
        (State.IN_REVIEW, "return", {"note": "The tariff is from 2019."}, "Edda returned “"),
        (State.DECIDED, "return", {"note": "The tariff is from 2019."}, "to you. Its history says why."),
        (State.RESEARCHING, "release", {}, "back in the queue, so it waits for you no more."),
        (State.RESEARCHING, "dismiss", {"reason": "not_checkable"}, "Edda dismissed “"),
        (State.RESEARCHING, "merge", {}, "into another claim, so it waits for you no more."),
    ],
)
def test_a_researcher_hears_what_an_editor_does_with_their_claim(
    state: State, name: str, data: dict[str, object], words: str
) -> None:
    people, claim = cast(), claim_in(state)
    watch(claim, by=people.ravi)
    Notice.objects.all().delete()
    move(claim, name, by=people.edda, **({"target": a_claim()} if name == "merge" else data))
    told = Notice.objects.get(claim=claim)  # one, although they watch it too
    assert told.person == people.ravi
    assert words in told.text
    assert "2019" not in told.text, "notes stay where they are"


def test_nobody_is_told_of_what_they_do_themselves() -> None:
    people, claim = cast(), claim_in(State.RESEARCHING)
    move(claim, "release", by=people.ravi)
    assert not Notice.objects.exists()


def test_a_researcher_assigns_themself_and_nobody_else() -> None:
    people, claim = cast(), claim_in(State.QUEUED)
    with pytest.raises(Refused, match="Only an editor can name somebody else"):
        assign(claim, people.lena, by=people.ravi)
    assign(claim, people.ravi, by=people.ravi)
    assert fresh(claim).researcher == people.ravi
    assert not Notice.objects.filter(person=people.ravi).exists()
    with pytest.raises(access.Forbidden, match="assigned to Ravi"):
        assign(claim, people.lena, by=people.lena)


@pytest.mark.parametrize("name", ["ines", "mona", "rana", "otto"])
def test_whoever_does_no_research_and_edits_nothing_assigns_nobody(name: str) -> None:
    with pytest.raises(access.Forbidden):
        assign(claim_in(State.QUEUED), cast().lena, by=getattr(cast(), name))


def test_nobody_is_assigned_who_is_no_researcher_or_has_an_interest() -> None:
    people, claim = cast(), claim_in(State.QUEUED)
    with pytest.raises(Refused, match="must be a researcher"):
        assign(claim, people.ines, by=people.edda)
    edits.declare_interest(claim, by=people.lena, has_interest=True, statement="My sister runs the port.")
    with pytest.raises(Refused, match="Lena declared an interest in this claim, so somebody else"):
        assign(claim, people.lena, by=people.edda)
    with pytest.raises(Refused, match="You declared an interest in this claim, so somebody else"):
        move(claim, "take", by=people.lena)
    with pytest.raises(Refused, match="Lena declared an interest"):
        move(claim, "take", by=people.edda, researcher=people.lena)


def test_a_name_is_taken_off_a_claim_that_nobody_has_begun() -> None:
    people, claim = cast(), claim_in(State.QUEUED)
    with pytest.raises(Refused, match="Nobody is assigned"):
        assign(claim, None, by=people.edda)
    assign(claim, people.lena, by=people.edda)
    with pytest.raises(access.Forbidden, match="Only an editor can take the claim away"):
        assign(claim, None, by=people.ravi)
    assign(claim, None, by=people.lena)
    assert fresh(claim).researcher is None
    with pytest.raises(Refused, match="The research has begun"):
        assign(claim_in(State.RESEARCHING), None, by=people.edda)


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.DECIDED, State.PUBLISHED, State.DISMISSED])
def test_what_is_frozen_or_closed_is_assigned_to_nobody(state: State) -> None:
    with pytest.raises(Refused):
        assign(claim_in(state), cast().lena, by=cast().edda)


def test_assigning_against_an_older_page_is_stale() -> None:
    claim = claim_in(State.QUEUED)
    seen = claim.version
    assign(claim, cast().lena, by=cast().edda, seen=seen)
    with pytest.raises(Stale, match="Edda changed this claim meanwhile"):
        assign(claim, cast().ravi, by=cast().elsa, seen=seen)


def test_the_least_loaded_researcher_comes_first_and_those_with_an_interest_last() -> None:
    people = cast()
    for _ in range(2):
        assign(claim_in(State.QUEUED), people.ravi, by=people.edda)
    claim = claim_in(State.QUEUED)
    found = researchers_for(claim)
    assert [(it.person.username, it.n_open) for it in found] == [("lena", 0), ("ravi", 2)]
    edits.declare_interest(claim, by=people.lena, has_interest=True, statement="My sister runs the port.")
    found = researchers_for(claim)
    assert [it.person.username for it in found] == ["ravi", "lena"]
    assert found[1].refusal == "declared an interest in this claim"


def test_whoever_reviewed_it_is_proposed_after_the_others_with_the_reason() -> None:
    people, claim = cast(), claim_in(State.IN_REVIEW)
    people.ines.grants.create(role="researcher")
    move(claim, "return", by=people.edda, note="The tariff is missing.")
    found = {it.person.username: it for it in researchers_for(fresh(claim))}
    assert list(found)[-1] == "ines"
    assert found["ines"].reasons == ("reviewed it, and could not review it again",)
    assert found["ravi"].reasons == ("worked on this draft before",)


def test_proposals_cost_the_same_for_two_people_and_for_twenty(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    claim = claim_in(State.RESEARCHING)
    for number in range(20):
        User.objects.create(username=f"r{number}").grants.create(role="researcher")
    with django_assert_max_num_queries(6):
        assert len(researchers_for(claim)) == 22
