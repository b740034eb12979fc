"""The optional encoder: a tiny random one is read back and compared with plain arithmetic, one text at a time."""

import json
import math
import os
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.detection import encoder, encoder_weights
from claims.detection.encoder_weights import Settings, Weights
from claims.detection.wordpiece import Vocabulary
from claims.errors import Refused

WORDS = "[PAD] [UNK] [CLS] [SEP] taxes rose fell by the in work ##ers ##er ##s 7 % , . ' cafe don t 税 ##税".split()
TEXTS = [
    "Taxes rose.",
    "The workers in the café fell by 7%, taxes rose by 7%.",
    "",
    "税税 fell, don't",
    "the " * 40,
]
WIDTH, WIDE, HEADS, LAYERS, N_TOKENS = 8, 20, 2, 2, 16


def some_numbers(seed: int = 7) -> dict[str, np.ndarray]:
    draw = np.random.default_rng(seed)
    numbers = {"words": draw.normal(size=(len(WORDS), WIDTH)), "places": draw.normal(size=(N_TOKENS, WIDTH))}
    numbers |= {"head.weight": draw.normal(size=WIDTH), "head.bias": np.array(0.25)}
    norms = ["embedded"]
    for layer in range(LAYERS):
        for name, size in {"qkv": (8, 24), "attended": (8, 8), "widen": (8, 20), "narrow": (20, 8)}.items():
            numbers[f"{layer}.{name}.weight"] = draw.normal(size=size) / 2
            numbers[f"{layer}.{name}.bias"] = draw.normal(size=size[1])
        norms += [f"{layer}.middle", f"{layer}.end"]
    for norm in norms:
        numbers[f"{norm}.gain"] = draw.normal(1, 0.2, size=WIDTH)
        numbers[f"{norm}.offset"] = draw.normal(0, 0.2, size=WIDTH)
    # Rounded as the files keep them, so that what is read back is the same to the last digit.
    return {name: value.astype(np.float16).astype(np.float32) for name, value in numbers.items()}


def tiny(**use: float) -> Weights:
    return Weights(some_numbers(), Vocabulary(WORDS), Settings(n_heads=HEADS, n_tokens=N_TOKENS, **use))


READER = encoder.Encoder(tiny())


def normed(numbers, name, state):
    gain, offset = numbers[f"{name}.gain"].tolist(), numbers[f"{name}.offset"].tolist()
    done = []
    for row in state:
        mean = sum(row) / len(row)
        spread = math.sqrt(sum((x - mean) ** 2 for x in row) / len(row) + 1e-12)
        done.append([(x - mean) / spread * g + o for x, g, o in zip(row, gain, offset, strict=True)])
    return done


def linear(numbers, name, state):
    weight, bias = numbers[f"{name}.weight"].tolist(), numbers[f"{name}.bias"].tolist()
    return [
        [sum(x * w[k] for x, w in zip(row, weight, strict=True)) + bias[k] for k in range(len(bias))] for row in state
    ]


def added(state, more):
    return [[a + b for a, b in zip(*rows, strict=True)] for rows in zip(state, more, strict=True)]


def attended(projected):
    """Attention by hand: for each head and each token a weighted mean of the values of all tokens."""
    size = WIDTH // HEADS
    out = [[0.0] * WIDTH for _ in projected]
    for head in range(HEADS):
        query, key, value = (slice(part * WIDTH + head * size, part * WIDTH + (head + 1) * size) for part in range(3))
        for at, row in enumerate(projected):
            looks = [
                math.exp(sum(q * k for q, k in zip(row[query], other[key], strict=True)) / math.sqrt(size))
                for other in projected
            ]
            for k in range(size):
                seen = sum(look * other[value][k] for look, other in zip(looks, projected, strict=True))
                out[at][head * size + k] = seen / sum(looks)
    return out


