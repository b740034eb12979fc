"""manage.py doctor: what is wrong, in plain words, and how to mend it."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claims.operating import doctor


class Command(BaseCommand):
    help = "Look at all that the desk stands on, say what is wrong and how to mend it, and end with 1 if anything is."
    requires_system_checks = []  # they are among what is told

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one object for programs")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        n_wrong = 0
        told: dict[str, list[dict[str, Any]]] = {}
        for part, findings in doctor.examine():
            n_wrong += sum(not finding.is_advice for finding in findings)
            if json:
                told[part] = [vars(finding) for finding in findings]
            else:
                self._tell(part, findings)
        if json:
            self.stdout.write(_object(told, n_wrong))
        else:
            self.stdout.write(f"{n_wrong or 'Nothing'} wrong." if n_wrong != 1 else "One thing wrong.")
        if n_wrong:
            sys.exit(1)

    def _tell(self, part: str, findings: list[doctor.Finding]) -> None:
        if not findings:
            self.stdout.write(f"{part}: well")
        for finding in findings:
            kind = "advice" if finding.is_advice else "WRONG"
            self.stdout.write(f"{part}: {kind}: {finding.what}\n    {finding.cure}")


def _object(told: dict[str, list[dict[str, Any]]], n_wrong: int) -> str:
    return json.dumps({"n_wrong": n_wrong, "parts": told}, ensure_ascii=False, indent=2)
