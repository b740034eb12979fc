"""docs/workflow.md is what the tables say, and the tables name every event that the workflow writes."""

import re
from pathlib import Path

from django.conf import settings

from claims.management.commands.print_workflow import as_markdown
from claims.workflow.verbs import VERBS

#: A verb in the source: given to the gate by name, or second to _edit.
_WRITTEN = re.compile(r"""verb=["'](\w+)["']|_edit\(\s*[\w.]+,\s*["'](\w+)["']""")


def test_the_documented_workflow_is_the_one_that_runs() -> None:
    printed = (Path(settings.BASE_DIR) / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert printed == as_markdown(), "Run: manage.py print_workflow > docs/workflow.md"


def test_every_event_that_the_workflow_writes_is_in_the_table_of_verbs() -> None:
    folder = Path(settings.BASE_DIR) / "claims" / "workflow"
    sources = [file.read_text(encoding="utf-8") for file in folder.glob("*.py")]
    written = {first or second for source in sources for first, second in _WRITTEN.findall(source)}
    assert len(written) > 20
    assert {verb.name for verb in VERBS} == written
