"""What others and machines do appears on the open page; what somebody writes is never overwritten."""

import pytest
from django.urls import reverse
from django.utils import timezone

from claims import audit
from claims.desk.screens.claim import ClaimScreen
from claims.desk.screens.claim_mark import read_mark
from claims.models import ArchiveCopy, Assignment, Claim, ClaimEvent, Job, Match, Source, State, User
from claims.workflow import edits, leasing, moves, watching
from tests.builders import a_claim, a_piece_of_evidence, cast, claim_in
from tests.desk.test_claim_page import as_person


def ask(name: str, claim: Claim, seen: str):  # type: ignore[no-untyped-def]
    return as_person(name).get(
        reverse("desk:claim_live", args=[claim.pk]), {"seen": seen}, headers={"HX-Request": "true"}
    )


@pytest.mark.django_db
@pytest.mark.parametrize("state", State.values)
def test_the_mark_of_the_page_is_the_mark_that_the_poll_compares(state: str) -> None:
    claim = claim_in(state)
    assert ClaimScreen(claim, cast().ravi).mark == read_mark(claim.pk)


@pytest.mark.django_db
def test_nothing_new_is_answered_with_nothing() -> None:
    claim = claim_in(State.RESEARCHING)
    assert ask("ravi", claim, read_mark(claim.pk)).status_code == 204


@pytest.mark.django_db
def test_evidence_that_a_machine_adds_appears_without_touching_the_draft() -> None:
    claim = claim_in(State.RESEARCHING)
    seen = read_mark(claim.pk)
    with audit.record(claim, verb="find_evidence", by=None, is_binding=False):
        a_piece_of_evidence(claim, quote="A passage that came just now.")
    body = ask("ravi", claim, seen).content.decode()
    assert "A passage that came just now." in body
    assert 'id="verdict"' not in body
    assert 'id="changed"' not in body, "a machine's suggestion changes nothing for anybody"
    assert read_mark(claim.pk) in body


@pytest.mark.django_db
def test_what_another_person_changed_is_announced_by_name() -> None:
    claim = claim_in(State.RESEARCHING)
    seen = read_mark(claim.pk)
    edits.edit_draft(claim, by=cast().edda, rating=None, summary="New words.", text="Text.")
    body = ask("ravi", claim, seen).content.decode()
    assert "<b>Edda</b> edited the draft" in body
    assert "New words." in body
    assert 'id="changed"' not in ask("edda", claim, seen).content.decode(), "one's own change is no news"


@pytest.mark.django_db
def test_a_job_that_ends_without_a_find_is_news_too() -> None:
    claim = claim_in(State.QUEUED)
    seen = read_mark(claim.pk)
    assert "gather_evidence" in seen
    Job.objects.filter(target=claim.pk).delete()
    answer = ask("ravi", claim, seen)
    assert answer.status_code == 200
    assert "The finders are looking" not in answer.content.decode()


@pytest.mark.django_db
def test_a_page_that_cannot_be_fetched_and_what_an_archive_says_are_news_though_nobody_changed_the_claim() -> None:
    claim = claim_in(State.RESEARCHING)
    source = a_piece_of_evidence(claim).source
    seen = read_mark(claim.pk)
    Source.objects.filter(pk=source.pk).update(error="The server did not answer.", snapshot=None)
    assert "The server did not answer." in ask("ravi", claim, seen).content.decode()
    seen = read_mark(claim.pk)
    assert ask("ravi", claim, seen).status_code == 204
    copy = ArchiveCopy.objects.create(source=source, asked_at=timezone.now())
    assert "A public archive is making its copy" in ask("ravi", claim, seen).content.decode()
    seen = read_mark(claim.pk)
    ArchiveCopy.objects.filter(pk=copy.pk).update(stage="failed", error="It is full.")
    assert "It is full." in ask("ravi", claim, seen).content.decode()
    assert ClaimScreen(claim, cast().ravi).mark == read_mark(claim.pk) != seen


