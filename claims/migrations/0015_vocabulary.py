"""The words of the full-text indexes of SQLite, by which misspelt names are looked up."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from claims.models import database


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ("claims", "0014_checks_of_one_page"),
    ]

    operations = [
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
