"""Training of the encoder, all but the gradient steps: those need PyTorch, for which a stand-in steps in."""

import json
import math
import sys
from types import ModuleType

import numpy as np
import pytest

from claims.detection import encoder
from claims.errors import Refused
from claims.management.encoder_training import start
from claims.management.encoder_training.recipe import Recipe, first_of_each, shuffled_batches
from claims.management.encoder_training.training import figures, fingerprint, new_head, train

WIDTH, WIDE, LAYERS = 8, 12, 2
WORDS = "[PAD] [UNK] [CLS] [SEP] taxes rose fell thanks".split()
TEXTS = ["Taxes rose.", "Thanks!", "taxes fell", "thanks thanks", "Taxes rose. ", "rose", "fell fell"]
LABELS = [1, 0, 1, 0, 0, 0, 1]
FINETUNING = "claims.management.encoder_training.finetuning"


def publisher_tensors() -> dict[str, np.ndarray]:
    """A tiny BERT under the names that its publishers use."""
    draw = np.random.default_rng(11)

    def some(*size: int) -> np.ndarray:
        return draw.normal(size=size).astype(np.float32)

    tensors = {
        "embeddings.position_ids": np.arange(130, dtype=np.int64)[None],
        "embeddings.word_embeddings.weight": some(len(WORDS), WIDTH),
        "embeddings.position_embeddings.weight": some(130, WIDTH),
        "embeddings.token_type_embeddings.weight": some(2, WIDTH),
        "embeddings.LayerNorm.weight": some(WIDTH),
        "embeddings.LayerNorm.bias": some(WIDTH),
    }
    for layer in range(LAYERS):
        parts = {f"attention.self.{part}": (WIDTH, WIDTH) for part in ("query", "key", "value")}
        parts |= {"attention.output.dense": (WIDTH, WIDTH), "intermediate.dense": (WIDE, WIDTH)}
        parts |= {"output.dense": (WIDTH, WIDE)}
        for part, size in parts.items():
            tensors[f"encoder.layer.{layer}.{part}.weight"] = some(*size)
            tensors[f"encoder.layer.{layer}.{part}.bias"] = some(size[0])
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            tensors[f"encoder.layer.{layer}.{part}.weight"] = some(WIDTH)
            tensors[f"encoder.layer.{layer}.{part}.bias"] = some(WIDTH)
    return tensors


