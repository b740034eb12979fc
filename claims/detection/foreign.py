"""Plain reporting frames of German, French, Spanish, Portuguese, Italian and Dutch: who, which verb, what."""

import re
from typing import NamedTuple

from claims.detection.contents import tight
from claims.detection.frames import Frame
from claims.detection.people import NAME, NOBODY, Who, is_person
from claims.detection.quotes import FILLERS

# The point of a title or of an initial ends no name.
_TITLES = "M Dr Prof Ing Dipl Hr Fr Mme Mr Sr Sra Dra Dott".split()
_POINT = "(?:" + "|".join(rf"(?<=\b{short})\." for short in [*_TITLES, "[A-Z]"]) + ")"
_STOP = "(?:[,;:–—(]|" + "".join(rf"(?<!\b{short})" for short in [*_TITLES, "[A-Z]"]) + r"\.)"
_NAME = rf"(?:[^,;:.!?{FILLERS}()–—]|{_POINT}){{2,80}}?"
# German capitals show where a noun phrase ends: "laut dem Bericht der Kommission stieg ..."
_GERMAN_NAME = (
    r"(?:[a-zäöüß]+\s+){0,3}[A-ZÄÖÜ][\w.-]+"
    r"(?:\s+[A-ZÄÖÜ][\w.-]+|\s+(?:der|des|für|von|und)(?:\s+[a-zäöüß]+)?\s+[A-ZÄÖÜ][\w-]+){0,5}"
)


class Grammar(NamedTuple):
    """Word lists of one language, each an alternation of regular expressions."""

    said: str
    that: str
    according: str
    ends: str  # words at which a name behind "according to" ends: the verb of the main clause, and links
    halts: str  # words of time and place at which a name behind the verb ends
    days: str  # what may stand between the verb and the name behind it: "a annoncé lundi le maire"
    in_marks: str = r"(?!)"  # words that report only behind a closing quotation mark
    name: str = _NAME


