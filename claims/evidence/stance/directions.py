"""Which way a text points: up or down, good or bad. Two texts that point apart hardly agree. Data and look-ups."""

from __future__ import annotations

from typing import Final

from claims.evidence.reading import Reading

_UP: Final = frozenset(
    "increase increases increased increasing rise rises rising rose higher high more greater elevated elevates enhance "
    "enhances enhanced raise raises raised grow grows growth grew boost boosts boosted many most majority frequent "
    "frequently often common commonly widely widespread severe severely significant significantly strong stronger "
    "strongly promote promotes promoted longer larger up".split()
)
_DOWN: Final = frozenset(
    "decrease decreases decreased decreasing decline declines declined reduce reduces reduced reducing reduction lower "
    "lowers lowered low less fewer weak weaker weakens mild minor minimal few rare rarely small smaller limited limits "
    "shorter drop drops dropped fall falls fell suppress suppresses suppressed diminished slow slows little".split()
)
_GOOD: Final = frozenset(
    "effective effectively efficacy benefit benefits beneficial safe safely safety protect protects protected "
    "protective protection prevent prevents prevented preventing prevention cure cures cured treat treats treated "
    "treatment improve improves improved improvement help helps helped useful recover recovers recovered recovery "
    "works worked inhibit inhibits inhibited kill kills inactivates mitigate mitigates recommended".split()
)
_BAD: Final = frozenset(
    "ineffective harm harms harmed harmful dangerous danger dangers risk risks risky unsafe toxic toxicity fail fails "
    "failed useless damage damages damaged adverse cause causes caused causing infect infects infected infection death "
    "deaths die dies died worse worsen worsens worsened complications mortality susceptible vulnerable spread spreads "
    "transmission transmit transmitted".split()
)
_CLASSES: Final = (_UP, _DOWN, _GOOD, _BAD)
NAMES: Final = ("up", "down", "good", "bad")
#: Words before a word within which a negation turns it (count).
_REACH: Final = 3


def of(text: Reading) -> tuple[float, ...]:
    """For each of NAMES: 1 where the text points that way, -1 where it only denies to, 0 where it says neither."""
    return tuple(_points(text, words) for words in _CLASSES)


def _points(text: Reading, words: frozenset[str]) -> float:
    if text.plain_set.isdisjoint(words):
        return 0.0
    found = [at for at, word in enumerate(text.plain) if word in words]
    is_turned = [any(0 < at - turn <= _REACH for turn in text.negations) for at in found]
    return -1.0 if all(is_turned) else 1.0
