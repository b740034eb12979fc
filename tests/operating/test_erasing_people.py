"""A person who is erased is in no row any more, and the history still verifies."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.utils import timezone

from claims import access, audit, proof, webhooks
from claims.accounts import erasing, roles
from claims.accounts.roles import Way
from claims.accounts.tokens import make_token
from claims.errors import Refused
from claims.models import (
    AccessEvent,
    Claim,
    ClaimEvent,
    GuestLink,
    Invitation,
    KeptAnswer,
    Note,
    Notice,
    PolicyPage,
    Role,
    Scope,
    Tip,
    User,
    VerdictRevision,
    Webhook,
    WebhookDelivery,
)
from claims.operating import rows
from claims.publishing import edition
from claims.publishing.dossier import verify
from claims.workflow.moves import move
from tests.builders import a_claim, cast, claim_in
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db
WHY = "They asked for it."


def a_leaver() -> User:
    """Ravi under a name that is found nowhere else, before he does anything."""
    person: User = cast().ravi
    User.objects.filter(pk=person.pk).update(
        username="rvxq", first_name="Ravindra", last_name="Quellmalz", email="rvxq@example.org"
    )
    person.refresh_from_db()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def everything(*, but: tuple[str, ...] = ()) -> str:
    return "\n".join(
        part.decode()
        for table, model in rows.tables(apps).items()
        if table not in but
        for _, part in rows.parts(model, using="default")
    )


def erase(person: User, **options: Any) -> erasing.Erased:
    return erasing.erase_person(person, by=None, way=Way.COMMAND, why=WHY, **options)


@pytest.fixture
def walked(monkeypatch: pytest.MonkeyPatch) -> User:
    """Claims that Ravi moved, colleagues' notes about him, a private note of his."""
    person = a_leaver()
    monkeypatch.setattr("tests.builders.cast", lambda: _cast_with(person))
    claim = claim_in("in_review")
    move(claim_in("queued"), "dismiss", by=person, reason="out_of_scope", note="A private reason.")
    note = Note.objects.create(
        claim=claim, author=cast().edda, text="Ask @rvxq, or Ravindra Quellmalz himself.", written_at=timezone.now()
    )
    note.mentioned.add(person)
    Notice.objects.create(person=cast().edda, claim=claim, key="x", text="It moved (Ravindra Quellmalz).")
    Notice.objects.create(person=person, claim=claim, key="x", text="For you.")
    webhook = Webhook(name="Archive", url="https://archive.example/told")
    webhooks.keep(webhook, by=cast().edda)
    roles.give_role(person, Role.EDITOR, by=cast().mona, way=Way.COMMAND, why=WHY)
    webhooks.switch_off(webhook, by=User.objects.get(pk=person.pk))
    proof.seal_events()
    return person


def _cast_with(person: User) -> Any:
    people = cast()
    people.ravi = person
    return people


def test_name_mail_and_login_are_in_no_row_any_more_and_the_history_verifies(walked: User) -> None:
    walked = User.objects.get(pk=walked.pk)
    assert "Quellmalz" in everything()
    done = erase(walked)
    text = everything()
    for trace in ("rvxq", "Ravindra", "Quellmalz"):
        assert trace not in text
    assert done.n_names_kept == 0
    assert done.n_events == ClaimEvent.objects.filter(by=walked, by_name=done.pseudonym).count() > 3
    call_command("verify_audit", stdout=io.StringIO())
    walked.refresh_from_db()
    assert str(walked) == done.pseudonym == audit.pseudonym(walked.pk)
    assert not walked.is_active
    assert not walked.has_usable_password()
    assert not walked.roles
    note = Note.objects.get()
    assert note.text == f"Ask @erased-{walked.pk}, or {done.pseudonym} himself."
    assert not note.mentioned.exists()
    last = AccessEvent.objects.first()
    assert last is not None
    assert (last.verb, last.person_id, last.by, last.why) == ("erased", walked.pk, None, WHY)
    page = client_of("edda").get(f"/desk/claims/{ClaimEvent.objects.filter(by=walked)[0].claim_id}/history/").text
    assert done.pseudonym in page


def test_what_programs_were_told_of_somebody_is_searched_too() -> None:
    person = a_leaver()
    User.objects.filter(pk=person.pk).update(first_name="Rävindra")
    person.refresh_from_db()
    token, _ = make_token(cast().edda, name="Ticker", scopes=(Scope.READ,), days=3)
    own, _ = make_token(person, name="Their own", scopes=(Scope.READ,), days=3)
    told = {"by": {"username": "rvxq", "name": "Rävindra Quellmalz", "email": "RVXQ@example.org"}, "n": 3}
    bodies = ((token, json.dumps(told)), (token, json.dumps(told, ensure_ascii=False)), (own, "{}"))
    for number, (of, body) in enumerate(bodies):
        KeptAnswer.objects.create(token=of, key=f"k{number}", request_mac="0", body=body, at=timezone.now())
    webhook = Webhook(name="Archive", url="https://archive.example/told")
    webhooks.keep(webhook, by=cast().edda)
    delivery = WebhookDelivery.objects.create(
        webhook=webhook, message_id="m", topic="test", payload=told, error="It answered: no rvxq@example.org here."
    )
    erase(person)
    text = everything()
    for trace in ("rvxq", "RVXQ", "vindra", "Quellmalz"):
        assert trace not in text
    instead = {
        "by": {"username": f"erased-{person.pk}", "name": audit.pseudonym(person.pk), "email": "Erased"}, "n": 3,
    }  # fmt: skip
    delivery.refresh_from_db()
    assert (delivery.payload, delivery.error) == (instead, "It answered: no Erased here.")
    assert [json.loads(kept.body) for kept in KeptAnswer.objects.order_by("pk")] == [instead, instead]


