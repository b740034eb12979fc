"""An embargo: nothing is published before its end, and what was planned for then is published by itself."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from claims import access, jobs, notices
from claims.errors import Refused, TryAgain
from claims.models import Claim, ClaimEvent, Job, MailChoice, Notice, PlannedPublication, Role, State, User
from claims.workflow import edits, embargoes
from claims.workflow.moves import move, offers
from tests.builders import cast, claim_in

pytestmark = pytest.mark.django_db


def under_embargo(hours: float = 2) -> Claim:
    """A decided claim that Elsa could publish if it were not for its embargo."""
    claim = claim_in(State.DECIDED)
    people = cast()
    for person in (people.ravi, people.edda, people.elsa):
        edits.declare_interest(claim, by=person, has_interest=False)
    end(claim, timezone.now() + timedelta(hours=hours))
    return Claim.objects.get(pk=claim.pk)


def end(claim: Claim, until: datetime | None, *, by: str = "edda") -> None:
    edits.plan(claim, by=getattr(cast(), by), priority=2, due_on=None, embargo_until=until)


def let_it_end(claim: Claim) -> None:
    """As if the time had passed."""
    Claim.objects.filter(pk=claim.pk).update(embargo_until=timezone.now() - timedelta(seconds=1))
    Job.objects.update(due_at=timezone.now())


def state_of(claim: Claim) -> str:
    return Claim.objects.get(pk=claim.pk).state


def test_nothing_is_published_before_the_end_of_an_embargo_and_the_sentence_says_when_that_is() -> None:
    claim = under_embargo()
    with pytest.raises(Refused, match=r"under embargo until \d+ \w+ \d{4}, \d\d:\d\d UTC\. Wait until then"):
        move(claim, "publish", by=cast().elsa)
    offer = next(it for it in offers(claim, by=cast().elsa) if it.transition.name == "publish")
    assert "under embargo" in (offer.refusal or "")
    let_it_end(claim)
    move(claim, "publish", by=cast().elsa)
    assert state_of(claim) == State.PUBLISHED


def test_an_embargo_never_ends_in_the_past_and_only_an_editor_makes_it_shorter() -> None:
    claim = claim_in(State.RESEARCHING)
    now = timezone.now()
    with pytest.raises(Refused, match="would end in the past"):
        end(claim, now - timedelta(minutes=1), by="ravi")
    end(claim, now + timedelta(days=2), by="ravi")
    end(claim, now + timedelta(days=3), by="ravi")
    for shorter in (now + timedelta(days=1), None):
        with pytest.raises(access.Forbidden, match="Only an editor can end an embargo"):
            end(claim, shorter, by="ravi")
    end(claim, None)
    assert Claim.objects.get(pk=claim.pk).embargo_until is None


def test_planning_without_a_word_about_the_embargo_leaves_it_alone() -> None:
    claim = under_embargo()
    edits.plan(claim, by=cast().edda, priority=4, due_on=None)
    assert Claim.objects.get(pk=claim.pk).embargo_until == claim.embargo_until


def test_a_planned_publication_happens_by_itself_when_the_embargo_ends_and_only_once() -> None:
    claim = under_embargo()
    embargoes.plan_publication(claim, by=cast().elsa)
    jobs.run_all(only=lambda row: row.name == "publish_when_free")
    assert state_of(claim) == State.DECIDED
    let_it_end(claim)
    embargoes.publish_when_free(claim.pk)
    embargoes.publish_when_free(claim.pk)
    published = Claim.objects.get(pk=claim.pk)
    assert published.state == State.PUBLISHED
    assert published.current_revision is not None
    assert published.current_revision.published_by == cast().elsa
    assert not PlannedPublication.objects.exists()


def test_what_is_called_off_at_the_last_moment_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = under_embargo()
    embargoes.plan_publication(claim, by=cast().elsa)
    let_it_end(claim)

    def call_off_first(claim_id: int, name: str, **data: Any) -> ClaimEvent:
        embargoes.cancel_publication(claim, by=cast().edda)
        return move(claim_id, name, **data)

    monkeypatch.setattr(embargoes.moves, "move", call_off_first)
    with pytest.raises(TryAgain):
        embargoes.publish_when_free(claim.pk)
    embargoes.publish_when_free(claim.pk)
    assert state_of(claim) == State.DECIDED


def test_the_job_that_comes_too_early_is_owed_for_the_end_of_the_embargo() -> None:
    claim = under_embargo()
    embargoes.plan_publication(claim, by=cast().elsa)
    embargoes.publish_when_free(claim.pk)
    owed = Job.objects.get(name="publish_when_free", target=claim.pk)
    assert claim.embargo_until is not None
    assert abs((owed.due_at - claim.embargo_until).total_seconds()) < 5


def test_what_could_not_be_published_now_cannot_be_planned_either() -> None:
    claim = under_embargo()
    with pytest.raises(Refused, match="You decided this claim, so somebody else has to publish it"):
        embargoes.plan_publication(claim, by=cast().edda)
    with pytest.raises(access.Forbidden):
        embargoes.plan_publication(claim, by=cast().ravi)
    end(claim, None)
    with pytest.raises(Refused, match="There is no embargo to wait for"):
        embargoes.plan_publication(claim, by=cast().elsa)


def test_what_stands_in_the_way_at_that_moment_is_told_to_the_editor_who_planned_it() -> None:
    claim = under_embargo()
    embargoes.plan_publication(claim, by=cast().elsa)
    edits.declare_interest(claim, by=cast().elsa, has_interest=True, statement="I bought a boat.")
    let_it_end(claim)
    embargoes.publish_when_free(claim.pk)
    assert state_of(claim) == State.DECIDED
    told = Notice.objects.get(person=cast().elsa)
    assert "was not published when its embargo ended. You declared an interest" in told.text
    assert set(Notice.objects.filter(key=told.key).values_list("person__username", flat=True)) == {"elsa", "ravi"}
    assert notices.wanted(cast().elsa, told.kind) == MailChoice.When.AT_ONCE
    assert not PlannedPublication.objects.exists()


def test_nobody_is_told_that_nothing_was_published_while_the_plan_still_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that died in between would publish it after all, once nothing is in the way any more."""
    claim = under_embargo()
    embargoes.plan_publication(claim, by=cast().elsa)
    edits.declare_interest(claim, by=cast().elsa, has_interest=True, statement="I bought a boat.")
    let_it_end(claim)

    def die(*_: object, **__: object) -> None:
        raise SystemExit(137)

    with monkeypatch.context() as patch:
        patch.setattr(QuerySet, "delete", die)
        with pytest.raises(SystemExit):
            embargoes.publish_when_free(claim.pk)
    assert PlannedPublication.objects.exists()
    assert not Notice.objects.filter(kind=Notice.Kind.PLANNED).exists()


