"""Claims in any number, each with its article, events, evidence, round and verdict."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from claims import audit
from claims.models import (
    Appearance,
    Article,
    Assignment,
    CheckMatch,
    Claim,
    Claimant,
    ClaimEvent,
    Correction,
    Evidence,
    FactCheck,
    InterestDeclaration,
    Match,
    Named,
    Note,
    Outlet,
    Priority,
    RatingLevel,
    Review,
    ReviewRound,
    Sentence,
    Snapshot,
    Source,
    State,
    VerdictRevision,
    Watch,
)
from claims.text import fingerprint
from tests.builders import cast, scale
from tests.rows.writing import NUMBERS, named_rows, write

PLACES = ("Marrowby", "Eastwick", "Holm", "Sandvik", "Corran", "Lissa", "Tarn", "Velden")
THINGS = ("harbour fees", "rents", "bus fares", "hospital beds", "school places", "water prices", "thefts", "exports")
VERBS = ("rose", "fell", "doubled", "halved", "stayed the same", "tripled")
#: As a newsroom that reads much and checks some of it.
USUAL = {
    State.NEW: 55, State.QUEUED: 8, State.RESEARCHING: 2, State.IN_REVIEW: 1, State.DECIDED: 1, State.PUBLISHED: 13,
    State.DISMISSED: 20,
}  # fmt: skip
#: As many in each state.
EVEN = dict.fromkeys(USUAL, 1)
_WAY = (
    ("suggest", "", State.NEW), ("accept", State.NEW, State.QUEUED), ("take", State.QUEUED, State.RESEARCHING),
    ("submit", State.RESEARCHING, State.IN_REVIEW), ("decide", State.IN_REVIEW, State.DECIDED),
    ("publish", State.DECIDED, State.PUBLISHED),
)  # fmt: skip
_DISMISSED = (_WAY[0], ("dismiss", State.NEW, State.DISMISSED))
_STEPS = {state: _WAY[: k + 1] for k, (_, _, state) in enumerate(_WAY)} | {State.DISMISSED: _DISMISSED}
_YEAR_H = 365 * 24
#: Rows that are made and written at a time (count).
_CHUNK = 5_000


@dataclass(frozen=True)
class Newsroom:
    """How a newsroom is filled. `n_events`: of each claim, with those that move it; `n_in_article`: claims of one."""

    shares: dict[State, int]
    n_events: int = 10
    n_in_article: int = 10
    seed: int = 1


def fill_claims(n_claims: int, how: Newsroom) -> None:
    """Top the database up to `n_claims` claims with their articles, events, evidence, rounds and verdicts."""
    people, levels = cast(), scale()
    chance = random.Random(how.seed)
    claimants = list(Claimant.objects.find_or_add_all(
        Named(f"Office {number} of {place}") for place in PLACES for number in range(25)
    ).values())  # fmt: skip
    states = [state for state, n in how.shares.items() for _ in range(n)]
    for start in range(Claim.objects.count(), n_claims, _CHUNK):
        numbers = range(start, min(start + _CHUNK, n_claims))
        with transaction.atomic():
            claims = write(
                Claim,
                [_claim(number, states[number % len(states)], how, claimants, people, chance) for number in numbers],
            )
            Claim.objects.filter(pk__gte=claims[0].pk).update(created_at=F("changed_at") - timedelta(days=3))
            write(ClaimEvent, [event for claim in claims for event in _events_of(claim, people)])
            _appearances(claims, how.n_in_article, people)
            _matches(claims)
            _work_on([claim for claim in claims if claim.state != State.NEW], people)
            _rounds([claim for claim in claims if claim.state in ("in_review", "decided", "published")], people, levels)
            _verdicts([claim for claim in claims if claim.state == State.PUBLISHED], people, levels)


def _claim(
    number: int,
    state: State,
    how: Newsroom,
    claimants: list[Claimant],
    people: SimpleNamespace,
    chance: random.Random,
) -> Claim:
    statement = (
        f"{chance.choice(THINGS).title()} in {chance.choice(PLACES)} {chance.choice(VERBS)} by "
        f"{number} in 20{chance.randint(10, 25)}"
    )
    changed_at = timezone.now() - timedelta(hours=_YEAR_H * chance.random())
    is_taken = state in (State.RESEARCHING, State.IN_REVIEW, State.DECIDED, State.PUBLISHED)
    return Claim(
        slug=f"figure-{number}",
        statement=statement,
        statement_key=Claim.key_of(statement),
        claimant=chance.choice(claimants),
        language="en",
        state=state,
        version=max(how.n_events, len(_STEPS[state])),
        score=round(chance.random(), 3),
        priority=chance.choice(Priority.values),
        due_on=changed_at.date() + timedelta(days=20) if is_taken else None,
        topic=chance.choice(("Ports", "Housing", "Transport", "Health", "Schools", "")),
        changed_at=changed_at,
        researcher=chance.choice((people.ravi, people.lena)) if is_taken else None,
        sent_by=people.edda if number % 7 == 0 else None,
    )


def _events_of(claim: Claim, people: SimpleNamespace) -> Iterator[ClaimEvent]:
    """The way to its state, after what a machine found about it. They are counted, not proved: no hash is true."""
    assert claim.changed_at is not None
    steps = _STEPS[State(claim.state)]
    found = [("find_matches", State.NEW, State.NEW)] * (claim.version - len(steps))
    for version, (verb, begin, end) in enumerate((steps[0], *found, *steps[1:]), 1):
        by = None if end == State.NEW else people.edda
        yield ClaimEvent(
            claim=claim, version=version, verb=verb, is_binding=by is not None, from_state=begin, to_state=end,
            by=by, by_name=str(by or audit.MACHINE_NAME), previous_hash=audit.FIRST_HASH, hash=audit.FIRST_HASH,
            at=claim.changed_at - timedelta(hours=7 * (claim.version - version)),
        )  # fmt: skip


def _appearances(claims: list[Claim], n_in_article: int, people: SimpleNamespace) -> None:
    outlets = named_rows(Outlet, [f"The {place} Gauge" for place in PLACES])
    groups = [claims[at : at + n_in_article] for at in range(0, len(claims), n_in_article)]
    articles = write(
        Article,
        [
            Article(
                identity=f"urn:figures:{group[0].slug}", url=f"https://gauge.example/{group[0].slug}", language="en",
                title=f"Figures of {group[0].slug}", text="\n".join(claim.statement for claim in group),
                outlet=outlets[number % len(outlets)], stage=Article.Stage.READY, imported_by=people.rana,
                published_on=group[0].changed_at.date() if group[0].changed_at else None,
            )
            for number, group in enumerate(groups)
        ],
    )  # fmt: skip
    sentences = []
    for article, group in zip(articles, groups, strict=True):
        at = 0
        for position, claim in enumerate(group):
            end = at + len(claim.statement)
            sentences.append(
                Sentence(
                    article=article, position=position, start=at, end=end, text=claim.statement, score=claim.score,
                    is_checkworthy=True, checkability="factual",
                )
            )  # fmt: skip
            at = end + 1
    write(
        Appearance,
        [
            Appearance(
                claim=claim, home_claim=claim, article=sentence.article, sentence=sentence, start=sentence.start,
                end=sentence.end, quote=sentence.text, speaker="Ada Quist",
            )
            for claim, sentence in zip(claims, write(Sentence, sentences), strict=True)
        ],
    )  # fmt: skip


def _matches(claims: list[Claim]) -> None:
    pairs = zip(claims[::2], claims[1::2], strict=False)
    write(Match, [Match(claim=one, other=other, score=0.8, reasons=[]) for one, other in pairs])
    checks = write(FactCheck, [check(f"https://checks.example/{claim.slug}") for claim in claims[::5]])
    write(
        CheckMatch,
        [
            CheckMatch(claim=claim, fact_check=check, score=0.9, decision=CheckMatch.Decision.LINKED)
            for claim, check in zip(claims[::5], checks, strict=True)
        ],
    )


def check(identity: str) -> FactCheck:
    number = next(NUMBERS)
    return FactCheck(
        identity=identity, url=identity, statement=f"{THINGS[number % 8].title()} rose by {number}", rating="False",
        outcome=FactCheck.Outcome.FALSE, publisher="The Checkers", language="en",
    )  # fmt: skip


def _work_on(claims: list[Claim], people: SimpleNamespace) -> None:
    """Two passages, an answer about interests, a watch and a note for each."""
    now = timezone.now()
    sources = write(Source, [source(f"{claim.slug}-{side}") for claim in claims for side in ("for", "against")])
    both = [claim for claim in claims for _ in range(2)]
    write(Evidence, [passage(claim, source, k) for k, (claim, source) in enumerate(zip(both, sources, strict=True))])
    write(InterestDeclaration, [InterestDeclaration(claim=c, person=people.edda, has_interest=False) for c in claims])
    write(Watch, [Watch(claim=claim, person=people.edda) for claim in claims])
    write(Note, [Note(claim=claim, author=people.ravi, text="Ask the port.", written_at=now) for claim in claims])


def source(name: str, snapshot: Snapshot | None = None) -> Source:
    return Source(
        identity=f"urn:source:{name}", kind=Source.Kind.PAGE, title=f"Tariff {name}", publisher=f"Authority {name}",
        url=f"https://source.example/{name}", snapshot=snapshot,
    )  # fmt: skip


def passage(claim: Claim, source: Source, number: int) -> Evidence:
    """Every second one speaks against the claim; every fourth still waits for somebody to decide."""
    stance = (Evidence.Stance.SUPPORTS, Evidence.Stance.REFUTES)[number % 2]
    quote = f"The tariff of {source.title} names {number} crowns."
    is_open = number % 4 == 3
    return Evidence(
        claim=claim, source=source, quote=quote, quote_key=fingerprint.sha256_hex(quote), proposed_stance=stance,
        stance="" if is_open else stance, source_type="" if is_open else Source.Type.PRIMARY, found_by="archive",
        status=Evidence.Status.PROPOSED if is_open else Evidence.Status.ACCEPTED, interest="It collects the fee.",
        selector={"exact": quote, "prefix": "", "suffix": "", "start": 0, "end": len(quote)},
    )  # fmt: skip


def _rounds(claims: list[Claim], people: SimpleNamespace, levels: dict[str, RatingLevel]) -> None:
    """Complete ones, and every second one of those in review is still blind."""
    rounds = write(ReviewRound, [_round(claim, number, people, levels) for number, claim in enumerate(claims)])
    reviewers = (people.ines, people.omar)
    write(Assignment, [Assignment(round=round_, reviewer=person) for round_ in rounds for person in reviewers])
    chosen = (levels["true"], levels["half-true"], levels["false"])
    write(
        Review,
        [
            Review(
                round=round_, reviewer=person, rating=chosen[(number + k) % 3 if number % 4 == 0 else number % 3],
                confidence=2, reasons="Read every source.", filed_at=round_.opened_at,
            )
            for number, round_ in enumerate(rounds)
            for k, person in enumerate(reviewers)
            if round_.completed_at or k
        ],
    )  # fmt: skip


def _round(claim: Claim, number: int, people: SimpleNamespace, levels: dict[str, RatingLevel]) -> ReviewRound:
    assert claim.changed_at is not None
    is_open = claim.state == State.IN_REVIEW
    is_blind = is_open and number % 2 == 0
    return ReviewRound(
        claim=claim, number=1, frozen={"rating_scale": levels["true"].scale_id}, frozen_sha256="0" * 64,
        opened_by=people.ravi, opened_at=claim.changed_at - timedelta(days=2),
        completed_at=None if is_blind else claim.changed_at - timedelta(days=1),
        carried_rating=None if is_blind else levels["half-true"],
        closed_at=None if is_open else claim.changed_at,
        decided_rating=None if is_open else levels["half-true"], decided_by=None if is_open else people.edda,
    )  # fmt: skip


def _verdicts(claims: list[Claim], people: SimpleNamespace, levels: dict[str, RatingLevel]) -> None:
    """Each published once, and every tenth corrected since."""
    chosen = [levels[slug] for slug in ("true", "half-true", "mostly-false", "false")]

    def revision(claim: Claim, number: int) -> VerdictRevision:
        rating = chosen[claim.pk % 4]
        content = {"rating": {"label": rating.label, "value": rating.value}, "language": "en"}
        return VerdictRevision(
            claim=claim, number=number, rating=rating, statement=claim.statement, summary="We counted.",
            text="The tariff shows it.", content=content, sha256="0" * 64, published_by=people.elsa,
            published_at=claim.changed_at,
        )  # fmt: skip

    first = write(VerdictRevision, [revision(claim, 1) for claim in claims])
    second = write(VerdictRevision, [revision(claim, 2) for claim in claims[::10]])
    write(
        Correction,
        [
            Correction(
                claim=after.claim, replaced=before, revision=after, correction_class=Correction.Class.MINOR,
                reason="A date was wrong.", corrected_by=people.edda, corrected_at=after.published_at,
            )
            for before, after in zip(first[::10], second, strict=True)
        ],
    )  # fmt: skip
    newest = VerdictRevision.objects.filter(claim=OuterRef("pk")).order_by("-number").values("pk")[:1]
    Claim.objects.filter(state=State.PUBLISHED, current_revision=None).update(current_revision=Subquery(newest))
