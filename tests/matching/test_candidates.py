"""Candidates are the rows that may say the same: found in the transaction that wrote them, gone when they are gone."""

from __future__ import annotations

import pytest
from django.utils import timezone

from claims.matching.candidates import find_checks
from claims.models import FactCheck

pytestmark = pytest.mark.django_db


def a_check(statement: str, **more: object) -> FactCheck:
    return FactCheck.objects.create(identity=statement, statement=statement, **more)


def found(text: str, limit: int = 10) -> list[int]:
    return [one.pk for one in find_checks(text, language="en", limit=limit)]


def test_the_check_that_shares_most_comes_first() -> None:
    a_check("The harbour of Holm was closed for a year.")
    wanted = a_check("Bus fares in Marrowby doubled in 2024.")
    a_check("Bus drivers in Corran were paid 300 crowns more.")
    assert found("In 2024 the fares of the buses in Marrowby doubled")[0] == wanted.pk


def test_a_withdrawn_check_is_not_found() -> None:
    check = a_check("Bus fares in Marrowby doubled in 2024.")
    assert found("Bus fares in Marrowby doubled") == [check.pk]
    FactCheck.objects.update(withdrawn_at=timezone.now())
    assert found("Bus fares in Marrowby doubled") == []
