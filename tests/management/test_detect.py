"""manage.py detect: JSON lines from a file or standard input, without touching the database."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

BASE_DIR = Path(__file__).resolve().parents[2]
KEYS = {"text", "start", "end", "score", "checkworthy", "speaker", "statement", "reasons"}
TEXT = (
    "Dyke at Holm is to be raised\n\n"
    "The dyke at Holm cost 12 million crowns in 2022, the water board said on Tuesday. Good morning. It protects 4,000 "
    "houses, according to the board's report of 2023.\n"
)


def detect(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """In a process of its own, whose database cannot be opened."""
    env = dict(os.environ, DJANGO_SETTINGS_MODULE="factcheck.settings", DATABASE_URL="postgres://x:x@127.0.0.1:1/none")
    return subprocess.run(
        [sys.executable, "manage.py", "detect", *arguments],
        cwd=BASE_DIR, env=env, input=stdin, capture_output=True, check=False,
    )  # fmt: skip


def test_a_file_gives_one_object_for_each_sentence_in_order(tmp_path: Path) -> None:
    (tmp_path / "dyke.txt").write_text(TEXT)
    done = detect(str(tmp_path / "dyke.txt"))
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert all(set(row) >= KEYS for row in rows)
    assert [row["start"] for row in rows] == sorted(row["start"] for row in rows)
    assert all(0 <= row["score"] <= 1 for row in rows)
    dyke = next(row for row in rows if "12 million" in row["text"])
    assert dyke["checkworthy"]
    assert "water board" in dyke["speaker"].casefold()
    assert not any("Good morning" in row["statement"] for row in rows)


def test_standard_input_may_be_compressed() -> None:
    done = detect("-", stdin=gzip.compress(TEXT.encode()))
    assert done.returncode == 0
    assert b"12 million" in done.stdout


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("empty.txt", b"", "The file is empty."),
        ("noise.bin", bytes(range(256)) * 20, "The file is not text."),
        ("missing.txt", None, "There is no file"),
    ],
)
def test_what_cannot_be_read_gives_one_sentence(name: str, body: bytes | None, words: str, tmp_path: Path) -> None:
    if body is not None:
        (tmp_path / name).write_bytes(body)
    out = io.StringIO()
    with pytest.raises(CommandError, match=words):
        call_command("detect", str(tmp_path / name), stdout=out)
    assert out.getvalue() == ""


def test_the_sentence_comes_with_the_exit_code_1(tmp_path: Path) -> None:
    done = detect(str(tmp_path / "missing.txt"))
    assert done.returncode == 1
    assert b"There is no file" in done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""
