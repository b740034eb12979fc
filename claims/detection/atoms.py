"""One claim a statement: coordinated clauses parted where each half says by itself what it said in the whole."""

import re

from claims.detection import lexicon, wording
from claims.detection.gated import words_of
from claims.detection.verbs import MOVES, PARTICIPLES, PASTS, PRESENT
from claims.detection.words import DETERMINERS, FINITE, Words

_JOINT = re.compile(r"(?P<comma>[,;])?\s+(?P<word>and|but|while|whereas)\s+|(?P<semicolon>;)\s+")
# "said that A and that B": the second "that" says where B begins.
_AND_THAT = re.compile(
    r",?\s+and\s+(?:also\s+)?that\s+(?=(?:the|an?|no|some|most|many|about|nearly|over|more|it|they|he|she|there|his|her|its"
    r"|their|this|these|[A-ZÀ-Þ0-9$€£]\S*)\s)"
)
_CONTRAST = re.compile(r",\s+(?:but|while|whereas)\s")
_FINDING = re.compile(
    r"(?P<frame>[^,;:“”]{2,90}?\s(?:found|finds|says|said|shows|showed|reports|reported|states|stated|estimates|estimated)"
    r"(?:\s+in\s+(?:19|20)\d\d)?\s+that\s+)(?P<content>\S.*)$"
)
# Where these stand, the clauses lean on each other, or more than one of them hangs on the same words.
_BINDING = frozenset(
    "if unless whether until because although though once lest provided assuming both either neither nor respectively"
    " alleged allegedly reportedly apparently supposedly purportedly according said says or".split()
)
_BINDING_PHRASES = ("as long as", "so that", "not only", "the more", "?", "“", "”", '"')
_BINDING_END = re.compile(r",\s+[\w\s]{3,40}\s(?:found|finds|showed|shows|warned|estimates)$|\b(?:when|why|how|where)$")
_NESTS = re.compile(r"\b(?:that|when|how|why|what|whose|where|as|who|which|whom)\b", re.IGNORECASE)
_RELATIVE = frozenset("that which who whom whose where when how why what as since after before if".split())
# What points to the half before.
_LEANS = re.compile(
    r"\b(?:this|that|these|those|such|so|same|other|others|another|former|latter|rest|remaining|remainder|each|one|ones"
    r"|also|too|then|instead|therefore|thus|there|it|they|he|she|them|him|hers|theirs|we|our|us|I|my|me|you|your|itself"
    r"|themselves|himself|herself|again|even|similarly|likewise|further|additional|more|less|fewer|only|just)\b"
    r"|^(?:most|some|many|few|several|none|all|half|a\s+(?:third|quarter|few))\b"
)
_OWNS = re.compile(r"\b(?:his|her|its|their)\b")  # whose, a shared subject says
_DATE = re.compile(
    rf"\b(?:(?:19|20)\d\d|{lexicon.alternation(lexicon.MONTHS)}|yesterday|today|tomorrow|year|month|week|quarter)\b"
)
_FRONTED = re.compile(
    r"(?P<time>(?:[Ii]n|[Oo]n|[Bb]y|[Ss]ince|[Dd]uring|[Bb]etween|[Ff]rom)\s+(?:[\w’'-]+\s+){0,4}?(?:19|20)\d\d(?:\s+(?:and|to|until)\s+\d{4})?,?)"
    r"\s+(?=\S)"
)
_ADJUNCT = re.compile(
    r"(?:in|on|at|by|for|with|without|from|after|before|since|during|under|over|despite|as|when|while|to|amid|following"
    r"|among|across|through|throughout|thanks|given|based|speaking|using|according|citing|[a-z]+ing)\b",
    re.IGNORECASE,
)
_BARE_NUMBER_END = re.compile(r"(?:^|\s)(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten)$")
_YEAR_END = re.compile(r"\b(?:in|since|of|by|from|until|to|and)\s+(?:19|20)\d\d$|[A-Z]\w+,?\s+\d{4}$")
_CLAUSE_VERBS = frozenset(lexicon.SPEECH) | frozenset(lexicon.MIXED)
_NAMING = frozenset("called named titled entitled dubbed nicknamed known aged based".split())
_NO_SUBJECT = frozenset("to not and or nor".split())
_PEOPLE = lexicon.PERSON_ROLES | frozenset("man woman boy girl couple person candidate billionaire star group".split())
_SHORTEST_DESCRIPTION = 3  # words before the verb
_LEAST_WORDS = 4
_LONGEST_SUBJECT = 9
_MOST_JOINTS = 12  # with more it is a list, and each costs a reading of all that stands around it


