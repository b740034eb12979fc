"""What a passage says about a claim: supports, refutes, or only mentions it. Proposals for people. No Django."""

from claims.evidence.stance.proposal import Label, Stance
from claims.evidence.stance.proposing import propose

__all__ = ["Label", "Stance", "propose"]
