"""What time does by itself: claims fall due, and claimants let their deadline pass. Run every quarter of an hour."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import formats, timezone

from claims import audit, jobs, notices
from claims.errors import Stale
from claims.models import OPEN_STATES, Claim, GuestLink, Notice, ReplyRequest, State

#: So many in one run; the next run takes the next ones.
N_AT_ONCE = 200
#: Where a missing reply is noted: a verdict may be published before the claimant's time is over.
_WAITED_IN = (*OPEN_STATES, State.PUBLISHED)


def is_overdue(claim: Claim, today: date) -> bool:
    """Somebody still has to do something about it, and its day is over."""
    return claim.due_on is not None and claim.due_on < today and claim.state in OPEN_STATES


def tell_of_due_claims() -> None:
    """Tell the researcher on the day itself, or later when nobody was told that day. Twice is once for each day."""
    today = timezone.localdate()
    told = Notice.objects.filter(kind=Notice.Kind.DUE, claim=OuterRef("pk"), created_at__date__gte=OuterRef("due_on"))
    due = (
        Claim.objects.filter(state__in=OPEN_STATES, due_on__lte=today, researcher__isnull=False)
        .exclude(Exists(told.filter(person=OuterRef("researcher"))))
        .select_related("researcher")
        .order_by("due_on", "pk")
    )
    for claim in due[:N_AT_ONCE]:
        assert claim.researcher is not None  # asked for above
        assert claim.due_on is not None
        what = "is due today" if claim.due_on == today else f"was due on {formats.date_format(claim.due_on, 'j F')}"
        notices.give(
            [claim.researcher],
            kind=Notice.Kind.DUE,
            key=f"due:{claim.pk}:{claim.due_on}",
            text=f"{notices.short(claim.statement)} {what}.",
            claim=claim,
        )


def note_missing_replies() -> None:
    """Write down of every request that its deadline has passed without a word. Running it again writes nothing.

    What is published stays as it was printed; its page says beside it that no reply came afterwards either.
    """
    today = timezone.localdate()
    answered = GuestLink.objects.filter(reply_request=OuterRef("pk"), answered_at__isnull=False)
    silent = (
        ReplyRequest.objects.filter(reply="", lapsed_on=None, deadline_on__lt=today, claim__state__in=_WAITED_IN)
        .exclude(Exists(answered))
        .select_related("claim")
        .order_by("deadline_on", "pk")
    )
    for request in silent[:N_AT_ONCE]:
        _note_missing_reply(request, today)


def _note_missing_reply(request: ReplyRequest, today: date) -> None:
    deadline = formats.date_format(request.deadline_on, "j F Y")
    try:
        with audit.record(request.claim_id, verb="note_no_reply", by=None, when=_WAITED_IN, is_binding=False) as change:
            rows = ReplyRequest.objects.filter(pk=request.pk, reply="", lapsed_on=None)
            if not rows.exclude(guest_links__answered_at__isnull=False).update(lapsed_on=today):
                raise Stale("A reply came in meanwhile.")
            change.add_detail("no_reply", None, {"channel": request.channel, "deadline_on": request.deadline_on})
            text = f"Nobody replied by {deadline} about the claim {notices.short(change.claim.statement)}."
            if change.claim.current_revision_id is not None:
                jobs.enqueue("announce", change.claim.pk)  # the kept page is made anew
            if change.claim.state == State.PUBLISHED:
                text += " Its page says so now. If a reply did come, open the claim again and record it."
            notices.give(
                [change.claim.researcher] if change.claim.researcher else [request.asked_by_id],
                kind=Notice.Kind.ANSWER,
                key=f"no-reply:{request.pk}",
                text=text,
                claim=change.claim,
            )
    except Stale:
        return  # answered, or no longer open: nothing is to be noted
