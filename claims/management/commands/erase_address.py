"""manage.py erase_address ADDRESS: the mail address of a reader, a guest or somebody invited goes from every row."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.accounts import erasing
from claims.errors import Refused
from claims.management.readiness import ready_database


class Command(BaseCommand):
    help = "Erase the mail address of a reader, a guest or somebody who was invited. What they sent stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        with ready_database():
            try:
                n_rows = erasing.erase_address(address)
            except Refused as refusal:
                raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"The address is gone from {n_rows} rows. Backups from before still hold it.")
