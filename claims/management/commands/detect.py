"""manage.py detect FILE|-: what detection sees in a file, as JSON lines. No database is touched."""

import json
import os
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.detection.detect import detect
from claims.errors import Refused
from claims.importing import extraction
from claims.management import files


class Command(BaseCommand):
    help = "Print each sentence of a file with score, speaker, statement and reasons, as JSON lines."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", metavar="FILE|-", help="plain text, HTML, or gzip of either; - reads standard input"
        )
        parser.add_argument("--url", default="", help="the address the file came from, if known")

    def handle(self, *args: Any, **options: Any) -> None:
        name: str = options["file"]
        try:
            article = extraction.extract(files.read(name), url=options["url"], filename=files.basename(name))
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        try:
            for seen in detect(
                article.text, title=article.title, published=article.published, language=article.language
            ):
                self.stdout.write(json.dumps(asdict(seen), ensure_ascii=False))
            self.stdout.flush()
        except BrokenPipeError:  # the reader, such as head, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
