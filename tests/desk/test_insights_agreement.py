"""Alpha against published worked examples and values computed by hand; percentiles and durations too."""

from itertools import combinations

import numpy as np
import pytest

from claims.insights.agreement import MIN_UNITS, Agreement, Metric, measure, nominal, ordinal
from claims.insights.durations import Spell, in_short, in_words, spell


def units_of(*raters: str) -> list[list[int]]:
    """Rows of raters, a letter or digit for each unit and * for none, as units with the ratings that are there."""
    return [[ord(value) for value in unit if value != "*"] for unit in zip(*raters, strict=True)]


#: Four raters, twelve units (Krippendorff 2011).
FOUR = units_of("123321412***", "1233224125*3", "*3332342251*", "12332441251*")
#: Three raters, fifteen units.
THREE = units_of("*****34121133*3", "1*213343*******", "**21344*21133*4")
#: Two raters, ten units of yes and no.
YES_NO = units_of("0100000010", "1110010000")
#: Two raters, twelve units, five names.
NAMES = units_of("aabbdcccedda", "babbbccceddd")


@pytest.mark.parametrize(
    ("units", "metric", "alpha"),
    [
        (FOUR, nominal, 0.743421),
        (FOUR, ordinal, 0.815388),
        (THREE, nominal, 0.691358),
        (THREE, ordinal, 0.806721),
        (YES_NO, nominal, 0.095238),
        (NAMES, nominal, 0.691964),
    ],
    ids=["four nominal", "four ordinal", "three nominal", "three ordinal", "yes and no", "names"],
)
def test_alpha_is_as_published(units: list[list[int]], metric: Metric, alpha: float) -> None:
    assert measure(units, metric).value == pytest.approx(alpha, abs=5e-5)


def test_the_worked_example_counts_forty_pairable_ratings_of_eleven_units() -> None:
    found = measure(FOUR, ordinal)
    assert (found.n_ratings, found.n_units) == (40, 11)


def test_ordinal_distance_is_what_the_definition_says() -> None:
    """The sum of the counts from one value to the other, less half of both ends, squared."""
    counts = np.array([[9.0, 13, 10, 5, 3]])
    distances = ordinal(counts)[0]
    for low, high in combinations(range(5), 2):
        between = counts[0, low : high + 1].sum() - (counts[0, low] + counts[0, high]) / 2
        assert distances[low, high] == distances[high, low] == between**2


def test_two_who_always_agree_are_at_one_and_two_who_never_do_below_zero() -> None:
    assert measure([[1, 1], [2, 2], [3, 3]], ordinal).value == 1
    # Observed 1; expected 2 * 2 * 2 / (4 * 3): alpha is 1 - 3 / 2
    assert measure([[1, 2], [2, 1]], nominal).value == pytest.approx(-0.5)


@pytest.mark.parametrize(
    ("units", "reason"),
    [
        ([], "nothing was rated by two people"),
        ([[1], [], [5]], "nothing was rated by two people"),
        ([[3, 3], [3, 3, 3]], "all ratings are the same"),
    ],
    ids=["no units", "one rater each", "one level"],
)
def test_what_is_undefined_has_a_reason_and_no_value(units: list[list[int]], reason: str) -> None:
    for metric in (nominal, ordinal):
        found = measure(units, metric)
        assert (found.value, found.low, found.high) == (None, None, None)
        assert found.reason.startswith(reason)


def test_ratings_of_units_with_one_rater_change_nothing() -> None:
    assert measure([*FOUR, [1], [5]], ordinal) == measure(FOUR, ordinal)


def bounds(found: Agreement) -> tuple[float, float]:
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


def test_the_interval_holds_alpha_is_the_same_each_time_and_narrows_with_more_units() -> None:
    found, again, more = measure(FOUR, ordinal), measure(FOUR, ordinal), measure(FOUR * 10, ordinal)
    assert found == again
    assert bounds(found)[0] <= (found.value or 0) <= bounds(found)[1] <= 1
    assert bounds(more)[1] - bounds(more)[0] < bounds(found)[1] - bounds(found)[0]


def test_few_units_have_no_interval_and_neither_have_units_that_hardly_ever_differ() -> None:
    assert measure([[1, 2], [2, 2], [3, 3], [1, 1]][: MIN_UNITS - 1], ordinal).low is None
    assert measure([[1, 2], *[[1, 1]] * (MIN_UNITS - 1)], ordinal).low is not None
    assert measure([[1, 1], [1, 1], [1, 1], [1, 1], [1, 1]], ordinal).low is None


def test_percentiles_lie_between_their_neighbours_in_proportion() -> None:
    five = spell([5, 1, 4, 2, 3])
    assert five is not None
    assert (five.n, five.half) == (5, 3)
    assert five.most == pytest.approx(4.6)
    assert spell([10, 20]) == Spell(2, 15, 19)
    assert spell([7]) == Spell(1, 7, 7)
    assert spell([]) is None


@pytest.mark.parametrize(
    ("seconds", "words", "short"),
    [
        (59, "under a minute", "< 1 min"),
        (60, "1 minute", "1 min"),
        (2400, "40 minutes", "40 min"),
        (5 * 3600 + 1700, "5 hours", "5 h"),
        (86_400, "1 day", "1 d"),
        (3.5 * 86_400, "4 days", "4 d"),
    ],
)
def test_durations_are_told_in_one_unit(seconds: float, words: str, short: str) -> None:
    assert (in_words(seconds), in_short(seconds)) == (words, short)
