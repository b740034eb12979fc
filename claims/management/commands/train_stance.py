"""manage.py train_stance: what a passage says about a claim, learnt from labelled pairs or documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.errors import Refused
from claims.management import stance_teaching


class Command(BaseCommand):
    help = (
        "Train the model of stance on the labelled train and dev files of DIR (claims with evidence, in any layout that"
        " manage.py predict stance reads), or the ranking of evidence sentences on documents in which they are marked."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--data", required=True, type=Path, action="append", metavar="DIR", help="may be given several times"
        )
        parser.add_argument("--out", type=Path, metavar="DIR", help="by default DATA_DIR/stance, which the desk uses")
        parser.add_argument(
            "--own-labels", action="store_true", help="keep the labels of the data set, for predict stance --weights"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"] or Path(settings.DATA_DIR) / "stance"
        try:
            for line in stance_teaching.train(options["data"], out, has_own_labels=options["own_labels"]):
                self.stdout.write(line)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
