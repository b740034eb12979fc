"""manage.py import_articles: what it takes, what it prints, how it ends."""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims import jobs
from claims.management.commands import import_articles
from claims.models import Article, Job
from tests.web.sites import Site, moved, page

BASE_DIR = Path(__file__).resolve().parents[2]
KEYS = "id url title outlet byline published language n_sentences n_claims stage error".split()
TEXT = (
    "Ferry line ends after 40 years\n\n"
    "By Mara Lind\n\n"
    "The ferry to Holm stops on 1 June after 40 years, the county said on Friday. It carried 12,000 people in 2024 "
    "and cost 3 million crowns a year, the county's figures show.\n"
)
PAGE = (
    f"<!doctype html><html lang='en'><title>Ferry line ends</title><article><p>{TEXT}</p><p>{TEXT}</p></article></html>"
)


def run(*arguments: str, stdin: bytes = b"", monkeypatch: pytest.MonkeyPatch | None = None) -> tuple[int, list[Any]]:
    """Exit code, and what was printed: objects where they are JSON, else lines."""
    out, code = io.StringIO(), 0
    if monkeypatch is not None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
    try:
        call_command("import_articles", *arguments, stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    lines = out.getvalue().splitlines()
    return code, [json.loads(line) for line in lines] if "--json" in arguments else lines


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    file = tmp_path / "ferry.txt"
    file.write_text(TEXT)
    return file


@pytest.mark.django_db
class TestWhatItPrints:
    def test_a_file_seen_through_to_its_claims(self, text_file: Path) -> None:
        code, (facts,) = run(str(text_file), "--wait", "--json")
        assert code == 0
        assert list(facts) == KEYS
        article = Article.objects.get()
        assert facts["id"] == article.pk
        assert facts["title"] == "Ferry line ends after 40 years"
        assert facts["byline"] == "Mara Lind"
        assert (facts["published"], facts["language"]) == (None, "en")
        assert facts["n_sentences"] == article.sentences.count() == 2
        assert facts["n_claims"] == article.appearances.count() > 0
        assert (facts["stage"], facts["error"]) == ("ready", "")

    def test_without_wait_the_article_is_read_and_its_claims_are_owed(self, text_file: Path) -> None:
        _, (facts,) = run(str(text_file), "--json")
        assert (facts["stage"], facts["n_claims"]) == ("fetched", 0)
        assert Job.objects.get().name == "detect_claims"

    def test_the_same_article_twice_prints_the_first_one(self, text_file: Path) -> None:
        _, first = run(str(text_file), "--wait", "--json")
        code, second = run(str(text_file), "--wait", "--json")
        assert (code, second) == (0, first)

    def test_what_is_refused_has_the_same_keys_a_sentence_and_the_exit_code_1(self, tmp_path: Path) -> None:
        (tmp_path / "empty.txt").touch()
        code, (facts,) = run(str(tmp_path / "empty.txt"), "--wait", "--json")
        assert code == 1
        assert list(facts) == KEYS
        assert (facts["id"], facts["stage"], facts["n_sentences"]) == (None, "failed", 0)
        assert facts["error"] == f"{tmp_path}/empty.txt: The file is empty. Choose a file that holds an article."

    def test_for_people_it_prints_a_line_each(self, text_file: Path) -> None:
        _, lines = run(str(text_file), str(text_file.parent / "nothing.txt"), "--wait")
        assert "“Ferry line ends after 40 years”" in lines[0]
        assert "in 2 sentences" in lines[0]
        assert "cannot be read: No such file or directory. Check the path" in lines[1]

    def test_one_good_file_among_bad_ones_is_a_success(self, text_file: Path) -> None:
        code, rows = run(str(text_file.parent / "nothing.txt"), str(text_file), "--json")
        assert code == 0
        assert [row["stage"] for row in rows] == ["failed", "fetched"]


@pytest.mark.django_db
class TestWhatItTakes:
    def test_a_folder_with_its_folders_in_order_without_hidden_files(self, tmp_path: Path) -> None:
        (tmp_path / "more").mkdir()
        (tmp_path / ".git").mkdir()
        (tmp_path / "b.txt").write_text(TEXT)
        (tmp_path / "a.html.gz").write_bytes(gzip.compress(PAGE.replace("Holm", "Alder").encode()))
        (tmp_path / "more" / "c.txt").write_text(TEXT.replace("ferry", "boat"))
        (tmp_path / ".hidden.txt").write_text(TEXT.replace("Ferry", "Boat"))
        (tmp_path / ".git" / "notes.txt").write_text(TEXT.replace("Ferry", "Train"))
        code, rows = run(str(tmp_path), "--wait", "--json")
        assert code == 0
        assert [row["stage"] for row in rows] == ["ready"] * 3
        assert Article.objects.count() == 3

    def test_standard_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        code, (facts,) = run("-", "--wait", "--json", stdin=gzip.compress(TEXT.encode()), monkeypatch=monkeypatch)
        assert (code, facts["stage"], facts["title"]) == (0, "ready", "Ferry line ends after 40 years")

    def test_an_address_on_standard_input_is_imported(self, monkeypatch: pytest.MonkeyPatch) -> None:
        _, (facts,) = run("-", "--json", stdin=b" https://news.example/ferry \n", monkeypatch=monkeypatch)
        assert (facts["url"], facts["stage"]) == ("https://news.example/ferry", "queued")

    def test_a_file_that_nearly_holds_an_address_is_read_as_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "odd.txt").write_bytes(b"https://news.example/\xff\n")
        code, (facts,) = run(str(tmp_path / "odd.txt"), "--json")
        assert (code, facts["stage"]) == (1, "failed")
        assert facts["error"].endswith(".")

    @pytest.mark.skipif(sys.platform == "darwin", reason="its file system holds UTF-8 names only")
    def test_a_file_whose_name_is_not_utf8(self, tmp_path: Path) -> None:
        (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))).write_text(TEXT)
        code, lines = run(str(tmp_path), "--wait")
        assert code == 0
        assert "caf?.txt: article" in lines[0]

    def test_an_address_is_fetched_here_and_a_redirect_prints_the_first_article(self, settings: Any) -> None:
        site = Site({"/ferry": page(PAGE.encode()), "/f": moved("/ferry")})
        settings.FETCH_ALLOW = [site.pair]
        _, first = run(site.url("/ferry"), "--wait", "--json")
        _, second = run(site.url("/f"), "--wait", "--json")
        site.close()
        assert first[0]["stage"] == "ready"
        assert second == first

    def test_a_failed_address_ends_with_1_and_is_tried_anew_the_next_time(self, settings: Any) -> None:
        site = Site({})
        settings.FETCH_ALLOW = [site.pair]
        code, (facts,) = run(site.url("/ferry"), "--wait", "--json")
        assert (code, facts["stage"]) == (1, "failed")
        assert "404" in facts["error"]
        site.answers["/ferry"] = page(PAGE.encode())
        code, (facts,) = run(site.url("/ferry"), "--wait", "--json")
        site.close()
        assert (code, facts["stage"], facts["error"]) == (0, "ready", "")

    def test_a_private_address_is_refused_in_words(self) -> None:
        code, (facts,) = run("http://192.168.1.1/admin", "--wait", "--json")
        assert (code, facts["stage"]) == (1, "failed")
        assert len(facts["error"].split()) > 5


