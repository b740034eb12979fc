"""Whom a passage names as where it has its information from, and which words it quotes. Plain values in and out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from claims.text import fingerprint, sentences, tokens

#: The same words in quotation marks make one origin from so many words on (count).
QUOTED_WORDS: Final = 8

_SMALL = r"(?:of|for|the|de|del|della|der|des|du|la|las|los|le|les|für|von|al)"
_NAME = rf"(?P<name>[^\W\d_a-zß-öø-ÿ][\w.&'’-]*(?:\s+(?:{_SMALL}\s+){{0,2}}[^\W\d_a-zß-öø-ÿ][\w.&'’-]*){{0,6}})"
_THE = r"(?:(?:the|a|an|der|die|das|dem|den|l['’]|la|le|les|el|los|las)\s+|l['’])?"
_OF = r"(?:by|from|of|von|vom|der|des|de la|de los|de|del|du|des|d['’])"
_PAPER_EN = r"(?:report|study|survey|analysis|investigation|review|paper|census|statement|press release|news release)"
_PAPER_DE = r"(?:Bericht|Studie|Umfrage|Analyse|Untersuchung|Mitteilung|Pressemitteilung|Erklärung)"
_PAPER_FR = r"(?:rapport|étude|enquête|analyse|communiqué(?: de presse)?|déclaration)"
_PAPER_ES = r"(?:informe|estudio|encuesta|análisis|investigación|comunicado(?: de prensa)?|declaración)"
_AGENCY = r"(?:news agency|news service|newspaper|agency|Nachrichtenagentur|Zeitung|agence|agencia|diario)"
#: A few words between the article and what it is about.
_BETWEEN = r"(?:\s+[\wäöüßéèàçñáíóú'’-]+){0,3}?\s+"

#: An investigation is what a passage is about, and its origin only where it speaks: "the FBI investigation found".
_SUBJECT = r"investigation(?!\s+(?:by|finds?|found|has found|shows?|showed|says?|said|reveal(?:s|ed)|concluded)\b)"
#: Whoever is told something there does not publish it.
_HEARING = r"(?:FBI|CIA|Congress|Parliament|Senate|House|Commons|Bundestag|Court)"

#: Each names somebody; the cue itself is what a person reads as the reason.
_CUES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # English
        (
            rf"(?:[Aa]ccording to|[Aa] |[Tt]he |[Ii]ts |[Ii]n an? )(?:{_BETWEEN})?{_PAPER_EN}\s+"
            rf"(?:issued |released |published )?{_OF}\s+{_THE}{_NAME}"
        ),
        rf"\b(?:[Aa]|[Tt]he)\s+(?:(?:new|recent|latest|\d{{4}})\s+)?{_NAME}\s+(?!{_SUBJECT}){_PAPER_EN}\b",
        rf"\b[Aa]ccording to\s+{_THE}(?:{_AGENCY}\s+)?{_NAME}",
        rf"\b(?:told|tells)\s+{_THE}(?!{_HEARING}\b)(?:{_AGENCY}\s+)?{_NAME}",
        rf"\b(?:first |originally |earlier |exclusively )?(?:reported|published|revealed)\s+by\s+{_THE}{_NAME}",
        rf"\b(?:first|originally)\s+(?:appeared|published|reported)\s+(?:in|on|by|at)\s+{_THE}{_NAME}",
        rf"{_NAME}\s+(?:said|announced|wrote)\s+in\s+a\s+{_PAPER_EN}",
        rf"{_NAME}\s+(?:first |earlier |exclusively )?report(?:ed|s)\b",
        # German
        rf"\b[Ll]aut\s+(?:ein(?:em|er)\s+{_PAPER_DE}\s+{_OF}\s+)?{_THE}(?:{_AGENCY}\s+)?{_NAME}",
        rf"\b[Nn]ach\s+Angaben\s+{_OF}\s+{_THE}(?:{_AGENCY}\s+)?{_NAME}",
        rf"\b[Ww]ie\s+{_THE}(?:{_AGENCY}\s+)?{_NAME}\s+(?:berichtete?|meldete?|schreibt|schrieb)\b",
        rf"\b[Zz]uerst\s+(?:erschienen|veröffentlicht)\s+(?:in|bei|auf|von)\s+{_THE}{_NAME}",
        rf"\b{_PAPER_DE}\s+{_OF}\s+{_THE}{_NAME}",
        # French
        rf"\b(?:[Ss]elon|[Dd]['’]après)\s+(?:une?\s+{_PAPER_FR}\s+{_OF}\s*)?{_THE}(?:{_AGENCY}\s+)?{_NAME}",
        rf"\b{_PAPER_FR}\s+{_OF}\s*{_THE}{_NAME}",
        rf"\b(?:a|ont)\s+déclaré\s+(?:à|au)\s+{_THE}(?:{_AGENCY}\s+)?{_NAME}",
        rf"\bpubliée?\s+(?:initialement|d['’]abord|à l['’]origine)\s+(?:par|dans|sur)\s+{_THE}{_NAME}",
        # Spanish
        rf"\b(?:[Ss]egún|[Dd]e acuerdo con)\s+(?:una?\s+{_PAPER_ES}\s+{_OF}\s+)?{_THE}(?:{_AGENCY}\s+)?{_NAME}",
        rf"\b{_PAPER_ES}\s+{_OF}\s+{_THE}{_NAME}",
        rf"\b(?:dijo|declaró|dijeron)\s+(?:a|al)\s+{_THE}(?:{_AGENCY}\s+)?{_NAME}",
        rf"\bpublicad[oa]\s+(?:originalmente|primero|por primera vez)\s+(?:en|por)\s+{_THE}{_NAME}",
    )
)
#: Words with a capital that name nobody.
_NOBODY: Final = frozenset(
    (
        "he she it they we i you his her their its this that these those there here one some many most but and or so "
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
        "september october november december as tv u.s u.k police officials witnesses reporters local media sources "
        "er sie es wir man polizei il elle ils elles on la le les el ella ellos según selon laut according a an the "
        "in on at for"
    ).split()
)
#: The same house under two names.
_SAME: Final = {
    "afp": "agence france-presse", "ap": "associated press", "dpa": "deutsche presse-agentur", "un": "united nations",
    "onu": "united nations", "uno": "united nations", "u.n": "united nations", "who": "world health organization",
    "oms": "world health organization", "imf": "international monetary fund", "fmi": "international monetary fund",
    "vereinte nationen": "united nations", "nations unies": "united nations", "naciones unidas": "united nations",
    "vereinten nationen": "united nations",
}  # fmt: skip
#: What opens a clause stands with a capital in front of a name: "As The Herald reported".
_OPENER: Final = re.compile(r"^(?:as|and|but|when|while|after|since|because|if|though|although|meanwhile|yet)\s+")
#: And when it was said, behind it: "told Reuters Monday".
_WEEKDAY: Final = re.compile(r"(?<=\w)\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day$")
_TAIL: Final = re.compile(r"['’]s$|[.,;:]+$")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
_QUOTED: Final = re.compile(r"“([^“”]{20,1500})”|„([^„“”]{20,1500})[“”]|«\s?([^«»]{20,1500})»|\"([^\"]{20,1500})\"")


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom a passage has it from: a name to compare, the cue as it stands there, the years that stand in the cue."""

    key: str
    words: str
    years: frozenset[str]

    def is_same(self, other: Credit) -> bool:
        """One house or person; reports of different years are different reports."""
        return is_same_name(self.key, other.key) and not (self.years and other.years and not self.years & other.years)


