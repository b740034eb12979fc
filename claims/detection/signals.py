"""Named signals of check-worthiness: what each one sees in a sentence, its weight, and the words for people.

Training starts from these weights and holds to them; what came out is read by model.py. Nothing here knows who speaks.
"""

import re
from typing import NamedTuple

from claims.detection import cues, outlooks, searches
from claims.detection.gated import words_of


class Signal(NamedTuple):
    """One thing to see in a sentence; `sentence` names it to people and `example` shows it.

    `weight`: log-odds, set by hand. A `final` signal rules a claim out whatever else is seen.
    """

    name: str
    weight: float
    sentence: str
    example: str
    final: bool = False


ALL = {
    signal.name: signal
    for signal in (
        Signal("number", 1.4, "gives a number", "The town has 9,000 wells."),
        Signal(
            "share_or_money", 1.3, "gives a percentage or an amount of money", "The lake lost 40 percent of its water."
        ),
        Signal("quantity", 0.5, "measures something", "The turnout was the talk of the valley."),
        Signal("change", 0.7, "says that something rose or fell", "The price of bread rose in spring."),
        Signal("comparison", 0.6, "compares or ranks", "The lake shrank faster than any other in Europe."),
        Signal(
            "superlative",
            0.6,
            "claims a record or that something is the most of its kind",
            "The mine is the deepest of its kind in the north.",
        ),
        Signal(
            "circulates",
            0.8,
            "circulates in posts and messages",
            "A post on Facebook claims that the well was poisoned.",
        ),
        Signal("finding", 1.3, "reports a finding", "A study found that the lake is shrinking."),
        Signal("accusation", 0.9, "accuses somebody", "Norway accuses Denmark of emptying the lake."),
        Signal(
            "disputed", 0.7, "is denied or disputed by somebody", "The mill poisoned the river, which its owners deny."
        ),
        Signal("law", 0.6, "cites law or policy", "Parliament passed a law on wells in spring."),
        Signal("cause", 0.4, "says what causes what", "The drought was caused by the new dam."),
        Signal("harm", 0.6, "tells of violence, crime or illness", "Three miners were killed in the shaft."),
        Signal("deed", 0.6, "says what somebody did or does", "The council sold the harbour to a bank."),
        Signal("period", 0.5, "names a time that can be looked up", "The mine closed in 1998 after a long fight."),
        Signal("named", 0.5, "names somebody or something", "The bridge was built by engineers from Norway."),
        Signal("absolute", 0.4, "says that it is always, never or nowhere so", "The mayor never paid for the road."),
        Signal("attributed", 0.5, "somebody is quoted as saying it", "Engineers say the lake is shrinking."),
        Signal("money_or_state", 0.4, "is about public money or services", "The government pays for the school buses."),
        Signal("prediction", -1.2, "is a prediction", "The lake will be gone in ten years."),
        Signal("intention", -1.0, "states an intention", "The minister vowed to fill the lake again."),
        Signal(
            "demand", -1.3, "tells what somebody asks others to do", "The union urged the owners to pay their workers."
        ),
        Signal("opinion", -1.3, "is an opinion", "The lake is a disgrace for all of us."),
        Signal("hypothetical", -0.7, "is hypothetical", "The bridge stands unless the river rises."),
        Signal(
            "personal",
            -0.7,
            "is about the speaker's own thoughts or life",
            "The valley has been good to me and my family.",
        ),
        Signal("scene", -1.3, "sets the scene", "The ministry did not respond to requests for comment."),
        Signal("short", -1.5, "is very short", "Nobody came back."),
        Signal("pointing", -0.5, "points to something said elsewhere", "This has been so since the dam was built."),
        Signal("heading", -3.0, "is a heading or a row of a table", "The row over the lake", True),
        Signal("question", -4.0, "is a question", "Is the lake shrinking?", True),
        Signal("call_to_action", -4.0, "is a call to action", "Sign the petition for the lake today.", True),
        Signal("greeting", -5.0, "is a greeting or prayer", "Good morning, dear readers.", True),
        Signal("boilerplate", -6.0, "is about the publication, not the news", "Follow us on all our channels.", True),
    )
}


_WORD = re.compile(r"\w[\w’'-]*")
_DIGIT = re.compile(r"\d")
_GREEK = re.compile(r"[\u0370-\u03ff]")
_CUES = frozenset(cues.BY_WORD)
_SHORT = 6  # words
_HEADING = 16  # words


def read(sentence: str, *, n_words: int, is_whole_line: bool, is_english: bool = True) -> set[str]:
    """Names of the signals seen in one sentence; `n_words` counts its reporting frame too."""
    if lead := cues.LEAD.match(sentence):
        sentence = sentence[lead.end() :]
    seen: set[str] = set()
    words = words_of(sentence) if "-" not in sentence else frozenset(_WORD.findall(sentence.lower()))
    for word in words & _CUES:
        seen.update(cues.BY_WORD[word])
    has_digits = _DIGIT.search(sentence) is not None
    undated = cues.DATE.sub(" ", sentence) if has_digits else sentence
    for name, letters, pattern in searches.FIND:
        if name in seen or not (has_digits if letters == "0" else letters in sentence):
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
