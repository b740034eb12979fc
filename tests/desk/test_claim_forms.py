"""The forms of the claim page: done, refused, stale or not valid, with and without scripts."""

import html
import json
import re
from typing import Any

import lxml.html
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from claims import audit
from claims.desk.forms.claim_evidence import NamedPeople
from claims.desk.forms.claim_moves import MoveChoices, MoveForm
from claims.evidence.quotes import place_of
from claims.models import Claim, Evidence, FactCheck, Job, KeyElement, Match, State
from claims.workflow import edits
from claims.workflow.moves import move
from claims.workflow.notes import write_note
from claims.workflow.table import BY_NAME
from tests.builders import a_claim, a_piece_of_evidence, a_source, cast, claim_in, scale
from tests.desk.test_claim_page import as_person, page_of

pytestmark = pytest.mark.looks

HTMX = {"HX-Request": "true"}


def send(client: Client, name: str, claim: Claim, *args: Any, htmx: bool = False, **data: Any):  # type: ignore[no-untyped-def]
    """As the page would send it now, unless `seen` says otherwise (None: left out)."""
    headers = HTMX if htmx else {}
    data = {"seen": fresh(claim).version, **data}
    if data["seen"] is None:
        del data["seen"]
    return client.post(reverse(f"desk:{name}", args=[claim.pk, *args]), data, headers=headers)


def fresh(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


DRAFT = {
    "summary": "The fee rose by a third.",
    "text": "It says so in the tariff.",
    "unknowns": "",
    "mind": "",
    "selection_reason": "",
}


@pytest.mark.django_db
def test_a_transition_is_made_and_the_page_says_so() -> None:
    claim = claim_in(State.NEW)
    answer = send(as_person("ravi"), "move", claim, "accept", seen=claim.version, priority=3)
    assert answer.status_code == 302
    assert answer.url == page_of(claim)
    assert (fresh(claim).state, fresh(claim).priority) == (State.QUEUED, 3)


@pytest.mark.django_db
def test_a_transition_with_a_form_that_is_not_filled_in_is_answered_422_and_keeps_the_words() -> None:
    claim = claim_in(State.NEW)
    answer = send(as_person("ravi"), "move", claim, "dismiss", seen=claim.version, note="Nobody can know this.")
    assert answer.status_code == 422
    assert "Choose a reason: why will this claim not be checked?" in answer.content.decode()
    assert "Nobody can know this." in answer.content.decode()
    assert fresh(claim).state == State.NEW


@pytest.mark.django_db
def test_a_transition_that_the_rules_refuse_is_answered_with_the_sentence() -> None:
    claim = claim_in(State.RESEARCHING)
    answer = send(as_person("ravi"), "move", claim, "submit", seen=claim.version)
    assert answer.status_code == 422
    assert "rests on 0 independent origins" in answer.content.decode()


@pytest.mark.django_db
def test_a_transition_by_the_wrong_role_is_forbidden_and_an_unknown_one_is_not_found() -> None:
    claim = claim_in(State.NEW)
    assert send(as_person("ines"), "move", claim, "accept").status_code == 403
    assert send(as_person("ravi"), "move", claim, "vanish").status_code == 404


@pytest.mark.django_db
def test_a_transition_never_leads_to_another_site() -> None:
    claim = claim_in(State.NEW)
    answer = send(as_person("ravi"), "move", claim, "accept", priority=2, next="https://elsewhere.example/")
    assert answer.url == page_of(claim)


@pytest.mark.django_db
def test_a_refused_button_shows_its_sentence_on_the_page() -> None:
    claim = claim_in(State.RESEARCHING)
    assert "rests on 0 independent origins; it needs 2" in as_person("ravi").get(page_of(claim)).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["ravi", "lena"])
