"""Where what is said begins and ends, once the reporting verb and its subject are known."""

import re

from claims.detection import lexicon
from claims.detection.quotes import FILLER, FILLER_INSIDE, FILLERS
from claims.detection.verbs import PASTS
from claims.detection.words import FINITE, PREPOSITIONS, Span, Words

_HEARERS = (
    r"(?:(?:the|a|an|his|her|its|their)\s+)?(?:[\w’'-]+\s+){0,3}?(?:reporters|journalists|lawmakers|investors|"
    r"parliament|parliamentarians|congress|senators|supporters|voters|viewers|readers|police|officers|court|jury|"
    r"(?:press|news)\s+conference|briefing|committee|panel|audience|crowd|rally|meeting|hearing|conference|"
    r"newspaper|magazine|agency|radio|television|tv|station|broadcaster|programme|program|outlet|website|"
    r"inquiry|council|assembly|house|senate|delegates|staff|employees|analysts|people|students)"
)
_TOLD_COMMON = re.compile(rf"\s+(?:{_HEARERS}|him|her|them|me|us|you|it)(?=[\s,:•◦.]|$)", re.IGNORECASE)
_TOLD_NAME = re.compile(
    r"\s+(?:the\s+)?[A-ZÀ-Þ@][\w.&’'-]*(?:\s+(?:of\s+|the\s+|and\s+)?[A-ZÀ-Þ][\w.&’'-]*){0,6}(?=[\s,:•◦.]|$)"
)
_OCCASION = (
    r"(?:in|at|during|on|after|amid|following|before|through|from|for)"
    r"\s+(?:an?|the|his|her|its|their|this|that|one|another)"
)
_PLACE = (
    r"in\s+[A-Z]\w+(?:\s+[A-Z]\w+)?|on\s+(?:television|TV|social\s+media|state\s+(?:tv|television)|[A-Z]\w*)"
    r"|in\s+(?:response|reply|answer|reaction)\s+to(?:\s+[\w’'&.-]+){1,7}?"
    rf"|to\s+(?:{_HEARERS}|[A-Z]\w+)|by\s+(?:phone|telephone|email)|via\s+[\w\s]{{2,20}}?|while\s+[\w\s]{{4,40}}?"
    r"|\w+ly|again|however"
)
# After the verb: when, where and to whom; then "that", a quotation, or nothing more.
_SETTING = re.compile(
    rf"(?:\s*,?\s+(?:(?:{lexicon.TIME})|{_OCCASION}(?:\s+[\w’'&.-]+){{1,7}}?|{_PLACE})){{0,3}}?\s*[,:]?\s*"
    rf"(?:(?P<that>that|how)\b\s*,?\s*|(?=[“\"‘«{FILLERS}])|(?P<end>(?=[.;!?]*\s*$)))",
    re.IGNORECASE,
)
_SETTING_ASIDE = re.compile(
    rf"(?:\s+(?:(?:{lexicon.TIME})|(?:in|at|during|on)\s+(?:an?|the|his|her|its|their)(?:\s+[\w’'&.-]+){{1,7}}?)){{1,2}}"
    r"(?=,)",
    re.IGNORECASE,
)
_TIME_FIRST = re.compile(rf"\s*,?\s*(?:{lexicon.TIME})\s*,?\s+", re.IGNORECASE)
_QUOTE_LATER = re.compile(r"\s*:|\s(?:[\w’'.-]+\s){0,2}?that\s")
_QUOTE_NEXT = re.compile(rf"\s*[{FILLERS}]")
# "told the mayors who had come to the valley, “..."": speech in marks, whoever it was told to and wherever.
_SPEECH_SOON = re.compile(rf"[^{FILLERS};:]{{1,120}}[,:]\s*(?={FILLER})")
# "warned in front of all the guests that the roof leaked"
_THAT_SOON = re.compile(
    r"(?:\s+[\w’'-]+){1,9}?\s+that\s+(?=(?:he|she|it|they|there|the|an?|this|his|her|its|their|[A-Z]\w+)\b)"
)
# "an interview that was published": the "that" of a relative clause, not of something said.
_RELATIVE = re.compile(r"(?:was|were|is|are|has|had|will|would|could|can|[a-z]+ed)\b")
_CLAUSE = re.compile(
    r"\s*(?:it|he|she|they|there|we|I|this|these|those|the|a|an|no|some|his|her|its|their|our|all|most|"
    r"many|more|only|about|around|nearly|almost|[A-ZÀ-Þ0-9$€£•◦][\w’'.,-]*|[a-z]+s)\b"
)
_REPORTERS_ASIDE = re.compile(
    rf"(?<=[{FILLERS}])\s+(?:adding|saying|noting|arguing|citing|as\s+(?:he|she|it|they))\b"
    r"|,\s+(?:as\s+(?:he|she|it|they)\b|adding\b|saying\b|noting\b|arguing\b|citing\b|referring\s+to\b|according\s+to\b|"
    r"while\s+(?:adding|noting|urging)\b|(?:and|but)\s+(?:also\s+|then\s+)?(?:adds|added|urges|urged|called|calls|denies|denied"
    r"|rejects|rejected|warns|warned|insists|insisted|promises|promised|accuses|accused|threatens|threatened)\b|in\s+(?:an?\s+\w+\s+)?reference\s+to)"
)
# "The owner said “the boat is sound” and sold it": what is done behind the marks is told by the reporter.
_DEED_BEHIND = re.compile(
    rf"[{FILLERS}]{{15,}},?\s+(?:and|but)\s+(?:(?:then|also|later|even|\w+ly)\s+)?(?P<verb>[a-z]+)\b"
)
# ", but Reed said it fell", ", while the port puts it at 12": another voice within the sentence.
_OTHER_SAYS = re.compile(
    r",\s+(?:but|while|whereas|although|though)\s+(?:(?!that\b)[\w’'.-]+\s+){0,6}?(?:says?|said|puts?|claims?|claimed"
    r"|insists?|insisted|den(?:y|ies|ied)|disput(?:es?|ed)|contradict(?:s|ed)|rejects?|rejected|told)\s+(?!by\b)"
)
# ", a claim which the records do not bear out"
_VERDICT = re.compile(r",\s+an?\s+(?:[\w-]+\s+){0,2}?(?:claim|assertion|allegation|accusation|contention|statement)\b")
# "Shipowners say that the cost is unbearable and threaten to leave": the threat is the reporter's again.
_THREAT = re.compile(r"\s+and\s+threaten(?:s|ed)?\s+to\b")
# "The union says A; the operator speaks of B."
_OTHER_VOICE = re.compile(
    r";(?=[^;]*\b(?:says?|said|speaks?|spoke|calls?|called|den(?:ies|ied)|disput(?:es?|ed)|puts?)\b)"
)
_CIRCUMSTANCES = PREPOSITIONS | {"as", "when", "while", "after", "before"}
_OPENS_NO_CLAUSE = frozenset("to so of about as nothing by with for yes no . at".split())
_NOTHING_SAID = frozenset("something anything everything little much goodbye hello enough".split())
_SPEECH = frozenset(lexicon.SPEECH.values())
_PASTS = PASTS | frozenset("left sat stood ran took put shut threw drew".split())
# These take a bare clause where its verb is plain to see: "announced it would ...", "believes he is ...".
_BARE = frozenset(
    "announce confirm deny believe think add warn explain report reveal estimate show suggest hope expect fear find"
    " note indicate predict imply".split()
) | {"point out"}
_ANY_SUBJECT = frozenset("suggest argue claim insist".split())
_OF_DOCUMENTS = frozenset("find show reveal estimate document".split())


