"""The people, bodies and documents a text has named so far, and whom "he", "the spokesman", "the group" mean."""

import re
from typing import NamedTuple

from claims.detection import lexicon, people
from claims.detection.people import NAME, NOBODY, Who

_FUNCTION = frozenset(
    "as in on at for the but and when while if after before since with by from even like then so"
    " although though because unlike despite today yesterday".split()
)
_ANY_BODY = frozenset("group organisation organization company agency firm charity".split())
_REACH = 5  # sentences a pronoun may look back
_ROLE_BEFORE = re.compile(
    rf"((?:[\w’'.-]+\s+){{0,4}}(?:{lexicon.alternation(lexicon.PERSON_ROLES)}))\s+$", re.IGNORECASE
)
_ASIDE = re.compile(r",\s+((?:an?|the|who\s+(?:is|was))\s+[^,;.]{4,90}|[\w’'\s-]{4,60})(?=[,.;])")
_CUT = re.compile(
    r"^.*\b(?:the|a|an|and|by|with|from|for|to|of|as|when|that|but|in|on|at|after|said|told|is|was|former)\s+"
    rf"(?=[\w\s’'.-]*(?:{lexicon.alternation(lexicon.PERSON_ROLES)})$)",
    re.IGNORECASE,
)
# "Tehreek-e-Taliban Pakistan (TTP), a separate group ..." tells what "the group" is.
_KIND = re.compile(
    r"(?:,\s+(?:an?|the)|\s(?:is|was)\s+an?)\s+(?:[\w’'-]+\s+){0,4}?(?P<noun>group|organisation|organization|party|company|agency"
    r"|firm|militia|charity|coalition|union|network|movement|airline|bank|club|university|ministry|foundation|institute)\b"
)
_SHORT = re.compile(r"\(([A-Z][A-Za-z-]{1,9})\)$")


class Mention(NamedTuple):
    at: int  # index of the sentence
    who: Who
    is_speaker: bool


def _is_medium(who: Who) -> bool:
    return who.kind in ("body", "name") and any(word in lexicon.MEDIA for word in who.name.lower().split())


def _name_before(text: str) -> str:
    """The name of a body that ends the text, its short form where one is given; "" for a person or a pronoun."""
    if short := _SHORT.search(text):
        return short.group(1)
    last = None
    for last in NAME.finditer(text):
        pass
    if last is None or last.end() != len(text) or people.is_person(last.group()):
        return ""
    name = re.sub(r"^The\s+", "", last.group())
    if last.start() == 0 and " " not in name and not name.isupper():
        return ""  # "Meanwhile, the ministry"
    return "" if name.lower() in ("it", "he", "she", "this", "that", "there", "they") else name


