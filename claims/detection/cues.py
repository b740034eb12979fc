"""The words by which signals are seen, and patterns of tone. Data only; signals.py says what each one weighs."""

import re

from claims.detection import lexicon
from claims.detection.gated import Gated
from claims.detection.lexicon import spaced


def _holds(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{spaced(*phrases)})\b", re.IGNORECASE)


def _holds_with(words: str, *phrases: str) -> Gated:
    return Gated(_holds(*phrases), words)


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


BY_WORD: dict[str, tuple[str, ...]] = {}


def _seen_in(name: str, words: frozenset[str]) -> None:
    for word in words:
        BY_WORD[word] = (*BY_WORD.get(word, ()), name)


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
        "increased increase increases decreased decrease doubled tripled halved soared plunged shrank quadrupled"
        " worsened improved"
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
    _words(
        "denied denies deny denying disputed disputes refuted rejects rejected debunked contradicts false dismissed"
        " dismisses untrue baseless"
    ),
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
        "became become began begun won lost built spent gave took made got came went left sent sold bought"
        " brought fought"
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
        " terrorists terrorist terrorism war militants casualties shot abducted"
        " displaced fled airstrike airstrikes bombing genocide tortured invaded invasion"
    ),
)
_seen_in(
    "money_or_state",
    _words(
        "budget budgets spending tax taxes taxpayer taxpayers deficit healthcare medicare medicaid hospitals schools"
        " pension pensions subsidies subsidy aid funding"
    ),
)
_seen_in("absolute", _words("never always nobody none nowhere everyone everybody"))
_seen_in("personal", _words("i me my myself i'm i’m i've i’ve i'd i’d i'll i’ll"))
_seen_in("hypothetical", _words("perhaps maybe unless"))

# Figures, shares and reported speech in other languages, searched only where a sentence is not written in English.
FOREIGN = {
    "share_or_money": re.compile(
        r"\b(?:prozent|por\s+ciento|pour\s*cent|per\s+cento|процент\w*)\b|في\s+المائة|بالمائة|بالمئة|प्रतिशत|फीसदी|فیصد"
        r"|\d\s*(?:euros?|kronen|franken|francs?|pesos|reais|рубл\w+)\b",
        re.IGNORECASE,
    ),
    "number": re.compile(
        r"\b(?:millionen|milliarden|tausend|millones|miles\s+de|milliards?|миллион\w*|тысяч\w*)\b|مليون|مليار|ألف|करोड़|लाख|हजार"
        r"|万|億|亿",
        re.IGNORECASE,
    ),
    "attributed": re.compile(
        r"\b(?:sagte|teilte|erklärte|laut|angaben|zufolge|selon|affirmé|déclaré|d['’]après|según|dijo|afirmó|declaró"
        r"|segundo|disse|secondo|заявил\w*|сообщил\w*)\b|\bقال|بحسب|وفقا|ने\s+कहा|के\s+अनुसार|کے\s+مطابق|نے\s+کہا",
        re.IGNORECASE,
    ),
    "accusation": re.compile(
        r"\b(?:beschuldigt\w*|wirft|warf|accus[eé]\w*|acus[aó]\w*|обвин\w+)\b|اتهم|आरोप|الزام", re.IGNORECASE
    ),
}
# A year or a day of a month is a time, not a figure.
DATE = re.compile(
    rf"\b(?:{lexicon.alternation(lexicon.MONTHS + lexicon.MONTHS_SHORT)})\s+\d{{1,2}}\b|\b\d{{1,2}}\s+"
    rf"(?:{lexicon.alternation(lexicon.MONTHS)})\b|\b(?:1[6-9]|20)\d\d\b(?!\s*(?:people|%|percent))"
)
POINTING = re.compile(r"^(?:[\"“]?(?:this|that|these|those|it|he|she|they|such|here|there)\b(?:['’]s)?)", re.IGNORECASE)
END_MARK = re.compile(r"[.!?…:;\"”»’')\]。！？।؟۔]$")


_JUDGEMENTS = (
    "great|good|bad|terrible|wonderful|amazing|beautiful|awful|horrible|disgrace|disaster|shame|shameful|tragic"
    "|tragedy|wrong"
    "|right|fair|unfair|important|crucial|vital|essential|necessary|ridiculous|absurd|outrageous|brilliant"
    "|excellent|fantastic"
    "|incredible|perfect|stupid|nonsense|unacceptable|irresponsible|disappointing|disappointed|thrilled"
    "|delighted|saddened"
    "|shocked|sad|happy|proud|honou?red|pleased|grateful|glad|sorry|confident|hopeful|inspiring|exciting|excited"
    "|interesting"
    "|fascinating|clear|obvious|delicious|lovely|nice|fun|hard|difficult|easy|better|best|key|strange|weird"
    "|reckless|cowardly"
    "|heroic|hypocritical|unwilling"
)
# Time stamps and numbers of lists are no part of the sentence behind them.
LEAD = re.compile(r"(?:\d{1,2}[:.]\d{2}(?:\s*(?:am|pm|h|Uhr|GMT|CET))?\s*[–—:|-]?|\d{1,2}[.)]|[-–—•*])\s+(?=\S)")
OPINION = _holds_with(
    "should shouldn must ought need needs my unfortunately fortunately sadly hopefully frankly i honored "
    + _JUDGEMENTS.replace("|", " ").replace("honou?red", "honoured"),
    "should|shouldn['’]t|must|ought|needs? to|in my (?:view|opinion)|unfortunately|fortunately|sadly|hopefully|frankly",
    "I (?:think|believe|feel|hope|guess|suppose|love|like|want|wish|agree|disagree|don['’]t (?:think|believe|like))",
    "(?:is|was|are|were|be|been|seems?|appears?|looks?|feels?) (?:(?:\\w+ly|very|so|too|just|such|quite|an?|the"
    "|not|more) ){0,3}"
    f"(?:{_JUDGEMENTS})",
    f"(?:it|that|this|he|she|what)['’]s (?:(?:\\w+ly|very|so|too|just|such|quite|an?|the|not"
    f"|more) ){{0,3}}(?:{_JUDGEMENTS})",
)
SCENE = _holds_with(
    "respond reply return reached comment contacted shared met gathered arrived convened sat spoke spoken speaking"
    " asked thanked smiled laughed nodded paused welcomed congratulated verify verified published released presented"
    " held take takes took",
    "did not (?:immediately )?(?:respond|reply|return)|(?:could not|couldn['’]t) (?:immediately )?be reached",
    "declined to comment|(?:has|have) been contacted|requests? for comment|requested comment|shared (?:no )?details",
    "(?:met|gathered|arrived|convened|sat down|spoke|spoken|speaking) (?:on|in|at|with|to|here)",
    "asked (?:about|whether|if)|thanked|smiled|laughed|nodded|paused|welcomed|congratulated",
    "could not (?:independently )?(?:verify|be verified)|(?:published|released|presented) (?:its|his|her|their|an?)",
    "held (?:talks|a (?:news|press) conference|a meeting)|takes? place|took place",
)
TONE: dict[str, re.Pattern[str] | Gated] = {"opinion": OPINION, "scene": SCENE, "pointing": POINTING}
