"""Words in capitals for loudness, put back into sentence case. What is likely to be a name keeps its capitals."""

import re

from claims.detection import lexicon, people

_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?")
_END = re.compile(r"[.!?\n]+")
_LEAST_LOUD = 4  # letters; shorter ones may be short forms
_LOUD_SHARE = 0.6
_VOWEL = re.compile(r"[AEIOUYÀ-Ý]")
# Short forms that could be spoken as words; those without a vowel are known by that.
_SHORT_FORMS = frozenset(
    "US UK EU UN UAE USA NATO NASA OPEC FIFA UEFA UNICEF UNESCO IAEA FDA EPA IRS CIA NIH IMF AIDS HIV ICU IOC IDF ISIS"
    " ASEAN AI UFO UV IQ IT ID RNA DNA BBC CNN WHO AP AFP NHS EV".split()
)
_COMMON = frozenset(
    "a an the and or but if of in on at to for from by with without about into over under after before again all any"
    " every each no not never ever only just also very more most many much some such so too than then now here there"
    " this that these those it he she they we you his her their our your my its who what when where why how is are"
    " was were be been being has have had do does did can could will would may might must shall should out up down off"
    " new free huge big great first last next real fake dead live breaking news alert urgent shocking please share"
    " watch stop read look today tonight tomorrow yesterday because while during until against between nothing everyone"
    " everything nobody people both same other another still even well really always finally".split()
)
_NAMES = {
    word: word.title()
    for phrase in (*people.PLACES, *lexicon.MONTHS, *lexicon.WEEKDAYS, *lexicon.MALE, *lexicon.FEMALE)
    for word in phrase.lower().split()
} | {"i": "I"}
for _ordinary in "may march mark bill frank state house white bank social security tech big cross red court".split():
    _NAMES.pop(_ordinary, None)


def names_in(text: str) -> dict[str, str]:
    """{lower case: as written} of the words that stand capitalised within a sentence that is not loud itself."""
    known: dict[str, str] = {}
    for piece in _END.split(text):
        sentence = piece.strip()
        if not is_loud(sentence):
            for match in _WORD.finditer(sentence):
                if match.start() and match.group()[0].isupper():
                    known.setdefault(match.group().lower(), match.group())
    return known


def is_loud(text: str) -> bool:
    """Are most of its longer words in capitals throughout?"""
    words = [word for word in _WORD.findall(text) if len(word) >= _LEAST_LOUD]
    return len(words) > 1 and sum(word.isupper() for word in words) >= _LOUD_SHARE * len(words)


def quieted(sentence: str, known: dict[str, str]) -> str:
    """ "OSLO HAS FLOODED" -> "Oslo has flooded"; a lone "NEVER" in a calm sentence -> "never".

    `known` is what names_in() gives for the whole text.
    """
    form = _calm if is_loud(sentence) else _calm_common
    return _WORD.sub(lambda match: form(match.group(), known) if match.group().isupper() else match.group(), sentence)


def _calm(word: str, known: dict[str, str]) -> str:
    low = word.lower()
    if low in _COMMON and word != known.get(low):
        return low
    name = known.get(low) or _NAMES.get(low)
    if name is not None:
        return name
    return word if word in _SHORT_FORMS or not _VOWEL.search(word) else low


def _calm_common(word: str, known: dict[str, str]) -> str:
    low = word.lower()
    return low if low in _COMMON and len(word) >= _LEAST_LOUD and low not in known else word
