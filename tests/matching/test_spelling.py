"""A name that is spelt otherwise in the rows is found all the same, from the transaction in which it was written."""

import pytest
from django.db import connection, transaction

from claims.matching import candidates
from claims.matching.similarity import compare
from claims.models import FactCheck, spelling
from tests.matching.test_checks import a_check

pytestmark = pytest.mark.django_db

FILLING = [f"The tariff for lobster nets of kind {n} was settled in spring" for n in range(30)]


def found(text: str) -> list[int]:
    return [pk for pk, _ in FactCheck.objects.ranked_ids(text, limit=5)]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Zelenskyy", "Zelensky"),
        ("Zelensky", "Zelenskyy"),
        ("Netanyahu", "Netanjahu"),
        ("Qaddafi", "Gaddafi"),
        ("Gaddafi", "Gadhafi"),
        ("Khamenei", "Chamenei"),
        ("Erdogan", "Erdoğan"),
    ],
)
def test_a_check_about_a_name_is_found_by_another_spelling(written: str, asked: str) -> None:
    for line in FILLING:
        a_check(statement=line)
    check = a_check(statement=f"President {written} opened the new harbour")
    assert found(f"{asked} bought a yacht")[0] == check.pk
    assert candidates.find_checks(f"{asked} bought a yacht", language="en", limit=5)[0].pk == check.pk


def test_a_spelling_is_known_in_the_transaction_that_wrote_it_and_gone_with_its_row() -> None:
    with transaction.atomic():
        check = a_check(statement="President Zelenskyy opened the new harbour")
        assert found("Zelensky") == [check.pk]
        check.delete()
        assert found("Zelensky") == []


def test_words_of_very_many_rows_are_stepped_over_and_still_taken_for_what_was_meant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spelling, "_COMMON", 2)
    monkeypatch.setattr(spelling, "_common", {})
    checks = [a_check(statement=f"Aldervik and Alderman {n} opened a harbour at Aldersea") for n in range(4)]
    for _ in range(3):
        assert set(found("Aldervok")) == {check.pk for check in checks}
    new = a_check(statement="Aldervak opened nothing")
    assert new.pk in found("Aldervok")


def test_a_name_that_stands_in_the_rows_is_not_taken_for_another() -> None:
    a_check(statement="Senator Hartmann opened the new harbour")
    check = a_check(statement="Senator Hartman opened the old harbour")
    assert found("Hartman")[0] == check.pk


def test_short_words_and_words_unlike_any_are_not_guessed_at() -> None:
    a_check(statement="The mayor of Ostra opened the new harbour")
    assert found("Ostro") == []
    assert found("Kverneland") == []


def test_nothing_more_is_asked_of_the_database_where_every_word_is_known() -> None:
    a_check(statement="President Zelenskyy opened the new harbour")
    with pytest.MonkeyPatch.context() as patch:
        name = "near_on_sqlite" if connection.vendor == "sqlite" else "near_on_postgres"
        patch.setattr(spelling, name, lambda *args: pytest.fail("nothing is misspelt"))
        assert found("President Zelenskyy harbour")


def test_two_spellings_of_a_name_are_no_contradiction() -> None:
    told = compare("Zelensky opened the new harbour today", "President Zelenskyy opened the new harbour today")
    assert not [reason for reason in told.contradictions if reason.kind == "name"]


@pytest.mark.parametrize("word", ["a" * 5000, "ÆØÅæøåÆØÅ", "Владимир", "กกกกกกกกก"])
def test_odd_words_are_no_trouble(word: str) -> None:
    a_check(statement=f"Nothing of {word[:100]}x is here")
    assert isinstance(found(word), list)
