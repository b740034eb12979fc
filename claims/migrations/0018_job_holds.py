"""A worker holds a job; a lease is what a person has on a claim."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0017_planned_notices'),
    ]

    operations = [
        migrations.RenameField('job', 'leased_by', 'held_by'),
        migrations.RenameField('job', 'leased_until_at', 'held_until_at'),
    ]
