"""Pronouns and "the group" in a statement: replaced by the name when it is certain, left alone when not."""

import re

from claims.detection import lexicon, people, wording
from claims.detection.cast import Cast
from claims.detection.people import NOBODY, Who
from claims.detection.verbs import PARTICIPLES, PASTS
from claims.detection.words import FINITE, LEADS, PREPOSITIONS

_FIRST_PERSON = re.compile(
    r"\b(?:I|me|my|mine|myself|us|ours?|ourselves|[Yy]ours?|[Ww]e|Our|My|[Yy]ou|(?:I|[Ww]e|[Yy]ou)['’]\w+)\b(?!\.)"
)
_SHORT_FORMS = {"ll": "will", "d": "would"}
_HIS = re.compile(r"(?P<word>[Hh]is|[Hh]er)\s+(?=[a-z\d])(?!own\b)")
_SUBJECTS = {"his": "he", "her": "she"}
_ITS = re.compile(r"its\s+(?=[a-z\d])(?!own\b)", re.IGNORECASE)
_HE = re.compile(r"(?P<lead>(?:[^,A-ZÀ-Þ][^,A-ZÀ-Þ]{2,40},\s+)?)(?P<word>[Hh]e|[Ss]he)\b(?P<short>['’](?:s|d|ll))?")
# Not in the passive: whom "it had been wiped out" means is open.
_IT = re.compile(
    r"it\b(?=\s+(?:has|had|will|would|is|was|does|did)\b)(?!\s+(?:(?:has|had)\s+been|is|was)\s+(?:\w+ly\s+)?\w+(?:ed|en|wn|d\s+out)\b)"
)
_THEY = re.compile(
    r"they\b(?=\s+(?:have|had|will|would|are|were|do|did)\b)(?!\s+(?:(?:have|had)\s+been|are|were)\s+(?:\w+ly\s+)?\w+(?:ed|en|wn)\b)"
)
_TOLD = re.compile(
    r"(?:told|tells?|telling|reminded|assured|informed|warned|advised)\s+"
    rf"(?P<hearer>(?:M(?:r|rs|s)\.?\s+|[a-z]+\s+){{0,2}}[{people.UPPER}][\w’-]*(?:\s+[{people.UPPER}][\w’-]*){{0,3}})"
)
_LEANING = re.compile(
    r"[\"“]?(?:he|she|it|they)\b(?!\s+(?:is|was|will|would|takes|took)\s+(?:\w+\s+){0,2}(?:that|to)\b)"
)
_NO_NOUN_BEHIND = lexicon.alternation(
    lexicon.PERSON_ROLES | lexicon.BODIES | lexicon.DOCUMENTS | lexicon.COLLECTIVES | {"member", "members"}
)
_OFFICES = frozenset(
    "department council court commission committee board bureau authority office institute hospital".split()
)
_THE_NOUN = re.compile(
    r"(?<!\b[Ii]n\s)\b(?:[Tt]he|[Tt]his)\s+"
    rf"(?P<noun>{lexicon.alternation(lexicon.GLOSSED | _OFFICES)})(?P<own>['’]s)?\b"
    rf"(?!\s+(?:of|for|that|which|who|in|led|[A-Z]\w+|{_NO_NOUN_BEHIND})\b)"
)


# A name that stands alone, or behind a title: no part of a longer name, and no "Trump" of "the Trump voters".
_SURNAME = re.compile(
    rf"(?<![\w’'.&@#-])(?P<title>M(?:r|rs|s)\.?\s+)?(?P<name>[{people.UPPER}][\w’-]*?[a-z])(?=['’]s?\b|[,;:)]|\.?$|\s+(?P<next>[a-z]+))"
)
_BEHIND_NAME = FINITE | PREPOSITIONS | LEADS | PASTS | PARTICIPLES
_BEHIND_NAME |= frozenset(
    "who whose whom which because when while after before as since that than if although though or says wants"
    " plans".split()
)
_OPENINGS = PREPOSITIONS | LEADS | frozenset("when while after before as since that than if although though".split())
_TITLES = lexicon.TITLES | lexicon.PERSON_ROLES
_ORDINARY = frozenset(
    "young black white brown green king may long rich day case little price will mark grant rose bush church banks"
    " fields woods park north west east south bill law best early english french german march hall hill".split()
)


def leans(text: str) -> bool:
    """Does it begin with a pronoun that nothing has replaced?"""
    return _LEANING.match(text) is not None


def has_first_person(text: str) -> bool:
    """Does it speak of "I", "we" or "you", which only the name of the speaker can explain?"""
    return _FIRST_PERSON.search(text) is not None


