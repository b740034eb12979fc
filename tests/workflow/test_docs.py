"""docs/workflow.md is what the table says."""

from pathlib import Path

from django.conf import settings

from claims.management.commands.print_workflow import as_markdown


def test_the_documented_workflow_is_the_one_that_runs() -> None:
    printed = (Path(settings.BASE_DIR) / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert printed == as_markdown(), "Run: manage.py print_workflow > docs/workflow.md"
