"""A kind of notice for publications that were planned and do not happen."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0016_lists_and_readers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('mention', 'Somebody mentions you in a note'), ('assigned', 'You are asked to research or to review'), ('answer', 'A claimant or an expert answers, or does not'), ('planned', 'A publication that was planned does not happen'), ('due', 'Your claim is due'), ('lease', 'Somebody takes over a claim that you are on'), ('watched', 'A claim that you watch changes hands or state, or gets a note'), ('news', 'What readers are told about your claims')], default='news', max_length=12),
        ),
    ]
