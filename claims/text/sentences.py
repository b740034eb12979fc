"""Sentence boundaries with exact offsets, in one pass over each line. Nothing here knows a text's language."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from claims.text import abbreviations as short

# An article's lines are split when it is imported and again when claims are looked for in it.
MAX_CHARS_KEPT: Final = 2_000
# A quotation up to this long stays whole; a longer one is cut at the ends of its sentences.
LONGEST_WHOLE: Final = 300
# What runs on for longer (a transcript without stops) is cut at its marks, else between words: nothing is left unread.
LONGEST: Final = 1_000

_LINE: Final = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# One mark after the other and the marks that close behind them; once it has begun it never fails.
_STOP: Final = re.compile(
    r"(?P<marks>[.!?…‥;。！？｡؟۔।॥։።](?:\s\.(?=\s?\.|\s)|[.!?…‥。！？؟۔।॥])*)"
    r"(?P<closers>(?:[\"”’)\]'“」』》）】›]|[ \u00a0\u202f]?»(?!\w)|«(?!\w)|\[\d{1,3}\])*)"
)
_SOLID: Final = re.compile(r"\S")
_GREEK: Final = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff»]")
_HARD: Final = frozenset("。！？｡؟۔।॥։።")
_QUOTE_MARKS: Final = frozenset("\"”’“»«」』'")
# The word behind a stop, with its own point; Dutch begins with "’s Avonds" too.
_NEXT: Final = re.compile(r"\W{1,12}(?:[st]\s(?=[A-Z]))?(?P<word>\w[\w’']{0,30}\.?)")
# Quotations and brackets that close again in their line. Each alternative stops at the next mark of its kind, which
# keeps the search linear however many marks never close.
_WHOLE: Final = re.compile(
    r"“[^“”]{1,3000}”|„[^„“”]{1,3000}[“”]|«[^«»]{1,3000}»|»[^«»]{1,3000}«|「[^「」]{1,3000}」|『[^『』]{1,3000}』|”[^”“]{1,3000}“"
    r"|\"(?<![\w\"]\")(?=\S)[^\"]{1,3000}(?<=\S)\"(?!\w)|``[^`]{1,3000}?''"
    r"|‘(?<!\w‘)(?=\w)(?!\d0s|\d\d\b|[Tt]is\b|em\b|n[’'])[^‘]{1,1000}?(?:(?<=[.,!?…])’(?!\w)|(?<!s)’(?=[,;.]))"
    r"|''(?<!\w'')(?=\S)[^']{1,3000}(?:'(?!')[^']{1,3000}){0,30}''(?!\w)"
    r"|'(?<![\w']')(?=\w)(?!\d0s|\d\d\b|[Tt]is\b|em\b|n[’'])[^']{1,200}(?:(?<=\w)'(?=\w)[^']{1,200}){0,9}(?<=[.,!?…])'(?!\w)"
    r"|\([^()]{1,400}\)|\[[^\[\]]{1,400}\]|（[^（）]{1,400}）"
)
_HAS_MARKS: Final = re.compile(r"[“„«»「『”\"`‘'(\[（]")
_BEGIN_MARKS: Final = frozenset("¿¡#@")
_BRACKETS: Final = frozenset("([（")
_OPENS: Final = {")": "(", "）": "（"}
# Who spoke, behind a quotation that ends with a mark of its own.
_SPOKE: Final = re.compile(
    r"\s{0,3}(?:"
    r"(?:[A-Z][\w.’'-]{0,30}\s{1,3}|of\s|the\s){1,6}"
    r"(?:ask(?:s|ed)|said|says|repli(?:es|ed)|wondered|demanded|shouted|add(?:s|ed)|cried|wrote|writes|tweeted|posted|told|tells"
    r"|answered)\b"
    r"|(?:と|って)|[^。！？，、,\s]{0,10}(?:说|說|道|表示|问|問)"
    r"|[^।?!\n]{0,40}(?:कहा|पूछा|बताया|बोले|बोली)|[^۔؟\n]{0,40}(?:کہا|پوچھا|بتایا)"
    r"|و?(?:قال|سأل|أضاف|صرح|تساءل|أعلن|أوضح)ت?\s)"
)
# "[Agence Nord.]" at the end of a line.
_CREDIT: Final = re.compile(r"\s{1,3}[(\[][^()\[\]]{1,30}[)\]][.\s]{0,3}$")
_ENUMERATOR: Final = re.compile(r"\W{0,4}(?:\d{1,3}|[^\W\d_]|[IVX]{1,4})\W{0,4}$")
# The end of "$2.5bn", "3.4%", "2.5–3.5km": a number with a decimal point, and its unit if there is one.
_DECIMAL: Final = re.compile(r"(?:^|[^\w.,])\d[\d,]*\.\d+(?P<unit>[^\d.]{0,10})$")
_DATE: Final = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])$")  # "31.12"
_ADDRESS: Final = re.compile(r"[/@:]|(?:Com|Net|Org|Js)\b")
_DAY_AHEAD: Final = re.compile(r"\s{1,3}(?:\d{1,2}\.\s|\d{4}\b)")
_OPENERS: Final = "\"“„«»‘'([¿¡–—-•*|`"


def split(text: str) -> list[tuple[int, int]]:
    """Return the sentences of text as [start, end) offsets, in order, without outer whitespace.

    Every character that is not whitespace lies in exactly one sentence, and a line break always separates.
    Quotations and brackets are kept whole with what introduces them; a quotation of more than LONGEST_WHOLE
    characters is cut at the ends of its sentences. No sentence is longer than LONGEST characters. Linear in the
    length of the text.
    """
    found: list[tuple[int, int]] = []
    for line in _LINE.finditer(text):
        start = line.start()
        words = line.group()
        pieces = _split_line(words) if len(words) > MAX_CHARS_KEPT else _split_again(words)
        found.extend((start + a, start + b) for a, b in pieces)
    return found


def _split_line(line: str) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    waiting = -1  # where marks without a word begin that belong to the next piece
    begin = 0
    for end in (*_cuts(line), len(line)):
        piece = line[begin:end]
        left, right = begin + len(piece) - len(piece.lstrip()), begin + len(piece.rstrip())
        begin = end
        if left >= right:
            continue
        if any(map(str.isalnum, piece)):
            pieces.append((left if waiting < 0 else waiting, right))
            waiting = -1
        elif pieces:
            pieces[-1] = (pieces[-1][0], right)
        elif waiting < 0:
            waiting = left
    if waiting >= 0:
        pieces = [(waiting, len(line.rstrip()))]
    return pieces if len(line) <= LONGEST else [part for piece in pieces for part in _bounded(line, *piece)]


_split_again = lru_cache(maxsize=1_024)(_split_line)


def _bounded(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a piece, none longer than LONGEST."""
    while end - start > LONGEST:
        first, last = start + LONGEST // 2, start + LONGEST
        gaps = (line.rfind(mark, first, last) + len(mark) - 1 for mark in ("; ", ", ", " "))
        cut = next((gap for gap in gaps if gap >= first), last)
        yield start, start + len(line[start:cut].rstrip())
        solid = _SOLID.search(line, cut, end)
        start = solid.start() if solid else end
    yield start, end


