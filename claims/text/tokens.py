"""Words of a text for comparison and search; the text itself is never changed by them."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

# A number keeps its separators ("1.2", "10,000"), a word its apostrophe ("don't"); marks of Indic scripts belong to it.
_WORD: Final = re.compile(
    r"\d+(?:[.,]\d+)*|(?:[^\W\d_]|[\u0300-\u036f\u0900-\u0dff\u064b-\u065f])+(?:['’](?:[^\W\d_])+)?"
)
# The same for a text of ASCII in small letters, several times as fast.
_PLAIN_WORD: Final = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+(?:[.,][0-9]+)*")
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2,}")
#: A letter of a script that puts no spaces between words.
NO_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")

STOPWORDS: Final[dict[str, frozenset[str]]] = {
    "en": frozenset(
        (
            "a about above after again all also although am an and any are aren't as at be because "
            "been before being below between both but by can could did do does doing down during each "
            "few for from further had has have having he her here hers him himself his how i if in "
            "into is it its itself just like may me might more most must my myself no nor of off on "
            "once only or other our ours out over own said same say says she should so some such than "
            "that the their theirs them themselves then there these they this those through to too "
            "under until up upon us very was we were what when where which while who whom why will "
            "with would you your yours told according it's he's she's that's"
        ).split()
    ),
    "de": frozenset(
        (
            "aber alle als also am an auch auf aus bei bin bis da das dass dem den der des die dies "
            "diese dieser doch dort du durch ein eine einem einen einer eines er es für gegen hat "
            "hatte ich ihr ihre im in ist ja kann man mehr mit nach noch nur ob oder ohne sein seine "
            "sich sie sind so über um und uns unter vom von vor war waren was weil wenn werden wie "
            "wir wird wo zu zum zur"
        ).split()
    ),
    "fr": frozenset(
        (
            "a au aux avec ce ces cette dans de des du elle en est et été être eux il ils je la le "
            "les leur lui mais me même ne nous on ou où par pas plus pour qu que qui sa se ses si son "
            "sont sur tu un une vous y"
        ).split()
    ),
    "es": frozenset(
        (
            "a al como con cual de del desde donde el ella ellos en entre era es esta este esto fue "
            "ha han hay la las le les lo los más mi no nos o para pero por que qué se ser si sin "
            "sobre son su sus también un una y ya"
        ).split()
    ),
}
# A negation turns a statement round: it stays content in every language.
_STEMS: Final = (
    ("ization", "ize"), ("ational", "ate"), ("fulness", "ful"), ("ousness", "ous"), ("iveness", "ive"),
    ("ments", "ment"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("zes", "z"),
    ("ies", "y"), ("ied", "y"), ("ing", ""), ("edly", ""), ("ed", ""), ("ly", ""), ("es", "e"),
    ("s", ""),
)  # fmt: skip
_ENDINGS: Final = tuple(ending for ending, _ in _STEMS)
_IRREGULAR: Final = {
    "men": "man", "women": "woman", "children": "child", "people": "person", "rose": "rise",
    "risen": "rise", "rising": "rise", "fell": "fall", "fallen": "fall", "grew": "grow",
    "grown": "grow", "won": "win", "winning": "win", "lost": "lose", "losing": "lose", "paid": "pay",
    "spent": "spend", "gave": "give", "given": "give", "giving": "give", "took": "take",
    "taken": "take", "taking": "take", "made": "make", "making": "make", "went": "go", "gone": "go",
    "came": "come", "coming": "come", "found": "find", "held": "hold", "led": "lead", "left": "leave",
    "met": "meet", "sent": "send", "sold": "sell", "built": "build", "bought": "buy",
    "brought": "bring", "thought": "think", "knew": "know", "known": "know", "wrote": "write",
    "written": "write", "killing": "kill", "died": "die", "dying": "die", "dies": "die", "news": "news",
    "this": "this", "species": "species", "series": "series",
}  # fmt: skip


def words(text: str) -> list[str]:
    """Return the word tokens, casefolded, numbers kept; runs of Han and kana come as pairs of characters."""
    if text.isascii():
        return _PLAIN_WORD.findall(text.lower())
    plain = unicodedata.normalize("NFC", text).casefold().replace("’", "'")
    tokens: list[str] = _WORD.findall(plain)
    if plain.isascii() or not _UNSPACED.search(plain):
        return tokens
    found: list[str] = []
    for token in tokens:
        if _UNSPACED.fullmatch(token):
            found.extend(token[i : i + 2] for i in range(len(token) - 1))
        else:
            found.append(token)
    return found


def n_words(text: str) -> int:
    """How many words somebody wrote; where none are set apart each letter counts as one."""
    return len(text.split()) + len(NO_SPACES.findall(text))


def content_words(text: str, language: str = "en") -> list[str]:
    """Return the words that carry meaning: without stop words, and lightly stemmed in English.

    Negations stay. A language without a list of stop words keeps every word.
    """
    return content_of(words(text), language)


def content_of(words: Iterable[str], language: str = "en") -> list[str]:
    """Return the same of words that are cut already."""
    stop = STOPWORDS.get(language, frozenset())
    kept = (word.removesuffix("'s") for word in words if word not in stop)
    return [stem(word) if language == "en" else word for word in kept if word]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return an English word without its commonest endings ("reported", "reports": "report").

    A light stemmer in the manner of Harman's S-stemmer (1991), with -ed, -ing and -ly besides.
    """
    if word in _IRREGULAR:
        return _tidy(_IRREGULAR[word])
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    for ending, instead in _STEMS if word.endswith(_ENDINGS) else ():
        if word.endswith(ending) and not (ending == "s" and word.endswith(("ss", "us", "is"))):
            base = word[: len(word) - len(ending)]
            if len(base) < 3 or (not instead and not re.search("[aeiouy]", base)):
                continue
            return _tidy(base + instead)
    return _tidy(word)


def _tidy(base: str) -> str:
    """Undouble a last consonant ("stopp") and drop a last e, so that "liv" and "live" meet."""
    if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "aeioulsz":
        return base[:-1]
    return base[:-1] if len(base) > 3 and base.endswith("e") else base
