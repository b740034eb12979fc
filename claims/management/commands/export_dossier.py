"""manage.py export_dossier CLAIM --out FOLDER|FILE.zip: everything behind a verdict, for a stranger to check."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.errors import Refused
from claims.publishing.dossier import packing


class Command(BaseCommand):
    help = "Write everything behind a claim's verdict to a new folder or a zip that verify_dossier can check."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("claim", type=int, help="the number of the claim")
        parser.add_argument("--out", required=True, type=Path, help="a folder that is not there yet, or a name in .zip")
        parser.add_argument(
            "--with-notes", action="store_true", help="with the notes that the newsroom keeps to itself"
        )

        parser.add_argument(
            "--with-originals",
            action="store_true",
            help="with uploaded files as they came: their details may tell who made them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        out: Path = options["out"]
        try:
            dossier = packing.build(
                options["claim"],
                by=None,
                with_notes=options["with_notes"],
                with_originals=options["with_originals"],
            )
            write = packing.write_zip if out.suffix.lower() == ".zip" else packing.write_folder
            write(dossier, out)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error}. Name another place.") from error
        self.stdout.write(f"{len(dossier.files)} files in {out}. The sha256 of its manifest is {dossier.sha256}.")
