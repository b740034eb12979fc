"""Prove the history of every claim, or name the first row that is wrong."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from claims import proof
from claims.management.readiness import ready_database
from claims.models import Claim, ClaimEvent, VerdictRevision
from claims.publishing import revisions


class Command(BaseCommand):
    help = "Verify the history of every claim, the seals over it, published revisions, reviews and captured files."

    def handle(self, *args: Any, **options: Any) -> None:
        with ready_database():
            self._verify()

    def _verify(self) -> None:
        sentence = self._first_flaw()
        if sentence:
            self.stderr.write(sentence)
            sys.exit(1)
        self.stdout.write(
            f"{ClaimEvent.objects.count()} events of {Claim.objects.count()} claims and "
            f"{VerdictRevision.objects.count()} published revisions verified: nothing was changed or removed."
        )

    def _first_flaw(self) -> str:
        for claim in Claim.objects.order_by("pk").iterator(chunk_size=500):
            flaw = proof.find_flaw(claim)
            if flaw is not None:
                return f"Claim {flaw.claim}, event {flaw.version}: {flaw.sentence}."
        orphan = ClaimEvent.objects.exclude(claim__in=Claim.objects.all()).order_by("pk").first()
        if orphan is not None:
            return f"Event {orphan.pk} belongs to claim {orphan.claim_id}, which is gone."
        published = proof.published_hashes()
        for revision in VerdictRevision.objects.order_by("pk").iterator(chunk_size=200):
            told = published.pop((revision.claim_id, revision.number), "")
            if not revisions.hash_of(revision) == revision.sha256 == told:
                return f"Claim {revision.claim_id}, revision {revision.number}: its content does not match its hash."
        for claim_id, number in published:
            return f"Claim {claim_id}, revision {number}: it was published and is gone."
        seal = proof.find_broken_seal()
        if seal is not None:
            return f"Seal {seal.number} of {seal.at:%Y-%m-%d %H:%M} does not match the events under it."
        return proof.find_false_round() or proof.find_lost_capture()