def by_hand(weights: Weights, text: str) -> float:
    """The log-odds of one text in plain Python, without batches or padding."""
    numbers = weights.numbers
    tokens = weights.vocabulary.numbers(text, N_TOKENS)
    state = [(numbers["words"][token] + numbers["places"][at]).tolist() for at, token in enumerate(tokens)]
    state = normed(numbers, "embedded", state)
    for layer in range(LAYERS):
        looked = linear(numbers, f"{layer}.attended", attended(linear(numbers, f"{layer}.qkv", state)))
        state = normed(numbers, f"{layer}.middle", added(state, looked))
        wide = [
            [x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in row] for row in linear(numbers, f"{layer}.widen", state)
        ]
        state = normed(numbers, f"{layer}.end", added(state, linear(numbers, f"{layer}.narrow", wide)))
    mean = [sum(column) / len(state) for column in zip(*state, strict=True)]
    return sum(m * w for m, w in zip(mean, numbers["head.weight"].tolist(), strict=True)) + float(numbers["head.bias"])


def test_log_odds_are_those_of_plain_arithmetic_whatever_else_is_in_the_batch():
    weights = tiny()
    expected = [by_hand(weights, text) for text in TEXTS]
    assert encoder.Encoder(weights).log_odds(TEXTS) == pytest.approx(expected, abs=1e-4)
    assert max(expected) - min(expected) > 0.1  # else the comparison would say nothing


def test_weights_come_back_as_they_were_written_with_what_is_known_about_them(tmp_path):
    weights = tiny(scale=0.8, shift=0.3, unsure_from=0.2, unsure_to=0.9, share=0.5)
    weights.write(tmp_path / "made", {"seed": 7})
    loaded = encoder.load(tmp_path / "made")
    assert loaded is not None
    assert loaded.settings == weights.settings
    assert loaded.log_odds(TEXTS) == pytest.approx([by_hand(weights, text) for text in TEXTS], abs=1e-4)
    assert json.loads((tmp_path / "made" / "encoder.json").read_text())["about"] == {"seed": 7}


def test_scores_are_the_scaled_and_shifted_odds_as_probabilities():
    weights = tiny(scale=0.5, shift=-1.0)
    expected = [1 / (1 + math.exp(1.0 - 0.5 * by_hand(weights, text))) for text in TEXTS]
    assert encoder.Encoder(weights).scores(TEXTS) == pytest.approx(expected, abs=1e-4)


def test_many_texts_are_scored_in_their_own_order():
    reader = encoder.Encoder(tiny())
    texts = [TEXTS[k % 5] for k in range(200)]
    random.Random(3).shuffle(texts)
    alone = {text: float(reader.log_odds([text])[0]) for text in TEXTS}
    assert reader.log_odds(texts) == pytest.approx([alone[text] for text in texts], abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=300), max_size=4))
def test_whatever_is_written_gets_a_probability(texts):
    found = READER.scores(texts)
    assert found.shape == (len(texts),)
    assert ((found >= 0) & (found <= 1)).all()


def test_no_text_gives_no_score():
    assert encoder.Encoder(tiny()).scores([]).shape == (0,)


def test_only_unsure_scores_change():
    reader = encoder.Encoder(tiny(unsure_from=0.2, unsure_to=0.8))
    fast = [0.1, 0.5, 0.2, 0.81, 0.3]
    new = reader.rescored(TEXTS, fast)
    assert [new[0], new[3]] == [0.1, 0.81]
    assert [new[k] for k in (1, 2, 4)] == pytest.approx(reader.scores(TEXTS)[[1, 2, 4]], abs=2e-4)


def test_without_unsure_scores_nothing_is_read():
    reader = encoder.Encoder(tiny(unsure_from=0.4, unsure_to=0.6))
    assert reader.rescored(["a", "b"], [0.1, 0.9]) == [0.1, 0.9]


def test_a_share_mixes_the_log_odds_of_both():
    reader = encoder.Encoder(tiny(share=0.25))
    slow = float(reader.scores(TEXTS[:1])[0])
    odds = 0.25 * math.log(slow / (1 - slow)) + 0.75 * math.log(0.7 / 0.3)
    assert reader.rescored(TEXTS[:1], [0.7]) == pytest.approx([1 / (1 + math.exp(-odds))], abs=1e-4)


