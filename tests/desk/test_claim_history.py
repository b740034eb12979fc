"""The history says everything as the desk says it: no code, no key of a row, no time as programs write it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from claims.desk.screens.claim_history import Names, lines_of, names_for
from claims.evidence.decisions import Description, accept_evidence
from claims.models import Claim, ClaimEvent, State
from claims.protection import Hidden
from claims.workflow import edits, guests, notes
from tests.builders import a_claim, a_piece_of_evidence, cast, claim_in
from tests.desk.people import client_of
from tests.journeys.everything import make_everything

pytestmark = pytest.mark.django_db

#: Numbers that are counts, or that people see beside the thing itself.
COUNTED = {"Round", "Review round", "Published version", "Appearances moved", "N appearances moved", "Note of version"}
MACHINE_MADE = re.compile(
    r"\d{4}-\d\d-\d\d|\+00:00|\b[a-z]+_[a-z_]+|\b(mostly|half)-(true|false)\b|no\. \d+, which is gone"
    r"|^(true|false|unproven|proposed|accepted|rejected|supports|refutes|mentions|primary|secondary|reply|expert)$"
)


def told(events: list[ClaimEvent]) -> list[tuple[str, str, str]]:
    """(verb, label, value) of all that the history says changed."""
    names = names_for(events)
    return [
        (event.verb, change.label, value)
        for event, line in zip(events, lines_of(events, names, Hidden()), strict=True)
        for change in line.changes
        for value in (change.before, change.after)
        if value
    ]


def of(claim: Claim) -> dict[str, str]:
    return {label: value for _, label, value in told(list(claim.events.order_by("version")))}


def test_no_event_of_any_kind_says_what_only_a_machine_understands() -> None:
    make_everything()
    said = told(list(ClaimEvent.objects.order_by("pk")))
    assert len({verb for verb, _, _ in said}) > 25
    odd = {
        (verb, label, value)
        for verb, label, value in said
        if MACHINE_MADE.search(value) or "_" in label or (value.isdecimal() and label not in COUNTED)
    }
    assert not odd


def test_dates_and_times_are_those_of_the_desk() -> None:
    people, until = cast(), datetime(2031, 5, 3, 21, 30, 41, 777, tzinfo=UTC)
    claim = a_claim()
    edits.plan(claim, by=people.edda, priority=3, due_on=date(2031, 5, 4), embargo_until=until)
    assert of(claim)["Due on"] == "4 May 2031"
    assert of(claim)["Embargo until"] == "3 May 2031 21:30 UTC"
    assert of(claim)["Priority"] == "High"
    page = client_of("edda").get(f"/desk/claims/{claim.pk}/history/").content.decode()
    assert "4 May 2031" in page
    assert "2031-05-0" not in page


def test_ratings_and_their_split_have_their_words() -> None:
    claim = claim_in(State.DECIDED)
    assert of(claim)["Rating"] == "Mostly true"
    assert of(claim)["Ratings given"] == "Mostly true: 2"


def test_a_reworded_claim_names_who_claimed_it() -> None:
    people = cast()
    claim = claim_in(State.RESEARCHING, claimant="Ada Holt")
    edits.reword(claim, by=people.ravi, statement="The fee of the port rose twice", claimant="The port")
    pairs = [(label, value) for verb, label, value in told(list(claim.events.all())) if verb == "reword"]
    assert {("Claimant", "Ada Holt"), ("Claimant", "The port")} <= {*pairs}


def test_a_note_that_was_taken_back_is_known_by_when_it_was_written() -> None:
    people, claim = cast(), a_claim()
    note = notes.write_note(claim, by=people.edda, text="Ask the port.")
    notes.withdraw_note(note, by=people.edda)
    when = timezone.localtime(note.written_at).strftime("%-d %B %Y %H:%M")
    said = [one for one in told(list(claim.events.all())) if "note" in one[0]]
    assert said == [("withdraw_note", "Note", f"of {when}")]


def test_questions_and_their_deadlines_are_said_in_words() -> None:
    people = cast()
    claim = claim_in(State.RESEARCHING)
    today = timezone.localdate()
    asked = edits.ask_for_reply(claim, by=people.ravi, channel="letter", asked_on=today, deadline_on=today)
    guests.ask_outside(claim, by=people.ravi, addressee="Ada", passage="It rose.", question="", request=asked)
    assert of(claim)["Request"] == f"asked by: letter, deadline: {today.strftime('%-d %B %Y')}"
    assert re.fullmatch(r"Right of reply, link no\. \d+", of(claim)["Question"])


def test_a_note_on_a_passage_is_a_text_and_its_key_element_has_its_words() -> None:
    people, claim = cast(), claim_in(State.RESEARCHING)
    piece, element = a_piece_of_evidence(claim), claim.key_elements.first()
    assert element is not None
    described = Description(source_type="primary", note="Two of us read it.")
    accept_evidence(piece, by=people.ravi, stance="supports", key_element=element, description=described)
    assert of(claim)[f"E{piece.pk} note"] == "Two of us read it."
    assert of(claim)[f"E{piece.pk} key element"] == element.text
    for address in (f"/desk/claims/{claim.pk}/", f"/desk/claims/{claim.pk}/history/"):
        page = client_of("edda").get(address)
        assert page.status_code == 200
        assert "Two of us read it." in page.content.decode()


def test_what_is_gone_is_said_to_be() -> None:
    assert Names().of("claimant_id", 7) == "claimant no. 7, which is gone"
    assert Names().of("accepted_on", "some day") == "some day"
