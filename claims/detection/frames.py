"""Reporting frames of one sentence: who (source), which verb (cue), what (content); spans only, no names."""

import re
from typing import NamedTuple

from claims.detection import contents, deeds, lexicon, phrases, postposed
from claims.detection.contents import tight
from claims.detection.gated import words_of
from claims.detection.phrases import Phrase
from claims.detection.postposed import SHORTEST
from claims.detection.quotes import FILLER, FILLERS
from claims.detection.words import CONDITIONS, FINITE, LEADS, SUBORDINATORS, Span, Words

_ACCORDING = re.compile(
    r"(?:\b[Aa]s\s+reported\s+by|\b[Aa]ccording\s+to|\b[Ii]n\s+the\s+words\s+of)\s+(?!plan\b|schedule\b)"
)
_SOURCE_ENDS = re.compile(
    r",(?!\d{3}\b)|[;•◦)]|\s[–—-]\s|\.?$|\s(?:and|but|who|which|as|while)\s(?=\w+\s(?:is|are|was|were|has|have|had)\b)"
)
_SOURCE_ASIDE = re.compile(r",\s*((?:an?|the|who|whose|which|[a-z-]+)\s[^,;•◦]{2,120})(?:,|\.?$)")
# "According to Cole, the agency's director, Ray Dunn, lied": the aside is Dunn's, not Cole's.
_NAMED_SUBJECT = re.compile(r"\s*[A-ZÀ-Þ][\w.’'-]+(?:\s+[A-ZÀ-Þ][\w.’'-]+){0,3},\s+[a-z]")
_HEAD_ENDS = re.compile(r"\s(?:by|from|of|in|on|for|published|released)\s")
_SHARE = re.compile(
    r"%|\b(?:percent|per\s+cent|majority|respondents|polled|surveyed|most|half|one\s+in|out\s+of|thirds?|quarters?)\b",
    re.IGNORECASE,
)
_RELATIVES = frozenset("who whose which".split())
_CUES = lexicon.DEEDS.keys() | lexicon.DENIALS.keys() | lexicon.VERBS.keys() | {"points", "pointed"}
_AS_SAID = re.compile(rf"[^,;:{FILLERS}]{{0,40}},\s+")
_REPORTED = (["it", "was"], ["it", "is"])


class Frame(NamedTuple):
    """Spans into the sentence. kind: clause, after, according, participle, act (itself the news), label ("Ann: ")."""

    kind: str
    source: Span
    cue: Span
    verb: str
    content: tuple[Span, ...]
    detail: Span | None = None
    time: Span | None = None


def find(masked: str) -> list[Frame]:
    """Every frame of a sentence whose quotations are masked (quotes.mask), in order of their cues."""
    found = [
        frame
        for match in _ACCORDING.finditer(masked)
        if (frame := _according(masked, match.start(), match.end())) is not None
    ]
    if _CUES.isdisjoint(words_of(masked)):
        return sorted(found, key=lambda frame: frame.cue)
    words = Words(masked)
    for i, low in enumerate(words.low):
        if low not in _CUES:
            continue
        frame = None
        if lemma := deeds.lemma_at(words, i):
            frame = _act(words, i, lemma)
        elif lemma := lemma_at(words, i):
            frame = _participle(words, i, lemma, found) if low.endswith("ing") else _finite(words, i, lemma)
        if frame is not None:
            found.append(frame)
    found.sort(key=lambda frame: frame.cue)
    return found


def lemma_at(words: Words, i: int) -> str:
    """The plain form of the reporting verb at token i, as far as it can be one here; "" otherwise."""
    low = words.low[i]
    if low in ("points", "pointed") and words.low[i + 1 : i + 2] == ["out"]:
        return "point out"
    lemma = lexicon.VERBS.get(low, "")
    return lemma if lemma == "say" or i == 0 or words.raw[i][0].islower() else ""  # not the United States


def _according(text: str, start: int, end: int) -> Frame | None:
    match = _SOURCE_ENDS.search(text, end)
    source_end = match.start() if match else len(text)
    if source_end - end < 2:
        return None
    detail: Span | None = None
    close = source_end
    if text[close : close + 1] == ",":
        aside = _SOURCE_ASIDE.match(text, close)
        is_subject = aside is not None and _NAMED_SUBJECT.match(text, aside.end()) is not None
        if aside and not is_subject and aside.end() < len(text) - SHORTEST and _describes(aside.group(1).lower()):
            detail, close = aside.span(1), aside.end()
    stripped = text.rstrip()
    last = len(stripped) if stripped.endswith(FILLER) else len(stripped.rstrip("."))
    rest = tight(text, close, last)
    if len(text[:start].split()) < 2:
        content: tuple[Span, ...] = (rest,)
    else:
        content = (tight(text, 0, len(text[:start].rstrip(" ,–—-("))),)
        if text[source_end : source_end + 1] == "," and rest[1] - rest[0] > SHORTEST:
            content = (*content, rest)
    return Frame("according", (end, source_end), (start, end - 1), "according to", content, detail)


