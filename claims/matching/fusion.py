"""How the measures of features.py become one score. The weights were fitted; docs/matching.md says how."""

from __future__ import annotations

from typing import Final

import numpy as np

from claims.matching import features

#: Log-odds that a check with none of the measures is about the text.
BIAS: Final = -11.9
#: What each measure adds to the log-odds for each 1 of it. Only time speaks against a check.
WEIGHTS: Final[dict[str, float]] = {
    "words": 0.43,
    "share of the text": 2.65,
    "share of claim and title": 1.54,
    "likeness of claim and title": 1.01,
    "share of the title": 1.91,
    "rarest word": 2.44,
    "numbers": 2.16,
    "pairs of words": 2.0,
    "likeness of the best sentence": 1.57,
    "wording": 2.36,
    "words inside others": 5.69,
    "author": 6.33,
    "length": 0.58,
    "days apart": -1.07,
    "check before": -0.59,
    "check at once": 2.75,
    "check within two months": 1.31,
    "check within a year": 0.23,
    "meaning": 2.95,
    "meaning of the best sentence": 2.35,
}


def probabilities(measures: features.Floats) -> features.Floats:
    """For each row of `features.measure`: roughly the probability that a person would call it the same claim."""
    odds = measures @ np.array([WEIGHTS[name] for name in features.COLUMNS]) + BIAS
    found: features.Floats = 1 / (1 + np.exp(-np.clip(odds, -30.0, 30.0)))
    return found
