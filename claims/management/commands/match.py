"""manage.py match TEXT | --queries FILE: published checks that may be about a text, the best first, and why."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.management.files import printable
from claims.management.readiness import ready_database
from claims.matching import checks
from claims.matching.similarity import Ranked
from claims.models import FactCheck
from claims.text import language

#: Characters of a text that are looked at; a claim is a sentence or a few.
MAX_CHARS = 5_000
#: Where people look, matches below this score are left out; programs get all that they ask for.
WORTH_SHOWING = 0.1
#: Matches that can be asked for.
MOST = 1_000


@dataclass(frozen=True)
class Found:
    """One published check, how well it answers the text (0 to 1), and what speaks for and against it."""

    check: FactCheck
    score: float
    why: list[str]

    @property
    def facts(self) -> dict[str, Any]:
        """What --json and --queries print. `id` is the feed's own id of the check, else its primary key."""
        return {
            "id": self.check.external_id or str(self.check.pk),
            "score": self.score,
            "why": self.why,
            "url": self.check.url,
            "rating": self.check.rating,
            "publisher": self.check.publisher,
            "statement": self.check.statement,
        }


@dataclass(frozen=True)
class _NoQuery:
    """A line of a file that cannot be answered, and why, as a sentence."""

    sentence: str


class Command(BaseCommand):
    help = (
        "Find published checks that may be about a text, or about each text of a file of JSON lines {id, text}: "
        "printed as JSON lines {id, matches: [{id, score, why, ...}]}. Nothing is written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text", nargs="?", metavar="TEXT")
        parser.add_argument("--queries", metavar="FILE", help="JSON lines {id, text}, or gzip of them")
        parser.add_argument("--top", type=int, default=5, metavar="K", help="matches for each text (default: 5)")
        parser.add_argument("--json", action="store_true", help="print JSON for one text too")

    def handle(self, *args: Any, text: str | None, queries: str | None, top: int, json: bool, **options: Any) -> None:
        if not 1 <= top <= MOST:
            raise CommandError(f"--top must be between 1 and {MOST:,}, not {top}.")
        if (text is None) == (queries is None):
            raise CommandError("Give one text in quotation marks, or --queries with a file of texts.")
        with ready_database():
            if queries is not None:
                self._answer(queries, top)
            else:
                words = _plain(text or "")
                if not words:
                    raise CommandError("The text is empty. Give the sentence that you want to look up.")
                found = find(words, top)
                if json:
                    self._print_json(None, found)
                else:
                    self._print([one for one in found if one.score >= WORTH_SHOWING])

    def _answer(self, queries: str, top: int) -> None:
        """Every line of the file that is a query; the others are told by number, and cost nothing but themselves."""
        refused: list[str] = []
        n_answered = 0
        for query in _queries(queries):
            if isinstance(query, _NoQuery):
                self.stderr.write(query.sentence)
                refused.append(query.sentence)
                continue
            self._print_json(query[0], find(query[1], top))
            n_answered += 1
        if refused and not n_answered:
            raise CommandError(f"Not one query could be read. {refused[0]}")

    def _print_json(self, number: Any, found: list[Found]) -> None:
        row = {} if number is None else {"id": number}
        line = json.dumps(row | {"matches": [one.facts for one in found]}, ensure_ascii=False)
        # An id may hold half a character, which JSON can spell and UTF-8 cannot.
        self.stdout.write(line.encode("utf-8", "backslashreplace").decode())

    def _print(self, found: list[Found]) -> None:
        if not found:
            self.stdout.write("No published check is like it.")
        for one in found:
            said = f"{one.check.publisher or 'Unknown publisher'}: {one.check.rating or 'no rating'}"
            self.stdout.write(f"{one.score:.3f}  {one.check.statement}\n       {said}")
            if one.why:
                self.stdout.write(f"       {'; '.join(one.why)}")
            if one.check.url:
                self.stdout.write(f"       {one.check.url}")


def find(text: str, top: int) -> list[Found]:
    """The best `top` checks for a text; none for a text without words."""
    if not text:
        return []
    ranked = checks.find_checked(text, language=language.guess(text) or "en", limit=top)
    rows = FactCheck.objects.in_bulk([pk for pk, _ in ranked])
    return [Found(rows[pk], one.score, _why(one)) for pk, one in ranked if pk in rows]


def _why(ranked: Ranked) -> list[str]:
    return [reason.words for reason in (*ranked.reasons, *ranked.contradictions)]


def _queries(name: str) -> Iterator[tuple[Any, str] | _NoQuery]:
    """(id, text) of each line of the file. Bytes that are no UTF-8 are replaced. Raises CommandError for no file."""
    try:
        opened = gzip.open if Path(name).suffix == ".gz" else open
        with opened(name, "rt", encoding="utf-8-sig", errors="replace") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _query(number, line)
    except FileNotFoundError:
        raise CommandError(f"There is no file {printable(name)}; give JSON lines with an id and a text.") from None
    except (EOFError, zlib.error, ValueError) as error:
        raise CommandError(f"{printable(name)} cannot be read as text or gzip of it ({error}).") from error
    except OSError as error:
        raise CommandError(
            f"{printable(name)} cannot be read ({error.strerror or error}); check the path and its permissions."
        ) from error


def _query(number: int, line: str) -> tuple[Any, str] | _NoQuery:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or row.get("id") is None:
        return _NoQuery(f'Line {number} is no query: it must be like {{"id": "7", "text": "..."}}.')
    return row["id"], _plain(row["text"])


def _plain(text: str) -> str:
    """Without what no database can be asked for."""
    return " ".join(text.replace("\0", " ").encode("utf-8", "replace").decode()[:MAX_CHARS].split())
