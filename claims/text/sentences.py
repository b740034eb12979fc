"""Sentence boundaries with exact offsets: sentencex underneath, news habits repaired around it."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from sentencex import get_sentence_boundaries

# A line is read in windows, because sentencex takes quadratic time where quotation marks never close.
WINDOW_CHARS: Final = 6_000
# An article's lines are split when it is imported and again when claims are looked for in it.
MAX_CHARS_KEPT: Final = 2_000

_LINE: Final = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")

_MONTHS: Final = (
    "Jan(?:uary?|uar|vier|eiro)?|Jän(?:ner)?|Feb(?:ruary?|ruar)?|M[aä]rz|Apr(?:il)?|Ma[iy]|Jun[ie]|Jul[iy]|Aug(?:ust)?"
    "|Sep(?:tember|t)?|O[ck]t(?:ober)?|Nov(?:ember)?|De[cz](?:ember)?"
    "|janua?r|februa?r|mars|april|ma[ij]|juni|juli|august|september|oktober|november|desember|december"
)
# Never end a sentence.
_TITLES: Final = (
    "Mr|Mrs|Ms|Mx|Dr|Drs|Prof|Gen|Lt|Col|Sgt|Capt|Maj|Cmdr|Cdr|Adm|Brig|Cpl|Pvt|Sen|Rep|Gov|Pres|Rev|Hon|Mt|Ft"
    "|Supt|Insp|Det|Amb|Atty|Messrs|Mgr|Msgr|Fr|Hr|Hrn|Frl|Dipl|Ing|Mme|Mlle|Sr|Sra|Srta|Dra|Dott|Sig|Avv|Pte"
    "|vs|approx|ca|bzw|evtl|ggf|inkl|sog|geb"
    "|e\\.g|i\\.e|cf|viz|z\\. ?B|d\\. ?h|u\\. ?a|incl|resp|Assoc|Asst|Dept"
)
# Do not end a sentence before a number: "No. 12", "Oct. 19".
_BEFORE_NUMBER: Final = (
    "Nos?|Nrs?|Nro|Núm|Art|Figs?|Sec|Par|Para|Abs|Pp?|Vol|Ch|Kap|Bd|Rs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Okt"
    "|Nov|De[cz]|Tel|Res|Op|Ver|Ex|Cap|S"
)
_SPEECH: Final = "asked|said|says|replied|wondered|demanded|shouted|added|cried|wrote|tweeted|posted|told|answered"

# The marks in a match are no boundaries: each is masked by a letter, so that offsets stay.
_FALSE_STOP: Final = re.compile(
    r"(?:https?://|www\.)\S+(?=[\w/])"
    r"|(?<=\w)\.(?=(?i:com|net|org|gov|edu|co|io|js)\b)"
    rf"|(?<!\w)(?:{_TITLES}|St(?=\.\s+(?!The|He|She|It|They|But|In|On|At|A)\b))\.(?=\s+\S)"
    rf"|(?<!\w)(?i:{_BEFORE_NUMBER})\.(?=\s*\d)"
    rf"|(?<![\d.,:])\d{{1,2}}\.(?=\s+(?:{_MONTHS})\b)"
    r"|^\W*\d{1,3}\.(?=\s+\S)"
    rf"|(?<![?!])[?!]{{1,4}}(?=[\"”’»“]\s+(?:[A-Z][\w.’'-]*\s+){{1,4}}(?:{_SPEECH})\b)"
    r"|(?<!\w)[A-Z]\.(?=(?:\s[A-Z]\.){0,3}\s[A-Z][a-z]{1,30}\s(?:said|says|told|has|had|was|is|and|of)\b)"
)
_SHORT_FORMS: Final = ("St", *filter(str.isalpha, _TITLES.split("|")))
_APOSTROPHE: Final = re.compile(r"‘(?=\d0s\b|\d\d\b|tis\b|twas\b|em\b|n[’'])")
# Boundaries that sentencex does not see.
_MISSED_STOP: Final = re.compile(
    r"[.!?…][\"”’»)]*\s+(?=[¿¡])"
    r"|[.!?][\"”’»]?[)\]]\s+(?=[\"“«(]?[^\W\d_a-z])"
    r"|\b(?:in|of|since|until|by|last|this|next|early|late|mid)\s+May\.\s+(?=[A-Z][a-z])"
    r"|…\s+(?=(?:The|He|She|It|They|We|I|But|And|Then|This|That|In|On|At|When|There)\b)"
)
_HAS_MISSED: Final = re.compile(r"[¿¡…]|[.!?][\"”’»]?[)\]]\s|\bMay\.\s")
# How far around a boundary to look for a false stop: searching whole lines costs ten times as much.
_BEFORE: Final = 30
_AFTER: Final = 60
_OPENING: Final = "“«„("
_CLOSING: Final = "”»)"
_MASK: Final = str.maketrans(".?!", "xxx")


def split(text: str) -> list[tuple[int, int]]:
    """Return the sentences of text as [start, end) offsets, in order, without outer whitespace.

    Every character that is not whitespace lies in exactly one sentence, and a line break always
    separates. Quotations are kept whole even where they hold several sentences.
    """
    found: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        start = line.start()
        words = line.group()
        pieces = _split_line(words) if len(words) > MAX_CHARS_KEPT else _split_again(words)
        found.extend((start + a, start + b) for a, b in pieces)
    return found


def _split_line(line: str) -> list[tuple[int, int]]:
    return _join_fragments(line, list(_pieces(line)))


_split_again = lru_cache(maxsize=1_024)(_split_line)


def _pieces(line: str) -> Iterator[tuple[int, int]]:
    """Yield trimmed pieces of one line; together they hold all that is not whitespace."""
    masked = _APOSTROPHE.sub("’", line) if "‘" in line else line
    edges = list(_boundaries(masked))
    if any(_has_false_stop(line, max(0, end - _BEFORE), end + _AFTER) for _, end in edges[:-1]):
        edges = list(_boundaries(_FALSE_STOP.sub(lambda m: m.group().translate(_MASK), masked)))
    for start, end in edges:
        for a, b in _cut(line, start, end):
            piece = line[a:b]
            left = a + len(piece) - len(piece.lstrip())
            if piece and left < b:
                yield left, a + len(piece.rstrip())


def _has_false_stop(line: str, start: int, end: int) -> bool:
    return _is_suspect(line, start, end) and _FALSE_STOP.search(line, start, end) is not None


def _is_suspect(line: str, start: int, end: int) -> bool:
    """Whether a false stop is possible at all: most stops follow a long word and stand before a blank and a letter."""
    near = line[start:end]
    if "?" in near or "!" in near or "://" in near:
        return True
    at = line.find(".", start, end)
    while at >= 0:
        behind = line[at + 1 : at + 3]
        before = line[max(0, at - 2) : at]
        if behind and (not behind[0].isspace() or not behind[-1].isalpha()):
            return True
        if not before.isalpha() or before[-1].isupper() or line.endswith(_SHORT_FORMS, 0, at):
            return True
        at = line.find(".", at + 1, end)
    return False


def _boundaries(line: str) -> Iterator[tuple[int, int]]:
    """Yield sentencex' boundaries, reading a long line window by window."""
    at = 0
    while at < len(line):
        window = line[at : at + WINDOW_CHARS]
        is_last = at + len(window) == len(line)
        if not is_last:  # never cut inside a word if there is a space to cut at
            space = window.rfind(" ")
            window = window[: space + 1] if space > WINDOW_CHARS // 2 else window
        edges = [(b["start_index"], b["end_index"]) for b in get_sentence_boundaries("en", window)]
        if not is_last and len(edges) > 1:
            edges.pop()
        upto = 0
        for _, end in edges:  # edges are chained, so that nothing is lost whatever sentencex skips
            if end > upto:
                yield at + upto, at + end
                upto = end
        if is_last and upto < len(window):
            yield at + upto, at + len(window)
            upto = len(window)
        at += upto or len(window)


def _cut(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a piece at the boundaries sentencex misses, except inside a quotation."""
    if _HAS_MISSED.search(line, start, end):
        for match in _MISSED_STOP.finditer(line, start, end):
            if not _is_quoted(line[start : match.end()]):
                yield start, match.end()
                start = match.end()
    yield start, end


def _is_quoted(before: str) -> bool:
    n_open = sum(before.count(mark) for mark in _OPENING) - sum(before.count(mark) for mark in _CLOSING)
    return n_open > 0 or before.count('"') % 2 == 1


def _join_fragments(line: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join a piece without a letter or digit (stray marks, closing quotes) to its neighbour."""
    if len(pieces) < 2:
        return pieces
    joined: list[tuple[int, int]] = []
    waiting: int | None = None
    for start, end in pieces:
        has_words = any(c.isalnum() for c in line[start:end])
        if not has_words and joined:
            joined[-1] = (joined[-1][0], end)
        elif not has_words:
            waiting = start if waiting is None else waiting
        else:
            joined.append((start if waiting is None else waiting, end))
            waiting = None
    return joined or [(pieces[0][0], pieces[-1][1])]
