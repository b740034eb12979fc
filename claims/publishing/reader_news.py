"""What readers are told about what they sent in: on the page of their link and, if they gave an address, by mail.

Each piece of news is mailed once (at worst twice, with one Message-ID: a worker died before it wrote that down); with
the last one the address is erased, and after some months in any case. Before somebody of the newsroom has read it,
nothing that came in the form goes out again: whoever gave a stranger's address could write to them otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from claims import jobs, mailing, policy
from claims.models import Claim, ErrorReport, State, Tip
from claims.publishing.newsroom import absolute
from claims.publishing.standing import is_withdrawal_of

#: A dismissal or a merge can be taken back; readers hear of it when it has stood for so long (seconds).
DECISION_STANDS_S = 3600.0


@dataclass(frozen=True)
class News:
    """`name` is the same for the same news. After the last one nothing follows, so the address is erased."""

    name: str
    sentence: str
    address: str = ""
    is_last: bool = False


def of_tip(tip: Tip) -> News:
    if tip.decision == Tip.Decision.DECLINED:
        return News("declined", f"We will not check it. The reason: {tip.reason}", is_last=True)
    if tip.claim is None:
        return News("received", "We have it, and a moderator will look at it.")
    claim = _final(tip.claim)
    revision = claim.current_revision
    if revision is not None:
        address = absolute(claim.get_absolute_url())
        # Also while it is being checked again: the rating of before stands no longer
        if any(is_withdrawal_of(it, claim) for it in claim.corrections.filter(replaced=revision)):
            return News("withdrawn", "Our check of it was withdrawn. The page says why.", address, is_last=True)
        sentence = f"It is checked: “{revision.statement}” Rating: {revision.rating.label}."
        return News("checked", sentence, address, is_last=True)
    if claim.state == State.DISMISSED:
        reason = claim.get_dismiss_reason_display().lower()
        return News("dismissed", f"We looked at it and will not check it. The reason: {reason}.", is_last=True)
    return News("accepted", "It is on our list of claims to be checked. That can take days or weeks.")


def of_report(report: ErrorReport) -> News:
    if report.answered_at is None:
        due = f"{report.due_on:%-d %B %Y}"
        if report.is_overdue:
            return News(
                "received", f"We have your report. Our answer is late: it was due on {due}. You will still get it."
            )
        return News("received", f"We have your report and will answer by {due}.")
    return News("answered", f"{report.get_outcome_display()}. {report.answer}", is_last=True)


def mail_tip(tip_id: int) -> None:
    """Job: what became of a claim that a reader sent in, unless that was mailed already. At least once."""
    tip = Tip.objects.select_related("claim__current_revision__rating").filter(pk=tip_id).first()
    if tip is not None and tip.email:
        _mail(tip, of_tip(tip), subject="The claim that you sent us")


def mail_report(report_id: int) -> None:
    """Job: the answer to a report, or that it came. At least once."""
    report = ErrorReport.objects.filter(pk=report_id).first()
    if report is not None and report.email:
        _mail(report, of_report(report), subject="The error that you reported")


def owe(claim: Claim, *, delay_s: float = 0.0) -> None:
    """Something happened to a claim: whoever sent it in, or another that was merged into it, hears of it."""
    tips = Tip.objects.filter(claim__in=_with_merged(claim)).exclude(email="")
    jobs.enqueue_all("mail_tip", list(tips.values_list("pk", flat=True)), delay_s=delay_s)


def forget_addresses() -> None:
    """The addresses of readers whom nobody has answered for as long as the newsroom may keep them."""
    before = timezone.now() - timedelta(days=policy.current().reader_address_days)
    for model in (Tip, ErrorReport):
        model.objects.filter(sent_at__lt=before).exclude(email="").update(email="")


def _mail(row: Tip | ErrorReport, news: News, *, subject: str) -> None:
    if settings.EMAIL_HOST and news.name != row.mailed:
        message = f"{type(row).__name__.lower()}-{row.pk}-{news.name}"
        mailing.send(row.email, subject, "claims/mail/reader.txt", {"news": news, "row": row}, message=message)
    kept = {} if not news.is_last else {"email": ""}
    type(row).objects.filter(pk=row.pk).update(mailed=news.name, **kept)


def _final(claim: Claim) -> Claim:
    """Where a merged claim leads in the end."""
    while claim.merged_into is not None:
        claim = claim.merged_into
    return claim


def _with_merged(claim: Claim) -> Iterable[int]:
    found, fresh = [claim.pk], [claim.pk]
    while fresh:
        fresh = list(Claim.objects.filter(merged_into__in=fresh).values_list("pk", flat=True))
        found += fresh
    return found
