"""Reporting frames of one sentence: who (source), which verb (cue), what (content); spans only, no names."""

import re
from typing import NamedTuple

from claims.detection import contents, deeds, lexicon, phrases
from claims.detection.contents import tight
from claims.detection.gated import words_of
from claims.detection.phrases import Phrase
from claims.detection.quotes import FILLER, FILLERS
from claims.detection.words import CONDITIONS, FINITE, LEADS, PREPOSITIONS, PRONOUNS, SUBORDINATORS, Span, Words

_ACCORDING = re.compile(
    r"(?:\b[Aa]s\s+reported\s+by|\b[Aa]ccording\s+to|\b[Ii]n\s+the\s+words\s+of)\s+(?!plan\b|schedule\b)"
)
_SOURCE_ENDS = re.compile(
    r",(?!\d{3}\b)|[;•◦)]|\s[–—-]\s|\.?$|\s(?:and|but|who|which|as|while)\s(?=\w+\s(?:is|are|was|were|has|have|had)\b)"
)
_SOURCE_ASIDE = re.compile(r",\s*((?:an?|the|who|whose|which|[a-z-]+)\s[^,;•◦]{2,120})(?:,|\.?$)")
# "According to Cole, the agency's director, Ray Dunn, lied": the aside is Dunn's, not Cole's.
_NAMED_SUBJECT = re.compile(r"\s*[A-ZÀ-Þ][\w.’'-]+(?:\s+[A-ZÀ-Þ][\w.’'-]+){0,3},\s+[a-z]")
_AFTERWARDS = re.compile(rf"[^,{FILLERS}]{{0,60}}[,.]?\s*")
_HEAD_ENDS = re.compile(r"\s(?:by|from|of|in|on|for|published|released)\s")
_SHARE = re.compile(
    r"%|\b(?:percent|per\s+cent|majority|respondents|polled|surveyed|most|half|one\s+in|out\s+of|thirds?|quarters?)\b",
    re.IGNORECASE,
)
_RELATIVES = frozenset("who whose which".split())
_INVERTED = frozenset(lexicon.SPEECH.values()) - {"tell"} | frozenset(
    "add write explain note report warn post recall ask conclude announce continue".split()
)
_PAST = frozenset(
    "brought had was were became came went made took gave left lost won got fell rose grew hit cost meant".split()
)
_NOT_CONTENT = frozenset(
    "adding as when in on at referring who according while after but before during speaking citing and which"
    " whose where"
    " because since although though noting saying following".split()
)
# How it was said and how it was met: ", to laughter", ", without naming anybody".
_MANNER = re.compile(
    r"(?:to|amid|with)\s+(?:\w+\s+){0,3}?(?:applause|laughter|cheers|boos|jeers|groans|gasps|silence)\b"
    r"|without\s+(?:\w+\s+){0,2}?(?:evidence|proof|saying|giving|offering|providing|citing|naming|explaining|elaborating"
    r"|specifying|mentioning|presenting|identifying)\b"
)
_CUES = lexicon.DEEDS.keys() | lexicon.DENIALS.keys() | lexicon.VERBS.keys() | {"points", "pointed"}
_SHORTEST = 8  # characters of content before a frame
_AS_SAID = re.compile(rf"[^,;:{FILLERS}]{{0,40}},\s+")
COLON = re.compile(rf":\s+(?=[{FILLERS}])")
_SPEECH_NEXT = re.compile(rf"[^{FILLERS};:.]{{0,60}}[,:]\s*{FILLER}")
_ADJUNCT_OPENS = (
    PREPOSITIONS | SUBORDINATORS | {"once", "then", "first", "now", "today", "later", "earlier", "but", "and"}
)
_REPORTED = (["it", "was"], ["it", "is"])
_TITLE = 40  # characters; a shorter quotation may be a name ("on “Fox and Friends”")


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
        if aside and not is_subject and aside.end() < len(text) - _SHORTEST and _describes(aside.group(1).lower()):
            detail, close = aside.span(1), aside.end()
    stripped = text.rstrip()
    last = len(stripped) if stripped.endswith(FILLER) else len(stripped.rstrip("."))
    rest = tight(text, close, last)
    if len(text[:start].split()) < 2:
        content: tuple[Span, ...] = (rest,)
    else:
        content = (tight(text, 0, len(text[:start].rstrip(" ,–—-("))),)
        if text[source_end : source_end + 1] == "," and rest[1] - rest[0] > _SHORTEST:
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
        frame = _postposed(words, i, lemma, subject, lead)
        if frame is not None:
            return frame
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


