"""What becomes of cited sources: WARC, later looks, copies in public archives."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0006_origins'),
    ]

    operations = [
        migrations.AddField(
            model_name='snapshot',
            name='redirects',
            field=models.JSONField(blank=True, default=list, help_text='Every address that was led to, in order.'),
        ),
        migrations.AddField(
            model_name='snapshot',
            name='revisit_of',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revisits', to='claims.snapshot'),
        ),
        migrations.AddField(
            model_name='snapshot',
            name='warc_sha256',
            field=models.CharField(blank=True, help_text='Of the WARC file; empty: captured without.', max_length=64),
        ),
        migrations.CreateModel(
            name='ArchiveCopy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('asked', 'Being archived'), ('kept', 'Archived'), ('failed', 'Not archived')], default='asked', max_length=10)),
                ('url', models.URLField(blank=True, help_text='Of the copy, not of the page.', max_length=2200)),
                ('archived_at', models.DateTimeField(blank=True, help_text='As the archive dates its copy.', null=True)),
                ('job_id', models.CharField(blank=True, help_text="The archive's own name for its work in progress.", max_length=200)),
                ('error', models.TextField(blank=True, help_text='Why there is no copy, in words.')),
                ('asked_at', models.DateTimeField()),
                ('source', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='archive_copy', to='claims.source')),
            ],
        ),
        migrations.CreateModel(
            name='Recheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('unchanged', 'Unchanged'), ('changed', 'Changed'), ('corrected', 'Perhaps corrected'), ('moved', 'Moved'), ('retracted', 'Perhaps retracted'), ('gone', 'Gone'), ('unreachable', 'Could not be read')], max_length=12)),
                ('sentence', models.TextField(blank=True, help_text='What is different, in words; empty when nothing is.')),
                ('signs', models.JSONField(blank=True, default=list, help_text='Words that speak for a retraction or correction.')),
                ('mark', models.CharField(help_text='sha256 of what was found: the same is the same row.', max_length=64)),
                ('n_times', models.PositiveIntegerField(default=1)),
                ('first_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField()),
                ('trouble', models.TextField(blank=True, help_text='Why the last look saw nothing; empty when it saw something.')),
                ('cited', models.ForeignKey(help_text='What evidence quotes.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.snapshot')),
                ('fresh', models.ForeignKey(blank=True, help_text='What stands there now.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.snapshot')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rechecks', to='claims.source')),
            ],
            options={
                'ordering': ['source', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SeenRecheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seen_at', models.DateTimeField()),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.claim')),
                ('recheck', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seen', to='claims.recheck')),
                ('seen_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='recheck',
            index=models.Index(fields=['source', '-id'], name='claims_rech_source__a732f8_idx'),
        ),
        migrations.AddConstraint(
            model_name='seenrecheck',
            constraint=models.UniqueConstraint(fields=('claim', 'recheck'), name='one_look_per_claim'),
        ),
    ]
