"""Fill an empty installation with the demonstration newsroom of seeds/."""

from __future__ import annotations

import tomllib
from typing import Any

from django.core.management.base import BaseCommand

from claims.management.demonstration import newsroom, outside, teamwork, walk
from claims.management.readiness import ready_database
from claims.workflow import deadlines


class Command(BaseCommand):
    help = (
        "Import seeds/ and take its claims through the workflow. "
        "Run again, it finishes what was cut short and changes nothing else."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with ready_database():
            self._seed()

    def _seed(self) -> None:
        manifest = tomllib.loads((newsroom.SEEDS / "manifest.toml").read_text(encoding="utf-8"))
        newsroom.add_scale(manifest["scale"])
        newsroom.add_cast(manifest["people"])
        newsroom.add_pages(manifest["pages"])
        articles = {}
        for entry in manifest["articles"]:
            articles[entry["file"]] = newsroom.add_article(entry["file"])
            walk.settle()
            self.stdout.write(f"  article  {articles[entry['file']]}")
        for entry in manifest["claims"]:
            walk.walk(entry, articles[entry["article"]])
            self.stdout.write(f"  {entry['state']:<12} {entry['statement']}")
        teamwork.add_filters(manifest["filters"])
        outside.add_letters(manifest["readers"])
        deadlines.tell_of_due_claims()
        walk.settle()
