"""The people, bodies and documents a text has named so far, and whom "he", "the spokesman", "the group" mean."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from claims.detection import documents, lexicon, people
from claims.detection.people import NAME, NOBODY, Who

_FUNCTION = frozenset(
    "as in on at for the but and when while if after before since with by from even like then so"
    " although though because unlike despite today yesterday".split()
)
_ANY_BODY = frozenset("group organisation organization company agency firm charity".split())
_DOCUMENT_REACH = 8  # sentences
_GLOSS_REACH = 3  # sentences; farther off, "the company" may well be another one
_FULL_NAME = re.compile(
    r"(?:(?:[A-ZÀ-Þ]\.){1,2}|[A-ZÀ-Þ][a-zß-ÿ’'-]+(?:[A-ZÀ-Þ][\w’'.-]*)?)"
    r"(?:\s+(?:[A-ZÀ-Þ][\w’'.-]*|al|el|bin|van|von|der|de|da|di|du|del|la|le)){1,3}"
)
_GIVEN = lexicon.MALE | lexicon.FEMALE
_HEADLINE_REACH = 2  # sentences
_REACH = 5  # sentences a pronoun may look back
_ASIDE = re.compile(r",\s+((?:an?|the|who\s+(?:is|was))\s+[^,;.]{4,90}|[\w’'\s-]{4,60})(?=[,.;])")
_ROLE_ENDS = frozenset(
    "the a an and by with from for to of as when that but in on at after said told is was former".split()
)
_ROLE_WORDS = 5
# "the Northern Front (NF), an armed group ..." tells what "the group" is.
_KIND = re.compile(
    r"(?:,\s+(?:an?|the)|\s(?:is|was)\s+an?)\s+(?:[\w’'-]+\s+){0,4}?"
    rf"(?P<noun>{lexicon.alternation(lexicon.GLOSSED)})\b(?!['’]s)"
)
_PROPER = re.compile(r"[A-ZÀ-Þ][\w’'-]*(?:\s+(?:of|for|and|the|[A-ZÀ-Þ][\w’'-]*))+")
_WORD = re.compile(r"[\w-]+")
_SHORT = re.compile(r"\(([A-Z][A-Za-z-]{1,9})\)$")


@dataclass(frozen=True, slots=True)
class Mention:
    who: Who
    is_speaker: bool


def _is_medium(who: Who) -> bool:
    return who.kind in ("body", "name") and any(word in lexicon.MEDIA for word in who.name.lower().split())


def _is_called(who: Who, noun: str) -> bool:
    """Was this person introduced as a `noun`? A prime minister is not "the minister"."""
    words = f"{who.role} {who.noun} {who.name if who.kind == 'role' else ''}".lower()
    return noun in _WORD.findall(words) and not (noun == "minister" and "prime minister" in words)


def _role_before(text: str) -> str:
    """ "... when harbour chief " -> "harbour chief"; "" when the text does not end with a role."""
    words = text.split()
    if not words or words[-1].lower() not in lexicon.PERSON_ROLES:
        return ""
    first = len(words) - 1
    while first > 0 and len(words) - first < _ROLE_WORDS:
        word = words[first - 1]
        if word.lower() in _ROLE_ENDS or not word[-1].isalnum():
            break
        first -= 1
    return " ".join(words[first:])


def _name_before(text: str) -> str:
    """The name of a body that ends the text, its short form where one is given; "" for a person or a pronoun."""
    if short := _SHORT.search(text):
        return short.group(1)
    last = next((match for match in NAME.finditer(text) if match.end() == len(text)), None)
    if last is None or people.is_person(last.group()):
        return ""
    name = re.sub(r"^The\s+", "", last.group())
    if last.start() == 0 and " " not in name and not name.isupper():
        return ""  # "Meanwhile, the ministry"
    return "" if name.lower() in ("it", "he", "she", "this", "that", "there", "they") else name


class Cast:
    """Grows as the text is read: pronouns look only back; what a text calls "a group" is known once it is all read."""

    def __init__(self) -> None:
        self._by_surname: dict[str, Who | None] = {}  # None: two people share it
        self._mentions: dict[int, list[Mention]] = defaultdict(list)  # by the number of the sentence
        self._bodies: dict[str, dict[Who, None]] = defaultdict(dict)  # that spoke, by each word of their names
        self._glossed: dict[str, set[str]] = {}
        self._documents: dict[str, tuple[Who, int]] = {}  # the last one of each noun that the reporter named, and where
        self._finders: list[tuple[Who, int]] = []  # bodies that found something, in whose words "the report" speaks
        self._named_at: dict[str, list[int]] = defaultdict(list)  # in which sentences a name stands
        self._introduced: dict[str, list[int]] = defaultdict(list)  # in which sentences a person's full name stands
        self._acronyms: dict[str, Who | None] = {}  # None: two bodies share it
        self._heads: dict[int, Who] = {}  # whom the pronoun at the head of a sentence means
        self._sexes: dict[str, str] = {}  # by name, as the text's own "he" and "she" told them

    def note(self, sentence: str, at: int) -> None:
        """Remember the people named in sentence number `at`, with the roles that stand beside them."""
        for match in NAME.finditer(sentence):
            name = re.sub(r"['’]s?$", "", match.group()).rstrip(".")
            if name.split(" ", 1)[0].lower() in _FUNCTION:
                name = name.partition(" ")[2]
            self._named_at[name.removeprefix("The ")].append(at)
            if name.rpartition(" ")[2].lower() in lexicon.TITLED:
                self._glossed.setdefault(name.rpartition(" ")[2].lower(), set()).add(name)
            if " " in name:
                self._note_name(sentence, match.start(), match.end(), name, at)
            elif (known := self._by_surname.get(name.lower())) is not None:
                self._mentions[at].append(Mention(known, False))
        if (document := documents.named(sentence)).name:
            self._documents[document.noun] = (document, at)
        for gloss in _KIND.finditer(sentence):
            name = _name_before(sentence[max(0, gloss.start() - 80) : gloss.start()])
            if name and name.lower() not in self._by_surname:
                self._glossed.setdefault(gloss.group("noun"), set()).add(name)

    def _note_name(self, sentence: str, start: int, end: int, name: str, at: int) -> None:
        who = people.read(name)
        if who.kind in ("body", "name") and (short := people.initials(who.name)):
            known = self._acronyms.get(short, who)
            self._acronyms[short] = who if known is not None and known.name == who.name else None
        if who.kind != "person":
            return
        if not who.role:
            role = _role_before(sentence[max(0, start - 80) : start])
            if not role and (aside := _ASIDE.match(sentence, end)):
                role = people.read(name, aside.group(1)).role
            who = replace(who, role=role)
        elif self.full(who.name).kind == "person":
            who = self.full(who.name)
        self._introduced[who.name].append(at)
        self._mentions[at].append(Mention(self._keep(who), False))

    def _keep(self, who: Who) -> Who:
        key = people.surname(who.name)
        known = self._by_surname.get(key, NOBODY)
        if known is None:
            return who
        if known.name and known.name != who.name and " " in who.name:
            if " " in known.name and not known.name.endswith(who.name) and known.name.split()[0] != who.name.split()[0]:
                self._by_surname[key] = None
                return who
            who = who if len(who.name) > len(known.name) else known
        if known.role and len(who.role) < 5:
            who = replace(who, role=known.role, noun=known.noun)
        if known.name and len(who.name) < len(known.name) and known.name.endswith(who.name):
            who = known if known.role else replace(known, role=who.role, noun=who.noun)
        self._by_surname[key] = who
        return who

    def full(self, name: str) -> Who:
        """The person of whom only the surname is given, when one is known; NOBODY otherwise."""
        return self._by_surname.get(people.surname(name)) or NOBODY

    def known_as(self, surname: str, at: int) -> Who:
        """Whom a bare surname in sentence `at` means: the one person the text has introduced by it; else NOBODY.

        A headline may have it before the name is given in full.
        """
        who = self.full(surname)
        if " " not in who.name:
            return NOBODY
        places = self._introduced.get(who.name, [at + 1])
        bare = self._named_at.get(surname, ())
        is_first = places[0] <= at and (not bare or places[0] <= bare[0] + _HEADLINE_REACH)
        is_sure = (who.role and who.role.lower() not in lexicon.TITLES) or who.name.split(" ", 1)[0].lower() in _GIVEN
        return who if is_first and is_sure and _FULL_NAME.fullmatch(who.name) else NOBODY

    def speak(self, who: Who, at: int) -> Who:
        """Resolve a speaker against what is known and remember that it spoke."""
        resolved = self._resolve(who, at)
        if who.name in ("he", "she") and resolved.kind == "person":
            self._sexes.setdefault(resolved.name, "m" if who.name == "he" else "f")
        if resolved.name and resolved.kind != "pronoun":
            self._mentions[at].append(Mention(resolved, True))
            if resolved.kind in ("body", "name") and " " in resolved.name:
                for part in resolved.name.lower().split():
                    self._bodies[part][resolved] = None
        return resolved

    def _resolve(self, who: Who, at: int) -> Who:
        if who.kind == "person":
            return self._keep(who)
        if who.kind == "pronoun":
            return self.pronoun(who.name, at)
        if who.kind in ("name", "body") and who.name.isupper() and (body := self._acronyms.get(who.name)):
            return body
        if who.kind == "name" and " " not in who.name:
            return self.full(who.name) if self.full(who.name).name else who
        if who.is_definite and " " not in who.name.removeprefix("The "):
            return self._anaphor(who, at)
        return self._holder(who, at) if who.is_definite and who.kind == "role" else who

    def _holder(self, who: Who, at: int) -> Who:
        """ "The prime minister": the one person lately named who was introduced as just that."""
        office = who.name.lower().removeprefix("the ")
        called = {
            m.who.name: m.who for m in self._back(at, 10) if m.who.kind == "person" and m.who.role.lower() == office
        }
        return next(iter(called.values())) if len(called) == 1 else who

    def _back(self, at: int, reach: int) -> Iterator[Mention]:
        """The mentions of the `reach` sentences before `at`, the latest first."""
        for past in range(at - 1, at - 1 - reach, -1):
            yield from reversed(self._mentions.get(past, ()))

    def pronoun(self, word: str, at: int) -> Who:
        """The last one it can mean; NOBODY when two could be meant or nobody is near."""
        if word in ("he", "she"):
            return self._person("m" if word == "he" else "f", at)
        wanted = {"they": ("collective", "body"), "it": ("body", "document", "name")}.get(word, ())
        last = next((m.who for m in self._back(at, 1 if word == "it" else 2) if m.is_speaker), NOBODY)
        return last if last.kind in wanted else NOBODY

    def certain(self, word: str, at: int) -> Who:
        """Whom "he" or "she" at the head of sentence `at` means, if the sentence before is about one person only."""
        people_before = {m.who.name: m.who for m in self._back(at, 1) if m.who.kind == "person"}
        if not people_before and (carried := self._heads.get(at - 1)):
            people_before = {carried.name: carried}  # "He" there was somebody already
        if len(people_before) != 1:
            return NOBODY
        who = next(iter(people_before.values()))
        is_alone = all(m.who.name == who.name for m in self._mentions.get(at, ()))
        sex = "m" if word.lower() == "he" else "f"
        is_person = self.sex(who) == sex if self.sex(who) else bool(who.role) and " " in who.name
        if not is_alone or not is_person:
            return NOBODY
        self._heads[at] = who
        return who

    def sex(self, who: Who) -> str:
        """ "m", "f" or "": by name and role, or by the pronoun the text itself used."""
        return people.gender(who) or self._sexes.get(who.name, "")

    def _person(self, sex: str, at: int) -> Who:
        for back in range(1, _REACH + 1):
            here = [
                m
                for m in self._mentions.get(at - back, ())
                if m.who.kind in ("person", "role") and self.sex(m.who) in ("", sex)
            ]
            spoken = [m.who for m in here if m.is_speaker]
            if spoken:
                return spoken[-1]
            if len({m.who.name for m in here}) == 1 and (back == 1 or self.sex(here[-1].who)):
                return here[-1].who
            if here:
                return NOBODY
        return NOBODY

    def _anaphor(self, who: Who, at: int) -> Who:
        """ "The report", "the group", "the spokesman": the one it was before, or just what it says."""
        if who.kind == "document":
            return self._document(who, at)
        if who.kind in ("body", "name"):
            named = self.named_by(who.noun, at)
            return Who(named, "", "body", who.noun) if named else self._last_body(who.noun, at) or who
        for reach in (3, 10):
            matching = [m.who for m in self._back(at, reach) if _is_called(m.who, who.noun)]
            if matching:
                return matching[0] if len({each.name for each in matching}) == 1 else who
        return who

    def _document(self, who: Who, at: int) -> Who:
        """ "The report": the one that spoke last or that the reporter named since; or an outlet that reported."""
        named, where = self._documents.get(who.noun, (NOBODY, -_DOCUMENT_REACH))
        for mention in self._back(at, 6):
            if mention.is_speaker and mention.who.noun == who.noun and not mention.who.is_definite:
                return mention.who
            if mention.is_speaker and _is_medium(mention.who):
                return mention.who
        if named.name and at - where < _DOCUMENT_REACH:
            return named
        finders = {finder.name for finder, found_at in self._finders[-3:] if at - found_at <= _REACH}
        return Who(f"{finders.pop()}'s {who.noun}", "", "document", who.noun) if len(finders) == 1 else who

    def found(self, who: Who, at: int) -> None:
        """Remember a body that reports a finding of its own."""
        if who.kind == "body":
            self._finders.append((who, at))

    def _last_body(self, noun: str, at: int) -> Who | None:
        """ "The group" right after a body spoke is that body; "the court" the one court that spoke so far."""
        spoke = next((m.who for m in self._back(at, 1) if m.is_speaker), NOBODY)
        if spoke.kind in ("body", "name") and noun in _ANY_BODY and spoke.name.lower() not in people.PLACES:
            return spoke
        found = self._bodies.get(noun, {})
        return next(iter(found)) if len(found) == 1 else None

    def named_by(self, noun: str, at: int) -> str:
        """The one name the text explained as a `noun` ("NRF" for "group") and wrote shortly before; else ""."""
        names = self._glossed.get(noun, set())
        name = next(iter(names)) if len(names) == 1 else ""
        return name if any(at - _GLOSS_REACH <= place <= at for place in self._named_at.get(name, ())) else ""

    def body_called(self, noun: str, at: int) -> str:
        """The one body that spoke shortly before and has the noun in its name ("Ministry of Health"); else ""."""
        found = [who for who in self._bodies.get(noun, ()) if _PROPER.fullmatch(who.name)]
        if len(found) != 1 or len(self._bodies[noun]) != 1:
            return ""
        return found[0].name if any(mention.who == found[0] for mention in self._back(at, _GLOSS_REACH)) else ""
