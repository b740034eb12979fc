"""Reporting frames of one sentence: who (source), which verb (cue), what (content); spans only, no names."""

import re
from typing import NamedTuple

from claims.detection import lexicon, phrases
from claims.detection.phrases import FINITE, Phrase, Span, Words
from claims.detection.quotes import FILLER

_PEOPLE_TOLD = (
    r"(?:(?:the|a|an|his|her|its|their)\s+)?(?:[\w’'-]+\s+){0,3}?(?:reporters|journalists|lawmakers|investors|"
    r"parliament|parliamentarians|congress|senators|supporters|voters|viewers|readers|police|officers|court|jury|"
    r"(?:press|news)\s+conference|briefing|committee|panel|audience|crowd|rally|meeting|hearing|conference|"
    r"newspaper|magazine|agency|radio|television|tv|station|broadcaster|programme|program|outlet|website|"
    r"inquiry|council|assembly|house|senate|delegates|staff|employees|analysts|people|students)"
)
_TOLD = re.compile(
    rf"\s+(?:{_PEOPLE_TOLD}|(?:the\s+)?[A-ZÀ-Þ@][\w.&’'-]*(?:\s+(?:of\s+|the\s+)?[A-ZÀ-Þ][\w.&’'-]*){{0,6}}"
    r"|him|her|them|me|us|you|it)(?=[\s,:•.]|$)",
    re.IGNORECASE,
)
_TOLD_NAME = re.compile(
    r"\s+(?:the\s+)?[A-ZÀ-Þ@][\w.&’'-]*(?:\s+(?:of\s+|the\s+|and\s+)?[A-ZÀ-Þ][\w.&’'-]*){0,6}(?=[\s,:•.]|$)"
)
_TOLD_COMMON = re.compile(rf"\s+(?:{_PEOPLE_TOLD}|him|her|them|me|us|you|it)(?=[\s,:•.]|$)", re.IGNORECASE)
_SETTING = re.compile(
    rf"(?:\s*,?\s+(?:(?:{lexicon.TIME})|(?:in|at|during|on|after|following|before|through|from|for)\s+(?:a|an|the|his|her|its|"
    rf"their|this|that|one|another)(?:\s+[\w’'&.-]+){{1,7}}?|in\s+[A-Z]\w+(?:\s+[A-Z]\w+)?|on\s+(?:Twitter|X|Facebook|Instagram|"
    rf"Telegram|television|TV|social\s+media|state\s+(?:tv|television)|[A-Z]\w+)|to\s+(?:{_PEOPLE_TOLD}|[A-Z]\w+)|by\s+(?:phone|"
    rf"telephone|email)|via\s+[\w\s]{{2,20}}?|while\s+[\w\s]{{4,40}}?|flatly|bluntly|simply|again|however)){{0,3}}?"
    rf"\s*[,:]?\s*(?:(?P<that>that|how)\b\s*,?\s*|(?=[“\"‘«{FILLER}])|(?P<end>(?=[.;!?]*\s*$)))",
    re.IGNORECASE,
)
_SETTING_ASIDE = re.compile(
    rf"(?:\s+(?:(?:{lexicon.TIME})|(?:in|at|during|on)\s+(?:an?|the|his|her|its|their)(?:\s+[\w’'&.-]+){{1,7}}?)){{1,2}}(?=,)",
    re.IGNORECASE,
)
_LEAD_TIME = re.compile(rf"\s*,?\s*(?:{lexicon.TIME})\s*,?\s+", re.IGNORECASE)
_ACCORDING = re.compile(
    r"(?:\b[Aa]s\s+reported\s+by|\b[Aa]ccording\s+to|\b[Ii]n\s+the\s+words\s+of)\s+(?!plan\b|schedule\b)"
)
_ASIDE = re.compile(r",\s*((?:an?|the|who|whose|which|[a-z-]+)\s[^,;•]{2,120})(?:,|\.?$)")
_STOP = re.compile(
    r"[,;•]|\s[–—-]\s|\.?$|\s(?:and|but|who|which|as|while)\s(?=\w+\s(?:is|are|was|were|has|have|had)\b)"
)
_TAIL = re.compile(rf"[^,{FILLER}]{{0,60}}[,.]?\s*")
_QUOTE_LATER = re.compile(rf"\s*:|[^{FILLER}]*\bthat\s")
_QUOTE_NEXT = re.compile(rf"\s*{FILLER}")
_REPORTERS = re.compile(
    r",\s+(?:as\s+(?:he|she|it|they)\b|adding\b|saying\b|noting\b|arguing\b|citing\b|referring\s+to\b|according\s+to\b|"
    r"while\s+(?:adding|noting|urging)\b|and\s+(?:added|urged|called)\b|in\s+(?:an?\s+\w+\s+)?reference\s+to)"
)
_HEAD = re.compile(r"\s(?:by|from|of|in|on|for|published|released)\s")
_CLAUSE_HEAD = re.compile(
    r"\s+(?:it|he|she|they|there|we|I|this|these|those|the|a|an|no|some|his|her|its|their|our|all|most|"
    r"many|more|only|at least|about|around|nearly|almost|[A-ZÀ-Þ0-9$€£•][\w’'.,-]*|[a-z]+s)\b"
)
_BARE = frozenset(
    "announce confirm believe think add warn explain report reveal estimate show suggest hope expect fear find"
    " note point indicate predict imply".split()
) | {"point out"}
_PAST = frozenset(
    "brought had was were became came went made took gave left lost won got fell rose grew hit cost meant".split()
)
_NOTHING_SAID = frozenset("something anything everything little much goodbye hello enough so".split())
_AFTER_BY = frozenset("of for on in at during after when while who which that as over and".split())
_WEAK_CLAUSE = frozenset(("suggest", "argue", "claim", "insist"))
ACCUSE = dict.fromkeys("accuse accuses accused".split(), "accuse") | {
    form: lemma
    for lemma, forms in {
        "blame": "blame blames blamed",
        "criticise": "criticised criticized criticises criticizes",
        "condemn": "condemned condemns condemn",
        "urge": "urge urges urged",
        "demand": "demanded demands",
        "call": "called calls call",
    }.items()
    for form in forms.split()
}
# "an interview that was published": the "that" of a relative clause, not of something said.
_RELATIVE = re.compile(r"(?:was|were|is|are|has|had|will|would|could|can|[a-z]+ed)\b")
_NOT_CONTENT = frozenset(
    "adding as when in on at referring who according while after but before during speaking citing and"
    " which whose where because since although though noting saying following".split()
)


