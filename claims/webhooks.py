"""Telling programs elsewhere that something has happened: signed, tried again, logged, and never with what is private.

Messages are owed in the transaction of the change they tell of. They name things; what they hold is read from the API
by whoever may. Headers and signature are those of the Standard Webhooks specification.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from claims import access, jobs, notices
from claims.errors import Refused, TryAgain
from claims.models import ClaimEvent, Notice, Role, RoleGrant, User, Webhook, WebhookDelivery
from claims.snapshots.capture import user_agent
from claims.web import address, calls, urls
from claims.web.failures import FetchFailed
from claims.web.limits import Limits

JOB = "deliver_webhook"
#: Transition -> topic; every other transition is `claim.moved`.
_VERDICTS = {"publish": "verdict.published", "correct": "verdict.corrected", "retract": "verdict.retracted"}
TOPICS = (*_VERDICTS.values(), "claim.moved")
TEST = "test"
#: Between one try and the next (seconds); a day is never far, and a deploy of the other side is over by then.
WAITS_S = (60.0, 600.0, 3_600.0, 21_600.0)
#: So many messages given up in a row switch a webhook off.
MOST_FAILED = 10
#: What became of a message is kept this long.
_KEPT = timedelta(days=30)
_LIMITS = Limits(total_s=15.0, read_s=10.0)
INSECURE = "The address of a webhook begins with https://: whoever listens in could else read and forge messages."
OTHER_PORT = (
    "This address names a port of its own, and messages go to the web's own port only. Take the colon and the number "
    "out, or ask the operator to open this host and port (FETCH_ALLOW)."
)
INSIDE = (
    "This address leads to a private or reserved network, so nothing is sent there. Use the address that the open web "
    "knows, or ask the operator to open this host and port (FETCH_ALLOW)."
)
NOT_SENT = "It was not sent, for the webhook was switched off meanwhile. Switch it on, then send this again."
GONE = 410


def owe(event: ClaimEvent) -> None:
    """A message of this transition for every webhook that wants it, in the caller's transaction."""
    topic = _VERDICTS.get(event.verb, "claim.moved")
    wanting = [row for row in Webhook.objects.filter(disabled_at=None) if not row.topics or topic in row.topics]
    if wanting:
        _owe(wanting, topic, _told_of(event, topic), event)


def send_test(webhook: Webhook, *, by: User) -> None:
    access.require_role(by, Role.EDITOR, Role.MODERATOR)
    _require_on(webhook)
    with transaction.atomic():
        _owe([webhook], TEST, {"type": TEST, "timestamp": _stamp(timezone.now()), "data": {}}, None)


def replay(delivery: WebhookDelivery, *, by: User) -> None:
    """The same message once more, under the same id, whether it arrived or not."""
    access.require_role(by, Role.EDITOR, Role.MODERATOR)
    _require_on(delivery.webhook)
    with transaction.atomic():
        WebhookDelivery.objects.filter(pk=delivery.pk).update(delivered_at=None, failed_at=None, error="", n_tries=0)
        jobs.enqueue(JOB, delivery.pk)


def keep(webhook: Webhook, *, by: User) -> None:
    """Save a new webhook, or what was changed of one. Raises Refused for an address to which nothing is sent."""
    access.require_role(by, Role.EDITOR, Role.MODERATOR)
    check_address(webhook.url)
    if not set(webhook.topics) <= set(TOPICS):
        raise Refused("Choose among the topics that there are, or none for all of them.")
    if not webhook.salt:
        webhook.salt, webhook.made_by = secrets.token_hex(32), by
    webhook.save()


def check_address(url: str) -> None:
    """Raises Refused for an address without encryption, with a port of its own, or of an inner network, as far as it
    tells by itself, unless the operator opened it. Where its name leads is judged whenever something is sent."""
    there = urls.parse(url)
    if there.pair in settings.FETCH_ALLOW:
        return
    if there.scheme != "https":
        raise Refused(INSECURE)
    if there.port != urls.DEFAULT_PORTS["https"]:
        raise Refused(OTHER_PORT)
    if not address.is_public_host(there.host):
        raise Refused(INSIDE)


def switch_on(webhook: Webhook, *, by: User) -> None:
    access.require_role(by, Role.EDITOR, Role.MODERATOR)
    Webhook.objects.filter(pk=webhook.pk).update(disabled_at=None, disabled_reason="", n_failed=0)


def switch_off(webhook: Webhook, *, by: User) -> None:
    access.require_role(by, Role.EDITOR, Role.MODERATOR)
    reason = f"{by} switched it off."  # claims.accounts.erasing knows this sentence
    Webhook.objects.filter(pk=webhook.pk, disabled_at=None).update(disabled_at=timezone.now(), disabled_reason=reason)


def secrets_of(webhook: Webhook) -> list[bytes]:
    """The newest first: a message is signed with each while the site's own key is being changed."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.new(key.encode(), f"webhook:{webhook.salt}".encode(), hashlib.sha256).digest() for key in keys]


def secret_text(webhook: Webhook) -> str:
    """As it is given to the receiver: whsec_ and base64."""
    return f"whsec_{base64.b64encode(secrets_of(webhook)[0]).decode()}"


def headers_of(webhook: Webhook, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Id, time and signatures: base64 of HMAC-SHA256 over `id.timestamp.body`."""
    stamp = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), stamp.encode(), body))
    signatures = (
        base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode() for secret in secrets_of(webhook)
    )
    return {
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }


