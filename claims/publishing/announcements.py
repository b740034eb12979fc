"""What happens when the public is told something: kept pages are made anew, and those concerned get a notice."""

from __future__ import annotations

from dataclasses import dataclass

from claims import notices
from claims.errors import TryAgain
from claims.models import Claim, ClaimEvent, Notice, State
from claims.publishing import edition, reader_news

_TELLING = ("publish", "correct", "retract", "reopen")


@dataclass(frozen=True)
class _News:
    """What was last said to readers about a claim; `key` is the same however often it is announced."""

    key: str
    sentence: str


def announce(claim_id: int) -> None:
    """Job: tell the desk and the sender what readers see now, and let the pages be made anew. Twice is once."""
    claim = Claim.objects.select_related("current_revision__rating").filter(pk=claim_id).first()
    if claim is None:
        return
    if claim.current_revision is None:
        if claim.state == State.MERGED:
            reader_news.owe(claim, delay_s=reader_news.DECISION_STANDS_S)
        elif claim.state == State.NEW:
            _tell_put_back(claim)
        return
    news = _latest_news(claim)
    if news is not None:
        _notify(claim, _concerned(claim), news)
    reader_news.owe(claim)
    try:
        edition.advance()
    except edition.CACHE_TROUBLE as trouble:
        raise TryAgain(f"The cache of public pages cannot be reached ({trouble}). They are purged later.") from trouble


def tell_sender(claim_id: int) -> None:
    """Job: tell a person who asked for an answer that their claim will not be checked, and why. Twice is once."""
    claim = Claim.objects.filter(pk=claim_id, state=State.DISMISSED).first()
    if claim is None:
        return
    reader_news.owe(claim, delay_s=reader_news.DECISION_STANDS_S)
    if claim.sent_by_id is None or not claim.wants_answer:
        return
    dismissal = ClaimEvent.objects.filter(claim=claim, verb="dismiss").order_by("-version").first()
    if dismissal is None:
        return
    reason = claim.get_dismiss_reason_display().lower()
    note = f" {dismissal.note}" if dismissal.note_is_public and dismissal.note else ""
    sentence = (
        f"The claim that you sent, {notices.short(claim.statement)}, will not be checked. The reason: {reason}.{note}"
    )
    _notify(claim, {claim.sent_by_id}, _News(_key_of_dismissal(claim, dismissal), sentence))


def _tell_put_back(claim: Claim) -> None:
    """A dismissal was taken back: whoever was told of it hears that; a notice not seen yet goes away instead."""
    events = ClaimEvent.objects.filter(claim=claim, verb__in=("dismiss", "put_back")).order_by("-version")[:2]
    if [event.verb for event in events] != ["put_back", "dismiss"]:
        return
    taken_back, dismissal = events
    given = Notice.objects.filter(key=_key_of_dismissal(claim, dismissal))
    given.filter(read_at=None, mailed_at=None).delete()
    sentence = f"The claim that you sent, {notices.short(claim.statement)}, is looked at again after all."
    told = set(given.values_list("person", flat=True))
    _notify(claim, told, _News(f"put-back:{claim.pk}:{taken_back.version}", sentence))


def _key_of_dismissal(claim: Claim, event: ClaimEvent) -> str:
    return f"dismissed:{claim.pk}:{event.version}"


def _latest_news(claim: Claim) -> _News | None:
    event = ClaimEvent.objects.filter(claim=claim, verb__in=_TELLING).order_by("-version").first()
    revision = claim.current_revision
    if event is None or revision is None:
        return None
    quoted = notices.short(revision.statement)
    if event.verb == "reopen":
        return _News(f"reopened:{claim.pk}:{event.version}", f"The check of {quoted} is done again.")
    if event.verb == "retract":
        return _News(f"retracted:{claim.pk}:{revision.number}", f"The check of {quoted} was withdrawn.")
    if revision.number == 1:
        sentence = f"The check of {quoted} was published. Rating: {revision.rating.label}."
    else:
        sentence = f"Version {revision.number} of the check of {quoted} was published. Rating: {revision.rating.label}."
    return _News(f"published:{claim.pk}:{revision.number}", sentence)


def _concerned(claim: Claim) -> set[int]:
    """The researcher, the reviewers of the last round, and the sender who asked for an answer."""
    people: set[int | None] = {claim.researcher_id}
    last_round = claim.rounds.order_by("-number").first()
    if last_round is not None:
        people |= set(last_round.assignments.filter(excused_at=None).values_list("reviewer", flat=True))
    if claim.wants_answer:
        people.add(claim.sent_by_id)
    return {person for person in people if person is not None}


def _notify(claim: Claim, people: set[int], news: _News) -> None:
    notices.give(people, kind=Notice.Kind.NEWS, key=news.key, text=news.sentence, claim=claim)
