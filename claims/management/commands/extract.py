"""manage.py extract FILE...: the article in each file, as JSON lines. No database is touched."""

import json
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claims.errors import Refused
from claims.importing import extraction
from claims.importing.extracted import Extracted, Paywalled
from claims.management import files


class Command(BaseCommand):
    help = (
        "Print the article in each file: title, byline, outlet, date, language, text and origin, one JSON object a "
        "line. What cannot be read is told on standard error, and the command then ends with 1."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files", nargs="+", metavar="FILE|-", help="HTML, plain text, PDF, or gzip of these; - reads standard input"
        )
        parser.add_argument("--url", default="", help="the address that the file came from, if known")

    def handle(self, *args: Any, files: list[str], url: str, **options: Any) -> None:
        try:
            n_whole = sum(self._print(name, url) for name in files)
        except BrokenPipeError:  # the reader, such as head, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        if n_whole < len(files):
            sys.exit(1)

    def _print(self, name: str, url: str) -> bool:
        """Print what is in one file; False where that is not a whole article."""
        try:
            article = extraction.extract(files.read(name), url=url, filename=files.basename(name))
        except Refused as refusal:
            self._complain(name, refusal.sentence)
            if not isinstance(refusal, Paywalled):
                return False
            article, is_whole = refusal.extracted, False  # the public beginning of the article is worth printing
        else:
            is_whole = True
        self.stdout.write(json.dumps(as_facts(name, article), ensure_ascii=False))
        self.stdout.flush()
        return is_whole

    def _complain(self, name: str, sentence: str) -> None:
        named = files.printable(name)
        self.stderr.write(sentence if named in sentence else f"{named}: {sentence}")


def as_facts(name: str, article: Extracted) -> dict[str, str | None]:
    """The object that is printed; what the article does not tell is "", a date null."""
    return {
        "file": files.printable(name),
        "title": article.title,
        "byline": article.byline,
        "outlet": article.outlet,
        "published": article.published.isoformat() if article.published else None,
        "language": article.language,
        "text": article.text,
        "origin": article.origin_outlet,
    }