class Frame(NamedTuple):
    """Spans into the sentence. kind: clause, after, according, act (the deed itself is the news), participle."""

    kind: str
    source: Span
    cue: Span
    verb: str
    content: tuple[Span, ...]
    detail: Span | None = None
    time: Span | None = None


def find(masked: str) -> list[Frame]:
    """Every frame of a sentence whose quotations are masked (quotes.mask), in order of their cues."""
    words = Words(masked)
    found: list[Frame] = []
    for match in _ACCORDING.finditer(masked):
        found.extend(_according(words, match.start(), match.end()))
    for i, low in enumerate(words.low):
        if low in ACCUSE:
            found.extend(_act(words, i))
            continue
        lemma = lexicon.VERBS.get(low)
        if lemma is None and low in ("points", "pointed") and words.low[i + 1 : i + 2] == ["out"]:
            lemma = "point out"
        if lemma is None:
            continue
        frame = _participle(words, i, lemma, found) if low.endswith("ing") else _finite(words, i, lemma)
        if frame is not None:
            found.append(frame)
    found.sort(key=lambda frame: frame.cue)
    return found


def _according(words: Words, start: int, end: int) -> list[Frame]:
    text = words.text
    match = _STOP.search(text, end)
    source_end = match.start() if match else len(text)
    if source_end - end < 2:
        return []
    detail: Span | None = None
    close = source_end
    is_first = not text[:start].strip(" ,;•-–—\t") or len(text[:start].split()) < 2
    if close < len(text) and text[close] == ",":
        aside = _ASIDE.match(text, close)
        if aside and aside.end() < len(text) - 8 and _describes(aside.group(1).lower()):
            detail, close = aside.span(1), aside.end()
    cue = (start, end - 1)
    last = len(text.rstrip(" .")) if not text.rstrip().endswith(FILLER) else len(text.rstrip())
    rest = (close + (1 if text[close : close + 1] in ",;" else 0), last)
    if is_first:
        return [Frame("according", (end, source_end), cue, "according to", (_tight(text, *rest),), detail)]
    content = [_tight(text, 0, len(text[:start].rstrip(" ,–—-")))]
    if text[source_end : source_end + 1] == "," and rest[1] - rest[0] > 15:
        content.append(_tight(text, *rest))
    return [Frame("according", (end, source_end), cue, "according to", tuple(content), detail)]


def _describes(aside: str) -> bool:
    """Is what stands between the commas about the source ("a professor at X"), and not already the content?"""
    listed = aside.split()
    if len(listed) > 30 or (listed[0] not in ("who", "whose", "which") and any(word in FINITE for word in listed)):
        return False
    return (
        listed[0] in ("who", "whose", "which")
        or any(word in lexicon.PERSON_ROLES for word in listed[:5])
        or (listed[0] in ("a", "an") and any(word in lexicon.BODIES or word in lexicon.MEDIA for word in listed[:8]))
    )


