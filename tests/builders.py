"""Test data made by walking the real transitions, with one well-known cast."""

from __future__ import annotations

import itertools
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from claims import jobs, snapshots
from claims.evidence.decisions import Description, accept_evidence
from claims.models import (
    Article,
    Claim,
    Evidence,
    Job,
    Origin,
    RatingLevel,
    RatingScale,
    Role,
    RoleGrant,
    Snapshot,
    Source,
    State,
    User,
)
from claims.text import fingerprint
from claims.workflow import edits, reviews
from claims.workflow.moves import move

PASSWORD = "correct horse battery"
_HASH = make_password(PASSWORD, hasher="md5")

#: name -> roles. Two editors, because nobody publishes what they decided; three reviewers, because they may disagree.
CAST: dict[str, tuple[str, ...]] = {
    "rana": (Role.REPORTER,),
    "ravi": (Role.RESEARCHER,),
    "lena": (Role.RESEARCHER,),
    "ines": (Role.REVIEWER,),
    "omar": (Role.REVIEWER,),
    "tomas": (Role.REVIEWER,),
    "edda": (Role.EDITOR,),
    "elsa": (Role.EDITOR,),
    "mona": (Role.MODERATOR,),
    "otto": (),
}
LEVELS = (
    ("true", "True", 5),
    ("mostly-true", "Mostly true", 4),
    ("half-true", "Half true", 3),
    ("mostly-false", "Mostly false", 2),
    ("false", "False", 1),
    ("unproven", "Unproven", None),
    ("missing-context", "Missing context", None),
    ("satire", "Satire", None),
)
#: Asked for in nearly every test, several times: composing this query would take longer than the database does.
_THE_CAST = f"SELECT * FROM claims_user WHERE username IN ({', '.join(['%s'] * len(CAST))})"
_numbers = itertools.count(1)


def cast() -> SimpleNamespace:
    """Everybody, by first name: cast().edda is an editor, cast().otto has no role."""
    people = {person.username: person for person in User.objects.raw(_THE_CAST, list(CAST))}
    missing = [name for name in CAST if name not in people]
    if missing:
        fresh = [User(username=name, first_name=name.title(), password=_HASH) for name in missing]
        people |= {person.username: person for person in User.objects.bulk_create(fresh)}
        grants = [RoleGrant(person=people[name], role=role) for name in missing for role in CAST[name]]
        RoleGrant.objects.bulk_create(grants)
    return SimpleNamespace(**people)


def scale() -> dict[str, RatingLevel]:
    """The default scale's levels by slug."""
    rating_scale, is_new = RatingScale.objects.get_or_create(
        version=1, defaults={"name": "Five steps", "valid_from_at": timezone.now()}
    )
    if is_new:
        RatingLevel.objects.bulk_create(
            RatingLevel(
                scale=rating_scale,
                slug=slug,
                label=label,
                definition=f"What {label.lower()} means.",
                value=value,
                position=position,
                icon=slug,
                colour=slug,
            )
            for position, (slug, label, value) in enumerate(LEVELS)
        )
    return {level.slug: level for level in rating_scale.levels.all()}


def a_snapshot(text: str = "The harbour fee rose by a third in 2024, the port authority says.") -> Snapshot:
    body = f"{text}\n".encode()
    return snapshots.store(snapshots.keep_bytes(body, how=Snapshot.How.PASTE, text=text))


def an_article(text: str = "The harbour fee rose by a third in 2024.", **values: Any) -> Article:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "identity": f"https://news.example/{number}",
        "url": f"https://news.example/{number}",
        "title": f"Harbour news {number}",
        "text": text,
        "language": "en",
        "published_on": date(2025, 11, 1),
        "stage": Article.Stage.READY,
        "snapshot": a_snapshot(text),
    }
    return Article.objects.create(**{**defaults, **values})


def a_source(**values: Any) -> Source:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "identity": f"https://source.example/{number}",
        "kind": Source.Kind.PAGE,
        "title": f"Port tariff {number}",
        "url": f"https://source.example/{number}",
        "publisher": "Port authority",
        "snapshot": a_snapshot(),
        "origin": Origin.objects.create(key=f"origin-{number}", label=f"Port tariff {number}"),
    }
    return Source.objects.create(**{**defaults, **values})


def a_piece_of_evidence(claim: Claim, **values: Any) -> Evidence:
    """Proposed evidence for a claim, from a source of its own origin."""
    quote = values.pop("quote", "The harbour fee rose by a third in 2024, the port authority says.")
    source = values.pop("source", None) or a_source()
    return Evidence.objects.create(
        claim=claim,
        source=source,
        quote=quote,
        quote_key=fingerprint.sha256_hex(fingerprint.normalise(quote)),
        selector=values.pop("selector", {"exact": quote, "prefix": "", "suffix": "", "start": 0, "end": len(quote)}),
        proposed_stance=values.pop("proposed_stance", "supports"),
        found_by="archive",
        **values,
    )


