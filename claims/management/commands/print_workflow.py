"""Print docs/workflow.md from the tables of the workflow."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from claims.models import State
from claims.workflow.table import TRANSITIONS, Transition
from claims.workflow.verbs import VERBS

_HEAD = """# The workflow

Printed from `claims/workflow/table.py` by `manage.py print_workflow`; a test compares the two. The state says where the
work stands; what the public was told is in the verdict's revisions.

```mermaid
stateDiagram-v2
"""


class Command(BaseCommand):
    help = "Print the table of the workflow as Markdown, with a diagram."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(as_markdown(), ending="")


def as_markdown() -> str:
    arrows = [
        f"    {state.value} --> {row.to_state.value}: {row.label}" for row in TRANSITIONS for state in row.from_states
    ]
    lines = [
        f"    [*] --> {State.NEW.value}",
        *arrows,
        "```",
        "",
        "| transition | from | to | who | guards | note | in the background |",
        "|---|---|---|---|---|---|---|",
        *(_row(row) for row in TRANSITIONS),
        "",
        *(f"- **{row.label}**: {row.summary}" for row in TRANSITIONS),
        "",
        "## Work that moves nothing",
        "",
        "Each of these writes one event, too.",
        "",
        "| verb | who | when | what |",
        "|---|---|---|---|",
        *(f"| {' | '.join(verb)} |" for verb in VERBS),
        "",
    ]
    return _HEAD + "\n".join(lines)


def _row(row: Transition) -> str:
    note = "required" if row.needs_note else "optional" if "note" in row.inputs else ""
    public = {"always": "public", "was_public": "public if it was public", "asked": "public if the sender asked"}
    cells = [
        row.name,
        ", ".join(state.label for state in row.from_states),
        row.to_state.label,
        ", ".join(role.label.lower() for role in row.roles),
        ", ".join(_words(guard.__name__) for guard in (*_relation(row), *row.guards, *row.checks)),
        ", ".join(part for part in (note, public.get(row.public_note, "")) if part),
        ", ".join(row.jobs),
    ]
    return f"| {' | '.join(cells)} |"


def _relation(row: Transition) -> tuple[Any, ...]:
    return (row.relation,) if row.relation else ()


def _words(name: str) -> str:
    return name.replace("_", " ")
