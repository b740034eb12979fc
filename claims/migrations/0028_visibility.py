"""Who may read a piece of evidence. What is there already was printable, and stays so.

The default is the database's own, so that the release before can go on writing.
"""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from claims.models import database


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database.install(schema_editor.connection)


class Migration(migrations.Migration):
    serves_old_release = {
        "evidence_visibility_by": "A new column without an index is empty: PostgreSQL looks at no row for its foreign key."
    }

    dependencies = [
        ('claims', '0027_names_apart'),
    ]

    operations = [
        migrations.AddField(
            model_name='evidence',
            name='named',
            field=models.ManyToManyField(blank=True, help_text='Who reads it where it is for named people only.', related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='evidence',
            name='visibility',
            field=models.CharField(choices=[('public', 'Public'), ('newsroom', 'Newsroom only'), ('named', 'Named people only')], db_default='public', default='public', help_text='Who may read it. Only what is public can be cited and printed.', max_length=10),
        ),
        migrations.AddField(
            model_name='evidence',
            name='visibility_by',
            field=models.ForeignKey(blank=True, db_index=False, help_text='Whom others ask about it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        # SQLite rebuilt the table without the triggers of its index
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
