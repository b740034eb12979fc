"""Whether the main clause of what is said looks ahead: to what will be, or to what somebody means to do.

What was foretold or promised at a time that is given, what the law lays down and what a calendar says are no outlook.
"""

import re

from claims.detection import lexicon
from claims.detection.gated import Gated, words_of
from claims.detection.lexicon import spaced


def _holds(words: str, *phrases: str) -> Gated:
    return Gated(re.compile(rf"\b(?:{spaced(*phrases)})\b", re.IGNORECASE), words)


_NOT_YET = (
    "likely unlikely set bound projected forecast predicted poised due expected headed destined tipped certain going"
)
_BOUND_TO = rf"(?:{_NOT_YET.replace(' ', '|')}) (?:to|for)"
_PREDICTION = _holds(
    "will won ll shall gonna next may might could warn warns warned expect expects forecasts predicts foresees "
    + _NOT_YET,
    r"will|won['’]t|(?<=\w)['’]ll|shall|gonna|next (?:year|month|week|decade)",
    f"(?:is|are|be|was|were|['’]s|['’]re|looks?|seems?|appears?) (?:also |now |still |not |widely )?{_BOUND_TO}",
    r"(?:may|might|could)\s+(?:also |well |soon |even |only |eventually |still |one day )?(?!not\b|have\b"
    r"|be (?:seen|heard|reached|verified|confirmed|used|found|called)\b"
    r"|(?:also|well|soon|even|only|eventually|still|already|once|hardly|no|never)\b)[a-z]+",
    "warn(?:s|ed)? (?:of|about)",
    r"expects? (?:\w+ ){1,3}to|expects? (?:to|that|an?|\d[\d,.]*|growth|sales|prices|profits?|demand)",
    r"(?:forecasts|predicts|foresees) (?!by\b)\w+",
)
_COMMISSIVE = (
    "vow(?:s|ed)?|pledge[sd]?|promise[sd]?|intend(?:s|ed)?|plan(?:s|ned)?|aims?|threaten(?:s|ed)?|offers|propose[sd]?"
)
_MINDED = "determined|ready|willing|committed|preparing|planning|aiming"
_INTENTION = _holds(
    "i we vow vows vowed pledge pledges pledged promise promises promised intend intends intended plan plans planned"
    " planning aim aims aiming determined ready willing committed will shall want wants hope hopes considering threaten"
    " threatens threatened offers offered propose proposes proposed demand demands demanded urges urged weighing"
    " preparing seeks goal aim plan intention ambition target mission objective",
    "(?:I|we)(?:['’]ll| (?:will|won['’]t|shall|intend|plan|want|promise|pledge|vow|hope))",
    "(?:I|we)(?: am| are|['’]m|['’]re) (?:never |not )?going to|I promise(?: you)?",
    f"(?:{_COMMISSIVE}) (?:never |not )?to|(?:am |is |are )?(?:{_MINDED}) to",
    "(?:has|have) (?:vowed|pledged|promised|offered|threatened|proposed) to",
    "(?:will|shall) (?:never|not (?:allow|tolerate)|always|work|fight|do everything|defend|respond|seek)",
    "(?:will|shall) (?:continue|keep) (?:to )?(?!ris|fall|grow|climb|shrink|drop|declin|increas|decreas|spread|get|be)",
    "(?:goal|aim|plan|intention|ambition|target|mission|objective) is to",
    "(?:will|shall) (?:ensure|exercise)",
    r"plans\s+(?:\d|an?\b|new\b)|(?:wants?|hopes?|seeks) to|(?:is|are) (?:considering|weighing|planning|preparing)",
    r"demands? that|demand(?:s|ed) (?:that|an?|the|more)|urge[sd] \w+",
)
# "It would appeal": whoever is quoted speaks of what they mean to do.
_OWN_WOULD = re.compile(
    r"[\"“]?(?:it|he|she|they|we|I)(?:\s+(?:would|will)|['’](?:d|ll))\s+"
    r"(?:also\s+|not\s+|never\s+|soon\s+|now\s+|no\s+longer\s+|\w+ly\s+)?"
    r"(?!(?:be|have|cost|take|rain|lead|mean|need|cause|become|rise|fall|grow|like|happen|help|affect|remain|depend|require"
    r"|make|create|hurt|result|still|allow|lose|probably|likely)\b)[a-z]+",
    re.IGNORECASE,
)
# Somebody reported to be so in the future then: "he said prices would fall".
_WOULD = re.compile(
    r"\b(?:would|wouldn['’]t)\b(?!\s+(?:\w+ly\s+)?have\b|\s+(?:like|love|prefer|rather|be\s+(?:wrong|right|better|best))\b)",
    re.IGNORECASE,
)
_USED_TO = re.compile(
    r"\b(?:every|often|always|usually|sometimes|as\s+an?\s+(?:girl|boy|child|student|young)|in\s+those\s+(?:days|years)|back\s+then"
    r"|when\s+(?:he|she|I|they|we)\s+(?:was|were))\b",
    re.IGNORECASE,
)
# A condition in front: what would happen if the dam broke.
_WHAT_IF = re.compile(
    r"[\"“]?(?:if|should|unless|were)\b.{3,200}?\b(?:would|could|will|might|won['’]t|wouldn['’]t|going\s+to)\b(?!\s+have\b)",
    re.IGNORECASE | re.DOTALL,
)
_HAD_THEY = re.compile(
    r"[\"“]?(?:if\s+.{1,120}?\bhad|had)\b.{3,200}?\b(?:would|could|might)(?:n['’]t)?\s+(?:\w+ly\s+|never\s+|not\s+)?have\b",
    re.IGNORECASE | re.DOTALL,
)
_WOULD_HAVE = re.compile(r"\b(?:would|could|might)(?:n['’]t)?\s+(?:\w+ly\s+|never\s+|not\s+)?have\b", re.IGNORECASE)
_IF_HAD = re.compile(r"\bif\b.{3,120}?\bhad\b", re.IGNORECASE | re.DOTALL)
# "May" tells what something is able to do ("may cause a fever"), or gives leave ("the landlord may charge interest").
_ABLE = re.compile(
    r"\b(?:may|might|could)\s+(?:also\s+)?(?:cause|increase|reduce|raise|lower|contain|prevent|protect|trigger|harm|improve"
    r"|contribute|lead\s+to)\b",
    re.IGNORECASE,
)
_RULE = re.compile(r"(?:if|when|where|unless)\s+(?:an?|the|any|you)\s[^,]{3,80},\s[^,]{2,60}?\bmay\s", re.IGNORECASE)
# Before a "will" these show that it stands in a clause of its own ("guarantees that it will ...").
_SUBORDINATE = re.compile(
    r"\b(?:that|which|who|whether|if|because|until|when|where|is|are|was|were|has|have|had|said|says|\w+ed)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(r"^\W*(?:that|which)\b", re.IGNORECASE)
# Whom the main clause is about: "Every family that lost its home" will get something.
_WHO_OF_ALL = re.compile(
    r"^\W*(?:every(?:one|body)?|each|any(?:one|body)?|all|those|people|the)\s+(?:[\w’'-]+\s+){0,3}?(?:that|who|which)\s+"
    rf"(?!(?:{lexicon.alternation(lexicon.VERBS)})\b)(?:(?:is|are|was|were|has|have|had)\b|\w+)",
    re.IGNORECASE,
)
# An insertion or a clause in front, which says nothing about the main one.
_ASIDE = re.compile(
    r",\s+(?:which|who|whose|where|based|known|led|owned)\b[^,]{2,120},"
    r"|^(?:when|if|after|once|as|while|although|because|since|until|unless|before|now\s+that|despite|with|under)\b[^,]{2,160},",
    re.IGNORECASE,
)
_EVENTS = (
    "trial|committee|council|parliament|court|hearing|election|elections|vote|summit|talks|conference|match|final|festival|ceremony|meeting|funeral|session|referendum"
    "|exhibition|show|concert|inquest|inquiry|debate|parade|tournament|march|race|exam|exams|polls|term|games|service"
)
_DAY = lexicon.alternation(lexicon.MONTHS + lexicon.WEEKDAYS)
_SCHEDULED = Gated(
    re.compile(
        rf"\b(?:{_EVENTS})\b[^,.;]{{0,60}}?\b(?:will|is|are)\s+(?:be\s+held|take\s+place|begin|start|open|resume|run|end|meet|close|last"
        r"|due\s+to\s+(?:begin|start|open|take\s+place|be\s+held)|scheduled|set\s+for)\b[^.;]{0,40}?"
        rf"(?:\b(?:{_DAY})\b|\b\d{{1,2}}(?::|\s*[ap]\.?m|\s+o['’]clock)|\btomorrow\b|\btonight\b)",
        re.IGNORECASE,
    ),
    _EVENTS.replace("|", " "),
)
_DROPPED = re.compile(
    r"\b(?:abandon|drop|scrap|shelv|cancel|ax|withdr[ae]w|reject|gave\s+up|revers|delay|ditch|halt)\w*\s+(?:\w+\s+){0,2}?"
    r"(?:plans?|promise|pledge|bid|proposal|intention|threat)\b",
    re.IGNORECASE,
)
_FORETOLD = (
    r"(?:forecast|foresaw|said|told|"
    r"(?:predict|forecast|expect|warn|promis|pledg|vow|plann|intend|hop|want|threaten|offer|agre)ed)"
)
_PAST_TIME = (
    r"(?:in|since|back\s+in)\s+(?:(?:early|late|mid)[\s-])?"
    rf"(?:(?:{lexicon.alternation(lexicon.MONTHS)})\b|(?:19|20)\d\d\b)(?!\s+(?:to|through))"
    r"|last\s+(?:year|month|spring|summer|autumn|fall|winter|decade)\b|\b\w+\s+(?:years?|months?|decades?)\s+ago\b"
    r"|\bearlier\s+this\s+year\b"
)
_HAD_FORETOLD = re.compile(rf"\bhad\s+(?:\w+ly\s+|also\s+|once\s+|never\s+|previously\s+)?{_FORETOLD}\b", re.IGNORECASE)
_FORETOLD_THEN = re.compile(
    rf"\b{_FORETOLD}\s+(?:\w+\s+)?(?:{_PAST_TIME})|^\W{{0,4}}(?:{_PAST_TIME})[^.]{{0,60}}?\b{_FORETOLD}\b",
    re.IGNORECASE,
)
_WAS_TO = re.compile(
    r"\b(?:was|were)\s+(?:supposed|meant)\s+to\b"
    r"|\b(?:was|were)\s+(?:once\s+|originally\s+|initially\s+|long\s+|first\s+|also\s+|widely\s+)?"
    r"(?:expected|due|set|projected|scheduled|slated|forecast|planned|going|intended)\s+to\b"
    r".{2,80}\b(?:but|although|until|in\s+(?:19|20)\d\d|last\s+\w+)\b",
    re.IGNORECASE | re.DOTALL,
)
_FORETELLING = frozenset(
    "predicted forecast foresaw expected warned promised pledged vowed planned intended hoped wanted threatened offered"
    " agreed".split()
)
_TOLD_OF = frozenset("said told".split())
_TO_COME = frozenset(
    "supposed meant expected due set projected scheduled slated forecast planned going intended".split()
)
_THEN = frozenset("ago last in since earlier".split())
_NAMED_WILL = re.compile(r"(?<=[a-z,.] )Will\b(?! (?:be|have|not|I|we|he|she|they|it|you)\b)|^Will (?=[A-Z])")
_LAST_WILL = re.compile(
    r"\b(the|an?|his|her|my|their|free|good|political|own|last|living|popular)\s+will\b", re.IGNORECASE
)
_TOGETHER = 12  # characters; a promise may begin a little behind what is foretold in it


def outlook(content: str, *, is_reported: bool = False) -> str:
    """ "intention", "prediction" or "" for the main clause of what is said, `content`: without who says it."""
    if "will" in content or "Will" in content:
        content = _LAST_WILL.sub(r"\1 wish", _NAMED_WILL.sub("Bill", content))
    if is_reported and _OWN_WOULD.match(content):
        return "intention"
    if might_have_been(content) or _SCHEDULED.search(content) or _RULE.match(content):
        return ""
    would = _WOULD.search(content) if "would" in content else None
    if would and not _USED_TO.search(content) and not _is_subordinate(content, would.start()):
        return "prediction"
    if _WHAT_IF.match(content):
        return "prediction"
    content = _ABLE.sub("can", content) if "may" in content or "might" in content or "could" in content else content
    intention, prediction = _INTENTION.search(content), _PREDICTION.search(content)
    first = min((match.start() for match in (intention, prediction) if match), default=-1)
    if first < 0 or _is_subordinate(content, first) or (intention and _DROPPED.search(content)):
        return ""
    return "intention" if intention and intention.start() <= first + _TOGETHER else "prediction"


def _is_subordinate(content: str, at: int) -> bool:
    front = _WHO_OF_ALL.sub("", _POINTING.sub("", content[:at], count=1), count=1)
    return _SUBORDINATE.search(front) is not None and _SUBORDINATE.search(_ASIDE.sub(",", front)) is not None


def lies_back(sentence: str) -> bool:
    """Whether a whole sentence tells what was foretold, promised or planned at an earlier time: that can be checked."""
    words = words_of(sentence)
    foretells = not _FORETELLING.isdisjoint(words) or ("would" in words and not _TOLD_OF.isdisjoint(words))
    if foretells and "had" in words and _HAD_FORETOLD.search(sentence):
        return True
    if foretells and not _THEN.isdisjoint(words) and _FORETOLD_THEN.search(sentence):
        return True
    return (
        ("was" in words or "were" in words) and not _TO_COME.isdisjoint(words) and _WAS_TO.search(sentence) is not None
    )


def might_have_been(content: str) -> bool:
    """Whether it tells what would have happened otherwise: nobody can look that up."""
    if not words_of(content) >= {"have", "had"}:
        return False
    if _HAD_THEY.match(content):
        return True
    return _WOULD_HAVE.search(content) is not None and _IF_HAD.search(content) is not None