def a_claim(statement: str = "", **values: Any) -> Claim:
    """A new claim, sent in by the reporter; nothing is owed for it any more."""
    statement = statement or f"The harbour fee rose by {next(_numbers)} percent in 2024"
    with transaction.atomic():
        claim = edits.submit_claim(by=values.pop("by", cast().rana), statement=statement, **values)
        Job.objects.filter(name="match_claim", target=claim.pk).delete()
    return claim


FULL_DESCRIPTION = Description(source_type="primary", interest="It collects the fee.", accessed_on=date(2025, 11, 2))


def make_ready_to_submit(claim: Claim, *, by: User, rating: str = "mostly-true") -> None:
    """Fill in all that the evidence gate asks for; the claim is being researched by `by`."""
    for stance in ("supports", "refutes"):
        evidence = a_piece_of_evidence(claim, quote=f"A passage that {stance} it, number {next(_numbers)}.")
        accept_evidence(evidence, by=by, stance=stance, description=FULL_DESCRIPTION)
    edits.exempt_from_reply(claim, by=by, reason="The claim was made by a crowd.")
    edits.edit_draft(
        claim,
        by=by,
        rating=scale()[rating],
        summary="The fee rose, but by less than claimed.",
        text=f"The tariff shows the rise [E{evidence.pk}].",
        mind="A tariff that shows otherwise.",
    )


def file_reviews(claim: Claim, ratings: dict[str, str]) -> None:
    """Reviews by first name of the reviewer; whoever is asked and not named is excused. Then the tally."""
    people = vars(cast())
    round_ = reviews.load_open_round(claim)
    for name, rating in ratings.items():
        reviews.file_review(
            claim, by=people[name], rating=scale()[rating], confidence=3, reasons=f"{name} read it all."
        )
    for assignment in round_.assignments.filter(excused_at=None).exclude(reviewer__username__in=ratings):
        reviews.excuse_reviewer(claim, assignment.reviewer, by=cast().edda, note="Away this week.")
    jobs.run_all(only=lambda row: row.name == "tally_reviews")


def claim_in(state: str, **values: Any) -> Claim:
    """A claim that walked to this state through the real transitions, by the cast."""
    people = cast()
    scale()
    claim = a_claim(**values)
    walk = _WALKS[State(state)]
    for step in walk:
        step(claim, people)
    return Claim.objects.get(pk=claim.pk)


def _accept(claim: Claim, people: SimpleNamespace) -> None:
    move(claim, "accept", by=people.ravi)


def _take(claim: Claim, people: SimpleNamespace) -> None:
    move(claim, "take", by=people.ravi)


def _submit(claim: Claim, people: SimpleNamespace) -> None:
    make_ready_to_submit(claim, by=people.ravi)
    move(claim, "submit", by=people.ravi)
    jobs.run_all(only=lambda row: row.name == "assign_reviewers")


def _decide(claim: Claim, people: SimpleNamespace) -> None:
    file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    move(claim, "decide", by=people.edda)


def _publish(claim: Claim, people: SimpleNamespace) -> None:
    for person in (people.ravi, people.edda, people.elsa):
        edits.declare_interest(claim, by=person, has_interest=False)
    move(claim, "publish", by=people.elsa)


def _dismiss(claim: Claim, people: SimpleNamespace) -> None:
    move(claim, "dismiss", by=people.ravi, reason="out_of_scope")


def _merge(claim: Claim, people: SimpleNamespace) -> None:
    move(claim, "merge", by=people.ravi, target=a_claim())


def _retract(claim: Claim, people: SimpleNamespace) -> None:
    move(claim, "retract", by=people.edda, note="The tariff we relied on was forged.")


_TO_QUEUED = (_accept,)
_TO_RESEARCHING = (*_TO_QUEUED, _take)
_TO_REVIEW = (*_TO_RESEARCHING, _submit)
_TO_DECIDED = (*_TO_REVIEW, _decide)
_TO_PUBLISHED = (*_TO_DECIDED, _publish)
_WALKS = {
    State.NEW: (),
    State.QUEUED: _TO_QUEUED,
    State.RESEARCHING: _TO_RESEARCHING,
    State.IN_REVIEW: _TO_REVIEW,
    State.DECIDED: _TO_DECIDED,
    State.PUBLISHED: _TO_PUBLISHED,
    State.DISMISSED: (_dismiss,),
    State.MERGED: (_merge,),
    State.RETRACTED: (*_TO_PUBLISHED, _retract),
}
