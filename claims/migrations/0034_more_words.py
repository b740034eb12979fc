"""Indexes of the words of drafts, of published texts, of what is asked and answered, and of why. PostgreSQL builds them
while others write; on SQLite each is filled in one go."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from claims.models import database


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database.install(schema_editor.connection)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("claims", "0033_beginnings"),
    ]

    operations = [
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
