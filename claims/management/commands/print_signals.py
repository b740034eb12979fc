"""Print docs/detection/signals.md from the table of signals and the weights that ship."""

from __future__ import annotations

import math
from typing import Any

from django.core.management.base import BaseCommand

from claims.detection import model, scoring, signals
from claims.detection.model import Model
from claims.detection.signals import Signal

_HEAD = """# What makes a sentence worth checking

Printed from `claims/detection/signals.py` and the weights that ship by `manage.py print_signals`; a test compares them.

A sentence starts at a score of {start:.2f}. Each signal seen in it, and its wording, adds to the log-odds or takes
from them; "0.50 becomes" says what a signal alone does to a sentence that stood at 0.50. From {threshold:.2f} on a
sentence is suggested; the desk's policy may ask for more or less (`POLICY_CLAIM_SCORE`). The score is no probability:
training puts its 0.50 where it finds most of what people found worth checking without too much else.

The weight set by hand is what a fact-checker would expect. Training moves it as far as labelled sentences give cause
to, and leaves alone the weights of signals that are rare in debates.

| signal | a sentence that ... | such as | by hand | trained | 0.50 becomes |
|---|---|---|---|---|---|
"""
_FOOT = """
Signals that rule a sentence out do so whatever its score is. Whether it can be checked now, or is a forecast, a plan
or a judgement, is decided apart from the score.

Wording: words, stems of five letters and pairs of neighbours have weights too, learnt from debates and kept as numbers
without a list of words. They count less the less of a sentence the training knew. Where they move the log-odds by
{tells} or more, the reasons say so and name the two words that pull most.

The reasons of a sentence stand in the order of what they did to its score, the strongest first. Where the optional
encoder changed the score, a reason says in which direction.
"""


class Command(BaseCommand):
    help = "Print the signals of check-worthiness as Markdown: what each one sees, and what it does to the score."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(as_markdown(), ending="")


def as_markdown() -> str:
    """The page, with the weights that ship, whatever was trained here."""
    shipped = model.load(model.SHIPPED)
    head = _HEAD.format(start=_logistic(shipped.bias), threshold=scoring.DEFAULT_THRESHOLD)
    rows = "".join(_row(signal, shipped) for signal in signals.ALL.values())
    return head + rows + _FOOT.format(tells=scoring.TELLS)


def _row(signal: Signal, weights: Model) -> str:
    trained = weights.weight(signal.name)
    effect = "ruled out" if signal.final else f"{_logistic(trained):.2f}"
    cells = [signal.name, signal.sentence, signal.example, f"{signal.weight:+.2f}", f"{trained:+.2f}", effect]
    return f"| {' | '.join(cells)} |\n"


def _logistic(odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-odds))
