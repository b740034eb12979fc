"""manage.py detect: JSON lines out, one sentence on what is wrong, no database."""

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

ARTICLE = """River talks end without result
Harbour News
Talks on the river ended without a result on Friday, officials in Harbour City said after two long days at the table.
"Farms take 60 percent of the water," said Leyla Aras, the water minister of Tavira, at a news conference.
The river lost a third of its flow since 1990, according to a study by the University of Ostra.
"""
FIELDS = {
    "text", "start", "end", "score", "checkworthy", "checkability", "speaker", "speaker_role", "speaker_kind",
    "verb", "is_direct", "statement", "statements", "reasons",
}  # fmt: skip


def rows(name: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("detect", name, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_it_prints_one_object_a_line(tmp_path: Path) -> None:
    file = tmp_path / "article.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    seen = rows(str(file))
    assert all(set(row) == FIELDS for row in seen)
    assert any(row["speaker"] == "Leyla Aras" and row["checkworthy"] for row in seen)


def test_it_reads_standard_input_and_gzip(monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO(gzip.compress(ARTICLE.encode()))

    monkeypatch.setattr("sys.stdin", Input)
    assert any("60 percent" in row["statement"] for row in rows("-"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^There is no file .*missing\.txt; give the path"):
        rows(str(tmp_path / "missing.txt"))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is a folder; give the paths of the files in it"):
        rows(str(tmp_path))


@pytest.mark.parametrize("body", [b"", bytes(range(256)) * 20], ids=["empty", "binary"])
def test_a_file_without_an_article_gives_one_sentence(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "bad.bin"
    file.write_bytes(body)
    with pytest.raises(CommandError) as refused:
        rows(str(file))
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)
