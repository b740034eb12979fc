"""Rows of a claim are ordered by its key: ordering by the claim itself joined it, and sorted by its priority."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0030_known_browsers"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="appearance",
            options={"ordering": ["article_id", "start"]},
        ),
        migrations.AlterModelOptions(
            name="claimevent",
            options={"ordering": ["claim_id", "version"]},
        ),
        migrations.AlterModelOptions(
            name="evidence",
            options={"ordering": ["claim_id", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="guestlink",
            options={"ordering": ["claim_id", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="keyelement",
            options={"ordering": ["claim_id", "position"]},
        ),
        migrations.AlterModelOptions(
            name="note",
            options={"ordering": ["claim_id", "pk"]},
        ),
        migrations.AlterModelOptions(
            name="ratinglevel",
            options={"ordering": ["scale_id", "position"]},
        ),
        migrations.AlterModelOptions(
            name="recheck",
            options={"ordering": ["source_id", "-pk"]},
        ),
        migrations.AlterModelOptions(
            name="reviewround",
            options={"ordering": ["claim_id", "-number"]},
        ),
        migrations.AlterModelOptions(
            name="rolegrant",
            options={"ordering": ["person_id", "role"]},
        ),
        migrations.AlterModelOptions(
            name="sentence",
            options={"ordering": ["article_id", "position"]},
        ),
        migrations.AlterModelOptions(
            name="verdictrevision",
            options={"ordering": ["claim_id", "-number"]},
        ),
    ]
