"""The fit: it learns what can be learnt, holds to what was set by hand, and comes out the same each time."""

import numpy as np
import pytest

from claims.detection import descent, features, model, signals, training
from claims.detection.model import Floats
from claims.detection.training import Examples

WORTH = ["The town spent {} euros on wells", "The dam lost {} litres of water", "The plant closed {} lines"]
NOT_WORTH = ["We want to thank you all {} times", "Let me tell you {} stories", "You know my {} friends"]


def examples(n: int = 120) -> Examples:
    """The signals say nothing, so only the wording tells."""
    texts = [(WORTH if at % 2 else NOT_WORTH)[at % 3].format(at) for at in range(n)]
    return Examples(texts, [{"number"}] * n, np.array([float(at % 2) for at in range(n)]))


def test_wording_is_learnt() -> None:
    trained = training.fit(examples())
    odds = training.odds_of(
        trained, Examples(["The town lost water", "You know, we thank you"], [set(), set()], np.zeros(2))
    )
    assert odds[0] > odds[1] + 1


def test_the_same_sentences_give_the_same_model() -> None:
    first, second = training.fit(examples()), training.fit(examples())
    assert (first.bias, first.signals, first.step) == (second.bias, second.signals, second.step)
    assert first.wording.tobytes() == second.wording.tobytes()


def test_signals_keep_the_weights_set_by_hand_until_labels_say_otherwise() -> None:
    trained = training.fit(examples())
    assert trained.signals["finding"] == signals.ALL["finding"].weight
    names = [{"opinion"} if at % 2 else {"number"} for at in range(2000)]
    labels = np.array([float(at % 2) for at in range(2000)])
    taught = training.fit(Examples(["x"] * 2000, names, labels))
    assert taught.signals["opinion"] > signals.ALL["opinion"].weight + 0.5
    assert taught.signals["number"] < signals.ALL["number"].weight - 0.5


def test_wording_seen_once_has_no_weight() -> None:
    trained = training.fit(Examples(["rare"], [set()], np.array([1.0])))
    assert (trained.wording == model.UNSEEN).all()


def test_a_model_goes_on_from_another() -> None:
    start = training.fit(examples())
    again = training.fit(Examples(["Rain fell"] * 4, [set()] * 4, np.array([1.0, 0.0, 1.0, 0.0])), start)
    known = start.wording != model.UNSEEN
    assert np.allclose(again.wording[known] * again.step, start.wording[known] * start.step, atol=2 * again.step)
    assert (again.wording[~known] != model.UNSEEN).any()


def test_every_block_is_judged_by_a_model_that_has_not_seen_it() -> None:
    """Each block has a word of its own that tells all inside it and nothing outside."""
    n = training.BLOCKS * 20
    texts = [f"zz{'abcdefgh'[at // 20]} yes" if at % 2 else f"zz{'abcdefgh'[at // 20]} no" for at in range(n)]
    labels = np.array([float(at // 20 == 0) for at in range(n)])
    odds, blocks = training.odds_unseen(Examples(texts, [set()] * n, labels))
    assert sorted(set(blocks.tolist())) == list(range(training.BLOCKS))
    assert odds[0] < 0


def test_the_cut_is_the_one_that_no_block_is_far_behind_with() -> None:
    odds = np.log(np.array([0.9, 0.4, 0.243, 0.1]) / np.array([0.1, 0.6, 0.757, 0.9]))
    labels = np.array([1.0, 1.0, 0.0, 0.0])
    cut = training.best_cut(np.tile(odds, 2), np.tile(labels, 2), np.repeat([0, 1], 4))
    assert 0.243 < cut <= 0.4


def test_cutting_moves_the_score_of_a_half_and_no_rank() -> None:
    trained = training.fit(examples())
    cut = training.cut_at(trained, 0.25)
    assert cut.bias == pytest.approx(trained.bias + np.log(3), abs=1e-3)
    assert cut.signals == trained.signals


def test_f1_and_average_precision_are_the_usual_ones() -> None:
    labels = np.array([1.0, 0.0, 1.0, 0.0])
    assert training.f1(labels, np.array([True, True, False, False])) == pytest.approx(0.5)
    assert training.average_precision(labels, np.array([4.0, 3.0, 2.0, 1.0])) == pytest.approx((1 + 2 / 3) / 2)
    assert training.average_precision(np.zeros(2), np.zeros(2)) == 0


def test_the_descent_finds_the_lowest_point() -> None:
    centre, steep = np.array([3.0, -2.0, 0.5]), np.array([1.0, 30.0, 200.0])

    def bowl(point: Floats) -> tuple[float, Floats]:
        apart = point - centre
        return float(steep @ apart**2), 2 * steep * apart

    assert descent.minimise(bowl, np.zeros(3)) == pytest.approx(centre, abs=1e-2)


def test_a_text_has_its_words_stems_and_pairs() -> None:
    grams = features.read(["two words", ""])
    assert grams.n_sentences == 2
    assert np.bincount(grams.rows, minlength=2).tolist() == [7, 1]  # words, stems and pairs; an empty one has its edges
    assert grams.words[:3] == ["", "two", "words"]
