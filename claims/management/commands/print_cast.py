"""Print who can log in to the demonstration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import policy
from claims.management.demonstration import newsroom
from claims.management.readiness import ready_database
from claims.models import User


class Command(BaseCommand):
    help = "Print the demonstration's people, their roles and their password."

    def handle(self, *args: Any, **options: Any) -> None:
        cast = User.objects.filter(is_demonstration=True).prefetch_related("grants").order_by("pk")
        with ready_database():
            for person in cast:
                roles = ", ".join(grant.get_role_display().lower() for grant in person.grants.all()) or "no role"
                self.stdout.write(f"  {person.username:<8} {person!s:<16} {roles}")
            if not cast:
                raise CommandError("There is no demonstration here. Make one with `manage.py seed_demo`.")
        if not policy.current().second_step:
            self.stdout.write("  No second step at login is asked for here; POLICY_SECOND_STEP=1 asks for one.")
        self.stdout.write(f"  password for all of them: {newsroom.password()}")
