"""Full-text indexes and append-only triggers, in each database's own words."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from claims.models import database


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database.install(schema_editor.connection)


def remove(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database.remove_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
