"""From a speaker as it is written to the claimant who is meant: any known name, with or without a role in front."""

from __future__ import annotations

from typing import Final

from claims.detection import people
from claims.models import Claimant, Named

#: What kind of claimant a phrase names, by claims.detection.people.Who.kind; an unsure name is left out.
_KINDS: Final = {
    "person": Claimant.Kind.PERSON,
    "role": Claimant.Kind.PERSON,
    "body": Claimant.Kind.ORGANISATION,
    "collective": Claimant.Kind.GROUP,
    "document": Claimant.Kind.DOCUMENT,
}


def named(name: str, role: str = "", kind: str = "") -> Named:
    """`kind` is a Who.kind, read from the name where it is not given."""
    who = people.read(name)
    return Named(name, role, _KINDS.get(kind or who.kind, ""), core=_core(name, who))


def is_anybody(name: str) -> bool:
    """A role that points at somebody the text never names ("The spokesman"): each article means another person."""
    who = people.read(name)
    return who.kind == "role" and who.name.startswith("The ")


def find_or_add(name: str, role: str = "") -> Claimant | None:
    """The claimant whom a person names, made when new. None for an empty name."""
    return Claimant.objects.find_or_add_all([named(name, role)]).get(Claimant.key_of(name))


def _core(name: str, who: people.Who) -> str:
    """The full name behind a role. Fewer than two words may be anybody's, so they are never certain."""
    is_certain = who.kind == "person" and len(who.name.split()) > 1 and name.rstrip().endswith(who.name)
    return who.name if is_certain and who.name != name.strip() else ""
