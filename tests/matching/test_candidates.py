"""Candidates are the rows that may say the same: found in the transaction that wrote them, gone when they are gone."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.utils import timezone

from claims.matching import crowds
from claims.matching.candidates import find_checks, find_claims
from claims.models import CheckVector, Claim, FactCheck, State
from tests.builders import claim_in

pytestmark = pytest.mark.django_db

FARES = "Bus fares in Marrowby doubled in 2024."


def a_check(statement: str, **more: object) -> FactCheck:
    return FactCheck.objects.create(identity=statement, statement=statement, **more)


def found(text: str, limit: int = 10) -> list[int]:
    return [one.pk for one in find_checks(text, language="en", limit=limit)]


def test_the_check_that_shares_most_comes_first() -> None:
    a_check("The harbour of Holm was closed for a year.")
    wanted = a_check(FARES)
    a_check("Bus drivers in Corran were paid 300 crowns more.")
    assert found("In 2024 the fares of the buses in Marrowby doubled")[0] == wanted.pk


def test_scores_are_shares_and_cosines() -> None:
    a_check(FARES)
    (same,) = find_checks(FARES, language="en", limit=5)
    assert same.words_score == pytest.approx(1.0)
    assert same.meaning_score == pytest.approx(1.0, abs=0.001)


def test_meaning_finds_what_no_word_has_in_common() -> None:
    for statement in ("Harbour fees fell.", "The bridge is closed.", "Rents rose by a tenth.", "Wolves ate the sheep."):
        a_check(statement)
    wanted = a_check("Physicians vaccinate kids.")
    assert found("Doctors give children shots", limit=1) == [wanted.pk]


def test_a_withdrawn_check_is_not_found() -> None:
    check = a_check(FARES)
    assert found(FARES) == [check.pk]
    FactCheck.objects.update(withdrawn_at=timezone.now())
    assert found(FARES) == []


def test_a_check_behind_many_withdrawn_ones_is_found() -> None:
    FactCheck.objects.bulk_create(
        FactCheck(identity=f"old-{n}", statement=FARES, withdrawn_at=timezone.now()) for n in range(1500)
    )
    wanted = a_check("In Marrowby, bus fares doubled.")
    assert found(FARES) == [wanted.pk]


def test_a_merged_claim_is_not_found() -> None:
    claim, other = claim_in("new"), claim_in("new")
    text = claim.statement
    assert claim.pk in [one.pk for one in find_claims(text, language="en", limit=10)]
    Claim.objects.filter(pk=claim.pk).update(state=State.MERGED, merged_into=other)
    assert claim.pk not in [one.pk for one in find_claims(text, language="en", limit=10)]


def test_a_new_wording_is_found_and_the_old_one_is_not() -> None:
    check = a_check(FARES)
    FactCheck.objects.filter(pk=check.pk).update(statement="Rents in Sandvik fell by a third.")
    (one,) = find_checks("Sandvik rents fell", language="en", limit=5)
    assert (one.pk, one.words_score) == (check.pk, 1.0)
    assert all(other.words_score == 0 for other in find_checks("Marrowby bus fares", language="en", limit=5))


def test_rows_written_around_django_are_found_too() -> None:
    a_check("The harbour of Holm was closed for a year.")
    check = a_check(FARES)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_factcheck SET statement = %s WHERE id = %s", ["Rents fell in Sandvik", check.pk])
        assert CheckVector.objects.get(pk=check.pk).code is None
        assert found("Rents in Sandvik fell")[0] == check.pk
        cursor.execute("DELETE FROM claims_factcheck WHERE id = %s", [check.pk])
    assert check.pk not in found("Rents in Sandvik fell")
    assert not CheckVector.objects.filter(pk=check.pk).exists()


def test_what_is_rolled_back_is_never_found() -> None:
    kept = a_check("Bus fares in Marrowby stayed the same.")

    def write_and_fail() -> None:
        with transaction.atomic():
            fresh = a_check(FARES)
            assert found(FARES)[0] == fresh.pk
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert found(FARES) == [kept.pk]


def test_every_row_has_its_vector_at_once() -> None:
    FactCheck.objects.bulk_create(FactCheck(identity=f"{n}", statement=f"{FARES} {n}") for n in range(30))
    a_check("Rents fell.")
    FactCheck.objects.filter(identity="3").update(statement="Rents rose.")
    assert CheckVector.objects.filter(code__isnull=False).count() == 31


def test_copies_of_one_text_leave_room_for_others() -> None:
    FactCheck.objects.bulk_create(FactCheck(identity=f"same-{n}", statement=FARES) for n in range(700))
    others = [a_check(f"{FARES[:-1]}, said number {n}.").pk for n in range(3)]
    ranked = found(FARES, limit=50)
    assert len(ranked) == crowds.N_ALIKE + len(others)
    assert set(others) < set(ranked)


def test_a_living_copy_behind_withdrawn_ones_is_found() -> None:
    FactCheck.objects.bulk_create(
        FactCheck(identity=f"old-{n}", statement=FARES, withdrawn_at=timezone.now()) for n in range(700)
    )
    wanted = a_check(FARES)
    assert found(FARES) == [wanted.pk]


@pytest.mark.parametrize(
    "text",
    ['a" OR NEAR( * ^ -- \'', "", " ", "\x00", "'; DROP TABLE claims_factcheck; --", "AND", "%s %d", "*", "the of and",
     "a" * 100_000, "word " * 20_000, "𝒜 ☃ 🎈", "{statement}: fares", "\\'\\", "e\u0301\u0301\u0301"],
)  # fmt: skip
def test_hostile_texts_are_only_texts(text: str) -> None:
    check = a_check(FARES)
    assert set(found(text)) <= {check.pk}
    assert found(FARES) == [check.pk]


@pytest.mark.parametrize(
    "statement",
    ["ارتفعت أسعار الحافلات في المدينة", "公交车票价翻了一番", "Цены на автобус удвоились",
     "बस का किराया दोगुना हुआ", "Τα εισιτήρια διπλασιάστηκαν"],
)  # fmt: skip
def test_other_scripts_find_their_own(statement: str) -> None:
    a_check("The harbour of Holm was closed for a year.")
    check = a_check(statement)
    assert found(statement)[0] == check.pk


def test_a_claim_of_three_words_is_found() -> None:
    check = a_check("Marrowby is bankrupt")
    assert found("Marrowby is bankrupt")[0] == check.pk


def test_a_name_of_letters_and_digits_is_found_by_its_word() -> None:
    check = a_check("A B52 crashed")
    (one,) = find_checks("Where is the B52?", language="en", limit=5)
    assert one.pk == check.pk
    assert one.words_score > 0


def test_nothing_is_found_in_an_empty_table() -> None:
    assert found(FARES) == []
