"""Who is named just before or just after a reporting verb; noun phrases by word lists, no parser."""

import re
from typing import NamedTuple

from claims.detection import asides, lexicon
from claims.detection.words import (
    ASKERS,
    DETERMINERS,
    FINITE,
    LEADS,
    NOBODY,
    NOUN_MAKERS,
    NOUNS,
    PREPOSITIONS,
    PRONOUNS,
    REFUSERS,
    STOPS,
    Span,
    Words,
)

_TIME_LAST = frozenset(
    "year month week spring summer autumn fall winter yesterday today tonight earlier later recently"
    " time ago morning afternoon evening night".split()
) | {day.lower() for day in lexicon.WEEKDAYS}
_TIME_BACK = re.compile(rf"(?:^|(?<=\s))({lexicon.TIME})$", re.IGNORECASE)
_TIME_HERE = re.compile(rf"({lexicon.TIME}),?(?:\s+|$)", re.IGNORECASE)
_TIME_REACH = 40  # characters
_PLURALS = frozenset("other these those many several few various two three four five six seven eight nine ten".split())
_SETTINGS = frozenset(
    "statement interview speech conference briefing email e-mail tweet post letter twitter facebook rally debate"
    " hearing"
    " address parliament response".split()
)
_WENT_ON_TO, _GOES_ON_TO = ["went", "on", "to"], ["goes", "on", "to"]
_SAYS = frozenset("say says said".split())  # hardly ever anything but speech: "fishermen say"
_LONGEST = 18  # tokens; what is longer is not the subject of a reporting verb
_TOLD = frozenset("said told tweeted insisted argued".split())  # nothing but verbs


class Phrase(NamedTuple):
    """A noun phrase, what stands beside it between commas, and a phrase of time found with it."""

    span: Span
    detail: Span | None = None
    time: Span | None = None


def before(words: Words, verb: int) -> Phrase | None:
    """The subject that ends just before token `verb`; None when there is none or it is negated or hypothetical."""
    j = verb - 1
    while j >= 0 and words.is_adverb(j):
        j -= 1
    if words.low[max(0, j - 2) : j + 1] in (_WENT_ON_TO, _GOES_ON_TO):
        j -= 3
    if j < 0 or words.low[j] == "and" or _is_verb_form(words, j):
        return None  # "my cousin works there and says"; "police deny reports that"
    if words.low[j] in REFUSERS or words.low[j] in NOUN_MAKERS or words.low[j].endswith(("'s", "’s")):
        return None
    if words.low[verb].endswith("s") and words.low[j].endswith("ing") and _is_common(words, j):
        return None  # "insulting remarks he had made"
    time, j = _time_back(words, j)
    detail: Span | None = None
    if j >= 0 and words.raw[j] in ",)":
        opened = asides.opening(words, j)
        if opened < 1 or (words.raw[j] == "," and not asides.is_aside(words, opened + 1, j - 1)):
            return None
        detail = words.span(opened + 1, j - 1)
        j, fuller = asides.past(words, opened - 1)
        detail = fuller or detail
    first = _first_of(words, j)
    if first < 0 and detail is None and (r := _relative(words, j)) > 0:
        detail, j = words.span(r, j), r - 1
        first = _first_of(words, j)
    if first < 0 or words.low[first] in NOBODY:
        return None
    is_plain = detail is None and j - first < 3 and PREPOSITIONS.isdisjoint(words.low[first : j + 1])
    if not _is_nominal(words, first, j) and not (is_plain and words.low[verb] in _SAYS):
        return None
    if words.low[verb].endswith("s") and not _is_singular(words, first, j):
        return None  # "Kent and two further towns"
    return Phrase(words.span(first, j), detail, time)


def _is_verb_form(words: Words, j: int) -> bool:
    low = words.low[j]
    return low in lexicon.VERBS and low not in NOUNS and words.raw[j][0].islower() and not words.is_past(j)


def _is_singular(words: Words, first: int, last: int) -> bool:
    is_joined = "and" in words.low[first : last + 1] and PREPOSITIONS.isdisjoint(words.low[first : last + 1])
    return not is_joined and words.low[last] not in _PLURALS and words.low[first] not in _PLURALS


def _is_common(words: Words, j: int) -> bool:
    return words.raw[j][0].islower() and words.low[j] not in NOUNS


def _time_back(words: Words, j: int) -> tuple[Span | None, int]:
    """ "A report this year found": the time before the verb, and the token before it."""
    if j < 1 or not (words.low[j] in _TIME_LAST or words.low[j].isdigit()):
        return None, j
    end = words.at[j][1]
    match = _TIME_BACK.search(words.text[max(0, end - _TIME_REACH) : end])
    if match is None:
        return None, j
    start = max(0, end - _TIME_REACH) + match.start(1)
    j = words.index_at(start) - 1
    if j < 0 or words.raw[j] == ",":
        return None, -1
    return (start, end), j


