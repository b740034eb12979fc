"""The patterns by which signals are seen where words alone would mislead. Data only; cues.py has the words."""

import re

from claims.detection.gated import Gated

# What "lost her home", "a tree fell" and "the power was cut" lack: an amount of which it is said, or a figure behind.
_AMOUNTS = (
    "price prices wage wages pay salary salaries income incomes earnings number numbers rate rates share level levels"
    " export exports import imports sales output production profit profits revenue revenues cost costs rent rents"
    " tax taxes budget budgets spending funding deficit debt debts aid inflation unemployment employment poverty"
    " turnout emissions temperature temperatures population demand supply economy gdp growth trade investment jobs"
    " support popularity crime deaths cases births funds benefits bills fees tariffs value index stocks shares"
)
_MOVED = (
    "rose rise rises risen rising fell fallen falling fall falls dropped drop grew grown growing grow climbed declined"
    " decline raised jumped lost gained added created surged slashed reduced cut cuts shed gone went up down"
)
_OF_AMOUNT = Gated(
    re.compile(
        rf"\b(?:{_AMOUNTS.replace(' ', '|')})\b(?:\s+[\w’'-]+){{0,5}}?\s+(?:{_MOVED.replace(' ', '|')})\b"
        rf"|\b(?:{_MOVED.replace(' ', '|')})\s+(?:[\w’'-]+\s+){{0,4}}?(?:{_AMOUNTS.replace(' ', '|')})\b",
        re.IGNORECASE,
    ),
    _MOVED,
    _AMOUNTS,
)
_BY_FIGURE = Gated(
    re.compile(
        r"\b(?:rose|risen|rises?|fell|fallen|falls?|dropped|grew|grown|climbed|declined?|jumped|surged|gone|went|reduced"
        r"|raised|up|down)\s+(?:(?:up|down|\w+ly|by|from|to|below|above|about|around|nearly|almost|some|more\s+than)\s+){0,4}"
        r"[$€£]?\d"
        r"|\b(?:lost|lose|gained|added|created|shed|slashed|cut)\s+"
        r"(?:(?:by|another|about|around|nearly|almost|some|over|at\s+least|more\s+than|up\s+to)\s+){0,2}[$€£]?\d"
        r"|\b(?:lost|lose|gained|slashed|reduced|raised|cut)\s+(?:[\w’'-]+\s+){1,4}?by\s+[$€£]?\d",
        re.IGNORECASE,
    ),
    _MOVED + " lose",
)
_AT_WORK = r"(?!\s+(?:minister|secretary|ministry|department|correspondent|reporter)s?\b)"
_PUBLIC = Gated(
    re.compile(
        rf"\b(?:education|health\s+care|social\s+security|public\s+(?:transport|services?|housing)|military\s+aid){_AT_WORK}\b"
        r"|\bschool\s+(?:bus(?:es)?|meals?|budgets?|fees|places)\b|\bwelfare\s+(?:payments?|cheques?|checks?|state|benefits?)\b"
        r"|\b(?:government|federal|state|public|council|state-run)\s+(?:\w+\s+)?(?:money|funds?|grants?|loans?|cash|pays?|paid"
        r"|spends?|spent|budgets?|debts?|contracts?|jobs?|workers|employees|services?)\b",
        re.IGNORECASE,
    ),
    "education health social public military school welfare government federal state council",
)
_HARM = Gated(
    re.compile(
        r"\b(?:air|missile|drone|rocket|military)\s+strikes?\b|\bstrikes?\s+(?:against|killed)\b"
        r"|\b(?:\d[\d,.]*|new|confirmed|reported|covid|measles|cholera|flu|ebola)\s+(?:\w+\s+)?cases\b"
        r"|\bcases\s+of\s+(?!emergency|need|this|that)|\b(?:illegal|hard|illicit)\s+drugs\b|\bdrug\s+(?:abuse|deaths|dealers?)\b"
        r"|\b(?:dropped|drop|dropping|planted|threw)\s+(?:[\w-]+\s+){0,2}bombs?\b",
        re.IGNORECASE,
    ),
    "strike strikes cases drugs drug bomb bombs",
)
# "Every year" says how often, not that it is always so.
_ABSOLUTE = Gated(
    re.compile(
        r"\bevery\b(?!\s+(?:(?:single|other|few|\d+|two|three|four|five|six|ten|second|third|fourth|fifth)\s+)?"
        r"(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|mornings?|afternoons?|evenings?|nights?|decades?|spring"
        r"|summer|autumn|fall|winter|quarter|season|weekend|now|once|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)"
        r"|\bno\s+one\b",
        re.IGNORECASE,
    ),
    "every no",
)
# "Could not verify" tells what was, "asked if" what was asked, "said it would" what was foretold.
_HYPOTHETICAL = Gated(
    re.compile(
        r"(?<!\bas\s)(?<!asked\s)(?<!asks\s)(?<!asking\s)(?<!wondered\s)(?<!see\s)(?<!know\s)\bif\b|\bmight\b"
        r"|\bcould(?!n['’]t)\s+(?!not\b|be\s+(?:seen|heard|reached|verified|confirmed|found|felt)\b|see\b|hear\b|feel\b|only\b"
        r"|no\s+longer\b|hardly\b|never\b|barely\b)"
        r"|\bwould(?:n['’]t)?\s+(?:\w+ly\s+|not\s+|never\s+)?have\b",
        re.IGNORECASE,
    ),
    "if might could would wouldn",
)

