"""manage.py predict: rows of a data set's folder in, the rows its scorer reads out; no database."""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.management import matching_predictions
from tests import services

PAGE = (
    "<html><head><title>Bridge closed</title></head><body><article><h1>Bridge closed</h1>"
    + "".join(
        f"<p>The bridge over the Ostra carried {n} thousand lorries in the year 200{n}, the port said.</p>"
        for n in range(1, 9)
    )
    + "</article></body></html>"
)


def predictions(task: str, folder: Path, *options: str) -> list[dict[str, Any]]:
    out = folder / "out" / "predictions.jsonl"
    out.parent.mkdir(exist_ok=True)
    call_command("predict", task, "--data", str(folder), "--out", str(out), *options)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def write(file: Path, *rows: dict[str, Any]) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    if file.suffix == ".gz":
        file.write_bytes(gzip.compress(lines.encode()))
    else:
        file.write_text(lines, encoding="utf-8")


def test_every_row_of_every_split_gets_one_score(tmp_path: Path) -> None:
    write(tmp_path / "dev.jsonl", {"id": "1", "text": "Unemployment rose by 5 percent to 3 million last year."})
    write(
        tmp_path / "test.jsonl.gz",
        {"id": 2, "text": "Thank you all for coming."},
        {"id": "1", "text": "Good evening to everybody."},
    )
    found = predictions("checkworthiness", tmp_path)
    assert [row["id"] for row in found] == [2, "1"]
    assert all(0 <= row["score"] < 0.5 for row in found)


def test_one_split_can_be_chosen(tmp_path: Path) -> None:
    write(tmp_path / "dev.jsonl", {"id": "1", "text": "The dam holds 9 million litres."})
    write(tmp_path / "train.jsonl", {"id": "2", "text": "The dam holds 8 million litres."})
    assert [row["id"] for row in predictions("checkworthiness", tmp_path, "--split", "train")] == ["2"]


def test_marks_in_front_missing_texts_and_ids_with_points_are_no_trouble(tmp_path: Path) -> None:
    rows = [
        {"id": 7, "text": None},
        {"id": "x.1", "text": 1984},
        {"id": "x.2", "text": "The dam holds 9 million litres."},
    ]
    (tmp_path / "test.jsonl").write_text("\r\n".join(json.dumps(row) for row in rows), encoding="utf-8-sig")
    assert [row["id"] for row in predictions("checkworthiness", tmp_path)] == [7, "x.1", "x.2"]
    assert all(row["attributions"] == [] for row in predictions("attributions", tmp_path))
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "x.1.html").write_bytes(PAGE.encode())
    assert [row["id"] for row in predictions("extraction", tmp_path)] == ["x.1"]


def test_of_an_id_in_two_splits_the_test_counts(tmp_path: Path) -> None:
    write(tmp_path / "dev.jsonl", {"id": "1", "text": "Thank you all for coming."})
    write(tmp_path / "test.jsonl", {"id": "1", "text": "Unemployment rose by 5 percent to 3 million last year."})
    [row] = predictions("checkworthiness", tmp_path)
    assert row["score"] > 0.5


def test_attributions_are_spans_of_the_text(tmp_path: Path) -> None:
    text = "“The ferry was late every day,” said Marta Oliveira, the mayor."
    write(tmp_path / "test.jsonl.gz", {"id": "a", "text": text})
    [row] = predictions("attributions", tmp_path)
    [found] = row["attributions"]
    said = " ".join(text[start:end] for start, end in found["content"])
    assert "The ferry was late every day" in said
    assert any("Marta Oliveira" in text[start:end] for start, end in found["source"])


def test_pages_are_read_from_the_folder_html(tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "p1.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "html" / "p2.html").write_bytes(b"")
    write(tmp_path / "segments.jsonl", {"id": "p1", "url": "https://example.org/bridge"}, {"id": "p2", "url": ""})
    texts = {row["id"]: row["text"] for row in predictions("extraction", tmp_path)}
    assert "8 thousand lorries" in texts["p1"]
    assert texts["p2"] == "", "a page without an article has an empty text"


def test_pages_need_no_rows_beside_them(tmp_path: Path) -> None:
    (tmp_path / "html").mkdir()
    (tmp_path / "html" / "p1.html").write_bytes(PAGE.encode())
    assert [row["id"] for row in predictions("extraction", tmp_path)] == ["p1"]


def test_a_post_becomes_one_claim(tmp_path: Path) -> None:
    write(
        tmp_path / "dev.jsonl",
        {"id": "x", "post": "SHARE!!! The city of Ostra sold 40 buses to Tavira in 2019. #buses #ostra"},
    )
    [row] = predictions("statements", tmp_path)
    assert "40 buses" in row["claim"]
    assert "#" not in row["claim"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", r"^Line 1 of .*dev\.jsonl is not JSON"),
        ('{"id": "1"}', r"^Line 1 of .*dev\.jsonl has no 'text'; every row needs id, text\.$"),
        ("[]", r"^Line 1 of .*dev\.jsonl has no 'id'"),
    ],
)
def test_a_bad_row_is_named_and_an_older_file_stays(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "dev.jsonl").write_text(line + "\n", encoding="utf-8")
    out = tmp_path / "out.txt"
    out.write_text("earlier", encoding="utf-8")
    with pytest.raises(CommandError, match=says):
        call_command("predict", "checkworthiness", "--data", str(tmp_path), "--out", str(out))
    assert out.read_text(encoding="utf-8") == "earlier"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["dev.jsonl", "out.txt"]


