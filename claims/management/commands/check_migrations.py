"""manage.py check_migrations: whether the release before can go on serving while the migrations of this one run."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from claims.operating import upgrades


class Command(BaseCommand):
    help = "Name every migration since the last release that would break or block the release before. Ends with 1 then."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        flaws = upgrades.find_flaws()
        for flaw in flaws:
            self.stderr.write(flaw)
        if flaws:
            sys.exit(1)
        self.stdout.write(f"The release before can serve while the migrations since {upgrades.BASELINE} run.")
