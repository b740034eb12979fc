"""Named signals of check-worthiness: what each one sees in a sentence, its weight, and the words for people.

The weights are log-odds set by hand; scoring.py adds them up. Nothing here knows who speaks or what is stored.
"""

import re
from typing import NamedTuple

from claims.detection import lexicon


class Signal(NamedTuple):
    """`weight` is added to the log-odds; a signal that is `final` rules a claim out whatever else is seen."""

    name: str
    weight: float
    sentence: str
    final: bool = False


ALL = {
    signal.name: signal
    for signal in (
        Signal("number", 1.4, "gives a number"),
        Signal("share_or_money", 1.3, "gives a percentage or an amount of money"),
        Signal("quantity", 0.5, "measures something"),
        Signal("change", 0.7, "says that something rose or fell"),
        Signal("comparison", 0.6, "compares or ranks"),
        Signal("finding", 1.3, "reports a finding"),
        Signal("accusation", 0.9, "accuses somebody"),
        Signal("disputed", 0.7, "is denied or disputed by somebody"),
        Signal("law", 0.6, "cites law or policy"),
        Signal("cause", 0.4, "says what causes what"),
        Signal("harm", 0.6, "tells of violence, crime or illness"),
        Signal("deed", 0.6, "says what somebody did or does"),
        Signal("period", 0.5, "names a time that can be looked up"),
        Signal("named", 0.5, "names somebody or something"),
        Signal("absolute", 0.4, "says that it is always, never or nowhere so"),
        Signal("attributed", 0.5, "somebody is quoted as saying it"),
        Signal("money_or_state", 0.4, "is about public money or services"),
        Signal("prediction", -1.2, "is a prediction"),
        Signal("intention", -1.0, "states an intention"),
        Signal("opinion", -1.3, "is an opinion"),
        Signal("hypothetical", -0.7, "is hypothetical"),
        Signal("personal", -0.7, "is about the speaker's own thoughts or life"),
        Signal("scene", -1.3, "sets the scene"),
        Signal("short", -1.5, "is very short"),
        Signal("pointing", -0.5, "points to something said elsewhere"),
        Signal("heading", -3.0, "is a heading or a row of a table", True),
        Signal("question", -4.0, "is a question", True),
        Signal("call_to_action", -4.0, "is a call to action", True),
        Signal("greeting", -5.0, "is a greeting or prayer", True),
        Signal("boilerplate", -6.0, "is about the publication, not the news", True),
    )
}


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BY_WORD: dict[str, tuple[str, ...]] = {}


def _seen_in(name: str, words: frozenset[str]) -> None:
    for word in words:
        _BY_WORD[word] = (*_BY_WORD.get(word, ()), name)


_seen_in(
    "number",
    _words(
        "eleven twelve twenty thirty forty fifty sixty seventy"
        " eighty ninety hundred hundreds thousand thousands million millions billion billions trillion dozen"
        " dozens tens"
    ),
)
_seen_in(
    "share_or_money",
    _words("percent percentage per-cent dollars dollar euros pounds rupees cents billion trillion"),
)
_seen_in(
    "quantity",
    _words(
        "majority minority rate rates average total number level levels amount capita population share"
        " highest lowest gdp deficit debt surplus unemployment inflation poverty wages income jobs"
        " turnout emissions temperature median most fewer less more twice half double"
    ),
)
_seen_in(
    "change",
    _words(
        "increased increase increases decreased decrease rose rise risen rising fell fallen falling dropped"
        " doubled tripled halved grew grown growing declined decline soared plunged reduced cut cuts raised"
        " jumped shrank lost gained added created surged slashed quadrupled worsened improved gone"
    ),
)
_seen_in(
    "comparison",
    _words(
        "than highest lowest largest biggest smallest deadliest worst fastest first second leading"
        " richest poorest oldest greatest fewest unprecedented record longest strongest only compared"
        " equivalent same"
    ),
)
_seen_in("finding", _words("study survey poll statistics census researchers findings data audit scientists"))
_seen_in(
    "accusation",
    _words(
        "accused accuses accuse accusing blamed blames blame blaming alleged allegedly allegations allegation"
        " fraud corruption corrupt bribery bribes lied lying misled illegal illegally violated violating"
        " violation sheltering stole stolen rigged rigging cheated smuggling laundering"
    ),
)
_seen_in(
    "disputed",
    _words("denied denies deny denying disputed disputes refuted rejects rejected debunked contradicts false"),
)
_seen_in(
    "law",
    _words(
        "law laws bill act legislation constitution constitutional amendment tax taxes budget voted vote votes veto"
        " vetoed court ruling ruled treaty agreement sanctions tariff tariffs ban banned policy regulation"
        " regulations mandate statute convicted sentenced deal accord convention resolution signed supported"
        " opposed federal welfare immigration plan program budget"
    ),
)
_seen_in(
    "deed",
    _words(
        "became become began begun won lost built spent gave took made got came went left sent sold bought brought fought"
        " hit shut ran rose fell grew wrote drew broke stole led paid met held kept shrank struck shot gone done taken"
        " given known seen cut put set saw flew threw rejected"
    ),
)
_seen_in(
    "cause",
    _words(
        "caused causes causing because led resulted resulting due prevents prevented linked increases contributed"
        " triggered thanks responsible cures cured"
    ),
)
_seen_in(
    "harm",
    _words(
        "killed kills killing died dead deaths death injured wounded murdered murder attacked attack attacks bombed"
        " arrested rape raped crime crimes violence virus vaccine vaccines disease cancer infected infections"
        " cases terrorists terrorist terrorism war weapons nuclear militants casualties drugs shot abducted"
        " displaced fled strikes airstrike bombing genocide tortured invaded invasion"
    ),
)
_seen_in(
    "money_or_state",
    _words(
        "government federal budget spending spend spends spent tax taxes deficit healthcare medicare"
        " medicaid hospitals schools education pension military troops energy oil immigrants migrants"
        " refugees border housing subsidies aid funding funds economy trade police army"
    ),
)
_seen_in("absolute", _words("never always nobody none every nowhere ever zero entire all"))
_seen_in("personal", _words("i me my myself i'm i’m i've i’ve i'd i’d i'll i’ll"))
_seen_in("hypothetical", _words("if would could might perhaps maybe unless whether"))

