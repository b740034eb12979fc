"""Verdict revisions, corrections, ClaimReview. What readers are told, and what they were told before."""
