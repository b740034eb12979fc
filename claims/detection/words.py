"""The tokens of one sentence and the closed word classes that phrases and frames are read by."""

import re

from claims.detection import lexicon
from claims.detection.quotes import FILLERS

Span = tuple[int, int]  # [start, end) characters

_ABBREVIATED = "|".join(
    rf"(?<=\b{short})" for short in "Mr Ms Mrs Dr Jr Sr Gov Sen Rep Gen St Prof Rev Lt Oct Nov".split()
)
_TOKEN = re.compile(
    r"[$€£]?\d[\d.,]*\d(?!\w|-\w)|"
    rf"[$€£#@]?\w(?:[\w'’&/.-]*[\w’'])?(?:(?=\.)(?:(?<=\b[A-Za-z])|(?<=\.[A-Za-z])|{_ABBREVIATED})\.)?|[{FILLERS}]+|[^\w\s]"
)

FINITE = frozenset(
    "is are was were has have had does do did will would can could may might must shall should cannot".split()
    + [
        verb + negation
        for verb in "is are was were has have had does do did wo would ca could".split()
        for negation in ("n't", "n’t")
    ]
    + [
        who + mark + short
        for who, shorts in {
            "there": "s", "it": "s", "he": "s", "she": "s", "they": "re ve", "we": "re ve", "i": "m ve"
        }.items()
        for short in shorts.split()
        for mark in "'’"
    ]
)  # fmt: skip
# What may stand between the subject and its verb.
_ADVERBS = frozenset(
    "also later then previously reportedly repeatedly recently earlier again now further even once since already"
    " first has have had always often still just simply only long".split()
)
_NOT_ADVERBS = frozenset(
    "family ally assembly monopoly bully anomaly early daily weekly monthly july italy elderly".split()
)
# Directly before the verb, these mean that nobody says it, or not yet, or not here.
REFUSERS = frozenset(
    "not never to would could can may might will should must did do does let be been being is are was were without"
    " of for by about who whom what whose like how why if nor cannot".split()
) | {word for word in FINITE if word.endswith(("n't", "n’t"))}
# After one of these the "verb" is a noun: "his claims", "the blame".
NOUN_MAKERS = frozenset("a an the his her its their our my your no any".split())
# A subject never reaches back over one of these.
STOPS = frozenset(
    "but while as after although because when if that which where since though before until unless whereas than so yet"
    " however who whom whose what how why once nor whether like saying adding arguing claiming".split()
)
NOBODY = frozenset("not no nobody none neither nothing few".split())
# A clause behind one of these is not what the sentence says: never, or where the sentence begins with it.
CONDITIONS = frozenset("if until unless once".split())
SUBORDINATORS = frozenset("after before when because since although though while as".split())
ASKERS = frozenset("who whom what whose how why".split())
LEADS = frozenset(
    "and but also even however meanwhile then still yet so or nevertheless nonetheless moreover instead therefore thus"
    " indeed similarly likewise additionally earlier later separately previously recently now today yesterday".split()
)
PREPOSITIONS = frozenset(
    "in on at by with from during under over amid despite following given through throughout within without against"
    " among between into onto about across along according due per via upon near for of to".split()
)
PRONOUNS = frozenset("he she they it we i you".split())
DETERMINERS = frozenset(
    "a an the this that these those his her its their our my some many several both all most another one two three four"
    " five six seven eight nine ten other such no each every more few various".split()
)
NOUNS = (
    lexicon.PERSON_ROLES | lexicon.BODIES | lexicon.COLLECTIVES | lexicon.DOCUMENTS | lexicon.MEDIA
    | frozenset("man woman boy girl couple person".split())
)  # fmt: skip


_ACRONYMS = frozenset("WHO IT US WAS".split())
_UNLIKE = _ACRONYMS | {"May"}


def _lower(word: str, i: int) -> str:
    """The month of May is no verb, and the WHO asks nothing: they keep out of the word classes."""
    low = word.lower()
    return f"({low})" if word in _ACRONYMS or (word == "May" and i) else low


class Words:
    """The tokens of one masked sentence: `low` in lower case, `raw` as written, `at` their spans."""

    __slots__ = ("at", "low", "raw", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at: list[Span] = [match.span() for match in _TOKEN.finditer(text)]
        self.raw = [text[start:end] for start, end in self.at]
        self.low = [word.lower() for word in self.raw]
        if not _UNLIKE.isdisjoint(self.raw):
            self.low = [_lower(word, i) for i, word in enumerate(self.raw)]

    def __len__(self) -> int:
        return len(self.raw)

    def is_mark(self, i: int) -> bool:
        return not self.raw[i][0].isalnum() and self.raw[i][0] not in "$€£#@"

    def is_adverb(self, i: int) -> bool:
        low = self.low[i]
        return low in _ADVERBS or (low.endswith("ly") and self.raw[i][0].islower() and low not in _NOT_ADVERBS)

    def is_past(self, i: int) -> bool:
        """A regular past tense or participle, by its ending."""
        return self.low[i].endswith("ed") and self.raw[i][0].islower()

    def span(self, first: int, last: int) -> Span:
        """The characters from token `first` to token `last`, both included."""
        return self.at[first][0], self.at[last][1]

    def index_at(self, start: int) -> int:
        """The first token that begins at or after the character `start`; len(self) when there is none."""
        low, high = 0, len(self.at)
        while low < high:
            middle = (low + high) // 2
            if self.at[middle][0] < start:
                low = middle + 1
            else:
                high = middle
        return low