@pytest.mark.parametrize("state", [State.RESEARCHING, State.DECIDED, State.PUBLISHED])
def test_a_sentence_that_refuses_several_buttons_stands_once_and_is_connected_to_each(state: State, name: str) -> None:
    body = as_person(name).get(page_of(claim_in(state))).content.decode()
    tree = lxml.html.fromstring(body).get_element_by_id("actions")
    locked = tree.xpath(".//button[@disabled]")
    assert locked
    sentences = [line.text_content() for line in tree.xpath(".//*[contains(@class, 'is-refused')]/p")]
    assert len(sentences) == len(set(sentences)), sentences
    for button in locked:
        assert tree.get_element_by_id(button.get("aria-describedby")).text_content() in sentences
    if state == State.PUBLISHED:
        assert len(locked) > len(sentences), "one sentence for all that only editors do"


@pytest.mark.django_db
@pytest.mark.parametrize("htmx", [False, True])
def test_of_two_people_who_write_the_second_is_told_who_and_what_and_keeps_the_text(htmx: bool) -> None:
    claim = claim_in(State.RESEARCHING)
    seen = claim.version
    edits.edit_draft(claim, by=cast().edda, rating=None, summary="Edda was quicker.", text="Hers.")
    answer = send(as_person("ravi"), "edit_draft", claim, htmx=htmx, **{**DRAFT, "seen": seen})
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Edda changed this claim meanwhile" in body
    assert "Edda was quicker." in body, "what changed is shown"
    assert "The fee rose by a third." in body, "what was typed is kept"
    assert fresh(claim).draft_summary == "Edda was quicker."
    assert f'name="seen" value="{fresh(claim).version}"' in body, "sent again it is a decision, not a collision"


@pytest.mark.django_db
@pytest.mark.parametrize("htmx", [False, True])
def test_a_form_that_does_not_say_what_one_looked_at_is_stale_and_keeps_the_words(htmx: bool) -> None:
    claim, ravi = claim_in(State.RESEARCHING), as_person("ravi")
    for seen in (None, "", "x", "²", "0", "999999", "9" * 30):
        answer = send(ravi, "edit_draft", claim, htmx=htmx, **{**DRAFT, "seen": seen})
        body = answer.content.decode()
        assert answer.status_code == 409, seen
        assert "which version of the claim you looked at. Load the page again." in body, seen
        assert "The fee rose by a third." in body, seen
        assert fresh(claim).version == claim.version, seen
        assert f'name="seen" value="{claim.version}"' in body, seen


@pytest.mark.django_db
@pytest.mark.parametrize("asked_on", ["9999-12-31", "2999-01-01"])
def test_a_request_of_a_day_to_come_is_refused_in_words(asked_on: str) -> None:
    claim = claim_in(State.RESEARCHING)
    answer = send(as_person("ravi"), "ask_for_reply", claim, channel="Letter", asked_on=asked_on)
    assert answer.status_code == 422
    assert "lies in the future. Check the date." in answer.content.decode()
    assert not claim.reply_requests.exists()


NOT_FOUND = "These words were not found in the captured text."


@pytest.mark.django_db
def test_a_quote_that_is_not_in_its_source_is_marked_proposed_and_accepted() -> None:
    claim = claim_in(State.RESEARCHING)
    item = a_piece_of_evidence(claim, quote="The fee fell to nothing.", selector={})
    ravi = as_person("ravi")
    assert NOT_FOUND in ravi.get(page_of(claim)).content.decode()
    send(ravi, "accept_evidence", claim, item.pk, stance="refutes")
    assert NOT_FOUND in ravi.get(page_of(claim)).content.decode()
    send(ravi, "reject_evidence", claim, item.pk, reason="Nobody said so.")
    assert NOT_FOUND not in ravi.get(page_of(claim)).content.decode()