def split(statement: str) -> tuple[str, ...]:
    """The statements in it, in order, without full stops; the statement alone where a part would lean on another.

    A finding stays the finding of its document in each of its parts.
    """
    is_joined = " and " in statement or ";" in statement or _CONTRAST.search(statement) is not None
    if not is_joined or len(_JOINT.findall(statement)) > _MOST_JOINTS:
        return (statement,)
    frame = _FINDING.match(statement)
    if frame and not _is_adjunct_first(statement):
        parts = _said(frame.group("content"))
        return tuple(frame.group("frame") + part for part in parts) if len(parts) > 1 else (statement,)
    parts = _said(statement)
    return tuple(map(wording.capital_first, parts))


def _said(body: str) -> list[str]:
    """The parts of what is said; a second "that" goes, as the first went with the frame."""
    first, *rest = _AND_THAT.split(body)
    if not rest or _NESTS.search(first) or not _CLAUSE_VERBS.isdisjoint(words_of(first)):
        return _split(body)  # "He said A and that B": without "that", B would be nobody's word
    clauses = [first, *rest]
    if any(_is_bound(clause) or clause.count(" ") < _LEAST_WORDS - 1 or _is_elliptic(clause) for clause in clauses):
        return _split(_AND_THAT.sub(", and ", body))
    if any(_LEANS.search(clause) or (_DATE.search(first) is None and _DATE.search(clause)) for clause in rest):
        return _split(_AND_THAT.sub(", and ", body))
    return [part for clause in clauses for part in _split(clause)]


def _split(body: str) -> list[str]:
    fronted = _FRONTED.match(body)
    rest = body[fronted.end() :] if fronted else body
    if _is_bound(body) or (not fronted and _is_adjunct_first(body)):
        return [body]
    parts = [part.strip(" ,;―–—-") for part in _parts(rest)]
    return [f"{fronted.group('time')} {wording.lower_first(part)}" for part in parts] if fronted else parts


def _is_bound(body: str) -> bool:
    if not _BINDING.isdisjoint(words_of(body)) or any(phrase in body for phrase in _BINDING_PHRASES):
        return True
    return _BINDING_END.search(body) is not None


def _is_adjunct_first(body: str) -> bool:
    """Does it begin with a phrase that may hold for both halves?"""
    return _ADJUNCT.match(body) is not None and "," in body


def _parts(body: str) -> list[str]:
    for joint in _JOINT.finditer(body):
        halves = _halves(body[: joint.start()], body[joint.end() :], joint)
        if halves is not None:
            return [*_parts(halves[0]), *_parts(halves[1])]
    return [body]


def _halves(first: str, second: str, joint: re.Match[str]) -> tuple[str, str] | None:
    if first.count(" ") < _LEAST_WORDS - 1 or _is_elliptic(second):
        return None
    if _LEANS.search(second) or _NESTS.search(first) or (_DATE.search(second) and not _DATE.search(first)):
        return None
    head, tail = Words(first), Words(second)
    at = _verb(head)
    if at is None or not _CLAUSE_VERBS.isdisjoint(head.low):
        return None
    has_mark = bool(joint.group("comma") or joint.group("semicolon"))
    owns = _OWNS.search(second) is not None
    is_short = second.count(" ") < _LEAST_WORDS - 1
    if (
        not (owns or is_short)
        and (has_mark or joint.group("word") == "and")
        and _has_own_subject(head, tail, has_mark=has_mark)
    ):
        return first, second
    if joint.group("word") in ("and", "but") and at <= _LONGEST_SUBJECT and "," not in first:
        subject = _shared_subject(head, tail, at)
        return (first, f"{subject} {second}") if subject else None
    return None


