"""What every form of feed is read into: one published check in plain values, or the reason why a row is none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Final

from claims.text import fingerprint

#: Characters that are kept of each field: the columns of FactCheck, and for running text what a check needs.
MAX_STATEMENT: Final = 2_000
MAX_TITLE: Final = 500
MAX_SUMMARY: Final = 4_000
MAX_NAME: Final = 200
MAX_CLAIMANT: Final = 300
MAX_RATING: Final = 300
MAX_ID: Final = 200
MAX_APPEARANCES: Final = 20


_NO_PART_OF_A_PLACE: Final = re.compile(r"^https?://(?:www\.)?|/$")
_ROUND_A_CLAIM: Final = " .\"'"


class BadRow(Exception):
    """This row is no check that can be kept. `reason` is a sentence about the row."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Check:
    """One published check. Every field but `is_withdrawn` is the field of FactCheck of the same name."""

    identity: str
    statement: str
    external_id: str = ""
    title: str = ""
    summary: str = ""
    url: str = ""
    publisher: str = ""
    site: str = ""
    claimant: str = ""
    claimed_on: date | None = None
    reviewed_on: date | None = None
    rating: str = ""
    outcome: str = ""
    rating_value: float | None = None
    worst_value: float | None = None
    best_value: float | None = None
    language: str = ""
    appearances: list[str] = field(default_factory=list)
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a feed: a line, an element, a page. `number` counts from 1, as `what` is found in the feed.

    A row may hold several checks, some good and some refused, or none: a feed's empty places are no fault.
    """

    number: int
    checks: list[Check]
    refused: list[str]
    what: str = ""


def by_address(url: str, publisher: str, statement: str) -> str:
    """The identity of a check that has no number of its own: where it stands, and what it is about.

    A site is its publisher, whose name feeds spell in many ways. One page may check several claims. What tells no two
    checks apart is left out: http or https, "www.", a last slash; quotation marks round the claim, its full stop.
    """
    place = _NO_PART_OF_A_PLACE.sub("", url) or publisher.casefold()
    about = fingerprint.normalise(statement)
    return f"{place} {fingerprint.sha256_hex(about.strip(_ROUND_A_CLAIM) or about)[:32]}"


def by_number(place: str, number: str) -> str:
    """The identity of a numbered check; `place` is what the number is unique in: its address, or else its feed.

    A publisher's name is no such place: two feeds may both number its checks from 1.
    """
    if len(place) > MAX_NAME:
        place = sha256(place.encode()).hexdigest()
    return f"{place}#{number}"
