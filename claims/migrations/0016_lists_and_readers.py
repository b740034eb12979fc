"""Saved filters, exports, what readers send in, and full-text indexes for the search over everything."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from claims.models import database

#: Tables that are searched from now on.
SEARCHED = ("claims_article", "claims_claimant", "claims_evidence", "claims_note", "claims_source")


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """PostgreSQL fills the new indexes by itself; SQLite has to be asked."""
    connection = schema_editor.connection
    database.install(connection)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in SEARCHED:
                cursor.execute(f"INSERT INTO {table}_fts({table}_fts) VALUES ('rebuild')")


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0015_vocabulary'),
    ]

    operations = [
        migrations.CreateModel(
            name='ErrorReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='what is wrong')),
                ('link', models.URLField(blank=True, max_length=2000, verbose_name='how they know')),
                ('email', models.EmailField(blank=True, help_text='Erased once the answer went out.', max_length=254, verbose_name='mail address')),
                ('token_sha256', models.CharField(max_length=64, unique=True)),
                ('sent_at', models.DateTimeField()),
                ('due_on', models.DateField(help_text='Seven working days after it came.')),
                ('outcome', models.CharField(blank=True, choices=[('corrected', 'We have corrected it'), ('right', 'What we published is right'), ('other', 'Answered in another way')], max_length=10)),
                ('answer', models.TextField(blank=True, help_text='The reader sees it.')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('mailed', models.CharField(blank=True, help_text='The news that was mailed last.', max_length=12)),
            ],
            options={
                'verbose_name': 'report of an error',
                'verbose_name_plural': 'reports of errors',
                'ordering': ['-sent_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('what', models.CharField(max_length=40)),
                ('query', models.CharField(blank=True, max_length=1000)),
                ('format', models.CharField(max_length=8)),
                ('n_rows', models.PositiveIntegerField(help_text='Empty: it was broken off.', null=True)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('query', models.CharField(blank=True, help_text='As it stands in the address; in one order.', max_length=1000)),
                ('is_shared', models.BooleanField(default=False)),
                ('saved_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Tip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('statement', models.TextField()),
                ('link', models.URLField(blank=True, max_length=2000)),
                ('quote', models.TextField(blank=True)),
                ('seen_at', models.CharField(blank=True, max_length=300, verbose_name='where they saw it')),
                ('email', models.EmailField(blank=True, help_text='Erased once the answer went out.', max_length=254, verbose_name='mail address')),
                ('token_sha256', models.CharField(max_length=64, unique=True)),
                ('sent_at', models.DateTimeField()),
                ('decision', models.CharField(choices=[('waiting', 'Waiting'), ('accepted', 'Became a claim'), ('joined', 'Known already'), ('declined', 'Declined')], default='waiting', max_length=10)),
                ('reason', models.TextField(blank=True, help_text='Why it was declined; the reader sees it.')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('mailed', models.CharField(blank=True, help_text='The news that was mailed last.', max_length=12)),
            ],
            options={
                'verbose_name': 'claim from a reader',
                'verbose_name_plural': 'claims from readers',
                'ordering': ['-sent_at', '-pk'],
            },
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('topic', ''), _negated=True), fields=['topic', '-id'], name='claims_by_topic'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['-changed_at', '-id'], name='claims_by_change'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['-priority', '-score', '-id'], name='claims_by_priority'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['-score', '-id'], name='claims_by_score'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(fields=['created_at'], name='claims_by_arrival'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('embargo_until__isnull', False)), fields=['embargo_until'], name='embargoed_claims'),
        ),
        migrations.AddField(
            model_name='errorreport',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='errorreport',
            name='claim',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='error_reports', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='errorreport',
            name='revision',
            field=models.ForeignKey(blank=True, help_text='What the reader had before their eyes.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='error_reports', to='claims.verdictrevision'),
        ),
        migrations.AddField(
            model_name='export',
            name='person',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='exports', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedfilter',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_filters', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tip',
            name='claim',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tips', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='tip',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='errorreport',
            index=models.Index(fields=['answered_at', 'due_on'], name='claims_erro_answere_fe50b1_idx'),
        ),
        migrations.AddConstraint(
            model_name='errorreport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('outcome', '')), models.Q(('answered_at__isnull', False), models.Q(('outcome', ''), _negated=True), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='reports_are_answered_in_words'),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.UniqueConstraint(fields=('owner', 'name'), name='one_saved_filter_per_name'),
        ),
        migrations.AddIndex(
            model_name='tip',
            index=models.Index(fields=['decision', '-sent_at', '-id'], name='claims_tip_decisio_66a8b6_idx'),
        ),
        migrations.AddConstraint(
            model_name='tip',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', False), ('decision__in', ('accepted', 'joined'))), models.Q(('claim__isnull', True), ('decision__in', ('waiting', 'declined'))), _connector='OR'), name='accepted_tips_have_a_claim'),
        ),
        migrations.AddConstraint(
            model_name='tip',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', 'declined'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='declined_tips_have_a_reason'),
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
