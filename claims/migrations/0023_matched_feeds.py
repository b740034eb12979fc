"""How far the checks of each feed were looked up: until now it was whatever had come since its last reading began."""

from django.db import migrations, models


def _keep(apps, editor):
    feeds = apps.get_model("claims", "CheckFeed").objects.using(editor.connection.alias)
    feeds.update(matched_to_at=models.F("started_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0022_accounts"),
    ]
    serves_old_release = {"runpython": "A newsroom has a handful of feeds, and the old release knows nothing of the column."}

    operations = [
        migrations.AddField(
            model_name="checkfeed",
            name="matched_to_at",
            field=models.DateTimeField(
                blank=True, help_text="Open claims were looked up for all of its checks that had changed by then.",
                null=True,
            ),
        ),
        migrations.RunPython(_keep, migrations.RunPython.noop),
    ]
