"""The proposal: rules say what is shared and what turns it round, a trained model of English weighs it."""

from __future__ import annotations

from datetime import date
from typing import Final, cast

from claims.evidence import reading
from claims.evidence.stance import installed, model, rules, signals
from claims.evidence.stance.proposal import Label, Stance
from claims.text.reasons import Reason

_LABELS: Final[tuple[Label, ...]] = ("supports", "refutes", "mentions")
#: The model must be so sure to overrule the rules (probability).
SURE: Final = 0.6
#: Words of the claim that are named as missing (count).
_N_NAMED: Final = 3


def propose(claim: str, passage: str, *, language: str = "en", written_on: date | None = None) -> Stance:
    """The stance of a passage to a claim, both in the same language. `written_on`: for dates without a year.

    What says too little about the claim is not weighed: whatever a model made of it would be about something else.
    """
    by_rules = rules.propose(claim, passage, language=language, written_on=written_on)
    trained = installed.in_use() if language == "en" and not rules.says_too_little(by_rules) else None
    if trained is None or not set(trained.labels) <= set(_LABELS):
        return by_rules
    pair = model.Pair(claim, passage, signals.read(claim, passage, by_rules))
    [likely] = trained.probabilities([pair]).tolist()
    by_label = {cast("Label", label): share for label, share in zip(trained.labels, likely, strict=True)}
    best = max(by_label, key=lambda label: by_label[label])
    if rules.is_decided(by_rules) or by_label[best] < SURE:
        best = by_rules.label  # words that turn a claim round can be shown to people, and stand
    score = (by_rules.score + by_label.get(best, 0.0)) / 2 if best == by_rules.label else by_label[best]
    return Stance(best, round(min(score, 0.95), 2), _reasons(best, by_rules, claim, passage))


def _reasons(label: Label, by_rules: Stance, claim: str, passage: str) -> list[Reason]:
    """Those of the rules; where the model decided otherwise, what of the claim the passage does not say comes first."""
    if label == by_rules.label:
        return by_rules.reasons
    ours, theirs = reading.read(claim), reading.read(passage)
    if label == "supports" or not ours.words or not theirs.words:
        return [*by_rules.reasons, Reason("model", "is worded like passages that support")]
    best = ours.nearness(theirs)[0].max(axis=1).tolist()
    missing = [word for word, nearness in zip(ours.words, best, strict=True) if nearness < signals.NEAR]
    named = ", ".join(f"“{word}”" for word in dict.fromkeys(missing[:_N_NAMED]))
    told = f"says nothing of {named}" if named else "is worded like passages that do not support"
    return [Reason("model", told), *by_rules.reasons]