def test_an_address_is_found_in_what_programs_were_told() -> None:
    token, _ = make_token(cast().edda, name="Ticker", scopes=(Scope.READ,), days=3)
    body = '{"from": "Reader@example.org", "not": "other.reader@example.org"}'
    KeptAnswer.objects.create(token=token, key="k", request_mac="0", body=body, at=timezone.now())
    assert erasing.erase_address("reader@example.org") == 1
    assert json.loads(KeptAnswer.objects.get().body) == {"from": "Erased", "not": "other.reader@example.org"}


def test_words_go_only_if_that_is_wished(walked: User) -> None:
    private = ClaimEvent.objects.get(note="A private reason.")
    erase(User.objects.get(pk=walked.pk))
    private.refresh_from_db()
    assert private.note == "A private reason."
    with pytest.raises(Refused, match="erased already"):
        erase(User.objects.get(pk=walked.pk))


def test_words_of_notes_go_with_their_salts(walked: User) -> None:
    private = ClaimEvent.objects.get(note="A private reason.")
    done = erase(User.objects.get(pk=walked.pk), with_notes=True)
    private.refresh_from_db()
    assert (private.note, private.note_salt) == ("", "")
    assert done.n_notes >= 1
    call_command("verify_audit", stdout=io.StringIO())


def test_what_was_published_under_a_name_stays_published(monkeypatch: pytest.MonkeyPatch) -> None:
    person = a_leaver()
    monkeypatch.setattr("tests.builders.cast", lambda: _cast_with(person))
    claim = claim_in("published")
    erase(User.objects.get(pk=person.pk))
    printed = VerdictRevision.objects.get(claim=claim).content["people"]
    assert "Ravindra Quellmalz" in str(printed)
    assert "Quellmalz" not in everything(but=("claims_verdictrevision",)).replace(json.dumps(printed), "")
    call_command("verify_audit", stdout=io.StringIO())


def test_events_of_the_first_release_keep_the_name_and_are_counted() -> None:
    person = a_leaver()
    claim = a_claim(by=cast().rana)
    before = claim.events.get()
    event = ClaimEvent(
        claim=claim, version=2, verb="accept", is_binding=True, from_state="new", to_state="queued", by=person,
        by_name=str(person), changes={}, at=timezone.now(), previous_hash=before.hash, hash_format=2,
    )  # fmt: skip
    event.hash = audit.hash_of(event)
    event.save()
    Claim.objects.filter(pk=claim.pk).update(version=2, state="queued")
    assert erase(person).n_names_kept == 1
    assert proof.find_flaw(Claim.objects.get(pk=claim.pk)) is None


def test_who_may(monkeypatch: pytest.MonkeyPatch) -> None:
    people = cast()
    for by, person, why in (
        (people.ravi, people.lena, WHY),
        (people.mona, people.mona, WHY),
        (people.mona, people.lena, " "),
    ):
        with pytest.raises((Refused, access.Forbidden)):
            erasing.erase_person(person, by=by, way=Way.ADMIN, why=why)
    with pytest.raises(Refused, match="last person who can give roles"):
        erase(people.mona)
    assert User.objects.filter(username__startswith="erased-").count() == 0
    roles.give_role(people.otto, Role.MODERATOR, by=None, way=Way.COMMAND, why=WHY)
    erase(people.mona)


def test_a_moderator_erases_somebody_in_the_admin() -> None:
    person = cast().lena
    answer = client_of("mona").post(
        "/admin/claims/user/", {"action": "erase_people", "_selected_action": [person.pk], "why": WHY}, follow=True
    )
    assert answer.status_code == 200
    person.refresh_from_db()
    assert str(person) == audit.pseudonym(person.pk)


def test_the_command_says_what_it_did_and_that_backups_remain() -> None:
    cast()
    out = io.StringIO()
    call_command("erase_person", "lena", why=WHY, stdout=out)
    assert "is Former member" in out.getvalue()
    assert "Backups" in out.getvalue()
    with pytest.raises(CommandError, match="nobody with the user name"):
        call_command("erase_person", "lena", why=WHY)


