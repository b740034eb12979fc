"""Claimants get a kind and names: whoever is there already is known by their own."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 1000


def give_own_names(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    alias = apps.get_model("claims", "ClaimantAlias")
    rows = apps.get_model("claims", "Claimant").objects.values_list("pk", "name_key", "name").iterator(BATCH)
    while batch := [alias(claimant_id=pk, key=key, name=name) for _, (pk, key, name) in zip(range(BATCH), rows)]:
        alias.objects.bulk_create(batch, ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0002_database'),
    ]

    operations = [
        migrations.AddField(
            model_name='claimant',
            name='kind',
            field=models.CharField(choices=[('unknown', 'Unknown'), ('person', 'Person'), ('organisation', 'Organisation'), ('group', 'Group of people'), ('document', 'Document')], default='unknown', max_length=12),
        ),
        migrations.AlterField(
            model_name='claimant',
            name='wikidata',
            field=models.CharField(blank=True, help_text='For example Q42.', max_length=20, validators=[django.core.validators.RegexValidator('\\AQ[1-9][0-9]*\\Z', 'A Wikidata id is the letter Q and a number, for example Q42.')], verbose_name='Wikidata id'),
        ),
        migrations.CreateModel(
            name='ClaimantAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, help_text='The name as it is compared.', max_length=200, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('claimant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='aliases', to='claims.claimant')),
            ],
            options={
                'verbose_name': 'name',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='ClaimantMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.TextField(blank=True)),
                ('aliases', models.JSONField(default=list, help_text='Keys of the names that moved.')),
                ('claims', models.JSONField(default=list, help_text='Primary keys of the claims that moved.')),
                ('merged_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('claimant', models.ForeignKey(help_text='Who was merged.', on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='claims.claimant')),
                ('into', models.ForeignKey(help_text='Under whom both stand.', on_delete=django.db.models.deletion.PROTECT, related_name='taken_in', to='claims.claimant')),
                ('merged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'merge of claimants',
                'verbose_name_plural': 'merges of claimants',
                'ordering': ['-merged_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('claimant',), name='one_standing_merge_per_claimant'), models.CheckConstraint(condition=models.Q(('claimant', models.F('into')), _negated=True), name='no_claimant_is_merged_into_itself')],
            },
        ),
        migrations.RunPython(give_own_names, migrations.RunPython.noop),
    ]
