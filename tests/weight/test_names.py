"""The mark of a claim's page asks for the names on it by key: nobody is looked at whom the page does not name."""

import pytest
from django.db import connection

from claims.desk.screens import claim_short_lists
from claims.models import User
from tests.builders import claim_in

pytestmark = pytest.mark.django_db


def test_only_those_are_looked_at_whom_the_page_names() -> None:
    claim = claim_in("published")
    User.objects.bulk_create([User(username=f"reader-{k}") for k in range(300)])
    sql, params, _, _ = claim_short_lists._lists(connection.vendor, ("names_json",))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # of a few hundred people it would read all
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {sql}", [claim.pk if param == -1 else param for param in params])
        plan = [str(row[-1]) for row in cursor.fetchall()]
    people = [line for line in plan if " V0" in line or "claims_user" in line]
    assert people
    assert not [line for line in people if line.startswith("SCAN") or "Seq Scan" in line], plan
