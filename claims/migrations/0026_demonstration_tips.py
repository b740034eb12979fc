"""Claims from readers that are only shown are marked, as all that comes of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0025_token_events"),
    ]

    operations = [
        migrations.AddField(
            model_name="tip",
            name="is_demonstration",
            field=models.BooleanField(db_default=False, default=False, help_text="Made up, and so is a claim that comes of it."),
        ),
    ]
