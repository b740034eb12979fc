"""manage.py train_detection: what is worth checking, learnt from labelled sentences or from what this desk decided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.errors import Refused
from claims.management import teaching


class Command(BaseCommand):
    help = (
        "Train the model of check-worthiness on DIR/train.jsonl[.gz] (id, text, label; neighbours in the order of their"
        " ids), on what this desk accepted and dismissed (--desk), or on both."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", type=Path, metavar="DIR", help="the folder of the labelled sentences")
        parser.add_argument("--out", type=Path, metavar="DIR", help="where to write; by default DATA_DIR/detection")
        parser.add_argument("--desk", action="store_true", help="learn from the desk's own decisions")
        parser.add_argument("--force", action="store_true", help="with --desk: use the new model even if it is worse")
        parser.add_argument("--seed", type=int, default=1, help="kept beside the model; same seed, same bytes")

    def handle(self, *args: Any, **options: Any) -> None:
        data: Path | None = options["data"]
        out: Path = options["out"] or Path(settings.DATA_DIR) / "detection"
        try:
            if options["desk"]:
                lines = teaching.from_desk(data, out, seed=options["seed"], is_forced=options["force"])
            elif data is not None:
                lines = teaching.from_data(data, out, seed=options["seed"])
            else:
                raise Refused(
                    "There is nothing to learn from; give --data DIR, or --desk for the desk's own decisions."
                )
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        for line in lines:
            self.stdout.write(line)
