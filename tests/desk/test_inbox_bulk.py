"""Several claims decided at once: each by an event of its own, and the answer says what became of each."""

from typing import Any

import pytest
from django.db import OperationalError
from django.urls import reverse

from claims.models import Claim, ClaimEvent, State
from claims.workflow import edits, moves
from claims.workflow.moves import move
from tests.builders import a_claim, cast, claim_in
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db

ALL = "/desk/new-claims/chosen/"


def picks(*claims: Claim) -> list[str]:
    return [f"{claim.pk}:{claim.version}" for claim in claims]


def states(*claims: Claim) -> list[str]:
    found = dict(Claim.objects.values_list("pk", "state"))
    return [found[claim.pk] for claim in claims]


def test_each_claim_gets_one_event() -> None:
    claims = [a_claim() for _ in range(3)]
    before = ClaimEvent.objects.count()
    answer = client_of("ravi", htmx=True).post(ALL, {"pick": picks(*claims), "do": "dismiss:opinion", "note": "Taste"})
    assert answer.status_code == 200
    assert states(*claims) == ["dismissed"] * 3
    events = ClaimEvent.objects.filter(pk__gt=0, verb="dismiss")
    assert ClaimEvent.objects.count() == before + 3
    assert {(event.by, event.note, event.changes["dismiss_reason"][1]) for event in events} == {
        (cast().ravi, "Taste", "opinion")
    }
    page = answer.content.decode()
    assert "3 dismissed" in page
    assert "Undo all 3" in page


def test_a_refusal_keeps_none_of_the_others_back_and_says_why() -> None:
    fine, taken, reworded = a_claim(), a_claim(), a_claim()
    twin = a_claim(taken.statement)
    seen = picks(fine, taken, reworded, twin)
    move(taken, "accept", by=cast().lena)
    edits.reword(reworded, by=cast().edda, statement="The harbour fee rose by half in 2024")
    answer = client_of("ravi", htmx=True).post(ALL, {"pick": seen, "do": "accept"})
    assert answer.status_code == 200
    assert states(fine, taken, reworded, twin) == ["queued", "queued", "new", "new"]
    assert [claim.pk for claim in answer.context["outcome"].done] == [fine.pk]
    page = " ".join(answer.content.decode().split())
    assert "1 accepted" in page
    assert "3 not accepted" in page
    assert "Lena changed this claim meanwhile (accept); it is now queued." in page
    assert "Edda changed this claim meanwhile (reword)" in page
    assert f"The same statement is already there as claim {taken.pk} (queued)." in page


def test_when_nothing_could_be_done_the_status_says_so() -> None:
    claim = a_claim()
    seen = picks(claim)
    move(claim, "accept", by=cast().lena)
    answer = client_of("ravi", htmx=True).post(ALL, {"pick": seen, "do": "accept"})
    assert answer.status_code == 409
    assert "1 not accepted" in answer.content.decode()
    assert "Undo" not in answer.content.decode()


def test_a_number_that_no_claim_has_is_named_among_what_was_refused() -> None:
    fine, gone = a_claim(), 999_999
    client = client_of("ravi", htmx=True)
    answer = client.post(ALL, {"pick": [*picks(fine), f"{gone}:1", "nonsense"], "do": "accept"})
    assert answer.status_code == 200
    page = " ".join(answer.content.decode().split())
    assert "1 accepted" in page
    assert "2 not accepted" in page
    assert "<b>Claim 999999</b><br>This claim does not exist. Look for it in the inbox or on the board." in page
    assert "It came without the number of a claim." in page
    assert client.post(ALL, {"pick": [f"{gone}:1"], "do": "accept"}).status_code == 404


def test_a_busy_database_breaks_off_and_the_answer_says_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    done, busy, untried = (a_claim() for _ in range(3))
    tried = []

    def locked(claim: Claim, name: str, **data: Any) -> Claim:
        tried.append(claim.pk)
        if claim.pk == busy.pk:
            raise OperationalError("database is locked")
        return move(claim, name, **data)

    monkeypatch.setattr(moves, "move", locked)
    client = client_of("ravi", htmx=True)
    answer = client.post(ALL, {"pick": picks(done, busy, untried), "do": "accept"})
    assert answer.status_code == 200
    assert states(done, busy, untried) == ["queued", "new", "new"]
    assert tried == [done.pk, busy.pk]
    page = " ".join(answer.content.decode().split())
    assert "1 accepted" in page
    assert "2 not accepted" in page
    assert page.count("The database was busy. Try this one again.") == 2
    assert client.post(ALL, {"pick": picks(busy), "do": "accept"}).status_code == 409


