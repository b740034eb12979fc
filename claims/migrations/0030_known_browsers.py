"""Logins with a new browser have a name in the record; what must stay limited without the cache is counted in rows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0029_login_changes'),
    ]

    operations = [
        migrations.CreateModel(
            name='TryCount',
            fields=[
                ('key', models.CharField(help_text='A hash (claims.throttle): of what, by whom, when.', max_length=64, primary_key=True, serialize=False)),
                ('n', models.PositiveIntegerField()),
                ('ends_at', models.DateTimeField()),
            ],
        ),
        migrations.AlterField(
            model_name='accessevent',
            name='verb',
            field=models.CharField(choices=[('invited', 'invited with the role'), ('given', 'was given the role'), ('taken', 'lost the role'), ('closed', 'had the login switched off'), ('opened', 'had the login switched on'), ('freed', 'had the second step removed'), ('made', 'made a token for a program'), ('ended', 'had a token for a program ended'), ('erased', 'was erased'), ('password', 'had the password changed'), ('reset', 'set a new password by a mailed link'), ('step', 'added a second step'), ('no step', 'removed a second step'), ('codes', 'made new recovery codes'), ('code', 'used a recovery code'), ('address', 'had the mail address changed'), ('provider', 'connected the login to the organisation'), ('browser', 'logged in with a new browser')], max_length=12),
        ),
    ]
