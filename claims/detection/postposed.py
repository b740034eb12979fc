"""What is said stands before the verb of saying: the subject, which may stand behind the verb, and the content."""

import re

from claims.detection import contents, lexicon, phrases
from claims.detection.contents import tight
from claims.detection.phrases import Phrase
from claims.detection.quotes import FILLER, FILLERS
from claims.detection.words import PREPOSITIONS, PRONOUNS, SUBORDINATORS, Span, Words

_AFTERWARDS = re.compile(rf"[^,{FILLERS}]{{0,60}}[,.]?\s*")
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
COLON = re.compile(rf":\s+(?=[{FILLERS}])")
_SPEECH_NEXT = re.compile(rf"[^{FILLERS};:.]{{0,60}}[,:]\s*{FILLER}")
_ADJUNCT_OPENS = (
    PREPOSITIONS | SUBORDINATORS | {"once", "then", "first", "now", "today", "later", "earlier", "but", "and"}
)
_TITLE = 40  # characters; a shorter quotation may be a name ("on “Fox and Friends”")
SHORTEST = 8  # characters of content before a frame


def read(words: Words, i: int, lemma: str, subject: Phrase | None, lead: str) -> tuple[Phrase, tuple[Span, ...]] | None:
    """Who speaks, and the parts of what is said: `C, S said.`, `"C," said S.`, `C1, S said, C2`.

    `subject` stands before the verb at token i, if any does; `lead`: the mark before it.
    """
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
    elif content[0][1] - content[0][0] < SHORTEST:
        return None
    if lead == "," and begin == words.at[i][0] and _is_only_name(words.text[slice(*content[0])]):
        return None
    return subject, tuple(content)


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
    if begin >= len(text) - SHORTEST // 2:
        return None
    if text[begin] in FILLERS:
        is_new = text[:begin].rstrip()[-1:] in (",", ".", ":", ";")
        return tight(text, begin, len(text)) if is_new or text.count(text[begin], begin) > _TITLE else None
    is_next = begin - close < 4 and text[close : close + 1] == ","
    opens = text[begin:].split(None, 1)[0].lower().strip(":,")
    if not is_next or opens in _NOT_CONTENT or opens.endswith("ing") or _MANNER.match(text, begin):
        return None
    return tight(text, begin, len(text))
