"""The short lists that hang on a claim, as plain rows. How they are read is in claim_short_lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from claims.desk.screens.claim_pairs import CheckRow, MatchRow, MergedRow
from claims.desk.screens.claim_people import GuestRow, LeaseRow, PlannedRow, WatchRow
from claims.evidence.finders import LABELS
from claims.models import KeyElement


@dataclass(frozen=True)
class AppearanceRow:
    """A place where the claim was made: the exact words between what stands before and after them in the sentence.

    `following`: the sentence after it.
    """

    pk: int
    article: int
    title: str
    outlet: str
    published_on: date | None
    home_claim: int
    before: str
    quote: str
    after: str
    speaker: str
    speaker_role: str
    verb: str
    is_direct: bool
    origin: int | None = None
    origin_reason: str = ""
    following: str = ""


@dataclass(frozen=True)
class SearchRow:
    pk: int
    place: str
    query: str
    result: str
    by: str
    at: datetime | None


@dataclass(frozen=True)
class ReplyRow:
    pk: int
    channel: str
    asked_on: date | None
    deadline_on: date | None
    reply: str
    replied_on: date | None
    by: str

    @property
    def key(self) -> str:
        return f"reply-{self.pk}"

    @property
    def link_key(self) -> str:
        """Of the fold in which a link for the claimant is made."""
        return f"ask_claimant-{self.pk}"

    def is_overdue(self, today: date) -> bool:
        return not self.reply and self.deadline_on is not None and self.deadline_on < today


@dataclass(frozen=True)
class DeclarationRow:
    person: int
    name: str
    has_interest: bool
    statement: str


@dataclass(frozen=True)
class RunRow:
    """A finder's look for the claim. `due_at`: when the job that is owed for it is due; it may lie in the past."""

    pk: int
    finder: str
    n_found: int
    error: str
    ran_at: datetime | None
    is_owed: bool
    due_at: datetime | None

    @property
    def label(self) -> str:
        return LABELS.get(self.finder) or self.finder.replace("_", " ").capitalize()


@dataclass(frozen=True)
class JobRow:
    name: str
    error: str
    is_failed: bool


@dataclass(frozen=True)
class AskedRow:
    """A reviewer of a round, and whether they have filed: never what they filed."""

    round: int
    person: int
    name: str
    is_excused: bool
    has_filed: bool


@dataclass(frozen=True)
class OriginRow:
    """A person's word on where a source has it from; `joined_with`: another source, None when it counts by itself."""

    source: int
    joined_with: int | None
    reason: str
    by: str


@dataclass(frozen=True)
class Rows:
    version: int = 0
    key_elements: list[KeyElement] = field(default_factory=list)
    appearances: list[AppearanceRow] = field(default_factory=list)
    searches: list[SearchRow] = field(default_factory=list)
    replies: list[ReplyRow] = field(default_factory=list)
    declarations: list[DeclarationRow] = field(default_factory=list)
    runs: list[RunRow] = field(default_factory=list)
    jobs: list[JobRow] = field(default_factory=list)
    asked: list[AskedRow] = field(default_factory=list)
    origins: list[OriginRow] = field(default_factory=list)
    #: How many cited pages could not be fetched, or are how far on their way into a public archive.
    captures: dict[str, int] = field(default_factory=dict)
    #: The versions of all related claims together.
    relatives: int = 0
    #: What everybody whom the page names is called: (key, first name, last name, login name).
    names: list[tuple[int, str, str, str]] = field(default_factory=list)
    #: Numbers of the evidence that not everybody may read.
    protected: list[int] = field(default_factory=list)
    matches: list[MatchRow] = field(default_factory=list)
    checks: list[CheckRow] = field(default_factory=list)
    merged: list[MergedRow] = field(default_factory=list)
    leases: list[LeaseRow] = field(default_factory=list)
    watchers: list[WatchRow] = field(default_factory=list)
    planned: list[PlannedRow] = field(default_factory=list)
    guests: list[GuestRow] = field(default_factory=list)
