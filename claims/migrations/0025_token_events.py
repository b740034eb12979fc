"""Making and ending a token for a program is part of the record of what people may do."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0024_request_ids'),
    ]

    operations = [
        migrations.AlterField(
            model_name='accessevent',
            name='verb',
            field=models.CharField(choices=[('invited', 'invited with the role'), ('given', 'was given the role'), ('taken', 'lost the role'), ('closed', 'had the login switched off'), ('opened', 'had the login switched on'), ('freed', 'had the second step removed'), ('made', 'made a token for a program'), ('ended', 'had a token for a program ended')], max_length=12),
        ),
    ]
