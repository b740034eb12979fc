"""How rare a word is comes from the checks that are there, and follows them."""

import pytest

from claims.matching import sampling
from claims.models import FactCheck

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "_kept", {})


def add(n: int, statement: str) -> None:
    have = FactCheck.objects.count()
    FactCheck.objects.bulk_create(
        FactCheck(identity=f"sample#{have + at}", statement=statement, language="en") for at in range(n)
    )


def test_a_word_of_many_checks_is_less_rare() -> None:
    add(9, "A video of a bridge")
    add(1, "A video of an owl")
    rarity = sampling.rarity()
    assert rarity("video") < rarity("bridg") < rarity("owl") < rarity("zeppelin")


def test_without_checks_all_words_are_equally_rare() -> None:
    rarity = sampling.rarity()
    assert rarity("video") == rarity("owl") > 0


def test_a_table_that_has_grown_is_sampled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "_GROWN", 1.0)  # keys of PostgreSQL go on from those of other tests
    add(5, "A video of a bridge")
    before = sampling.rarity()
    assert sampling.rarity() is before
    add(200, "An owl on a bridge")
    assert sampling.rarity()("owl") < before("owl")


def test_a_large_table_is_sampled_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "N_SAMPLED", 10)
    add(40, "A video of a bridge")
    add(40, "An owl on a bridge")
    rarity = sampling.rarity()
    assert rarity.n_texts <= 10
    assert rarity.counts["video"] + rarity.counts["owl"] == rarity.counts["bridg"]


def test_keys_that_lie_far_apart_make_no_thinner_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "N_SAMPLED", 10)
    add(40, "A video of a bridge")
    add(40, "An owl on a bridge")
    first = FactCheck.objects.order_by("pk").values_list("pk", flat=True)[0]
    FactCheck.objects.create(pk=first + 1_000_000, identity="far", statement="A bridge", language="en")
    rarity = sampling.rarity()
    assert 9 <= rarity.n_texts <= 10
    assert min(rarity.counts["video"], rarity.counts["owl"]) >= 4
