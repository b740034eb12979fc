"""Where the quotations of a text begin and end; paragraph by paragraph, also when never closed."""

import re
from typing import NamedTuple

_MARK = re.compile(r"""''|``|["“”„«»]|(?<![^\s(\[—–-])[‘'](?=\w)|(?<=[\w.,!?…])[’'](?![\w’'])""")
_ANY_MARK = re.compile(r"[\"'`“”„«»‘’]")
_CLOSES = {
    "''": "''",
    "``": "''",
    "“": '”"',
    "„": "“”",
    "«": "»",
    '"': '"”',  # pages mix the two kinds
    "‘": "’",
    "'": "'",
    "”": "”",
    "»": "«",
}
_DOUBLE = frozenset(('"', "“", "„", "«"))
FILLER = "•"  # for a quotation that ends like speech: a comma, a stop, a question mark
FILLER_INSIDE = "◦"  # for one that is a part of the reporter's sentence: the "Big Lie" speech
FILLERS = FILLER + FILLER_INSIDE
_WHOLE_SPEECH = 30  # characters; who begins a sentence with so long a quotation quotes speech
_SPEECH_ENDS = ",.?!…—–-"


class Quote(NamedTuple):
    """[start, end) with the marks; not closed when its paragraph ends first."""

    start: int
    end: int
    is_closed: bool


def find(text: str) -> list[Quote]:
    """Outermost quotations in order. One that is not closed ends with its paragraph."""
    found: list[Quote] = []
    begin = 0
    for line in text.split("\n"):
        found.extend(_in_paragraph(text, begin, begin + len(line)))
        begin += len(line) + 1
    return found


def _in_paragraph(text: str, begin: int, end: int) -> list[Quote]:
    found: list[Quote] = []
    first = _ANY_MARK.search(text, begin, end)
    if first is None:
        return found
    start, closers = -1, ""
    for match in _MARK.finditer(text, first.start(), end):
        mark = match.group()
        if start >= 0 and text[start] in "‘'" and closers != "''" and mark in _DOUBLE:
            start = -1  # an apostrophe that looked like a mark: a double one counts for more
        if start < 0:
            if _can_open(text, match, begin):
                start, closers = match.start(), _CLOSES[mark]
        elif (mark == closers or (len(mark) == 1 and mark in closers)) and match.start() > start + 1:
            if mark in '"“' and text[start] == "“" and _opens(text, match.start(), begin):
                continue
            if len(mark) == 1 and mark in "'’" and not _really_closes(text, match.start(), end):
                continue
            found.append(Quote(start, match.end(), True))
            start = -1
    if start >= 0 and (text[start] not in "‘'" or text[start : start + 2] == "''"):
        found.append(Quote(start, end, False))
    return found


def _can_open(text: str, match: re.Match[str], begin: int) -> bool:
    mark, at = match.group(), match.start()
    if mark == "’" or (mark == "'" and at > begin and text[at - 1].isalnum()):
        return False  # the nurses' union
    return mark not in ('"', "''", "”", "»") or _opens(text, at, begin)


def _opens(text: str, at: int, begin: int) -> bool:
    """Inches ('6" nails') and stray closing marks do not open a quotation."""
    before = text[at - 1] if at > begin else " "
    after = text[at : at + 3].lstrip("'\"”»“«")[:1]
    return (before.isspace() or before in "([—–-,:;/.…'‘") and bool(after) and not after.isspace()


def _really_closes(text: str, at: int, end: int) -> bool:
    """A plural possessive (the workers' union) is followed by a lower-case word and closes nothing."""
    before, after = text[at - 1], text[at + 1 : at + 3]
    return before in ".,!?…" or at + 1 >= end or not (before == "s" and after[:1] == " " and after[1:].islower())


def within(quotes: list[Quote], first: int, start: int, end: int) -> list[tuple[int, int]]:
    """The quoted parts of [start, end), marks included, relative to `start`; looks from quotation `first` on."""
    spans: list[tuple[int, int]] = []
    for k in range(first, len(quotes)):
        if quotes[k].start >= end:
            break
        spans.append((max(quotes[k].start, start) - start, min(quotes[k].end, end) - start))
    return spans


def mask(sentence: str, spans: list[tuple[int, int]]) -> str:
    """The sentence with quoted words blotted out, so that nobody reads a frame inside a quotation."""
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        ending = sentence[max(start, end - 3) : end].rstrip("\"”»'’“")[-1:]
        is_opening = start == 0 and end > _WHOLE_SPEECH
        is_speech = ending in _SPEECH_ENDS or is_opening or sentence[end : end + 1] in (",", "")
        pieces += (sentence[done:start], (FILLER if is_speech else FILLER_INSIDE) * (end - start))
        done = end
    return "".join(pieces) + sentence[done:]
