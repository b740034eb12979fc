"""Whoever watches thousands of claims sees the newest without a sort of all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0019_indexes_of_insights"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="watch",
            index=models.Index(fields=["person", "-since_at", "-id"], name="newest_watches"),
        ),
    ]
