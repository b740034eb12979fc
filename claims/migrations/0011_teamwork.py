"""People side by side: leases, notes, watches, mail, planned publications, links for guests; embargo and due dates."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0010_notes_apart'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClaimLease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken_at', models.DateTimeField()),
                ('until_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='GuestLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reply', 'Right of reply'), ('expert', 'Outside expert')], max_length=8)),
                ('addressee', models.CharField(help_text='Who is asked; only the desk sees it.', max_length=200)),
                ('passage', models.TextField(help_text='The words asked about, as they stood then: all that the guest sees.')),
                ('question', models.TextField(blank=True)),
                ('token_sha256', models.CharField(max_length=64, unique=True)),
                ('asked_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('stance', models.CharField(blank=True, choices=[('agree', 'I agree'), ('disagree', 'I disagree'), ('context', 'It needs more context')], max_length=8)),
                ('text', models.TextField(blank=True)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('affiliation', models.CharField(blank=True, max_length=300)),
                ('may_publish', models.BooleanField(default=False, help_text='The guest agreed that it is published with their name.')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['claim', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MailChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('when', models.CharField(choices=[('at_once', 'At once'), ('daily', 'Once a day'), ('never', 'Never')], max_length=8)),
            ],
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(blank=True, help_text='Empty: taken back.')),
                ('written_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['claim', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PlannedPublication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('planned_at', models.DateTimeField()),
                ('correction_class', models.CharField(blank=True, max_length=12)),
                ('note', models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name='Watch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name='claim',
            name='embargo_until',
            field=models.DateTimeField(blank=True, help_text='Not published before.', null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('mention', 'Somebody mentions you in a note'), ('assigned', 'You are asked to research or to review'), ('answer', 'A claimant or an expert answers, or does not'), ('due', 'Your claim is due'), ('lease', 'Somebody takes over a claim that you are on'), ('watched', 'A claim that you watch changes hands or state, or gets a note'), ('news', 'What readers are told about your claims')], default='news', max_length=12),
        ),
        migrations.AddField(
            model_name='notice',
            name='mailed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='replyrequest',
            name='lapsed_on',
            field=models.DateField(blank=True, help_text='The day on which the deadline was over, unanswered.', null=True),
        ),
        migrations.AddIndex(
            model_name='claim',
            index=models.Index(condition=models.Q(('due_on__isnull', False)), fields=['due_on'], name='claims_with_a_due_date'),
        ),
        migrations.AddField(
            model_name='claimlease',
            name='claim',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='lease', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='claimlease',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leases', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='guestlink',
            name='asked_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='guestlink',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guest_links', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='guestlink',
            name='reply_request',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='guest_links', to='claims.replyrequest'),
        ),
        migrations.AddField(
            model_name='mailchoice',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mail_choices', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='note',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='note',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='note',
            name='mentioned',
            field=models.ManyToManyField(blank=True, related_name='mentions', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='note',
            name='sealed_in',
            field=models.ForeignKey(blank=True, help_text='Written by a reviewer of this round while it was blind: read by others when its reviews are.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='claims.reviewround'),
        ),
        migrations.AddField(
            model_name='plannedpublication',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='plannedpublication',
            name='claim',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='planned_publication', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='watch',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='watch',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='guestlink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('stance', ''), ('text', '')), models.Q(('answered_at__isnull', False), models.Q(('stance', ''), _negated=True)), _connector='OR'), name='guests_answer_once_and_whole'),
        ),
        migrations.AddConstraint(
            model_name='guestlink',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reply'), _negated=True), ('reply_request__isnull', False), _connector='OR'), name='a_reply_belongs_to_a_request'),
        ),
        migrations.AddConstraint(
            model_name='mailchoice',
            constraint=models.UniqueConstraint(fields=('person', 'kind'), name='one_mail_choice_per_kind'),
        ),
        migrations.AddConstraint(
            model_name='watch',
            constraint=models.UniqueConstraint(fields=('claim', 'person'), name='one_watch_per_person'),
        ),
    ]