def told(words: Words, end: int) -> int:
    """Where the hearer after the character `end` ends ("told reporters"); `end` itself when nobody is named."""
    match = _TOLD_COMMON.match(words.text, end) or _TOLD_NAME.match(words.text, end)
    return match.end() if match else end


def start(words: Words, verb: int, lemma: str, *, of_document: bool = False) -> int | None:
    """The character where the content begins behind token `verb`; None when nothing said follows."""
    text, end = words.text, words.at[verb][1]
    if lemma == "point out":
        end = words.at[verb + 1][1]
    if lemma in ("tell", "warn", "ask"):
        hearer = told(words, end)
        if lemma == "tell" and hearer == end:
            soon = _SPEECH_SOON.match(text, end)
            return soon.end() if soon else None
        end = hearer
    setting = _SETTING.match(text, end)
    if setting and setting.group("end") is None:
        if setting.group("that") and _RELATIVE.match(text, setting.end()):
            return None
        return None if lemma == "read" and text[setting.end()] == FILLER_INSIDE else setting.end()  # reads a book
    has_circumstance = words.low[verb + 1 : verb + 2] and words.low[verb + 1] in _CIRCUMSTANCES
    if (has_circumstance or lemma in ("tell", "ask", "warn")) and (soon := _SPEECH_SOON.match(text, end)):
        return soon.end()
    if has_circumstance and (clause := _THAT_SOON.match(text, end)):
        return clause.end()
    time = _TIME_FIRST.match(text, end)
    return _bare_start(words, time.end() if time else end, lemma, of_document)