_GRAMMARS = {
    "de": Grammar(
        said="sagte|sagt|sagten|sagen|erklärte|erklärt|erklärten|betonte|betont|teilte|teilt|berichtete|berichtet"
        "|berichten|behauptete|behauptet|behaupten|meinte|meint|kritisierte|kritisiert|warnte|warnt|warnten|schrieb"
        "|schreibt|schrieben|fügte|ergänzte|versicherte|versichert|forderte|fordert|räumte|stellte|bestätigte|bestätigt",
        that=r"(?<=,\s)\w|dass|ob",
        according=r"laut|nach\s+Angaben\s+(?:von|des|der)|nach\s+Aussage\s+(?:von|des|der)|nach\s+Einschätzung\s+(?:von|des|der)",
        ends=r"[a-zäöüß]\w*",
        halts="am|im|in|auf|bei|vor|nach|gegenüber|gestern|heute|dem|laut",
        days=r"gestern|heute|am\s+\w+tag|am\s+Mittwoch",
        in_marks="so",
        name=_GERMAN_NAME,
    ),
    "fr": Grammar(
        said="a\\s+(?:déclaré|dit|affirmé|expliqué|ajouté|indiqué|annoncé|assuré|estimé|précisé|souligné|écrit|reconnu|rappelé)"
        "|ont\\s+(?:déclaré|dit|affirmé|expliqué|indiqué|annoncé|assuré|estimé)|déclare|dit|disent|affirme|affirment|explique"
        "|expliquent|ajoute|indique|indiquent|assure|estime|estiment|précise|souligne|écrit|rappelle|prévient",
        that="que|qu[’']",
        according="selon|d[’']après|pour",
        ends="est|sont|était|étaient|a|ont|avait|sera|seront|et|qui",
        halts="lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|à|dans|sur|lors|devant|au|en",
        days="lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|aujourd[’']hui",
    ),
    "es": Grammar(
        said="dijo|dijeron|dice|dicen|afirmó|afirma|afirmaron|declaró|declara|explicó|explica|aseguró|asegura|aseguraron"
        "|señaló|señala|indicó|indica|anunció|anuncia|añadió|añade|sostuvo|sostiene|manifestó|advirtió|advierte|escribió"
        "|ha\\s+(?:dicho|afirmado|declarado|asegurado|explicado|anunciado|señalado)",
        that="que",
        according="según|de\\s+acuerdo\\s+con",
        ends="es|son|fue|fueron|era|ha|han|había|hay|está|están|y|que",
        halts="el|en|durante|a|al|ante|ayer|tras",
        days=r"ayer|hoy|(?:este|el)\s+(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)",
    ),
    "pt": Grammar(
        said="disse|disseram|diz|dizem|afirmou|afirma|afirmaram|declarou|declara|explicou|explica|garantiu|garante|assegurou"
        "|indicou|indica|anunciou|anuncia|acrescentou|acrescenta|sustentou|alertou|alerta|escreveu|informou|informa",
        that="que",
        according="segundo|de\\s+acordo\\s+com|conforme",
        ends="é|são|foi|foram|era|há|está|estão|tem|têm|e|que",
        halts="em|no|na|nesta|neste|à|ao|durante|ontem|após",
        days=r"ontem|hoje|n(?:a|est[ae])\s+(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?|no\s+(?:sábado|domingo)",
    ),
    "it": Grammar(
        said="ha\\s+(?:detto|dichiarato|affermato|spiegato|aggiunto|sottolineato|annunciato|scritto|assicurato|ricordato)"
        "|hanno\\s+(?:detto|dichiarato|affermato|spiegato|annunciato)|dice|dicono|dichiara|afferma|affermano|spiega|aggiunge"
        "|sottolinea|annuncia|assicura|sostiene|sostengono|disse|scrive|avverte",
        that="che",
        according="secondo|stando\\s+a",
        ends="è|sono|era|erano|ha|hanno|aveva|sarà|saranno|e|che",
        halts="in|a|al|alla|durante|ieri|nel|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica",
        days="lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|ieri|oggi",
    ),
    "nl": Grammar(
        said="zei|zeiden|zegt|zeggen|verklaarde|verklaart|meldde|meldt|melden|stelde|stelt|stellen|benadrukte|benadrukt"
        "|waarschuwde|waarschuwt|schreef|schrijft|vertelde|vertelt|beweerde|beweert|voegde|bevestigde|bevestigt|liet|aldus",
        that="dat|of",
        according="volgens",
        ends="is|zijn|was|waren|heeft|hebben|had|hadden|wordt|worden|werd|werden|zal|zullen|kan|kunnen|moet|moeten|en|die",
        halts="op|in|tegen|bij|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|gisteren|tijdens|na",
        days=r"gisteren|vandaag|(?:op\s+)?(?:maan|dins|woens|donder|vrij|zater|zon)dag",
    ),
}  # fmt: skip
_ARTICLE = re.compile(
    r"^(?:der|die|das|dem|den|des|ein|eine|le|la|les|l[’']|un|une|el|los|las|una|o|a|os|as|um|uma|il|lo|i|gli|de|het|een)"
    r"(?:\s+|(?<=[’']))",
    re.IGNORECASE,
)
_PRONOUNS = frozenset(
    "er sie es ich wir man il elle ils elles on je nous él ella ellos ellas yo nosotros ele ela eles elas eu nós lui"
    " lei loro egli io noi hij zij ze ik wij we men niemand nadie ninguém nessuno".split()
)
# German writes what somebody is as it writes names.
_ROLE = re.compile(
    r"(?:minister|kanzler|präsident|sprecher|chef|leiter|direktor|professor|experte|expert|meister|vorsitzende|forscher"
    r"|kämmerer|rat|rät|sekretär|richter|anwalt|anwält|politiker|ökonom|wissenschaftler|abgeordnete|führer|beauftragte)"
    r"(?:in|r)?$",
    re.IGNORECASE,
)
LANGUAGES = frozenset(_GRAMMARS)


class _Patterns(NamedTuple):
    inverted: re.Pattern[str]
    clause: re.Pattern[str]
    according: re.Pattern[str]


