"""What is known about a claim already: published checks of it, the same claim elsewhere, who says and who denies it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property

from claims import access
from claims.desk.forms.claim_family import Buttons, DecideCheckForm, DecideMatchForm
from claims.desk.screens.claim_pairs import CheckRow, MatchRow
from claims.desk.screens.claim_rows import AppearanceRow, Rows
from claims.desk.screens.claim_short_lists import appearances_column, read_appearances
from claims.matching import families
from claims.matching.denials import find_denials
from claims.models import Claim, RatingLevel, Role, State, User


@dataclass(frozen=True)
class Voice:
    """Somebody who says the claim, or the contrary, and where. `claim` is None for a denial inside an article."""

    who: str
    words: str
    place: AppearanceRow | None = None
    n_more_places: int = 0
    claim: Claim | None = None
    by_machine: bool = False

    @property
    def rating(self) -> RatingLevel | None:
        """Of the verdict that readers see."""
        if self.claim is None or self.claim.current_revision is None or self.claim.state == State.RETRACTED:
            return None
        return self.claim.current_revision.rating


@dataclass(frozen=True)
class CheckLine:
    row: CheckRow
    form: Buttons | None


@dataclass(frozen=True)
class MatchLine:
    row: MatchRow
    form: Buttons | None


class FamilyScreen:
    def __init__(self, claim: Claim, by: User, rows: Rows) -> None:
        self.claim, self.by, self.rows = claim, by, rows

    @cached_property
    def may_decide(self) -> bool:
        return access.has_role(self.by, Role.RESEARCHER, Role.EDITOR)

    # ── published checks ──

    @cached_property
    def checks(self) -> list[CheckRow]:
        """Those that may answer this claim; what a person called another matter is kept apart."""
        return [row for row in self.rows.checks if row.counts_as]

    @cached_property
    def rejected_checks(self) -> list[CheckRow]:
        return [row for row in self.rows.checks if not row.counts_as]

    def check_lines(self, rows: Iterable[CheckRow]) -> list[CheckLine]:
        return [CheckLine(row, DecideCheckForm.offered(self.claim, row) if self.may_decide else None) for row in rows]

    # ── other claims ──

    @cached_property
    def matches(self) -> list[MatchRow]:
        """Those that count first; suggestions of claims that were merged away meanwhile are left out."""
        rows = [row for row in self.rows.matches if row.counts_as and not self._is_moot(row)]
        return sorted(rows, key=lambda row: row.decision == "suggested")

    @cached_property
    def rejected_matches(self) -> list[MatchRow]:
        return [row for row in self.rows.matches if not row.counts_as]

    def match_lines(self, rows: Iterable[MatchRow]) -> list[MatchLine]:
        return [MatchLine(row, DecideMatchForm.offered(self.claim, row) if self.may_decide else None) for row in rows]

    @cached_property
    def by_way_of_others(self) -> list[Voice]:
        """Claims of the family that are tied to this one over others only."""
        direct = {row.other for row in self.rows.matches} | {row.pk for row in self.rows.merged}
        return [voice for voice in self._same if voice.claim and voice.claim.pk not in direct]

    # ── who says, who denies ──

    @cached_property
    def saying(self) -> list[Voice]:
        return [_voice(self.claim, self.rows.appearances), *self._same]

    @cached_property
    def denying(self) -> list[Voice]:
        places = [*self.rows.appearances, *(place for _, found in self._relatives_same for place in found)]
        return [*_contrary_voices(self._relatives_contrary, self.rows.matches), *_denials(places)]

    @property
    def headline(self) -> str:
        """ "Pakistan says, Kabul denies", as far as somebody is named."""
        says, denies = (next((one.who for one in side if one.who), "") for side in (self.saying, self.denying))
        first = f"{says[:1].upper()}{says[1:]} says it" if says else "It is said"
        return f"{first}, {denies} denies it" if denies else f"{first}, and it is denied"

    # ── what is read ──

    @cached_property
    def _family(self) -> families.Family:
        """One query, and none for a claim that stands alone."""
        if not (self.rows.matches or self.rows.merged or self.claim.merged_into_id):
            return families.Family([], [])
        return families.family_of(self.claim.pk)

    @cached_property
    def _relatives(self) -> dict[int, tuple[Claim, list[AppearanceRow]]]:
        """The claims of the family with their places, in one query, without those that a person set apart."""
        rejected = {row.other for row in self.rows.matches if not row.counts_as}
        wanted = {*self._family.same, *self._family.contrary} - rejected
        if not wanted:
            return {}
        claims = (
            Claim.objects.filter(pk__in=wanted)
            .select_related("claimant", "current_revision__rating")
            .annotate(places_json=appearances_column())
            .defer("draft_text", "draft_summary", "reasons", "current_revision__content", "current_revision__text")
            .order_by("pk")
        )
        return {claim.pk: (claim, read_appearances(claim.places_json)) for claim in claims}  # type: ignore[attr-defined]

    @cached_property
    def _relatives_same(self) -> list[tuple[Claim, list[AppearanceRow]]]:
        return [self._relatives[pk] for pk in self._family.same if pk in self._relatives]

    @cached_property
    def _relatives_contrary(self) -> list[tuple[Claim, list[AppearanceRow]]]:
        return [self._relatives[pk] for pk in self._family.contrary if pk in self._relatives]

    @cached_property
    def _same(self) -> list[Voice]:
        """A claim that was merged speaks through the one into which it was merged."""
        return [_voice(claim, places) for claim, places in self._relatives_same if claim.state != State.MERGED]

    def _is_moot(self, row: MatchRow) -> bool:
        return row.decision == "suggested" and row.state == State.MERGED


def _voice(claim: Claim, places: list[AppearanceRow], *, by_machine: bool = False) -> Voice:
    first = min(places, key=lambda place: (place.published_on or date.max, place.pk), default=None)
    who = str(claim.claimant or "") or (first.speaker if first else "")
    return Voice(who, claim.statement, first, max(0, len(places) - 1), claim, by_machine)


def _contrary_voices(found: Iterable[tuple[Claim, list[AppearanceRow]]], pairs: list[MatchRow]) -> Iterator[Voice]:
    suggested = {row.other for row in pairs if row.decision == "suggested"}
    for claim, places in found:
        if claim.state != State.MERGED:
            yield _voice(claim, places, by_machine=claim.pk in suggested)


def _denials(places: Iterable[AppearanceRow]) -> Iterator[Voice]:
    """Denials in the sentences that say it and right after them; each denier once, nobody of their own words."""
    seen: set[str] = set()
    for place in places:
        for denial in find_denials(f"{place.before}{place.quote}{place.after}", place.following):
            who = denial.who.casefold()
            if who not in seen and not (who and who in place.speaker.casefold()):
                seen.add(who)
                yield Voice(denial.who, denial.words, place)