@pytest.mark.django_db
def test_a_quote_that_is_found_has_no_mark_and_one_whose_page_is_being_fetched_waits() -> None:
    claim = claim_in(State.RESEARCHING)
    source = a_source()
    assert source.snapshot
    quote = "The harbour fee rose by a third in 2024"
    a_piece_of_evidence(claim, source=source, quote=quote, selector=place_of(quote, source.snapshot.text))
    body = as_person("ravi").get(page_of(claim)).content.decode()
    assert NOT_FOUND not in body
    assert "being fetched" not in body
    a_piece_of_evidence(claim, source=a_source(snapshot=None))
    assert "The page is being fetched" in as_person("ravi").get(page_of(claim)).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wants_answer", "was_public", "words"),
    [
        (True, True, "The sender and readers will see it."),
        (True, False, "The sender will see it."),
        (False, True, "Only the desk will see it."),
        (False, False, "Only the desk will see it."),
    ],
)
def test_the_note_of_a_dismissal_says_who_will_read_it(wants_answer: bool, was_public: bool, words: str) -> None:
    claim = claim_in(State.PUBLISHED if was_public else State.QUEUED, wants_answer=wants_answer)
    if was_public:
        move(claim, "reopen", by=cast().edda, note="A new tariff is out.")
    form = MoveForm(fresh(claim), BY_NAME["dismiss"], choices=MoveChoices())
    assert form.fields["note"].help_text == words
    assert words in as_person("edda").get(page_of(claim)).content.decode()


@pytest.mark.django_db
def test_the_note_of_a_decision_says_when_readers_will_see_it() -> None:
    claim = claim_in(State.IN_REVIEW)
    note = MoveForm(claim, BY_NAME["decide"], choices=MoveChoices()).fields["note"]
    assert note.label == "Adjudication, printed for readers when the reviews did not carry the rating"
    assert "another rating than the draft" in str(note.help_text)


@pytest.mark.django_db
def test_a_machine_that_adds_something_meanwhile_makes_nobody_stale() -> None:
    claim = claim_in(State.RESEARCHING)
    seen = claim.version
    edits.declare_interest(claim, by=cast().edda, has_interest=False)
    answer = send(as_person("ravi"), "edit_draft", claim, **{**DRAFT, "seen": seen, "rating": scale()["true"].pk})
    assert answer.status_code == 302
    assert fresh(claim).draft_rating == scale()["true"]


@pytest.mark.django_db
def test_with_htmx_only_the_parts_that_changed_come_back() -> None:
    claim = claim_in(State.RESEARCHING)
    answer = send(
        as_person("ravi"), "log_counter_search", claim, htmx=True,
        seen=claim.version, place="Archive", query="fee", result="Nothing.",
    )  # fmt: skip
    body = answer.content.decode()
    assert answer.status_code == 200
    assert answer.headers["HX-Reswap"] == "none"
    assert 'id="sides"' in body
    assert 'id="actions"' in body
    assert 'id="verdict"' not in body, "a draft that is being written is not touched"
    assert "The search is logged." in body
    assert json.loads(answer.headers["HX-Trigger"]) == {"seen": {"from": 1, "to": claim.version + 1}}, (
        "one's own change makes one's other open forms no staler than they were"
    )


@pytest.mark.django_db
def test_evidence_is_accepted_with_one_click_described_rejected_and_reconsidered() -> None:
    claim = claim_in(State.RESEARCHING)
    item = a_piece_of_evidence(claim)
    ravi = as_person("ravi")
    assert send(ravi, "accept_evidence", claim, item.pk, stance="refutes", seen=claim.version).status_code == 302
    item.refresh_from_db()
    assert (item.status, item.stance, item.key_element) == ("accepted", "refutes", claim.key_elements.get())
    form = ravi.get(reverse("desk:accept_evidence", args=[claim.pk, item.pk]), headers=HTMX).content.decode()
    assert "<html" not in form
    described = {
        "stance": "refutes",
        "source_type": "primary",
        "interest": "It sets the fee.",
        "accessed_on": "2025-11-02",
        "key_element": claim.key_elements.get().pk,
    }
    assert send(ravi, "accept_evidence", claim, item.pk, **described).status_code == 302
    item.refresh_from_db()
    assert item.interest == "It sets the fee."
    assert send(ravi, "reject_evidence", claim, item.pk, reason="").status_code == 422
    assert send(ravi, "reject_evidence", claim, item.pk, reason="It is forged.").status_code == 302
    assert send(ravi, "reconsider_evidence", claim, item.pk).status_code == 302
    item.refresh_from_db()
    assert item.status == "proposed"


