"""Which feeds of published checks are read again every day, and what their servers said of themselves."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0004_factchecks'),
    ]

    operations = [
        migrations.AddField(
            model_name='checkfeed',
            name='error',
            field=models.TextField(blank=True, help_text='Why the last reading came to no end.'),
        ),
        migrations.AddField(
            model_name='checkfeed',
            name='etag',
            field=models.CharField(blank=True, help_text='As the server named what was read last.', max_length=200),
        ),
        migrations.AddField(
            model_name='checkfeed',
            name='is_refreshed',
            field=models.BooleanField(default=False, help_text='Its address is read again every day.'),
        ),
        migrations.AddField(
            model_name='checkfeed',
            name='last_modified',
            field=models.CharField(blank=True, help_text='As the server dated what was read last.', max_length=100),
        ),
    ]
