"""Whether what was kept is there and unchanged: captures, history, indexes. Samples; the verify commands read all."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Max
from django.utils import timezone

from claims import proof
from claims.models import AuditSeal, Claim, ClaimEvent, Snapshot, database, rebuilding
from claims.operating.doctor.finding import Finding
from claims.snapshots import verifying

#: So many are looked at (count).
N_CAPTURES: Final = 100
N_CLAIMS: Final = 200
#: Beat seals once a day.
SEAL_AGE: Final = timedelta(days=2)


def captures() -> Iterator[Finding]:
    chosen = _some(list(Snapshot.objects.values_list("pk", flat=True)), N_CAPTURES)
    for at in range(0, len(chosen), verifying.N_AT_ONCE):
        portion = Snapshot.objects.filter(pk__in=chosen[at : at + verifying.N_AT_ONCE])
        for _, flaws in verifying.find_flaws(portion):
            for flaw in flaws:
                yield Finding(flaw, "Restore that file from a backup; `manage.py verify_snapshots` reads all of them.")


def history() -> Iterator[Finding]:
    chosen = _some(list(Claim.objects.values_list("pk", flat=True)), N_CLAIMS)
    for claim in Claim.objects.filter(pk__in=chosen).iterator(chunk_size=50):
        flaw = proof.find_flaw(claim)
        if flaw is not None:
            yield Finding(
                f"Claim {flaw.claim}, event {flaw.version}: {flaw.sentence}.",
                "Somebody changed it outside the desk: run `manage.py verify_audit`, compare with the last backup.",
            )
    oldest = ClaimEvent.objects.order_by("pk").values_list("at", flat=True).first()
    sealed = AuditSeal.objects.aggregate(at=Max("at"))["at"] or oldest
    if sealed is None or sealed >= timezone.now() - SEAL_AGE:
        return
    if ClaimEvent.objects.filter(at__gt=sealed).exists() or not AuditSeal.objects.exists():
        yield Finding(
            f"History has not been sealed since {sealed:%Y-%m-%d %H:%M} UTC; beat does it every day.",
            "Is beat running? See what else is found here.",
        )


def index() -> Iterator[Finding]:
    for name in [*database.INDEXES, *database.TEXTS]:
        for flaw in rebuilding.flaws(name, using="default"):
            if "have no vector yet" in flaw:
                continue  # they are written by the first search that needs them
            yield Finding(f"The index of {name} is out of step: {flaw}", "Run `manage.py rebuild_index`.")


def _some(numbers: list[int], n: int) -> list[int]:
    return random.sample(numbers, min(n, len(numbers)))
