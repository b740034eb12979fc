"""Notes among colleagues: who is told, who may read them, and that blind reviews do not leak through them."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from claims import access, jobs, protection
from claims.errors import Refused
from claims.models import Claim, ClaimEvent, Note, Notice, Source, State, User
from claims.publishing.dossier import records
from claims.workflow import reviews
from claims.workflow.moves import move
from claims.workflow.notes import who_was_told, withdraw_note, write_note
from claims.workflow.watching import unwatch, watch
from tests.builders import cast, claim_in, file_reviews, scale
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db
SECRET = "I lean towards false, between us"


def read_by(name: str, claim: Claim) -> list[str]:
    fresh = Claim.objects.get(pk=claim.pk)
    return list(access.visible_notes(fresh, getattr(cast(), name)).values_list("text", flat=True))


def told(kind: str) -> dict[str, str]:
    return dict(Notice.objects.filter(kind=kind).values_list("person__username", "text"))


def test_a_mention_tells_colleagues_by_login_and_nobody_else_and_quotes_nothing() -> None:
    people, claim = cast(), claim_in(State.RESEARCHING)
    text = "Ask @Edda, and @ravi. Write to mona@port.example; @otto and @nobody know nothing. The source is shaky."
    note = write_note(claim, by=people.ravi, text=text)
    assert set(note.mentioned.values_list("username", flat=True)) == {"edda", "ravi"}
    found = told(Notice.Kind.MENTION)
    assert set(found) == {"edda"}, "nobody is told of their own note"
    assert found["edda"].startswith("Ravi mentions you in a note on “")
    assert "shaky" not in found["edda"]


def test_the_author_hears_who_was_told_and_which_names_are_nobodys() -> None:
    people, claim = cast(), claim_in(State.RESEARCHING)
    User.objects.filter(pk=people.lena.pk).update(last_name="Brandt")

    def said(text: str) -> str:
        return who_was_told(write_note(claim, by=people.ravi, text=text))

    assert said("No names, and mona@port.example.") == ""
    assert said("@Edda and @lena, look. I, @ravi, did.") == "Told: Lena Brandt, Edda."
    assert said("@edda and @zz9") == "Told: Edda. Nobody in the desk has the user name @zz9."
    assert said("@Brand?") == "Nobody in the desk has the user name @brand. There is @lena (Lena Brandt)."
    assert said("@otto") == "Nobody in the desk has the user name @otto.", "without a role nobody is told"


def test_the_words_of_a_note_stand_in_no_event_and_make_no_page_stale() -> None:
    claim = claim_in(State.RESEARCHING)
    note = write_note(claim, by=cast().ravi, text=SECRET)
    event = ClaimEvent.objects.get(claim=claim, verb="write_note")
    assert (event.note, event.changes, event.is_binding) == ("", {"note": [None, note.pk]}, False)


def test_everybody_in_the_desk_reads_notes_and_nobody_else_does() -> None:
    claim = claim_in(State.RESEARCHING)
    write_note(claim, by=cast().ravi, text="The tariff is on page 3.")
    for name in ("rana", "ines", "edda", "mona"):
        assert read_by(name, claim) == ["The tariff is on page 3."]
    with pytest.raises(access.Forbidden):
        read_by("otto", claim)
    with pytest.raises(access.Forbidden):
        write_note(claim, by=cast().otto, text="Let me in.")


def test_a_note_of_a_reviewer_is_sealed_until_the_round_is_complete_for_superusers_too() -> None:
    people, claim = cast(), claim_in(State.IN_REVIEW)
    people.edda.is_superuser = True
    people.edda.save()
    write_note(claim, by=people.ines, text=f"{SECRET} @omar")
    write_note(claim, by=people.ravi, text="All sources are in.")
    assert len(read_by("ines", claim)) == 2
    for name in ("omar", "tomas", "ravi", "edda", "elsa"):
        assert read_by(name, claim) == ["All sources are in."]
    mention = told(Notice.Kind.MENTION)["omar"]
    assert mention.endswith("It can be read when the review round is complete.")
    assert "false" not in mention
    file_reviews(claim, {"ines": "false", "omar": "false"})
    assert len(read_by("omar", claim)) == 2


def test_a_note_of_a_round_that_was_returned_stays_sealed_while_its_reviewers_may_be_asked_again() -> None:
    people, claim = cast(), claim_in(State.IN_REVIEW)
    write_note(claim, by=people.ines, text=SECRET)
    move(claim, "return", by=people.edda, note="The tariff is missing.")
    assert read_by("omar", claim) == []
    assert read_by("ravi", claim) == []
    move(claim, "dismiss", by=people.edda, reason="out_of_scope")
    assert read_by("omar", claim) == [], "it can be opened again"
    move(claim, "reopen", by=people.edda, note="It is in our scope after all.")
    move(claim, "submit", by=people.ravi)
    reviews.assign_reviewers(claim.pk)
    file_reviews(claim, {"ines": "false", "omar": "false"})
    move(claim, "decide", by=people.elsa, rating=scale()["false"], note="The reviews agree.")
    assert read_by("omar", claim) == [SECRET]


def test_a_note_that_a_reviewer_writes_after_the_round_was_returned_is_sealed_too() -> None:
    people, claim = cast(), claim_in(State.IN_REVIEW)
    file_reviews(claim, {"ines": "false"})
    move(claim, "return", by=people.edda, note="The tariff is missing.")
    write_note(claim, by=people.ines, text=SECRET)
    write_note(claim, by=people.ravi, text="The tariff is in.")
    for name in ("omar", "tomas", "ravi", "edda"):
        assert read_by(name, claim) == ["The tariff is in."]
    assert len(read_by("ines", claim)) == 2
    shown = client_of("ines").get(reverse("desk:claim", args=[claim.pk])).content.decode()
    assert "nobody but you reads your notes" in shown
    move(claim, "submit", by=people.ravi)
    reviews.assign_reviewers(claim.pk)
    file_reviews(claim, {"ines": "false", "omar": "false"})
    move(claim, "decide", by=people.edda, rating=scale()["false"], note="The reviews agree.")
    assert len(read_by("omar", claim)) == 2


def test_it_is_said_until_when_a_note_is_sealed() -> None:
    people, claim = cast(), claim_in(State.IN_REVIEW)
    write_note(claim, by=people.ines, text=f"{SECRET} @edda")
    assert "It can be read when the review round is complete." in told(Notice.Kind.MENTION)["edda"]
    page = reverse("desk:claim", args=[claim.pk])
    assert "sealed: others read it when the review round is complete" in client_of("ines").get(page).content.decode()
    Notice.objects.all().delete()
    move(claim, "return", by=people.edda, note="The tariff is missing.")
    write_note(claim, by=people.ines, text=f"{SECRET} @edda")
    until = "when the claim, which was returned, is decided"
    assert f"It can be read {until}." in told(Notice.Kind.MENTION)["edda"]
    assert client_of("ines").get(page).content.decode().count(f"others read it {until}") == 2
    move(claim, "submit", by=people.ravi)
    reviews.assign_reviewers(claim.pk)
    file_reviews(claim, {"ines": "false", "omar": "false"})
    assert "sealed:" in client_of("ines").get(page).content.decode()
    move(claim, "decide", by=people.edda, rating=scale()["false"], note="The reviews agree.")
    assert "sealed:" not in client_of("ines").get(page).content.decode()


def test_a_reviewer_who_filed_and_withdrew_or_was_excused_leaks_nothing_either() -> None:
    people, claim = cast(), claim_in(State.IN_REVIEW)
    reviews.file_review(claim, by=people.ines, rating=scale()["false"], confidence=3, reasons="Read it.")
    reviews.withdraw_review(claim, by=people.ines)
    reviews.excuse_reviewer(claim, people.ines, by=people.edda, note="Ill.")
    write_note(claim, by=people.ines, text=SECRET)
    assert read_by("omar", claim) == []


def test_only_its_author_takes_a_note_back_and_the_words_are_gone() -> None:
    people, claim = cast(), claim_in(State.RESEARCHING)
    note = write_note(claim, by=people.ravi, text=f"{SECRET} @edda")
    with pytest.raises(access.Forbidden, match="Only its author"):
        withdraw_note(note, by=people.edda)
    withdraw_note(note, by=people.ravi)
    assert Note.objects.get(pk=note.pk).text == ""
    assert not told(Notice.Kind.MENTION)
    with pytest.raises(Refused, match="taken back already"):
        withdraw_note(note, by=people.ravi)


@pytest.mark.parametrize("text", ["", "  \n ", "a" * 4001])
def test_an_empty_or_endless_note_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        write_note(claim_in(State.NEW), by=cast().ravi, text=text)


def test_whoever_watches_hears_of_notes_and_moves_but_not_of_their_own_and_not_of_sealed_ones() -> None:
    people, claim = cast(), claim_in(State.QUEUED)
    watch(claim, by=people.mona)
    watch(claim, by=people.mona)
    watch(claim, by=people.ravi)
    move(claim, "take", by=people.ravi)
    write_note(claim, by=people.edda, text="Hurry, please. @ravi")
    lines = list(Notice.objects.filter(kind=Notice.Kind.WATCHED).order_by("pk").values_list("person__username", "text"))
    assert [name for name, _ in lines] == ["mona", "mona"]
    assert lines[0][1].endswith("is now researching (Ravi).")
    assert "Hurry" not in lines[1][1]
    unwatch(claim, by=people.mona)
    write_note(claim, by=people.edda, text="Once more.")
    assert Notice.objects.filter(person=people.mona, kind=Notice.Kind.WATCHED).count() == 2


def test_watching_reveals_no_rating() -> None:
    people, claim = cast(), claim_in(State.IN_REVIEW)
    watch(claim, by=people.mona)
    file_reviews(claim, {"ines": "false", "omar": "false"})
    jobs.run_all(only=lambda row: row.name == "tally_reviews")
    move(claim, "decide", by=people.edda, note="They agree.")
    texts = list(Notice.objects.filter(person=people.mona).values_list("text", flat=True))
    assert len(texts) == 1
    assert "false" not in texts[0].lower()


def test_a_note_is_in_nothing_that_leaves_the_desk() -> None:
    people, claim = cast(), claim_in(State.PUBLISHED)
    write_note(claim, by=people.ravi, text=SECRET)
    people.mona.is_superuser = people.mona.is_staff = True
    people.mona.save()
    fresh = Claim.objects.get(pk=claim.pk)
    hidden = protection.hidden_from(people.mona, fresh)
    events = records.event_records(fresh, by=people.mona, with_notes=True, hidden=hidden)
    relations = records.relation_records(fresh, Source.objects.all(), hidden=hidden)
    handed_out = json.dumps([records.claim_record(fresh), events, relations], default=str)
    assert SECRET not in handed_out
    readers, moderator = Client(), Client()
    moderator.force_login(people.mona)
    for path in (fresh.get_absolute_url(), reverse("public:atom"), reverse("public:home")):
        answer = readers.get(path)
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode()
    change = reverse("admin:claims_claim_change", args=[claim.pk])
    assert SECRET not in moderator.get(change, follow=True).content.decode()