def _shared_subject(head: Words, tail: Words, at: int) -> str:
    """ "The firm" of "The firm has cut 900 jobs" for "has closed two plants" or "closed two plants"; else ""."""
    begins, verb = tail.low[0], head.low[at]
    subject = head.text[: head.at[at][0]].strip()
    if begins in PRESENT:
        return subject if verb in PRESENT else ""
    if begins in PASTS and begins not in PARTICIPLES:
        return "" if verb in PRESENT else subject
    is_past = begins in PARTICIPLES or tail.is_past(0)
    if not is_past or len(tail) < 2 or head.is_past(len(head) - 1) or not _is_object(tail, 1):
        return ""
    if verb in ("has", "have") and at + 1 < len(head) and _is_object(head, at + 2):
        return f"{subject} {verb}"
    return subject if verb in PARTICIPLES or head.is_past(at) else ""


def _is_object(words: Words, i: int) -> bool:
    """A determiner, a number or a name: what stands before it has an object and is no participle of something else."""
    if i >= len(words):
        return False
    return (
        words.low[i] in DETERMINERS
        or words.raw[i][0].isdigit()
        or words.raw[i][0] in "$€£"
        or words.raw[i][0].isupper()
    )


def _is_elliptic(second: str) -> bool:
    """ "... and Ann Lee has 63": of what, the first half says."""
    return bool(_BARE_NUMBER_END.search(second)) and not _YEAR_END.search(second)


def _verb(words: Words) -> int | None:
    """The first finite verb that the beginning of the words can be the subject of."""
    for i, low in enumerate(words.low):
        if i and (low in PRESENT or low in PASTS or low in FINITE):
            return i
        if low in _RELATIVE:
            return None
        if i and (words.is_past(i) or low in PARTICIPLES):
            return i if _is_finite_past(words, i) else None
    return None


def _is_finite_past(words: Words, i: int) -> bool:
    """ "Police arrested two men", but not "the men arrested in Oslo" or "the proposed law"."""
    return words.low[i] not in _NAMING and words.low[i - 1] not in DETERMINERS and _is_object(words, i + 1)


def _has_own_subject(head: Words, tail: Words, *, has_mark: bool) -> bool:
    at = _verb(tail)
    if at is None or at > _LONGEST_SUBJECT or any(tail.is_mark(i) for i in range(at)):
        return False
    if tail.low[0] in FINITE or tail.low[0].endswith(("ing", "ed", "ly")) or tail.low[0] in PASTS:
        return False
    if not _NO_SUBJECT.isdisjoint(tail.low[:at]) or _is_known_already(head, tail, at):
        return False
    is_moving = tail.low[at] in MOVES and not MOVES.isdisjoint(head.low)
    if has_mark:
        return tail.low[at] in FINITE or tail.low[at] in PASTS or tail.low[at] not in _NAMING
    begins = tail.raw[0][0]
    last = head.raw[-1][0]
    is_pair = (begins.isupper() and last.isupper()) or (
        begins.isdigit() and last.isdigit()
    )  # "men aged 19 and 22 were"
    is_determined = tail.low[0] in ("the", "a", "an") or begins.isdigit() or (begins.isupper() and not is_pair)
    is_determined = is_determined and tail.low[at] in FINITE and head.low[-1] not in DETERMINERS
    return is_moving or is_determined


def _is_known_already(head: Words, tail: Words, at: int) -> bool:
    """ "The list", "the brash billionaire": often what the half before has named."""
    if tail.low[0] != "the":
        return False
    return tail.low[at - 1] in _PEOPLE or (at < _SHORTEST_DESCRIPTION and head.low[0] != "the")
