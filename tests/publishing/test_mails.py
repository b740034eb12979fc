"""Notices as mail: to whom, when, with what in it, and how to stop them."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from claims import jobs, notices
from claims.errors import TryAgain
from claims.models import Claim, Job, MailChoice, Notice, State, User
from claims.publishing import mails
from claims.workflow.assigning import assign
from claims.workflow.notes import write_note
from tests.builders import a_claim, cast, claim_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_server(settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example"
    settings.SITE_URL = "https://desk.example"
    for person in vars(cast()).values():
        person.email = f"{person.username}@newsroom.example"
        person.save()


def send() -> None:
    jobs.run_all(only=lambda row: row.name in ("mail_notice", "mail_digest"))


def note_to_edda() -> Claim:
    claim = claim_in(State.QUEUED)
    write_note(claim, by=cast().ravi, text="The mayor's aide told me in confidence. @edda")
    return claim


def stop_address(message: mail.EmailMessage) -> str:
    return message.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("https://desk.example")


def test_a_mention_is_mailed_at_once_to_that_colleague_alone_and_quotes_nothing() -> None:
    claim = note_to_edda()
    send()
    assert [message.to for message in mail.outbox] == [["edda@newsroom.example"]]
    message = mail.outbox[0]
    assert "Ravi mentions you in a note" in message.body
    assert "confidence" not in message.body + message.subject
    assert f"https://desk.example/desk/claims/{claim.pk}/" in message.body
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_the_same_notice_is_mailed_once_and_not_when_it_was_read_meanwhile() -> None:
    note_to_edda()
    notice = Notice.objects.get(person=cast().edda)
    mails.mail_notice(notice.pk)
    mails.mail_notice(notice.pk)
    assert len(mail.outbox) == 1
    Notice.objects.update(mailed_at=None, read_at=timezone.now())
    mails.mail_notice(notice.pk)
    assert len(mail.outbox) == 1


def test_whoever_left_lost_every_role_or_has_no_address_gets_nothing() -> None:
    note_to_edda()
    notice = Notice.objects.get(person=cast().edda)
    for change in ({"is_active": False}, {"email": ""}):
        User.objects.filter(username="edda").update(is_active=True, email="edda@newsroom.example")
        User.objects.filter(username="edda").update(**change)
        mails.mail_notice(notice.pk)
    User.objects.filter(username="edda").update(is_active=True, email="edda@newsroom.example")
    cast().edda.grants.all().delete()
    mails.mail_notice(notice.pk)
    assert mail.outbox == []


def test_without_a_mail_server_nothing_is_sent_and_nothing_is_lost(settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    note_to_edda()
    send()
    mails.ask_for_digests()
    assert mail.outbox == []
    assert Notice.objects.get(person=cast().edda).mailed_at is None


def test_a_mail_server_that_is_down_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    note_to_edda()

    def refuse(*args: object, **kwargs: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    notice = Notice.objects.get(person=cast().edda)
    with pytest.raises(TryAgain, match="The mail server did not take the mail"):
        mails.mail_notice(notice.pk)
    notice.refresh_from_db()
    assert notice.mailed_at is None


def test_the_digest_holds_what_is_unread_of_the_kinds_wanted_daily_and_comes_once() -> None:
    edda, claim = cast().edda, a_claim()
    for kind, key in ((Notice.Kind.NEWS, "a"), (Notice.Kind.WATCHED, "b"), (Notice.Kind.LEASE, "c")):
        notices.give([edda], kind=kind, key=key, text=f"Line {key}.", claim=claim)
    notices.give([edda], kind=Notice.Kind.NEWS, key="old", text="Line old.", claim=claim)
    Notice.objects.filter(key="old").update(created_at=timezone.now() - timedelta(days=9))
    mails.ask_for_digests()
    send()
    mails.ask_for_digests()
    send()
    assert len(mail.outbox) == 1
    body = mail.outbox[0].body
    assert "Line a." in body
    assert "Line b." in body
    assert "Line c." not in body
    assert "Line old." not in body
    assert mail.outbox[0].subject.endswith("Your day at the desk: 2 notices")


def test_a_choice_moves_a_kind_from_at_once_to_the_digest_or_to_nothing() -> None:
    edda = cast().edda
    notices.choose(edda, Notice.Kind.MENTION, MailChoice.When.DAILY)
    note_to_edda()
    assert not Job.objects.filter(name="mail_notice").exists()
    mails.ask_for_digests()
    send()
    assert len(mail.outbox) == 1
    notices.choose(edda, Notice.Kind.MENTION, MailChoice.When.NEVER)
    note_to_edda()
    mails.ask_for_digests()
    send()
    assert len(mail.outbox) == 1


def test_one_click_stops_that_kind_without_a_login_and_no_other() -> None:
    note_to_edda()
    send()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = stop_address(mail.outbox[0])
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(address)
    assert page.status_code == 200
    assert notices.wanted(cast().edda, Notice.Kind.MENTION) == MailChoice.When.AT_ONCE, "looking changes nothing"
    assert browser.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert notices.wanted(cast().edda, Notice.Kind.MENTION) == MailChoice.When.NEVER
    assert notices.wanted(cast().edda, Notice.Kind.ASSIGNED) == MailChoice.When.AT_ONCE
    assign(note_to_edda(), cast().lena, by=cast().edda)
    send()
    assert [message.to for message in mail.outbox[1:]] == [["lena@newsroom.example"]]


def test_the_link_of_a_digest_stops_the_digest() -> None:
    notices.give([cast().edda], kind=Notice.Kind.NEWS, key="a", text="Line a.", claim=a_claim())
    mails.ask_for_digests()
    send()
    Client().post(stop_address(mail.outbox[0]))
    assert notices.wanted(cast().edda, Notice.Kind.NEWS) == MailChoice.When.NEVER
    assert notices.wanted(cast().edda, Notice.Kind.WATCHED) == MailChoice.When.NEVER
    assert notices.wanted(cast().edda, Notice.Kind.MENTION) == MailChoice.When.AT_ONCE


def test_a_forged_or_cut_link_stops_nothing() -> None:
    note_to_edda()
    send()
    address = stop_address(mail.outbox[0])
    for wrong in (f"{address[:-3]}/", re.sub(r"stop/.", "stop/A", address), "/mail/stop/x/"):
        answer = Client().post(wrong)
        assert answer.status_code == 404
        assert "This link is not whole" in answer.content.decode()
    assert not MailChoice.objects.exists()


def test_the_settings_page_keeps_choices_of_the_person_who_is_logged_in() -> None:
    browser = Client()
    browser.force_login(cast().edda)
    assert "Somebody mentions you in a note" in browser.get("/desk/me/").content.decode()
    choices = {kind.value: "daily" for kind in Notice.Kind}
    assert browser.post("/desk/me/", choices).status_code == 302
    assert {notices.wanted(cast().edda, kind) for kind in Notice.Kind} == {MailChoice.When.DAILY}
    assert notices.wanted(cast().elsa, Notice.Kind.MENTION) == MailChoice.When.AT_ONCE
    assert browser.post("/desk/me/", {**choices, "mention": "hourly"}).status_code == 422
