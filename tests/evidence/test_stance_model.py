"""What is learnt of stance: the same every time, only where a model knows the language, and never without reasons."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from claims.errors import Refused
from claims.evidence import ranking, reading
from claims.evidence.stance import installed, model, propose, signals, training

FEE = "The harbour fee in Aldervik rose by 30 percent in 2024"
TOWNS = ["Aldervik", "Ostra", "Bergholm", "Lindau", "Marske", "Tarnow"]
THINGS = ["ferry", "museum", "library", "tramway", "bakery"]


def pair(claim: str, passage: str) -> model.Pair:
    return model.Pair(claim, passage, signals.proposal_and_signals(claim, passage)[1])


@pytest.fixture(scope="module")
def examples() -> training.Examples:
    """Openings that a passage confirms or denies."""
    pairs, labels = [], []
    for town in TOWNS:
        for thing in THINGS:
            claim = f"The {thing} in {town} opened in May"
            pairs += [
                pair(claim, f"In {town} the {thing} opened in May."),
                pair(claim, f"The {thing} of {town} never opened."),
            ]
            labels += ["supports", "refutes"]
    return training.Examples(pairs, labels)


def test_every_signal_that_is_read_has_a_name() -> None:
    for passage in (FEE, "No.", "", "The fee did not fall by 12 percent, but 1999 was dangerous and ineffective."):
        assert set(pair(FEE, passage).signals) <= set(signals.names())


def test_a_turn_that_negates_nothing_is_no_negation() -> None:
    assert reading.read("There is no doubt that it opened.").negations == []
    assert reading.read("It did not open.").negations == [2]


def test_what_was_learnt_is_told_of_unseen_claims(examples: training.Examples) -> None:
    trained, figures = training.fit(examples)
    assert figures["signals alone, unseen claims"].accuracy > 0.9
    fresh = [
        pair("The school in Voss opened in June", text)
        for text in ("In Voss the school opened in June.", "The school of Voss never opened.")
    ]
    chosen = trained.probabilities(fresh).argmax(axis=1)
    assert [trained.labels[at] for at in chosen] == ["supports", "refutes"]


def test_training_twice_writes_the_same_bytes(examples: training.Examples, tmp_path: Path) -> None:
    for name in ("a", "b"):
        model.save(training.fit(examples)[0], tmp_path / name, about={})
    first, second = (sorted((tmp_path / name).iterdir()) for name in ("a", "b"))
    assert [file.name for file in first] == [file.name for file in second]
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


def test_a_model_with_memory_says_the_same_when_it_was_saved(examples: training.Examples, tmp_path: Path) -> None:
    trained = training._Problem(examples).solved(has_memory=True, sharpness=2.0)
    model.save(trained, tmp_path, about={})
    again = model.load(tmp_path)
    assert again.memory is not None
    np.testing.assert_allclose(again.values(examples.pairs), trained.values(examples.pairs), atol=0.01)


def test_a_memory_of_another_version_is_refused(examples: training.Examples, tmp_path: Path) -> None:
    trained = training._Problem(examples).solved(has_memory=True, sharpness=2.0)
    assert trained.memory is not None
    narrow = replace(trained.memory, vectors=trained.memory.vectors[:, :512])
    model.save(replace(trained, memory=narrow), tmp_path, about={})
    with pytest.raises(Refused, match=r"another version.*train it again"):
        model.load(tmp_path)


def test_the_memory_tells_a_claim_from_its_contrary_over_one_passage() -> None:
    passage = "Of 40 ferries, nine were late on the first day of the strike."
    claims = ("The strike makes ferries late", "The strike raises delays", "The strike never makes ferries late")
    asked, alike, contrary = (model.vectors([model.Pair(claim, passage, {})]) for claim in (claims[0], *claims[1:]))
    assert model.nearness(asked, asked) > model.nearness(asked, contrary)
    elsewhere = model.vectors([model.Pair(claims[0], "The museum shows paintings of the coast.", {})])
    assert model.nearness(asked, alike) > model.nearness(asked, elsewhere)


def test_rare_labels_are_kept_whole_when_there_are_too_many_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "MOST", 40)
    one = pair("a b", "c d")
    thinned = training.thinned(training.Examples([one] * 100, ["common"] * 95 + ["rare"] * 5))
    assert (len(thinned), list(thinned.labels).count("rare")) == (40, 5)


def test_claims_with_one_passage_fall_into_one_group() -> None:
    pairs = [model.Pair("a", "x", {}), model.Pair("b", "x", {}), model.Pair("c", "y", {})]
    examples = training.Examples(pairs, ["supports"] * 3)
    assert training.grouped(examples).tolist() == [0, 1, 2]
    assert len(set(training.grouped(examples, by_passage=True).tolist())) == 2


def test_another_language_is_left_to_the_rules() -> None:
    claim = "Die Hafengebühr in Aldervik stieg 2024 um 30 Prozent"
    found = propose(claim, claim + ".", language="de")
    assert found.label == "supports"


def test_what_the_passage_lacks_is_named_where_the_model_decides() -> None:
    found = propose(FEE, "The harbour fee in Oslo rose by 30 percent in 2024.")
    assert found.label != "supports"
    assert any("aldervik" in reason.words.casefold() for reason in found.reasons)


def test_a_model_that_cannot_be_read_is_refused_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "stance").mkdir()
    (tmp_path / "stance" / "stance.json").write_text("{", encoding="utf-8")
    monkeypatch.setattr(installed, "_folder", tmp_path / "stance")
    with pytest.raises(Refused, match=r"train it again with manage\.py train_stance"):
        propose(FEE, FEE + ".")


def test_without_any_weights_the_rules_work_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "SHIPPED", tmp_path)
    monkeypatch.setattr(installed, "_folder", None)
    assert propose(FEE, FEE + ".").label == "supports"


def test_the_second_sentence_brings_what_the_first_lacks() -> None:
    sentences = [
        "Menu", "The harbour of Aldervik is old.", "The harbour fee in Aldervik rose.",
        "The harbour fee in Aldervik rose again.", "Fees grew by 30 percent in 2024.", "We like boats.",
    ]  # fmt: skip
    best = [one.place for one in ranking.rank(FEE, sentences)]
    assert sorted(best) == list(range(6))
    assert set(best[:2]) in ({2, 4}, {3, 4})


def test_documents_without_words_are_ranked_too() -> None:
    assert ranking.rank(FEE, []) == []
    assert len(ranking.rank("", ["", "One."])) == 2
    assert len(ranking.rank(FEE, ["", "!"])) == 2