def _first_of(words: Words, j: int) -> int:
    """The first token of the noun phrase that ends with token j; -1 when it is none."""
    k = _boundary(words, j)
    if k is None or (k >= 0 and (words.low[k] in ASKERS or words.raw[k] == "/")):
        return -1
    first = k + 1
    while first < j and words.low[first] in LEADS:
        first += 1
    if first > j:
        return -1
    time = _TIME_HERE.match(words.text, words.at[first][0])
    if time:
        first = words.index_at(time.end())
    return first if first <= j else -1


def _boundary(words: Words, j: int) -> int | None:
    """The token before the phrase that ends at j; None when a verb in between shows that it is no phrase."""
    k = j
    while k >= 0 and not words.is_mark(k) and words.low[k] not in STOPS:
        low = words.low[k]
        if low in FINITE or j - k > _LONGEST:
            return None
        if low in _TOLD and k < j:
            return k
        if k == j and low in PRONOUNS:
            return k - 1
        if low in ("and", "or") and not _joins(words, k):
            return k
        if (
            low in ("the", "a", "an", "his", "her", "its", "their", "many", "some")
            and k > 0
            and _ends_noun(words, k - 1)
        ):
            return k - 1
        k -= 1
    return k


def _relative(words: Words, j: int) -> int:
    """The token "who" of "an official who spoke to nobody said", where its clause ends at token j; -1 without one."""
    for k in range(j, max(0, j - _LONGEST), -1):
        if words.is_mark(k):
            return -1
        if words.low[k] == "who":
            return k if k < j and not words.is_mark(k - 1) else -1
    return -1


def _ends_noun(words: Words, k: int) -> bool:
    """A noun before the subject's determiner belongs to another phrase ("an allegation the government denies")."""
    low = words.low[k]
    is_link = low in PREPOSITIONS or low in LEADS or low in STOPS or low in ("and", "or", "both", "all", "half")
    return words.raw[k][0].isalpha() and not is_link


def _joins(words: Words, k: int) -> bool:
    """Does "and" join two names ("Smith and Jones said") rather than two clauses?"""
    for i in range(k - 1, max(-1, k - 14), -1):
        if words.is_mark(i):
            return k - 1 - i > 0 and (words.raw[i] != "," or words.raw[k - 1][0].isupper())
        low = words.low[i]
        if low in FINITE or low in lexicon.VERBS or low in STOPS or words.is_past(i):
            return False
    return k > 0


def _is_nominal(words: Words, first: int, last: int) -> bool:
    """Can the tokens first..last be the people, body or document that says something?"""
    low, raw = words.low[first], words.raw[first]
    if low in PRONOUNS:
        return first == last or (last == first + 1 and words.low[last] in ("all", "both", "each"))
    if low in PREPOSITIONS:
        return False
    if (first > 0 and raw[0].isupper()) or low in DETERMINERS or low in NOUNS:
        return True
    has_name = any(words.raw[k][0].isupper() for k in range(first + 1, last + 1))
    if raw[0].isupper() and (last - first < 3 or has_name):
        return not (low.endswith("ing") and last > first + 1)
    return _is_described_name(words, first, last) or any(words.low[k] in NOUNS for k in range(first, last + 1))


def _is_described_name(words: Words, first: int, last: int) -> bool:
    """ "nutritionist Ola Bren": a word or two and a name of two words or more."""
    start = last
    while start > first and words.raw[start][0].isupper():
        start -= 1
    return last - start >= 2 and start - first < 3 and PREPOSITIONS.isdisjoint(words.low[first : start + 1])


def after(words: Words, verb: int) -> Phrase | None:
    """The subject of an inverted frame: `," said John Smith, a professor at X.`"""
    if verb + 1 >= len(words) or words.is_mark(verb + 1):
        return None
    k = _end_after(words, verb + 1)
    if k == verb + 1 or not _is_nominal(words, verb + 1, k - 1):
        return None
    detail: Span | None = None
    if k + 1 < len(words) and words.raw[k] == ",":
        last = k + 1
        while last + 1 < len(words) and not words.is_mark(last + 1):
            last += 1
        if asides.is_aside(words, k + 1, min(k + 6, last)):
            detail = words.span(k + 1, last)
    return Phrase(words.span(verb + 1, k - 1), detail)


def _end_after(words: Words, first: int) -> int:
    """The token behind the noun phrase that begins at `first`; a role may be described ("a professor at X")."""
    has_role = False
    k = first
    while k < len(words) and not words.is_mark(k):
        low = words.low[k]
        if low == "to" or low in STOPS or low in FINITE or (low in LEADS and low != "and"):
            break
        if k > first and ((low in PREPOSITIONS and not has_role) or _TIME_HERE.match(words.text, words.at[k][0])):
            break
        if low in ("in", "on", "at", "during") and not _SETTINGS.isdisjoint(words.low[k + 1 : k + 5]):
            break
        has_role = has_role or (low in NOUNS and words.raw[k][0].islower())
        k += 1
    return k