def test_where_none_was_made_there_is_none(tmp_path):
    assert encoder.load(tmp_path) is None


def test_an_encoder_is_read_once_and_again_when_it_was_made_again(tmp_path):
    tiny().write(tmp_path, {})
    first = encoder.load(tmp_path)
    assert encoder.load(str(tmp_path)) is first
    tiny(shift=1.0).write(tmp_path, {})
    os.utime(tmp_path / "encoder.json", (1, 1))  # two writes within one tick of the clock would look the same
    again = encoder.load(tmp_path)
    assert again is not None
    assert again.settings.shift == 1.0


def test_files_that_do_not_belong_together_are_refused(tmp_path):
    tiny().write(tmp_path, {})
    with (tmp_path / "weights.npz").open("ab") as file:
        file.write(b"more")
    with pytest.raises(Refused, match=r"not the file that encoder\.json was written for; make it again with: manage"):
        encoder_weights.read(tmp_path)


def test_another_format_is_refused(tmp_path):
    tiny().write(tmp_path, {})
    about = json.loads((tmp_path / "encoder.json").read_text())
    (tmp_path / "encoder.json").write_text(json.dumps(about | {"format": 99}))
    with pytest.raises(Refused, match="of format 99, not 1; make it again"):
        encoder_weights.read(tmp_path)


@pytest.mark.parametrize("lost", ["weights.npz", "vocabulary.txt"])
def test_a_missing_file_is_refused_by_name(tmp_path, lost):
    tiny().write(tmp_path, {})
    (tmp_path / lost).unlink()
    with pytest.raises(Refused, match=rf"cannot be read \(.*{lost}.*\); make it again"):
        encoder_weights.read(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 1}'])
def test_a_damaged_description_is_refused(tmp_path, text):
    tiny().write(tmp_path, {})
    (tmp_path / "encoder.json").write_text(text)
    with pytest.raises(Refused, match="cannot be read"):
        encoder_weights.read(tmp_path)


def test_numbers_of_another_shape_are_not_written(tmp_path):
    weights = tiny()
    wrong = Weights(
        {**weights.numbers, "1.narrow.weight": np.zeros((3, 3), np.float32)}, weights.vocabulary, weights.settings
    )
    with pytest.raises(ValueError, match=r"1\.narrow\.weight is not of shape \(20, 8\)"):
        wrong.write(tmp_path, {})
    assert list(tmp_path.iterdir()) == []


def test_batches_hold_every_place_once_and_pad_to_no_more_than_allowed():
    draw = random.Random(5)
    lengths = [draw.randint(2, 60) for _ in range(300)] + [500]
    made = list(encoder.batches(lengths, 128))
    assert sorted(at for batch in made for at in batch) == list(range(301))
    for batch in made:
        assert len(batch) == 1 or len(batch) * max(lengths[at] for at in batch) <= 128
    assert len(made) < 120  # they are filled


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Taxes ROSE.", "taxes rose ."),
        ("the workers", "the work ##ers"),
        ("the worker's work", "the work ##er ' [UNK] work"),
        ("Café\u00a0don’t", "cafe don [UNK] t"),
        ("by\u200b7%\x07\tin", "by ##7 % in"),
        ("税税", "税 税"),
        ("x" * 500, "[UNK]"),
    ],
)
def test_text_becomes_known_words_and_pieces(text, tokens):
    vocabulary = Vocabulary([*WORDS, "##7"])
    read = [vocabulary.words[number] for number in vocabulary.numbers(text, 30)]
    assert " ".join(read[1:-1]) == tokens
    assert (read[0], read[-1]) == ("[CLS]", "[SEP]")


def test_long_text_is_cut_and_keeps_its_frame():
    vocabulary = Vocabulary(WORDS)
    read = vocabulary.numbers("the " * 100_000, 10)
    assert [vocabulary.words[number] for number in read] == ["[CLS]", *["the"] * 8, "[SEP]"]


def test_a_vocabulary_without_its_frame_is_no_vocabulary():
    with pytest.raises(ValueError, match=r"no \[SEP\]"):
        Vocabulary(["[UNK]", "[CLS]", "the"])