def _compiled(grammar: Grammar) -> _Patterns:
    said, that, according, ends, halts, days, in_marks, _ = grammar
    return _Patterns(
        re.compile(
            rf"(?<=[{FILLERS},])[,\s–—-]+(?P<cue>{said}|(?:(?<=[{FILLERS}]\s)|(?<=[{FILLERS}],\s))(?:{in_marks}))"
            rf"\s+(?:(?:{days})\s+)?(?!(?:{days}|{that})\b)(?P<who>{_NAME})"
            rf"(?=\s*(?:{_STOP}|[{FILLERS}])|\s+(?:{halts})\b|\s*$)"
        ),
        re.compile(
            rf"(?:^|[,;–—]\s+)(?:[Ww]ie\s+)?(?P<who>{_NAME})(?:,(?:\s[a-zà-ÿ][^,;:.{FILLERS}]{{1,80}},)?)?\s+(?P<cue>{said})\b[^,;:.{FILLERS}]{{0,60}}?"
            rf"(?:\s*,?\s+(?={that}\s?\b)|\s*[:,]?\s*(?=[{FILLERS}]))",
        ),
        re.compile(
            rf"\b(?P<cue>(?i:{according}))\s+(?P<who>{grammar.name})"
            rf"(?=\s*[,.;:–—{FILLERS}]|\s+\d|\s+(?:{ends})\b|$)"
        ),
    )


_PATTERNS = {language: _compiled(grammar) for language, grammar in _GRAMMARS.items()}


def find(masked: str, language: str) -> list[Frame]:
    """One frame of a sentence whose quotations are masked (quotes.mask); [] in a language not known here."""
    patterns = _PATTERNS.get(language)
    if patterns is None:
        return []
    for read in (_clause, _inverted, _according):
        if frame := read(masked, patterns):
            return [frame]
    return []


def _inverted(masked: str, patterns: _Patterns) -> Frame | None:
    """ "„...“, sagte die Ministerin", "« ... », a déclaré le maire": the content stands before."""
    match = patterns.inverted.search(masked)
    if match is None:
        return None
    content = [tight(masked, 0, match.start())]
    rest = tight(masked, match.end(), len(masked.rstrip(".")))
    if rest[1] - rest[0] > 2 and masked[rest[0]] in FILLERS:
        content.append(rest)
    return Frame("after", match.span("who"), match.span("cue"), "say", tuple(content))


def _clause(masked: str, patterns: _Patterns) -> Frame | None:
    match = patterns.clause.search(masked)
    if match is None:
        return None
    content = tight(masked, match.end(), len(masked))
    return Frame("clause", match.span("who"), match.span("cue"), "say", (content,)) if content[0] < content[1] else None


def _according(masked: str, patterns: _Patterns) -> Frame | None:
    match = patterns.according.search(masked)
    if match is None:
        return None
    before, behind = tight(masked, 0, match.start()), tight(masked, match.end(), len(masked.rstrip(".")))
    content = tuple(span for span in (before, behind) if span[1] - span[0] > 2)
    return Frame("according", match.span("who"), match.span("cue"), "according to", content) if content else None


def who(phrase: str, detail: str = "") -> Who:
    """ "le ministre Paul Rey" as name and role; a phrase without a full name is kept as it is, less its article."""
    bare = _ARTICLE.sub("", phrase.strip(" ,.;:"))
    if not bare or bare.lower().split(None, 1)[0] in _PRONOUNS:
        return NOBODY  # "wir", and "wir am Ende" too
    name = next((match for match in NAME.finditer(bare) if match.end() == len(bare)), None)
    if name is None:
        return Who(bare[:1].upper() + bare[1:], "", "name")
    words = name.group().split()
    roles = 0
    while len(words) - roles > 2 and (_ROLE.search(words[roles]) or words[roles].rstrip(".") in _TITLES):
        roles += 1
    full = " ".join(words[roles:])
    role = " ".join([bare[: name.start()].strip(), *words[:roles]]).strip()
    return Who(full, role, "person") if is_person(full) else Who(bare[:1].upper() + bare[1:], "", "name")