def _tight(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in " ,;:\t":
        start += 1
    while end > start and text[end - 1] in " ,;\t":
        end -= 1
    return start, end


def _act(words: Words, i: int) -> list[Frame]:
    """Accusations and calls, active or passive; the whole sentence is the content."""
    low, lemma = words.low[i], ACCUSE[words.low[i]]
    whole = (_tight(words.text, 0, len(words.text)),)
    if (
        i
        and words.low[i - 1] in ("was", "were", "been", "is", "are", "being")
        and lemma in ("accuse", "blame", "criticise")
    ):
        for k in range(i + 1, min(i + 6, len(words))):
            if words.low[k] == "by":
                last = next(
                    (n for n in range(k + 1, len(words)) if words.is_mark(n) or words.low[n] in _AFTER_BY),
                    len(words),
                )
                if last > k + 1:
                    return [Frame("act", words.span(k + 1, last - 1), words.at[i], lemma, whole)]
        return []
    if lemma == "call" and words.low[i + 1 : i + 2] not in (["for"], ["on"]):
        return []
    if words.low[i + 1 : i + 2] in (["of"], ["for"], ["by"]) and lemma != "call" and lemma != "demand":
        return []  # "people accused of a crime" accuse nobody
    subject = phrases.before(words, i)
    if subject is None or (low.endswith("s") and lemma in ("demand", "call") and not words.raw[i - 1][0].isupper()):
        return []
    lead = words.text[: subject.span[0]].rstrip()
    if len(lead.split()) > 1 and not lead.endswith((",", "which") if lemma == "blame" else (",",)):
        return []  # a deed told in passing
    return [Frame("act", subject.span, words.at[i], lemma, whole, subject.detail, subject.time)]


def _participle(words: Words, i: int, lemma: str, found: list[Frame]) -> Frame | None:
    """ ", saying that ..." belongs to the speaker before it, or to the subject of the sentence."""
    if i == 0 or (words.raw[i - 1] not in (",", "-", "–", "—") and words.low[i - 1] not in ("as", "by", "and")):
        return None
    start = _content_start(words, i, lemma)
    if start is None:
        return None
    denial = next((k for k in range(i - 1, 0, -1) if lexicon.VERBS.get(words.low[k]) in lexicon.DENIAL), -1)
    denier = phrases.before(words, denial) if denial > 0 else None
    if denier is not None:
        source, detail = denier.span, denier.detail
    elif found and found[-1].kind != "according":
        source, detail = found[-1].source, found[-1].detail
    else:
        subject = _main_subject(words, i)
        if subject is None:
            return None
        source, detail = subject.span, subject.detail
    return Frame("participle", source, words.at[i], lemma, (_until_end(words, start),), detail)


def _main_subject(words: Words, before: int) -> Phrase | None:
    for k in range(1, before):
        low = words.low[k]
        if low in FINITE or (low.endswith("ed") and words.raw[k][0].islower()) or low in lexicon.VERBS:
            return phrases.before(words, k)
    return None


def _finite(words: Words, i: int, lemma: str) -> Frame | None:
    subject = phrases.before(words, i)
    first = next((k for k, at in enumerate(words.at) if subject and at[0] >= subject.span[0]), -1)
    lead = words.raw[first - 1][0] if first > 0 else ""
    if subject is None or lead in (",", FILLER, "—", "–"):
        frame = _after(words, i, lemma, subject, first)
        if frame is not None:
            return frame
    if subject is None or words.low[i] == "shown":
        return None
    start = _content_start(words, i, lemma, is_document(words, subject))
    if start is None:
        return None
    content = _until_end(words, start)
    if content[1] - content[0] < 3:
        return None
    return Frame("clause", subject.span, words.at[i], lemma, (content,), subject.detail, subject.time)


def is_document(words: Words, subject: Phrase) -> bool:
    head = words.text[slice(*subject.span)].lower()
    head = _HEAD.split(head, maxsplit=1)[0]
    return head.rsplit(" ", 1)[-1] in lexicon.DOCUMENTS


def _after(words: Words, i: int, lemma: str, subject: Phrase | None, first: int) -> Frame | None:
    """The content stands before the frame: `C, S said.`, `"C," said S.`, `C1, S said, C2`."""
    text, verb_end = words.text, words.at[i][1]
    if subject is not None:
        if not _nothing_follows(words, i, lemma, quoted=words.raw[first - 1][0] == FILLER):
            return None
        begin, close = subject.span[0], verb_end
    else:
        if (
            i == 0
            or words.raw[i - 1][0] not in (",", FILLER)
            or lemma == "tell"
            or words.low[i] == lemma != "say"
            or (
                lemma not in lexicon.SPEECH.values()
                and lemma
                not in (
                    "add",
                    "write",
                    "explain",
                    "note",
                    "report",
                    "warn",
                    "post",
                    "recall",
                    "ask",
                    "conclude",
                    "announce",
                    "continue",
                )
            )
        ):
            return None
        subject = phrases.after(words, i)
        if subject is None or (words.raw[i - 1] == "," and not _is_plain(words.text[slice(*subject.span)])):
            return None
        begin, close = words.at[i][0], (subject.detail or subject.span)[1]
    content = [_tight(text, 0, begin)]
    if content[0][1] - content[0][0] < 8:
        return None
    tail = _TAIL.match(text, close)
    if (
        tail
        and tail.end() < len(text) - 8
        and (
            text[tail.end()] == FILLER
            or (
                tail.end() - close < 4
                and text[close : close + 1] == ","
                and text[tail.end() :].split(None, 1)[0].lower() not in _NOT_CONTENT
            )
        )
    ):
        content.append(_tight(text, tail.end(), len(text)))
    return Frame("after", subject.span, words.at[i], lemma, tuple(content), subject.detail, subject.time)


def _is_plain(source: str) -> bool:
    """Short and without a verb: behind a comma, "said the event brought back memories" is no inverted subject."""
    listed = source.split()
    return len(listed) <= 7 and not any((word.endswith("ed") and word.islower()) or word in _PAST for word in listed)


def _nothing_follows(words: Words, i: int, lemma: str, *, quoted: bool) -> bool:
    text, end = words.text, words.at[i][1]
    if lemma == "tell":
        told = _TOLD_COMMON.match(text, end) or _TOLD_NAME.match(text, end)
        end = told.end() if told else end
    if quoted and not _QUOTE_LATER.match(text, end):
        return not _QUOTE_NEXT.match(text, end)
    setting = _SETTING.match(text, end)
    if setting and setting.group("end") is not None:
        return True
    return (
        text[end : end + 1] in (",", ";", ".") or not text[end:].strip() or _SETTING_ASIDE.match(text, end) is not None
    )


def _content_start(words: Words, i: int, lemma: str, of_document: bool = False) -> int | None:
    """Where the content begins after the verb; None when what follows is not something said."""
    text, end = words.text, words.at[i][1]
    if lemma == "point out":
        end = words.at[i + 1][1]
    if lemma in ("tell", "warn", "ask"):
        told = _TOLD_COMMON.match(text, end) or _TOLD_NAME.match(text, end)
        if told is None and lemma == "tell":
            return None
        end = told.end() if told else end
    setting = _SETTING.match(text, end)
    if setting and setting.group("end") is None:
        return None if setting.group("that") and _RELATIVE.match(text, setting.end()) else setting.end()
    time = _LEAD_TIME.match(text, end)
    start = time.end() if time else end
    ahead = [low for low, at in zip(words.low, words.at, strict=True) if at[0] >= start][:12]
    if ahead[:2] in (["at", "least"], ["at", "most"]):
        return start if lemma in ("say", "report", "estimate", "claim") else None
    if (
        not ahead
        or ahead[:2] == ["the", "same"]
        or ahead[0] in _NOTHING_SAID
        or ahead[0] in ("to", "so", "of", "about", "as", "nothing", "by", "with", "for", "yes", "no", ".", "at")
    ):
        return start if of_document and lemma in ("find", "show", "reveal") and ahead[:1] == ["no"] else None
    if (lemma == "say" and ahead[0] != ",") or (
        of_document and lemma in ("find", "show", "reveal", "estimate", "document")
    ):
        return start if len(ahead) > 2 else None
    if lemma not in lexicon.SPEECH.values() and lemma not in _BARE:
        return None
    clause = _CLAUSE_HEAD.match(text, start - (1 if start > end else 0))
    reach = 10 if lemma in lexicon.SPEECH.values() else 7
    reach = next((k for k, low in enumerate(ahead) if low in ("that", "which", "who", "where")), reach)
    has_verb = any(low in FINITE or low.endswith(("n't", "n’t")) for low in ahead[1 : min(reach, 10)])
    return start if (clause or lemma in _WEAK_CLAUSE) and has_verb and ahead[0] not in (",", ".") else None


def _until_end(words: Words, start: int) -> Span:
    """To the end of the sentence, less a trailing aside that is the reporter's ("as he thanked ...")."""
    text = words.text
    aside = _REPORTERS.search(text, start)
    end = aside.start() if aside and aside.start() - start > 10 else len(text)
    return _tight(text, start, end)