@pytest.mark.django_db
def test_who_watches_what_becomes_of_related_claims_and_what_people_are_called_is_news_too() -> None:
    claim, ahead, behind, merged = (a_claim(f"Fee {number} rose by a third.") for number in range(4))
    Match.objects.create(claim=claim, other=ahead, score=0.7)
    Match.objects.create(claim=behind, other=claim, score=0.7)
    Claim.objects.filter(pk=merged.pk).update(merged_into=claim, state="merged")
    changes = [
        ("people", "Watched by Lena", lambda: watching.watch(claim, by=cast().lena)),
        ("people", "Watched by Lena, Ravi", lambda: watching.watch(claim, by=cast().ravi)),
        ("people", "Watched by Ravi<", lambda: watching.unwatch(claim, by=cast().lena)),
        ("family", "All the tolls rose.", lambda: edits.reword(ahead, by=cast().edda, statement="All the tolls rose.")),
        ("family", "Queued", lambda: moves.move(behind, "accept", by=cast().edda)),
        (
            "family",
            "1 claim merged into this one",
            lambda: Claim.objects.filter(pk=merged.pk).update(statement="All the tolls fell.", version=99),
        ),
        (
            "people",
            "Watched by Ravindra<",
            lambda: User.objects.filter(pk=cast().ravi.pk).update(first_name="Ravindra"),
        ),
    ]
    for part, words, change in changes:
        seen = read_mark(claim.pk)
        assert ask("ines", claim, seen).status_code == 204
        change()
        body = ask("ines", claim, seen).content.decode()
        assert words in body
        assert f'id="{part}"' in body
        assert ClaimScreen(claim, cast().ines).mark == read_mark(claim.pk)


@pytest.mark.django_db
def test_of_all_names_the_page_asks_for_those_that_it_shows() -> None:
    claim, people = claim_in(State.IN_REVIEW), cast()
    asked = Assignment.objects.filter(round__claim=claim).values_list("reviewer", flat=True)
    done = ClaimEvent.objects.filter(claim=claim, by__isnull=False).values_list("by", flat=True)
    leasing.take_lease(claim, by=people.mona)
    named = {*asked, *done, people.mona.pk}
    assert len(named) > len(set(done)) + 1
    for person in User.objects.order_by("pk"):
        seen = read_mark(claim.pk)
        User.objects.filter(pk=person.pk).update(last_name="Newname")
        assert (read_mark(claim.pk) != seen) is (person.pk in named), person


@pytest.mark.django_db
def test_the_mark_says_nothing_of_evidence_for_named_people() -> None:
    claim = claim_in(State.RESEARCHING)
    source = a_piece_of_evidence(claim, visibility="named").source
    seen = read_mark(claim.pk)
    Source.objects.filter(pk=source.pk).update(error="The server did not answer.")
    assert read_mark(claim.pk) == seen


@pytest.mark.django_db
def test_a_job_that_ends_beside_an_event_is_not_missed() -> None:
    claim = claim_in(State.QUEUED)
    seen = read_mark(claim.pk)
    Job.objects.filter(target=claim.pk).delete()
    with audit.record(claim, verb="write_note", by=None, is_binding=False):
        pass
    body = ask("ravi", claim, seen).content.decode()
    assert 'id="evidence"' in body
    assert 'id="notes"' in body


@pytest.mark.django_db
def test_the_poll_of_a_claim_that_is_gone_says_so() -> None:
    claim = claim_in(State.QUEUED)
    claim.pk += 1
    answer = ask("ravi", claim, "")
    assert answer.status_code == 404
    assert "This claim does not exist any more. Go back to the inbox." in answer.content.decode()


@pytest.mark.django_db
def test_the_poll_is_for_the_desk_only() -> None:
    claim = claim_in(State.QUEUED)
    assert ask("otto", claim, "").status_code == 403
