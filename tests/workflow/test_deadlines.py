"""What time does by itself: claims fall due, and claimants let their deadline pass."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import formats, timezone

from claims import jobs
from claims.errors import Refused
from claims.models import Claim, ClaimEvent, Job, Notice, ReplyRequest, State
from claims.publishing import edition
from claims.publishing.lint import visible_text
from claims.workflow import deadlines, edits
from claims.workflow.moves import move
from tests.builders import cast, claim_in, file_reviews, make_ready_to_submit

pytestmark = pytest.mark.django_db


def due(claim: Claim, days: int) -> None:
    edits.plan(claim, by=cast().edda, priority=2, due_on=timezone.localdate() + timedelta(days=days))


def asked(claim: Claim, days: int) -> ReplyRequest:
    """The claimant was asked ten days ago, with a deadline so many days from today."""
    today = timezone.localdate()
    return edits.ask_for_reply(
        claim,
        by=cast().ravi,
        channel="e-mail",
        asked_on=today - timedelta(days=10),
        deadline_on=today + timedelta(days=days),
    )


def test_the_researcher_is_told_once_that_a_claim_is_due_today_and_of_no_other() -> None:
    today, later, open_ended = (claim_in(State.RESEARCHING) for _ in range(3))
    due(today, 0)
    due(later, 1)
    for _ in range(2):
        deadlines.tell_of_due_claims()
    told = Notice.objects.get(kind=Notice.Kind.DUE)
    assert (told.person, told.claim) == (cast().ravi, today)
    assert told.text.endswith("is due today.")
    assert open_ended.due_on is None


def test_a_claim_that_is_overdue_already_is_told_of_too_and_a_new_date_counts_anew() -> None:
    claim = claim_in(State.RESEARCHING)
    due(claim, -2)
    deadlines.tell_of_due_claims()
    deadlines.tell_of_due_claims()
    assert Notice.objects.filter(kind=Notice.Kind.DUE).count() == 1
    assert "was due on" in Notice.objects.get(kind=Notice.Kind.DUE).text


def test_only_open_claims_are_overdue() -> None:
    today = timezone.localdate()
    claim = claim_in(State.RESEARCHING)
    due(claim, -1)
    assert deadlines.is_overdue(Claim.objects.get(pk=claim.pk), today)
    assert not deadlines.is_overdue(Claim(state=State.PUBLISHED, due_on=today - timedelta(days=1)), today)
    assert not deadlines.is_overdue(Claim(state=State.QUEUED, due_on=today), today)


def test_a_deadline_that_passes_without_a_reply_is_written_down_once_and_told() -> None:
    claim = claim_in(State.RESEARCHING)
    request = asked(claim, -1)
    asked(claim, 0)
    for _ in range(2):
        deadlines.note_missing_replies()
    request.refresh_from_db()
    assert request.lapsed_on == timezone.localdate()
    event = ClaimEvent.objects.get(claim=claim, verb="note_no_reply")
    assert event.by is None
    assert not event.is_binding
    assert event.changes["no_reply"][1]["channel"] == "e-mail"
    assert Notice.objects.get(kind=Notice.Kind.ANSWER).person == cast().ravi


def test_whoever_replied_is_never_said_to_have_been_silent() -> None:
    claim = claim_in(State.RESEARCHING)
    request = asked(claim, -1)
    edits.record_reply(request, by=cast().ravi, reply="We stand by it.", replied_on=timezone.localdate())
    deadlines.note_missing_replies()
    assert not ClaimEvent.objects.filter(verb="note_no_reply").exists()


def test_a_late_reply_is_recorded_all_the_same() -> None:
    claim = claim_in(State.RESEARCHING)
    request = asked(claim, -1)
    deadlines.note_missing_replies()
    edits.record_reply(request, by=cast().ravi, reply="We were away.", replied_on=timezone.localdate())
    request.refresh_from_db()
    assert (request.reply, request.lapsed_on) == ("We were away.", timezone.localdate())


def test_nothing_is_noted_of_a_claim_that_is_closed() -> None:
    claim = claim_in(State.RESEARCHING)
    asked(claim, -1)
    with pytest.raises(Refused):
        edits.ask_for_reply(claim, by=cast().ravi, channel=" ", asked_on=timezone.localdate())
    Claim.objects.filter(pk=claim.pk).update(state=State.DISMISSED)
    deadlines.note_missing_replies()
    assert not ClaimEvent.objects.filter(verb="note_no_reply").exists()


def test_a_published_verdict_says_by_when_the_claimant_did_not_respond() -> None:
    claim, people = claim_in(State.RESEARCHING), cast()
    make_ready_to_submit(claim, by=people.ravi)
    request = asked(claim, -1)
    open_one = asked(claim, 5)
    move(claim, "submit", by=people.ravi)
    jobs.run_all(only=lambda row: row.name == "assign_reviewers")
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    move(claim, "decide", by=people.edda)
    for person in (people.ravi, people.edda, people.elsa):
        edits.declare_interest(claim, by=person, has_interest=False)
    move(claim, "publish", by=people.elsa)
    published = Claim.objects.get(pk=claim.pk)
    assert published.current_revision is not None
    assert published.current_revision.content["lapsed"] == [request.deadline_on.isoformat()]
    body = Client().get(published.get_absolute_url()).content.decode()
    assert "did not respond by" in body
    assert body.count("No reply had come when this was published.") == 1
    assert open_one.lapsed_on is None
    assert request.deadline_on != open_one.deadline_on
    open_one.refresh_from_db()
    the_deadline_passes_after_the_publication(published, open_one)


def the_deadline_passes_after_the_publication(claim: Claim, request: ReplyRequest) -> None:
    """What was printed stays, and beside it stands that no reply came; a reply that did come in time ends that."""
    people, address = cast(), claim.get_absolute_url()
    later = timezone.localdate() + timedelta(days=7)
    Job.objects.all().delete()
    with patch.object(timezone, "localdate", return_value=later):
        deadlines.note_missing_replies()
        deadlines.note_missing_replies()
    request.refresh_from_db()
    assert request.lapsed_on == later
    noted = ClaimEvent.objects.filter(claim=claim, verb="note_no_reply", to_state=State.PUBLISHED)
    (event,) = (it for it in noted if it.changes["no_reply"][1]["deadline_on"] == request.deadline_on.isoformat())
    assert (event.by, event.is_binding) == (None, False)
    told = Notice.objects.get(key=f"no-reply:{request.pk}")
    assert told.text.endswith("Its page says so now. If a reply did come, open the claim again and record it.")
    the_pages_are_purged(claim)
    sentence = (
        "No reply had come when this was published, "
        f"and none came by {formats.date_format(request.deadline_on, 'j F Y')} either."
    )
    for path in (address, f"{address}v/1/"):
        answer = Client().get(path)
        assert sentence in words_of(answer)
        assert parsedate_to_datetime(answer.headers["Last-Modified"]).date() == later
    move(claim, "reopen", by=people.edda, note="They had replied.")
    edits.record_reply(request, by=people.ravi, reply="We stand by it.", replied_on=later)
    the_pages_are_purged(claim)
    assert sentence in words_of(Client().get(address)), "it came late"
    edits.record_reply(request, by=people.ravi, reply="We stand by it.", replied_on=request.deadline_on)
    the_pages_are_purged(claim)
    said = words_of(Client().get(address))
    assert "No reply had come when this was published." in said
    assert "We stand by it." not in said, "it is printed with the next version"


def the_pages_are_purged(claim: Claim) -> None:
    assert Job.objects.filter(name="announce", target=claim.pk).delete()[0] == 1
    edition.advance()


def words_of(answer: Any) -> str:
    return " ".join(visible_text(answer.content.decode()).split()).replace(" .", ".")