_FINDING_WORDS = (
    "study studies survey poll polls statistics census researchers scientists auditor auditors audit data figures"
    " records analysis report found finds shows showed revealed reveals concluded concludes according"
)
_FINDING = Gated(
    re.compile(
        r"\b(?:study|studies|survey|polls?|statistics|census|researchers|scientists|auditors?|audit|data|figures|records"
        r"|analysis|report)\b(?:\s+[\w’'-]+){0,5}?\s+(?:found|finds?|shows?|showed|suggests?|suggested|concluded?|concludes"
        r"|reports?|reported|reveals?|revealed|estimates?|estimated|puts?|says?|said|counted|measured|indicates?"
        r"|indicated|confirms?|confirmed)\b"
        r"|\b(?:found|finds|shows|showed|revealed|reveals|concluded|concludes)\s+(?:that|no|evidence)\b|\baccording\s+to"
        r"\s+(?:the\s+|a\s+|an\s+)?[\w\s]{0,30}(?:report|study|data|figures|survey|poll|census|statistics|records)"
        r"\b",
        re.IGNORECASE,
    ),
    _FINDING_WORDS,
)
_DONE = Gated(
    re.compile(
        r"\b(?:has|have|had|was|were|been)\s+(?:\w+ly\s+|not\s+|also\s+|already\s+)?\w+(?:ed|en|wn|ought|ld|ut)\b"
    ),
    "has have had was were been",
)
_LATELY = Gated(
    re.compile(
        r"\b(?:last|this|past)\s+(?:year|month|decade|century|summer|winter)\b"
        r"|\bsince\b|\bover\s+the\s+(?:past|last)\b|\bin\s+recent\b"
    ),
    "last this past since recent",
)
_MOST = Gated(
    re.compile(
        r"\b(?:the|its|their|his|her|our|a)\s+(?:\w+\s+)?(?:first|only|last|most|least)\b|\bon\s+record\b|\ball-time\b"
        r"|\brecord\s+(?:high|low|number|level)s?\b",
        re.IGNORECASE,
    ),
    "first only last most least record all",
)
# Each is searched only where its letters stand, "0" standing for any digit, and until one of its name is found.
FIND: tuple[tuple[str, str, re.Pattern[str] | Gated], ...] = (
    ("number", "0", re.compile(r"(?<![\w#/-])\d[\d,.]*(?![\w/])|\d+[.,]\d")),
    (
        "share_or_money",
        "0",
        re.compile(r"\d\s?(?:%|per\s?cent\b|pc\b)|[$€£₹¥]\s?\d|\b(?:Rs|USD|EUR|PKR)\.?\s?\d"),
    ),
    ("finding", "", _FINDING),
    ("change", "0", _BY_FIGURE),
    ("change", "", _OF_AMOUNT),
    ("harm", "", _HARM),
    ("money_or_state", "", _PUBLIC),
    ("absolute", "", _ABSOLUTE),
    ("hypothetical", "", _HYPOTHETICAL),
    ("deed", "ed", re.compile(r"\b[a-z]{2,}ed\b")),
    ("deed", "", _DONE),
    (
        "period",
        "0",
        re.compile(
            r"\b(?:1[89]|20)\d\d\b|\b(?:January|February|March|April|June|July|August|September|October|November|December"
            r"|Oct|Nov|Dec|Jan|Feb|Sept)\b\.?\s\d"
        ),
    ),
    ("period", "", _LATELY),
    (
        "superlative",
        "est",
        re.compile(
            r"\b(?:the|its|their|his|her|our|a)\s+(?:\w+\s+)?(?!(?:inter|for|pro|re|con|arr|hon|mod|lat|harv|inv|gu|qu|sugg"
            r"|rest|w|e|t|b|cr|n|ch)est\b)\w{2,}est\b",
            re.IGNORECASE,
        ),
    ),
    ("superlative", "", _MOST),
    ("named", "", re.compile(r"(?<=[a-z,;] )[A-ZÀ-Þ][\w’'-]+|\b[A-Z]{2,}\b")),
)