def test_where_the_editor_who_planned_it_has_left_every_editor_hears_that_nothing_was_published() -> None:
    claim = under_embargo()
    embargoes.plan_publication(claim, by=cast().elsa)
    User.objects.filter(pk=cast().elsa.pk).update(is_active=False)
    let_it_end(claim)
    embargoes.publish_when_free(claim.pk)
    assert set(Notice.objects.values_list("person__username", flat=True)) >= {"edda", "ravi"}
    assert not Notice.objects.filter(person=cast().elsa).exists()


def test_ending_the_embargo_tells_whoever_planned_the_publication_and_the_history() -> None:
    claim = under_embargo()
    embargoes.plan_publication(claim, by=cast().elsa)
    end(claim, None)
    told = Notice.objects.get(person=cast().elsa)
    assert told.text.endswith("was ended; publish it by hand.")
    event = ClaimEvent.objects.filter(claim=claim, verb="plan").latest("version")
    assert event.changes["publication_at"][0] is not None
    assert event.changes["publication_at"][1] is None


def test_a_person_who_lost_the_role_publishes_nothing_later() -> None:
    claim = under_embargo()
    embargoes.plan_publication(claim, by=cast().elsa)
    cast().elsa.grants.filter(role=Role.EDITOR).delete()
    let_it_end(claim)
    embargoes.publish_when_free(claim.pk)
    assert state_of(claim) == State.DECIDED


def test_a_return_tells_those_who_count_on_the_planned_publication_and_the_history() -> None:
    claim = under_embargo()
    embargoes.plan_publication(claim, by=cast().elsa)
    event = move(claim, "return", by=cast().edda, note="The tariff changed.")
    told = Notice.objects.filter(kind=Notice.Kind.PLANNED)
    assert {notice.person.username for notice in told} == {"elsa", "ravi"}
    assert all("went back to research, so it is not published when its embargo ends" in one.text for one in told)
    assert event.changes["publication_at"][1] is None
    assert event.changes["publication_at"][0]
    let_it_end(claim)
    jobs.run_all(only=lambda row: row.name == "publish_when_free")
    assert state_of(claim) == State.RESEARCHING


def test_returning_the_claim_or_ending_the_embargo_calls_the_publication_off() -> None:
    first, second, third = under_embargo(), under_embargo(), under_embargo()
    for claim in (first, second, third):
        embargoes.plan_publication(claim, by=cast().elsa)
    move(first, "return", by=cast().edda, note="The tariff changed.")
    end(second, None)
    embargoes.cancel_publication(third, by=cast().edda)
    assert not PlannedPublication.objects.exists()
    with pytest.raises(Refused, match="No publication is planned"):
        embargoes.cancel_publication(third, by=cast().edda)
