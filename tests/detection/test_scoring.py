"""From sentences that have been read to scores and reasons: which model is used, what it adds, how it is told."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from claims.detection import encoder, features, installed, model, scoring, signals
from claims.detection.model import Model
from claims.errors import Refused

FIGURE = "The council spent 40 million euros on the bridge in 2019."
SMALL_TALK = "Well, I think you and I want to talk about this some more."


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(installed, "_folder", tmp_path)
    return tmp_path


def weights(bias: float, wording: dict[str, int] | None = None) -> Model:
    """A model that knows single words only."""
    table = np.full(features.N_BUCKETS, model.UNSEEN, np.int8)
    for word, weight in (wording or {}).items():
        table[features.read([word]).buckets[0]] = weight
    return Model(bias, {name: signal.weight for name, signal in signals.ALL.items()}, 1.0, table)


def test_scores_come_in_the_order_of_the_sentences() -> None:
    first, second = scoring.score_sentences([FIGURE, SMALL_TALK])
    assert scoring.score_sentences([SMALL_TALK, FIGURE]) == [second, first]
    assert first > 0.8
    assert second < 0.2


def test_a_score_does_not_depend_on_its_neighbours_however_many_there_are() -> None:
    alone = scoring.score_sentences([FIGURE])
    assert scoring.score_sentences([SMALL_TALK] * 2100 + [FIGURE])[-1:] == alone


def test_no_sentences_and_empty_sentences_have_scores_too() -> None:
    assert scoring.score_sentences([]) == []
    assert all(0 <= value <= 1 for value in scoring.score_sentences(["", " ", "\x00", "?" * 9000, "word " * 20000]))


def test_a_model_that_was_trained_here_is_used_before_the_one_that_ships(data_dir: Path) -> None:
    shipped = scoring.score_sentences([FIGURE])
    model.save(weights(-20.0), data_dir / "detection")
    assert scoring.score_sentences([FIGURE]) != shipped
    (data_dir / "detection" / "model.json").unlink()
    assert scoring.score_sentences([FIGURE]) == shipped


def test_a_model_that_is_trained_again_is_taken_up_at_once(data_dir: Path) -> None:
    model.save(weights(-20.0), data_dir / "detection")
    assert scoring.score_sentences([FIGURE])[0] < 0.01
    model.save(weights(20.0), data_dir / "detection")
    assert scoring.score_sentences([FIGURE])[0] > 0.99


@pytest.mark.parametrize("damage", ["[]", "{", json.dumps({"format": 99, "bias": 0, "step": 1, "signals": {}})])
def test_a_damaged_model_is_refused_with_a_way_out(data_dir: Path, damage: str) -> None:
    model.save(weights(0.0), data_dir / "detection")
    (data_dir / "detection" / "model.json").write_text(damage, encoding="utf-8")
    with pytest.raises(Refused, match="train it again with manage"):
        scoring.score_sentences([FIGURE])


def test_a_signal_that_training_did_not_know_keeps_the_weight_set_by_hand() -> None:
    assert Model(0.0, {}, 1.0, np.zeros(1, np.int8)).weight("number") == signals.ALL["number"].weight


def test_reasons_stand_in_the_order_of_what_they_did_to_the_score(data_dir: Path) -> None:
    model.save(weights(0.0), data_dir / "detection")
    read = scoring.Read("", "", {"absolute", "number", "opinion"})
    (weighed,) = scoring.weigh_all([read])
    assert weighed.reasons == ["gives a number", "is an opinion", "says that it is always, never or nowhere so"]


def test_wording_that_moves_the_score_is_told_with_the_words_that_did(data_dir: Path) -> None:
    model.save(weights(0.0, {"bridge": 60, "weather": -90}), data_dir / "detection")
    up, down = scoring.weigh_all([scoring.Read("", text, set()) for text in ("the bridge", "the weather")])
    assert up.score > 0.5 > down.score
    assert up.reasons == ["is worded like sentences that were worth checking (“bridge”)"]
    assert down.reasons == ["is worded like sentences that were not worth checking (“weather”)"]


def test_english_wording_says_nothing_about_other_languages(data_dir: Path) -> None:
    model.save(weights(0.0, {"die": 100}), data_dir / "detection")
    (weighed,) = scoring.weigh_all([scoring.Read("die", "die", set(), is_english=False)])
    assert weighed == scoring.Weighed(0.5, [])


def test_wording_counts_for_less_in_a_sentence_that_training_hardly_knew() -> None:
    known = weights(0.0, {"bridge": 100})
    few, many = known.weigh(features.read(["bridge", "bridge over some water far away"]))[0]
    assert few > 2 * many > 0


def test_a_figure_nobody_has_seen_is_read_as_others_of_its_size() -> None:
    def buckets(text: str) -> list[int]:
        return sorted(features.read([text]).buckets.tolist())

    assert buckets("It cost 417 euros") == buckets("It cost 862 euros")
    assert buckets("It cost 417 euros") != buckets("It cost 4 euros")
    assert buckets("in 1987") == buckets("in 2031") != buckets("in 317")


class Reader:
    """An encoder that finds everything worth checking."""

    def rescored(self, texts: Sequence[str], fast: Sequence[float]) -> list[float]:
        return [0.99 for _ in texts]


def test_the_encoder_reads_again_where_it_is_installed_and_the_reasons_say_so(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.save(weights(0.0), data_dir / "detection")
    monkeypatch.setattr(encoder, "load", lambda folder: Reader() if folder == data_dir / "encoder" else None)
    plain, ruled_out = scoring.weigh_all([scoring.Read("", "", set()), scoring.Read("", "", {"question"})])
    assert plain == scoring.Weighed(0.99, ["is put higher by the encoder"])
    assert ruled_out.score < 0.1


def test_what_ships_says_what_it_was_trained_on() -> None:
    figures = json.loads((model.SHIPPED / "figures.json").read_text(encoding="utf-8"))
    assert len(figures["data"]["train"]["sha256"]) == 64
    assert 0 < figures["dev"]["F1"] <= 1
    assert sum(file.stat().st_size for file in model.SHIPPED.iterdir()) < 3_000_000
