"""Print who can log in to the demonstration."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.management.demonstration import newsroom
from claims.models import User


class Command(BaseCommand):
    help = "Print the demonstration's people, their roles and their password."

    def handle(self, *args: Any, **options: Any) -> None:
        cast = User.objects.filter(is_demonstration=True).prefetch_related("grants").order_by("pk")
        for person in cast:
            roles = ", ".join(grant.get_role_display().lower() for grant in person.grants.all()) or "no role"
            self.stdout.write(f"  {person.username:<8} {person!s:<16} {roles}")
        self.stdout.write(f"  password for all of them: {newsroom.password()}")
