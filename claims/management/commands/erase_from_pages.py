"""manage.py erase_from_pages NAME: a name goes from old versions of the policy pages, and each of them says so."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.accounts import naming_texts
from claims.errors import Refused
from claims.management.readiness import ready_database


class Command(BaseCommand):
    help = (
        "Erase a person's name, or mail address, from old versions of the policy pages. Each of them says so at its "
        "end. This cannot be undone; what stands on the pages now is written anew in the admin."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="in quotes, as it stands there")
        parser.add_argument("--check", action="store_true", help="only say which versions have it")

    def handle(self, *args: Any, name: str, check: bool, **options: Any) -> None:
        with ready_database():
            try:
                pages = naming_texts.erase_from_pages(name, only_look=check)
            except Refused as refusal:
                raise CommandError(refusal.sentence) from refusal
        if not pages:
            self.stdout.write("It stands in no version of a policy page.")
            return
        self.stdout.write(f"{'It stands in' if check else 'It is gone from'} {naming_texts.listed(pages)}.")
        if not check:
            self.stdout.write("Backups from before still hold it: let them run out.")