def own_pronoun(text: str, who: Who, source: str, telling: str = "") -> str:
    """ "he" at the head of what a man says is himself, "it" a body that speaks; a "he" of a woman's is another man.

    `telling`: the sentence from the verb of saying on, which may name somebody else whom "he" could mean.
    """
    match = _HE.match(text)
    if _may_be_hearer(text, telling):
        return text
    if match and who.kind in ("person", "name"):
        return f"{match.group('lead')}{who.name}{_long_form(match)}" if _is_own(match, who, source) else text
    his = _HIS.match(text)
    if his and who.kind in ("person", "name") and _is_own(his, who, source):
        return f"{_possessive(who.name)} {text[his.end() :]}"
    its = _ITS.match(text)
    if its and who.kind == "body" and source.lower() not in ("it", "they"):
        return f"{_possessive(source)} {text[its.end() :]}"
    it = _IT.match(text)
    if it and who.kind in ("body", "name", "document"):
        return (who.name if source.lower() == "it" else source) + text[it.end() :]
    they = _THEY.match(text)
    if they and who.kind in ("body", "collective") and source.lower() not in ("it", "they"):
        return source + text[they.end() :]
    return text


def _may_be_hearer(text: str, telling: str) -> bool:
    """ "Told Mary Hill that her party had lost": hers, or that of whoever told her."""
    told = _TOLD.match(telling)
    pronoun = _HIS.match(text) or _HE.match(text)
    if told is None or pronoun is None:
        return False
    hearer = people.read(told.group("hearer"))
    word = pronoun.group("word").lower()
    return hearer.kind in ("person", "name") and people.gender(hearer) in ("", "m" if word in ("he", "his") else "f")


def full_names(text: str, cast: Cast, at: int) -> str:
    """ "Asif" -> "Khawaja Asif" where it is named first in the statement and the text has introduced one Asif only."""
    done: set[str] = set()
    pieces: list[str] = []
    end = 0
    for match in _SURNAME.finditer(text):
        name = match.group("name")
        who = NOBODY if name in done else cast.known_as(name, at)
        if not who.name or not _stands_alone(text, match):
            continue
        done.add(name)
        if who.name not in text and _agrees(match.group("title") or "", cast.sex(who)):
            pieces += [text[end : match.start()], who.name]
            end = match.end()
    return "".join(pieces) + text[end:]


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    *first, before = ["", *text[: match.start()].split()]
    low = before.lower().rstrip(".")
    if low in ("the", "a", "an"):
        return False  # "the Trump campaign"
    is_opening = len(first) == 1 and low in _OPENINGS
    if before[:1].isupper() and before[-1] not in ",;:" and low not in _TITLES and not is_opening:
        return False
    if match.start() == 0 and match.group("name").lower() in _ORDINARY:
        return False
    behind = match.group("next")
    return behind is None or behind in _BEHIND_NAME or behind.endswith(("ed", "ly"))


def _agrees(title: str, sex: str) -> bool:
    return not title or sex in ("", "m" if title.startswith("Mr") and not title.startswith("Mrs") else "f")


def _possessive(name: str) -> str:
    return f"{name}’" if name.endswith("s") else f"{name}’s"


def _is_own(match: re.Match[str], who: Who, source: str) -> bool:
    word = _SUBJECTS.get(match.group("word").lower(), match.group("word").lower())
    if source.lower() in ("he", "she") and source.lower() != word:
        return False
    if source.lower().startswith("his " if word == "he" else "her "):
        return False  # "his lawyer said he would appeal"
    is_unclear = (match.groupdict().get("short") or "")[1:] == "s"  # he is, or he has
    return not is_unclear and people.gender(who) in ("", "m" if word == "he" else "f")


def _long_form(match: re.Match[str]) -> str:
    short = (match.group("short") or "")[1:]
    return (" " + _SHORT_FORMS[short] if short else "") + match.string[match.end() :]


def head_pronoun(text: str, cast: Cast, at: int) -> str:
    """ "She declared victory", "Her campaign won": the name, if the sentence before is about nobody else."""
    bare = wording.opening_off(text)
    his = _HIS.match(bare)
    match = his or _HE.match(bare)
    if match is None or (not his and (match.group("short") or match.group("lead"))):
        return text
    who = cast.certain(_SUBJECTS.get(match.group("word").lower(), match.group("word")), at)
    if not who.name or who.name.rpartition(" ")[2] in bare:
        return text
    return f"{_possessive(who.name)} {bare[match.end() :]}" if his else who.name + bare[match.end() :]


def named_nouns(text: str, cast: Cast, at: int) -> str:
    """ "the group" -> "the TTP", where the text itself calls one body, and one only, a group."""
    return _THE_NOUN.sub(lambda match: _named(match, cast, at), text)


def _named(match: re.Match[str], cast: Cast, at: int) -> str:
    noun = match.group("noun").lower()
    if f" {noun.title()}" in match.string:  # "the department" of a Justice Department in the same sentence
        return match.group()
    if body := cast.body_called(noun, at):
        return (
            f"the {body.removeprefix('The ')}{match.group('own') or ''}" if body not in match.string else match.group()
        )
    name = cast.named_by(noun, at)
    if not name:
        return match.group()
    article = "the " if name.isupper() or name.rpartition(" ")[2].lower() in lexicon.TITLED else ""
    return f"{article}{name}{match.group('own') or ''}"
