"""Moves of claims by time, and what belongs to the demonstration: what the insights look up in large newsrooms."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0018_job_holds'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('is_demonstration', True)), fields=['id'], name='demonstration_articles'),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('is_demonstration', True)), fields=['id'], name='demonstration_claims'),
        ),
        migrations.AddIndex(
            model_name='claimevent',
            index=models.Index(condition=models.Q(('from_state', models.F('to_state')), _negated=True), fields=['at', 'from_state', 'to_state', 'claim'], name='moves_by_time'),
        ),
    ]
