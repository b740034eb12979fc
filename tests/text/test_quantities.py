"""Multiples, fractions and rough figures are read as quantities, so that two texts agree or differ by them."""

import pytest

from claims.text import contradiction, multiples, overlap


def differ(one: str, other: str, language: str = "en") -> bool:
    ours, theirs = overlap.traits(one, language=language), overlap.traits(other, language=language)
    found = {
        any(sign.kind == "number" for sign in contradiction.signs(*pair)) for pair in ((ours, theirs), (theirs, ours))
    }
    assert len(found) == 1, "whichever is read first"
    return found.pop()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Asylum claims in Ostra have doubled since 2021",
            "Asylum claims in Ostra have risen by 42 percent since 2021",
        ),
        ("Waits at Aldervik hospital were cut by half", "Waits at Aldervik hospital were cut by 20 percent"),
        ("The port has twice as many cranes as in 2010", "The port has three times as many cranes as in 2010"),
        ("A third more ferries sail from Tavira", "Twice as many ferries sail from Tavira"),
        ("A quarter of households in Ostra heat with wood", "42 percent of households in Ostra heat with wood"),
        ("One in five households in Ostra heats with wood", "42 percent of households in Ostra heat with wood"),
        ("Exports more than doubled in ten years", "Exports rose by 40 percent in ten years"),
        ("Exports nearly tripled in ten years", "Exports rose by 100 percent in ten years"),
        ("More than 40,000 people left Tavira", "14,000 people left Tavira"),
        ("About 40,000 people left Tavira", "52,000 people left Tavira"),
    ],
)
def test_multiples_and_figures_that_say_something_else_differ(one: str, other: str) -> None:
    assert differ(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Asylum claims nearly doubled since 2021", "Asylum claims rose by 96 percent since 2021"),
        ("Waits at Aldervik hospital have halved", "Waits at Aldervik hospital fell by 50 percent"),
        ("The port has tripled its cranes", "The number of cranes in the port rose by 200 percent"),
        ("Exports rose threefold in ten years", "Exports tripled in ten years"),
        ("A third more ferries sail from Tavira", "33 percent more ferries sail from Tavira"),
        ("A quarter of households in Ostra heat with wood", "25 percent of households in Ostra heat with wood"),
        ("One in four households in Ostra heats with wood", "A quarter of households in Ostra heat with wood"),
        ("Exports more than doubled in ten years", "Exports rose by 140 percent in ten years"),
        ("Prices fell by more than a third in Tavira", "Prices fell by 38 percent in Tavira"),
        ("About half of all boats in Tavira are leased", "48 percent of all boats in Tavira are leased"),
        ("More than 40,000 people left Tavira", "43,000 people left Tavira"),
    ],
)
def test_the_same_in_other_figures_does_not_differ(one: str, other: str) -> None:
    assert not differ(one, other)


def test_a_share_never_contradicts_a_change() -> None:
    assert not differ("Rents in Ostra doubled", "Rents in Ostra eat 42 percent of incomes")
    assert not differ("Half of all rents in Ostra are paid late", "Rents in Ostra rose by 42 percent")


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("Die Mieten in Ostra haben sich verdoppelt", "Die Mieten in Ostra sind um 42 Prozent gestiegen", "de"),
        ("Les loyers à Ostra ont doublé", "Les loyers à Ostra ont augmenté de 42 pour cent", "fr"),
        ("El precio del pan se duplicó", "El precio del pan subió un 42 por ciento", "es"),
        ("De huren in Ostra zijn verdubbeld", "De huren in Ostra zijn met 42 procent gestegen", "nl"),
    ],
)
def test_the_verbs_of_some_other_languages_are_multiples_too(one: str, other: str, language: str) -> None:
    assert differ(one, other, language)


@pytest.mark.parametrize(
    "text",
    [
        "She was twice elected", "He met them three times a week", "half an hour later", "a quarter of an hour",
        "the first half of 2024", "in the third quarter", "the mayor doubled down", "she doubled as a cook",
        "the mixed doubles", "a third man", "read by a third party", "a double standard", "half a million boats", "",
    ],
)  # fmt: skip
def test_times_ranks_and_idioms_are_no_multiples(text: str) -> None:
    assert multiples.find(text) == []


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("It will double the fleet", 100), ("a factor of ten", 900), ("a 12-fold rise", 1100), ("cut in half", 50),
        ("down by two thirds since May", 200 / 3), ("three times more boats", 200), ("half as many boats", 50),
    ],
)  # fmt: skip
def test_a_multiple_is_told_in_per_cent(text: str, percent: float) -> None:
    [one] = multiples.find(text)
    assert one.percent == pytest.approx(percent)


@pytest.mark.parametrize("text", ["half " * 3000, "by a " * 3000, "9" * 5000 + " times as many", "twice the " * 2000])
def test_odd_texts_are_no_trouble(text: str) -> None:
    assert isinstance(overlap.traits(text[:20_000]).quantities, tuple)
