"""`manage.py rebuild_index` finds what is out of step and mends it, while rows are written and read."""

from __future__ import annotations

import io
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from claims.errors import Refused
from claims.management.commands import rebuild_index
from claims.matching.candidates import find_checks
from claims.models import CheckVector, Claim, FactCheck, State, database, rebuilding
from claims.workflow import edits
from tests.builders import cast, claim_in

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "claims_factcheck"
NAMES = "Ambry Birkdale Cowley Denholm Eldon Farrow Gransden Hexby Ibstone Jarrow Kelby Lydney".split()


def checks(n: int) -> list[FactCheck]:
    return FactCheck.objects.bulk_create(
        FactCheck(identity=f"{at}", statement=f"{name} has {at + 3} wells.") for at, name in enumerate(NAMES[:n])
    )


def run(*arguments: str) -> tuple[str, int]:
    out = io.StringIO()
    try:
        call_command("rebuild_index", *arguments, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


def has_words(statement: str) -> bool:
    return any(one.words_score == 1 for one in find_checks(statement, language="en", limit=5))


def test_an_index_in_step_is_said_to_be() -> None:
    checks(3)
    assert run("--check") == ("Nothing is out of step.\n", 0)


def test_what_is_out_of_step_is_told_and_mended() -> None:
    first, second, third = checks(3)
    CheckVector.objects.filter(pk=first.pk).update(code=None, vector=None)
    CheckVector.objects.filter(pk=second.pk).update(vector=b"\x01" * 256)
    CheckVector.objects.filter(pk=third.pk).delete()
    told, code = run("--check", "--table", "checks")
    assert code == 1
    assert "1 rows have no place for a vector." in told
    assert "1 rows have no vector yet." in told
    told, code = run("--table", "checks")
    assert code == 0
    assert "3 vectors were missing or wrong." in told
    assert run("--check") == ("Nothing is out of step.\n", 0)


def test_words_that_were_lost_are_found_again() -> None:
    checks(3)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE}_fts({TABLE}_fts) VALUES ('delete-all')")
        assert not has_words("Birkdale wells")
        told, code = run("--check")
        assert (code, "checks: 3 rows are not in the index of words." in told) == (1, True)
    run()
    assert has_words("Birkdale wells")
    assert run("--check") == ("Nothing is out of step.\n", 0)


def test_rows_that_change_while_it_runs_are_right_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "STEP", 2)
    rows = checks(12)
    for at, _ in enumerate(rebuilding.rebuild_words(TABLE, using="default")):
        assert has_words("Cowley wells")
        if at == 0:  # SQLite has done the first two rows, PostgreSQL all
            FactCheck.objects.filter(pk=rows[0].pk).update(statement="Reworded, done before.")
            FactCheck.objects.filter(pk=rows[9].pk).update(statement="Reworded, still to come.")
            FactCheck.objects.filter(pk__in=[rows[1].pk, rows[10].pk]).delete()
            FactCheck.objects.create(identity="new", statement="Entirely new.")
    for statement in ("Reworded done before", "Reworded still to come", "Entirely new", "Cowley wells", "Lydney wells"):
        assert has_words(statement), statement
    for statement in ("Ambry wells", "Birkdale wells", "Jarrow wells", "Kelby wells"):
        assert not has_words(statement), statement
    assert rebuilding.flaws(TABLE, using="default") == []


def test_vectors_of_rows_that_change_while_it_runs_are_right_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "STEP", 2)
    rows = checks(9)
    CheckVector.objects.update(vector=b"\x01" * 256)
    for at, _ in enumerate(rebuilding.rebuild_vectors(TABLE, using="default")):
        if at == 0:
            FactCheck.objects.filter(pk__in=[rows[0].pk, rows[8].pk]).update(statement="The mill burned down.")
    (best, other, *_) = find_checks("The mill burned down.", language="en", limit=9)
    assert {best.pk, other.pk} == {rows[0].pk, rows[8].pk}
    assert other.meaning_score > 0.99
    assert rebuilding.flaws(TABLE, using="default") == []


def test_an_interrupted_run_is_begun_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "STEP", 2)
    checks(6)
    steps = rebuilding.rebuild_words(TABLE, using="default")
    next(steps)
    steps.close()
    FactCheck.objects.all()[0].delete()
    FactCheck.objects.create(identity="new", statement="Entirely new.")
    assert has_words("Entirely new")
    run()
    assert has_words("Entirely new")
    assert run("--check") == ("Nothing is out of step.\n", 0)


def refusal_elsewhere() -> str:
    """What a run says that is begun on another connection; empty when it does its work."""
    told = [""]

    def work() -> None:
        try:
            run("--table", "checks")
        except CommandError as refusal:
            told[0] = str(refusal)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return told[0]


@pytest.mark.races
def test_a_second_run_is_refused_and_the_first_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "STEP", 2)
    rows = checks(6)
    first = rebuilding.rebuild_words(TABLE, using="default")
    next(first)
    assert refusal_elsewhere().startswith("Another rebuild_index is at work")
    FactCheck.objects.filter(pk=rows[5].pk).update(statement="Reworded meanwhile.")
    assert refusal_elsewhere()
    list(first)
    assert has_words("Reworded meanwhile")
    assert has_words("Cowley wells")
    assert run("--check") == ("Nothing is out of step.\n", 0)
    assert refusal_elsewhere() == ""


@pytest.mark.races
def test_a_run_that_stood_still_is_taken_for_killed_and_does_no_harm_when_it_wakes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL frees the lock of a connection that ends
    monkeypatch.setattr(rebuilding, "STEP", 2)
    checks(6)
    first, second = (rebuilding.rebuild_words(TABLE, using="default") for _ in range(2))
    next(first)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE}_fts_progress SET last_step_at = last_step_at - 3600")
    next(second)
    with pytest.raises(Refused, match="has taken over"):
        next(first)
    list(second)
    third = rebuilding.rebuild_words(TABLE, using="default")
    next(third)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE}_fts_progress SET last_step_at = last_step_at - 3600")
    run("--table", "checks")
    with pytest.raises(Refused):
        next(third)
    assert has_words("Cowley wells")
    assert run("--check") == ("Nothing is out of step.\n", 0)


def test_a_failed_run_makes_nobody_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    checks(3)
    steps = rebuilding.rebuild_words(TABLE, using="default")
    next(steps)
    with pytest.raises(ZeroDivisionError):
        steps.throw(ZeroDivisionError())
    assert refusal_elsewhere() == ""


def test_what_has_lost_its_row_is_told_and_goes() -> None:
    checks(3)
    CheckVector.objects.create(pk=999_999, change=0)
    assert "1 vectors have lost their row." in run("--check")[0]
    run()
    assert not CheckVector.objects.filter(pk=999_999).exists()


def test_every_index_goes_by_a_name_and_is_computed_anew() -> None:
    named = [index for indexes in rebuild_index.TABLES.values() for index in indexes]
    assert sorted(named) == sorted((*database.INDEXES, *database.TEXTS))
    claim = claim_in(State.RESEARCHING)
    edits.edit_draft(claim, by=cast().ravi, rating=None, summary="", text="The pilotage stayed.")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO claims_claim_draft_fts(claims_claim_draft_fts) VALUES ('delete-all')")
        else:
            cursor.execute(
                "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'claims_claim_draft_search'::regclass"
            )
    told, code = run("--check")
    assert (code, "claims (claim_draft): " in told) == (1, True)
    run()
    assert run("--check") == ("Nothing is out of step.\n", 0)
    assert Claim.objects.matching("pilotage", index="claims_claim_draft").get() == claim
