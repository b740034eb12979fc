"""When a feed's server last said that nothing is new."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0012_public_pages'),
    ]

    operations = [
        migrations.AddField(
            model_name='checkfeed',
            name='unchanged_at',
            field=models.DateTimeField(blank=True, help_text='When its server last said that nothing is new since.', null=True, verbose_name='no news at'),
        ),
    ]
