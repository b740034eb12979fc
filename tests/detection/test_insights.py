"""Figures about the machine's suggestions, from plain verdicts."""

from collections import Counter
from datetime import date

import pytest

from claims.detection.insights import Band, Precision, Suggestion, bands, precisions, tally, weeks

MONDAY = date(2025, 11, 17)


def ranking(article: int, *verdicts: bool | None) -> list[Suggestion]:
    return [Suggestion(article, 1 - place / 100, MONDAY, verdict) for place, verdict in enumerate(verdicts)]


def at(k: int, suggestions: list[Suggestion]) -> Precision:
    return next(found for found in precisions(suggestions) if found.k == k)


def test_precision_is_the_mean_over_articles_not_over_suggestions() -> None:
    found = at(3, [*ranking(1, True, True, True), *ranking(2, True, False, False), *ranking(3, False, False, False)])
    assert found.share == pytest.approx((1 + 1 / 3 + 0) / 3)
    assert found.n_articles == 3


def test_an_article_counts_only_as_deep_as_all_are_judged() -> None:
    suggestions = ranking(1, True, None, True, True, True)
    assert at(1, suggestions) == Precision(1, 1.0, 1)
    assert at(3, suggestions) == Precision(3, None, 0)


def test_an_article_with_fewer_suggestions_than_k_does_not_count() -> None:
    assert at(5, ranking(1, True, True, True)) == Precision(5, None, 0)


def test_spam_is_passed_over() -> None:
    spam = Suggestion(1, 0.99, MONDAY, None, "spam")
    assert at(1, [spam, *ranking(1, True)]) == Precision(1, 1.0, 1)


def test_bands_hold_the_judged_ones_and_the_best_score_is_in_the_last() -> None:
    scores = [(0.6, True), (0.69, False), (0.7, True), (1.0, True), (0.65, None)]
    assert bands(Suggestion(1, score, MONDAY, verdict) for score, verdict in scores) == [
        Band(0.6, 0.7, 2, 1), Band(0.7, 0.8, 1, 1), Band(0.9, 1.0, 1, 1),
    ]  # fmt: skip


def test_a_week_begins_on_monday_and_the_newest_comes_first() -> None:
    days = [date(2025, 11, 16), MONDAY, date(2025, 11, 23)]
    found = weeks(Suggestion(1, 0.9, day, True) for day in days)
    assert [(week.begins_on, week.n) for week in found] == [(MONDAY, 2), (date(2025, 11, 10), 1)]


def test_what_became_of_the_suggestions_adds_up() -> None:
    found = tally(
        [
            Suggestion(1, 0.9, MONDAY, True, "", True),
            Suggestion(1, 0.9, MONDAY, True),
            Suggestion(1, 0.9, MONDAY, True, "already_covered", True),
            Suggestion(1, 0.9, MONDAY, False, "opinion"),
            Suggestion(1, 0.9, MONDAY, None, "spam"),
            Suggestion(1, 0.9, MONDAY, None),
        ],
        MONDAY,
    )
    assert (found.n, found.n_accepted, found.n_dismissed, found.n_open, found.n_judged) == (6, 2, 3, 1, 4)
    assert (found.worth_share, found.reworded_share) == (0.75, 0.5)
    assert found.dismissed == Counter(already_covered=1, opinion=1, spam=1)


def test_of_nothing_there_are_no_shares() -> None:
    nothing = tally([], MONDAY)
    assert (nothing.worth_share, nothing.reworded_share, nothing.n_open) == (None, None, 0)
    assert bands([]) == weeks([]) == []
    assert {found.share for found in precisions([])} == {None}
