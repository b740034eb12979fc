"""What somebody says of himself, put into the third person where it is certain who "I" and "we" are."""

import re

from claims.detection import wording
from claims.detection.people import Who
from claims.detection.verbs import PARTICIPLES, PASTS
from claims.detection.words import FINITE

_FIRST = re.compile(
    r"\b(?:(?P<subject>I|[Ww]e)(?:['’](?P<short>ve|m|re|ll|d)\b)?(?P<adverbs>(?:\s+(?:also|never|always|already|now|just|still"
    r"|only|personally|simply|recently|since|[a-z]{3,}ly)\b)*)\s+(?P<verb>[A-Za-z]+(?:n['’]t)?)\b"
    r"|(?P<own>[Mm]y|[Oo]ur)\b(?!\s+own\s+\w+\s*$)|(?P<object>me|us)\b|(?P<self>myself|ourselves)\b)"
)
# What is left of the first and second person after that, and what a name cannot stand for.
_OPEN = re.compile(
    r"\b(?:I|we|We|me|my|My|mine|us|our|Our|ours|[Yy]ou|[Yy]ours?|yourself|(?:I|[Ww]e|[Yy]ou)['’]\w+|[Ll]et['’]s)\b|[“”\"‘]"
)
_LONG_FORMS = {"ve": "has", "m": "is", "re": "is", "ll": "will"}
_VERB_FORMS = {
    "have": "has", "am": "is", "are": "is", "were": "was", "do": "does", "haven't": "hasn't", "aren't": "isn't",
    "weren't": "wasn't", "don't": "doesn't", "haven’t": "hasn’t", "aren’t": "isn’t", "weren’t": "wasn’t",
    "don’t": "doesn’t",
}  # fmt: skip
_UNCHANGED = FINITE | PASTS | PARTICIPLES - frozenset("cut hit put set shut quit burst spread cast beat".split())
_NO_PAST = frozenset("need feed speed exceed proceed succeed bleed breed indeed hundred".split())
_PRONOUNS = {"m": ("he", "his", "him", "himself"), "f": ("she", "her", "her", "herself"), "": ()}
_NEUTER = ("it", "its", "it", "itself")
# "The union" opens a sentence; inside it is "the union". A place such as The Hague keeps its capital.
_ARTICLE = re.compile(r"^(?:The|An?)\b(?!\s+Hague)")
_CLEFT = re.compile(r"\b(?:that|what|which|who|why|how)\s+(?:I|we)\b", re.IGNORECASE)


def in_third_person(text: str, who: Who, sex: str, name: str) -> str:
    """ "We have doubled our fleet" of a ministry -> "The ministry has doubled its fleet"; text itself if in doubt.

    "We" is certain only where a body speaks, "I" only where a person does. `sex` is "m", "f" or ""; without it a
    person is named once and no pronoun is put. `name` is how the speaker stands in the sentence.
    """
    pronouns = _NEUTER if who.kind == "body" else _PRONOUNS[sex]
    bare = text.strip('"“”«»„ ')
    matches = list(_FIRST.finditer(bare))
    if who.kind not in ("person", "body") or not matches or _CLEFT.search(bare):
        return text
    inner = _ARTICLE.sub(lambda article: article.group().lower(), name)
    pieces: list[str] = []
    end = 0
    for k, match in enumerate(matches):
        is_inside = match.start() > 0 and bare[: match.start()].rstrip()[-1:] not in ".!?"
        worded = _worded(match, who, pronouns, (inner if is_inside else name) if k == 0 else "")
        if worded is None:
            return text
        pieces += [bare[end : match.start()], worded]
        end = match.end()
    result = "".join(pieces) + bare[end:]
    unnamed = result.replace(name, "").replace(inner, "")
    return text if _OPEN.search(unnamed) else wording.capital_first(result)


def _worded(match: re.Match[str], who: Who, pronouns: tuple[str, ...], name: str) -> str | None:
    if not name and not pronouns:
        return None
    word = (match.group("subject") or match.group("own") or match.group("object") or match.group("self")).lower()
    if (word in ("i", "my", "me", "myself")) != (who.kind == "person"):
        return None
    if match.group("own"):
        return f"{name}{'’' if name.endswith('s') else '’s'}" if name else pronouns[1]
    if match.group("object"):
        return name or pronouns[2]
    if match.group("self"):
        return pronouns[3] if pronouns and not name else None
    verb = _verb(match)
    return None if verb is None else f"{name or pronouns[0]}{verb}"


def _verb(match: re.Match[str]) -> str | None:
    """What follows the subject, in the third person; None where that is not certain."""
    adverbs, verb, short = match.group("adverbs"), match.group("verb"), match.group("short")
    if short == "d":
        return None  # had or would
    if short:
        return f" {_LONG_FORMS[short]}{adverbs} {verb}"
    if verb in _VERB_FORMS or verb in _UNCHANGED:
        return f"{adverbs} {_VERB_FORMS.get(verb, verb)}"
    if verb.endswith("ed") and verb not in _NO_PAST:
        return f"{adverbs} {verb}"
    return f"{adverbs} {wording.third_person(verb)}" if verb in wording.PLAIN_VERBS else None
