"""Noun phrases read as speakers: name, role, kind. One phrase at a time; cast.py remembers a whole text."""

import re
from dataclasses import dataclass
from functools import lru_cache

from claims.detection import lexicon

UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĢĪİĶĻŁŃŅŇŌŐŘŚŞŠŤŪŮŰŹŻŽ"
_SMALL = f"(?:{lexicon.alternation(lexicon.PARTICLES | {'of', 'the'})})"
NAME = re.compile(rf"[{UPPER}][\w’'.-]*(?:\s+(?:{_SMALL}\s+){{0,2}}[{UPPER}][\w’'.-]*)*")
PLACES = frozenset(
    "saudi arabia|united states|united kingdom|united nations|north korea|south korea|new zealand|south africa"
    "|hong kong"
    "|new york|los angeles|sri lanka|costa rica|el salvador|san francisco|white house|european union|middle east"
    "|west bank"
    "|new delhi|tel aviv|islamic state|supreme court|downing street|wall street|silicon valley|new jersey|new mexico"
    "|north carolina|south carolina|new hampshire|rhode island|west virginia|las vegas|san diego|cape town|puerto rico"
    "|burkina faso|ivory coast|sierra leone|papua new guinea|east timor|north macedonia|czech republic|great britain"
    "|northern ireland|south sudan|gaza strip|red cross|boko haram|al jazeera|al shabaab|big tech|catholic church"
    "|afghan taliban|pakistani taliban|social security|wikipedia|google|facebook|twitter|reddit|youtube".split("|")
)
PRONOUNS = frozenset("he she they it we i you".split())
_ARTICLE = re.compile(r"^(?:a|an|the|this|that|these|those)\s+", re.IGNORECASE)
_OWNER = re.compile(r"^(?:his|her|its|their|our|my)\s+(?=\S)", re.IGNORECASE)
_FRESH = re.compile(r"^(?:(?:new|recent|latest|separate|landmark|major|2\d{3})\s+)+", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"\s+(?:being\s+)?(?:published|released|issued|conducted|commissioned|seen|obtained|compiled|leaked|launched|unveiled)(?=\s+by\b|$)"
)
# "Secretary of State John Kerry": the office runs over "of".
_OFFICE = re.compile(
    rf"^(?P<role>(?:[\w.-]+\s+){{0,3}}(?P<noun>Secretary|Minister|Speaker|Director|Leader|Chancellor|Chief"
    rf"|Commissioner)\s+of\s+"
    r"(?:the\s+)?(?:State|Defen[cs]e|Health|Education|Labou?r|Commerce|Energy|Justice|Transport|Interior|Finance"
    r"|Staff|House|"
    r"Exchequer|Treasury|Agriculture|Homeland\s+Security|Foreign\s+Affairs|External\s+Affairs|Police|Information))\s+"
    rf"(?P<name>[{UPPER}][\w’'.-]*(?:\s+[{UPPER}][\w’'.-]*)+)$"
)
_ON_DAY = re.compile(rf"\s+(?:{lexicon.TIME})(?=\s+by\b|$)", re.IGNORECASE)
_HEAD_END = re.compile(
    r"\s(?:by|from|of|in|on|for|at|to|with|published|released|speaking|including|such|who|close|familiar|"
    r"said|working|conducted|carried|commissioned|issued|obtained|based|like|led)\s"
)
_POSSESSOR = re.compile(rf"^([{UPPER}][\w.’'-]*(?:\s+[{UPPER}][\w.-]*)*)['’]s?\s+(.+)$")
_REDUCED = re.compile(
    r"\s+(?:speaking|familiar|who\s+(?:spoke|asked|declined|was|is|were|are|requested)|with\s+knowledge"
    r"|not\s+authori[sz]ed|"
    r"on\s+condition|in\s+(?:its|his|her|their|an?)\s|close\s+to\s+the\s+matter|briefed)\b.*$"
)
_TITLES = lexicon.TITLES | lexicon.PERSON_ROLES
_GIVEN = lexicon.MALE | lexicon.FEMALE
_SURNAMES = frozenset("King Bishop Prince Judge Major Pope Dean Marshal Cardinal Justice Sheriff".split())
_NO_ROLE = tuple(
    f"{word} "
    for word in "who whose which speaking citing himself herself not along together with and like unlike".split()
)
_ROLE_LINK = re.compile(r"^(?:who\s+(?:is|was|has\s+been|serves\s+as)\s+)?(?:an?\s+|the\s+)?(.+)$")


