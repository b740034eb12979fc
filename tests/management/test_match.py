"""manage.py match: what it finds, what it prints, and what it says of what it cannot read."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims.models import FactCheck

pytestmark = pytest.mark.django_db
TOLL = "The toll on the Alder bridge has tripled since 2021"


def run(*arguments: str) -> list[str]:
    out = io.StringIO()
    call_command("match", *arguments, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture(autouse=True)
def checks() -> list[FactCheck]:
    def a_check(statement: str, **values: Any) -> FactCheck:
        return FactCheck.objects.create(identity=statement, statement=statement, publisher="Alder Checks", **values)

    return [
        a_check(TOLL, external_id="toll-1", url="https://checks.example/toll", rating="Mostly false"),
        a_check("The council of Holm planted 4,200 trees along the canal in 2023"),
        a_check("Ferries to Holm carried 12,000 people last summer", external_id="ferry"),
    ]


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    rows = [{"id": 7, "text": "Alder bridge tolls have tripled since 2021!"}, {"id": "empty", "text": "  "}]
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n\n")
    return tmp_path / "queries.jsonl"


def test_queries_give_a_line_each_with_ids_scores_and_reasons(queries: Path) -> None:
    first, second = (json.loads(line) for line in run("--queries", str(queries), "--top", "2"))
    assert first["id"] == 7
    assert len(first["matches"]) <= 2
    best = first["matches"][0]
    assert list(best) == ["id", "score", "why", "url", "rating", "publisher", "statement"]
    assert (best["id"], best["url"], best["rating"]) == ("toll-1", "https://checks.example/toll", "Mostly false")
    assert 0 < best["score"] <= 1
    assert any("Alder" in reason for reason in best["why"])
    assert second == {"id": "empty", "matches": []}


def test_packed_queries(queries: Path) -> None:
    packed = queries.with_suffix(".jsonl.gz")
    packed.write_bytes(gzip.compress(queries.read_bytes()))
    assert len(run("--queries", str(packed))) == 2


def test_a_check_without_an_id_of_its_own_is_named_by_its_key(checks: list[FactCheck]) -> None:
    (line,) = run("The council of Holm planted 4,200 trees along the canal in 2023", "--json")
    assert json.loads(line)["matches"][0]["id"] == str(checks[1].pk)


def test_for_people_it_prints_statement_rating_reasons_and_address() -> None:
    text = "\n".join(run(TOLL))
    assert TOLL in text
    assert "Alder Checks: Mostly false" in text
    assert "https://checks.example/toll" in text


def test_what_nobody_has_checked() -> None:
    assert run("Zebras xylophone quietly") == ["No published check is like it."]


def test_programs_get_as_many_as_they_ask_for_and_the_best_first() -> None:
    (line,) = run("Ferries to Holm carried 9,000 people", "--json", "--top", "3")
    matches = json.loads(line)["matches"]
    assert matches[0]["id"] == "ferry"
    assert [match["score"] for match in matches] == sorted((match["score"] for match in matches), reverse=True)


def test_withdrawn_checks_are_not_found() -> None:
    FactCheck.objects.update(withdrawn_at=timezone.now())
    assert run(TOLL) == ["No published check is like it."]


@pytest.mark.parametrize(
    "text", ['"; DROP TABLE', "NEAR(a b) AND *", "a\0b\ud800", "’ OR 1=1 --", "x" * 100_000, "7", "🙈"]
)
def test_odd_texts_are_only_texts(text: str) -> None:
    assert run(text)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((" ",), "The text is empty"),
        ((TOLL, "--top", "0"), "--top must be between"),
        ((TOLL, "--top", "100000"), "--top must be between"),
        ((), "Give one text"),
        ((TOLL, "--queries", "x"), "Give one text"),
        (("--queries", "/nothing/here.jsonl"), "There is no file"),
        (("--queries", "/"), "cannot be read"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run(*arguments)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'{"id": 1}', "^Not one query could be read. Line 1 is no query"),
        (b"oops", "Line 1"),
        (b"\xff\xfe\xff", "Line 1"),
        (b'["a"]', "Line 1"),
    ],
)
def test_a_file_that_holds_something_else(tmp_path: Path, body: bytes, says: str) -> None:
    (tmp_path / "q.jsonl").write_bytes(body)
    with pytest.raises(CommandError, match=says):
        run("--queries", str(tmp_path / "q.jsonl"))


def test_a_line_that_is_no_query_costs_nothing_but_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        b'{"id": "a", "text": "tolls of the Alder bridge"}',
        b"not json",
        b'{"id": "null", "text": null}',
        b'{"text": "no id"}',
        b'{"id": "half \\ud83d", "text": "ferries to Holm \xff\xfe"}',
    ]
    (tmp_path / "q.jsonl").write_bytes(b"\r\n".join(lines))
    answers = list(map(json.loads, run("--queries", str(tmp_path / "q.jsonl"), "--top", "1")))
    assert [(row["id"], row["matches"][0]["id"]) for row in answers] == [("a", "toll-1"), ("half \ud83d", "ferry")]
    told = capsys.readouterr().err.splitlines()
    assert [line[:19] for line in told] == ["Line 2 is no query:", "Line 3 is no query:", "Line 4 is no query:"]
