"""Errors that readers report: each is answered within seven working days, and the clock can be seen."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from claims import access, jobs
from claims.errors import Refused, Stale
from claims.models import Claim, ErrorReport, Role, User, VerdictRevision
from claims.text import tokens
from claims.workflow.tips import new_token

#: An answer is due after so many days from Monday to Friday; public holidays are not known here (count).
N_WORKING_DAYS = 7
MAX_TEXT = 4000


def working_days_after(day: date, n: int) -> date:
    """The n-th day from Monday to Friday after `day`."""
    while n:
        day += timedelta(days=1)
        n -= day.weekday() < 5
    return day


def working_days_between(day: date, end: date) -> int:
    """How many days from Monday to Friday come after `day`, up to `end` and with it (count)."""
    days = (day + timedelta(days=n) for n in range(1, (end - day).days + 1))
    return sum(one.weekday() < 5 for one in days)


def send_report(
    *,
    text: str,
    link: str = "",
    email: str = "",
    claim: Claim | None = None,
    revision: VerdictRevision | None = None,
) -> tuple[ErrorReport, str]:
    """Keep what a reader reports; returns it with the token that opens its page.

    `revision`: the version of the check that they read; None: what stands now.
    """
    text = text.strip()
    if tokens.n_words(text) < 3:
        raise Refused("Say in a sentence or two what is wrong, and where it stands.")
    if len(text) > MAX_TEXT:
        raise Refused(f"Keep it under {MAX_TEXT} characters. A link to the source helps most.")
    token, token_sha256 = new_token()
    with transaction.atomic():
        report = ErrorReport.objects.create(
            claim=claim,
            revision=revision or (claim.current_revision if claim else None),
            text=text,
            link=link,
            email=email,
            token_sha256=token_sha256,
            sent_at=timezone.now(),
            due_on=working_days_after(timezone.localdate(), N_WORKING_DAYS),
        )
        if email:
            jobs.enqueue("mail_report", report.pk)
    return report, token


def answer_report(report: ErrorReport, *, by: User, outcome: str, answer: str) -> None:
    """The one answer to a report. What has to be corrected is corrected in the desk; this tells the reader."""
    access.require_role(by, Role.MODERATOR, Role.EDITOR)
    if outcome not in ErrorReport.Outcome.values:
        raise Refused("Choose what came of it.")
    if not answer.strip():
        raise Refused("Write the answer: the reader sees it.")
    with transaction.atomic():
        rows = ErrorReport.objects.filter(pk=report.pk, answered_at=None)
        if not rows.update(outcome=outcome, answer=answer.strip(), answered_by=by, answered_at=timezone.now()):
            raise Stale("Somebody has answered this already. Load the page again.")
        jobs.enqueue("mail_report", report.pk)