@dataclass(frozen=True, slots=True)
class Who:
    """kind: person, role (a common noun: "the spokesman"), collective, body, document, pronoun, name (unsure)."""

    name: str
    role: str
    kind: str
    noun: str = ""  # the head noun of a role, body or document, casefolded: what "the ..." may refer back to
    is_definite: bool = False

    @property
    def claimant_kind(self) -> str:
        """person, organisation, group, document or unknown: what kind of claimant this is."""
        if self.kind == "name":
            is_short = self.name.isupper() and len(self.name) > 2
            is_body = is_short or self.name.lower() in PLACES or self.noun in lexicon.BODIES | lexicon.MEDIA
            return "organisation" if is_body else "unknown"
        return _CLAIMANT_KINDS.get(self.kind, "unknown")


_CLAIMANT_KINDS = {
    "person": "person",
    "role": "person",
    "collective": "group",
    "body": "organisation",
    "document": "document",
}
NOBODY = Who("", "", "")


@lru_cache(maxsize=1024)
def read(phrase: str, detail: str = "") -> Who:
    """A subject phrase ("Norwegian Energy Minister Kari Lund") as name and role; NOBODY for the empty phrase."""
    phrase = re.sub(r"\s*\([^)]*\)", "", phrase).strip(" ,.;:•-–—")
    low = phrase.lower()
    if not phrase:
        return NOBODY
    if low in PRONOUNS:
        return Who(low, "", "pronoun")
    is_definite = low.startswith(("the ", "this ", "that ", "these ", "those "))
    bare = _PUBLISHED.sub("", _ON_DAY.sub("", _REDUCED.sub("", _ARTICLE.sub("", phrase))))
    head = _HEAD_END.split(bare, maxsplit=1)[0]
    nouns = head.lower().split()
    last = nouns[-1].rstrip(".'’") if nouns else ""
    if last in lexicon.DOCUMENTS and not head[0].isdigit():
        name = _OWNER.sub("", _FRESH.sub("", bare))
        if detail.startswith("by ") and " by " not in name:
            name = f"{name} {detail}"
        return Who(_shown(name, is_definite), "", "document", last, is_definite)
    if named := _named(bare, head, detail):
        return named
    if last in lexicon.COLLECTIVES or any(noun in lexicon.COLLECTIVES for noun in nouns):
        name, role = _cut_collective(bare)
        return Who(_shown(name, is_definite), role, "collective", last, is_definite)
    if last in lexicon.PERSON_ROLES:
        return _role(bare, head, last, detail, is_definite)
    if last in lexicon.BODIES or last in lexicon.MEDIA:
        return _body(bare, detail, last, is_definite)
    if head[:1].islower() and (named := _apposed(bare, detail, last)):
        return named
    return Who(_shown(bare, is_definite), "", "name", last, is_definite)


def _body(bare: str, detail: str, noun: str, is_definite: bool) -> Who:
    """ "Turkey's statistics agency, TUIK," is known by its short name."""
    aside = NAME.fullmatch(detail.strip())
    if aside and initials(bare) == aside.group():
        return Who(bare, "", "body", noun)
    if aside and len(detail.split()) <= 5:
        return Who(aside.group(), bare, "body", noun)
    return Who(_shown(bare, is_definite), "", "body", noun, is_definite)


def initials(name: str) -> str:
    """ "WHO" for "World Health Organization"; "" for a name with fewer than two capitals."""
    capitals = "".join(word[0] for word in name.split() if word[0].isupper())
    return capitals if len(capitals) > 1 else ""


def _shown(name: str, is_definite: bool) -> str:
    """A common noun that points back keeps its article when nothing is found for it: "The spokesman"."""
    return f"The {name}" if is_definite and " " not in name and name[:1].islower() else _sentence_case(name)


def _role(bare: str, head: str, noun: str, detail: str, is_definite: bool) -> Who:
    return _apposed(bare, detail, noun) or Who(_shown(bare, is_definite), "", "role", noun, is_definite)


def _apposed(role: str, detail: str, noun: str) -> Who | None:
    """ "the chief auditor, Mirel Oster": the name stands behind the role."""
    aside = NAME.match(detail.strip())
    if aside is None or len(detail.split()) > 4 or not is_person(aside.group()):
        return None
    return Who(aside.group(), _article_off(role), "person", noun)


