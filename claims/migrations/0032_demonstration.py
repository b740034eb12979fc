"""What the admin calls the mark of made-up rows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0031_order_by_keys'),
    ]

    operations = [
        migrations.AlterField(
            model_name='article',
            name='is_demonstration',
            field=models.BooleanField(default=False, verbose_name='demonstration'),
        ),
        migrations.AlterField(
            model_name='claim',
            name='is_demonstration',
            field=models.BooleanField(default=False, verbose_name='demonstration'),
        ),
        migrations.AlterField(
            model_name='tip',
            name='is_demonstration',
            field=models.BooleanField(db_default=False, default=False, help_text='Made up, and so is a claim that comes of it.', verbose_name='demonstration'),
        ),
        migrations.AlterField(
            model_name='user',
            name='is_demonstration',
            field=models.BooleanField(default=False, verbose_name='demonstration'),
        ),
    ]
