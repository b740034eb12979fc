"""From a speaker as it is written to the claimant who is meant: any known name, with or without a role in front."""

from __future__ import annotations

from claims.detection import people
from claims.models import Claimant, Named


def named(name: str, role: str = "", kind: str = "") -> Named:
    """`kind` is a Claimant.Kind, read from the name where it is not given."""
    who = people.read(name)
    told = kind or who.claimant_kind
    return Named(name, role, "" if told == Claimant.Kind.UNKNOWN else told, core=_core(name, who))


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
