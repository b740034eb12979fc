"""manage.py verify_dossier PATH: what the verify.py in every dossier does, without a database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claims.publishing.dossier import verify


class Command(BaseCommand):
    help = "Check a dossier: every file, the chain of events, the published versions, each quote in its place."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the folder or the zip")

    def handle(self, *args: Any, **options: Any) -> None:
        status = verify.main(options["path"], say=self.stdout.write)
        if status:
            sys.exit(status)
