"""Deeds done with words: accusations, calls and denials that are themselves the news."""

from claims.detection import lexicon, phrases
from claims.detection.phrases import Phrase
from claims.detection.words import Span, Words

_AFTER_BY = frozenset("of for on in at during after when while who which that as over and".split())
_BE = frozenset("was were been is are being".split())


def lemma_at(words: Words, i: int) -> str:
    """The plain form of the deed at token i; "" where it is none."""
    low = words.low[i]
    if low in lexicon.DENIALS and _denies_noun(words, i):
        return lexicon.DENIALS[low]
    return lexicon.DEEDS.get(low, "")


def agent(words: Words, i: int, lemma: str) -> Phrase | None:
    """Who does the deed of the verb at token i, active or passive; None where it is told in passing."""
    if i and words.low[i - 1] in _BE:
        by = doer(words, i) if lemma in ("accuse", "blame", "criticise") else None
        return Phrase(by) if by else None
    following = words.low[i + 1] if i + 1 < len(words) else ""
    if (
        (following not in ("for", "on"))
        if lemma == "call"
        else (lemma != "demand" and following in ("of", "for", "by"))
    ):
        return None  # "they call it home"; "people accused of a crime" accuse nobody
    subject = phrases.before(words, i)
    if subject is None or (lemma in ("demand", "call") and _is_plural_noun(words, i)):
        return None
    lead = words.text[: subject.span[0]].rstrip()
    if " " in lead and not lead.endswith((",", "which" if lemma == "blame" else ",")):
        return None  # a deed told in passing
    return subject


def _denies_noun(words: Words, i: int) -> bool:
    """ "Police deny reports that ...": what is denied is a noun, and the whole sentence tells it."""
    return not lexicon.DENIABLE.isdisjoint(words.low[i + 1 : i + 5])


def _is_plural_noun(words: Words, i: int) -> bool:
    """ "despite calls for peace": a noun unless a name stands before it."""
    return words.low[i].endswith("s") and not words.raw[i - 1][0].isupper()


def doer(words: Words, i: int) -> Span | None:
    """Who stands behind the "by" of a passive at token i."""
    for k in range(i + 1, min(i + 6, len(words))):
        if words.low[k] == "by":
            last = k + 1
            while last < len(words) and not words.is_mark(last) and words.low[last] not in _AFTER_BY:
                last += 1
            return words.span(k + 1, last - 1) if last > k + 1 else None
    return None
