"""Who said what in a whole article, as character spans: frames of its sentences, quotations joined over them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claims.detection import quotes, speakers, stances
from claims.detection.cast import Cast
from claims.detection.frames import Frame
from claims.detection.speakers import Said
from claims.detection.words import Span
from claims.text import sentences

_THAT = re.compile(r"\sthat\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attribution:
    """One quotation or reported thought; each role is a list of [start, end) characters, in order, none overlapping."""

    source: list[Span]
    cue: list[Span]
    content: list[Span]


def find(text: str, language: str = "en") -> list[Attribution]:
    """Every direct, indirect and mixed quotation, in the order of the sentences that frame them; stances in English.

    `language` is a code; a language in which speakers are not read (speakers.is_read) gives [].
    """
    if not speakers.is_read(language):
        return []
    bounds = sentences.split(text)
    said = speakers.attribute(text, bounds, Cast(), language)
    carried = _carried(bounds, said)
    is_english = speakers.is_english(language)
    found: list[Attribution] = []
    for at, ((start, end), each) in enumerate(zip(bounds, said, strict=True)):
        for frame in _frames(each):
            more = carried.get(at, []) if frame is each.frame or frame is each.tag else []
            found += _placed(text, start, frame, more)
        if is_english:
            sentence = text[start : min(end, start + speakers.LONGEST_READ)]
            for frame in stances.find(quotes.mask(sentence, list(each.quoted)), list(_frames(each))):
                found += _placed(text, start, frame, [])
    return found


def _placed(text: str, start: int, frame: Frame, more: list[Span]) -> Iterator[Attribution]:
    """The frame of the sentence that begins at `start`, with what other sentences carry on; nothing without content."""
    own = [_whole(text, _shifted(span, start), floor=start + frame.cue[1]) for span in frame.content]
    content = _merged(text, [*own, *more])
    if content:
        source = [_shifted(frame.source, start)] if frame.source[1] else []
        yield Attribution(source, [_shifted(frame.cue, start)], content)


def _whole(text: str, span: Span, *, floor: int) -> Span:
    """With the "that" in front of it, where that stands behind character `floor`, and without the full stop behind."""
    start, end = span
    opening = _THAT.search(text, max(floor, start - 8), start) if floor < start else None
    has_stop = text.endswith(".", start, end) and not text.endswith((" .", ".."), start, end)
    return (opening.start() + 1 if opening else start), (end - 1 if has_stop else end)


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
