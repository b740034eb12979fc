"""Claims that readers send in: kept as tips until a moderator accepts them, joins them to a known claim or declines.

The sender follows a tip by a link whose token is kept as a hash only; nothing says where they wrote from.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils import timezone

from claims import access, jobs
from claims.errors import Refused, Stale
from claims.models import Claim, ErrorReport, Role, Tip, User
from claims.text import tokens
from claims.workflow import edits, notes


def new_token() -> tuple[str, str]:
    """A token for the sender, and the hash that is kept of it."""
    token = secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def send_tip(
    *,
    statement: str,
    link: str = "",
    quote: str = "",
    seen_at: str = "",
    email: str = "",
    is_demonstration: bool = False,
) -> tuple[Tip, str]:
    """Keep what a reader sends in; returns it with the token that opens its page."""
    statement = " ".join(statement.split())
    if tokens.n_words(statement) < 3:
        raise Refused("Write the claim as one full sentence, as you heard or read it.")
    if len(statement) > edits.MAX_STATEMENT:
        raise Refused(f"Keep the claim under {edits.MAX_STATEMENT} characters: one claim, one sentence.")
    token, token_sha256 = new_token()
    with transaction.atomic():
        tip = Tip.objects.create(
            statement=statement,
            link=link,
            quote=quote.strip(),
            seen_at=seen_at.strip(),
            email=email,
            token_sha256=token_sha256,
            sent_at=timezone.now(),
            is_demonstration=is_demonstration,
        )
        _tell(tip)
    return tip, token


def accept_tip(tip: Tip, *, by: User, statement: str) -> Claim:
    """A new claim in the moderator's wording; its history says that a reader sent it in, and where it was seen."""
    with _waiting(tip, by) as fresh:
        claim = edits.submit_claim(
            by=by, statement=statement, note=_origin(fresh), is_demonstration=fresh.is_demonstration
        )
        _decide(fresh, by, Tip.Decision.ACCEPTED, claim=claim)
    return claim


def join_tip(tip: Tip, *, by: User, claim: Claim) -> None:
    """The desk has this claim already. A note there says where the reader saw it."""
    with _waiting(tip, by) as fresh:
        notes.write_note(claim, by=by, text=_origin(fresh), mentions=False)
        _decide(fresh, by, Tip.Decision.JOINED, claim=claim)


def decline_tip(tip: Tip, *, by: User, reason: str) -> None:
    """It will not be checked; the reader is told why."""
    reason = reason.strip()
    if not reason:
        raise Refused("Say in a sentence why it will not be checked: the reader sees it.")
    with _waiting(tip, by) as fresh:
        _decide(fresh, by, Tip.Decision.DECLINED, reason=reason)


def find_sent(token: str) -> Tip | ErrorReport:
    """What a reader sent, by their token. Raises access.NotFound with one sentence for all that open nothing."""
    sha256 = hash_of(token)
    tip = Tip.objects.select_related("claim__current_revision__rating").filter(token_sha256=sha256).first()
    report = ErrorReport.objects.select_related("revision").filter(token_sha256=sha256).first()
    found = tip or report
    if found is None:
        raise access.NotFound("Nothing stands at this address. Copy it once more, all of it, from where you kept it.")
    return found


@contextmanager
def _waiting(tip: Tip, by: User) -> Iterator[Tip]:
    access.require_role(by, Role.MODERATOR)
    with transaction.atomic():
        fresh = Tip.objects.select_for_update().get(pk=tip.pk)
        if fresh.decision != Tip.Decision.WAITING:
            raise Stale("Somebody has decided about this already. Load the page again.")
        yield fresh


def _decide(tip: Tip, by: User, decision: Tip.Decision, *, claim: Claim | None = None, reason: str = "") -> None:
    tip.decision, tip.claim, tip.reason = decision, claim, reason
    tip.decided_by, tip.decided_at = by, timezone.now()
    tip.save()
    _tell(tip)


def _tell(tip: Tip) -> None:
    if tip.email:
        jobs.enqueue("mail_tip", tip.pk)


def _origin(tip: Tip) -> str:
    """Where it comes from, in words; never who sent it."""
    parts = ["Sent in by a reader.", tip.seen_at and f"Seen: {tip.seen_at}.", tip.link, tip.quote and f"“{tip.quote}”"]
    return " ".join(filter(None, parts))[: notes.MAX_NOTE]
