"""How many addresses one person may have the desk open: nobody makes it a tool against other sites."""

from __future__ import annotations

from claims import policy, throttle
from claims.models import User

PER_S = 3600
TOO_MANY = (
    "You had {most} addresses opened within this hour, which is the most that one person may. They are being worked "
    "on; go on in the next hour, or paste or upload what is behind this address."
)


def count_fetch(by: User | None) -> None:
    """One more of this person's (nobody: a command of the operator). Raises throttle.TooMany."""
    if by is not None:
        most = policy.current().n_fetches_per_hour
        throttle.count("fetch", str(by.pk), most=most, per_s=PER_S, sentence=TOO_MANY.format(most=most))
