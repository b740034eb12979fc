"""Where a claim comes from: who says it first, who repeats it, by which cue, and how many origins are independent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.utils.functional import cached_property

from claims.desk.addresses import desk_address
from claims.desk.screens.claim_origins_picture import Picture, Row, draw
from claims.desk.screens.claim_rest import N_SHOWN
from claims.desk.screens.claim_rows import AppearanceRow
from claims.models import Claim, Evidence, Source
from claims.ties import Decision, Ties, Voice, voices_of
from claims.workflow.case import Case

_LATE = date.max
#: So many of the others that a source counts once with are named with the reason; the rest is counted (count).
N_NAMED = 12


@dataclass
class Link:
    """One source or article, with what it says about the claim and why it stands in this group."""

    title: str
    outlet: str
    url: str
    published_on: date | None
    source: Source | None = None
    pieces: list[Evidence] = field(default_factory=list)
    is_claim: bool = False
    decision: Decision | None = None
    #: Of the form that says where it has it from; empty where nothing is to be said.
    address: str = ""
    #: Finds out why it stands in its group.
    explain: Callable[[], list[str]] = list

    @cached_property
    def cues(self) -> list[str]:
        return self.explain()

    @property
    def key(self) -> str:
        return f"origin-{self.source.pk}" if self.source else ""

    @property
    def label(self) -> str:
        """What stands under its mark in the picture."""
        if not self.pieces:
            return "Claim" if self.is_claim else ""
        return f"E{self.pieces[0].pk}" + (f" +{len(self.pieces) - 1}" if len(self.pieces) > 1 else "")

    @property
    def kind(self) -> str:
        """How it is drawn: claim, supports, refutes, both, or open for what does not count."""
        if self.is_claim:
            return "claim"
        stances = {item.stance for item in self.pieces if item.status == Evidence.Status.ACCEPTED}
        stances -= {Evidence.Stance.MENTIONS}
        return "open" if not stances else str(stances.pop()) if len(stances) == 1 else "both"

    @property
    def rank(self) -> tuple[date, bool, str]:
        return self.published_on or _LATE, not self.is_claim, self.title


@dataclass(frozen=True)
class Group:
    """Links that have it from each other, the earliest first."""

    links: list[Link]
    counts: bool

    @property
    def first(self) -> Link:
        return self.links[0]

    @property
    def others(self) -> list[Link]:
        return self.links[1:]

    @property
    def is_dated(self) -> bool:
        """Whether it is known which of them came first."""
        return len(self.links) == 1 or self.first.published_on is not None

    @property
    def is_claim(self) -> bool:
        return any(link.is_claim for link in self.links)

    @property
    def role(self) -> str:
        """What the group is to the claim."""
        if self.is_claim:
            return "Where the claim was made; no evidence for itself"
        if not self.counts:
            return "Not counted: only proposed, only mentions it, or our own check"
        return "Have it from each other" if self.others else "Stands alone"


@dataclass(frozen=True)
class Piece:
    """The part of a group that stands on one page, in the group's order."""

    group: Group
    links: list[Link]

    @property
    def is_start(self) -> bool:
        return self.links[0] is self.group.first

    @property
    def others(self) -> list[Link]:
        return self.links[1:] if self.is_start else self.links


