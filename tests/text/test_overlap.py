"""What two texts share, what speaks against their saying the same, and when one is a copy of the other."""

from datetime import date

import pytest

from claims.text import contradiction, copies, fingerprint, overlap

FEE = "The harbour fee in Aldervik rose by 30 percent in 2024"


def signs(a: str, b: str) -> list[tuple[str, str, str]]:
    found = contradiction.signs(overlap.traits(a), overlap.traits(b))
    return [(sign.kind, sign.in_claim, sign.in_other) for sign in found]


def test_names_are_capitalised_words_that_do_not_only_begin_a_sentence() -> None:
    assert overlap.traits("Fees rose in Aldervik. Crews of NATO saw “Many boats” on Monday.").names == {
        "aldervik",
        "nato",
    }


def test_a_headline_in_capitals_has_no_names() -> None:
    assert overlap.traits("HARBOUR FEE RISES IN ALDERVIK").names == frozenset()


def test_single_letters_are_no_content() -> None:
    assert overlap.traits("The U.S. and the Tehrik-e-X").words == {"tehrik"}
    assert overlap.query("The U.S. fee of 5 kroner") == "fee 5 kroner"


def test_a_stop_word_is_not_searched_for() -> None:
    assert overlap.query("What is the fee in the harbour?") == "fee harbour"


def test_what_mixes_letters_and_digits_is_searched_for_in_whole_and_in_parts() -> None:
    assert overlap.query("The B52 flew 5km") == "b52 5km 52 flew 5 km"


def test_coverage_looks_from_one_side_and_likeness_from_both() -> None:
    short, long = overlap.traits("The fee rose"), overlap.traits("The fee rose and the crews blocked the northern quay")
    assert overlap.compare(short, long).coverage == 1.0
    assert overlap.compare(long, short).coverage < 0.5
    assert overlap.compare(short, long).likeness == overlap.compare(long, short).likeness


def test_numbers_are_shared_whatever_their_spelling() -> None:
    found = overlap.compare(overlap.traits("It cost 1.2 million euros"), overlap.traits("It cost €1,200,000"))
    assert found.numbers == ("1.2 million euros",)


def test_days_are_shared_by_the_day_of_writing() -> None:
    base = date(2025, 11, 7)
    found = overlap.compare(
        overlap.traits("They met on 6 November 2025", base=base), overlap.traits("They met yesterday", base=base)
    )
    assert found.days == ("6 November 2025",)


@pytest.mark.parametrize(
    ("a", "b", "sign"),
    [
        (FEE, FEE.replace("30", "12"), ("number", "30 percent", "12 percent")),
        (FEE, FEE.replace("rose", "fell"), ("antonym", "rose", "fell")),
        (FEE, FEE.replace("2024", "1998"), ("date", "2024", "1998")),
        (FEE, FEE.replace("Aldervik", "Stavholm"), ("name", "Aldervik", "Stavholm")),
        (FEE, FEE.replace("rose", "never rose"), ("negation", "", "never")),
        (FEE, f"It is a myth that the {FEE[4:]}", ("denial", "", "myth")),
    ],
)
def test_each_kind_of_contradiction_is_seen_with_its_words(a: str, b: str, sign: tuple[str, str, str]) -> None:
    assert signs(a, b) == [sign]


@pytest.mark.parametrize(
    "other",
    [
        FEE,
        "Not only the harbour fee in Aldervik rose by 30 percent in 2024",
        "The harbour fee in Aldervik rose by 30 percent in 2024, and 12 crews did not come",
        "In March 2024 the harbour fee in Aldervik rose by 30 percent",
    ],
)
def test_what_contradicts_nothing_is_no_sign(other: str) -> None:
    assert signs(FEE, other) == []


def test_a_denial_in_another_clause_denies_something_else() -> None:
    assert signs(FEE, f"The mayor denied an affair. {FEE}.") == []


def test_a_cut_copy_is_a_copy_and_a_common_quote_is_none() -> None:
    story = " ".join(f"Sentence number {n} tells something else about quay {n * 7} of the harbour." for n in range(12))
    quote = "Sentence number 3 tells something else about quay 21 of the harbour."
    whole, cut = fingerprint.shingles(story), fingerprint.shingles(story[: len(story) // 2])
    other = fingerprint.shingles(f"{quote} " + " ".join(f"Nobody in town {n} cared about tax {n}." for n in range(30)))
    assert copies.likeness(whole, cut).is_copy(threshold=0.9)
    assert not copies.likeness(whole, other).is_copy(threshold=0.5)


@pytest.mark.parametrize("text", ["", " ", "?", "…", "的的的", "not " * 3000, "a" * 10_000, "7 " * 2000])
def test_odd_texts_are_no_trouble(text: str) -> None:
    signs(FEE, text)
    signs(text, FEE)
    copies.marks(text)
    assert 0.0 <= overlap.compare(overlap.traits(text), overlap.traits(FEE)).coverage <= 1.0
