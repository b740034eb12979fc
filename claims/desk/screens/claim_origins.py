"""Where a claim comes from: who says it first, who repeats it, by which cue, and how many origins are independent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.urls import reverse

from claims.desk.screens.claim_origins_picture import Picture, Row, draw
from claims.desk.screens.claim_rows import AppearanceRow
from claims.models import Claim, Evidence, Source
from claims.ties import Decision, Tie, Voice, n_independent, ties_of, voices_of
from claims.workflow.case import Case

_LATE = date.max


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
    cues: list[str] = field(default_factory=list)
    decision: Decision | None = None
    #: Of the form that says where it has it from; empty where nothing is to be said.
    address: str = ""

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
    def ties(self) -> list[Tie]:
        return ties_of(self.voices, self.case.origin_decisions)

    @property
    def n_sources(self) -> int:
        return len({item.source_id for item in self.case.counting})

    @cached_property
    def n_independent(self) -> int:
        """Among the sources of all accepted evidence for or against the claim."""
        voices = voices_of(self.case.counting)
        known = {voice.pk for voice in voices}
        return n_independent(voices, [tie for tie in self.ties if {tie.a, tie.b} <= known])

    @cached_property
    def groups(self) -> list[Group]:
        """The group that made the claim first, then by day."""
        counting = {item.source_id for item in self.case.counting}
        groups = []
        for links in self._connected():
            links.sort(key=lambda link: link.rank)
            counts = any(link.source is not None and link.source.pk in counting for link in links)
            groups.append(Group(links, counts and not any(link.is_claim for link in links)))
        return sorted(groups, key=lambda group: (not group.is_claim, group.first.rank))

    @cached_property
    def picture(self) -> Picture:
        return draw([self._row(group, number) for number, group in enumerate(self.groups, start=1)])

    def _row(self, group: Group, number: int) -> Row:
        kind = "claim" if group.is_claim else "counts" if group.counts else "open"
        outlet = group.first.outlet or group.first.title[:60]
        title = f"{number}  {outlet}, {group.role[:1].lower()}{group.role[1:].partition(':')[0].partition(';')[0]}"
        return Row(title, kind, list(group.links), [self._parent(group, at) for at in range(len(group.links))])

    def _parent(self, group: Group, at: int) -> int | None:
        """Which link of the group this one has it from: the earliest that it is tied to, or else the first."""
        if at == 0:
            return None
        own = group.links[at].source
        tied = {tie.other(own.pk) for tie in self.ties if own.pk in (tie.a, tie.b)} if own else set()
        near = [i for i, link in enumerate(group.links[:at]) if link.source is not None and link.source.pk in tied]
        return near[0] if near else 0

    def _connected(self) -> list[list[Link]]:
        """The links, those together that are tied, directly or over others."""
        groups: list[set[int]] = []
        for voice in self.voices:
            near = {voice.pk} | {tie.other(voice.pk) for tie in self.ties if voice.pk in (tie.a, tie.b)}
            touched = [group for group in groups if group & near]
            groups = [group for group in groups if not group & near]
            groups.append(near.union(*touched))
        links = {voice.pk: self._link(voice) for voice in self.voices}
        connected = [[links[pk] for pk in sorted(group)] for group in groups]
        for row in self._unseen_appearances():
            own = next((group for group in connected if _is_of_origin(group, row.origin)), None)
            if own is None:
                own = []
                connected.append(own)
            own.append(_link_of_appearance(row))
        return connected

    def _unseen_appearances(self) -> list[AppearanceRow]:
        """One for each article, however often the claim stands in it; articles that are cited stand there already."""
        cited = {voice.source.article_id for voice in self.voices}
        return list({row.article: row for row in self.appearances if row.article not in cited}.values())

    def _link(self, voice: Voice) -> Link:
        source, decision = voice.source, self.case.origin_decisions.get(voice.pk)
        made_it = {row.article for row in self.appearances}
        link = Link(
            title=str(source),
            outlet=source.publisher,
            url=reverse("desk:article", args=[source.article_id]) if source.article_id else source.url,
            published_on=source.published_on,
            source=source,
            pieces=[item for item in self.items if item.source_id == voice.pk],
            is_claim=source.article_id in made_it,
            cues=self._cues(voice.pk),
            decision=decision,
        )
        if self.can_edit and (len(self.voices) > 1 or decision):
            link.address = reverse("desk:decide_origin", args=[self.claim.pk, source.pk])
        return link

    def _cues(self, source: int) -> list[str]:
        """Why it is in its group, each reason once, with the evidence on the other end."""
        told: dict[str, list[str]] = {}
        for tie in self.ties:
            if source in (tie.a, tie.b):
                ends = [f"E{item.pk}" for item in self.items if item.source_id == tie.other(source)]
                told.setdefault(tie.words, []).extend(ends)
        return [f"With {', '.join(ends)}: {words}" for words, ends in told.items()]


def _is_of_origin(group: list[Link], origin: int | None) -> bool:
    return origin is not None and any(
        link.source is not None and link.source.origin_id == origin and link.decision is None for link in group
    )


def _link_of_appearance(row: AppearanceRow) -> Link:
    return Link(
        title=row.title,
        outlet=row.outlet,
        url=reverse("desk:article", args=[row.article]),
        published_on=row.published_on,
        is_claim=True,
        cues=[row.origin_reason] if row.origin_reason else [],
    )