class Cast:
    """Grows as the text is read; every answer uses only what stood before."""

    def __init__(self) -> None:
        self._by_surname: dict[str, Who | None] = {}  # None: two people share it
        self._mentions: list[Mention] = []
        self._glossed: dict[str, set[str]] = {}

    def note(self, sentence: str, at: int) -> None:
        """Remember the people named in sentence number `at`, with the roles that stand beside them."""
        for match in NAME.finditer(sentence):
            name = re.sub(r"['’]s?$", "", match.group()).rstrip(".")
            if name.split(" ", 1)[0].lower() in _FUNCTION:
                name = name.partition(" ")[2]
            if " " in name:
                self._note_name(sentence, match.start(), match.end(), name, at)
            elif (known := self._by_surname.get(name.lower())) is not None:
                self._mentions.append(Mention(at, known, False))
        for gloss in _KIND.finditer(sentence):
            name = _name_before(sentence[max(0, gloss.start() - 80) : gloss.start()])
            if name:
                self._glossed.setdefault(gloss.group("noun"), set()).add(name)

    def _note_name(self, sentence: str, start: int, end: int, name: str, at: int) -> None:
        who = people.read(name)
        if who.kind != "person":
            return
        if not who.role:
            role_before = _ROLE_BEFORE.search(sentence[max(0, start - 70) : start])
            aside = _ASIDE.match(sentence, end)
            role = ""
            if role_before:
                role = _CUT.sub("", role_before.group(1))
            elif aside:
                role = people.read(name, aside.group(1)).role
            who = who._replace(role=role)
        elif self.full(who.name).kind == "person":
            who = self.full(who.name)
        self._mentions.append(Mention(at, self._keep(who), False))

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
            who = who._replace(role=known.role, noun=known.noun)
        if known.name and len(who.name) < len(known.name) and known.name.endswith(who.name):
            who = known if known.role else known._replace(role=who.role, noun=who.noun)
        self._by_surname[key] = who
        return who

    def full(self, name: str) -> Who:
        """The person of whom only the surname is given, when one is known; NOBODY otherwise."""
        return self._by_surname.get(people.surname(name)) or NOBODY

    def speak(self, who: Who, at: int) -> Who:
        """Resolve a speaker against what is known and remember that it spoke."""
        resolved = self._resolve(who, at)
        if resolved.name and resolved.kind != "pronoun":
            self._mentions.append(Mention(at, resolved, True))
        return resolved

    def _resolve(self, who: Who, at: int) -> Who:
        if who.kind == "person":
            return self._keep(who)
        if who.kind == "pronoun":
            return self.pronoun(who.name, at)
        if who.kind == "name" and " " not in who.name:
            return self.full(who.name) if self.full(who.name).name else who
        if who.is_definite and " " not in who.name.removeprefix("The "):
            return self._anaphor(who, at)
        return who

    def pronoun(self, word: str, at: int) -> Who:
        """The last one it can mean; NOBODY when two could be meant or nobody is near."""
        if word in ("he", "she"):
            return self._person("m" if word == "he" else "f", at)
        wanted = {"they": ("collective", "body"), "it": ("body", "document", "name")}.get(word, ())
        for mention in reversed(self._mentions):
            if mention.at >= at or at - mention.at > (1 if word == "it" else 2):
                continue
            if mention.is_speaker:
                return mention.who if mention.who.kind in wanted else NOBODY
        return NOBODY

    def certain(self, word: str, at: int) -> Who:
        """Whom "he" or "she" at the head of sentence `at` means, if the sentence before names one person only."""
        names = {m.who.name: m.who for m in self._mentions if m.at == at - 1 and m.who.kind == "person"}
        here = {m.who.name for m in self._mentions if m.at == at}
        who = next(iter(names.values())) if len(names) == 1 else NOBODY
        sex = "m" if word.lower() == "he" else "f"
        return who if who.name and not here - {who.name} and people.gender(who) in ("", sex) else NOBODY

    def _person(self, sex: str, at: int) -> Who:
        for back in range(1, _REACH + 1):
            here = [
                m
                for m in self._mentions
                if m.at == at - back and m.who.kind in ("person", "role") and people.gender(m.who) in ("", sex)
            ]
            spoken = [m.who for m in here if m.is_speaker]
            if spoken:
                return spoken[-1]
            names = {m.who.name for m in here}
            if len(names) == 1 and (back == 1 or people.gender(here[-1].who)):
                return here[-1].who
            if names:
                return NOBODY
        return NOBODY

    def _anaphor(self, who: Who, at: int) -> Who:
        noun = who.noun
        if who.kind == "document" or noun in ("statement", "report"):
            for mention in reversed(self._mentions):
                if (
                    at - mention.at <= 6
                    and mention.is_speaker
                    and (mention.who.noun == noun or _is_medium(mention.who))
                ):
                    return mention.who
            return who
        if who.kind in ("body", "name"):
            named = self.named_by(noun)
            return Who(named, "", "body", noun) if named else self._last_body(noun, at) or who
        matching: list[Who] = []
        for mention in reversed(self._mentions):
            words = f"{mention.who.role} {mention.who.noun} {mention.who.name if mention.who.kind == 'role' else ''}".lower()
            is_other = noun == "minister" and "prime minister" in words
            if at - mention.at <= 10 and re.search(rf"\b{re.escape(noun)}\b", words) and not is_other:
                matching.append(mention.who)
        near = [m.who for m in self._mentions if at - m.at <= 3 and m.who in matching]
        if matching and len({m.name for m in near or matching}) == 1:
            return near[-1] if near else matching[0]
        return who

    def _last_body(self, noun: str, at: int) -> Who | None:
        """The one body that spoke so far and has the noun in its name ("the court")."""
        last = self._mentions[-1] if self._mentions else None
        spoke = [m.who for m in self._mentions if m.at == at - 1 and m.is_speaker]
        if (
            last
            and spoke
            and spoke[-1].kind in ("body", "name")
            and noun in _ANY_BODY
            and spoke[-1].name.lower() not in people.PLACES
        ):
            return spoke[-1]
        found = {
            m.who
            for m in self._mentions
            if m.is_speaker
            and m.who.kind in ("body", "name")
            and " " in m.who.name.strip()
            and noun in m.who.name.lower().split()
        }
        return found.pop() if len(found) == 1 else None

    def named_by(self, noun: str) -> str:
        """The one name the text explained as a `noun` ("TTP" for "group"); "" when none or several."""
        names = self._glossed.get(noun, set())
        return next(iter(names)) if len(names) == 1 else ""
