"""Text in, one Seen per sentence out: score, checkability, speaker, statement. No rows, no network."""

import re
from dataclasses import dataclass
from datetime import date

from claims.detection import boilerplate, checkability, lexicon, scoring, signals, statements
from claims.detection.cast import Cast
from claims.detection.people import NOBODY
from claims.detection.speakers import LONGEST_READ, Said, attribute
from claims.text import sentences

_WORD = re.compile(r"\w[\w’'-]*|[^\w\s]")
_ACCUSING = frozenset({"accuse", "blame"})


@dataclass(frozen=True, slots=True)
class Seen:
    """One sentence as detection sees it: `text[start:end]` of the input is `text`; `score` is 0..1."""

    text: str
    start: int
    end: int
    score: float
    checkworthy: bool
    checkability: str
    speaker: str
    speaker_role: str
    verb: str
    is_direct: bool
    statement: str
    reasons: list[str]


def detect(
    text: str,
    *,
    title: str = "",
    published: date | None = None,
    language: str = "en",
    threshold: float = scoring.DEFAULT_THRESHOLD,
) -> list[Seen]:
    """Every sentence in order. Speakers and statements are read in English; other languages keep the plain signals."""
    bounds = sentences.split(text)
    cast = Cast()
    is_english = language in ("", "en") or language.startswith("en-")
    said = attribute(text, bounds, cast) if is_english else [_UNREAD] * len(bounds)
    seen: list[Seen] = []
    for at, (start, end) in enumerate(bounds):
        sentence = text[start:end]
        names = _signals(sentence[:LONGEST_READ], said[at], text, start, end, title)
        kind = checkability.classify(names)
        score = scoring.score(names)
        statement = statements.word(sentence[:LONGEST_READ], said[at], cast, at, published) if is_english else sentence.rstrip(". ")
        who = said[at].who
        seen.append(
            Seen(
                sentence,
                start,
                end,
                round(score, 4),
                score >= threshold and not scoring.is_ruled_out(names) and kind != checkability.NOT_CHECKABLE,
                kind,
                who.name,
                who.role,
                said[at].verb,
                said[at].is_direct,
                statement,
                scoring.reasons(names),
            )
        )
    return seen


_UNREAD = Said(NOBODY, "", False, None, (), ())


def _signals(sentence: str, said: Said, text: str, start: int, end: int, title: str) -> set[str]:
    content = _content(sentence, said)
    lows = [word.lower() for word in _WORD.findall(content)]
    begins = start == 0 or text[start - 1] == "\n" or not text[text.rfind("\n", 0, start) + 1 : start].strip()
    line_end = text.find("\n", end, end + 3)
    ends = end >= len(text) or (line_end >= 0 and not text[end:line_end].strip())
    names = signals.read(
        content, lows, n_words=sentence.count(" ") + 1, is_whole_line=begins and ends and content is sentence
    )
    if title and sentence.strip(" .").casefold() == title.strip(" .").casefold():
        names.add("heading")
    never = boilerplate.kind(sentence)
    if never:
        names.add(never)
    _speech_signals(names, content, said)
    return names


def _content(sentence: str, said: Said) -> str:
    """What is said, without who says it, so that the reporting verb is not taken for a deed."""
    if said.frame is None or said.frame.kind in ("act", "participle"):
        return sentence
    spans = [
        *said.frame.content,
        *(span for extra in said.extra if extra.kind == "participle" for span in extra.content),
    ]
    return " ".join(sentence[slice(*span)] for span in spans)


def _speech_signals(names: set[str], content: str, said: Said) -> None:
    """What the reporting frame adds: somebody says it, a document found it, it is promised or foretold."""
    frame = said.frame
    outlook = signals.outlook(content)
    if frame is not None and frame.verb in lexicon.COMMITMENT:
        outlook = "intention"
    elif frame is not None and frame.verb in lexicon.FORESIGHT and not outlook:
        outlook = "prediction" if frame.verb in ("predict", "forecast", "expect") else ""
    if outlook:
        names.add(outlook)
    if said.who.name:
        names.add("attributed")
        if frame is not None and said.who.kind == "document" and frame.verb in lexicon.FINDING:
            names.add("finding")
        if frame is not None and frame.verb in _ACCUSING:
            names.add("accusation")
