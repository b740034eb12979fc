"""What people taught the machine: their verdicts on sentences, read from the history that is kept anyway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from claims.models import Appearance, ClaimEvent, DismissReason, State

#: Events by which a person says what a claim is worth, or how it should have been worded.
_TEACHING = ("accept", "dismiss", "merge", "unmerge", "reopen", "send_in", "reword")
#: Dismissed, but worth checking all the same: it was a claim, and somebody had checked it.
_COVERED = DismissReason.ALREADY_COVERED
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Label:
    """A sentence and what a person thought of it.

    `score` and `statement`: the machine's, when it saw the sentence; the statement is empty where it made none.
    `reason`: a DismissReason, or empty. `reworded`: the person's wording where it differs, or empty.
    """

    text: str
    score: float
    statement: str
    is_worth_checking: bool
    reason: str
    reworded: str
    at: datetime
    article_id: int


def verdict(state: str, dismiss_reason: str, *, is_sent_in: bool) -> bool | None:
    """Whether people found a claim worth checking; None while nobody has said so, and for spam."""
    if state == State.NEW:
        return True if is_sent_in else None
    if state == State.MERGED or dismiss_reason == DismissReason.SPAM:
        return None
    return state != State.DISMISSED or dismiss_reason == _COVERED


def of_sentence(claims: Sequence[tuple[bool | None, str]]) -> tuple[bool | None, int]:
    """What people think of a sentence with several claims, and the place of the claim that tells it.

    `claims`: of each the verdict and the reason of its dismissal. Spam tells nothing beside others. One that is worth
    checking is enough (taken on before covered already); otherwise the sentence is open while one of them is.
    """
    told = [at for at, (_, reason) in enumerate(claims) if reason != DismissReason.SPAM] or list(range(len(claims)))
    for wanted in (True, None):
        fitting = [at for at in told if claims[at][0] is wanted]
        if fitting:
            return wanted, min(fitting, key=lambda at: claims[at][1] != "")
    return False, told[0]


def labels(since: datetime | None = None, *, with_demonstration: bool = False) -> Iterator[Label]:
    """One label for each sentence of an article that people have judged, article by article in the order of the text.

    `since`: only what was said then or later. A sentence with several claims is worth checking when one of them is,
    and not worth it when all were dismissed.
    """
    rows = _places(since, with_demonstration=with_demonstration).iterator(_CHUNK)
    for _, group in groupby(rows, key=lambda row: (row["article_id"], row["start"], row["end"])):
        label = _label(list(group))
        if label is not None and (since is None or label.at >= since):
            yield label


def of_texts(found: Iterable[Label]) -> list[Label]:
    """One label for each text: of the same sentence in two articles the later verdict counts."""
    newest: dict[str, Label] = {}
    for label in found:
        known = newest.get(label.text)
        if known is None or label.at >= known.at:
            newest[label.text] = label
    return list(newest.values())


def _places(since: datetime | None, *, with_demonstration: bool) -> QuerySet[Any, dict[str, Any]]:
    """Places of claims with the state of the claim that they count for now and the first event of their own claim."""
    said = ClaimEvent.objects.filter(
        Q(claim=OuterRef("claim_id")) | Q(claim=OuterRef("home_claim_id")), verb__in=_TEACHING, by__isnull=False
    )
    places = Appearance.objects.annotate(
        first=FilteredRelation("home_claim__events", condition=Q(home_claim__events__version=1)),
        taught_at=Subquery(said.order_by("-at").values("at")[:1]),
    )
    if not with_demonstration:
        places = places.filter(article__is_demonstration=False, home_claim__is_demonstration=False)
    if since is not None:
        taught = ClaimEvent.objects.filter(at__gte=since, verb__in=_TEACHING, by__isnull=False).values("claim")
        near = Appearance.objects.filter(Q(claim__in=taught) | Q(home_claim__in=taught)).values("article")
        places = places.filter(article__in=near)
    columns: QuerySet[Any, Any] = places.order_by("article_id", "start", "end", "pk").values(
        "article_id", "start", "end", "quote", "taught_at", "claim__state", "claim__dismiss_reason",
        "home_claim__statement", "home_claim__score", "first__verb", "first__changes",
        sentence_score=F("sentence__score"),
    )  # fmt: skip
    return columns


def _label(rows: Sequence[dict[str, Any]]) -> Label | None:
    judged = [
        (verdict(row["claim__state"], row["claim__dismiss_reason"], is_sent_in=_is_sent_in(row)), row) for row in rows
    ]
    is_worth, at = of_sentence([(verdict, row["claim__dismiss_reason"]) for verdict, row in judged])
    said_at = [row["taught_at"] for row in rows if row["taught_at"]]
    if not said_at or is_worth is None:
        return None
    row = next((row for is_worth, row in judged if is_worth and _reworded(row)), rows[at])
    return Label(
        text=row["quote"],
        score=row["home_claim__score"] if row["sentence_score"] is None else row["sentence_score"],
        statement=_statement(row),
        is_worth_checking=is_worth,
        reason=row["claim__dismiss_reason"],
        reworded=_reworded(row),
        at=max(said_at),
        article_id=row["article_id"],
    )


def _is_sent_in(row: dict[str, Any]) -> bool:
    return bool(row["first__verb"] != "suggest")


def _statement(row: dict[str, Any]) -> str:
    """The machine's wording, as it suggested it."""
    return "" if _is_sent_in(row) else str(row["first__changes"]["statement"][1])


def _reworded(row: dict[str, Any]) -> str:
    now: str = row["home_claim__statement"]
    return "" if now == (_statement(row) or row["quote"]) else now