_FIND = {
    "number": re.compile(r"(?<![\w#/-])\d[\d,.]*(?![\w/])|\d+[.,]\d"),
    "share_or_money": re.compile(r"\d\s?(?:%|per\s?cent\b|pc\b)|[$€£₹¥]\s?\d|\b(?:Rs|USD|EUR|PKR)\.?\s?\d"),
    "finding": re.compile(
        r"\b(?:found|finds|shows|showed|revealed|reveals|concluded|concludes)\s+(?:that|no|evidence)\b|\baccording\s+to"
        r"\s+(?:the\s+|a\s+|an\s+)?[\w\s]{0,30}(?:report|study|data|figures|survey|poll|census|statistics|records)"
        r"\b",
        re.IGNORECASE,
    ),
    "deed": re.compile(
        r"\b(?:has|have|had|was|were|been)\s+(?:\w+ly\s+|not\s+|also\s+|already\s+)?\w+(?:ed|en|wn|ought|ld|ut)\b"
        r"|\b[a-z]{2,}ed\b"
    ),
    "period": re.compile(
        r"\b(?:1[89]|20)\d\d\b|\b(?:last|this|past)\s+(?:year|month|decade|century|summer|winter)\b|\b(?:since|over\s+the"
        r"\s+(?:past|last)|in\s+recent)\b|\b(?:January|February|March|April|June|July|August|September|October|"
        r"November|December|Oct|Nov|Dec|Jan|Feb|Sept)\b\.?\s\d"
    ),
    "named": re.compile(r"(?<=[a-z,;] )[A-ZÀ-Þ][\w’'-]+|\b[A-Z]{2,}\b"),
}
# A year or a day of a month is a time, not a figure.
_WORD = re.compile(r"\w[\w’'-]*")
_DATE = re.compile(
    rf"\b(?:{lexicon.alternation(lexicon.MONTHS + lexicon.MONTHS_SHORT)})\s+\d{{1,2}}\b|\b\d{{1,2}}\s+"
    rf"(?:{lexicon.alternation(lexicon.MONTHS)})\b|\b(?:1[6-9]|20)\d\d\b(?!\s*(?:people|%|percent))"
)
_PREDICTION = re.compile(
    r"\b(?:will|won['’]t|shall|(?:is|are|was|were|be)\s+(?:going|expected|likely|set|bound|projected|forecast|predicted|"
    r"poised|due)\s+to|(?:may|might|could)\s+(?:be|become|lead|get|have|take|end|see|face|soon|help|well|not|mean|"
    r"cause|result|go|turn|prove|come|force|make)\b|next\s+(?:year|month|week|decade))",
    re.IGNORECASE,
)
_INTENTION = re.compile(
    r"\b(?:I|we)(?:['’]ll|\s+(?:will|shall|intend|plan|want|promise|pledge|vow|hope)\b|['’](?:re|m)\s+going\s+to|"
    r"\s+(?:am|are)\s+going\s+to)|\b(?:vow(?:s|ed)?|pledge[sd]?|promise[sd]?|intend(?:s|ed)?|plan(?:s|ned)?|aims?|"
    r"determined|ready|willing|committed)\s+to\b|\b(?:will|shall)\s+(?:continue|keep|never|not\s+(?:allow|tolerate)"
    r"|always|work|fight|do\s+everything|defend|respond|seek|ensure|exercise)\b",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\b(?:should|shouldn['’]t|must|ought|need(?:s)?\s+to|I\s+(?:think|believe|feel|hope|guess|suppose|love|like|want|wish|agree|"
    r"disagree|don['’]t\s+(?:think|believe|like))|in\s+my\s+(?:view|opinion)|unfortunately|fortunately|sadly|hopefully|frankly|"
    r"(?:is|was|are|were|be|been|['’]s|seems?|appears?|looks?|feels?)\s+(?:\w+ly\s+|very\s+|so\s+|too\s+|simply\s+|just\s+|such\s+|quite\s+"
    r"|really\s+|truly\s+|absolutely\s+|a\s+|an\s+|the\s+|not\s+|more\s+){0,3}(?:great|good|bad|terrible|wonderful|amazing|beautiful|awful|"
    r"horrible|disgrace|disaster|shame|shameful|tragic|tragedy|wrong|right|fair|unfair|important|crucial|vital|essential|necessary|"
    r"ridiculous|absurd|outrageous|brilliant|excellent|fantastic|incredible|perfect|stupid|nonsense|unacceptable|irresponsible|"
    r"disappointing|disappointed|thrilled|delighted|saddened|shocked|sad|happy|proud|honou?red|pleased|grateful|glad|sorry|confident|hopeful|inspiring|exciting|excited|"
    r"interesting|fascinating|clear|obvious|delicious|lovely|nice|fun|hard|difficult|easy|better|best|key|strange|weird|"
    r"reckless|cowardly|heroic|hypocritical|unwilling)\b)",
    re.IGNORECASE,
)
_SCENE = re.compile(
    r"\b(?:did\s+not\s+(?:immediately\s+)?(?:respond|reply|return)|(?:could\s+not|couldn['’]t)\s+(?:immediately\s+)?be\s+reached|"
    r"declined\s+to\s+comment|has\s+been\s+contacted|have\s+been\s+contacted|(?:met|gathered|arrived|convened|sat\s+down|spoke|spoken|"
    r"speaking)\s+(?:on|in|at|with|to|here)\b|shared\s+(?:no\s+)?details|request(?:s|ed)?\s+for\s+comment|asked\s+(?:about|whether|if)|"
    r"thanked|smiled|laughed|nodded|paused|welcomed|congratulated|held\s+(?:talks|a\s+(?:news|press)\s+conference|a\s+meeting)|"
    r"takes?\s+place|took\s+place)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"^(?:[\"“]?(?:this|that|these|those|it|he|she|they|such|here|there)\b(?:['’]s)?)", re.IGNORECASE
)
_QUESTION = re.compile(r"[?？؟;]\s*[\"”»'’)]*$")
_ASKS = re.compile(
    r"^[\"“]?(?:what|who|whom|whose|when|where|why|how|is|are|was|were|do|does|did|can|could|will|would|should|has|have)\b",
    re.IGNORECASE,
)
_END_MARK = re.compile(r"[.!?…:;\"”»’')\]。！？।؟۔]$")


def read(sentence: str, *, n_words: int, is_whole_line: bool) -> set[str]:
    """Names of the signals seen in one sentence; `n_words` counts its reporting frame too."""
    seen: set[str] = set()
    for low in _WORD.findall(sentence.lower()):
        names = _BY_WORD.get(low)
        if names:
            seen.update(names)
    undated = _DATE.sub(" ", sentence) if any(character.isdigit() for character in sentence) else sentence
    for name, pattern in _FIND.items():
        if name not in seen and pattern.search(undated if name == "number" else sentence):
            seen.add(name)
    if _OPINION.search(sentence):
        seen.add("opinion")
    if _SCENE.search(sentence):
        seen.add("scene")
    if _POINTING.match(sentence):
        seen.add("pointing")
    if n_words < 6:
        seen.add("short")
    if _is_question(sentence):
        seen.add("question")
    if (
        (is_whole_line and n_words < 16 and not _END_MARK.search(sentence))
        or sentence.startswith("|")
        or " | " in sentence
    ):
        seen.add("heading")
    return seen


def _is_question(sentence: str) -> bool:
    mark = _QUESTION.search(sentence)
    if mark is None:
        return False
    return sentence[mark.start()] in "?？؟" or (
        sentence[mark.start()] == ";" and not sentence.isascii() and "α" in sentence
    )


def outlook(content: str) -> str:
    """ "intention", "prediction" or "" for the main clause of what is said."""
    intention = _INTENTION.search(content)
    prediction = _PREDICTION.search(content)
    first = min((match.start() for match in (intention, prediction) if match), default=-1)
    if first < 0 or _SUBORDINATE.search(content, 0, first):
        return ""
    return "intention" if intention and intention.start() <= first + 12 else "prediction"


_SUBORDINATE = re.compile(
    r"\b(?:that|which|who|whether|if|because|until|when|where|is|are|was|were|has|have|had|said|says|\w+ed)\b",
    re.IGNORECASE,
)