def test_all_are_merged_into_one_or_given_to_one_researcher() -> None:
    target, twins, others = claim_in(State.QUEUED), [a_claim(), a_claim()], [a_claim(), a_claim()]
    client = client_of("edda", htmx=True)
    client.post(ALL, {"pick": picks(*twins), "do": "merge", "target": f"#{target.pk}"})
    assert {claim.merged_into for claim in Claim.objects.filter(pk__in=[twin.pk for twin in twins])} == {target}
    client.post(ALL, {"pick": picks(*others), "do": f"accept:{cast().lena.pk}"})
    assert {claim.researcher for claim in Claim.objects.filter(pk__in=[other.pk for other in others])} == {cast().lena}


def test_what_was_done_to_all_is_undone_for_all() -> None:
    claims = [a_claim(), a_claim()]
    client = client_of("ravi", htmx=True)
    outcome = client.post(ALL, {"pick": picks(*claims), "do": "accept"}).context["outcome"]
    answer = client.post(ALL, {"pick": picks(*outcome.done), "do": "put_back"})
    assert states(*claims) == ["new", "new"]
    assert "2 put back" in answer.content.decode()
    assert "Undo" not in answer.content.decode().partition("<ol")[0]


@pytest.mark.parametrize(
    ("data", "status", "sentence"),
    [
        ({"do": "accept"}, 422, "Tick the claims first: nothing was changed."),
        ({"do": "accept", "pick": ["x", ":", "0:1"]}, 422, "Tick the claims first: nothing was changed."),
        ({"do": "accept", "pick": [f"{n}:1" for n in range(1, 102)]}, 422, "Choose at most 100 claims at once"),
        ({"do": "dismiss", "pick": ["PICK"]}, 422, "Choose a reason: why will this claim not be checked?"),
        ({"do": "dismiss:taste", "pick": ["PICK"]}, 422, "Select a valid choice."),
        ({"do": "merge", "pick": ["PICK"]}, 422, "Choose the claim that this one is the same as."),
        ({"do": "accept:999999", "pick": ["PICK"]}, 422, "There is no such researcher."),
        ({"do": "publish", "pick": ["PICK"]}, 422, "Choose what to do with the claims"),
        ({"pick": ["PICK"]}, 422, "Choose what to do with the claims"),
    ],
)
def test_what_makes_no_sense_changes_nothing(data: dict[str, object], status: int, sentence: str) -> None:
    claim = a_claim()
    data = {**data, "pick": [*picks(claim)] if data.get("pick") == ["PICK"] else data.get("pick", [])}
    answer = client_of("edda", htmx=True).post(ALL, data)
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert states(claim) == ["new"]


def test_a_tick_without_the_version_that_was_seen_is_stale() -> None:
    claim = a_claim()
    answer = client_of("ravi", htmx=True).post(ALL, {"pick": [str(claim.pk)], "do": "accept"})
    assert answer.status_code == 409
    assert states(claim) == ["new"]


def test_without_javascript_the_whole_page_says_what_was_done_and_stays_filtered() -> None:
    claim = a_claim("The ferry costs ten euros")
    a_claim("The ferry costs nine euros")
    a_claim("Every school has a garden")
    answer = client_of("ravi").post(ALL, {"pick": picks(claim), "do": "accept", "back": "q=ferry"})
    page = answer.content.decode()
    assert "<html" in page
    assert "1 accepted" in page
    assert "The ferry costs nine euros" in page
    assert "Every school has a garden" not in page


def test_who_may_not_decide_is_refused_claim_by_claim_and_sees_no_bar() -> None:
    claim = a_claim()
    client = client_of("rana", htmx=True)
    assert ALL not in client.get(reverse("desk:inbox")).content.decode()
    answer = client.post(ALL, {"pick": picks(claim), "do": "accept"})
    assert answer.status_code == 403
    assert states(claim) == ["new"]
