"""A draft is read as an article would be: its claims, their matches, what has no source. Nothing here is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from claims import policy
from claims.detection import sources
from claims.detection.detect import Seen, detect
from claims.drafts.known import Known, look_up
from claims.errors import Refused
from claims.importing.articles import request_import_bytes
from claims.models import Article, Snapshot, User

#: About 3,000 sentences: what is longer is no article, and its author would wait for it.
MAX_CHARS = 500_000
TOO_LONG = f"The draft is longer than {MAX_CHARS:,} characters. Check its parts one by one."
NOTHING = "Paste the draft, or choose a file: there is nothing to check yet."


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wrote; `language` as claims.text.language guesses it."""

    text: str
    title: str = ""
    published: date | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence worth checking; `rank` counts from 1. `missing_source` is a sentence for the author, or empty."""

    rank: int
    seen: Seen
    missing_source: str
    known: Known = field(default_factory=Known)


@dataclass(frozen=True, slots=True)
class Checked:
    """`findings`: the best first, as many as an import would suggest; `n_worth` counts all above the threshold.

    The first `n_compared` of them were looked up.
    """

    draft: Draft
    seen: list[Seen]
    findings: list[Finding]
    n_worth: int
    n_compared: int

    @property
    def n_without_source(self) -> int:
        return sum(1 for finding in self.findings if finding.missing_source)

    @property
    def n_checked(self) -> int:
        """Those that somebody, ourselves or others, has published a check of."""
        return sum(
            1
            for finding in self.findings
            if finding.known.checks or any(match.is_checked for match in finding.known.claims)
        )


def require_readable(draft: Draft) -> None:
    """Raises Refused when there is nothing in it, or too much."""
    if not draft.text.strip():
        raise Refused(NOTHING)
    if len(draft.text) > MAX_CHARS:
        raise Refused(TOO_LONG)


def check(draft: Draft) -> Checked:
    """Read the draft and look its claims up: a few queries for each claim, and two for all that is known of them."""
    rules = policy.current()
    seen = detect(draft.text, title=draft.title, published=draft.published, language=draft.language)
    worth = [one for one in seen if one.checkworthy and one.score >= rules.claim_score and one.statement]
    best = sorted(worth, key=lambda one: (-one.score, one.start))[: rules.n_claims_per_article]
    missing = _missing_sources(draft, seen, best)
    known = look_up(best, draft.language)
    findings = [
        Finding(rank, one, missing[one.start], known.get(one.start, Known())) for rank, one in enumerate(best, start=1)
    ]
    return Checked(draft, seen, findings, len(worth), len(known))


def import_draft(draft: Draft, *, by: User) -> Article:
    """Store it after all, the way every pasted article goes: the title first, then the date, then the text."""
    day = f"{draft.published:%-d %B %Y}" if draft.published else ""
    whole = "\n\n".join(part for part in (draft.title.rstrip(" ."), day, draft.text) if part)
    return request_import_bytes(
        whole.encode(),
        by=by,
        content_type="text/plain; charset=utf-8",
        how=Snapshot.How.PASTE,
        title=draft.title,
        published=draft.published,
    )


def as_json(checked: Checked) -> dict[str, Any]:
    """`claims` the best first, `sentences` all of them in order; `start` and `end` count characters of `text`."""
    return {
        "title": checked.draft.title,
        "published": checked.draft.published,
        "language": checked.draft.language,
        "text": checked.draft.text,
        "n_compared": checked.n_compared,
        "claims": [
            _sentence_json(finding.seen)
            | {
                "rank": finding.rank,
                "missing_source": finding.missing_source,
                "matches": [match.as_json for match in finding.known.claims],
                "checks": [match.as_json for match in finding.known.checks],
            }
            for finding in checked.findings
        ],
        "sentences": [_sentence_json(seen) for seen in checked.seen],
    }


def _sentence_json(seen: Seen) -> dict[str, Any]:
    return {
        "text": seen.text,
        "start": seen.start,
        "end": seen.end,
        "score": seen.score,
        "checkworthy": seen.checkworthy,
        "checkability": seen.checkability,
        "speaker": seen.speaker,
        "speaker_role": seen.speaker_role,
        "statement": seen.statement,
        "statements": list(seen.statements),
        "reasons": seen.reasons,
    }


def _missing_sources(draft: Draft, seen: list[Seen], best: Iterable[Seen]) -> dict[int, str]:
    """By the start of the sentence. A paragraph is a line."""
    wanted = {one.start for one in best}
    found: dict[int, str] = {}
    at = 0
    for start, end in lines(draft.text):
        first = at
        while at < len(seen) and seen[at].start < end:
            at += 1
        claims = [one.start for one in seen[first:at] if one.start in wanted]
        if claims:  # a line may be as long as the draft: it is read once, however many claims are in it
            found |= dict.fromkeys(
                claims, sources.missing(draft.text[start:end], seen[first:at], language=draft.language)
            )
    return found


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Where each line starts and ends; only a newline ends one, for sentences run on over everything else."""
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1
