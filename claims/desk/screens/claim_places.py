"""At which address a row of a claim's long lists stands: on the claim's page, or on a page of its list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from claims.desk.screens.claim_evidence import ElementLine
from claims.desk.screens.claim_origins import Link
from claims.desk.screens.claim_rest import KINDS, N_AT_ONCE

if TYPE_CHECKING:
    from claims.desk.screens.claim import ClaimScreen

_PASSAGES = ("supporting", "refuting", "proposed", "mentioning", "rejected")
#: How the id of a row, or of a fold in it, begins -> the lists in which the row may stand (as claim.js has it).
_LISTS = {
    "evidence": _PASSAGES,
    "accept": _PASSAGES,
    "reject": _PASSAGES,
    "readers": _PASSAGES,
    "element": ("elements",),
    "origin": ("origins",),
    "reply": ("replies",),
    "ask_claimant": ("claimant_links",),
}


class Places:
    """Looks only into the lists that are asked for, each once."""

    def __init__(self, screen: ClaimScreen) -> None:
        self.screen = screen
        self._left_out: dict[str, dict[str, int]] = {}

    def address_of(self, key: str) -> str:
        """The address of what has this id."""
        begins, _, number = key.rpartition("-")
        for name in _LISTS.get(begins, ()):
            at = self._left_out_of(name).get(number)
            if at is not None:
                page = reverse("desk:claim_rest", args=[self.screen.claim.pk, name])
                return f"{page}?from={at - at % N_AT_ONCE}#{key}"
        return f"{reverse('desk:claim', args=[self.screen.claim.pk])}#{key}"

    def _left_out_of(self, name: str) -> dict[str, int]:
        """Number of a row that the claim's page leaves out of this list -> the place of the row in it."""
        if name not in self._left_out:
            kind = KINDS[name]
            rows = kind.rows(self.screen)[kind.n_shown :]
            self._left_out[name] = {_number_of(row): at for at, row in enumerate(rows, kind.n_shown)}
        return self._left_out[name]


def _number_of(row: Any) -> str:
    """By which its ids end."""
    match row:
        case ElementLine():
            return str(row.element.pk)
        case (_, Link() as link):
            return str(link.source.pk) if link.source else ""
        case _:
            return str(row.pk)