def deliver(delivery_id: int) -> None:
    """Send one message. Doing it again when it has arrived sends nothing; a receiver knows repetitions by their id."""
    row = WebhookDelivery.objects.select_related("webhook").filter(pk=delivery_id).first()
    if row is None or row.delivered_at is not None:
        return
    if row.webhook.disabled_at is not None:
        WebhookDelivery.objects.filter(pk=row.pk).update(failed_at=row.webhook.disabled_at, error=NOT_SENT)
        return
    WebhookDelivery.objects.filter(pk=row.pk).update(n_tries=F("n_tries") + 1)
    body = json.dumps(row.payload, ensure_ascii=False, separators=(",", ":")).encode()
    wait_s = WAITS_S[min(row.n_tries, len(WAITS_S) - 1)]
    try:
        check_address(row.webhook.url)
        called = calls.call(
            row.webhook.url,
            json=body,
            headers=headers_of(row.webhook, row.message_id, timezone.now(), body),
            user_agent=user_agent(),
            limits=_LIMITS,
            allow=frozenset(settings.FETCH_ALLOW),
            reads=False,
        )
    except (TryAgain, FetchFailed) as trouble:  # a certificate can be mended, too; a closed address stays closed
        _note(row, trouble.sentence)
        raise TryAgain(trouble.sentence, after_s=wait_s) from trouble
    if 200 <= called.status < 300:
        _arrived(row, called.status)
        return
    sentence = f"{urls.parse(row.webhook.url).host} answered {called.status}."
    _note(row, sentence, status=called.status)
    if called.status == GONE:
        raise Refused(f"{sentence} It wants no more messages.")
    raise TryAgain(f"{sentence} The message is sent again later.", after_s=wait_s)


def give_up(delivery_id: int, sentence: str) -> None:
    """Given up; after many in a row, or when the other side says that it is gone, the webhook is switched off."""
    row = WebhookDelivery.objects.select_related("webhook").filter(pk=delivery_id).first()
    if row is None:
        return
    WebhookDelivery.objects.filter(pk=row.pk).update(failed_at=timezone.now(), error=sentence)
    Webhook.objects.filter(pk=row.webhook_id).update(n_failed=F("n_failed") + 1)
    failing = Webhook.objects.filter(pk=row.webhook_id, disabled_at=None)
    if row.status_code != GONE:
        failing = failing.filter(n_failed__gte=MOST_FAILED)
    now = timezone.now()
    if failing.update(disabled_at=now, disabled_reason=sentence):
        _tell_of_the_end(row.webhook, sentence, now)


def forget_old() -> None:
    """What became of messages long ago."""
    WebhookDelivery.objects.filter(created_at__lt=timezone.now() - _KEPT).delete()


def _require_on(webhook: Webhook) -> None:
    if webhook.disabled_at is not None:
        raise Refused(f"“{webhook}” is switched off. Switch it on first.")


def _owe(webhooks: Iterable[Webhook], topic: str, payload: dict[str, Any], event: ClaimEvent | None) -> None:
    made = WebhookDelivery.objects.bulk_create(
        WebhookDelivery(webhook=webhook, event=event, message_id=uuid.uuid4().hex, topic=topic, payload=payload)
        for webhook in webhooks
    )
    jobs.enqueue_all(JOB, [row.pk for row in made])


def _told_of(event: ClaimEvent, topic: str) -> dict[str, Any]:
    """Which claim went where. No statement, no note and no name: the address may be anybody's."""
    return {
        "type": topic,
        "timestamp": _stamp(event.at),
        "data": {
            "claim": event.claim_id,
            "version": event.version,
            "transition": event.verb,
            "from": event.from_state,
            "to": event.to_state,
            "url": f"{settings.SITE_URL}/api/v1/claims/{event.claim_id}",
        },
    }


def _stamp(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _note(row: WebhookDelivery, sentence: str, *, status: int | None = None) -> None:
    WebhookDelivery.objects.filter(pk=row.pk).update(error=sentence, status_code=status)


def _arrived(row: WebhookDelivery, status: int) -> None:
    WebhookDelivery.objects.filter(pk=row.pk).update(
        delivered_at=timezone.now(), failed_at=None, error="", status_code=status
    )
    Webhook.objects.filter(pk=row.webhook_id).update(n_failed=0)


def _tell_of_the_end(webhook: Webhook, sentence: str, now: datetime) -> None:
    moderators = RoleGrant.objects.filter(role=Role.MODERATOR).values_list("person", flat=True)
    notices.give(
        [webhook.made_by_id, *moderators],
        kind=Notice.Kind.PROGRAM,
        key=f"webhook:{webhook.pk}:{int(now.timestamp())}",
        text=f"The webhook “{webhook}” is switched off, because its address fails. {sentence} "
        "When it works again, switch it on in the admin and replay what failed.",
    )
