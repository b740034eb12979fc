"""One row for a check that two forms of a feed spelt differently; what people decided about it is kept.

The identities of numbered checks and of our own verdicts are as they were.
"""

from collections.abc import Iterable
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from claims.importing.factchecks.check import by_address

_DECISION = ("decision", "decided_relation", "decided_by_id", "decided_at")


def rename(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    checks = apps.get_model("claims", "FactCheck").objects.using(schema_editor.connection.alias).order_by("pk")
    wanted = checks.filter(external_id="", revision=None).only("identity", "url", "publisher", "statement")
    last = 0
    while rows := list(wanted.filter(pk__gt=last)[:500]):
        last = rows[-1].pk
        _rename(apps, checks, rows)


def _rename(apps: Apps, checks: Any, rows: Iterable[Any]) -> None:
    fresh = {row.pk: by_address(row.url, row.publisher, row.statement) for row in rows}
    taken = dict(checks.filter(identity__in=fresh.values()).values_list("identity", "pk"))
    renamed = []
    for row in rows:
        first = taken.setdefault(fresh[row.pk], row.pk)
        if first != row.pk:
            _move_matches(apps, checks.db, row.pk, first)
            row.delete()
        elif row.identity != fresh[row.pk]:
            row.identity = fresh[row.pk]
            renamed.append(row)
    checks.bulk_update(renamed, ["identity"], batch_size=200)


def _move_matches(apps: Apps, alias: str, gone: int, kept: int) -> None:
    """A claim has one match with a check: a person's decision counts more than the machine's suggestion."""
    matches = apps.get_model("claims", "CheckMatch").objects.using(alias)
    there = {match.claim_id: match for match in matches.filter(fact_check_id=kept)}
    for match in matches.filter(fact_check_id=gone):
        known = there.get(match.claim_id)
        if known is None:
            matches.filter(pk=match.pk).update(fact_check_id=kept)
        elif match.decided_by_id and not known.decided_by_id:
            matches.filter(pk=known.pk).update(**{name: getattr(match, name) for name in _DECISION})


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0013_feeds_unchanged'),
    ]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
