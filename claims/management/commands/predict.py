"""manage.py predict TASK --data DIR --out FILE: what the product says of a public data set, for its scorer."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.errors import Refused
from claims.management import predicting, stance_predictions


class Command(BaseCommand):
    help = "Predict the rows of a data set's folder and write them as JSON lines. No database is touched."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("task", choices=sorted(predicting.TASKS))
        parser.add_argument(
            "--data", required=True, type=Path, metavar="DIR", help="holds train, dev or test .jsonl(.gz)"
        )
        parser.add_argument(
            "--out", required=True, type=Path, metavar="FILE", help="the predictions, one JSON object a line"
        )
        parser.add_argument("--split", default="", help="only this file of the folder, for example dev (default: all)")

        parser.add_argument(
            "--weights", type=Path, metavar="DIR", help="for stance and evidence: what train_stance wrote there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stance_predictions.use(options["weights"])
        out: Path = options["out"]
        unfinished = out.with_name(out.name + ".unfinished")
        n_rows = 0
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            # An id may hold half a character, which JSON can spell and UTF-8 cannot.
            with unfinished.open("w", encoding="utf-8", errors="backslashreplace") as file:
                for row in predicting.predict(options["task"], options["data"], split=options["split"]):
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
                    n_rows += 1
            unfinished.replace(out)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        except OSError as error:
            raise CommandError(
                f"{error.filename or out}: {error.strerror}; check the paths and their permissions."
            ) from error
        finally:
            unfinished.unlink(missing_ok=True)
        self.stdout.write(f"{n_rows} predictions written to {out}")