class OriginsScreen:
    """`items`: all evidence of the claim; what was rejected is left out. Asks the database for nothing."""

    def __init__(
        self, claim: Claim, items: list[Evidence], case: Case, appearances: list[AppearanceRow], *, can_edit: bool
    ) -> None:
        self.claim = claim
        self.case = case
        self.can_edit = can_edit
        self.appearances = appearances
        self.items = [item for item in items if item.status != Evidence.Status.REJECTED]

    @cached_property
    def voices(self) -> list[Voice]:
        return voices_of(self.items)

    @cached_property
    def ties(self) -> Ties:
        return Ties(self.voices, self.case.origin_decisions)

    @cached_property
    def _counting(self) -> set[int]:
        """Sources of accepted evidence for or against the claim."""
        return {item.source_id for item in self.case.counting} & self.ties.voices.keys()

    @property
    def n_sources(self) -> int:
        return len(self._counting)

    @cached_property
    def n_independent(self) -> int:
        return self.ties.n_independent(self._counting)

    @cached_property
    def groups(self) -> list[Group]:
        """The group that made the claim first, then by day."""
        counting = self._counting
        groups = []
        for links in self._connected():
            links.sort(key=lambda link: link.rank)
            counts = any(link.source is not None and link.source.pk in counting for link in links)
            groups.append(Group(links, counts and not any(link.is_claim for link in links)))
        return sorted(groups, key=lambda group: (not group.is_claim, group.first.rank))

    @cached_property
    def rows(self) -> list[tuple[Group, Link]]:
        """Every link with its group, in their order."""
        return [(group, link) for group in self.groups for link in group.links]

    def pieces(self, rows: Iterable[tuple[Group, Link]]) -> list[Piece]:
        """Links that stand side by side, by the group they belong to."""
        by_group = (list(found) for _, found in groupby(rows, key=lambda row: id(row[0])))
        return [Piece(found[0][0], [link for _, link in found]) for found in by_group]

    @property
    def picture(self) -> Picture:
        """Of what the list on the claim's page shows."""
        pieces = self.pieces(self.rows[:N_SHOWN])
        return draw([self._row(piece, number) for number, piece in enumerate(pieces, start=1)])

    def _row(self, piece: Piece, number: int) -> Row:
        group = piece.group
        kind = "claim" if group.is_claim else "counts" if group.counts else "open"
        outlet = group.first.outlet or group.first.title[:60]
        title = f"{number}  {outlet}, {group.role[:1].lower()}{group.role[1:].partition(':')[0].partition(';')[0]}"
        return Row(title, kind, list(piece.links), [self._parent(piece.links, at) for at in range(len(piece.links))])

    def _parent(self, links: list[Link], at: int) -> int | None:
        """Which link of the group this one has it from: the earliest that it is tied to, or else the first."""
        if at == 0:
            return None
        own = links[at].source
        tied = self.ties.near(own.pk) if own else set()
        near = [i for i, link in enumerate(links[:at]) if link.source is not None and link.source.pk in tied]
        return near[0] if near else 0

    def _connected(self) -> list[list[Link]]:
        """The links, those together that are tied, directly or over others."""
        links = {voice.pk: self._link(voice) for voice in self.voices}
        connected = [[links[pk] for pk in group] for group in self.ties.groups()]
        of_origin = {
            link.source.origin_id: group
            for group in connected
            for link in group
            if link.source is not None and link.source.origin_id is not None and link.decision is None
        }
        for row in self._unseen_appearances():
            group = of_origin.get(row.origin) if row.origin is not None else None
            if group is None:
                group = []
                connected.append(group)
            group.append(_link_of_appearance(row))
        return connected

    def _unseen_appearances(self) -> list[AppearanceRow]:
        """One for each article, however often the claim stands in it; articles that are cited stand there already."""
        cited = {voice.source.article_id for voice in self.voices}
        return list({row.article: row for row in self.appearances if row.article not in cited}.values())

    @cached_property
    def _pieces(self) -> dict[int, list[Evidence]]:
        """Evidence by its source."""
        found: dict[int, list[Evidence]] = {}
        for item in self.items:
            found.setdefault(item.source_id, []).append(item)
        return found

    @cached_property
    def _making_it(self) -> set[int]:
        """The articles in which the claim was made."""
        return {row.article for row in self.appearances}

    def _link(self, voice: Voice) -> Link:
        source, decision = voice.source, self.case.origin_decisions.get(voice.pk)
        link = Link(
            title=str(source),
            outlet=source.publisher,
            url=desk_address("article", source.article_id) if source.article_id else source.url,
            published_on=source.published_on,
            source=source,
            pieces=self._pieces[voice.pk],
            is_claim=source.article_id in self._making_it,
            decision=decision,
            explain=lambda: self._cues(voice.pk),
        )
        if self.can_edit and (len(self.voices) > 1 or decision):
            link.address = desk_address("decide_origin", self.claim.pk, source.pk)
        return link

    def _cues(self, source: int) -> list[str]:
        """Why it is in its group, each reason once, with the evidence on the other end."""
        told: dict[str, list[str]] = {}
        near = sorted(self.ties.near(source))
        for other in near[:N_NAMED]:
            tie = self.ties.why(source, other)
            if tie is not None:
                told.setdefault(tie.words, []).extend(f"E{item.pk}" for item in self._pieces[other])
        cues = [f"With {', '.join(ends)}: {words}" for words, ends in told.items()]
        n_more = len(near) - N_NAMED
        if n_more > 0:
            cues.append(f"And it counts once with {n_more} more source{'s' if n_more > 1 else ''}")
        return cues


def _link_of_appearance(row: AppearanceRow) -> Link:
    return Link(
        title=row.title,
        outlet=row.outlet,
        url=desk_address("article", row.article),
        published_on=row.published_on,
        is_claim=True,
        explain=lambda: [row.origin_reason] if row.origin_reason else [],
    )