def _cuts(line: str) -> Iterator[int]:
    """Yield the places between two sentences of one line."""
    whole = _whole_spans(line)
    at = 0  # of the first span that may still matter
    begin = 0
    is_small = line.islower()
    for stop in _STOP.finditer(line):
        end = stop.end()
        if end >= len(line):
            return
        while at < len(whole) and whole[at][1] <= stop.start():
            at += 1
        if at < len(whole) and whole[at][0] < end < whole[at][1]:
            continue
        if _ends(line, begin, stop, is_small=is_small):
            yield end
            begin = end


def _whole_spans(line: str) -> list[tuple[int, int]]:
    """Brackets, and quotations that are not too long: no sentence ends inside."""
    if _HAS_MARKS.search(line) is None:
        return []
    spans = (match.span() for match in _WHOLE.finditer(line))
    return [(a, b) for a, b in spans if b - a <= LONGEST_WHOLE or line[a] in _BRACKETS]


def _ends(line: str, begin: int, stop: re.Match[str], *, is_small: bool) -> bool:
    """Whether the sentence that begins at `begin` ends with this stop."""
    marks, closers, end = stop["marks"], stop["closers"], stop.end()
    if marks[0] == ";" and _GREEK.match(line, stop.start() - 1) is None:
        return False
    is_quoted = not _QUOTE_MARKS.isdisjoint(closers)
    if not _HARD.isdisjoint(marks):
        opening = line.rfind(_OPENS[closers[-1]], max(begin, end - LONGEST), end) if closers[-1:] in _OPENS else -1
        is_inserted = opening >= 0 and _SOLID.search(line, begin, opening) is not None
        return not is_inserted and not (is_quoted and _SPOKE.match(line, end))
    if not line[end].isspace():
        return _lacks_space(line, stop)
    following = _NEXT.match(line, end)
    if following is None or _CREDIT.match(line, end):
        return False
    word = following["word"]
    if not _BEGIN_MARKS.isdisjoint(following[0]):
        return True
    if word[0].islower() and not is_small and not word[1:2].isupper():
        return False
    word = word if len(word) < 3 else word.rstrip(".")
    if "!" in marks or "?" in marks or ";" in marks:
        is_aside = stop.start() > 0 and line[stop.start() - 1] in _BRACKETS
        return not is_aside and not (is_quoted and _SPOKE.match(line, end))
    if marks != ".":
        return _ends_with_dots(line, stop, word)
    return _is_full_stop(line, begin, stop.start(), word)


