"""The long lists of a claim's page: a few rows of each stand on it, the rest is fetched or turned page by page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from claims import access

if TYPE_CHECKING:
    from claims.desk.screens.claim import ClaimScreen

#: Rows that stand on the claim's page, and rows that are fetched at once or stand on one page of a list (counts).
N_SHOWN, N_AT_ONCE = 10, 50
#: Voices on each side that stand on the claim's page.
N_VOICES = 6


@dataclass(frozen=True)
class Kind:
    """`more`: what the rows are that are left out, one and several. `dress`: makes of the rows what is shown."""

    title: str
    more: tuple[str, str]
    template: str
    rows: Callable[[ClaimScreen], Sequence[Any]]
    dress: Callable[[ClaimScreen, Sequence[Any]], Sequence[Any]] = lambda _, rows: rows
    n_shown: int = N_SHOWN


@dataclass(frozen=True)
class Excerpt:
    """What stands of a list in one place: the rows from `start` to `end`."""

    name: str
    kind: Kind
    claim: int
    shown: Sequence[Any]
    n: int
    start: int
    end: int

    @property
    def template(self) -> str:
        return f"claims/desk/claim/{self.kind.template}.html"

    @property
    def n_left(self) -> int:
        return max(0, self.n - self.end)

    @property
    def rest_key(self) -> str:
        """The id of the fold in which the next rows come."""
        return f"rest-{self.name}-{self.end}"

    @property
    def rest_label(self) -> str:
        one, several = self.kind.more
        return f"{self.n_left} {one if self.n_left == 1 else several}"

    @property
    def rest_address(self) -> str:
        return f"{self.address}?from={self.end}"

    @property
    def address(self) -> str:
        return reverse("desk:claim_rest", args=[self.claim, self.name])

    @property
    def previous_query(self) -> str:
        return f"?from={max(0, self.start - N_AT_ONCE)}" if self.start else ""

    @property
    def next_query(self) -> str:
        return f"?from={self.end}" if self.n_left else ""


class Rest:
    """The lists of one claim, each read when it is looked at."""

    def __init__(self, screen: ClaimScreen) -> None:
        self.screen = screen

    def __getitem__(self, name: str) -> Excerpt:
        """What stands on the claim's page of this list."""
        return self._excerpt(name, 0, KINDS[name].n_shown)

    def part(self, name: str, start: int) -> Excerpt:
        """As many rows as are fetched at once, from `start` on; frozen-2: of the second round. Raises NotFound."""
        kind, dash, number = name.partition("-")
        if kind not in KINDS or (dash and (kind != "frozen" or not number.isdecimal())):
            raise access.NotFound("A claim has no such list. Look at its page for what there is.")
        return self._excerpt(name, start, start + N_AT_ONCE)

    def _excerpt(self, name: str, start: int, end: int) -> Excerpt:
        kind = KINDS[name.partition("-")[0]]
        rows = kind.rows(self.screen)
        shown = kind.dress(self.screen, rows[start:end])
        return Excerpt(name, kind, self.screen.claim.pk, shown, len(rows), start, end)


def _passages(title: str, more: tuple[str, str], rows: Callable[[ClaimScreen], Sequence[Any]], n: int) -> Kind:
    return Kind(title, more, "_passages", rows, lambda screen, items: screen.evidence.cards(items), n)


def _voices(title: str, more: tuple[str, str], rows: Callable[[ClaimScreen], Sequence[Any]], n: int) -> Kind:
    return Kind(title, more, "_voices", rows, n_shown=n)


