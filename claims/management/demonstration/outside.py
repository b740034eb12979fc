"""What comes to the demonstration from outside: replies of claimants, answers of experts, what readers send in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.models import Claim, ClaimEvent, ErrorReport, GuestLink, Tip, User
from claims.workflow import deadlines, edits, error_reports, guests, tips


def ask_claimant(claim: Claim, entry: dict[str, Any], *, by: User) -> None:
    """Ask for a reply as `reply` of the manifest says, and record what came, or that nothing came in time."""
    asked = entry.get("reply")
    if asked is None:
        return
    today = timezone.localdate()
    request = claim.reply_requests.first() or edits.ask_for_reply(
        claim, by=by, channel=asked["channel"], asked_on=today - timedelta(days=asked.get("days_ago", 0))
    )
    if (words := asked.get("words")) and not request.reply:
        edits.record_reply(request, by=by, reply=words, replied_on=today)
    deadlines.note_missing_replies()


def ask_guests(claim: Claim, entry: dict[str, Any], *, by: User) -> None:
    """A link for each question of the manifest; with `answer` its guest has used it already."""
    n_asked = ClaimEvent.objects.filter(claim=claim, verb="send_guest_link").count()
    for question in entry.get("questions", ())[n_asked:]:
        with transaction.atomic():  # nobody knows the token of a link whose answer was cut off
            _, token = guests.ask_outside(
                claim,
                by=by,
                addressee=question["addressee"],
                passage=question.get("passage", claim.statement),
                question=question["question"],
                request=claim.reply_requests.first() if question["kind"] == GuestLink.Kind.REPLY else None,
            )
            if answer := question.get("answer"):
                guests.answer(token, **answer)


def add_letters(readers: dict[str, Any]) -> None:
    """All that readers sent in, with what they were answered; nothing where readers have written already."""
    by = User.objects.get(username="mona")
    with transaction.atomic():
        if Tip.objects.exists() or ErrorReport.objects.exists():
            return
        for entry in readers["tips"]:
            tip, _ = tips.send_tip(
                statement=entry["statement"], quote=entry["quote"], seen_at=entry["seen_at"], is_demonstration=True
            )
            if reason := entry.get("declined"):
                tips.decline_tip(tip, by=by, reason=reason)
            if known := entry.get("joined"):
                tips.join_tip(tip, by=by, claim=_claim(known))
        for entry in readers["reports"]:
            report, _ = error_reports.send_report(text=entry["text"], claim=_claim(entry["claim"]))
            if answer := entry.get("answer"):
                error_reports.answer_report(report, by=by, outcome=entry["outcome"], answer=answer)


def _claim(statement: str) -> Claim:
    return Claim.objects.get(statement=statement, is_demonstration=True)
