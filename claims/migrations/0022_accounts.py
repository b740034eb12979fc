"""Invitations, and the record of every role and login that changed, which both databases refuse to rewrite."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from claims.models import database


def guard(apps, schema_editor):
    database.install(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0021_programs'),
    ]

    operations = [
        migrations.AlterModelManagers(
            name='user',
            managers=[
            ],
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('roles', models.JSONField(default=list, help_text='Given when the invitation is accepted.')),
                ('why', models.TextField()),
                ('nonce', models.CharField(help_text='Stands in the link, which is signed: an older link ends with it.', max_length=32)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-invited_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='AccessEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(choices=[('invited', 'invited with the role'), ('given', 'was given the role'), ('taken', 'lost the role'), ('closed', 'had the login switched off'), ('opened', 'had the login switched on'), ('freed', 'had the second step removed')], max_length=12)),
                ('role', models.CharField(blank=True, max_length=20)),
                ('way', models.CharField(choices=[('desk', 'in the desk'), ('admin', 'in the admin'), ('invitation', 'by an invitation'), ('command', 'by a command of the operator'), ('demonstration', 'with the demonstration')], max_length=16)),
                ('why', models.TextField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(db_constraint=False, help_text='Empty: the operator.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(db_constraint=False, help_text='Empty: somebody who was invited and has no login yet.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='access_events', to=settings.AUTH_USER_MODEL)),
                ('invitation', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='claims.invitation')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), condition=models.Q(('accepted_at', None), ('revoked_at', None)), name='one_open_invitation_per_address'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('accepted_by', None)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='accepted_invitations_say_by_whom'),
        ),
        migrations.AddIndex(
            model_name='accessevent',
            index=models.Index(fields=['person', '-at'], name='access_events_by_person'),
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