def _postposed(words: Words, i: int, lemma: str, subject: Phrase | None, lead: str) -> Frame | None:
    """The content stands before the frame: `C, S said.`, `"C," said S.`, `C1, S said, C2`."""
    if subject is None:
        subject = _inverted(words, i, lemma, lead)
        if subject is None:
            return None
        begin, close = words.at[i][0], (subject.detail or subject.span)[1]
    elif lead == "," and _leads_to_speech(words, i):
        return None
    elif contents.ends_with_frame(words, i, lemma, quoted=lead == FILLER):
        begin, close = subject.span[0], words.at[i][1]
    else:
        return None
    content = [tight(words.text, _opens_at(words.text, begin) if lead == FILLER else 0, begin)]
    rest = _second_part(words.text, close)
    if rest is not None and (lead != FILLER or words.text[rest[0]] in FILLERS):  # speech in marks goes on in marks
        content.append(rest)
    elif content[0][1] - content[0][0] < _SHORTEST:
        return None
    if lead == "," and begin == words.at[i][0] and _is_only_name(words.text[slice(*content[0])]):
        return None
    return Frame("after", subject.span, words.at[i], lemma, tuple(content), subject.detail, subject.time)


def _opens_at(text: str, end: int) -> int:
    """Behind the colon that leads to the quotation before `end`: "For example: “...,” S said"."""
    colon = COLON.search(text, 0, end)
    return colon.end() if colon else 0


def _leads_to_speech(words: Words, i: int) -> bool:
    """ "On Monday, S said, “...”": what stands in front is when and where, not a part of what is said."""
    ahead = _SPEECH_NEXT.match(words.text, words.at[i][1])
    return ahead is not None and (words.low[0] in _ADJUNCT_OPENS or words.low[0].endswith(("ing", "ly", "ed")))


def _inverted(words: Words, i: int, lemma: str, lead: str) -> Phrase | None:
    if (lemma not in _INVERTED and lead != FILLER) or (words.low[i] == lemma and lemma != "say"):
        return None  # "First, add all the ingredients"
    subject = phrases.after(words, i)
    if subject is not None and words.text[slice(*subject.span)].lower() in PRONOUNS:
        following = words.index_at(subject.span[1])
        if following < len(words) and not words.is_mark(following):
            return None  # "said she was ill": the pronoun begins what is said
    if subject is None or (lead == "," and not _is_plain(words.text[slice(*subject.span)])):
        return None
    return subject


def _is_plain(source: str) -> bool:
    """Short and without a verb: behind a comma, "said the flood swept off two bridges" is no inverted subject."""
    listed = source.split()
    return len(listed) <= 7 and not any((word.endswith("ed") and word.islower()) or word in _PAST for word in listed)


def _is_only_name(content: str) -> bool:
    """ "Jo Hale, R-Ohio, said the mines closed": in front of the verb stands who speaks, and nothing said."""
    return all(word[0].isupper() for word in content.split())


def _second_part(text: str, close: int) -> Span | None:
    """What is said goes on behind the frame: `"C1," S said, "C2"`, or `C1, S said, C2`."""
    match = _AFTERWARDS.match(text, close)
    begin = match.end() if match else close
    if begin >= len(text) - _SHORTEST // 2:
        return None
    if text[begin] in FILLERS:
        is_new = text[:begin].rstrip()[-1:] in (",", ".", ":", ";")
        return tight(text, begin, len(text)) if is_new or text.count(text[begin], begin) > _TITLE else None
    is_next = begin - close < 4 and text[close : close + 1] == ","
    opens = text[begin:].split(None, 1)[0].lower().strip(":,")
    if not is_next or opens in _NOT_CONTENT or opens.endswith("ing") or _MANNER.match(text, begin):
        return None
    return tight(text, begin, len(text))
