"""Work on a claim that does not move it: wording, plan, key elements, draft, replies, declarations of interest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from types import EllipsisType
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from claims import access, audit, jobs, policy, turns
from claims.detection import claimants
from claims.errors import Refused
from claims.models import (
    EDITABLE_STATES,
    OPEN_STATES,
    Claim,
    CounterSearch,
    InterestDeclaration,
    KeyElement,
    RatingLevel,
    ReplyRequest,
    Role,
    State,
    User,
)
from claims.text import tokens
from claims.workflow import embargoes, guests
from claims.workflow.guards import same_statement_sentence

MAX_STATEMENT = 500
#: No claimant is waited for longer: a year that was mistyped would keep their link open for good (days).
MAX_REPLY_DAYS = 366


@contextmanager
def _edit(
    claim: Claim,
    verb: str,
    *,
    by: User,
    seen: int | None,
    when: Collection[str] = EDITABLE_STATES,
    check: Callable[[Claim, User], None] = access.require_editable,
) -> Iterator[audit.Change]:
    """One edit: refused with the reason in words before the gate, and once more inside it on the locked row."""
    check(Claim.objects.get(pk=claim.pk), by)
    with audit.record(claim, verb=verb, by=by, when=when, seen=seen) as change:
        check(change.claim, by)
        yield change


def reword(
    claim: Claim,
    *,
    by: User,
    statement: str,
    claimant: str = "",
    claimant_description: str = "",
    seen: int | None = None,
) -> None:
    """Another wording of the statement, and who made the claim (a name; empty: nobody known)."""
    statement = " ".join(statement.split())
    if tokens.n_words(statement) < 3:
        raise Refused("Word the statement as one full sentence that stands alone.")
    if len(statement) > MAX_STATEMENT:
        raise Refused(f"Keep the statement under {MAX_STATEMENT} characters: one claim, one sentence.")
    statement_key = Claim.key_of(statement)
    with _edit(claim, "reword", by=by, seen=seen) as change:
        turns.wait_for(f"statement:{statement_key}")
        if change.claim.state != State.NEW and (sentence := same_statement_sentence(change.claim, statement_key)):
            raise Refused(sentence)
        change.set(
            statement=statement,
            statement_key=statement_key,
            claimant=claimants.find_or_add(claimant, claimant_description),
        )
        jobs.enqueue("match_claim", claim.pk)


def plan(
    claim: Claim,
    *,
    by: User,
    priority: int,
    due_on: date | None,
    topic: str | None = None,
    embargo_until: datetime | EllipsisType | None = ...,
    seen: int | None = None,
) -> None:
    """Priority, due date, topic and embargo of an open claim; None keeps the topic, `...` keeps the embargo.

    The topic is printed, so it is frozen too. Only an editor ends an embargo or makes it shorter.
    """

    def check(fresh: Claim, person: User) -> None:
        access.require_role(person, Role.RESEARCHER, Role.EDITOR)
        is_frozen = fresh.state in OPEN_STATES and fresh.state not in EDITABLE_STATES
        if is_frozen and topic is not None and topic != fresh.topic:
            raise Refused(
                "The topic is printed with the verdict and frozen with the draft. "
                "Leave it as it is to change the priority or the due date, or return the claim to research first."
            )
        if not isinstance(embargo_until, EllipsisType):
            _check_embargo(fresh.embargo_until, embargo_until, person)

    with _edit(claim, "plan", by=by, seen=seen, when=OPEN_STATES, check=check) as change:
        change.set(priority=priority, due_on=due_on, topic=change.claim.topic if topic is None else topic)
        if not isinstance(embargo_until, EllipsisType) and embargo_until != change.claim.embargo_until:
            change.set(embargo_until=embargo_until)
            embargoes.follow(change, embargo_until, by=by)


def _check_embargo(before: datetime | None, after: datetime | None, by: User) -> None:
    if after == before:
        return
    if after is not None and after <= timezone.now():
        raise Refused("The embargo would end in the past. Choose a later moment, or leave it empty for none.")
    is_shorter = before is not None and before > timezone.now() and (after is None or after < before)
    if is_shorter and not access.has_role(by, Role.EDITOR):
        raise access.Forbidden("Only an editor can end an embargo or make it shorter: somebody was promised it.")


def edit_draft(
    claim: Claim,
    *,
    by: User,
    rating: RatingLevel | None,
    summary: str,
    text: str,
    unknowns: str = "",
    mind: str = "",
    selection_reason: str = "",
    seen: int | None = None,
) -> None:
    """The draft verdict. Only while the claim is being researched."""
    with _edit(claim, "edit_draft", by=by, seen=seen, when=("researching",)) as change:
        change.set(
            draft_rating=rating,
            draft_summary=summary.strip(),
            draft_text=text.strip(),
            draft_unknowns=unknowns.strip(),
            draft_mind=mind.strip(),
            selection_reason=selection_reason.strip(),
        )


def add_key_element(claim: Claim, *, by: User, text: str, seen: int | None = None) -> KeyElement:
    if not text.strip():
        raise Refused("Write what has to hold for the claim to be true.")
    with _edit(claim, "edit_key_elements", by=by, seen=seen) as change:
        last = claim.key_elements.aggregate(last=Max("position"))["last"] or 0
        element = KeyElement.objects.create(claim=claim, position=last + 1, text=text.strip())
        change.add_detail(f"key_element_{element.position}", None, element.text)
    return element


def edit_key_element(
    element: KeyElement, *, by: User, text: str, single_source_reason: str = "", seen: int | None = None
) -> None:
    if not text.strip():
        raise Refused("A key element needs words. Remove it if it is not needed.")
    with _edit(element.claim, "edit_key_elements", by=by, seen=seen) as change:
        before = KeyElement.objects.get(pk=element.pk)
        KeyElement.objects.filter(pk=element.pk).update(
            text=text.strip(), single_source_reason=single_source_reason.strip()
        )
        change.add_detail(f"key_element_{element.position}", before.text, text.strip())
        change.add_detail(
            f"single_source_reason_{element.position}",
            before.single_source_reason,
            single_source_reason.strip(),
        )


def remove_key_element(element: KeyElement, *, by: User, seen: int | None = None) -> None:
    with _edit(element.claim, "edit_key_elements", by=by, seen=seen) as change:
        # Not of what they may not read: the refusal would tell that there is something, and what it speaks to
        if element.evidence.filter(status="accepted").visible_to(by).exists():
            raise Refused("Accepted evidence speaks to this key element. Move or reject that evidence first.")
        change.add_detail(f"key_element_{element.position}", element.text, None)
        KeyElement.objects.filter(pk=element.pk).delete()


def log_counter_search(
    claim: Claim, *, by: User, place: str, query: str, result: str, seen: int | None = None
) -> CounterSearch:
    """Where the other side was looked for, with which words, and what came of it."""
    if not (place.strip() and query.strip() and result.strip()):
        raise Refused("Say where you searched, for what, and what you found (or that you found nothing).")
    with _edit(claim, "log_counter_search", by=by, seen=seen) as change:
        row = CounterSearch.objects.create(
            claim=claim, place=place.strip(), query=query.strip(), result=result.strip(), searched_by=by
        )
        change.add_detail("counter_search", None, {"place": row.place, "query": row.query, "result": row.result})
    return row


def ask_for_reply(
    claim: Claim,
    *,
    by: User,
    channel: str,
    asked_on: date,
    deadline_on: date | None = None,
    seen: int | None = None,
) -> ReplyRequest:
    """Log that the claimant was asked. Without a deadline the policy's is used."""
    if not channel.strip():
        raise Refused("Say how the claimant was asked, for example by e-mail to the press office.")
    if asked_on > timezone.localdate():
        raise Refused("The day on which the claimant was asked lies in the future. Check the date.")
    deadline_on = deadline_on or asked_on + timedelta(days=policy.current().reply_deadline_days)
    if deadline_on < asked_on:
        raise Refused("The deadline lies before the day on which the claimant was asked. Check the dates.")
    if deadline_on > timezone.localdate() + timedelta(days=MAX_REPLY_DAYS):
        raise Refused("The deadline lies more than a year ahead. Check the date.")
    with _edit(claim, "ask_for_reply", by=by, seen=seen) as change:
        row = ReplyRequest.objects.create(
            claim=claim, channel=channel.strip(), asked_on=asked_on, deadline_on=deadline_on, asked_by=by
        )
        change.add_detail("reply_request", None, {"channel": row.channel, "deadline_on": row.deadline_on})
    return row


