"""Questions to people without an account: the claimant (right of reply) and experts outside.

The link holds a token that is shown once and kept as a hash; it opens one page, for one answer, until it expires.
Events name neither the guest nor their words, for the history is handed out; the answer stands in the GuestLink alone
until the researcher records it as a reply or attaches it as a source.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from claims import access, audit, notices, policy
from claims.errors import Refused
from claims.models import EDITABLE_STATES, Claim, GuestLink, Notice, ReplyRequest, Role, User

MAX_PASSAGE = 2000
MAX_ANSWER = 10_000
#: So many words in a row are a guest's own.
_N_TELLING_WORDS = 4
#: The same for a wrong, an old, a used and a revoked link: whoever tries tokens learns nothing.
NO_SUCH_LINK = "This link does not work, or does not work any more. Ask the newsroom for another one."


def ask_outside(
    claim: Claim,
    *,
    by: User,
    addressee: str,
    passage: str,
    question: str = "",
    request: ReplyRequest | None = None,
    seen: int | None = None,
) -> tuple[GuestLink, str]:
    """A link for one answer, and its token, which nobody can look up later.

    With `request` it is the claimant's right of reply and lives at least as long as that deadline. The same question
    of the same person is asked again only when the first link works no more.
    """
    addressee, passage, question = addressee.strip(), passage.strip(), question.strip()
    if not addressee:
        raise Refused("Say who is asked. Only the desk will see it.")
    if not passage:
        raise Refused("Enter the passage that you ask about: it is all that the guest will see.")
    if max(len(passage), len(question)) > MAX_PASSAGE:
        raise Refused(f"Keep passage and question under {MAX_PASSAGE} characters each.")
    access.require_editable(Claim.objects.get(pk=claim.pk), by)
    token = secrets.token_urlsafe(32)
    with audit.record(
        claim, verb="send_guest_link", by=by, when=EDITABLE_STATES, seen=seen, is_binding=False
    ) as change:
        access.require_editable(change.claim, by)
        if request is not None and request.claim_id != change.claim.pk:
            raise access.NotFound("This request belongs to another claim.")
        asked = {"reply_request": request, "addressee": addressee, "passage": passage, "question": question}
        if _open().filter(claim=change.claim, asked_by=by, **asked).exists():  # a page that was sent once more
            raise Refused(
                f"You have asked {addressee} this already, and the link of that question works. Nobody can look it "
                "up: if it is lost, call it off and ask again."
            )
        link = GuestLink.objects.create(
            claim=change.claim,
            kind=GuestLink.Kind.REPLY if request else GuestLink.Kind.EXPERT,
            **asked,
            token_sha256=_hash(token),
            asked_by=by,
            asked_at=timezone.now(),
            expires_at=_expiry(request),
        )
        change.add_detail("guest_link", None, {"kind": link.kind, "number": link.pk})
    return link, token


def revoke_guest_link(link: GuestLink, *, by: User) -> None:
    """In every state of the claim: a link that went to the wrong person cannot wait for the draft."""
    with audit.record(link.claim_id, verb="revoke_guest_link", by=by, is_binding=False) as change:
        if not may_revoke(change.claim, link.asked_by_id, by):
            raise access.Forbidden(
                "Only whoever made the link, the claim's researcher or an editor can call it off. Ask one of them."
            )
        open_ones = GuestLink.objects.filter(pk=link.pk, answered_at=None, revoked_at=None)
        if not open_ones.update(revoked_at=timezone.now()):
            raise Refused("This link was answered or called off already. Load the page again.")
        change.add_detail("guest_link", {"kind": link.kind, "number": link.pk}, None)


def is_withheld(request: ReplyRequest, reply: str) -> bool:
    """Whether a reply has the words of an answer that its guest did not allow to be published, and of none they did.

    A few common words prove nothing, so a short answer has to be the whole reply.
    """
    words = _words(reply)
    allowed: list[str] = []
    withheld: list[str] = []
    answered = request.guest_links.filter(answered_at__isnull=False).values_list("text", "may_publish")
    for text, may_publish in answered:
        (allowed if may_publish else withheld).append(_words(text))
    return any(
        (text == words or (len(text.split()) >= _N_TELLING_WORDS and text in words))
        and not any(text in other for other in allowed)
        for text in withheld
    )


def may_revoke(claim: Claim, asked_by: int, by: User) -> bool:
    """`asked_by`: the person who made the link."""
    return asked_by == by.pk or access.is_researcher_of(claim, by) or access.has_role(by, Role.EDITOR)


def find_open_link(token: str) -> GuestLink:
    """Raises access.NotFound with one sentence for every link that opens nothing."""
    link = _open().filter(token_sha256=_hash(token)).first()
    if link is None:
        raise access.NotFound(NO_SUCH_LINK)
    return link


def answer(token: str, *, stance: str, text: str, name: str, affiliation: str, may_publish: bool) -> None:
    """The one answer that a link takes. Whoever asked and the claim's researcher are told that there is one."""
    link = find_open_link(token)
    if stance not in GuestLink.Stance.values:
        raise Refused("Choose whether you agree, disagree or want to add context.")
    if not text.strip() or not name.strip():
        raise Refused("Write your answer and your name.")
    if len(text) > MAX_ANSWER:
        raise Refused(f"Keep your answer under {MAX_ANSWER} characters.")
    with audit.record(link.claim_id, verb="guest_answer", by=None, is_binding=False) as change:
        given = (
            _open()
            .filter(token_sha256=_hash(token))
            .update(
                stance=stance,
                text=text.strip(),
                name=name.strip(),
                affiliation=affiliation.strip(),
                may_publish=may_publish,
                answered_at=timezone.now(),
            )
        )
        if not given:
            raise access.NotFound(NO_SUCH_LINK)
        change.add_detail("guest_link", None, {"kind": link.kind, "number": link.pk})
        concerned = {pk for pk in (change.claim.researcher_id, link.asked_by_id) if pk is not None}
        notices.give(
            concerned,
            kind=Notice.Kind.ANSWER,
            key=f"guest:{link.pk}",
            text=f"An answer from outside has come for {notices.short(change.claim.statement)}.",
            claim=change.claim,
        )


def _open() -> QuerySet[GuestLink]:
    return GuestLink.objects.filter(answered_at=None, revoked_at=None, expires_at__gt=timezone.now())


def _words(text: str) -> str:
    """Without case, punctuation and line breaks, for comparison; a space at either end keeps whole words apart."""
    words = re.findall(r"\w+", text.casefold())
    return f" {' '.join(words)} "


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _expiry(request: ReplyRequest | None) -> datetime:
    usual = timezone.now() + timedelta(days=policy.current().guest_link_days)
    if request is None:
        return usual
    return max(usual, timezone.make_aware(datetime.combine(request.deadline_on + timedelta(days=1), time.min)))
