"""Ten thousand copies of one claim cost little, and hide nothing that says something else."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.backends.utils import CursorWrapper
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims import policy
from claims.matching import candidates, checks, crowds, meaning
from claims.matching.claims import match_claim
from claims.models import Claim, FactCheck, Match, postings
from claims.text import fingerprint
from tests import builders
from tests.evidence.asked import gather

N = 10_000
FEE = "The harbour fee in Aldervik rose by 30 percent in 2024"
CONTRARY = "The harbour fee in Aldervik did not rise by 30 percent in 2024"
OTHERS = ("Two museums in Bergen open a new wing this spring", "Wolves ate forty sheep near Lissa in May")
#: What one question may read and hold at most, whatever the number of copies (rows, bytes).
MAX_ROWS, MAX_BYTES = 4_000, 30_000_000


@pytest.fixture
def thousands(transactional_db: None) -> tuple[Claim, Claim]:
    """N claims and N checks that say the same; one of the claims, and the only one that says the contrary."""
    builders.cast()
    meaning._kept.clear()
    now, key = timezone.now(), fingerprint.sha256_hex(FEE)
    rows = (
        Claim(slug=f"copy-{n}", statement=FEE, statement_key=key, version=1, changed_at=now, language="en")
        for n in range(N)
    )
    Claim.objects.bulk_create(rows, 500)
    checked = (
        FactCheck(identity=f"copy-{n}", url=f"https://a.example/{n}", statement=FEE, rating="False") for n in range(N)
    )
    FactCheck.objects.bulk_create(checked, 500)
    FactCheck.objects.create(identity="contrary", statement=CONTRARY, publisher="Birch", rating="True")
    for statement in OTHERS:
        builders.a_claim(statement)
    contrary = builders.a_claim(CONTRARY)
    for table in ("claims_claim", "claims_factcheck"):
        postings.analyse(table, using="default")
    return builders.a_claim(FEE), contrary


@contextmanager
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is done inside reads few rows out of the database and holds little."""
    n_rows = 0

    def counting(self: CursorWrapper, name: str) -> Any:
        found = getattr(self.cursor, name)
        if not name.startswith("fetch"):
            return found

        def fetch(*args: Any) -> Any:
            nonlocal n_rows
            rows = found(*args)
            n_rows += len(rows) if name != "fetchone" else rows is not None
            return rows

        return fetch

    with monkeypatch.context() as patched:
        patched.setattr(CursorWrapper, "__getattr__", counting)
        tracemalloc.start()
        yield
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert 0 < n_rows < MAX_ROWS
    assert most < MAX_BYTES


def test_copies_leave_room_for_the_contrary_and_cost_little(
    thousands: tuple[Claim, Claim], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, contrary = thousands
    checks.find_checked("The first question of a process reads all codes", language="en", limit=5)
    candidates.find_claims("So it does here", language="en", limit=5)
    with cheap(monkeypatch):
        found = dict(checks.find_checked(FEE, language="en", limit=20))
    assert found[FactCheck.objects.get(identity="contrary").pk].relation == "contradicts"
    assert len(found) == crowds.N_ALIKE + 1
    read = postings.shares("default", "claims_factcheck", ["fee", "aldervik"], limit=10**6)
    assert 0 < len(read) <= 2 * postings.SQLITE_ROWS

    for claim in (copy, contrary):
        with cheap(monkeypatch), policy.overridden(match_link_score=2.0):
            match_claim(claim.pk)
    pair = Match.objects.get(claim=copy, other=contrary)
    assert (pair.relation, pair.decision) == ("contradicts", "suggested")
    assert 0 < Match.objects.filter(claim=copy, relation="same").count() <= crowds.N_ALIKE
    assert crowds.N_ALIKE <= Match.objects.filter(relation="contradicts").count() <= crowds.N_ALIKE + 1

    with cheap(monkeypatch):
        gather(copy.pk)
    assert 0 < copy.evidence.count() <= policy.current().n_passages_per_finder

    client.force_login(builders.cast().ravi)
    with cheap(monkeypatch):
        html = client.get(reverse("desk:claim", args=[copy.pk])).content.decode()
    assert CONTRARY in html
    assert len(html) < 400_000
