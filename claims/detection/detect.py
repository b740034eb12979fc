"""Text in, one Seen per sentence out: score, checkability, speaker, statement. No rows, no network."""

from dataclasses import dataclass
from datetime import date

from claims.detection import boilerplate, checkability, lexicon, outlooks, scoring, signals, statements, wording
from claims.detection.cast import Cast
from claims.detection.people import NOBODY, Who
from claims.detection.scoring import Read, Weighed
from claims.detection.speakers import LONGEST_READ, Said, attribute, is_read
from claims.text import sentences

_ACCUSING = frozenset({"accuse", "blame"})
_DEMANDING = frozenset({"urge", "demand", "call"})
# "It would save a million, the office estimates" is no plan of the office.
_FORESEEING = lexicon.FORESIGHT | {"estimate", "calculate", "find", "project", "conclude"}
_FINDERS = frozenset("researchers scientists auditors statisticians epidemiologists".split())


@dataclass(frozen=True, slots=True)
class Seen:
    """One sentence as detection sees it: `text[start:end]` of the input is `text`; `score` is 0..1.

    `statements` holds each atomic statement of the sentence; the first is `statement`.
    """

    text: str
    start: int
    end: int
    score: float
    checkworthy: bool
    checkability: str
    speaker: str
    speaker_role: str
    speaker_kind: str
    verb: str
    is_direct: bool
    statement: str
    statements: tuple[str, ...]
    reasons: list[str]


def detect(
    text: str,
    *,
    title: str = "",
    published: date | None = None,
    language: str = "en",
    threshold: float = scoring.DEFAULT_THRESHOLD,
) -> list[Seen]:
    """Every sentence in order. Statements are worded in English; speakers also in those of foreign.py."""
    bounds = sentences.split(text)
    cast = Cast()
    is_english = language in ("", "en") or language.startswith("en-")
    said = attribute(text, bounds, cast, language) if is_read(language) else [_UNREAD] * len(bounds)
    heading = title.strip(" .").casefold()
    reads: list[Read] = []
    for at, (start, end) in enumerate(bounds):
        sentence = text[start : min(end, start + LONGEST_READ)]
        reading = _read(sentence, said[at], is_whole_line=_is_whole_line(text, bounds, at), is_english=is_english)
        if heading and sentence.strip(" .").casefold() == heading:
            reading.names.add("heading")
        reads.append(reading)
    seen: list[Seen] = []
    for at, (reading, weighed) in enumerate(zip(reads, scoring.weigh_all(reads), strict=True)):
        worded = (
            statements.word_all(reading.text, said[at], cast, at, published)
            if is_english
            else (wording.end_off(reading.text),)
        )
        seen.append(_seen(text, bounds[at], reading, said[at], worded, weighed, threshold))
    return seen


def _seen(
    text: str,
    bounds: tuple[int, int],
    reading: Read,
    said: Said,
    worded: tuple[str, ...],
    weighed: Weighed,
    threshold: float,
) -> Seen:
    start, end = bounds
    frame = statements.telling(reading.text, said)
    kind = checkability.classify(reading.names, reading.content, reading.text)
    is_claim = kind == checkability.FACT and not scoring.is_ruled_out(reading.names)
    return Seen(
        text=text[start:end],
        start=start,
        end=end,
        score=weighed.score,
        checkworthy=is_claim and weighed.score >= threshold,
        checkability=kind,
        speaker=said.who.name,
        speaker_role=said.who.role,
        speaker_kind=said.who.claimant_kind if said.who.name else "",
        verb=frame.verb if frame is not None else said.verb,
        is_direct=said.is_direct,
        statement=worded[0],
        statements=worded,
        reasons=weighed.reasons,
    )


def _is_whole_line(text: str, bounds: list[tuple[int, int]], at: int) -> bool:
    begins = at == 0 or "\n" in text[bounds[at - 1][1] : bounds[at][0]]
    ends = at + 1 == len(bounds) or "\n" in text[bounds[at][1] : bounds[at + 1][0]]
    return begins and ends


_UNREAD = Said(NOBODY, "", False, None, (), ())


def _read(sentence: str, said: Said, *, is_whole_line: bool, is_english: bool) -> Read:
    content = _content(sentence, said) if is_english else sentence
    n_words = sentence.count(" ") + 1
    names = signals.read(
        content, n_words=n_words, is_whole_line=is_whole_line and content is sentence, is_english=is_english
    )
    if signals.is_heading(sentence, n_words, is_whole_line=is_whole_line):
        names.add("heading")
    never = boilerplate.kind(sentence)
    if never:
        names.add(never)
    elif said.is_direct and content is not sentence and boilerplate.is_call(content):
        names.add("call_to_action")
    _speech_signals(names, sentence, content, said)
    return Read(sentence, content, names, is_english)


def _outlook(sentence: str, content: str, said: Said) -> str:
    """ "intention", "prediction" or "": of the frame that the statement is taken from, or of the whole sentence."""
    if outlooks.lies_back(sentence):
        return ""
    told = statements.telling(sentence, said)
    if told is None or told.kind == "act":
        return outlooks.outlook(content)
    if told is not said.frame:
        content = " ".join(sentence[slice(*span)] for span in told.content)
    outlook = outlooks.outlook(content, is_reported=told.verb not in _FORESEEING)
    if told.verb in lexicon.COMMITMENT:
        return "intention"
    if told.verb in lexicon.FORESIGHT and not outlook:
        return "prediction" if told.verb in ("predict", "forecast", "expect") else ""
    return outlook


def _finds(who: Who) -> bool:
    return (who.kind == "document" and who.noun not in lexicon.CIRCULATING) or who.noun in _FINDERS


def _content(sentence: str, said: Said) -> str:
    """What is said, without who says it, so that the reporting verb is not taken for a deed."""
    if said.frame is None or said.frame.kind in ("act", "participle"):
        return sentence
    spans = [
        *said.frame.content,
        *(span for extra in said.extra if extra.kind == "participle" for span in extra.content),
    ]
    return " ".join(sentence[slice(*span)] for span in spans)


def _speech_signals(names: set[str], sentence: str, content: str, said: Said) -> None:
    """What the reporting frame adds: somebody says it, a document found it, it is promised or foretold."""
    frame = said.frame
    if frame is not None and frame.kind == "act" and frame.verb in lexicon.DENIAL and " that " not in content:
        names -= {"disputed", "deed"}  # "X rejects the findings" says nothing that could be checked
    if outlook := _outlook(sentence, content, said):
        names.add(outlook)
    if said.who.name:
        names.add("attributed")
        if frame is not None and frame.verb in lexicon.FINDING and _finds(said.who):
            names.add("finding")
        if said.who.noun in lexicon.CIRCULATING:
            names.add("circulates")
        if frame is not None and frame.verb in _DEMANDING:
            names.add("demand")
        if frame is not None and frame.verb in _ACCUSING:
            names.add("accusation")
