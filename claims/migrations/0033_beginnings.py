"""Where each word of the full-text indexes of SQLite stands, by which beginnings of words are looked up."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from claims.models import database


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database.install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0032_demonstration"),
    ]

    operations = [
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
