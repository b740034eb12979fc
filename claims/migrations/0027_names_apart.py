"""The hash of a name in an event's hash, in place of the name. Older events keep the hash that they have.

The defaults are the database's own, so that the release before can go on writing events of the second format.
"""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from claims.models import database


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0026_demonstration_tips'),
    ]

    # Its code writes events of format 2 with its own default, and the new columns have the database's
    operations = [
        migrations.AlterField(
            model_name='accessevent',
            name='verb',
            field=models.CharField(choices=[('invited', 'invited with the role'), ('given', 'was given the role'), ('taken', 'lost the role'), ('closed', 'had the login switched off'), ('opened', 'had the login switched on'), ('freed', 'had the second step removed'), ('made', 'made a token for a program'), ('ended', 'had a token for a program ended'), ('erased', 'was erased')], max_length=12),
        ),
        migrations.AddField(
            model_name='claimevent',
            name='name_salt',
            field=models.CharField(blank=True, db_default='', default='', help_text='Goes where the name goes. Empty: erased.', max_length=32),
        ),
        migrations.AddField(
            model_name='claimevent',
            name='name_sha256',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AlterField(
            model_name='claimevent',
            name='hash_format',
            field=models.PositiveSmallIntegerField(db_default=1, default=3, help_text='1: note and name stand in the hash itself. 2: of the note its salted sha256 does. 3: of both.'),
        ),
        # SQLite rebuilt the table without its triggers, and erasing a name is new to them
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
