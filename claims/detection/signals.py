"""Named signals of check-worthiness: what each one sees in a sentence, its weight, and the words for people.

The weights are log-odds set by hand; scoring.py adds them up. Nothing here knows who speaks or what is stored.
"""

import re
from typing import NamedTuple

from claims.detection import cues, outlooks


class Signal(NamedTuple):
    """`weight` is added to the log-odds; a signal that is `final` rules a claim out whatever else is seen."""

    name: str
    weight: float
    sentence: str
    final: bool = False


ALL = {
    signal.name: signal
    for signal in (
        Signal("number", 1.4, "gives a number"),
        Signal("share_or_money", 1.3, "gives a percentage or an amount of money"),
        Signal("quantity", 0.5, "measures something"),
        Signal("change", 0.7, "says that something rose or fell"),
        Signal("comparison", 0.6, "compares or ranks"),
        Signal("superlative", 0.6, "claims a record or that something is the most of its kind"),
        Signal("circulates", 0.8, "circulates in posts and messages"),
        Signal("finding", 1.3, "reports a finding"),
        Signal("accusation", 0.9, "accuses somebody"),
        Signal("disputed", 0.7, "is denied or disputed by somebody"),
        Signal("law", 0.6, "cites law or policy"),
        Signal("cause", 0.4, "says what causes what"),
        Signal("harm", 0.6, "tells of violence, crime or illness"),
        Signal("deed", 0.6, "says what somebody did or does"),
        Signal("period", 0.5, "names a time that can be looked up"),
        Signal("named", 0.5, "names somebody or something"),
        Signal("absolute", 0.4, "says that it is always, never or nowhere so"),
        Signal("attributed", 0.5, "somebody is quoted as saying it"),
        Signal("money_or_state", 0.4, "is about public money or services"),
        Signal("prediction", -1.2, "is a prediction"),
        Signal("intention", -1.0, "states an intention"),
        Signal("demand", -1.3, "tells what somebody asks others to do"),
        Signal("opinion", -1.3, "is an opinion"),
        Signal("hypothetical", -0.7, "is hypothetical"),
        Signal("personal", -0.7, "is about the speaker's own thoughts or life"),
        Signal("scene", -1.3, "sets the scene"),
        Signal("short", -1.5, "is very short"),
        Signal("pointing", -0.5, "points to something said elsewhere"),
        Signal("heading", -3.0, "is a heading or a row of a table", True),
        Signal("question", -4.0, "is a question", True),
        Signal("call_to_action", -4.0, "is a call to action", True),
        Signal("greeting", -5.0, "is a greeting or prayer", True),
        Signal("boilerplate", -6.0, "is about the publication, not the news", True),
    )
}


_WORD = re.compile(r"\w[\w’'-]*")
_DIGIT = re.compile(r"\d")
_GREEK = re.compile(r"[\u0370-\u03ff]")
_SHORT = 6  # words
_HEADING = 16  # words


def read(sentence: str, *, n_words: int, is_whole_line: bool, is_english: bool = True) -> set[str]:
    """Names of the signals seen in one sentence; `n_words` counts its reporting frame too."""
    if lead := cues.LEAD.match(sentence):
        sentence = sentence[lead.end() :]
    seen: set[str] = set()
    for low in _WORD.findall(sentence.lower()):
        names = cues.BY_WORD.get(low)
        if names:
            seen.update(names)
    has_digits = _DIGIT.search(sentence) is not None
    undated = cues.DATE.sub(" ", sentence) if has_digits else sentence
    for name, pattern in cues.FIND.items():
        if name in seen or (name in cues.NEED_DIGITS and not has_digits):
            continue
        if pattern.search(undated if name == "number" else sentence):
            seen.add(name)
    if not is_english:
        seen.update(name for name, pattern in cues.FOREIGN.items() if pattern.search(sentence))
    seen.update(name for name, pattern in cues.TONE.items() if pattern.search(sentence))
    if n_words < _SHORT - 2 or (n_words < _SHORT and seen.isdisjoint(("number", "share_or_money"))):
        seen.add("short")
    if _is_question(sentence):
        seen.add("question")
    if is_heading(sentence, n_words, is_whole_line=is_whole_line):
        seen.add("heading")
    return seen


def is_heading(sentence: str, n_words: int, *, is_whole_line: bool) -> bool:
    """A short line of its own without a stop, or a row of a table."""
    is_line = is_whole_line and n_words < _HEADING and not cues.END_MARK.search(sentence)
    return is_line or sentence.startswith("|") or " | " in sentence


def _is_question(sentence: str) -> bool:
    """By its mark; the Greek one is a semicolon."""
    last = sentence.rstrip(" \"”»'’)")[-1:]
    return last in ("?", "？", "؟") or (last in (";", "\u037e") and _GREEK.search(sentence) is not None)


outlook = outlooks.outlook
