"""Names of what changes about a login, for the record of access; nothing in the tables changes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0028_visibility'),
    ]

    operations = [
        migrations.AlterField(
            model_name='accessevent',
            name='verb',
            field=models.CharField(choices=[('invited', 'invited with the role'), ('given', 'was given the role'), ('taken', 'lost the role'), ('closed', 'had the login switched off'), ('opened', 'had the login switched on'), ('freed', 'had the second step removed'), ('made', 'made a token for a program'), ('ended', 'had a token for a program ended'), ('erased', 'was erased'), ('password', 'had the password changed'), ('reset', 'set a new password by a mailed link'), ('step', 'added a second step'), ('no step', 'removed a second step'), ('codes', 'made new recovery codes'), ('code', 'used a recovery code'), ('address', 'had the mail address changed'), ('provider', 'connected the login to the organisation')], max_length=12),
        ),
        migrations.AlterField(
            model_name='accessevent',
            name='way',
            field=models.CharField(choices=[('desk', 'in the desk'), ('admin', 'in the admin'), ('invitation', 'by an invitation'), ('command', 'by a command of the operator'), ('demonstration', 'with the demonstration'), ('mail', 'by a mailed link')], max_length=16),
        ),
    ]
