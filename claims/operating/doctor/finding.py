"""One thing that is wrong."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """`what` and `cure` are full sentences; an advice does not make the desk ill."""

    what: str
    cure: str
    is_advice: bool = False
