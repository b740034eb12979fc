"""manage.py extract: one JSON object for each article, one sentence for each file that is none, no database."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.core.management import call_command

BASE_DIR = Path(__file__).resolve().parents[2]
KEYS = ["file", "title", "byline", "outlet", "published", "language", "text", "origin"]
BODY = (
    "The dyke at Holm cost 12 million crowns in 2022, the water board said on Tuesday.",
    "It protects 4,000 houses, according to the board's report of 2023.",
    "The next storm is expected before the end of the year, and nobody knows whether the dyke will hold.",
)
PLAIN = "\n".join(("Dyke at Holm is to be raised", "By Ina Holt, Reuters", "3 November 2025", *BODY))
PAGE = (
    "<!doctype html><html lang=en><head><title>Dyke at Holm is to be raised</title></head><body><article>"
    "<h1>Dyke at Holm is to be raised</h1>" + "".join(f"<p>{line}</p>" for line in BODY) + "</article></body></html>"
)


def extract(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """In a process of its own, whose database cannot be opened."""
    env = dict(os.environ, DJANGO_SETTINGS_MODULE="factcheck.settings", DATABASE_URL="postgres://x:x@127.0.0.1:1/none")
    return subprocess.run(
        [sys.executable, "manage.py", "extract", *arguments],
        cwd=BASE_DIR, env=env, input=stdin, capture_output=True, check=False,
    )  # fmt: skip


def extract_here(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
    """The same in this process, which takes no seconds to start: (exit code, rows, what was complained of)."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("extract", *arguments, stdout=out, stderr=err)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def rows(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_each_file_gives_one_object_in_the_order_asked(tmp_path: Path) -> None:
    (tmp_path / "dyke.txt").write_text(PLAIN)
    (tmp_path / "dyke.html").write_text(PAGE)
    done = extract(str(tmp_path / "dyke.txt"), str(tmp_path / "dyke.html"))
    assert done.returncode == 0, done.stderr
    plain, page = rows(done)
    assert list(plain) == list(page) == KEYS
    assert plain == {
        "file": str(tmp_path / "dyke.txt"),
        "title": "Dyke at Holm is to be raised",
        "byline": "Ina Holt",
        "outlet": "",
        "published": "2025-11-03",
        "language": "en",
        "text": "\n".join(BODY),
        "origin": "Reuters",
    }
    assert (page["text"], page["published"], page["origin"]) == ("\n".join(BODY), None, "")


def test_the_address_names_outlet_and_day(tmp_path: Path) -> None:
    (tmp_path / "dyke.html").write_text(PAGE)
    address = "https://www.aljazeera.com/news/2025/11/3/dyke"
    _, (row,), _ = extract_here(str(tmp_path / "dyke.html"), "--url", address)
    assert (row["outlet"], row["published"]) == ("Al Jazeera", "2025-11-03")


def test_standard_input_may_be_compressed() -> None:
    done = extract("-", stdin=gzip.compress(PAGE.encode()))
    assert done.returncode == 0
    assert [(row["file"], row["text"]) for row in rows(done)] == [("-", "\n".join(BODY))]


def test_a_bad_file_gets_one_sentence_and_the_others_are_still_printed(tmp_path: Path) -> None:
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "dyke.txt").write_text(PLAIN)
    done = extract(str(tmp_path / "noise.bin"), str(tmp_path / "missing"), str(tmp_path), str(tmp_path / "dyke.txt"))
    assert done.returncode == 1
    assert [row["file"] for row in rows(done)] == [str(tmp_path / "dyke.txt")]
    noise, missing, folder = done.stderr.decode().splitlines()
    assert noise.startswith(f"{tmp_path / 'noise.bin'}: The file is not text.")
    assert missing.startswith(f"There is no file {tmp_path / 'missing'};")
    assert "is a folder" in folder


def test_the_public_beginning_of_a_paid_article_is_printed_and_called_that(tmp_path: Path) -> None:
    wall = "</p><p>Subscribe now to continue reading this story.</p></article>"
    (tmp_path / "paid.html").write_text(PAGE.replace("</p></article>", wall))
    code, (row,), said = extract_here(str(tmp_path / "paid.html"))
    assert code == 1
    assert "behind a paywall" in said
    assert row["text"] == "\n".join(BODY)


def test_a_name_that_is_not_utf_8_can_be_printed(tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/dyke-\xff.txt")
    Path(name).write_text(PLAIN)
    (row,) = rows(extract(name))
    assert row["file"] == f"{tmp_path}/dyke-?.txt"