def test_addresses_of_readers_guests_and_invited_people_go() -> None:
    now, claim = timezone.now(), a_claim()
    Tip.objects.create(statement="A claim.", email="Reader@example.org", token_sha256="1", sent_at=now)
    GuestLink.objects.create(
        claim=claim, kind="expert", addressee="Dr Reader <reader@example.org>", passage="x", token_sha256="2",
        asked_by=cast().edda, asked_at=now, expires_at=now,
    )  # fmt: skip
    Invitation.objects.create(
        email="reader@example.org", why=WHY, nonce="3", invited_by=cast().mona, invited_at=now, expires_at=now
    )
    out = io.StringIO()
    call_command("erase_address", "reader@EXAMPLE.org", stdout=out)
    assert "3 rows" in out.getvalue()
    assert "reader@example.org" not in everything().lower()
    assert Tip.objects.get().statement == "A claim."
    with pytest.raises(CommandError, match="Give the mail address"):
        call_command("erase_address", "reader")


def test_a_dossier_tells_the_pseudonym_and_still_verifies() -> None:
    event = {
        "content": {"by": 7, "by_name_sha256": "0" * 64},
        "name": {"text": "Former member 7", "salt": ""},
    }
    assert verify.has_true_name(event)
    for false in (
        {"text": "Somebody", "salt": ""},
        {"text": "Former member 8", "salt": ""},
        {"text": "x", "salt": "y"},
    ):
        assert not verify.has_true_name({**event, "name": false})


def a_page(version: int, body: str, **given: Any) -> PolicyPage:
    page: PolicyPage = PolicyPage.objects.create(
        slug="people", version=version, **{"title": "Who we are", "body": body, **given}
    )
    return page


def test_texts_that_name_somebody_are_told_without_the_name() -> None:
    a_leaver()
    a_page(1, "**Ravindra**\nQuellmalz checks.")
    a_page(2, "Nobody is named.", what_changed="_Ravindra Quellmalz_ left.")
    a_page(3, "Write to RVXQ@example.org.")
    PolicyPage.objects.create(slug="funding", version=1, title="Funding", body="Ravindra Quellmalzer pays us.")
    draft, published, other = a_claim("A first claim"), claim_in("published"), a_claim("A second claim")
    Claim.objects.filter(pk=draft.pk).update(draft_text="So says Ravindra\nQuellmalz.")
    Claim.objects.filter(pk=other.pk).update(draft_text="So says Ada Quellmalz.")
    out = io.StringIO()
    call_command("erase_person", "rvxq", why=WHY, stdout=out)
    said = out.getvalue()
    assert "still stands on /people/ as readers see it now" in said
    assert "can open: /people/v/2/, /people/v/1/." in said
    assert f"in drafts, which can be edited: claim {draft.pk}." in said
    assert "/funding/" not in said
    assert "sealed" not in said
    assert "Quellmalz" not in said
    assert PolicyPage.objects.get(slug="people", version=1).body == "**Ravindra**\nQuellmalz checks."
    text = VerdictRevision.objects.get(claim=published).summary
    first, last, *_ = text.split()
    User.objects.filter(pk=cast().lena.pk).update(first_name=first, last_name=last)
    left = erase(User.objects.get(pk=cast().lena.pk)).left
    assert any(f"sealed: claim {published.pk}." in sentence for sentence in left)


def test_the_admin_tells_them_too() -> None:
    person = a_leaver()
    a_page(1, "Ravindra Quellmalz checks.")
    answer = client_of("mona").post(
        "/admin/claims/user/", {"action": "erase_people", "_selected_action": [person.pk], "why": WHY}, follow=True
    )
    assert f"Former member {person.pk}: The name still stands on /people/ as readers see it now" in answer.text


def test_old_versions_lose_a_name_and_say_so_once_the_current_one_is_written_anew() -> None:
    first = a_page(
        1, "We are **Ravindra\nQuellmalz** (rvxq@example.org) and Ravindra Quellmalzer.", title="Ravindra Quellmalz"
    )
    with pytest.raises(CommandError, match="as readers see it now: /people/v/1/"):
        call_command("erase_from_pages", "Ravindra Quellmalz")
    current = a_page(2, "We are Ada.", what_changed="Ada came.")
    for only_look in (True, False):
        before, out = edition.current(), io.StringIO()
        with TestCase.captureOnCommitCallbacks(execute=True):
            call_command("erase_from_pages", "ravindra  quellmalz", check=only_look, stdout=out)
        assert "/people/v/1/" in out.getvalue()
        assert (edition.current() == before) is only_look
        assert (PolicyPage.objects.get(pk=first.pk).body == first.body) is only_look
    call_command("erase_from_pages", "rvxq@example.org", stdout=io.StringIO())
    changed = PolicyPage.objects.get(pk=first.pk)
    assert changed.title == "(erased)"
    text, _, said = changed.body.partition("\n\n")
    assert text == "We are **(erased)** ((erased)) and Ravindra Quellmalzer."
    assert said.count("was put into this version") == 1
    assert "was put into this version of the page" in client_of("otto").get("/people/v/1/").text
    assert PolicyPage.objects.get(pk=current.pk).body == "We are Ada."
    out = io.StringIO()
    call_command("erase_from_pages", "Ravindra Quellmalz", stdout=out)
    assert "no version" in out.getvalue()
    with pytest.raises(CommandError, match="Give the whole name"):
        call_command("erase_from_pages", " x ")
