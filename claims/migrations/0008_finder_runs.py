"""A finder that was asked and has not answered yet has a row too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0007_captures'),
    ]

    operations = [
        migrations.AlterField(
            model_name='finderrun',
            name='error',
            field=models.TextField(blank=True, help_text='What went wrong, in words; some passages may have been found.'),
        ),
        migrations.AlterField(
            model_name='finderrun',
            name='ran_at',
            field=models.DateTimeField(blank=True, help_text='Empty: it was asked and has not answered yet.', null=True),
        ),
    ]
