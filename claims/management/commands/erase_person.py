"""manage.py erase_person USERNAME: name, mail and login of a person go; what they did stays, under a number."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.accounts import erasing
from claims.accounts.roles import Way
from claims.errors import Refused
from claims.management.readiness import ready_database
from claims.models import User


class Command(BaseCommand):
    help = (
        "Erase a person's name, mail address, login and habits. Their part in the history stays under a number, and it "
        "still verifies. This cannot be undone; older backups still hold them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--why", required=True, help="kept with the record; without the name")
        parser.add_argument("--with-notes", action="store_true", help="the words of their notes too")

    def handle(self, *args: Any, username: str, why: str, with_notes: bool, **options: Any) -> None:
        with ready_database():
            person = User.objects.filter(username=username).first()
            if person is None:
                raise CommandError(f"There is nobody with the user name {username!r}. Capitals count.")
            try:
                done = erasing.erase_person(person, by=None, way=Way.COMMAND, why=why, with_notes=with_notes)
            except Refused as refusal:
                raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"{username} is {done.pseudonym} from now on, in {done.n_events} events of the history.")
        if with_notes:
            self.stdout.write(f"{done.n_notes} notes are erased.")
        if done.n_names_kept:
            self.stdout.write(
                f"{done.n_names_kept} events were written by release 0.1, in whose hashes the name itself stands: it "
                "stays there, or the history would not verify."
            )
        for sentence in done.left:
            self.stdout.write(sentence)
        self.stdout.write("Other words that people wrote may name them: search the desk for the name.")
        self.stdout.write("Backups from before still hold the person: let them run out.")
