"""Indexes for the pages of topics and claimants, and a word on what each version of a policy page changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0011_teamwork'),
    ]

    operations = [
        migrations.AddField(
            model_name='policypage',
            name='what_changed',
            field=models.CharField(blank=True, help_text='What this version changes and why; readers see it beside the difference.', max_length=300),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('current_revision__isnull', False)), fields=['topic'], name='public_topics'),
        ),
        migrations.AddIndex(
            model_name='verdictrevision',
            index=models.Index(fields=['claimant'], name='claims_verd_claiman_30d0c6_idx'),
        ),
    ]