def record_reply(request: ReplyRequest, *, by: User, reply: str, replied_on: date, seen: int | None = None) -> None:
    if not reply.strip():
        raise Refused("Enter what the claimant replied.")
    with _edit(request.claim, "record_reply", by=by, seen=seen) as change:
        if guests.is_withheld(request, reply):
            raise Refused(
                "The claimant did not allow these words to be published, and replies are printed. Record only that "
                "they replied and do not want it printed, or ask by another link for leave to print it."
            )
        change.add_detail("reply", request.reply, reply.strip())
        ReplyRequest.objects.filter(pk=request.pk).update(reply=reply.strip(), replied_on=replied_on)
        if change.claim.current_revision_id is not None:
            jobs.enqueue("announce", change.claim.pk)  # its page may say that no reply came


def exempt_from_reply(claim: Claim, *, by: User, reason: str, seen: int | None = None) -> None:
    """Why the claimant was not asked; an empty reason takes the exemption back."""
    with _edit(claim, "exempt_from_reply", by=by, seen=seen) as change:
        change.set(reply_exemption=reason.strip())


def declare_interest(claim: Claim, *, by: User, has_interest: bool, statement: str = "") -> InterestDeclaration:
    """One's own answer for this claim; anybody in the desk may give it at any time, for publication asks for it."""
    access.require_desk_member(by)
    if has_interest and not statement.strip():
        raise Refused("Say what the interest is; it is printed on the verdict page.")
    with audit.record(claim, verb="declare_interest", by=by, is_binding=False) as change:
        row, _ = InterestDeclaration.objects.update_or_create(
            claim=claim,
            person=by,
            defaults={"has_interest": has_interest, "statement": statement.strip() if has_interest else ""},
        )
        change.add_detail("has_interest", None, has_interest)
    return row


def submit_claim(
    *,
    by: User | None,
    statement: str,
    claimant: str = "",
    claimant_description: str = "",
    note: str = "",
    wants_answer: bool = False,
    **values: Any,
) -> Claim:
    """A claim that a person sends in, in the state new; what is known of it already is looked up at once."""
    statement = " ".join(statement.split())
    if tokens.n_words(statement) < 3:
        raise Refused("Word the statement as one full sentence that stands alone.")
    if len(statement) > MAX_STATEMENT:
        raise Refused(f"Keep the statement under {MAX_STATEMENT} characters: one claim, one sentence.")
    with transaction.atomic():
        claim = audit.create_claim(
            verb="send_in",
            by=by,
            note=note,
            statement=statement,
            statement_key=Claim.key_of(statement),
            slug=Claim.new_slug(statement),
            claimant=claimants.find_or_add(claimant, claimant_description),
            sent_by=by,
            wants_answer=wants_answer,
            **values,
        )
        jobs.enqueue("match_claim", claim.pk)
    return claim
