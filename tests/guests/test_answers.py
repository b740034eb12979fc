"""A question by link to somebody without an account: what they see, what they can do once, and what leaks nowhere."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims import access, protection, throttle
from claims.errors import Refused
from claims.models import Claim, ClaimEvent, GuestLink, Notice, ReplyRequest, State
from claims.publishing.dossier import records
from claims.workflow import deadlines, edits, guests, moves
from tests.builders import cast, claim_in, make_ready_to_submit
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db
GOOD = {
    "stance": "disagree",
    "text": "The tariff was never in force.",
    "name": "Dr Vera Quay",
    "affiliation": "University of Porto Novo",
    "may_publish": "on",
}


def ask_expert(claim: Claim, passage: str = "The fee rose by a third.") -> str:
    link, token = guests.ask_outside(
        claim, by=cast().ravi, addressee="Vera, port expert", passage=passage, question="Is that so?"
    )
    assert link.kind == GuestLink.Kind.EXPERT
    return token


def ask_claimant(claim: Claim, days: int = 3) -> tuple[ReplyRequest, str]:
    today = timezone.localdate()
    request = edits.ask_for_reply(
        claim,
        by=cast().ravi,
        channel="e-mail",
        asked_on=today - timedelta(days=9),
        deadline_on=today + timedelta(days=days),
    )
    _, token = guests.ask_outside(claim, by=cast().ravi, addressee="Press", passage="The fee.", request=request)
    return request, token


def at(token: str) -> str:
    return reverse("guests:answer", args=[token])


def test_the_guest_sees_the_passage_and_the_question_and_nothing_else_of_the_claim() -> None:
    claim = claim_in(State.RESEARCHING)
    edits.edit_draft(claim, by=cast().ravi, rating=None, summary="A draft that is secret.", text="Secret text.")
    body = Client().get(at(ask_expert(claim))).content.decode()
    assert "The fee rose by a third." in body
    assert "Is that so?" in body
    for secret in (
        claim.statement,
        "secret",
        "Secret",
        claim.slug,
        "Ravi",
        "Vera, port expert",
        "/desk/",
        f"/claims/{claim.slug}",
    ):
        assert secret not in body


def test_the_passage_is_frozen() -> None:
    claim = claim_in(State.RESEARCHING)
    token = ask_expert(claim, passage=claim.statement)
    edits.reword(claim, by=cast().ravi, statement="Something else was said about the fee")
    body = Client().get(at(token)).content.decode()
    assert claim.statement in body
    assert "Something else" not in body


def test_an_answer_is_taken_once_and_told_to_the_researcher() -> None:
    claim = claim_in(State.RESEARCHING)
    token = ask_expert(claim)
    answer = Client().post(at(token), GOOD, follow=True)
    assert "Thank you. Your answer is with the newsroom" in answer.content.decode()
    link = GuestLink.objects.get()
    assert (link.stance, link.text, link.may_publish) == ("disagree", GOOD["text"], True)
    told = Notice.objects.get(person=cast().ravi)
    assert told.kind == Notice.Kind.ANSWER
    assert GOOD["text"] not in told.text
    assert Client().get(at(token)).status_code == 404
    assert Client().post(at(token), {**GOOD, "text": "A second thought."}).status_code == 404
    link.refresh_from_db()
    assert link.text == GOOD["text"]


def test_wrong_used_expired_and_revoked_links_are_answered_alike() -> None:
    claim = claim_in(State.RESEARCHING)
    used, expired, revoked = (ask_expert(claim, passage) for passage in ("One.", "Two.", "Three."))
    Client().post(at(used), GOOD)
    links = list(GuestLink.objects.order_by("pk"))
    GuestLink.objects.filter(pk=links[1].pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    guests.revoke_guest_link(links[2], by=cast().ravi)
    looked, answered = set(), set()
    for token in ("never-made", used, expired, revoked):
        answers = Client().get(at(token)), Client().post(at(token), GOOD)
        assert [answer.status_code for answer in answers] == [404, 404]
        looked.add(answers[0].content)
        answered.add(answers[1].content)
    assert (len(looked), len(answered)) == (1, 1)
    assert b"This link does not work, or does not work any more." in looked.pop()
    assert GuestLink.objects.filter(answered_at=None).count() == 2


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("get", {}),
        ("head", {}),
        ("get", {"Sec-Purpose": "prefetch"}),
        ("get", {"Purpose": "preview", "User-Agent": "Mailscanner"}),
        ("options", {}),
    ],
)
def test_looking_at_a_link_never_uses_it_up(method: str, headers: dict[str, str]) -> None:
    """Programs that read mail open its links before people do."""
    token = ask_expert(claim_in(State.RESEARCHING))
    for _ in range(3):
        getattr(Client(headers=headers), method)(at(token))
    assert GuestLink.objects.get().answered_at is None
    assert Client().post(at(token), GOOD).status_code == 302
    assert GuestLink.objects.get().text == GOOD["text"]


def test_a_token_that_was_altered_or_guessed_opens_nothing() -> None:
    token = ask_expert(claim_in(State.RESEARCHING))
    link = GuestLink.objects.get()
    guesses = (
        token[:-1], f"{token}A", token[1:], token.swapcase(), token[::-1], f"{token}%20", f"{token}%00",
        link.token_sha256, str(link.pk), "%", "*", "-" * len(token),
    )  # fmt: skip
    for guess in guesses:
        for answer in (Client().get(f"/answer/{guess}/"), Client().post(f"/answer/{guess}/", GOOD)):
            assert answer.status_code == 404, guess
            assert "The fee rose by a third." not in answer.content.decode()
    link.refresh_from_db()
    assert link.answered_at is None


@pytest.mark.parametrize("end", ["expired", "revoked", "answered"])
def test_a_form_that_was_open_when_its_link_ended_takes_no_answer(end: str) -> None:
    token, tab = ask_expert(claim_in(State.RESEARCHING)), Client()
    assert tab.get(at(token)).status_code == 200
    link = GuestLink.objects.get()
    if end == "expired":
        GuestLink.objects.update(expires_at=timezone.now())
    elif end == "revoked":
        guests.revoke_guest_link(link, by=cast().ravi)
    else:
        Client().post(at(token), {**GOOD, "text": "The first one."})
    assert tab.post(at(token), {**GOOD, "text": "Too late."}).status_code == 404
    assert not GuestLink.objects.filter(text="Too late.").exists()


def test_a_link_can_be_called_off_when_the_draft_is_frozen_by_those_whose_it_is() -> None:
    claim = claim_in(State.RESEARCHING)
    make_ready_to_submit(claim, by=cast().ravi)
    _, token = ask_claimant(claim)
    moves.move(claim, "submit", by=cast().ravi)
    link = GuestLink.objects.get()
    page = reverse("desk:claim", args=[claim.pk])
    address = reverse("desk:revoke_guest_link", args=[claim.pk, link.pk])
    assert address not in client_of("ines").get(page).content.decode()
    with pytest.raises(access.Forbidden, match="Only whoever made the link"):
        guests.revoke_guest_link(link, by=cast().ines)
    assert Client().get(at(token)).status_code == 200
    assert address in client_of("edda").get(page).content.decode()
    assert address in client_of("ravi").get(page).content.decode()
    guests.revoke_guest_link(link, by=cast().ravi)
    assert Client().get(at(token)).status_code == 404


def test_whoever_made_a_link_can_call_it_off_when_somebody_else_researches() -> None:
    claim = claim_in(State.RESEARCHING)
    ask_expert(claim)
    Claim.objects.filter(pk=claim.pk).update(researcher=cast().edda)
    guests.revoke_guest_link(GuestLink.objects.get(), by=cast().ravi)
    assert GuestLink.objects.get().revoked_at is not None


@pytest.mark.parametrize("end", ["dismiss", "merge"])
def test_the_links_of_a_claim_that_is_not_checked_any_more_are_closed(end: str) -> None:
    claim = claim_in(State.RESEARCHING)
    answered, token = ask_expert(claim), ask_expert(claim, "The fee fell.")
    Client().post(at(answered), GOOD)
    data = {"reason": "out_of_scope"} if end == "dismiss" else {"target": claim_in(State.RESEARCHING)}
    moves.move(claim, end, by=cast().edda, note="It is off.", **data)
    assert Client().post(at(token), GOOD).status_code == 404
    assert [link.revoked_at is None for link in GuestLink.objects.order_by("pk")] == [True, False]


def test_the_token_is_kept_as_a_hash_only_and_is_long_enough() -> None:
    token = ask_expert(claim_in(State.RESEARCHING))
    assert len(token) >= 43
    row = GuestLink.objects.values().get()
    assert token not in json.dumps(row, default=str)
    assert token not in json.dumps(list(ClaimEvent.objects.values()), default=str)


def test_a_form_that_is_not_filled_in_keeps_the_words_and_leaves_the_link_open() -> None:
    token = ask_expert(claim_in(State.RESEARCHING))
    answer = Client().post(at(token), {"text": "Half an answer"})
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "Half an answer" in body
    assert "Choose whether you agree, disagree or want to add context." in body
    assert "Write your name" in body
    assert Client().post(at(token), {**GOOD, "may_publish": ""}).status_code == 302
    assert GuestLink.objects.get().may_publish is False


def test_the_page_is_kept_by_nobody_found_by_nobody_and_its_address_goes_nowhere() -> None:
    answer = Client().get(at(ask_expert(claim_in(State.RESEARCHING))))
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    body = answer.content.decode()
    assert '<meta name="robots" content="noindex, nofollow, noarchive">' in body
    assert not re.search(r"<a |<script|https?://", body), "no link, no script, no other site"


def test_a_forged_form_from_another_site_is_refused() -> None:
    token = ask_expert(claim_in(State.RESEARCHING))
    assert Client(enforce_csrf_checks=True).post(at(token), GOOD).status_code == 403
    assert GuestLink.objects.get().answered_at is None


def test_whoever_tries_many_links_is_told_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.guests.views.MOST_TRIES", 3)
    codes = [Client().get(at(f"try-{number}")).status_code for number in range(5)]
    assert codes == [404, 404, 404, 429, 429]
    token = ask_expert(claim_in(State.RESEARCHING))
    assert Client().get(at(token)).status_code == 200, "a link that is good always opens"
    assert Client(REMOTE_ADDR="203.0.113.9").get(at("try")).status_code == 404


def test_tries_are_counted_by_place_and_forgotten_with_their_window() -> None:
    for _ in range(2):
        throttle.count("test", "here", most=2, per_s=3600)
    with pytest.raises(throttle.TooMany, match="Too many tries"):
        throttle.count("test", "here", most=2, per_s=3600)
    throttle.count("test", "there", most=2, per_s=3600)


def test_neither_the_guest_nor_their_words_stand_in_history_export_public_page_or_mail() -> None:
    claim = claim_in(State.RESEARCHING)
    Client().post(at(ask_expert(claim)), {**GOOD, "may_publish": ""})
    secrets = (GOOD["text"], "Vera", "Porto Novo", "The fee rose by a third.")
    fresh = Claim.objects.get(pk=claim.pk)
    hidden = protection.hidden_from(cast().rana, fresh)
    events_out = records.event_records(fresh, by=cast().rana, with_notes=True, hidden=hidden)
    handed_out = json.dumps([records.claim_record(fresh), events_out], default=str)
    history = client_of("rana").get(reverse("desk:claim_history", args=[claim.pk])).content.decode()
    events = json.dumps(list(ClaimEvent.objects.filter(claim=claim).values()), default=str)
    for secret in secrets:
        assert secret not in handed_out
        assert secret not in history
        assert secret not in events
        assert not any(secret in notice.text for notice in Notice.objects.all())
    assert mail.outbox == []


def test_the_desk_reads_the_answer_and_whether_it_may_be_printed() -> None:
    claim = claim_in(State.RESEARCHING)
    Client().post(at(ask_expert(claim)), {**GOOD, "may_publish": ""})
    body = client_of("ravi").get(reverse("desk:claim", args=[claim.pk])).content.decode()
    assert GOOD["text"] in body
    assert "Not to be published." in body


@pytest.mark.parametrize("end", ["answered", "expired", "called off"])
def test_whoever_comes_too_late_gets_their_words_back(end: str, settings: Any) -> None:
    settings.CONTACT_EMAIL = "desk@coast.example"
    claim = claim_in(State.RESEARCHING)
    token, guest = ask_expert(claim), Client(enforce_csrf_checks=True)
    form = guest.get(at(token)).content.decode()
    link = GuestLink.objects.get()
    if end == "answered":
        Client().post(at(token), GOOD)
    elif end == "expired":
        GuestLink.objects.update(expires_at=timezone.now())
    else:
        guests.revoke_guest_link(link, by=cast().ravi)
    csrf = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    assert csrf
    mine = "\nI saw the tariff <b>myself</b>."
    answer = guest.post(at(token), {**GOOD, "text": mine, "csrfmiddlewaretoken": csrf[1]})
    body = answer.content.decode()
    assert answer.status_code == 404
    assert guests.NO_SUCH_LINK in body
    assert "\n\nI saw the tariff &lt;b&gt;myself&lt;/b&gt;.</textarea>" in body, "as it was written"
    assert "desk@coast.example" in body
    assert link.passage not in body
    assert GOOD["text"] not in body, "what the other one answered"
    assert not GuestLink.objects.filter(text__contains="myself").exists()


def test_words_come_back_from_a_link_that_never_was_in_the_same_way() -> None:
    token = ask_expert(claim_in(State.RESEARCHING))
    Client().post(at(token), GOOD)
    late, forged = (Client().post(at(one), GOOD).content for one in (token, "f" * 43))
    assert late == forged
    assert GOOD["text"] in late.decode()


def test_a_page_that_is_sent_once_more_makes_no_second_link() -> None:
    claim = claim_in(State.RESEARCHING)
    ravi, address = client_of("ravi"), reverse("desk:ask_expert", args=[claim.pk])
    data = {"seen": claim.version, "addressee": "Vera", "passage": "The fee rose.", "question": ""}
    assert "The link for Vera" in ravi.post(address, data).content.decode()
    again = ravi.post(address, data)
    assert again.status_code == 422
    assert "You have asked Vera this already" in again.content.decode()
    link = GuestLink.objects.get()
    guests.revoke_guest_link(link, by=cast().ravi)
    assert ravi.post(address, data).status_code == 200, "a lost link is called off, and the question asked again"
    other = ravi.post(address, {**data, "addressee": "Wim"})
    assert other.status_code == 200


def test_the_claimant_gets_no_second_link_either() -> None:
    claim = claim_in(State.RESEARCHING)
    request, _ = ask_claimant(claim)
    with pytest.raises(Refused, match="already"):
        guests.ask_outside(claim, by=cast().ravi, addressee="Press", passage="The fee.", request=request)
    assert GuestLink.objects.count() == 1


def test_only_the_researcher_or_an_editor_asks_outside_and_only_before_the_draft_is_frozen() -> None:
    claim = claim_in(State.RESEARCHING)
    for name in ("lena", "ines", "rana", "mona"):
        with pytest.raises(access.Forbidden):
            guests.ask_outside(claim, by=getattr(cast(), name), addressee="X", passage="Y")
    with pytest.raises(Refused, match="Enter the passage"):
        guests.ask_outside(claim, by=cast().ravi, addressee="X", passage=" ")
    assert cast().ravi.pk in access.authors_of(claim)
    guests.ask_outside(claim, by=cast().edda, addressee="X", passage="Y")
    assert cast().edda.pk in access.authors_of(claim), "whoever asked outside has worked on it"


def test_the_link_is_shown_once_on_the_page_that_answers_the_form() -> None:
    claim = claim_in(State.RESEARCHING)
    ravi = client_of("ravi")
    data = {"seen": claim.version, "addressee": "Vera", "passage": "The fee rose.", "question": ""}
    body = ravi.post(reverse("desk:ask_expert", args=[claim.pk]), data).content.decode()
    found = re.search(r"/answer/([\w-]+)/", body)
    assert found is not None
    assert Client().get(at(found[1])).status_code == 200
    assert found[1] not in ravi.get(reverse("desk:claim", args=[claim.pk])).content.decode()


def test_an_answer_of_the_claimant_must_be_recorded_before_review_and_counts_as_no_silence() -> None:
    claim = claim_in(State.RESEARCHING)
    make_ready_to_submit(claim, by=cast().ravi)
    request, token = ask_claimant(claim, days=-1)
    assert Client().post(at(token), GOOD).status_code == 302
    deadlines.note_missing_replies()
    request.refresh_from_db()
    assert request.lapsed_on is None
    with pytest.raises(Refused, match="The claimant has answered by the link"):
        moves.move(claim, "submit", by=cast().ravi)
    body = client_of("ravi").get(reverse("desk:claim", args=[claim.pk])).content.decode()
    assert "The claimant has answered by the link" in body
    edits.record_reply(request, by=cast().ravi, reply="They disagree.", replied_on=timezone.localdate())
    moves.move(claim, "submit", by=cast().ravi)


@pytest.mark.parametrize(("days", "waits"), [(3, True), (-1, False)])
def test_a_frozen_draft_waits_for_an_answer_that_kept_its_deadline_and_for_no_later_one(days: int, waits: bool) -> None:
    claim = claim_in(State.RESEARCHING)
    make_ready_to_submit(claim, by=cast().ravi)
    _, token = ask_claimant(claim, days=days)
    moves.move(claim, "submit", by=cast().ravi)
    Client().post(at(token), GOOD)
    gate = dict(moves.gate(Claim.objects.get(pk=claim.pk)))
    assert (gate["claimant_was_asked"] is not None) is waits


@pytest.mark.parametrize("text", ["The tariff was never\nin force!", "It is so: the tariff was NEVER in force. Vera"])
def test_words_that_the_claimant_did_not_allow_are_not_recorded_for_print(text: str) -> None:
    claim = claim_in(State.RESEARCHING)
    make_ready_to_submit(claim, by=cast().ravi)
    request, token = ask_claimant(claim)
    Client().post(at(token), {name: value for name, value in GOOD.items() if name != "may_publish"})
    with pytest.raises(Refused, match="record only that they replied"):
        moves.move(claim, "submit", by=cast().ravi)
    with pytest.raises(Refused, match="did not allow these words to be published"):
        edits.record_reply(request, by=cast().ravi, reply=text, replied_on=timezone.localdate())
    plain = "They replied and do not want it printed."
    edits.record_reply(request, by=cast().ravi, reply=plain, replied_on=timezone.localdate())
    moves.move(claim, "submit", by=cast().ravi)
    request.refresh_from_db()
    assert request.reply == plain


def test_words_that_the_claimant_allowed_by_another_link_are_recorded() -> None:
    claim = claim_in(State.RESEARCHING)
    request, token = ask_claimant(claim)
    Client().post(at(token), {name: value for name, value in GOOD.items() if name != "may_publish"})
    _, second = guests.ask_outside(claim, by=cast().ravi, addressee="Press", passage="The fee.", request=request)
    Client().post(at(second), GOOD)
    edits.record_reply(request, by=cast().ravi, reply=GOOD["text"], replied_on=timezone.localdate())
    request.refresh_from_db()
    assert request.reply == GOOD["text"]