def _bare_start(words: Words, begin: int, lemma: str, of_document: bool) -> int | None:
    """Without "that" or a quotation: only a clause with its own verb counts as said."""
    first = words.index_at(begin)
    ahead = words.low[first : first + 12]
    if ahead[:2] in (["at", "least"], ["at", "most"]):
        return begin if lemma in ("say", "report", "estimate", "claim") else None
    is_finding = of_document and lemma in _OF_DOCUMENTS
    if not ahead or ahead[0] in _OPENS_NO_CLAUSE:
        return begin if is_finding and ahead[:1] == ["no"] else None
    if (ahead[0] in _NOTHING_SAID and ahead[1:2] != ["of"]) or ahead[:2] == ["the", "same"] or ahead[0] == ",":
        return None
    if lemma == "say" or is_finding:
        return begin if len(ahead) > 2 or ahead[-1][0] in FILLERS else None
    if lemma not in _SPEECH and lemma not in _BARE:
        return None
    reach = next((k for k, low in enumerate(ahead) if low in ("that", "which", "who", "where")), 10)
    reach = min(reach, 10 if lemma in _SPEECH else 7)
    has_verb = (ahead[0] in FINITE and not ahead[0].isalpha()) or any(
        low in FINITE or words.is_past(first + k) for k, low in enumerate(ahead[1:reach], 1)
    )
    is_clause = lemma in _ANY_SUBJECT or _CLAUSE.match(words.text, begin) is not None
    return begin if has_verb and is_clause else None


def ends_with_frame(words: Words, verb: int, lemma: str, *, quoted: bool) -> bool:
    """`C, S said on Monday.`: nothing that is said follows the verb, so the content stands before it."""
    text, end = words.text, words.at[verb][1]
    if lemma == "tell":
        end = told(words, end)
    if quoted and not _QUOTE_LATER.match(text, end):
        return _QUOTE_NEXT.match(text, end) is None
    setting = _SETTING.match(text, end)
    if setting and setting.group("end") is not None:
        return True
    return text[end : end + 1] in (",", ";", ".", "") or _SETTING_ASIDE.match(text, end) is not None


def until_end(text: str, begin: int) -> Span:
    """To the end of the sentence, less a trailing aside that is the reporter's ("as he thanked ...")."""
    aside = _REPORTERS_ASIDE.search(text, begin) or _THREAT.search(text, begin)
    end = aside.start() if aside and aside.start() - begin > 10 else len(text)
    for reporters in (_OTHER_VOICE, _OTHER_SAYS, _VERDICT):
        if other := reporters.search(text, begin + 10, end):
            end = other.start()
    return tight(text, begin, _before_deed(text, begin, end))


def _before_deed(text: str, begin: int, end: int) -> int:
    """Where the opening quotation closes, if the reporter then tells what its speaker did; else `end`."""
    match = _DEED_BEHIND.match(text, begin, end)
    if match is None:
        return end
    verb = match["verb"]
    is_deed = verb in _PASTS or verb in lexicon.VERBS or verb.endswith("ed")
    return begin + len(match.group()) - len(match.group().lstrip(FILLERS)) if is_deed else end


def tight(text: str, begin: int, end: int) -> Span:
    """The span without blanks and commas at its ends."""
    while begin < end and text[begin] in " ,;:\t":
        begin += 1
    while end > begin and text[end - 1] in " ,;\t":
        end -= 1
    return begin, end