#: By the name in the address; what stands folded on the page shows nothing before it is asked for.
KINDS = {
    "frozen": Kind(
        "Evidence of the draft, as it was submitted",
        ("more passage", "more passages"),
        "_frozen",
        lambda screen: screen.review.reading.evidence if screen.review else [],
    ),
    "elements": Kind(
        "What has to hold",
        ("more key element", "more key elements"),
        "_elements",
        lambda screen: screen.evidence.elements,
    ),
    "supporting": _passages(
        "Evidence for the claim",
        ("more passage for it", "more passages for it"),
        lambda screen: screen.evidence.supporting,
        N_SHOWN,
    ),
    "refuting": _passages(
        "Evidence against the claim",
        ("more passage against it", "more passages against it"),
        lambda screen: screen.evidence.refuting,
        N_SHOWN,
    ),
    "mentioning": _passages(
        "Evidence that only mentions the claim",
        ("accepted passage that only mentions it", "accepted passages that only mention it"),
        lambda screen: screen.evidence.mentioning,
        0,
    ),
    "proposed": _passages(
        "Proposed evidence, to be weighed",
        ("more proposed passage", "more proposed passages"),
        lambda screen: screen.evidence.proposals,
        N_SHOWN,
    ),
    "rejected": _passages(
        "Rejected evidence",
        ("rejected passage", "rejected passages"),
        lambda screen: screen.evidence.rejected,
        0,
    ),
    "changes": Kind(
        "Sources that changed",
        ("more source that changed", "more sources that changed"),
        "_changed_sources",
        lambda screen: screen.evidence.changes,
    ),
    "origins": Kind(
        "Who says so first, who repeats it",
        ("more source or article", "more sources and articles"),
        "_origin_pieces",
        lambda screen: screen.origins.rows,
        lambda screen, rows: screen.origins.pieces(rows),
    ),
    "where": Kind(
        "Where it was said",
        ("more place", "more places"),
        "_places",
        lambda screen: screen.rows.appearances,
    ),
    "checks": Kind(
        "Published checks",
        ("more published check", "more published checks"),
        "_checks",
        lambda screen: screen.family.checks,
        lambda screen, rows: screen.family.check_lines(rows),
    ),
    "other_checks": Kind(
        "Checks of another matter",
        ("check of another matter", "checks of another matter"),
        "_checks",
        lambda screen: screen.family.rejected_checks,
        lambda screen, rows: screen.family.check_lines(rows),
        n_shown=0,
    ),
    "matches": Kind(
        "The same claim elsewhere",
        ("more claim like it", "more claims like it"),
        "_matches",
        lambda screen: screen.family.matches,
        lambda screen, rows: screen.family.match_lines(rows),
    ),
    "other_matches": Kind(
        "Different claims",
        ("different claim", "different claims"),
        "_matches",
        lambda screen: screen.family.rejected_matches,
        lambda screen, rows: screen.family.match_lines(rows),
        n_shown=0,
    ),
    "saying": _voices("Who says so", ("more says so", "more say so"), lambda screen: screen.family.saying, N_VOICES),
    "denying": _voices(
        "Who denies it", ("more denies it", "more deny it"), lambda screen: screen.family.denying, N_VOICES
    ),
    "by_way_of_others": _voices(
        "Claims of the family by way of others",
        ("more claim of the family, by way of these", "more claims of the family, by way of these"),
        lambda screen: screen.family.by_way_of_others,
        0,
    ),
    "merged": Kind(
        "Claims merged into this one",
        ("claim merged into this one", "claims merged into this one"),
        "_merged",
        lambda screen: screen.rows.merged,
        n_shown=0,
    ),
    "searches": Kind(
        "Searches for the other side",
        ("more search", "more searches"),
        "_searches",
        lambda screen: screen.rows.searches,
    ),
    "replies": Kind(
        "Right of reply",
        ("more request for a reply", "more requests for a reply"),
        "_replies",
        lambda screen: screen.rows.replies,
        lambda screen, rows: screen.people.reply_lines(rows),
    ),
    "claimant_links": Kind(
        "Links for the claimant",
        ("more request with its links", "more requests with their links"),
        "_claimant_links",
        lambda screen: screen.people.asked_by_link,
        lambda screen, rows: screen.people.claimants(rows),
    ),
    "experts": Kind(
        "Experts who were asked by a link",
        ("more expert", "more experts"),
        "_guest_lines",
        lambda screen: screen.people.experts,
        lambda screen, rows: screen.people.guest_lines(rows),
    ),
}
