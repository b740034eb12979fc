"""Erasing the note of an event: the words go everywhere, and the trace of it stays."""

import pytest

from claims import access, proof
from claims.errors import Refused
from claims.models import Claim, ClaimEvent, State
from claims.workflow.erasing import erase_note
from claims.workflow.moves import move
from tests.builders import cast, claim_in
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db
SECRET = "The lawyer of the port called me"


def returned() -> tuple[Claim, ClaimEvent]:
    claim = claim_in(State.IN_REVIEW)
    return claim, move(claim, "return", by=cast().edda, note=SECRET)


def test_the_words_go_and_who_when_and_why_stays() -> None:
    claim, event = returned()
    erase_note(event, by=cast().mona, why="It names somebody.")
    gone = ClaimEvent.objects.get(pk=event.pk)
    assert (gone.note, gone.note_salt) == ("", "")
    assert gone.note_sha256, "that there was one stays"
    trace = ClaimEvent.objects.get(claim=claim, verb="erase_note")
    assert (trace.by, trace.note, trace.changes) == (
        cast().mona,
        "It names somebody.",
        {"erased_note_of": [None, event.version]},
    )
    assert proof.find_flaw(Claim.objects.get(pk=claim.pk)) is None
    page = client_of("ravi").get(f"/desk/claims/{claim.pk}/history/").content.decode()
    assert SECRET not in page
    assert "Mona" in page
    assert "erased the words of a note in the history" in page
    assert "It names somebody." in page


@pytest.mark.parametrize("name", ["edda", "ravi", "ines", "rana"])
def test_nobody_but_a_moderator_erases(name: str) -> None:
    _, event = returned()
    with pytest.raises(access.Forbidden, match="This needs the role moderator"):
        erase_note(event, by=getattr(cast(), name), why="I regret it.")
    assert ClaimEvent.objects.get(pk=event.pk).note == SECRET


def test_what_cannot_be_erased_is_refused_in_words_and_leaves_no_event() -> None:
    claim, event = returned()
    silent = ClaimEvent.objects.get(claim=claim, verb="submit")
    public = claim_in(State.RETRACTED).events.get(verb="retract")
    for which, why, sentence in (
        (event, " ", "Say why the note has to go"),
        (silent, "Why.", "has no note, or it was erased already"),
        (public, "Why.", "Readers were told this note"),
    ):
        with pytest.raises(Refused, match=sentence):
            erase_note(which, by=cast().mona, why=why)
    assert not ClaimEvent.objects.filter(verb="erase_note").exists()


def test_a_moderator_erases_in_the_admin_and_has_to_say_why() -> None:
    _, event = returned()
    mona, url = client_of("mona"), "/admin/claims/claimevent/"
    chosen = {"action": "erase_notes", "_selected_action": [event.pk]}
    assert "Say why the note has to go" in mona.post(url, chosen, follow=True).content.decode()
    assert ClaimEvent.objects.get(pk=event.pk).note == SECRET
    answer = mona.post(url, {**chosen, "why": "It names somebody."}, follow=True).content.decode()
    assert "Notes erased: 1." in answer
    assert SECRET not in answer
    assert ClaimEvent.objects.get(pk=event.pk).note == ""