def _describes(aside: str) -> bool:
    """Is what stands between the commas about the source ("a professor at X"), and not already the content?"""
    listed = aside.split()
    if listed[0] in _RELATIVES:
        return len(listed) <= 30
    if len(listed) > 30 or not FINITE.isdisjoint(listed):
        return False
    if not lexicon.PERSON_ROLES.isdisjoint(listed[:5]):
        return True
    return listed[0] in ("a", "an") and not (lexicon.BODIES | lexicon.MEDIA).isdisjoint(listed[:8])


def _act(words: Words, i: int, lemma: str) -> Frame | None:
    """Accusations and calls; the whole sentence is the content."""
    agent = deeds.agent(words, i, lemma)
    if agent is None:
        return None
    return Frame(
        "act", agent.span, words.at[i], lemma, (tight(words.text, 0, len(words.text)),), agent.detail, agent.time
    )


def _participle(words: Words, i: int, lemma: str, found: list[Frame]) -> Frame | None:
    """A ", saying that ..." belongs to the speaker before it, or to the subject of the sentence."""
    if i == 0 or (
        words.raw[i - 1][0] not in (",", "-", "–", "—", FILLER) and words.low[i - 1] not in ("as", "by", "and")
    ):
        return None
    start = contents.start(words, i, lemma)
    if start is None:
        return None
    denial = next((k for k in range(i - 1, 0, -1) if lexicon.VERBS.get(words.low[k]) in lexicon.DENIAL), -1)
    subject = phrases.before(words, denial) if denial > 0 else None
    if subject is None and found and found[-1].kind != "according":
        subject = Phrase(found[-1].source, found[-1].detail)
    subject = subject or _main_subject(words, i)
    if subject is None:
        return None
    content = (contents.until_end(words.text, start),)
    return Frame("participle", subject.span, words.at[i], lemma, content, subject.detail)


def _main_subject(words: Words, before: int) -> Phrase | None:
    for k in range(1, before):
        if words.low[k] in FINITE or words.is_past(k) or words.low[k] in lexicon.VERBS:
            return phrases.before(words, k)
    return None


def _finite(words: Words, i: int, lemma: str) -> Frame | None:
    if words.low[max(0, i - 2) : i] in _REPORTED and (by := deeds.doer(words, i)) is not None:
        begin = words.text.find(" that ", by[1])
        return (
            Frame("clause", by, words.at[i], lemma, (contents.until_end(words.text, begin + 6),)) if begin > 0 else None
        )
    subject = phrases.before(words, i)
    first = words.index_at(subject.span[0]) if subject else i
    lead = words.raw[first - 1][0] if first > 0 else ""
    if lead in (",", FILLER, "—", "–"):
        said_before = postposed.read(words, i, lemma, subject, lead)
        if said_before is not None:
            speaker, parts = said_before
            return Frame("after", speaker.span, words.at[i], lemma, parts, speaker.detail, speaker.time)
    if subject is not None and first > 0 and words.low[first - 1] == "as" and first < 3:
        return _as_said(words, i, lemma, subject)
    if subject is None or words.low[i] == "shown" or _is_condition(words, first):
        return None
    source = words.text[slice(*subject.span)]
    if _SHARE.search(source):
        return None  # "63 percent said he was right" is a finding about people; what they said is not the claim
    start = contents.start(words, i, lemma, of_document=_is_document(source))
    if start is None:
        return None
    content = contents.until_end(words.text, start)
    said = words.text[slice(*content)]
    if said.split(" ", 1)[0] in ("is", "are", "was", "were"):
        return None  # "everything the mayor says is a lie"
    if " " not in said and said[:1] not in FILLERS:
        return None  # "have ruled that out"
    return Frame("clause", subject.span, words.at[i], lemma, (content,), subject.detail, subject.time)


def _as_said(words: Words, i: int, lemma: str, subject: Phrase) -> Frame | None:
    """ "As the Herald noted, C": what is said is the rest of the sentence."""
    close = words.at[i + 1 if lemma == "point out" else i][1]
    rest = _AS_SAID.match(words.text, close)
    if rest is None or lemma in ("show", "say", "think", "expect"):
        return None
    content = contents.until_end(words.text, rest.end())
    return Frame("clause", subject.span, words.at[i], lemma, (content,), subject.detail, subject.time)


def _is_condition(words: Words, first: int) -> bool:
    """ "When X said that A, B happened", "if X says so": the content would run into the main clause."""
    if first < 1:
        return False
    link = words.low[first - 1]
    is_head = first == 1 or (first == 2 and words.low[0] in LEADS)
    return link in CONDITIONS or (is_head and link in SUBORDINATORS)


def _is_document(source: str) -> bool:
    head = _HEAD_ENDS.split(source.lower(), maxsplit=1)[0]
    return head.rsplit(" ", 1)[-1] in lexicon.DOCUMENTS
