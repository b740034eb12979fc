"""manage.py export_labels: the desk's own verdicts on sentences, laid out as train_detection reads them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.detection.labels import Label, labels, of_texts


class Command(BaseCommand):
    help = "Write what people accepted, dismissed and reworded as JSON lines (id, text, label 0 or 1, and the rest)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", metavar="FILE", help="for example data/train.jsonl; without it, standard output")
        parser.add_argument("--demonstration", action="store_true", help="count demonstration articles too")

    def handle(self, *args: Any, **options: Any) -> None:
        found = of_texts(labels(with_demonstration=options["demonstration"]))
        lines = [json.dumps(_row(place, label), ensure_ascii=False) for place, label in enumerate(found, start=1)]
        if options["out"]:
            _write(Path(options["out"]), lines)
            n_worth = sum(label.is_worth_checking for label in found)
            self.stderr.write(f"{len(lines)} sentences were written; {n_worth} of them are worth checking.")
        else:
            for line in lines:
                self.stdout.write(line)


def _row(place: int, label: Label) -> dict[str, Any]:
    """Ids count on in the order of the text, for training reads a sentence's neighbours from it."""
    return {
        "id": place,
        "text": label.text,
        "label": int(label.is_worth_checking),
        "score": label.score,
        "reason": label.reason,
        "statement": label.statement,
        "reworded": label.reworded,
    }


def _write(file: Path, lines: list[str]) -> None:
    try:
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise CommandError(
            f"{file} cannot be written ({error.strerror}); choose a file in a folder that exists."
        ) from None