def _lacks_space(line: str, stop: re.Match[str]) -> bool:
    """ "It ended at noon.The Courier": a small word before the stop and a capitalised one behind it."""
    at, end = stop.start(), stop.end()
    if not line[end].isupper() or not line[end + 1 : end + 3].islower() or not line[max(0, at - 3) : at].isalpha():
        return False
    before, after = line[max(0, at - 40) : at].rpartition(" ")[2], line[end : end + 40].split(" ")
    near = before + after[0]
    return len(after) > 1 and before.islower() and not _ADDRESS.search(near) and len(near) < 40


def _ends_with_dots(line: str, stop: re.Match[str], word: str) -> bool:
    """An ellipsis ends a sentence before a word that often begins one, or set close and before a capital."""
    at = stop.start()
    if at > 0 and line[at - 1] in _BRACKETS:
        return False
    is_starter = word.lower() in short.STARTERS
    return is_starter or (at > 0 and not line[at - 1].isspace() and not word[0].isdigit())


def _is_full_stop(line: str, begin: int, at: int, word: str) -> bool:
    """Whether the point at `at` ends its sentence; `word` follows it, after a blank."""
    near = line[max(begin, at - 24) : at].split()
    if not near:
        return False
    token = near[-1].lstrip(_OPENERS)
    if len(token) > 7 and token.isalpha():
        return not (token.endswith("str") and word[0].isdigit())
    if at - begin < 8 and _ENUMERATOR.match(line, begin, at):
        return False
    if token[-1:] == ")":  # a dateline: "ROME (Nuova). The fee rose"
        return at - begin > 60 or not line[begin : begin + 4].isupper()
    if token.isdigit():
        return _is_count(line, at, token, near, word)
    if len(token) == 1:
        return _ends_with_letter(line, begin, at, near, word)
    decimal = _DECIMAL.search(token) if "." in token else None
    if decimal and not (line[at - 1].isdigit() and _is_date_or_section(token, near, at - begin)):
        return decimal["unit"].lower() not in short.NEVER
    return _ends_with_word(token, word)


def _is_date_or_section(token: str, near: list[str], n_before: int) -> bool:
    """ "Am 3.5.", "31.12.", and what opens a line: "1.2. Scope", "Table 1.2. Fares"."""
    before = near[-2].lower() if len(near) > 1 else ""
    return _DATE.match(token) is not None or before in short.BEFORE_ORDINAL or (len(near) < 3 and n_before < 20)


def _is_count(line: str, at: int, token: str, near: list[str], word: str) -> bool:
    """A figure at the end, and not an ordinal: "Am 3. Mai", "31. 12. 2020"."""
    if len(token) > 2:
        return True
    if word[0].isdigit():
        return _DAY_AHEAD.match(line, at + 1) is None
    low = word.lower()
    if low in short.AFTER_ORDINAL:
        return False
    return not (len(near) > 1 and near[-2].lower() in short.BEFORE_ORDINAL and low not in short.STARTERS)


def _ends_with_letter(line: str, begin: int, at: int, near: list[str], word: str) -> bool:
    """An initial ("J. K. Lorimer"), a unit or a short form of one letter."""
    letter = near[-1].lstrip(_OPENERS)
    before = near[-2] if len(near) > 1 else ""
    if letter in short.YEARS and before[-1:].isdigit():
        return line.count(" ", max(begin, at - 80), at) > 3 and (not word[0].isdigit())
    if letter in short.AND_SO_ON and before == "т.":
        return True
    if letter.isupper() or letter.islower():
        if letter == "I" and before.islower():
            return True
        return _begins_sentence(word)
    return not letter.isalpha() or not "\u0600" <= letter <= "\u097f"


def _ends_with_word(token: str, word: str) -> bool:
    low = token.lower().replace("'", "’")
    if low not in short.NEVER:  # "Dipl.-Ing.", "l’art. 5"
        tail = low.rpartition("-")[2].rpartition("’")[2]
        low = tail if len(tail) > 1 else low
    if "." in low:
        return _ends_with_dotted(low, word)
    if low in short.NEVER or (low in short.TITLES and token[0].isupper()):
        return False
    if low in short.NUMBERED and (word[0].isdigit() or word.isupper()):
        return not word[0].isdigit() and not set(word) <= set("IVXLC")
    if low in short.EITHER and (token[0].isupper() or low not in short.CAPITALISED):
        return _begins_sentence(word)
    return not (low.endswith("str") and word[0].isdigit())


def _ends_with_dotted(low: str, word: str) -> bool:
    if low in short.NEVER or low in short.DOTTED:
        return False
    if low in short.CLOCK:
        return word.lower() not in short.AFTER_CLOCK
    return max(map(len, low.split("."))) > 3 or _begins_sentence(word)


def _begins_sentence(word: str) -> bool:
    low = word.lower()
    return low in short.STARTERS and low not in short.PARTICLES
