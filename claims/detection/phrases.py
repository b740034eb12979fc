"""Who is named just before or just after a reporting verb; noun phrases by word lists, no parser."""

import re
from typing import NamedTuple

from claims.detection import lexicon
from claims.detection.quotes import FILLER

Span = tuple[int, int]

_TOKEN = re.compile(
    r"[$€£#@]?\w(?:[\w'’&/.-]*[\w’'])?(?:(?<=\b[A-Za-z])\.|(?<=\.[A-Za-z])\.|(?<=\bM[rs])\."
    r"|(?<=\b[DJS][r])\.|(?<=\bMrs)\.|(?<=\bGov)\.|(?<=\bSen)\.|(?<=\bRep)\.|(?<=\bGen)\.|(?<=\bSt)\."
    rf"|(?<=\bProf)\.|(?<=\bRev)\.|(?<=\bLt)\.|(?<=\bOct)\.|(?<=\bNov)\.)?|{FILLER}+|[^\w\s]"
)
FINITE = frozenset(
    "is are was were has have had does do did will would can could may might must shall should isn't aren't wasn't"
    " weren't hasn't haven't hadn't doesn't don't didn't won't wouldn't can't cannot couldn't isn’t aren’t wasn’t weren’t"
    " hasn’t haven’t hadn’t doesn’t don’t didn’t won’t wouldn’t can’t couldn’t there's there’s it's it’s he's he’s she's"
    " she’s they're they’re we're we’re i'm i’m i've i’ve we've we’ve they've they’ve".split()
)
_ADVERBS = frozenset(
    "also later then previously reportedly repeatedly recently earlier again now further even once since already first"
    " has have had always often still just simply publicly privately immediately subsequently consistently long only"
    " additionally further jointly correctly rightly wrongly falsely officially formally specifically explicitly".split()
)
_REJECT = frozenset(
    "not never to would could can may might will should must did do does didn't didn’t don't don’t doesn't doesn’t"
    " wouldn't wouldn’t couldn't couldn’t can't can’t cannot won't won’t nor n't let be been being is are was were"
    " without of for by about who whom what whose like how why if".split()
)
_STOPS = frozenset(
    "but while as after although because when if that which where since though before until unless whereas than so yet"
    " however who whom whose what how why once nor whether like saying adding arguing claiming".split()
)
_LEADS = frozenset(
    "and but also even however meanwhile then still yet so or nevertheless nonetheless moreover instead therefore thus indeed"
    " similarly likewise additionally earlier later separately previously recently now today yesterday".split()
)
_PREPOSITIONS = frozenset(
    "in on at by with from during under over amid despite following given through throughout within without against"
    " among between into onto about across along according due per via upon near for of to about".split()
)
PRONOUNS = frozenset("he she they it we i you".split())
_DETERMINERS = frozenset(
    "a an the this that these those his her its their our my some many several both all most another one two three four"
    " five six seven eight nine ten other such no each every more few various".split()
)
_NOT_ADVERBS = frozenset(
    "family ally assembly monopoly bully anomaly early daily weekly monthly july italy elderly".split()
)
# After one of these the "verb" is a noun: "his claims", "the blame".
_BARE_DETERMINERS = frozenset("a an the his her its their our my your no any".split())
_TIME_LAST = frozenset(
    "year month week spring summer autumn fall winter yesterday today tonight earlier later recently"
    " time ago morning afternoon evening night".split()
) | {d.lower() for d in lexicon.WEEKDAYS}
_TIME_BACK = re.compile(rf"(?:^|(?<=\s))({lexicon.TIME})$", re.IGNORECASE)
_TIME_HERE = re.compile(rf"({lexicon.TIME}),?\s+", re.IGNORECASE)
_NP_NOUNS = (
    lexicon.PERSON_ROLES
    | lexicon.BODIES
    | lexicon.COLLECTIVES
    | lexicon.DOCUMENTS
    | lexicon.MEDIA
    | frozenset(
        "man woman mother father wife husband daughter son brother sister boy girl couple person lawyer".split()
    )
)
_LONGEST = 18  # tokens; what is longer is not the subject of a reporting verb


class Phrase(NamedTuple):
    """A noun phrase, what stands beside it between commas, and a phrase of time found with it."""

    span: Span
    detail: Span | None = None
    time: Span | None = None