def _named(bare: str, head: str, detail: str) -> Who | None:
    """A phrase that ends in a person's name, with or without a role before it."""
    office = _OFFICE.match(bare)
    if office and is_person(office.group("name")):
        return Who(office.group("name"), office.group("role"), "person", office.group("noun").lower())
    owner = _POSSESSOR.match(head)
    tokens = head.split()
    small = [k for k, word in enumerate(tokens) if word[0].islower() and word.lower() not in lexicon.PARTICLES]
    split = max(small, default=-1)
    title = max((k for k, word in enumerate(tokens) if word.lower().rstrip(",") in _TITLES), default=-1)
    if title == len(tokens) - 1 and (tokens[0].lower() in _GIVEN or (len(tokens) == 2 and tokens[1] in _SURNAMES)):
        title = -1
    cut = max(split, title)
    name = " ".join(tokens[cut + 1 :])
    role = _article_off(" ".join(tokens[: cut + 1]))
    if not name or not name[0].isupper() or not NAME.fullmatch(name):
        return None
    if cut < 0:
        if owner or not is_person(name):
            return None
        return Who(name, _aside_role(detail), "person")
    described = tokens[: cut + 1]
    has_role = title >= 0 or any(word.lower().strip(",") in lexicon.PERSON_ROLES for word in described)
    has_role = has_role or _is_description(described, name)
    if not has_role or any(word.lower() in lexicon.BODIES for word in name.split()):
        return None
    if any(word.lower() in lexicon.COLLECTIVES for word in tokens[: cut + 1]):
        return Who(_sentence_case(bare), "", "collective", tokens[cut].lower())
    aside = _aside_role(detail)
    if re.fullmatch(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir)\.?", role):
        role = aside or (role if role[0] in "DPS" else "")
    return Who(name, role or aside, "person", tokens[cut].lower())


def _is_description(words: list[str], name: str) -> bool:
    """ "nutritionist Ola Bren": an unknown trade before a full name; not "the group Open Door"."""
    last = words[-1].lower()
    is_plain = len(words) < 3 and all(word.isalpha() and word.islower() for word in words)
    is_body = last in lexicon.BODIES or last in lexicon.MEDIA or last in lexicon.DOCUMENTS or last in lexicon.GLOSSED
    return is_plain and not is_body and is_person(name)


def is_person(name: str) -> bool:
    """Two or more capitalised words, none of which names a body, an outlet, a place or a document."""
    words = name.lower().replace("’s", "").replace("'s", "").split()
    if len(words) < 2 or len(words) > 5 or name.lower() in PLACES:
        return False
    if any(
        word in lexicon.BODIES
        or word in lexicon.MEDIA
        or word in lexicon.COLLECTIVES
        or word in lexicon.DOCUMENTS
        or word in ("the", "of", "and")
        for word in words
    ):
        return False
    if any(word.isupper() and len(word) > 2 and "." not in word for word in name.split()):
        return name.isupper()
    return not any(word.title() in lexicon.MONTHS or word.title() in lexicon.WEEKDAYS for word in words)


def _aside_role(detail: str) -> str:
    """The role out of an apposition ("a former attache to Pakistan"); empty when it tells something else."""
    text = detail.strip(" ,")
    if not text or text[0].isdigit() or len(text) > 120:
        return ""
    match = _ROLE_LINK.match(text)
    role = match.group(1) if match else text
    if role.lower().startswith(_NO_ROLE):
        return ""
    is_role = any(_is_role(word.lower().strip(",.")) for word in role.split())
    return role if is_role or role.lower().startswith("of the ") else ""


def _is_role(word: str) -> bool:
    return word in lexicon.PERSON_ROLES or word.endswith(("ologist", "ician", "onomist", "ographer"))


def _cut_collective(bare: str) -> tuple[str, str]:
    """ "Analysts including A. B. of the Centre" -> the people, and the rest as their role."""
    match = re.match(r"(.+?\b(?:including|such as|like)\s+[^,]+?)\s+((?:of|from|at)\s+.+)$", bare)
    if match:
        return _sentence_case(match.group(1)), match.group(2)
    return _sentence_case(bare), ""


def _article_off(text: str) -> str:
    return _OWNER.sub("", _ARTICLE.sub("", text.strip(" ,")))


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:] if text else text


def surname(name: str) -> str:
    words = [word for word in name.split() if word.lower().rstrip(".") not in ("jr", "sr", "ii", "iii", "iv")]
    return words[-1].lower().replace("’s", "").replace("'s", "") if words else ""


def gender(who: Who) -> str:
    """ "m", "f" or "" from titles, gendered roles and well-known first names; a hint that only rules people out."""
    role = f" {who.role.lower()} {who.noun} "
    if re.search(r"\b(?:mrs|ms|miss|queen|princess|lady|dame|\w+woman|actress|mother|wife|daughter|sister)\b", role):
        return "f"
    if re.search(r"\b(?:mr|king|prince|lord|sir|\w+[a-z]man|pope|imam|father|husband|son|brother)\b", role):
        return "m"
    first = who.name.split(" ", 1)[0].lower()
    return "m" if first in lexicon.MALE else "f" if first in lexicon.FEMALE else ""
