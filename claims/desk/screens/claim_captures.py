"""What became of a cited page, side by side: the text as it is cited, the text as it is now, and the quotes in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, cast

from django.utils.functional import cached_property

from claims import access, snapshots
from claims.desk.forms.claim_captures import SeeChangeForm
from claims.desk.screens.claim import ClaimScreen
from claims.models import Claim, Evidence, Recheck, Role, User
from claims.publishing.differences import Piece, differences, runs
from claims.text import anchors

#: Longer texts are compared up to here (characters), and in so many paragraphs each.
MAX_COMPARED, MAX_PARAGRAPHS = 300_000, 2_000
#: So many changed paragraphs are shown.
MAX_SHOWN = 200
#: So many unchanged paragraphs stand around a change.
N_AROUND = 1
#: So much of what stands on either side of a quote that moved is shown (characters).
N_BESIDE = 120
_WORDS = {
    "exact": "Still there, word for word",
    "moved": "Still there, in another place",
    "lost": "Not there any more",
}


@dataclass(frozen=True)
class Pair:
    """A paragraph as it is cited and as it is now. `n_left_out`: unchanged ones that stand here and are not shown."""

    before: list[Piece]
    now: list[Piece]
    n_left_out: int = 0

    @property
    def is_same(self) -> bool:
        return not self.n_left_out and all(piece.kind == "same" for piece in (*self.before, *self.now))


@dataclass(frozen=True)
class QuoteLine:
    """A passage that the claim cites, and whether the page still says it; `now` with what stands around it there."""

    item: Evidence
    outcome: anchors.Outcome
    now: str

    @property
    def label(self) -> str:
        return _WORDS[self.outcome]


class ChangeScreen:
    def __init__(self, claim: Claim, recheck: Recheck, by: User) -> None:
        self.claim = claim
        self.recheck = recheck
        self.by = by

    @cached_property
    def texts(self) -> tuple[str, str]:
        fresh = self.recheck.fresh
        return snapshots.text_of(self.recheck.cited), snapshots.text_of(fresh) if fresh is not None else ""

    @cached_property
    def pairs(self) -> list[Pair]:
        return list(side_by_side(*self.texts)) if self.recheck.fresh is not None else []

    @property
    def shown(self) -> list[Pair]:
        return self.pairs[:MAX_SHOWN]

    @property
    def is_cut(self) -> bool:
        return len(self.pairs) > MAX_SHOWN or max(map(len, self.texts)) > MAX_COMPARED

    @property
    def is_same_text(self) -> bool:
        return all(pair.is_same or pair.n_left_out for pair in self.pairs)

    @cached_property
    def quotes(self) -> list[QuoteLine]:
        """The accepted passages of this claim from this source."""
        if self.recheck.fresh is None:
            return []
        items = (
            Evidence.objects.visible_to(self.by)
            .filter(claim=self.claim, source=self.recheck.source_id, status=Evidence.Status.ACCEPTED)
            .exclude(quote="")
        )
        return [quote_line(item, self.texts[1]) for item in items.order_by("pk")]

    @cached_property
    def page(self) -> ClaimScreen:
        """The claim's own page, on which the passages stand."""
        return ClaimScreen(self.claim, self.by)

    @cached_property
    def form(self) -> SeeChangeForm | None:
        may = access.has_role(self.by, Role.RESEARCHER, Role.EDITOR)
        is_seen = self.recheck.seen.filter(claim=self.claim).exists()
        return SeeChangeForm(self.claim, subject=self.recheck.pk) if may and not is_seen else None


def quote_line(item: Evidence, text: str) -> QuoteLine:
    wanted: dict[str, Any] = {"exact": item.quote, "prefix": "", "suffix": "", "start": 0, "end": 0} | item.selector
    start, end, outcome = anchors.find(text, cast("anchors.Selector", wanted))
    first, last = max(start - N_BESIDE, 0), min(end + N_BESIDE, len(text))
    now = f"{'…' if first else ''}{text[first:last].strip()}{'…' if last < len(text) else ''}"
    return QuoteLine(item, outcome, now if outcome != "lost" else "")


def side_by_side(before: str, now: str) -> Iterator[Pair]:
    """The paragraphs of two texts in pairs; what is the same is cut down to what stands next to a change."""
    old, new = _paragraphs(before), _paragraphs(now)
    for is_same, left, right in runs(old, new):
        if is_same:
            yield from _around(left)
        else:
            for one, other in zip_longest(left, right, fillvalue=""):
                yield _pair(one, other)


def _around(paragraphs: Sequence[str]) -> Iterator[Pair]:
    """The first and the last paragraph of a run that is the same on both sides, and how many lie between."""
    if len(paragraphs) <= 2 * N_AROUND + 1:
        yield from (_pair(words, words) for words in paragraphs)
        return
    yield from (_pair(words, words) for words in paragraphs[:N_AROUND])
    yield Pair([], [], len(paragraphs) - 2 * N_AROUND)
    yield from (_pair(words, words) for words in paragraphs[-N_AROUND:])


def _pair(before: str, now: str) -> Pair:
    if before == now:
        return Pair([Piece("same", before)], [Piece("same", now)])
    pieces = differences(before, now)
    return Pair(
        [piece for piece in pieces if piece.kind != "new"],
        [piece for piece in pieces if piece.kind != "gone"],
    )


def _paragraphs(text: str) -> list[str]:
    lines = (" ".join(line.split()) for line in text[:MAX_COMPARED].splitlines())
    return [line for line in lines if line][:MAX_PARAGRAPHS]
