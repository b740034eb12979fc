"""Who said what in a whole article, as character spans: the sentences' frames, with quotations joined over sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.detection import quotes, stances
from claims.detection.cast import Cast
from claims.detection.frames import Frame
from claims.detection.speakers import LONGEST_READ, Said, attribute
from claims.detection.words import Span
from claims.text import sentences


@dataclass(frozen=True, slots=True)
class Attribution:
    """One quotation or reported thought; each role is a list of [start, end) characters, in order, none overlapping."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]


def find(text: str) -> list[Attribution]:
    """Every direct, indirect and mixed quotation of an English text, in the order of the sentences that frame them."""
    bounds = sentences.split(text)
    said = attribute(text, bounds, Cast())
    carried = _carried(bounds, said)
    found: list[Attribution] = []
    for at, ((start, end), each) in enumerate(zip(bounds, said, strict=True)):
        for frame in _frames(each):
            content = [(start + a, start + b) for a, b in frame.content]
            if frame is each.frame or frame is each.tag:
                content += carried.get(at, [])
            if any(a < b for a, b in content):
                found.append(_attribution(text, start, frame, content))
        masked = (
            quotes.mask(text[start : min(end, start + LONGEST_READ)], list(each.quoted))
            if each.quoted
            else text[start : min(end, start + LONGEST_READ)]
        )
        for frame in stances.find(masked, list(_frames(each))):
            found.append(_attribution(text, start, frame, [(start + a, start + b) for a, b in frame.content]))
    return found


def _attribution(text: str, start: int, frame: Frame, content: list[Span]) -> Attribution:
    source = [_shifted(frame.source, start)] if frame.source[1] else []
    return Attribution(source, [_shifted(frame.cue, start)], _merged(text, content))


def _frames(said: Said) -> Iterator[Frame]:
    yield from (frame for frame in (said.frame, said.tag, *said.extra) if frame is not None and frame.kind != "act")


def _carried(bounds: Sequence[Span], said: Sequence[Said]) -> dict[int, list[Span]]:
    """The sentences without a frame, by the number of the sentence whose quotation they go on with."""
    carried: dict[int, list[Span]] = {}
    for span, each in zip(bounds, said, strict=True):
        if each.frame is None and each.goes_on is not None:
            carried.setdefault(each.goes_on, []).append(span)
    return carried


def _merged(text: str, spans: list[Span]) -> list[Span]:
    """In order, with neighbours joined that only blanks divide."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif merged and text[merged[-1][1] : start].isspace() and "\n" not in text[merged[-1][1] : start]:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _shifted(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by