@pytest.fixture
def published(tmp_path):
    """A folder as a publisher of models lays it out."""
    folder = tmp_path / "published"
    folder.mkdir()
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    content = b""
    for name, value in publisher_tensors().items():
        kind = "I64" if value.dtype == np.int64 else "F32"
        offsets = [len(content), len(content) + value.nbytes]
        header[name] = {"dtype": kind, "shape": list(value.shape), "data_offsets": offsets}
        content += value.tobytes()
    text = json.dumps(header).encode()
    (folder / "model.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + content)
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n")
    about = {"model_type": "bert", "hidden_act": "gelu", "num_hidden_layers": LAYERS, "num_attention_heads": 2}
    (folder / "config.json").write_text(json.dumps(about))
    return folder


@pytest.fixture
def stand_in(monkeypatch):
    """Takes the place of the module that needs PyTorch: raises the bias by one and remembers what it was given."""
    module = ModuleType(FINETUNING)
    given = {}

    def finetune(numbers, rows, labels, recipe, n_heads, report):
        given.update(rows=rows, labels=labels, recipe=recipe, n_heads=n_heads)
        report("trained")
        return {name: np.array(value, np.float32) for name, value in numbers.items()} | {
            "head.bias": np.float32(numbers["head.bias"] + 1)
        }

    module.finetune, module.VERSION = finetune, "0"
    monkeypatch.setitem(sys.modules, FINETUNING, module)
    return given


def test_a_published_model_is_read_and_renamed(published):
    model = start.find_start(published)
    theirs = publisher_tensors()
    assert (model.n_heads, model.vocabulary.words) == (2, WORDS)
    state = np.random.default_rng(1).normal(size=(3, WIDTH)).astype(np.float32)
    for place, part in enumerate(("query", "key", "value")):
        weight = theirs[f"encoder.layer.1.attention.self.{part}.weight"]
        bias = theirs[f"encoder.layer.1.attention.self.{part}.bias"]
        expected = np.einsum("oi,ni->no", weight, state) + bias
        ours = state @ model.numbers["1.qkv.weight"] + model.numbers["1.qkv.bias"]
        assert ours[:, place * WIDTH : (place + 1) * WIDTH] == pytest.approx(expected, abs=1e-5)
    assert (model.numbers["0.narrow.weight"] == theirs["encoder.layer.0.output.dense.weight"].T).all()
    assert (model.numbers["0.middle.gain"] == theirs["encoder.layer.0.attention.output.LayerNorm.weight"]).all()
    first_place = (
        theirs["embeddings.position_embeddings.weight"][0] + theirs["embeddings.token_type_embeddings.weight"][0]
    )
    assert (model.numbers["places"][0] == first_place).all()


def test_a_start_without_its_files_is_refused(tmp_path):
    with pytest.raises(
        Refused, match=r"cannot start from .*config\.json.*; give a folder with config\.json, vocab\.txt"
    ):
        start.find_start(tmp_path)


def test_a_model_of_another_kind_is_refused(published):
    about = json.loads((published / "config.json").read_text())
    (published / "config.json").write_text(json.dumps(about | {"hidden_act": "relu"}))
    with pytest.raises(Refused, match="it is no BERT with the activation gelu"):
        start.find_start(published)


def test_a_truncated_model_is_refused(published):
    file = published / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(Refused, match="Training cannot start from"):
        start.find_start(published)


def test_without_the_extra_the_refusal_names_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.delitem(sys.modules, FINETUNING, raising=False)
    with pytest.raises(
        Refused, match=r"needs PyTorch, which is not installed; install it with: pip install 'factcheck"
    ):
        train(TEXTS, LABELS, tmp_path)
    monkeypatch.setattr(start, "PACKAGE", "no_package_of_this_name")
    with pytest.raises(Refused, match=r"not installed; install it with: pip install 'factcheck\[encoder\]'"):
        start.find_start()


def test_training_writes_an_encoder_that_loads_and_tells_how_it_was_made(published, stand_in, tmp_path):
    said: list[str] = []
    dev = (["taxes", "thanks, thanks", "taxes fell", "rose"], [1, 0, 1, 0])
    about = train(TEXTS, LABELS, tmp_path / "out", seed=3, dev=dev, start=published, report=said.append)
    # Without the sentences of dev; the sentence that stands twice with both labels counts as a yes.
    assert stand_in["labels"] == [1, 0, 0, 1]
    assert [len(row) for row in stand_in["rows"]] == [5, 4, 4, 4]
    assert (stand_in["recipe"].seed, stand_in["n_heads"], said) == (3, 2, ["trained"])
    assert json.loads((tmp_path / "out" / "encoder.json").read_text())["about"] == about
    assert about["training"] == {
        "sentences": 4,
        "check-worthy": 2,
        "sha256": fingerprint(["Taxes rose.", "Thanks!", "thanks thanks", "fell fell"], [1, 0, 0, 1]),
    }
    made = encoder.load(tmp_path / "out")
    assert made is not None
    assert made.settings.shift == pytest.approx(math.log(3), abs=1e-3)  # the score 0.5 is the probability 0.25
    expected = figures(made.scores(dev[0]), dev[1])
    assert about["dev"] == pytest.approx({"sentences": 4} | expected, abs=0.01)


def test_labels_of_one_kind_are_refused(published, stand_in, tmp_path):
    with pytest.raises(Refused, match="the data holds only one kind"):
        train(["a", "b"], [1, 1], tmp_path / "out", start=published)
    assert not (tmp_path / "out").exists()


def test_a_new_head_answers_with_the_share_of_label_1():
    head = new_head(384, [1, 0, 0, 0], seed=1)
    assert head["head.bias"] == pytest.approx(math.log(1 / 3))
    assert head["head.weight"].shape == (384,)
    assert abs(head["head.weight"]).max() < 0.1
    assert (head["head.weight"] == new_head(384, [1, 0], seed=1)["head.weight"]).all()


def test_figures_are_those_counted_by_hand():
    # Ranked: yes, no, yes, yes, no. The first two score 0.5 or more.
    found = figures(np.array([0.3, 0.9, 0.5, 0.1, 0.4]), [1, 1, 0, 0, 1])
    assert found["average precision"] == pytest.approx((1 / 1 + 2 / 3 + 3 / 4) / 3, abs=1e-4)
    assert found["F1"] == pytest.approx(2 * 1 / (2 + 3), abs=1e-4)
    assert found["best F1"] == pytest.approx(2 * 3 / (4 + 3), abs=1e-4)
    assert found["best F1 from score"] == 0.3
    assert figures(np.array([0.1, 0.2]), [1, 0])["F1"] == 0.0


def test_every_sentence_is_read_once_an_epoch_in_batches_that_fit():
    lengths = [3 + at * at % 61 for at in range(5000)]
    made = shuffled_batches(lengths, 512, np.random.default_rng(4))
    assert sorted(at for batch in made for at in batch) == list(range(5000))
    assert max(len(batch) * max(lengths[at] for at in batch) for batch in made) <= 512
    padding = sum(len(batch) * max(lengths[at] for at in batch) for batch in made) / sum(lengths)
    assert padding < 1.1


def test_the_order_is_random_and_the_seed_repeats_it():
    lengths = [5 + at % 7 for at in range(600)]
    first, again, other = (shuffled_batches(lengths, 128, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    means = [sum(lengths[at] for at in batch) / len(batch) for batch in first]
    assert means != sorted(means)


def test_the_learning_rate_rises_in_a_line_and_falls_to_nothing():
    recipe = Recipe(warming=0.1)
    pace = [recipe.pace(step, 100) for step in range(101)]
    assert pace[0] == pytest.approx(0.1)
    assert pace[4] == pytest.approx(0.5)
    assert max(pace) == pytest.approx(1.0)
    assert pace[55] == pytest.approx(0.5)
    assert pace[100] == 0
    assert Recipe().pace(0, 1) == 1  # one step only: at full rate


def test_a_sentence_counts_once_with_its_most_frequent_label():
    texts = ["A tax.", "a TAX. ", "B", "A tax.", "c", "C"]
    assert first_of_each(texts, [1, 0, 0, 0, 1, 0]) == (["A tax.", "B", "c"], [0, 0, 1])
    assert first_of_each(texts, [1, 0, 0, 0, 1, 0], without={"a tax."}) == (["B", "c"], [0, 1])