@pytest.mark.both
@pytest.mark.django_db
def test_evidence_of_another_claim_is_not_found() -> None:
    claim, other = claim_in(State.RESEARCHING), claim_in(State.RESEARCHING)
    item = a_piece_of_evidence(other)
    assert send(as_person("ravi"), "accept_evidence", claim, item.pk, stance="supports").status_code == 404


@pytest.mark.django_db
def test_a_proposed_stance_is_always_marked_as_a_proposal_with_the_words_that_decided_it() -> None:
    claim = claim_in(State.RESEARCHING)
    a_piece_of_evidence(claim, proposed_stance="refutes", proposed_stance_reasons=["did not rise"])
    body = as_person("ravi").get(page_of(claim)).content.decode()
    assert "Proposed: refutes" in body
    assert "Why this stance is proposed: did not rise." in body


@pytest.mark.django_db
def test_sources_are_attached_by_address_by_file_and_by_hand() -> None:
    claim = claim_in(State.RESEARCHING)
    ravi = as_person("ravi")
    assert send(ravi, "attach_url", claim, url="https://port.example/tariff").status_code == 302
    text = "The port authority raised its harbour fee by a third in 2024, the tariff says on its first page. " * 5
    upload = SimpleUploadedFile("tariff.txt", f"Tariff of the port\n\n{text}".encode(), "text/plain")
    answer = send(ravi, "attach_file", claim, file=upload, title="Tariff", stance="supports")
    assert answer.status_code == 302, answer.content.decode()[:3000]
    by_hand = {
        "kind": "interview",
        "title": "Call with the harbour master",
        "quote": "We raised it by a third.",
        "no_snapshot_reason": "It was a telephone call.",
    }
    assert send(ravi, "attach_by_hand", claim, **by_hand).status_code == 302
    assert claim.evidence.count() == 3
    assert claim.evidence.get(source__kind="file").status == Evidence.Status.ACCEPTED


REFUSED: tuple[tuple[str, dict[str, str], str], ...] = (
    ("attach_url", {"url": "not an address"}, "It begins with https:// or http://"),
    ("attach_file", {}, "Choose a file."),
    ("attach_by_hand", {"kind": "interview", "title": "A call"}, "Say why there is no copy"),
    ("add_key_element", {"text": " "}, "Write what has to hold for the claim to be true."),
    ("log_counter_search", {"place": "Archive"}, "Say with which words you searched."),
    ("ask_for_reply", {"channel": "Letter", "asked_on": "soon"}, "Enter the date as year-month-day"),
    ("ask_for_reply", {"channel": "Letter", "asked_on": "2999-01-01"}, "lies in the future"),
    (
        "ask_for_reply",
        {"channel": "Letter", "asked_on": "2025-11-02", "deadline_on": "9999-12-31"},
        "more than a year ahead",
    ),
    ("reword", {"statement": "Too short"}, "one full sentence that stands alone"),
    ("declare_interest", {"has_interest": "yes"}, "Say what the interest is"),
)


@pytest.mark.django_db
def test_what_cannot_be_saved_is_explained_and_nothing_changes() -> None:
    claim, ravi = claim_in(State.RESEARCHING), as_person("ravi")
    for name, data, sentence in REFUSED:
        answer = send(ravi, name, claim, **data)
        assert answer.status_code == 422, name
        assert sentence in answer.content.decode(), name
        assert fresh(claim).version == claim.version, name


@pytest.mark.django_db
def test_key_elements_are_added_edited_and_removed() -> None:
    claim = claim_in(State.RESEARCHING)
    ravi = as_person("ravi")
    send(ravi, "add_key_element", claim, text="No other port raised it more.")
    element = KeyElement.objects.get(claim=claim, position=2)
    send(ravi, "edit_key_element", claim, element.pk, text="No port raised it more.", single_source_reason="One list.")
    element.refresh_from_db()
    assert (element.text, element.single_source_reason) == ("No port raised it more.", "One list.")
    send(ravi, "remove_key_element", claim, element.pk)
    assert claim.key_elements.count() == 1