class Words:
    """The tokens of one masked sentence: `low` casefolded, `raw` as written, `at` their spans."""

    __slots__ = ("at", "low", "raw", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at: list[Span] = [match.span() for match in _TOKEN.finditer(text)]
        self.raw = [text[start:end] for start, end in self.at]
        self.low = [word.lower() for word in self.raw]

    def __len__(self) -> int:
        return len(self.raw)

    def is_mark(self, i: int) -> bool:
        return not self.raw[i][0].isalnum() and self.raw[i][0] not in "$€£#@"

    def span(self, first: int, last: int) -> Span:
        return self.at[first][0], self.at[last][1]


def before(words: Words, verb: int) -> Phrase | None:
    """The subject that ends just before token `verb`; None when there is none or it is negated or hypothetical."""
    j = verb - 1
    while j >= 0 and (
        words.low[j] in _ADVERBS
        or (words.low[j].endswith("ly") and words.raw[j][0].islower() and words.low[j] not in _NOT_ADVERBS)
    ):
        j -= 1
    if j < 0 or words.low[j] in _REJECT or words.low[j] in _BARE_DETERMINERS or words.low[j].endswith(("'s", "’s")):
        return None
    time, j = _time_back(words, j)
    detail: Span | None = None
    if j >= 0 and words.raw[j] in ",)":
        opened = _opening(words, j)
        if opened < 1 or (words.raw[j] == "," and not _is_aside(words, opened + 1, j - 1)):
            return None
        detail = words.span(opened + 1, j - 1)
        j, fuller = _past_asides(words, opened - 1)
        detail = fuller or detail
    first = _first_of(words, j)
    if first < 0:
        return None
    return Phrase(words.span(first, j), detail, time)


def _time_back(words: Words, j: int) -> tuple[Span | None, int]:
    if j < 1 or not (words.low[j] in _TIME_LAST or words.low[j].isdigit()):
        return None, j
    end = words.at[j][1]
    match = _TIME_BACK.search(words.text[max(0, end - 40) : end])
    if match is None:
        return None, j
    start = max(0, end - 40) + match.start(1)
    while j >= 0 and words.at[j][0] >= start:
        j -= 1
    if j < 0 or words.raw[j] == ",":
        return None, -1
    return (start, end), j


def _opening(words: Words, j: int) -> int:
    """The comma or bracket that opens the aside closed at token j; -1 when there is none near."""
    wanted = "," if words.raw[j] == "," else "("
    for k in range(j - 1, max(-1, j - 46), -1):
        if words.raw[k] == wanted:
            return k if j - k > 1 else -1
        if words.raw[k][0] == FILLER or words.raw[k] in ";:":
            return -1
    return -1


def _past_asides(words: Words, j: int) -> tuple[int, Span | None]:
    """Back over the shorter asides of a name: "Ann Lee, 59, of Ashton, Md., who watched it, said"."""
    detail: Span | None = None
    for _ in range(3):
        k = j
        while k > 0 and j - k < 12 and words.raw[k] != ",":
            k -= 1
        if (
            k > 1
            and words.raw[k] == ","
            and words.low[k + 1] in ("a", "an", "the")
            and any(low in lexicon.PERSON_ROLES for low in words.low[k + 1 : j + 1])
        ):
            detail, j = words.span(k + 1, j), k - 1
            continue
        if (
            k < 2
            or words.raw[k] != ","
            or not (
                words.raw[k + 1].isdigit()
                or words.low[k + 1] in ("of", "from")
                or (k + 1 == j and words.raw[j].endswith("."))
            )
        ):
            break
        j = k - 1
    return j, detail


def _is_aside(words: Words, first: int, last: int) -> bool:
    """An apposition or relative clause, or an age; not the second member of a list."""
    low = words.low[first]
    return (
        low in ("a", "an", "the", "who", "whose", "which", "himself", "herself", "then", "now", "formerly", "of")
        or low in lexicon.PERSON_ROLES
        or (words.raw[first].isdigit() and first == last)
        or low in ("in", "from", "citing", "speaking", "quoting", "using", "known", "also", "not", "both", "another")
        or low.endswith(("ed", "ing"))
        or low in ("seen", "held", "born", "led", "run", "made", "including")
        or (
            last - first < 5
            and first > 1
            and words.raw[first - 2][0].islower()
            and all(words.raw[k][0].isupper() for k in range(first, last + 1))
        )
        or any(words.low[k] in lexicon.PERSON_ROLES for k in range(first, last + 1))
    )


def _first_of(words: Words, j: int) -> int:
    """The first token of the noun phrase that ends with token j; -1 when it is none."""
    k = j
    while k >= 0 and not words.is_mark(k) and words.low[k] not in _STOPS:
        low = words.low[k]
        if k == j and low in PRONOUNS:
            k -= 1
            break
        if low in FINITE or j - k > _LONGEST:
            return -1
        if low in ("and", "or") and not _joins(words, k):
            break
        if low in ("the", "a", "an", "his", "her", "its", "their") and k > 0 and _ends_noun(words, k - 1):
            k -= 1
            break
        k -= 1
    if k >= 0 and (words.low[k] in ("who", "whom", "what", "whose", "how", "why") or words.raw[k] == "/"):
        return -1
    first = k + 1
    while first < j and words.low[first] in _LEADS:
        first += 1
    here = _TIME_HERE.match(words.text, words.at[first][0]) if first <= j else None
    if here:
        while first <= j and words.at[first][0] < here.end():
            first += 1
    return first if first <= j and _is_nominal(words, first, j) else -1


def _ends_noun(words: Words, k: int) -> bool:
    """A noun before the determiner of the subject belongs to another phrase ("an allegation the government denies")."""
    low = words.low[k]
    return (
        words.raw[k][0].isalpha()
        and low not in _PREPOSITIONS
        and low not in ("of", "for", "and", "or", "to", "both", "all", "half")
        and low not in _LEADS
        and low not in _STOPS
    )


def _joins(words: Words, k: int) -> bool:
    """Does "and" join two names ("Smith and Jones said") rather than two clauses?"""
    for i in range(k - 1, max(-1, k - 14), -1):
        if words.is_mark(i):
            return k - 1 - i > 0 and (words.raw[i] != "," or words.raw[k - 1][0].isupper())
        low = words.low[i]
        if low in FINITE or low in lexicon.VERBS or low in _STOPS or (low.endswith("ed") and words.raw[i][0].islower()):
            return False
    return k > 0


def _is_nominal(words: Words, first: int, last: int) -> bool:
    low, raw = words.low[first], words.raw[first]
    if low in PRONOUNS:
        return first == last or (last == first + 1 and words.low[last] in ("all", "both", "each"))
    if low in _PREPOSITIONS:
        return False
    if (first > 0 and raw[0].isupper()) or low in _DETERMINERS or low in _NP_NOUNS:
        return True
    if raw[0].isdigit():
        return any(words.low[k] in _NP_NOUNS for k in range(first, last + 1))
    if raw[0].isupper() and (last - first < 3 or any(words.raw[k][0].isupper() for k in range(first + 1, last + 1))):
        return not (low.endswith("ing") and last > first + 1)
    return any(words.low[k] in _NP_NOUNS for k in range(first, last + 1))


def after(words: Words, verb: int) -> Phrase | None:
    """The subject of an inverted frame: `," said John Smith, a professor at X.`"""
    k = verb + 1
    if k >= len(words) or words.is_mark(k) or not _is_nominal(words, k, k):
        return None
    has_role = False
    while k < len(words) and not words.is_mark(k):
        low = words.low[k]
        if low in _STOPS or low in FINITE or low in _LEADS - {"and"}:
            break
        if k > verb + 1 and (
            (low in _PREPOSITIONS and not has_role) or _TIME_HERE.match(words.text + " ", words.at[k][0])
        ):
            break
        if low == "to" or (low in ("in", "on", "at", "during") and k + 1 < len(words) and _is_setting(words, k + 1)):
            break
        has_role = has_role or (low in _NP_NOUNS and words.raw[k][0].islower())
        k += 1
    if k == verb + 1:
        return None
    span = words.span(verb + 1, k - 1)
    detail: Span | None = None
    if k + 1 < len(words) and words.raw[k] == "," and _is_aside(words, k + 1, min(k + 6, len(words) - 1)):
        last = k + 1
        while last + 1 < len(words) and not words.is_mark(last + 1):
            last += 1
        detail = words.span(k + 1, last)
    return Phrase(span, detail)


def _is_setting(words: Words, k: int) -> bool:
    """Place or occasion of the speech ("in a statement"), not part of the speaker's description."""
    ahead = words.low[k : k + 4]
    return any(
        word
        in (
            "statement",
            "interview",
            "speech",
            "conference",
            "briefing",
            "email",
            "e-mail",
            "tweet",
            "post",
            "letter",
            "twitter",
            "facebook",
            "rally",
            "debate",
            "hearing",
            "address",
            "parliament",
            "response",
        )
        for word in ahead
    )
