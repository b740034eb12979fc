"""The release before goes on while migrations run, and what it has written is there afterwards, provably unchanged."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation

from claims.models import AuditSeal, Claim, ClaimEvent, State, VerdictRevision, database
from claims.models.migrating import AddIndexBeside
from claims.operating import restoring, upgrades
from claims.workflow.moves import move
from tests.builders import cast
from tests.operating.elsewhere import elsewhere

RELEASES = Path(__file__).parent / "releases"
TEXT = models.TextField


def flaws(*operations: Operation, excused: dict[str, str] | None = None) -> list[str]:
    migration = Migration("9999_later", "claims")
    migration.operations = list(operations)
    migration.serves_old_release = excused or {}  # type: ignore[attr-defined]
    before = MigrationLoader(None).project_state([("claims", upgrades.BASELINE)])
    return list(upgrades.flaws_of([migration], before))


def test_the_release_before_serves_while_ours_runs() -> None:
    assert upgrades.find_flaws() == []
    out = io.StringIO()
    call_command("check_migrations", stdout=out)
    assert "can serve" in out.getvalue()


def _nothing(apps: Any, editor: Any) -> None:
    """Some code."""


def _install(apps: Any, editor: Any) -> None:
    database.install(editor.connection)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("tip", "quote"),
        migrations.RenameField("tip", "quote", "words"),
        migrations.DeleteModel("Tip"),
        migrations.RenameModel("Tip", "Hint"),
        migrations.AlterModelTable("tip", "hints"),
        migrations.AlterUniqueTogether("tip", {("quote", "link")}),
        migrations.AddField("tip", "colour", TEXT(default="")),
        migrations.AddField("tip", "colour", models.CharField(max_length=5, unique=True, null=True)),
        migrations.AddField("tip", "colour", models.ForeignKey("claims.Claim", models.CASCADE, null=True)),
        migrations.AlterField("tip", "seen_at", models.CharField(max_length=10)),
        migrations.AlterField("tip", "seen_at", models.CharField(max_length=400, blank=True)),
        migrations.AlterField("tip", "seen_at", models.IntegerField()),
        migrations.AlterField("tip", "claim", models.ForeignKey("claims.Claim", models.PROTECT)),
        migrations.AddIndex("claimevent", models.Index(fields=["verb"], name="by_verb")),
        migrations.AddConstraint("tip", models.UniqueConstraint(fields=["link"], name="one_link")),
        migrations.RunPython(_nothing),
        migrations.RunSQL("UPDATE claims_tip SET quote = ''"),
        migrations.SeparateDatabaseAndState(database_operations=[migrations.DeleteModel("Tip")]),
    ],
    ids=lambda operation: f"{type(operation).__name__} {operation.migration_name_fragment}",
)  # fmt: skip
def test_what_breaks_or_blocks_the_old_release_needs_an_excuse(operation: Operation) -> None:
    (sentence,) = flaws(operation)
    assert "9999_later" in sentence
    name = operation.migration_name_fragment or type(operation).__name__.lower()
    assert flaws(operation, excused={name: "so"}), "one word is no reason"
    assert flaws(operation, excused={name: "The table is small and nobody writes to it."}) == []


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("tip", "colour", TEXT(null=True)),
        migrations.AddField("tip", "colour", TEXT(default="", db_default="")),
        migrations.AlterField("tip", "seen_at", models.CharField(max_length=300, null=True, help_text="Where.")),
        migrations.CreateModel("Hint", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AlterModelOptions("tip", {"ordering": ["pk"]}),
        migrations.RunPython(_install),
        AddIndexBeside("tip", models.Index(fields=["link"], name="by_link")),
    ],
    ids=lambda operation: f"{type(operation).__name__} {operation.migration_name_fragment}",
)
def test_what_the_old_release_does_not_notice_is_let_through(operation: Operation) -> None:
    assert flaws(operation) == []


def test_a_table_that_the_old_release_does_not_know_may_be_changed_at_will() -> None:
    assert (
        flaws(
            migrations.CreateModel("Hint", [("id", models.BigAutoField(primary_key=True)), ("quote", TEXT())]),
            migrations.AddIndex("hint", models.Index(fields=["quote"], name="by_quote")),
            migrations.RemoveField("hint", "quote"),
        )
        == []
    )


def test_an_excuse_for_nothing_is_refused() -> None:
    assert "Take that out" in flaws(excused={"tip_colour": "The table is small."})[0]


@pytest.mark.django_db
@pytest.mark.parametrize("release", sorted(RELEASES.glob("*.tar.gz")), ids=lambda path: path.name)
def test_what_a_release_before_wrote_upgrades_and_still_verifies(release: Path, tmp_path: Path, settings: Any) -> None:
    """The files are backups of databases that each release's own builders made: one claim in every state, sealed."""
    settings.DATA_DIR = tmp_path
    backup = gzip.decompress(release.read_bytes())
    held = restoring.check(io.BytesIO(backup))
    newest = max(name for app, name, _ in held.about["migrations"] if app == "claims")
    assert newest <= max(name for app, name in MigrationLoader(None).graph.nodes if app == "claims")
    with elsewhere(connection.vendor, tmp_path):
        for _ in restoring.restore(io.BytesIO(backup)):
            pass
        assert set(Claim.objects.values_list("state", flat=True)) == set(State.values)
        assert ClaimEvent.objects.count() == held.n_rows["claims_claimevent"]
        assert AuditSeal.objects.count() == 1
        assert VerdictRevision.objects.count() == 2
        call_command("verify_audit", stdout=io.StringIO())
        claim = Claim.objects.get(state="queued")
        move(claim, "take", by=cast().ravi)
        call_command("verify_audit", stdout=io.StringIO())
        assert database.missing_triggers(connection) == []
        _add_an_index_beside()


def _add_an_index_beside() -> None:
    """As a migration of a later release would, while others write."""
    before = MigrationLoader(connection).project_state()
    after = before.clone()
    operation = AddIndexBeside("claimevent", models.Index(fields=["verb"], name="events_by_verb"))
    operation.state_forwards("claims", after)
    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("claims", editor, before, after)
    with connection.cursor() as cursor:
        assert "events_by_verb" in connection.introspection.get_constraints(cursor, "claims_claimevent")
