"""Import articles from files, folders, addresses or standard input."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from claims import jobs
from claims.errors import Refused
from claims.importing import articles
from claims.management.readiness import ready_database
from claims.models import Article, Job, Snapshot
from claims.web import urls

_ENDED = (Article.Stage.READY, Article.Stage.FAILED)
_JOBS = ("fetch_article", "detect_claims")
#: Longest wait for the next try of a site that did not answer (seconds).
PATIENCE_S = 60.0
#: Files above this are refused unread (bytes); extraction says so in words.
_READ_AT_MOST = 20_000_001
_LONGEST_ADDRESS = 2_500


@dataclass(frozen=True)
class Row:
    """What became of one thing that was asked for: an article, or the sentence why there is none."""

    asked: str
    article: Article | None
    error: str = ""


class Command(BaseCommand):
    help = (
        "Import articles: files, folders, addresses, or - for standard input. With --wait the claims are found "
        "before the command ends, with or without running workers. It ends with 1 when nothing could be imported."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("things", nargs="+", metavar="PATH|URL|DIR|-")
        parser.add_argument("--wait", action="store_true", help="see each article through to its claims")
        parser.add_argument("--json", action="store_true", help="print one JSON object a line")

    def handle(self, *args: Any, things: list[str], wait: bool, json: bool, **options: Any) -> None:
        n_imported = 0
        with ready_database():
            for asked in _each(things):
                row = _import(asked)
                if wait and row.article is not None:
                    row = Row(row.asked, see_through(row.article))
                self._print(row, as_json=json)
                n_imported += row.article is not None and row.article.stage != Article.Stage.FAILED
        if n_imported == 0:
            sys.exit(1)

    def _print(self, row: Row, *, as_json: bool) -> None:
        facts = as_facts(row)
        if as_json:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
        elif facts["error"]:
            self.stdout.write(facts["error"] if row.article is None else f"{row.asked}: {facts['error']}")
        else:
            found = f"{facts['n_claims']} claims in {facts['n_sentences']} sentences"
            state = found if facts["stage"] == Article.Stage.READY else "waiting for a worker"
            self.stdout.write(f"{row.asked}: article {facts['id']}, “{facts['title'] or facts['url']}”: {state}")
        self.stdout.flush()


def as_facts(row: Row) -> dict[str, Any]:
    """The object that --json prints; what could not be told is "", a missing id or date null."""
    article = row.article
    if article is None:
        return {
            "id": None,
            "url": row.asked if urls.is_url(row.asked) else "",
            **dict.fromkeys(("title", "outlet", "byline"), ""),
            "published": None,
            "language": "",
            "n_sentences": 0,
            "n_claims": 0,
            "stage": Article.Stage.FAILED.value,
            "error": row.error if row.asked in row.error else f"{row.asked}: {row.error}",
        }
    return {
        "id": article.pk,
        "url": article.url,
        "title": article.title,
        "outlet": article.outlet.name if article.outlet else "",
        "byline": article.byline,
        "published": article.published_on.isoformat() if article.published_on else None,
        "language": article.language,
        "n_sentences": article.sentences.count(),
        "n_claims": article.appearances.values("claim").distinct().count(),
        "stage": str(article.stage),
        "error": article.error,
    }


def see_through(article: Article) -> Article:
    """Do the article's jobs here, or wait for the worker that is on them, until it is ready or has failed.

    A site that is to be tried again later than in PATIENCE_S is not waited for: the row says why and stays owed.
    """
    pk = article.pk
    give_up_at = timezone.now() + timedelta(seconds=PATIENCE_S)
    while True:
        jobs.run_all(only=lambda job: job.name in _JOBS and job.target == pk)
        article = Article.objects.select_related("outlet", "duplicate_of__outlet").get(pk=pk)
        owed = Job.objects.filter(name__in=_JOBS, target=pk, failed_at=None).order_by("due_at").first()
        if article.stage in _ENDED or owed is None or owed.due_at > give_up_at:
            return article.duplicate_of or article
        time.sleep(0.2)


def _each(things: list[str]) -> Iterator[str]:
    for thing in things:
        if thing != "-" and not urls.is_url(thing) and Path(thing).is_dir():
            yield from sorted(str(path) for path in Path(thing).rglob("*") if _is_visible_file(path, Path(thing)))
        else:
            yield thing


def _is_visible_file(path: Path, folder: Path) -> bool:
    return path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)


def _import(asked: str) -> Row:
    named = asked.encode("utf-8", "replace").decode()  # names of files need not be UTF-8, what we print has to be
    try:
        if urls.is_url(asked):
            return Row(named, articles.request_import_url(asked, by=None))
        if asked == "-":
            return Row(named, _import_bytes(sys.stdin.buffer.read(_READ_AT_MOST)))
        with Path(asked).open("rb") as file:
            return Row(named, _import_bytes(file.read(_READ_AT_MOST), Path(asked).name))
    except Refused as refusal:
        return Row(named, None, refusal.sentence)
    except OSError as error:
        return Row(named, None, f"{named} cannot be read: {error.strerror}. Check the path and its permissions.")


def _import_bytes(body: bytes, filename: str = "") -> Article:
    """An article, or a file that holds nothing but the address of one."""
    line = body.strip() if len(body) < _LONGEST_ADDRESS else b""
    if line.isascii() and urls.is_url(line.decode("ascii")):
        return articles.request_import_url(line.decode("ascii"), by=None)
    return articles.request_import_bytes(body, by=None, filename=filename, how=Snapshot.How.FILE)
