"""Checks that newsrooms published, and how matches relate two claims."""

import django.db.models.deletion
from django.conf import settings
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from claims.models import database


def install(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    database.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0003_claimants'),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identity', models.CharField(help_text='Address, or the name of the file.', max_length=2048, unique=True)),
                ('kind', models.CharField(choices=[('datafeed', 'ClaimReview DataFeed'), ('site', 'Site with ClaimReview pages'), ('lines', 'JSON lines')], max_length=10)),
                ('position', models.PositiveBigIntegerField(default=0, help_text='Rows of the unfinished reading that are done.')),
                ('fingerprint', models.CharField(blank=True, help_text='What the unfinished reading reads.', max_length=200)),
                ('n_read', models.PositiveBigIntegerField(default=0)),
                ('n_new', models.PositiveBigIntegerField(default=0)),
                ('n_changed', models.PositiveBigIntegerField(default=0)),
                ('n_refused', models.PositiveBigIntegerField(default=0)),
                ('problems', models.JSONField(blank=True, default=list, help_text='The first refused rows: {line, reason}.')),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['identity'],
            },
        ),
        migrations.AddField(
            model_name='match',
            name='contradictions',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='match',
            name='decided_relation',
            field=models.CharField(blank=True, choices=[('same', 'The same claim'), ('contradicts', 'The contrary')], max_length=12),
        ),
        migrations.AddField(
            model_name='match',
            name='relation',
            field=models.CharField(choices=[('same', 'The same claim'), ('contradicts', 'The contrary')], default='same', max_length=12),
        ),
        migrations.AlterField(
            model_name='match',
            name='decision',
            field=models.CharField(choices=[('suggested', 'Suggested'), ('linked', 'Linked by the machine'), ('confirmed', 'Confirmed'), ('rejected', 'Different claims')], default='suggested', max_length=10),
        ),
        migrations.CreateModel(
            name='FactCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identity', models.CharField(help_text='The same check twice is one row.', max_length=2200, unique=True)),
                ('external_id', models.CharField(blank=True, db_index=True, help_text='As the feed calls it.', max_length=200)),
                ('statement', models.TextField(help_text='The claim that was checked.')),
                ('title', models.CharField(blank=True, max_length=500)),
                ('summary', models.TextField(blank=True)),
                ('url', models.URLField(blank=True, max_length=2000)),
                ('publisher', models.CharField(blank=True, max_length=200)),
                ('site', models.CharField(blank=True, max_length=200)),
                ('claimant', models.CharField(blank=True, max_length=300)),
                ('claimed_on', models.DateField(blank=True, null=True)),
                ('reviewed_on', models.DateField(blank=True, null=True)),
                ('rating', models.CharField(blank=True, help_text="In the publisher's words.", max_length=300)),
                ('outcome', models.CharField(blank=True, choices=[('true', 'True'), ('mixture', 'Partly true'), ('false', 'False'), ('other', 'Other')], max_length=10)),
                ('rating_value', models.FloatField(blank=True, null=True)),
                ('worst_value', models.FloatField(blank=True, null=True)),
                ('best_value', models.FloatField(blank=True, null=True)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('appearances', models.JSONField(blank=True, default=list, help_text='Addresses where the claim was made.')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('feed', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='checks', to='claims.checkfeed')),
                ('revision', models.OneToOneField(blank=True, help_text='Our own published verdict.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fact_check', to='claims.verdictrevision')),
            ],
            options={
                'ordering': ['-reviewed_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CheckMatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.FloatField(help_text='0 to 1.')),
                ('relation', models.CharField(choices=[('same', 'The same claim'), ('contradicts', 'The contrary'), ('related', 'A related claim')], default='same', max_length=12)),
                ('reasons', models.JSONField(blank=True, default=list)),
                ('contradictions', models.JSONField(blank=True, default=list)),
                ('suggested_at', models.DateTimeField(auto_now_add=True)),
                ('decision', models.CharField(choices=[('suggested', 'Suggested'), ('linked', 'Linked by the machine'), ('confirmed', 'Confirmed'), ('rejected', 'Another matter')], default='suggested', max_length=10)),
                ('decided_relation', models.CharField(blank=True, choices=[('same', 'The same claim'), ('contradicts', 'The contrary'), ('related', 'A related claim')], max_length=12)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_matches', to='claims.claim')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('fact_check', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='matches', to='claims.factcheck')),
            ],
            options={
                'ordering': ['-score', 'pk'],
            },
        ),
        migrations.AddIndex(
            model_name='factcheck',
            index=models.Index(fields=['publisher'], name='claims_fact_publish_0bb4dd_idx'),
        ),
        migrations.AddIndex(
            model_name='factcheck',
            index=models.Index(fields=['-reviewed_on'], name='claims_fact_reviewe_09d4a0_idx'),
        ),
        migrations.AddConstraint(
            model_name='checkmatch',
            constraint=models.UniqueConstraint(fields=('claim', 'fact_check'), name='one_match_per_check'),
        ),
        migrations.AddConstraint(
            model_name='checkmatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision__in', ('confirmed', 'rejected')), _negated=True), ('decided_at__isnull', False), _connector='OR'), name='decided_check_matches_say_when'),
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
