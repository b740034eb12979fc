"""Pronouns and "the group" in a statement: replaced by the name when it is certain, left alone when not."""

import re

from claims.detection import lexicon, people, wording
from claims.detection.cast import Cast
from claims.detection.people import Who

_FIRST_PERSON = re.compile(
    r"\b(?:I|me|my|mine|myself|us|ours?|ourselves|[Yy]ours?|[Ww]e|Our|My|[Yy]ou|(?:I|[Ww]e|[Yy]ou)['’]\w+)\b(?!\.)"
)
_I_VERBS = re.compile(
    r"I(?P<verb>\s+(?:have|am|was|had|will|would|did|never|also|can|could)\b|['’](?:ve|m|ll|d)\b|\s+[a-z]+ed\b)"
    r"(?P<rest>.*)$",
    re.DOTALL,
)
_SHORT_FORMS = {"have": "has", "am": "is", "ve": "has", "m": "is", "ll": "will", "d": "would"}
_HE = re.compile(r"(?P<lead>(?:[^,A-ZÀ-Þ][^,A-ZÀ-Þ]{2,40},\s+)?)(?P<word>[Hh]e|[Ss]he)\b(?P<short>['’](?:s|d|ll))?")
# Not in the passive: whom "it had been wiped out" means is open.
_IT = re.compile(
    r"it\b(?=\s+(?:has|had|will|would|is|was|does|did)\b)(?!\s+(?:(?:has|had)\s+been|is|was)\s+(?:\w+ly\s+)?\w+(?:ed|en|wn|d\s+out)\b)"
)
_THEY = re.compile(
    r"they\b(?=\s+(?:have|had|will|would|are|were|do|did)\b)(?!\s+(?:(?:have|had)\s+been|are|were)\s+(?:\w+ly\s+)?\w+(?:ed|en|wn)\b)"
)
_LEANING = re.compile(
    r"[\"“]?(?:he|she|it|they)\b(?!\s+(?:is|was|will|would|takes|took)\s+(?:\w+\s+){0,2}(?:that|to)\b)"
)
_NO_NOUN_BEHIND = lexicon.alternation(
    lexicon.PERSON_ROLES | lexicon.BODIES | lexicon.DOCUMENTS | lexicon.COLLECTIVES | {"member", "members"}
)
_THE_NOUN = re.compile(
    rf"\b(?:[Tt]he|[Tt]his)\s+(?P<noun>{lexicon.alternation(lexicon.GLOSSED)})(?P<own>['’]s)?\b"
    rf"(?!\s+(?:of|for|that|which|who|in|led|{_NO_NOUN_BEHIND})\b)"
)


def leans(text: str) -> bool:
    """Does it begin with a pronoun that nothing has replaced?"""
    return _LEANING.match(text) is not None


def has_first_person(text: str) -> bool:
    """Does it speak of "I", "we" or "you", which only the name of the speaker can explain?"""
    return _FIRST_PERSON.search(text) is not None


def first_person(text: str, who: Who) -> str:
    """ "I have cut taxes" -> "Tom Reed has cut taxes"; only the plain forms at the head, and only "I"."""
    if who.kind != "person" or "I" not in text[:12]:
        return text
    match = _I_VERBS.match(text.lstrip('"“«„ '))
    if match is None or has_first_person(match.group("rest")):
        return text
    verb = match.group("verb").strip().lstrip("'’")
    return f"{who.name} {_SHORT_FORMS.get(verb, verb)}{match.group('rest')}"


def own_pronoun(text: str, who: Who, source: str) -> str:
    """ "he" at the head of what a man says is himself, "it" a body that speaks; a "he" of a woman's is another man."""
    match = _HE.match(text)
    if match and who.kind in ("person", "name"):
        return f"{match.group('lead')}{who.name}{_long_form(match)}" if _is_own(match, who, source) else text
    it = _IT.match(text)
    if it and who.kind in ("body", "name", "document"):
        return (who.name if source.lower() == "it" else source) + text[it.end() :]
    they = _THEY.match(text)
    if they and who.kind in ("body", "collective") and source.lower() not in ("it", "they"):
        return source + text[they.end() :]
    return text


def _is_own(match: re.Match[str], who: Who, source: str) -> bool:
    word = match.group("word").lower()
    if source.lower() in ("he", "she") and source.lower() != word:
        return False
    if source.lower().startswith("his " if word == "he" else "her "):
        return False  # "his lawyer said he would appeal"
    is_unclear = (match.group("short") or "")[1:] == "s"  # he is, or he has
    return not is_unclear and people.gender(who) in ("", "m" if word == "he" else "f")


def _long_form(match: re.Match[str]) -> str:
    short = (match.group("short") or "")[1:]
    return (" " + _SHORT_FORMS[short] if short else "") + match.string[match.end() :]


def head_pronoun(text: str, cast: Cast, at: int) -> str:
    """ "She declared victory": the name, if the sentence before names nobody else."""
    bare = wording.opening_off(text)
    match = _HE.match(bare)
    if match is None or match.group("short") or match.group("lead"):
        return text
    who = cast.certain(match.group("word"), at)
    return who.name + bare[match.end() :] if who.name else text


def named_nouns(text: str, cast: Cast, at: int) -> str:
    """ "the group" -> "the TTP", where the text itself calls one body, and one only, a group."""
    return _THE_NOUN.sub(lambda match: _named(match, cast, at), text)


def _named(match: re.Match[str], cast: Cast, at: int) -> str:
    name = cast.named_by(match.group("noun").lower(), at)
    if not name:
        return match.group()
    article = "the " if name.isupper() or name.rpartition(" ")[2].lower() in lexicon.TITLED else ""
    return f"{article}{name}{match.group('own') or ''}"