@pytest.mark.django_db
def test_the_other_side_is_logged_and_the_claimant_asked() -> None:
    claim = claim_in(State.RESEARCHING)
    ravi = as_person("ravi")
    send(ravi, "ask_for_reply", claim, channel="Letter", asked_on="2025-11-02")
    asked = claim.reply_requests.get()
    assert "Did not reply by 5 November 2025" in ravi.get(page_of(claim)).content.decode()
    send(ravi, "record_reply", claim, asked.pk, reply="We stand by it.", replied_on="2025-11-04")
    send(ravi, "exempt_from_reply", claim, reason="It was a crowd.")
    body = ravi.get(page_of(claim)).content.decode()
    assert "We stand by it." in body
    assert "It was a crowd." in body


@pytest.mark.django_db
def test_the_finders_are_asked_to_look_again_and_a_failed_one_is_shown() -> None:
    claim = claim_in(State.RESEARCHING)
    Job.objects.filter(name="gather_evidence", target=claim.pk).update(failed_at=claim.created_at, error="It broke.")
    ravi = as_person("ravi")
    assert "The search for evidence failed. It broke." in ravi.get(page_of(claim)).content.decode()
    assert send(ravi, "gather_again", claim).status_code == 302
    assert Job.objects.get(name="gather_evidence", target=claim.pk).failed_at is None


@pytest.mark.django_db
def test_a_page_that_could_not_be_fetched_says_why_and_is_fetched_again() -> None:
    claim = claim_in(State.RESEARCHING)
    source = a_source(snapshot=None, error="The page does not exist (404).")
    item = a_piece_of_evidence(claim, source=source)
    ravi = as_person("ravi")
    assert "The page does not exist (404)." in ravi.get(page_of(claim)).content.decode()
    assert send(ravi, "capture_again", claim, item.pk).status_code == 302
    assert Job.objects.filter(name="capture_source", target=source.pk).exists()


@pytest.mark.django_db
def test_a_match_is_confirmed_rejected_and_merged_and_the_merge_undone() -> None:
    claim, other = claim_in(State.QUEUED), a_claim()
    match = Match.objects.create(claim=other, other=claim, score=0.8, reasons=["the same words"])
    ravi = as_person("ravi")
    assert "the same words" in ravi.get(page_of(claim)).content.decode()
    send(ravi, "decide_match", claim, match.pk, was="suggested", answer="same")
    match.refresh_from_db()
    assert match.decision == Match.Decision.CONFIRMED
    send(ravi, "move", claim, "merge", target=other.pk, seen=fresh(claim).version)
    assert fresh(claim).merged_into == other
    assert "1 claim merged into this one" in ravi.get(page_of(other)).content.decode()
    send(ravi, "move", claim, "unmerge", note="They differ after all.")
    assert fresh(claim).state == State.QUEUED


@pytest.mark.django_db
def test_a_merge_target_that_does_not_exist_is_named() -> None:
    claim = claim_in(State.QUEUED)
    answer = send(as_person("ravi"), "move", claim, "merge", target=98765)
    assert answer.status_code == 422
    assert "There is no claim 98765." in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("state", [State.IN_REVIEW, State.DECIDED])
