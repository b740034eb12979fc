"""Webhooks: owed with the change, signed, tried again, given up, replayed; closed addresses stay closed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from claims import jobs, webhooks
from claims.access import Forbidden
from claims.errors import Refused
from claims.models import Claim, Job, Notice, State, Webhook, WebhookDelivery
from claims.web import urls
from claims.web.calls import Called
from claims.web.failures import FetchTryAgain
from claims.workflow.moves import move
from tests.api.programs import Program
from tests.builders import cast, claim_in
from tests.desk.people import client_of
from tests.web.sites import Site, moved, page

pytestmark = pytest.mark.django_db

#: What is done with a message that is sent: its address, its headers and its body in, a status out.
Receiver = Callable[[str, dict[str, str], bytes], int]


def a_webhook(url: str = "https://archive.example/told", **values: Any) -> Webhook:
    webhook = Webhook(name=values.pop("name", "Archive"), url=url, **values)
    webhooks.keep(webhook, by=cast().mona)
    return webhook


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[dict[str, str], bytes]]:
    """Messages as the other side gets them; `answers` of `answering` says what it says to them."""
    messages: list[tuple[dict[str, str], bytes]] = []

    def call(url: str, *, json: bytes, headers: dict[str, str], **rest: Any) -> Called:
        messages.append((headers, json))
        return Called(204, [], b"")

    monkeypatch.setattr(webhooks.calls, "call", call)
    return messages


def answering(monkeypatch: pytest.MonkeyPatch, answer: int | Exception) -> None:
    def call(url: str, **rest: Any) -> Called:
        if isinstance(answer, Exception):
            raise answer
        return Called(answer, [], b"")

    monkeypatch.setattr(webhooks.calls, "call", call)


def run(n: int = 1) -> None:
    """Do what is owed to webhooks, so many times, however long it would wait."""
    for _ in range(n):
        Job.objects.filter(name=webhooks.JOB).update(due_at=timezone.now())
        jobs.run_all(only=lambda row: row.name == webhooks.JOB)


def assert_nothing_arrives(webhook: Webhook) -> None:
    webhooks.send_test(webhook, by=cast().mona)
    run()
    row = webhook.deliveries.get()
    assert row.failed_at is not None
    assert (row.delivered_at, row.status_code) == (None, None)
    assert "private or reserved network" in row.error


class TestMessages:
    def test_a_transition_is_told_to_whoever_wants_it_in_the_transaction_of_the_change(self) -> None:
        everything, verdicts = a_webhook(), a_webhook(name="Verdicts", topics=["verdict.published"])
        off = a_webhook(name="Off")
        webhooks.switch_off(off, by=cast().edda)
        claim = claim_in(State.PUBLISHED)
        assert [row.topic for row in verdicts.deliveries.all()] == ["verdict.published"]
        assert everything.deliveries.count() == claim.events.exclude(from_state="").exclude(to_state="").filter(
            verb__in=("accept", "take", "submit", "decide", "publish")
        ).count() == 5  # fmt: skip
        assert not off.deliveries.exists()
        assert Job.objects.filter(name=webhooks.JOB).count() == 6

    def test_what_is_refused_is_told_to_nobody(self) -> None:
        a_webhook()
        with pytest.raises(Refused):
            move(claim_in(State.NEW), "dismiss", by=cast().ravi)
        assert not WebhookDelivery.objects.exists()

    def test_a_message_names_the_claim_and_holds_no_words_of_it(self, told: list[Any]) -> None:
        a_webhook()
        claim = claim_in(State.NEW)
        event = move(claim, "dismiss", by=cast().ravi, reason="opinion", note="A matter of taste.")
        run()
        ((_, body),) = told
        data = json.loads(body)
        assert data["type"] == "claim.moved"
        assert data["data"] == {
            "claim": claim.pk, "version": event.version, "transition": "dismiss", "from": "new", "to": "dismissed",
            "url": f"http://127.0.0.1:8000/api/v1/claims/{claim.pk}",
        }  # fmt: skip
        for word in (claim.statement, "taste", "ravi", "Ravi"):
            assert word not in body.decode()

    def test_the_signature_is_the_one_that_receivers_check(self, told: list[Any], settings: Settings) -> None:
        settings.SECRET_KEY_FALLBACKS = ["an older key of this site"]
        webhook = a_webhook()
        webhooks.send_test(webhook, by=cast().edda)
        run()
        ((headers, body),) = told
        secret = base64.b64decode(webhooks.secret_text(webhook).removeprefix("whsec_"))
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        mine = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
        signatures = headers["webhook-signature"].split()
        assert signatures[0] == f"v1,{mine}"
        assert len(signatures) == 2
        assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 3600

    def test_no_secret_stands_in_the_database(self) -> None:
        webhook = a_webhook()
        row = json.dumps(Webhook.objects.values().get(), default=str)
        secret = webhooks.secrets_of(webhook)[0]
        assert webhooks.secret_text(webhook).removeprefix("whsec_") not in row
        assert secret.hex() not in row
        assert webhooks.secrets_of(a_webhook(name="Another"))[0] != secret


class TestTrying:
    def test_it_arrives_and_the_log_says_so(self, told: list[Any]) -> None:
        webhook = a_webhook()
        webhooks.send_test(webhook, by=cast().mona)
        run()
        row = webhook.deliveries.get()
        assert (row.status_code, row.n_tries, row.error) == (204, 1, "")
        assert row.delivered_at is not None
        assert not Job.objects.exists()
        webhooks.deliver(row.pk)
        assert len(told) == 1

    @pytest.mark.parametrize("answer", [500, 404, 302, FetchTryAgain("archive.example did not answer.")])
    def test_what_fails_is_sent_again_later_and_later_under_the_same_id(
        self, answer: int | Exception, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        webhook = a_webhook()
        answering(monkeypatch, answer)
        webhooks.send_test(webhook, by=cast().mona)
        waits = []
        for _ in range(4):
            before = timezone.now()
            run()
            waits.append((Job.objects.get().due_at - before).total_seconds())
        assert all(wait >= least for wait, least in zip(waits, webhooks.WAITS_S, strict=True))
        row = webhook.deliveries.get()
        assert (row.n_tries, row.failed_at) == (4, None)
        assert "archive.example" in row.error
        run()
        row.refresh_from_db()
        assert row.failed_at is not None
        assert Job.objects.get().failed_at is not None
        webhook.refresh_from_db()
        assert (webhook.n_failed, webhook.disabled_at) == (1, None)

    def test_many_given_up_in_a_row_switch_it_off_with_a_notice(self, monkeypatch: pytest.MonkeyPatch) -> None:
        webhook = a_webhook()
        monkeypatch.setattr(webhooks, "MOST_FAILED", 3)
        for _ in range(3):
            webhooks.send_test(webhook, by=cast().mona)
        for row in webhook.deliveries.all():
            webhooks.give_up(row.pk, "archive.example answered 500.")
        webhook.refresh_from_db()
        assert webhook.disabled_at is not None
        (notice,) = Notice.objects.filter(kind=Notice.Kind.PROGRAM)
        assert notice.person == cast().mona
        assert "is switched off, because its address fails" in notice.text
        with pytest.raises(Refused, match="is switched off"):
            webhooks.send_test(webhook, by=cast().mona)

    def test_one_that_arrives_ends_the_count(self, told: list[Any]) -> None:
        webhook = a_webhook()
        Webhook.objects.update(n_failed=9)
        webhooks.send_test(webhook, by=cast().mona)
        run()
        webhook.refresh_from_db()
        assert webhook.n_failed == 0

    def test_who_says_that_they_are_gone_hears_nothing_more(self, monkeypatch: pytest.MonkeyPatch) -> None:
        webhook = a_webhook()
        answering(monkeypatch, 410)
        webhooks.send_test(webhook, by=cast().mona)
        run()
        webhook.refresh_from_db()
        assert webhook.disabled_reason == "archive.example answered 410. It wants no more messages."
        assert webhook.deliveries.get().n_tries == 1

    def test_a_replay_sends_the_same_message_once_more(self, told: list[Any]) -> None:
        webhook = a_webhook()
        webhooks.send_test(webhook, by=cast().mona)
        run()
        with pytest.raises(Forbidden):
            webhooks.replay(webhook.deliveries.get(), by=cast().ravi)
        webhooks.replay(webhook.deliveries.get(), by=cast().edda)
        run()
        (first, again) = told
        assert first[1] == again[1]
        assert first[0]["webhook-id"] == again[0]["webhook-id"]

    def test_a_failed_one_is_replayed_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        webhook = a_webhook()
        answering(monkeypatch, 500)
        webhooks.send_test(webhook, by=cast().mona)
        run(5)
        row = webhook.deliveries.get()
        assert row.failed_at is not None
        answering(monkeypatch, 200)
        webhooks.replay(row, by=cast().mona)
        run()
        row.refresh_from_db()
        assert (row.delivered_at is not None, row.failed_at) == (True, None)

    def test_what_waits_while_it_is_switched_off_is_told_as_failed_and_can_be_sent_again(self, told: list[Any]) -> None:
        webhook = a_webhook()
        webhooks.send_test(webhook, by=cast().mona)
        webhooks.switch_off(webhook, by=cast().edda)
        run()
        row = webhook.deliveries.get()
        assert (row.n_tries, row.error, told) == (0, webhooks.NOT_SENT, [])
        assert row.failed_at is not None
        webhooks.switch_on(webhook, by=cast().edda)
        webhooks.replay(webhook.deliveries.get(), by=cast().edda)
        run()
        row.refresh_from_db()
        assert (row.delivered_at is not None, row.failed_at, len(told)) == (True, None, 1)

    def test_the_log_is_kept_for_a_month(self) -> None:
        webhook = a_webhook()
        for _ in range(2):
            webhooks.send_test(webhook, by=cast().mona)
        old = webhook.deliveries.first()
        assert old is not None
        WebhookDelivery.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
        webhooks.forget_old()
        assert webhook.deliveries.count() == 1


class TestAddresses:
    @pytest.fixture
    def site(self) -> Iterator[Site]:
        made = Site({"/told": page(b"{}", content_type="application/json"), "/moved": moved("/told")})
        yield made
        made.close()

    def test_an_open_address_without_encryption_is_refused(self, settings: Settings) -> None:
        settings.FETCH_ALLOW = []
        for url in ("http://archive.example/", "ftp://archive.example/", "archive.example"):
            with pytest.raises(Refused):
                a_webhook(url)

    @pytest.mark.parametrize(
        "host",
        ["127.0.0.1", "localhost", "10.0.0.8", "169.254.169.254", "[::1]", "2130706433", "[::ffff:127.0.0.1]", "0x7f.1",
         "[64:ff9b::a00:8]", "db", "vault.internal", "printer.local.", "127。0。0。1"],
    )  # fmt: skip
    def test_a_closed_address_is_neither_saved_nor_sent_to(self, host: str) -> None:
        url = f"https://{host}/told"
        with pytest.raises(Refused) as caught:
            a_webhook(url)
        assert caught.value.sentence == webhooks.INSIDE
        assert not Webhook.objects.exists()
        assert_nothing_arrives(Webhook.objects.create(name="Older", url=url, salt="1", made_by=cast().mona))

    @pytest.mark.parametrize(
        ("url", "sentence"),
        [
            ("https://archive.example:8443/told", webhooks.OTHER_PORT),
            ("https://archive.example:22/", webhooks.OTHER_PORT),
            ("https://me:secret@archive.example/", urls.USERINFO),
            ("https://archive.example\\@127.0.0.1/", urls.STRANGE),
        ],
    )
    def test_ports_and_passwords_are_refused_when_it_is_saved(self, url: str, sentence: str) -> None:
        with pytest.raises(Refused) as caught:
            a_webhook(url)
        assert caught.value.sentence == sentence
        answer = client_of("mona").post(reverse("admin:claims_webhook_add"), {"name": "Archive", "url": url})
        assert answer.status_code == 200, "the form comes back"
        assert not Webhook.objects.exists()

    @pytest.mark.parametrize("answers", [["10.0.0.8"], ["93.184.216.34", "fd00:ec2::254"]])
    def test_a_name_that_leads_inside_is_found_out_when_something_is_sent(
        self, answers: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            "claims.web.resolve.socket.getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (it, 443)) for it in answers]
        )
        assert_nothing_arrives(a_webhook())

    def test_what_the_operator_opened_is_open(self, settings: Settings) -> None:
        settings.FETCH_ALLOW = ["10.0.0.8:8443", "relay:80"]
        for url in ("https://10.0.0.8:8443/told", "http://relay/told"):
            assert a_webhook(url).pk
        with pytest.raises(Refused):
            a_webhook("https://10.0.0.8/told")

    def test_a_message_is_posted_and_no_redirect_followed(self, site: Site, settings: Settings) -> None:
        settings.FETCH_ALLOW = [site.pair]
        for target in ("/told", "/moved"):
            webhooks.send_test(a_webhook(site.url(target), name=target), by=cast().mona)
        run()
        rows = {row.webhook.name: row for row in WebhookDelivery.objects.select_related("webhook")}
        assert rows["/told"].status_code == 200
        assert (rows["/moved"].status_code, rows["/moved"].delivered_at) == (302, None)
        assert sorted(request.split(b" ", 2)[1] for request in site.requests) == [b"/moved", b"/told"]
        asked = site.requests[0].lower()
        for expected in (b"post /", b"content-type: application/json", b"webhook-signature: v1,", b"user-agent: "):
            assert expected in asked
        assert b"cookie" not in asked
        assert b"authorization" not in asked

    def test_only_the_status_of_an_answer_counts(self, settings: Settings) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 99000000\r\nContent-Encoding: br\r\n\r\n"
        site = Site({"/told": head + b"<html>A page of a proxy, as long as it likes to be"})
        settings.FETCH_ALLOW = [site.pair]
        webhook = a_webhook(site.url("/told"))
        webhooks.send_test(webhook, by=cast().mona)
        run()
        site.close()
        row = webhook.deliveries.get()
        assert (row.status_code, row.delivered_at is not None, row.error) == (200, True, "")


class TestAdmin:
    def test_a_moderator_sets_one_up_and_reads_its_secret(self) -> None:
        client = client_of("mona")
        sent = {"name": "Archive", "url": "https://archive.example/told", "topics": ["claim.moved"]}
        assert client.post(reverse("admin:claims_webhook_add"), sent).status_code == 302
        webhook = Webhook.objects.get()
        assert (webhook.made_by, webhook.topics, len(webhook.salt)) == (cast().mona, ["claim.moved"], 64)
        text = client.get(reverse("admin:claims_webhook_change", args=[webhook.pk])).content.decode()
        assert webhooks.secret_text(webhook) in text
        assert webhook.salt not in text
        bad = client.post(reverse("admin:claims_webhook_add"), sent | {"url": "http://archive.example/"})
        assert webhooks.INSECURE in bad.content.decode().replace("&#x27;", "'")

    def test_actions_switch_test_and_replay(self, told: list[Any]) -> None:
        webhook, client = a_webhook(), client_of("edda")

        def act(model: str, action: str, pk: int) -> str:
            data = {"action": action, "_selected_action": [pk]}
            answer: Any = client.post(reverse(f"admin:claims_{model}_changelist"), data, follow=True)
            return str(answer.content.decode())

        assert "On their way: 1." in act("webhook", "send_test", webhook.pk)
        run()
        assert "On their way: 1." in act("webhookdelivery", "replay", webhook.deliveries.get().pk)
        run()
        assert len(told) == 2
        act("webhook", "switch_off", webhook.pk)
        assert "Switch it on first" in act("webhook", "send_test", webhook.pk)
        act("webhook", "switch_on", webhook.pk)
        webhook.refresh_from_db()
        assert webhook.disabled_at is None

    def test_a_moderator_ends_a_token_of_somebody(self) -> None:
        program = Program("ravi")
        data = {"action": "end", "_selected_action": [program.token.pk]}
        assert client_of("edda").post(reverse("admin:claims_apitoken_changelist"), data).status_code == 403
        client_of("mona").post(reverse("admin:claims_apitoken_changelist"), data)
        assert program.get("/me").status_code == 401


class TestTokenPage:
    def test_a_token_is_made_shown_once_and_ended(self) -> None:
        client = client_of("ravi")
        answer = client.post("/desk/me/tokens/", {"name": "Ticker", "scopes": ["read"], "days": "30"})
        text = answer.content.decode()
        token = cast().ravi.tokens.get()
        start = text.index(token.prefix)
        shown = text[start : start + 47]
        assert "no-store" in answer.headers["Cache-Control"]
        program = Program.__new__(Program)
        program.token, program.text, program.client = token, shown, client
        assert program.get("/me").status_code == 200
        assert shown not in client.get("/desk/me/tokens/").content.decode()
        client.post(reverse("desk:end_token", args=[token.pk]))
        assert program.get("/me").status_code == 401
        assert "Ended on" in client.get("/desk/me/tokens/").content.decode()

    def test_nobody_ends_the_token_of_somebody_else_here(self) -> None:
        token = Program("ravi").token
        assert client_of("mona").post(reverse("desk:end_token", args=[token.pk])).status_code == 404
        token.refresh_from_db()
        assert token.is_working

    def test_what_is_missing_is_said(self) -> None:
        answer = client_of("ravi").post("/desk/me/tokens/", {"name": "", "days": "30"})
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "Give the token the name of the program" in text
        assert "at least one of the list" in text
        assert not Claim.objects.exists()
