"""The hash of a note in an event's hash, in place of the note. Older events keep the hash that they have.

The defaults are the database's own, so that the release before can go on writing events of the first format.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from claims.models import database


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0009_vectors'),
    ]

    operations = [
        migrations.AddField(
            model_name='claimevent',
            name='hash_format',
            field=models.PositiveSmallIntegerField(db_default=1, default=2, help_text='1: the note stands in the hash itself. 2: its salted sha256 does.'),
        ),
        migrations.AddField(
            model_name='claimevent',
            name='note_salt',
            field=models.CharField(blank=True, db_default='', default='', help_text='Goes where the note goes, and nowhere else.', max_length=32),
        ),
        migrations.AddField(
            model_name='claimevent',
            name='note_sha256',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        # SQLite rebuilt the table without its triggers, and erasing a note is new to them
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
