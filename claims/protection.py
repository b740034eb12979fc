"""What a person may not read of protected evidence, taken out of events and drafts that were written down once.

Who may read a piece is said by Evidence.objects.visible_to and nowhere else; this is what follows from it for texts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.models import Claim, ClaimEvent, Evidence, Origin, Recheck, Snapshot, Source, User, VerdictRevision

_NUMBER = re.compile(r"\bE(\d+)\b")
#: Events whose changes are told of a source by its name, not of a piece by its number.
_OF_SOURCES = ("decide_origin", "recheck_source", "see_recheck")
#: Jobs whose target is a source.
SOURCE_JOBS = ("capture_source", "archive_source", "recheck_source")
#: What stands beside a source in events and says what it is, and the salt without which all of it cannot be guessed.
_BESIDE = ("snapshot", "source", "outcome", "salt")
#: A change of an origin has the names of sources in its own name.
ORIGIN = "Origin of "
#: And in its value, where a person said that two are one.
JOINED = "one with “"
#: What an origin is called, be it printed beside another source, while its own source is protected.
UNNAMED = "A source that is not public"


@dataclass(frozen=True)
class Hidden:
    """The pieces of one claim that somebody may not read, by number; `ask`: who may be asked about them."""

    pieces: frozenset[int] = frozenset()
    captures: frozenset[int] = frozenset()
    #: What events call the sources that this person may read.
    open_names: frozenset[str] = frozenset()
    ask: tuple[str, ...] = ()
    by_visibility: Mapping[str, list[int]] = field(default_factory=dict)
    #: Finder -> how many of the pieces it found.
    found_by: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.pieces)

    @property
    def sentence(self) -> str:
        """What somebody is told who may not read them; "" where there is nothing to tell."""
        if not self:
            return ""
        count = len(self.pieces)
        told = "1 source is" if count == 1 else f"{count} sources are"
        who = " or ".join(self.ask)
        return f"{told} visible to named people only; ask {who}." if who else f"{told} visible to named people only."

    def names_in(self, event: ClaimEvent) -> list[str]:
        """The changes of an event that are about what is hidden."""
        if not self or not event.changes:
            return []
        told = [name for name, pair in event.changes.items() if self._is_about(event.verb, name, pair)]
        return [*told, *(name for name in _BESIDE if told and name in event.changes and name not in told)]

    def changes_of(self, event: ClaimEvent) -> dict[str, Any]:
        """The changes of an event without those."""
        hidden = self.names_in(event)
        return {name: pair for name, pair in event.changes.items() if name not in hidden}

    def n_shown(self, finder: str, n_found: int) -> int:
        """How many of what a finder found this person is told of; the difference would tell where the rest is from."""
        return max(0, n_found - self.found_by.get(finder, 0))

    def draft(self, frozen: dict[str, Any]) -> dict[str, Any]:
        """A frozen draft without what became protected after it was read; the very same one where nothing did."""
        items = frozen.get("evidence", [])
        kept = [item for item in items if item["id"] not in self.pieces]
        unnamed = _unnamed_origins(kept)
        if unnamed:
            kept = [
                {**item, "source": {**item["source"], "origin": UNNAMED}}
                if item["source"]["origin_id"] in unnamed
                else item
                for item in kept
            ]
        return frozen if len(kept) == len(items) and not unnamed else {**frozen, "evidence": kept}

    def _is_about(self, verb: str, name: str, pair: Any) -> bool:
        number = _NUMBER.match(name.removeprefix(ORIGIN))
        if number is not None and int(number[1]) in self.pieces:
            return True
        if name == "snapshot":
            return any(isinstance(value, dict) and value.get("id") in self.captures for value in pair)
        return verb in _OF_SOURCES and not self._is_of_open_sources(name, pair)

    def _is_of_open_sources(self, name: str, pair: Any) -> bool:
        """Titles change and events do not: what does not name a source that may be read names perhaps another one."""
        if name == "source":
            return pair[1] in self.open_names
        if name.startswith(ORIGIN):
            joined = [value.removeprefix(JOINED) for value in pair if str(value).startswith(JOINED)]
            told = [name.removeprefix(ORIGIN).strip("“”"), *(value.partition("”: ")[0] for value in joined)]
            return all(one in self.open_names for one in told)
        return True


def _unnamed_origins(items: list[dict[str, Any]]) -> set[int]:
    """Of frozen pieces of evidence: the origins that they call by the name of another source, which was protected
    since. Not what has been printed: everybody has read that. No query where each is called by its own name."""
    sources = [item["source"] for item in items]
    told = {it["origin_id"]: it["origin"] for it in sources if it.get("origin_id") and it["origin"] != it["title"]}
    unnamed = {pk for pk, label in told.items() if label != UNNAMED}
    if unnamed:
        unnamed &= set(Origin.objects.filter(pk__in=unnamed, label=UNNAMED).values_list("pk", flat=True))
    if unnamed:
        revisions = VerdictRevision.objects.filter(claim__evidence=items[0]["id"]).values_list("content", flat=True)
        printed = {item["source"]["origin"] for content in revisions for item in content.get("evidence", [])}
        unnamed = {pk for pk in unnamed if told[pk] not in printed}
    return unnamed


def hidden_from(person: User | AnonymousUser | None, claim: Claim | int) -> Hidden:
    """What of this claim's evidence a person may not read; None: what outsiders may not. One query where all is."""
    protected = Evidence.objects.filter(claim=claim).exclude(visibility=Evidence.Visibility.PUBLIC)
    readable = Evidence.objects.visible_to(person).values("pk")
    rows = list(
        protected.exclude(pk__in=readable).select_related("source", "visibility_by").defer("quote", "selector", "note")
    )
    if not rows:
        return Hidden()
    # A source that is cited openly as well is no secret
    sources = {row.source_id: row.source for row in rows}
    readable_ones = Evidence.objects.filter(claim=claim).visible_to(person).order_by("pk").select_related("source")
    open_sources: dict[int, list[int]] = {}
    open_names: set[str] = set()
    for piece in readable_ones.only("pk", "source__title", "source__url", "source__identity"):
        open_sources.setdefault(piece.source_id, []).append(piece.pk)
        open_names.add(str(piece.source))
    open_names.update(", ".join(f"E{pk}" for pk in pieces) for pieces in open_sources.values())
    closed = [source for pk, source in sources.items() if pk not in open_sources]
    by_visibility: dict[str, list[int]] = {}
    for row in rows:
        by_visibility.setdefault(row.visibility, []).append(row.pk)
    return Hidden(
        pieces=frozenset(row.pk for row in rows),
        captures=_captures_of(closed),
        open_names=frozenset(open_names),
        ask=tuple(sorted({str(row.visibility_by) for row in rows if row.visibility_by is not None})),
        by_visibility=by_visibility,
        found_by=Counter(row.found_by for row in rows),
    )