def credits_of(passage: str) -> list[Credit]:
    """Whom the passage names as its origin, each once, in the order of the cues."""
    found: dict[str, Credit] = {}
    ends = [end for _, end in sentences.split(passage)]
    for cue in _CUES:
        for match in cue.finditer(passage):
            first, last = _within_one_sentence(match, ends)
            key = key_of(passage[max(first, match.start("name")) : min(last, match.end("name"))])
            if key:
                words = " ".join(passage[first:last].split())
                found.setdefault(key, Credit(key, words, frozenset(_YEAR.findall(words))))
    return list(found.values())


def _within_one_sentence(match: re.Match[str], ends: list[int]) -> tuple[int, int]:
    """The part of a cue on its own side of a full stop: the next sentence begins with a capital as names do.

    "She told AFP. The minister ..." names AFP; of "... in the park. Nordic Wire reported" the name stands behind.
    """
    start, end = match.span("name")
    inner = ends[bisect_right(ends, start) : bisect_left(ends, end)]
    if not inner:
        return match.span()
    return (match.start(), inner[0]) if end == match.end() else (inner[-1], match.end())


def key_of(name: str) -> str:
    """A name as it is compared; "" for what names nobody."""
    plain = _TAIL.sub("", fingerprint.normalise(name))
    plain = _OPENER.sub("", _WEEKDAY.sub("", plain))
    plain = re.sub(r"^(?:the|der|die|das|la|le|les|el|los|las)\s+|^l'", "", plain).rstrip(".")
    plain = re.sub(r"\s+(?:news agency|news service|newspaper)$", "", plain)
    return "" if plain in _NOBODY or len(plain) < 2 else _SAME.get(plain, plain)


def is_same_name(a: str, b: str) -> bool:
    """Of two keys: the same, or the last name alone ("ingrid solvang", "solvang")."""
    if not a or not b:
        return False
    longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
    return longer == shorter or longer.endswith(f" {shorter}")


def same_quotation(a: str, b: str) -> str:
    """The words that both passages quote, at least QUOTED_WORDS in a row; "" when there are none."""
    ours, theirs = _quoted(a), _quoted(b)
    if ours.runs.isdisjoint(theirs.runs):
        return ""
    longest = max((_longest_run(one, other) for one in ours.words for other in theirs.words), key=len)
    return " ".join(longest)


def runs_quoted(passage: str) -> frozenset[tuple[str, ...]]:
    """All runs of QUOTED_WORDS words in its quotations: passages that share one have a `same_quotation`."""
    return _quoted(passage).runs


@dataclass(frozen=True, slots=True)
class _Quoted:
    """The quotations of a passage as words, and all their runs of QUOTED_WORDS."""

    words: tuple[list[str], ...]
    runs: frozenset[tuple[str, ...]]


@lru_cache(maxsize=4096)
def _quoted(passage: str) -> _Quoted:
    """Read once: each source of a claim is compared with each other one."""
    words = tuple(tokens.words(quotation) for quotation in quotations_of(passage))
    runs = (tuple(some[at : at + QUOTED_WORDS]) for some in words for at in range(len(some) - QUOTED_WORDS + 1))
    return _Quoted(words, frozenset(runs))


def quotations_of(passage: str) -> list[str]:
    """What stands in quotation marks, from 20 characters on."""
    return [next(filter(None, match.groups())) for match in _QUOTED.finditer(passage)]


def _longest_run(a: list[str], b: list[str]) -> list[str]:
    """The longest run of words that both lists hold."""
    best, end, before = 0, 0, [0] * (len(b) + 1)
    for i, word in enumerate(a, start=1):
        row = [0] * (len(b) + 1)
        for j, other in enumerate(b, start=1):
            if word == other:
                row[j] = before[j - 1] + 1
                if row[j] > best:
                    best, end = row[j], i
        before = row
    return a[end - best : end]
