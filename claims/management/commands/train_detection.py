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
        parser.add_argument("--out", type=Path, metavar="DIR", help="by default DATA_DIR/detection or /encoder")
        parser.add_argument(
            "--encoder", action="store_true", help="train the optional encoder instead (docs/detection/encoder.md)"
        )
        parser.add_argument("--desk", action="store_true", help="learn from the desk's own decisions")
        parser.add_argument("--force", action="store_true", help="with --desk: use the new model even if it is worse")
        parser.add_argument("--seed", type=int, default=1, help="kept beside the model; same seed, same bytes")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for line in self._train(options):
                self.stdout.write(line)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal

    def _train(self, options: dict[str, Any]) -> list[str]:
        data: Path | None = options["data"]
        seed: int = options["seed"]
        out: Path = options["out"] or Path(settings.DATA_DIR) / ("encoder" if options["encoder"] else "detection")
        if options["desk"] and options["encoder"]:
            raise Refused("The desk's decisions teach the fast model only; leave out --desk or --encoder.")
        if options["desk"]:
            return teaching.from_desk(data, out, seed=seed, is_forced=options["force"])
        if data is None:
            raise Refused("There is nothing to learn from; give --data DIR, or --desk for the desk's own decisions.")
        if options["encoder"]:
            return teaching.encoder_from_data(data, out, seed=seed, report=self.stdout.write)
        return teaching.from_data(data, out, seed=seed)
