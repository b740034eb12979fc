"""English word lists for detection: reporting verbs, roles, bodies, documents, time words.

Data only; what is done with the words lives in the modules that read them.
"""

import re
from collections.abc import Iterable


def alternation(words: Iterable[str]) -> str:
    """Longest first, so that "prime minister" wins over "minister"."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))


def spaced(*phrases: str) -> str:
    """Regular expressions of several words as one alternation, each blank standing for any white space."""
    return "|".join(phrase.replace(" ", r"\s+") for phrase in phrases)


def inflected(table: str) -> dict[str, str]:
    """Lines of "lemma: form form ..." -> {form: lemma}; regular forms are made where none is given."""
    forms: dict[str, str] = {}
    for entry in table.split(","):
        lemma, _, given = entry.strip().partition(":")
        for form in (lemma, *(given.split() if given else _regular(lemma))):
            forms[form] = lemma
    return forms


def _regular(lemma: str) -> tuple[str, str, str]:
    if lemma.endswith("e"):
        return lemma + "s", lemma + "d", lemma[:-1] + "ing"
    if lemma.endswith("y") and lemma[-2] not in "aeou":
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"
    if lemma.endswith(("s", "sh", "ch", "x")):
        return lemma + "es", lemma + "ed", lemma + "ing"
    return lemma + "s", lemma + "ed", lemma + "ing"


# Verbs that carry speech and hardly anything else: a bare clause may follow them.
SPEECH = inflected(
    "say: says said saying, tell: tells told telling, insist, argue, claim, assert, contend, allege,"
    " acknowledge, concede, admit: admits admitted admitting, stress, emphasize, emphasise, reiterate,"
    " tweet, testify, lament, caution, boast, quip: quips quipped quipping, proclaim"
)
# Verbs with other everyday senses: they need "that", a quotation, or a clause before them.
MIXED = inflected(
    "add, state, note, announce, confirm, report, explain, declare, reveal, disclose, maintain, observe,"
    " write: writes wrote writing written, post, recall, comment, respond, reply, continue, conclude,"
    " believe, think: thinks thought thinking, warn, predict, forecast: forecasts forecast forecasting,"
    " suggest, hint, imply, indicate, estimate, expect, hope, fear, speculate, deny, dispute, reject,"
    " promise, pledge, vow, ask, recount, mention, repeat, remark, complain, agree, clarify, affirm, joke, joking,"
    " rule, highlight, underline, underscore, remind, assure, reckon, stipulate, attest, counter, retort, outline,"
    " read: reads read, answer, chant, shout, exclaim, whisper, yell, scream, interject, muse, opine, blog:"
    " blogs blogged blogging, email, text, wonder, beam, snap: snaps snapped, sigh, cry, gush, fume,"
    " describe, begin: begins began, conjecture, calculate, assume, point out: points out;pointed out,"
    " find: finds found finding, show: shows showed showing shown, determine, discover, document, detail"
)
MIXED = {form.replace(";", " "): lemma for form, lemma in MIXED.items() if form != "out"}
MIXED.update({"points out": "point out", "pointed out": "point out", "pointing out": "point out"})
MIXED.pop("points", None)
VERBS: dict[str, str] = {**MIXED, **SPEECH}

# Frames of these verbs stay in the statement: without them the statement would say more than the source.
#: Small words inside names: "Ursula von der Leyen".
PARTICLES = frozenset("abu al ben bin bint da de del della den der di dos du el ibn la le ter ul ur van von".split())
WEAK = frozenset(
    "suggest hint imply believe think fear hope speculate expect estimate indicate assume conjecture joke agree".split()
)
DENIAL = frozenset("deny dispute reject dismiss".split())
COMMITMENT = frozenset("promise pledge vow".split())
FORESIGHT = frozenset("warn predict forecast expect fear".split())
FINDING = frozenset(
    "find show reveal conclude determine discover indicate estimate calculate confirm report suggest"
    " document detail say state note warn".split()
)

# Deeds done with words: who accuses or calls on whom is itself the news.
DEEDS = {
    form: lemma
    for lemma, forms in {
        "accuse": "accuse accuses accused",
        "blame": "blame blames blamed",
        "criticise": "criticised criticized criticises criticizes",
        "condemn": "condemned condemns condemn",
        "urge": "urge urges urged",
        "demand": "demanded demands",
        "call": "called calls call",
    }.items()
    for form in forms.split()
}
DENIALS = {
    form: lemma
    for lemma, forms in {
        "deny": "deny denies denied",
        "reject": "reject rejects rejected",
        "dispute": "dispute disputes disputed",
        "dismiss": "dismiss dismisses dismissed",
    }.items()
    for form in forms.split()
}
DENIABLE = frozenset(
    "reports report claims claim allegations allegation accusations accusation charges charge rumours rumors findings"
    " suggestions criticism this that".split()
)

DOCUMENTS = frozenset(
    "report study survey poll analysis review investigation inquiry audit paper research data figures statistics"
    " census assessment index dossier document documents memo letter records filing filings lawsuit complaint"
    " indictment ruling judgment judgement verdict affidavit communique communiqué bulletin briefing article editorial"
    " estimates findings results reports studies surveys polls forecast transcript website leaflet post tweet"
    " probe database factsheet statement video meme message advert flyer".split()
)
CIRCULATING = frozenset(
    "post posts tweet tweets video videos meme message messages website leaflet flyer advert".split()
)
MEDIA = frozenset(
    "times post news television tv radio agency journal herald tribune guardian gazette magazine newspaper daily"
    " broadcaster media press bbc cnn reuters afp ap dw npr bloomberg associated wire mail telegraph independent"
    " chronicle observer today weekly nbc abc cbs msnbc pti ani xinhua tass anadolu".split()
)

PERSON_ROLES = frozenset(
    "president vice-president minister premier chancellor secretary undersecretary ambassador envoy senator congressman"
    " congresswoman congressperson representative governor mayor councillor councilor councilman councilwoman lawmaker"
    " legislator mp speaker whip spokesman spokeswoman spokesperson director chief head chair chairman chairwoman"
    " chairperson ceo cfo coo executive founder co-founder owner manager editor journalist reporter correspondent"
    " columnist author writer professor lecturer researcher scientist economist analyst historian expert scholar"
    " epidemiologist virologist physician doctor surgeon nurse psychologist lawyer attorney solicitor barrister"
    " prosecutor judge justice magistrate general admiral colonel major captain lieutenant sergeant commander officer"
    " sheriff detective inspector commissioner king queen prince princess pope bishop archbishop cardinal imam rabbi"
    " cleric priest pastor reverend activist campaigner organiser organizer leader deputy candidate nominee politician"
    " pollster strategist adviser advisor aide diplomat attache attaché official resident witness survivor victim"
    " farmer teacher student principal superintendent coach player captain singer actor actress director producer"
    " consultant engineer coordinator administrator chef pilot fellow founder treasurer trustee member co-author"
    " coroner whistleblower negotiator mediator delegate laureate billionaire businessman businesswoman investor"
    " trader opponent rival ally predecessor successor colleague neighbour neighbor wife husband mother father son"
    " daughter brother sister friend cousin uncle aunt parent biographer host counterpart boss driver worker"
    " auditor bookkeeper accountant headmaster headmistress headteacher beekeeper nutritionist dietitian archaeologist"
    " astronomer astronaut tenant"
    " paramedic firefighter photographer musician artist poet politician sailor fisherman shopkeeper landlord"
    " strategist meteorologist geologist biologist chemist physicist climatologist sociologist".split()
)
TITLES = frozenset(
    "mr mrs ms miss dr prof sir dame lord lady sen rep gov gen col lt capt sgt maj adm rev hon"
    " mr. mrs. ms. dr. prof. sen. rep. gov. gen. col. lt. capt. sgt. maj. adm. rev. hon. president minister premier"
    " chancellor secretary senator congressman congresswoman governor mayor king queen prince princess pope bishop"
    " archbishop cardinal imam rabbi sheikh ayatollah mullah general admiral colonel major captain lieutenant sergeant"
    " commander commissioner judge justice professor doctor sheriff detective inspector ambassador envoy director"
    " chairman chairwoman spokesman spokeswoman spokesperson chief speaker attorney superintendent representative"
    " councillor councilman councilwoman officer constable principal reverend ceo mp officials".split()
)
BODIES = frozenset(
    "ministry department agency office authority authorities council commission committee parliament congress senate"
    " house government administration court police army navy force forces military party union association"
    " organisation organization federation institute institution university college school hospital bank fund company"
    " corporation firm group foundation trust centre center bureau board service services network coalition alliance"
    " movement campaign club team airline charity embassy kingdom republic nations states league regime delegation"
    " panel bloc militia ngo inc ltd plc corp cooperative church society laboratory lab side".split()
)
# A text may call a body by one of these after it has said what it is: "NRF, a small group ... the group".
GLOSSED = frozenset(
    "group organisation organization party company agency firm militia charity coalition union network movement airline"
    " bank club university ministry foundation institute association federation museum".split()
)
# Bodies that a text names in full once and by the last word of the name from then on.
TITLED = frozenset(
    "association institute foundation federation university museum agency ministry department commission committee"
    " council bureau authority court hospital".split()
)
COLLECTIVES = frozenset(
    "officials analysts experts observers critics supporters opponents activists residents witnesses sources scientists"
    " researchers economists lawmakers police prosecutors doctors authorities leaders diplomats campaigners"
    " investigators"
    " lawyers attorneys historians locals reporters journalists medics rescuers relatives villagers students teachers"
    " parents workers traders farmers republicans democrats conservatives politicians ministers employees rebels"
    " militants insurgents organisers organizers commentators advocates groups parties companies outlets media"
    " authors governments ministries fans users voters aides allies rivals neighbours neighbors regulators judges"
    " others some many several spokesmen spokespeople senators officers people protesters engineers firefighters"
    " psychologists epidemiologists scholars academics pollsters strategists advisers detectives investors".split()
)

MONTHS = ("January February March April May June July August September October November December").split()
MONTHS_SHORT = (
    "Jan. Feb. Mar. Apr. Aug. Sept. Sep. Oct. Nov. Dec. Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec"
).split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_DAY = alternation(WEEKDAYS)
_MONTH = alternation(MONTHS + MONTHS_SHORT)
# One phrase of time, without the blank before it.
TIME = (
    rf"(?:(?:(?:on|late|early|earlier|later|last|this|next|since|by)\s+)*(?:{_DAY})(?:\s+(?:morning|afternoon|"
    rf"evening|night))?(?:,?\s+(?:{_MONTH})\s+\d{{1,2}}(?:,\s+\d{{4}})?)?"
    rf"|(?:(?:earlier|late|later|early)\s+)?(?:this|last)\s+(?:year|month|weekend|week|spring|summer|autumn|fall"
    rf"|winter)"
    rf"|(?:on|in)\s+(?:(?:late|early|mid)[\s-])?(?:{_MONTH})(?:\s+\d{{1,2}})?(?:,?\s+\d{{4}})?"
    rf"|on\s+\d{{1,2}}\s+(?:{_MONTH})(?:\s+\d{{4}})?"
    r"|in\s+(?:19|20)\d\d|yesterday|today|tonight|earlier|later|recently|at\s+the\s+time|a\s+(?:day|week|month|year)"
    r"\s+(?:ago|earlier|later))"
)

MALE = frozenset(
    "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark"
    " donald steven paul andrew joshua kenneth kevin brian george timothy ronald edward jason jeffrey ryan jacob gary"
    " nicholas eric jonathan stephen larry justin scott brandon benjamin samuel gregory alexander frank patrick raymond"
    " jack dennis jerry tyler aaron jose adam nathan henry peter zachary mohammed muhammad mohammad ahmed ali hassan"
    " hussein omar ibrahim abdul khalid vladimir sergei ivan dmitry boris nigel simon keir rishi barack joe bill bernie"
    " ted mike tim jim tom dan ben sam bob ron rob steve chris tony hans klaus olaf friedrich emmanuel jean pierre luis"
    " juan carlos pedro miguel antonio giovanni marco luca narendra rahul amit imran nawaz shehbaz khawaja zabihullah"
    " recep viktor pavel andrei yoav benjamin mahmoud ismail bashar mitt marco rand jeb mitch harry martin alan".split()
)
FEMALE = frozenset(
    "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley"
    " kimberly emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia"
    " kathleen"
    " amy angela shirley anna brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet"
    " catherine maria heather diane ruth julie olivia joyce virginia victoria kelly lauren christina joan evelyn judith"
    " megan hillary kamala nikki theresa liz jacinda ursula giorgia marine sanna mette fatima aisha ayesha"
    " maryam khadija"
    " zainab malala sheikh_hasina indira sonia priyanka nirmala mamata hina benazir kellyanne melania ivanka angela"
    " annalena claudia dilma cristina michele sophie chloe alice jane claire charlotte kate natalia olga elena".split()
)
