"""What earlier releases kept as two rows of one check becomes one, and nothing that a person decided is lost."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from claims.importing.factchecks.check import by_address
from claims.models import CheckMatch, Claim, FactCheck
from tests.builders import a_claim, cast

pytestmark = pytest.mark.django_db
URL = "https://www.checks.example/alder-toll/"
STATEMENT = "The toll has tripled."


def rename() -> None:
    import_module("claims.migrations.0014_checks_of_one_page").rename(apps, SimpleNamespace(connection=connection))


def a_row(identity: str, **values: str) -> FactCheck:
    given = {"url": URL, "publisher": "Alder Checks", "statement": STATEMENT, **values}
    return FactCheck.objects.create(identity=identity, **given)


def match(check: FactCheck, claim: Claim, decision: str = "suggested") -> None:
    is_decided = decision == "confirmed"
    CheckMatch.objects.create(
        claim=claim,
        fact_check=check,
        score=0.9,
        decision=decision,
        decided_by=cast().ravi if is_decided else None,
        decided_at=timezone.now() if is_decided else None,
    )


def test_each_check_gets_its_identity_and_numbered_ones_keep_theirs() -> None:
    old, numbered = a_row(f"{URL} 0123"), a_row("feed.jsonl#7", external_id="7")
    bare = a_row("alder checks 4567", url="")
    rename()
    identities = dict(FactCheck.objects.values_list("pk", "identity"))
    assert identities == {
        old.pk: by_address(URL, "Alder Checks", STATEMENT),
        numbered.pk: "feed.jsonl#7",
        bare.pk: by_address("", "Alder Checks", STATEMENT),
    }
    rename()
    assert dict(FactCheck.objects.values_list("pk", "identity")) == identities


def test_two_rows_of_one_check_become_one_with_the_matches_of_both() -> None:
    first, second = (
        a_row(f"{URL} 0123"),
        a_row("http://checks.example/alder-toll 0123", statement="“The toll has tripled”"),
    )
    other = a_row(f"{URL} 4567", statement="The toll has doubled.")
    decided, both, alone = a_claim(), a_claim(), a_claim()
    for check in (first, second):
        match(check, both)
    match(first, decided)
    match(second, decided, "confirmed")
    match(second, alone)
    rename()
    assert set(FactCheck.objects.values_list("pk", flat=True)) == {first.pk, other.pk}
    assert set(first.matches.values_list("claim", "decision")) == {
        (decided.pk, "confirmed"),
        (both.pk, "suggested"),
        (alone.pk, "suggested"),
    }
    assert first.matches.get(claim=decided).decided_by == cast().ravi


def test_rows_on_either_side_of_a_batch_meet() -> None:
    for number in range(600):
        a_row(
            f"https://checks.example/{number % 300} {number}",
            url=f"http{'s' * (number < 300)}://checks.example/{number % 300}",
        )
    rename()
    assert FactCheck.objects.count() == 300
