"""Django's own, for whoever can have no link mailed; that it was done is kept and told as every other change is."""

from __future__ import annotations

import getpass
from typing import Any

from django.contrib.auth.management.commands import changepassword
from django.db import transaction

from claims.accounts import roles, sessions
from claims.accounts.roles import Verb, Way
from claims.management.readiness import ready_database
from claims.models import User


class Command(changepassword.Command):
    help = "Set a person's password. They are told by mail, and every session of theirs ends."

    def handle(self, *args: Any, **options: Any) -> str | None:
        with ready_database():
            said = super().handle(*args, **options)
            person = User.objects.get(username=options["username"] or getpass.getuser())
            with transaction.atomic():
                sessions.end_sessions(person)
                roles.record(Verb.PASSWORD, person, "", by=None, way=Way.COMMAND, why="")
        return said
