"""Why articles and sources share an origin, what a person says of it, and the marks by which copies are found."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from claims.text import copies

#: As in claims.origins; what is read there may have changed since.
N_COMPARED, N_HOLDERS = 200_000, 64


def mark_articles(apps, schema_editor):
    """The articles that are in the archive already."""
    story_mark = apps.get_model("claims", "StoryMark")
    articles = apps.get_model("claims", "Article").objects.filter(duplicate_of=None).order_by("pk")
    for pk, text in articles.values_list("pk", "text").iterator(chunk_size=200):
        wanted = copies.marks(text[:N_COMPARED])
        held = story_mark.objects.filter(value__in=wanted).order_by().values_list("value")
        full = {value for value, n in held.annotate(n=models.Count("pk")) if n >= N_HOLDERS}
        story_mark.objects.bulk_create(story_mark(article_id=pk, value=value) for value in wanted if value not in full)



class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0005_check_feed_refresh'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='origin_reason',
            field=models.CharField(blank=True, help_text="Why it shares its origin with others, in words; empty: nobody else's.", max_length=500),
        ),
        migrations.AddField(
            model_name='source',
            name='origin_reason',
            field=models.CharField(blank=True, help_text="Why it shares its origin with others, in words; empty: nobody else's.", max_length=500),
        ),
        migrations.CreateModel(
            name='OriginDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('decided_at', models.DateTimeField()),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='origin_decisions', to='claims.claim')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('joined_with', models.ForeignKey(blank=True, help_text='Empty: it counts by itself.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.source')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='claims.source')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('claim', 'source'), name='one_origin_decision_per_source'), models.CheckConstraint(condition=models.Q(('source', models.F('joined_with')), _negated=True), name='no_source_has_it_from_itself')],
            },
        ),
        migrations.CreateModel(
            name='StoryMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.BigIntegerField()),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='claims.article')),
            ],
            options={
                'indexes': [models.Index(fields=['value', 'article'], name='articles_by_story_mark')],
            },
        ),
        migrations.RunPython(mark_articles, migrations.RunPython.noop),
    ]
