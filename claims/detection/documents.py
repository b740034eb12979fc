"""Reports, studies and polls that a sentence says somebody issued or owns: whose "the report" is from then on."""

import re

from claims.detection import lexicon
from claims.detection.people import NAME, NOBODY, Who

_NO_OWNERS = frozenset("he she it they who which that this his her its their police report".split())
_OWNER_WORDS = 6
_ISSUED_NOUNS = ("report", "study", "survey", "review", "audit", "analysis", "poll", "paper")
# "The county audit office published its yearly report": whose report "the report" is.
_ISSUED = re.compile(
    r"(?:^|[.,;]\s+)(?:[Tt]he\s+|[Aa]n?\s+)?(?P<body>[\w’'&.-]+(?:\s+[\w’'&.-]+){0,6}?)\s+(?:has\s+|have\s+)?(?:published|released"
    r"|presented|issued|unveiled|put\s+out|submitted|commissioned)\s+(?:its|an?|the|their|his|her)\s+(?:[\w-]+\s+){0,4}?"
    rf"(?P<noun>{lexicon.alternation(_ISSUED_NOUNS)})\b"
)
_SAID_IN = re.compile(
    r"(?:^|[.,;]\s+)(?:[Tt]he\s+)?(?P<body>[\w’'&.-]+(?:\s+[\w’'&.-]+){0,5}?)\s+(?:said|says|wrote|writes)\s+in\s+(?:its|an?|the|their)"
    rf"\s+(?:[\w-]+\s+){{0,3}}?(?P<noun>{lexicon.alternation(_ISSUED_NOUNS)})\b"
)
_OWNED = re.compile(
    rf"(?P<tail>['’]s\s+(?:[\w-]+\s+){{0,2}}?(?P<noun>{lexicon.alternation(_ISSUED_NOUNS)}))\b"
    rf"|\b(?P<by_noun>report|study|survey|review|audit|poll)\s+(?:by|of|from)\s+(?:the\s+)?(?P<by>{NAME.pattern})"
)
_OWNERS_OFF = re.compile(r"^(?:the|a|an|in|by|of|from|to|on|and|but|after|before|according\s+to)\s+", re.IGNORECASE)


def named(sentence: str) -> Who:
    """The document that the sentence names with its owner ("County audit office's report"); NOBODY without one."""
    if not any(noun in sentence for noun in _ISSUED_NOUNS):
        return NOBODY
    if issued := _ISSUED.search(sentence) or _SAID_IN.search(sentence):
        name, noun = f"{issued['body']}'s {issued['noun']}", issued["noun"]
    elif owned := _OWNED.search(sentence):
        noun = owned["noun"] or owned["by_noun"]
        owner = _owner_before(sentence[: owned.start()]) if owned["noun"] else owned["by"]
        name = owner + (owned["tail"] or f"'s {noun}")
    else:
        return NOBODY
    while (bare := _OWNERS_OFF.sub("", name)) != name:
        name = bare
    if name.startswith("'") or name.split(" ", 1)[0].lower() in _NO_OWNERS:
        return NOBODY
    return Who(name[:1].upper() + name[1:], "", "document", noun)


def _owner_before(text: str) -> str:
    """ "... had read the Transport Board" -> "Transport Board": back to an article, or over capitals only."""
    words = text.split()[-_OWNER_WORDS:]
    articles = [k for k, word in enumerate(words) if word.lower() in ("the", "a", "an")]
    if articles:
        return " ".join(words[articles[-1] + 1 :])
    first = len(words)
    while first > 0 and words[first - 1][:1].isupper():
        first -= 1
    return " ".join(words[first:])
