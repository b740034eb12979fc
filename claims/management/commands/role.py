"""The operator's way to give and take roles: for the first moderator, and for when no moderator can log in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.accounts import roles
from claims.accounts.roles import Way
from claims.errors import Refused
from claims.management.readiness import ready_database
from claims.models import Role, User


class Command(BaseCommand):
    help = "Give a role to a person or take it away, or take off a second step that was lost. The reason is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        for act in ("give", "take", "free"):
            one = acts.add_parser(act)
            one.add_argument("username")
            if act != "free":
                one.add_argument("role", choices=Role.values)
            one.add_argument("--why", required=True, help="kept with the change for good")

    def handle(self, *args: Any, **options: Any) -> None:
        with ready_database():
            person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(
                f"There is nobody with the user name {options['username']}. Look at /admin/claims/user/."
            )
        try:
            self._change(person, options)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(f"{person}: {', '.join(sorted(person.roles)) or 'no role'}")

    def _change(self, person: User, options: dict[str, Any]) -> None:
        match options["act"]:
            case "give":
                roles.give_role(person, options["role"], by=None, way=Way.COMMAND, why=options["why"])
            case "take":
                roles.take_role(person, options["role"], by=None, way=Way.COMMAND, why=options["why"])
            case _:
                roles.remove_second_step(person, by=None, way=Way.COMMAND, why=options["why"])