def test_a_frozen_claim_shows_no_form_that_would_edit_it_and_refuses_what_is_sent(state: str) -> None:
    claim = claim_in(state)
    ravi = as_person("ravi")
    body = ravi.get(page_of(claim)).content.decode()
    item = claim.evidence.first()
    element = claim.key_elements.get()
    attempts = [
        ("reword", (), {"statement": "The fee rose by half in 2024"}),
        ("edit_draft", (), DRAFT),
        ("add_key_element", (), {"text": "One more."}),
        ("edit_key_element", (element.pk,), {"text": "Another."}),
        ("remove_key_element", (element.pk,), {}),
        ("accept_evidence", (item.pk,), {"stance": "supports"}),
        ("reject_evidence", (item.pk,), {"reason": "No."}),
        ("reconsider_evidence", (item.pk,), {}),
        ("log_counter_search", (), {"place": "a", "query": "b", "result": "c"}),
        ("ask_for_reply", (), {"channel": "Letter", "asked_on": "2025-11-02"}),
        ("exempt_from_reply", (), {"reason": "Because."}),
    ]
    for name, args, data in attempts:
        assert f'action="{reverse(f"desk:{name}", args=[claim.pk, *args])}"' not in body, name
        for htmx in (False, True):
            answer = send(ravi, name, claim, *args, htmx=htmx, **data)
            assert answer.status_code == 422, name
            assert "so nothing binding can be edited" in answer.content.decode(), name
    assert fresh(claim).version == claim.version


@pytest.mark.django_db
def test_a_source_found_during_the_review_is_kept_as_a_suggestion() -> None:
    claim = claim_in(State.IN_REVIEW)
    assert send(as_person("rana"), "attach_url", claim, url="https://port.example/late").status_code == 302
    assert claim.evidence.get(source__url="https://port.example/late").status == Evidence.Status.PROPOSED


