"""One claim with much on it, and one article with many claims."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from claims import audit
from claims.models import (
    Appearance,
    Article,
    CheckMatch,
    Claim,
    ClaimEvent,
    CounterSearch,
    Evidence,
    FactCheck,
    GuestLink,
    InterestDeclaration,
    KeyElement,
    Match,
    Note,
    Recheck,
    ReplyRequest,
    ReviewRound,
    Sentence,
    Source,
    State,
    User,
    Watch,
)
from claims.workflow.case import Case
from tests.builders import a_snapshot, cast
from tests.rows.claims import check, passage, source
from tests.rows.writing import NUMBERS, write


def pile_on(claim: Claim, n: int) -> None:
    """Hang `n` more of everything that can hang on one claim on it."""
    people, now = cast(), timezone.now()
    numbers = [next(NUMBERS) for _ in range(n)]
    capture = a_snapshot()
    sources = write(Source, [source(f"pile-{k}", capture) for k in numbers])
    write(Evidence, [passage(claim, source, k) for k, source in zip(numbers, sources, strict=True)])
    write(Recheck, [
        Recheck(source=source, outcome="changed", cited=capture, fresh=capture, mark="0" * 64, first_at=now,
                checked_at=now, sentence="The page was changed.")
        for source in sources
    ])  # fmt: skip
    others = _others(claim, n)
    write(Match, [Match(claim=claim, other=other, score=0.7) for other in others])
    checks = write(FactCheck, [check(f"https://pile.example/{k}") for k in numbers])
    write(CheckMatch, [CheckMatch(claim=claim, fact_check=check, score=0.7) for check in checks])
    write(Appearance, [
        Appearance(claim=claim, home_claim=claim, article=place.article, sentence=place.sentence, start=k, end=k + 4,
                   quote="Fees")
        for k, place in zip(numbers, _places(n), strict=True)
    ])  # fmt: skip
    first = 1 + max(claim.key_elements.values_list("position", flat=True), default=0)
    write(KeyElement, [KeyElement(claim=claim, position=first + k, text=f"Part {k}") for k in range(n)])
    write(CounterSearch, [
        CounterSearch(claim=claim, place="The port", query=f"fee {k}", result="None.", searched_by=people.ravi)
        for k in numbers
    ])  # fmt: skip
    replies = write(ReplyRequest, [
        ReplyRequest(claim=claim, channel=f"Mail {k}", asked_on=now.date(), deadline_on=now.date(),
                     asked_by=people.ravi)
        for k in numbers
    ])  # fmt: skip
    write(GuestLink, [
        GuestLink(claim=claim, kind="reply", reply_request=reply, addressee="The port", passage="Fees rose.",
                  token_sha256=f"g{k:063}", asked_by=people.ravi, asked_at=now, expires_at=now + timedelta(days=3))
        for k, reply in zip(numbers, replies, strict=True)
    ])  # fmt: skip
    write(Note, [Note(claim=claim, author=people.lena, text=f"Ask {k}.", written_at=now) for k in numbers])
    everybody = list(User.objects.exclude(watches__claim=claim).exclude(declarations__claim=claim)[:n])
    write(Watch, [Watch(claim=claim, person=person) for person in everybody])
    write(InterestDeclaration, [
        InterestDeclaration(claim=claim, person=person, has_interest=False) for person in everybody
    ])  # fmt: skip
    _lengthen_history(claim, n, people.ravi)
    ReviewRound.objects.filter(claim=claim).update(frozen=Case(Claim.objects.get(pk=claim.pk)).frozen())


def lengthen(article: Article, n: int) -> None:
    """`n` more sentences, each with a claim that is made elsewhere too."""
    have = article.sentences.count()
    lines = [f"Fees rose in {position:05}." for position in range(have, have + n)]
    starts = range(len(article.text), len(article.text) + n * len(lines[0]) + n, len(lines[0]) + 1)
    article.text += "".join(f"{line}\n" for line in lines)
    article.save()
    sentences = write(Sentence, [
        Sentence(article=article, position=position, start=start, end=start + len(line), text=line)
        for position, (start, line) in enumerate(zip(starts, lines, strict=True), have)
    ])  # fmt: skip
    claims = Claim.objects.exclude(appearances__article=article).order_by("-pk")[:n]
    write(Appearance, [
        Appearance(claim=claim, home_claim=claim, article=article, sentence=sentence, start=sentence.start,
                   end=sentence.start + 4, quote="Fees")
        for claim, sentence in zip(claims, sentences, strict=True)
    ])  # fmt: skip


def _others(claim: Claim, n: int) -> list[Claim]:
    """Claims that no match ties to this one yet."""
    others = Claim.objects.exclude(pk=claim.pk).exclude(matched_by__claim=claim).exclude(state=State.MERGED)
    return list(others.order_by("-pk")[:n])


def _places(n: int) -> list[Appearance]:
    return list(Appearance.objects.exclude(sentence=None).select_related("article", "sentence").order_by("pk")[:n])


def _lengthen_history(claim: Claim, n: int, by: User) -> None:
    """Events whose hashes hold, as the page of the whole history proves them."""
    last = ClaimEvent.objects.filter(claim=claim).latest("version")
    events: list[ClaimEvent] = []
    for version in range(last.version + 1, last.version + 1 + n):
        event = ClaimEvent(
            claim=claim, version=version, verb="plan", is_binding=True, from_state=claim.state, to_state=claim.state,
            by=by, by_name=str(by), at=last.at, previous_hash=(events[-1] if events else last).hash, hash_format=2,
        )  # fmt: skip
        event.hash = audit.hash_of(event)
        events.append(event)
    write(ClaimEvent, events)
    Claim.objects.filter(pk=claim.pk).update(version=F("version") + n)
