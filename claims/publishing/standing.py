"""Which checks stand: published, and not withdrawn since."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from claims.models import Claim, Correction, VerdictRevision
from claims.models.search import Fit


def standing_checks(words: str = "", fit: Fit = "whole") -> QuerySet[VerdictRevision]:
    """The current revision of every check that was not withdrawn, newest first.

    Of which the statement, the claimant and all that is written about it fit these words in this way.
    """
    withdrawals = Correction.objects.filter(replaced=OuterRef("pk"), correction_class=Correction.Class.WITHDRAWAL)
    # Not by the revision's own claim: that both keys are equal would be taken for a rare coincidence by PostgreSQL
    current = Claim.objects.filter(current_revision=OuterRef("pk"))
    standing = VerdictRevision.objects.filter(Exists(current)).exclude(Exists(withdrawals))
    return standing.order_by("-published_at", "-pk").finding(words, fit, index="claims_verdictrevision_text")


def is_withdrawal_of(correction: Correction, claim: Claim) -> bool:
    """Whether this correction withdrew what the claim last published; a newer version ends the withdrawal."""
    return (
        correction.correction_class == Correction.Class.WITHDRAWAL
        and correction.replaced_id == claim.current_revision_id
    )