@pytest.mark.django_db
def test_a_site_that_asks_for_an_hour_is_not_waited_for(settings: Any) -> None:
    busy = Site({"/": page(status="429 Too Many Requests", headers=("Retry-After: 3600",))})
    settings.FETCH_ALLOW = [busy.pair]
    _, (facts,) = run(busy.url(), "--wait", "--json")
    busy.close()
    assert facts["stage"] == "queued"
    assert "slow down" in facts["error"]
    assert Job.objects.get().due_at > timezone.now()


@pytest.mark.django_db
def test_a_passing_trouble_is_waited_out(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site({"/ferry": page(status="503 Service Unavailable")})
    settings.FETCH_ALLOW = [site.pair]
    monkeypatch.setattr(jobs, "BACKOFF_S", 0.01)

    def mend(seconds: float) -> None:
        site.answers["/ferry"] = page(PAGE.encode())

    monkeypatch.setattr(import_articles.time, "sleep", mend)
    code, (facts,) = run(site.url("/ferry"), "--wait", "--json")
    site.close()
    assert (code, facts["stage"], facts["error"]) == (0, "ready", "")


def test_a_database_without_tables_gives_one_sentence(
    text_file: Path, unmigrated: Callable[[], dict[str, str]]
) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "import_articles", str(text_file)],
        cwd=BASE_DIR,
        env=unmigrated(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "manage.py migrate" in done.stderr
    assert "Traceback" not in done.stderr


_ONE_AFTER_THE_OTHER = """
import django
django.setup()
from django.core.management import CommandError, call_command
for name in ("seed_demo", "verify_audit", "print_cast"):
    try:
        call_command(name)
    except CommandError as error:
        print(name, error)
"""


def test_so_it_does_to_every_command_that_works_on_rows(unmigrated: Callable[[], dict[str, str]]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ONE_AFTER_THE_OTHER], cwd=BASE_DIR, env=unmigrated(), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    told = dict(line.split(" ", 1) for line in done.stdout.splitlines() if "manage.py migrate" in line)
    assert told.keys() == {"seed_demo", "verify_audit", "print_cast"}


@pytest.fixture
def unmigrated(tmp_path: Path) -> Callable[[], dict[str, str]]:
    """The environment of a process whose database exists and holds nothing."""
    sqlite3.connect(tmp_path / "empty.sqlite3").close()

    def environment() -> dict[str, str]:
        return dict(
            os.environ,
            DJANGO_SETTINGS_MODULE="factcheck.settings",
            DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}",
            DATA_DIR=str(tmp_path),
            REDIS_URL="",
        )

    return environment


def test_no_argument_says_what_is_wanted() -> None:
    with pytest.raises(CommandError, match="PATH"):
        call_command("import_articles")