def test_the_folder_of_the_predictions_is_made_and_odd_ids_come_back_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "test.jsonl").write_text('{"id": "half \\ud83d", "text": "The bridge closed."}\n', encoding="utf-8")
    out = tmp_path / "a" / "b" / "out.jsonl"
    call_command("predict", "checkworthiness", "--data", str(tmp_path), "--out", str(out))
    assert json.loads(out.read_text(encoding="utf-8"))["id"] == "half \ud83d"


def test_a_folder_without_the_split_says_what_is_there(tmp_path: Path) -> None:
    write(tmp_path / "dev.jsonl", {"id": "1", "text": "x"})
    with pytest.raises(CommandError, match=r"holds no split test; there is dev\.jsonl\.$"):
        predictions("checkworthiness", tmp_path, "--split", "test")
    with pytest.raises(CommandError, match=r"^There is no folder "):
        call_command("predict", "statements", "--data", str(tmp_path / "no"), "--out", str(tmp_path / "out.txt"))
    with pytest.raises(CommandError, match=r"^There are no pages in "):
        predictions("extraction", tmp_path)


CHECKS = [
    {
        "id": "fee",
        "claim": "The harbour fee in Aldervik tripled.",
        "title": "Did the Fee Triple?",
        "date": "3 May 2021",
    },
    {"id": "owl", "claim": "A video shows an owl that counts.", "title": "Is the Owl Counting?", "subtitle": "Owls"},
    {"id": "dam", "claim": "The Ostra dam was built in two years.", "title": "Was the Dam Built So Fast?"},
]


QUERIES = [
    {"id": "q1", "text": "They tripled the #HarbourFee!", "relevant": ["fee"], "split": "dev"},
    {"id": 2, "text": "how fast was the Ostra dam built", "relevant": ["dam"], "split": "train"},
]


@pytest.fixture(scope="module")
def empty_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as `predict` makes it; that takes many seconds."""
    folder = tmp_path_factory.mktemp("tables")
    services.copy_migrated(folder / "checks.sqlite3")  # then the command finds that all is done
    matching_predictions._run(str(folder), "migrate", "--verbosity", "0")
    return folder / "checks.sqlite3"


@pytest.fixture
def quick_tables(empty_tables: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command is run as ever, but the tables come from a copy."""
    run = matching_predictions._run

    def run_or_copy(scratch: str, *command: str) -> str:
        if command[0] != "migrate":
            return run(scratch, *command)
        return str(shutil.copy(empty_tables, scratch))

    monkeypatch.setattr(matching_predictions, "_run", run_or_copy)


@pytest.mark.usefixtures("quick_tables")
@pytest.mark.parametrize("split", ["", "dev"])
def test_posts_are_answered_with_the_checks_of_the_folder(
    tmp_path: Path, split: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://nobody:nothing@127.0.0.1:9/never-asked")
    write(tmp_path / "corpus.jsonl.gz", *CHECKS)
    write(tmp_path / "queries.jsonl", *QUERIES)
    found = predictions("matches", tmp_path, *(["--split", split] if split else []))
    assert [row["id"] for row in found] == (["q1"] if split == "dev" else ["q1", 2])
    assert found[0]["ranking"][0] == "fee"
    assert all(len(row["ranking"]) == len(set(row["ranking"])) for row in found)
    assert not list(tmp_path.glob("*.sqlite3*"))


def test_the_name_of_their_file_means_all_queries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = "".join(json.dumps({"id": at, "matches": [{"id": "fee"}]}) + "\n" for at in range(2))
    monkeypatch.setattr(matching_predictions, "_run", lambda _, *command: answers if command[0] == "match" else "")
    write(tmp_path / "corpus.jsonl.gz", *CHECKS)
    write(tmp_path / "queries.jsonl", *QUERIES)
    assert [row["id"] for row in predictions("matches", tmp_path, "--split", "queries")] == ["q1", 2]


@pytest.mark.usefixtures("quick_tables")
def test_matches_need_checks_and_queries(tmp_path: Path) -> None:
    write(tmp_path / "queries.jsonl", {"id": "1", "text": "x", "split": "dev"})
    with pytest.raises(CommandError, match=r"^There is no corpus\.jsonl\.gz in .*; give the folder "):
        predictions("matches", tmp_path)
    write(tmp_path / "corpus.jsonl.gz", *CHECKS)
    with pytest.raises(CommandError, match=r"holds no query of the split test; "):
        predictions("matches", tmp_path, "--split", "test")
    write(tmp_path / "corpus.jsonl.gz", {"nothing": "here"})
    with pytest.raises(CommandError, match=r"^import_checked failed on the throw-away database: "):
        predictions("matches", tmp_path)
