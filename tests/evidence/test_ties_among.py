"""How many sources of some are independent depends on these alone, whatever else the claim has."""

from __future__ import annotations

import random
from itertools import combinations

from claims import ties
from claims.models import Origin, Source


def voice(pk: int, *passages: str, publisher: str = "", origin: Origin | None = None) -> ties.Voice:
    return ties.Voice(Source(pk=pk, publisher=publisher, origin=origin), passages)


def test_sources_that_are_not_asked_about_change_no_number() -> None:
    origin = Origin(pk=1, label="The wire")
    asked = [
        voice(1, "It rose.", publisher="Nordic Wire"),
        *(voice(pk, f"A {2018 + pk} Nordic Wire report says so.") for pk in (2, 3, 4)),
        *(voice(pk, "It fell.", publisher="Nordic Wire", origin=origin) for pk in range(10, 14)),
    ]
    others = [voice(pk, "Something else.") for pk in range(20, 24)]
    joined = {pk: ties.Decision(pk - 10, "She says so.") for pk in range(20, 24)}
    found = ties.Ties([*asked, *others], joined)
    assert found.n_independent({one.pk for one in asked}) == ties.Ties(asked, {}).n_independent() == 3


def test_a_number_of_some_is_what_they_would_have_alone_and_never_too_large() -> None:
    chance = random.Random(11)
    names = ("Reuters", "Nordic Wire", "Solvang", "")
    wordings = ("It rose.", "According to {}, it rose.", "She told {}.", "A 2021 {} report says so.")
    has_differed = False
    for _ in range(60):
        origins = [None, None, Origin(pk=1, label="One"), Origin(pk=2, label="Two")]
        voices = [
            voice(
                pk,
                chance.choice(wordings).replace("{}", chance.choice(names) or "Lissa"),
                publisher=chance.choice(names),
                origin=chance.choice(origins),
            )
            for pk in range(1, 10)
        ]
        decisions = {1: ties.Decision(2, "Joined."), 3: ties.Decision(None, "Apart.")}
        found, among = ties.Ties(voices, decisions), set(chance.sample(range(1, 10), 6))
        alone = ties.Ties([one for one in voices if one.pk in among], decisions)
        n = found.n_independent(among)
        assert n == alone.n_independent()
        assert n <= most_independent(found, among)
        has_differed |= n != found.n_independent()
    assert has_differed


def most_independent(found: ties.Ties, among: set[int]) -> int:
    """By trying every choice."""
    return next(
        n
        for n in range(len(among), -1, -1)
        if any(not any(found.near(a) & set(chosen) for a in chosen) for chosen in combinations(among, n))
    )
