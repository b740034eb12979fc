"""The id of the request that asked for a job, which both share in the logs."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0023_matched_feeds'),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='request_id',
            field=models.CharField(blank=True, db_default='', default='', help_text='Of the request that asked for it, as in the logs.', max_length=64),
        ),
    ]