@pytest.mark.django_db
def test_a_correction_is_prefilled_and_a_second_publication_asks_for_its_kind() -> None:
    claim = claim_in(State.PUBLISHED)
    body = as_person("edda").get(page_of(claim)).content.decode()
    assert "The fee rose, but by less than claimed." in body
    assert 'name="correction_class"' in body
    answer = send(
        as_person("edda"), "move", claim, "correct", correction_class="update", note="A figure was wrong.",
        summary="The fee rose by 29 percent.", text=claim.current_revision.text, seen=claim.version,
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    page = as_person("edda").get(page_of(claim)).content.decode()
    assert "Version 2" in page
    assert "A figure was wrong." in page


@pytest.mark.django_db
def test_an_editor_names_a_researcher_and_a_researcher_cannot() -> None:
    claim = claim_in(State.QUEUED)
    assert send(as_person("edda"), "move", claim, "take", researcher=cast().lena.pk).status_code == 302
    assert fresh(claim).researcher == cast().lena
    other = claim_in(State.QUEUED)
    send(as_person("ravi"), "move", other, "take", researcher=cast().lena.pk)
    assert fresh(other).researcher == cast().ravi


@pytest.mark.django_db
def test_the_history_tells_everything_in_words_and_proves_its_chain() -> None:
    claim = claim_in(State.PUBLISHED)
    body = as_person("rana").get(reverse("desk:claim_history", args=[claim.pk])).content.decode()
    assert f"Verified: {claim.version} events" in body
    for words in ("accepted the claim for checking", "submitted the draft for review", "published the verdict"):
        assert words in body


@pytest.mark.both
@pytest.mark.django_db
def test_a_long_history_and_many_notes_come_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.desk.screens.claim_history.N_EVENTS", 4)
    monkeypatch.setattr("claims.desk.screens.claim_colleagues.N_NOTES", 2)
    claim, rana = claim_in(State.QUEUED), as_person("rana")
    for number in range(5):
        write_note(claim, by=cast().ravi, text=f"Remark {number} about it.")
    page = rana.get(reverse("desk:claim", args=[claim.pk])).content.decode()
    assert re.findall(r"Remark \d", page) == ["Remark 4", "Remark 3"]
    older = re.search(r'href="([^"]+)#notes">Older notes', page)
    assert older is not None
    page = rana.get(html.unescape(older[1])).content.decode()
    assert re.findall(r"Remark \d", page) == ["Remark 2", "Remark 1"]
    assert "Newer notes" in page
    address = reverse("desk:claim_history", args=[claim.pk])
    versions: list[str] = []
    while address:
        body = rana.get(address).content.decode()
        assert f"Verified: {fresh(claim).version} events" in body
        versions += re.findall(r"version (\d+)</p>", body)
        following = re.search(r'rel="next"[^>]*href="([^"]+)"', body)
        address = reverse("desk:claim_history", args=[claim.pk]) + html.unescape(following[1]) if following else ""
    assert versions == [str(number) for number in range(fresh(claim).version, 0, -1)]


@pytest.mark.django_db
def test_the_history_names_the_checks_that_were_suggested_by_what_they_checked() -> None:
    claim = claim_in(State.QUEUED)
    check = FactCheck.objects.create(identity="https://checks.example/1", statement="The toll <b>tripled</b> in May")
    with audit.record(claim.pk, verb="find_matches", by=None, is_binding=False) as change:
        change.add_detail("checks_suggested", [], [check.pk, check.pk + 999])
        change.add_detail("claims_linked", [], [claim.pk])
    body = as_person("rana").get(reverse("desk:claim_history", args=[claim.pk])).content.decode()
    assert f"“The toll &lt;b&gt;tripled&lt;/b&gt; in May”, check no. {check.pk + 999}, which is gone" in body
    assert f"claim #{claim.pk}" in body


@pytest.mark.both
@pytest.mark.django_db
def test_the_newest_events_on_the_page_name_people_and_checks() -> None:
    claim = claim_in(State.QUEUED)
    check = FactCheck.objects.create(identity="https://checks.example/1", statement="The toll tripled in May")
    with audit.record(claim.pk, verb="find_matches", by=None, is_binding=False) as change:
        change.add_detail("checks_suggested", [], [check.pk])
    with audit.record(claim.pk, verb="change_visibility", by=cast().ravi) as change:
        change.add_detail("E1 named", [], [cast().omar.pk])
    body = as_person("ravi").get(page_of(claim)).content.decode()
    assert "“The toll tripled in May”" in body
    assert "which is gone" not in body
    assert f"person {cast().omar.pk}" not in body
    assert re.search(r"E1 named.{,200}Omar", body, re.DOTALL)


@pytest.mark.django_db
def test_a_source_that_is_attached_with_a_stance_can_be_cited_at_once() -> None:
    claim = claim_in(State.RESEARCHING)
    data = {"kind": "interview", "title": "The harbour master", "quote": "It rose.", "visibility": "public"}
    answer = send(
        as_person("ravi"), "attach_by_hand", claim, htmx=True, stance="supports", no_snapshot_reason="A call.", **data
    )
    piece = Evidence.objects.latest("pk")
    assert piece.status == "accepted"
    verdict = answer.content.decode().partition('id="verdict"')[2]
    assert f'data-insert="{piece.pk}"' in verdict


@pytest.mark.django_db
def test_login_names_may_be_written_with_capitals_and_a_stranger_is_named() -> None:
    people = cast()
    assert {*NamedPeople().clean("Ravi, @LENA")} == {people.ravi, people.lena}
    with pytest.raises(ValidationError, match=r"Nobody here has the login name nobody\. Ask a moderator for it\."):
        NamedPeople().clean("ravi nobody")


@pytest.mark.django_db
def test_a_claim_on_which_nothing_is_left_to_do_has_no_form_to_plan_it() -> None:
    answer = as_person("edda").get(reverse("desk:plan", args=[claim_in(State.PUBLISHED).pk]))
    assert answer.status_code == 422
    assert "nothing is left to plan. Reopen it." in answer.content.decode()


@pytest.mark.django_db
def test_a_broken_chain_is_said_where_the_history_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = claim_in(State.QUEUED)
    monkeypatch.setattr("claims.audit.hash_of", lambda event: "0" * 64)
    body = as_person("rana").get(reverse("desk:claim_history", args=[claim.pk])).content.decode()
    assert "The chain is broken at version 1" in body


@pytest.mark.django_db
def test_a_released_claim_can_be_taken_again() -> None:
    claim = claim_in(State.RESEARCHING)
    send(as_person("ravi"), "move", claim, "release", note="I am away.")
    move(claim, "take", by=cast().lena)
    assert "Only the claim" in as_person("ravi").get(page_of(claim)).content.decode()