def inner_reasons(event: ClaimEvent) -> list[str]:
    """What people outside are not told of an event about evidence that they may read: who could read it before, and
    why more people may. All of the event, for what is left in it could not be proven."""
    names = list(event.changes) if event.verb == "change_visibility" else []
    return names if any(name.endswith((" named", " reason")) for name in names) else []


def hidden_sources(person: User | AnonymousUser | None) -> QuerySet[Source]:
    """Sources that are evidence of something, and no piece of which this person may read."""
    pieces = Evidence.objects.filter(source=OuterRef("pk"))
    return Source.objects.filter(Exists(pieces)).exclude(Exists(pieces.visible_to(person)))


def hidden_captures(person: User | AnonymousUser | None) -> QuerySet[Snapshot]:
    """The captures of such sources: what is cited, and what later looks found."""
    hidden = hidden_sources(person).values("pk")
    looks = Recheck.objects.filter(source__in=hidden)
    found = Q(sources__in=hidden) | Q(pk__in=looks.values("cited")) | Q(pk__in=looks.values("fresh"))
    return Snapshot.objects.filter(found).values("pk")  # type: ignore[return-value]  # only their keys are asked for


def name_of(source: Source, claim: Claim | int) -> str:
    """How an event or a notice calls a source: by its title where it is public, else by the numbers of its pieces."""
    pieces = Evidence.objects.filter(claim=claim, source=source).order_by("pk")
    if pieces.visible_to(None).exists():
        return str(source)
    return ", ".join(f"E{pk}" for pk in pieces.values_list("pk", flat=True)) or str(source)


def readers_of(source: Source, claim: Claim, people: Iterable[int]) -> set[int]:
    """Those of these people who may read some piece of this source."""
    pieces = Evidence.objects.filter(claim=claim, source=source)
    return {person.pk for person in User.objects.filter(pk__in=people) if pieces.visible_to(person).exists()}


def _captures_of(sources: list[Source]) -> frozenset[int]:
    """Every capture of these sources: what is cited, and what later looks found."""
    pks = [source.pk for source in sources]
    looks = Recheck.objects.filter(source__in=pks).values_list("cited", "fresh") if pks else ()
    found = {source.snapshot_id for source in sources} | {pk for pair in looks for pk in pair}
    return frozenset(pk for pk in found if pk is not None)
