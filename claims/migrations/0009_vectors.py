"""Vectors of claims and checks, kept in step by triggers."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from claims.models import database


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0008_finder_runs'),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckVector',
            fields=[
                ('row_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('change', models.BigIntegerField(db_index=True)),
                ('code', models.BinaryField(null=True)),
                ('vector', models.BinaryField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('code', None)), fields=['row_id'], name='checkvector_missing')],
            },
        ),
        migrations.CreateModel(
            name='ClaimVector',
            fields=[
                ('row_id', models.BigAutoField(primary_key=True, serialize=False)),
                ('change', models.BigIntegerField(db_index=True)),
                ('code', models.BinaryField(null=True)),
                ('vector', models.BinaryField(null=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('code', None)), fields=['row_id'], name='claimvector_missing')],
            },
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
