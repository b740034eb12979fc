"""The text of a checked draft with its findings marked, line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claims.desk.screens.articles import Chunk
from claims.drafts.checking import Checked, Finding, lines


@dataclass(frozen=True)
class Piece(Chunk):
    """Some words of the draft; with a finding they are marked."""

    finding: Finding | None = None


def paragraphs(checked: Checked) -> Iterator[list[Piece]]:
    """The whole text, line by line; a sentence never crosses the end of a line."""
    waiting = sorted(checked.findings, key=lambda finding: -finding.seen.start)
    for start, end in lines(checked.draft.text):
        at, pieces = start, []
        while waiting and waiting[-1].seen.start < end:
            finding = waiting.pop()
            pieces += [
                Piece(checked.draft.text[at : finding.seen.start]),
                Piece(checked.draft.text[finding.seen.start : finding.seen.end], finding=finding),
            ]
            at = finding.seen.end
        pieces.append(Piece(checked.draft.text[at:end]))
        if any(piece.text.strip() for piece in pieces):
            yield pieces
