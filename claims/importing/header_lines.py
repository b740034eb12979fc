"""What one line above an article is: byline, agency, date, section, label. headers.py puts the lines together."""

import re
from datetime import date
from typing import Final

from claims.importing import boilerplate, notices, outlets
from claims.text import dates

MAX_CHARS: Final = 160
MAX_BYLINE_CHARS: Final = 100
MAX_NAME_CHARS: Final = 60
MAX_NAME_WORDS: Final = 6

# kind: byline, agency, outlet, published, updated, or label for what tells nothing; value: the name or the day
Reading = tuple[str, str | date]

_BY: Final = re.compile(
    r"^(?:(?:written|reported|posted|story|words|text|interview|report|analysis)\s+)?(?:by|von|par|por|di|بقلم)\s*:?\s+(?P<name>\S.{1,98})$",
    re.IGNORECASE,
)
_CAPITAL: Final = r"[A-ZÀ-ÞĀĂĄĆČĎĐĘĚĞĪİŁŃŇŌŐŘŚŞŠŤŪŮŰŹŻŽА-Я]"
_LINK: Final = r"(?:and|und|et|y|e|och|og|en|de|del|della|da|dos|di|du|la|le|van|von|den|der|ten|al|el|bin|ibn|bint)"
_NAMES: Final = re.compile(rf"^{_CAPITAL}[\w.’'-]*(?:(?:,|\s&|(?:\s{_LINK})+)?,?\s{_CAPITAL}[\w.’'-]*)*$")
_UNCASED: Final = re.compile(r"^(?:[^\W\d_a-zA-ZÀ-ɏΑ-ωА-я]|[\u0900-\u0dff\u064b-\u065f\s.-])+$")
_STAFF_WORDS: Final = (
    "staff|desk|bureau|correspondents?|reporters?|editors?|agencies|newsroom|our|special|web|news|team|writers?|press"
    "|columnist|contributor|redaktion|redacción|rédaction|agenturen|agencias"
)
_STAFF: Final = re.compile(rf"\b(?:{_STAFF_WORDS})\b", re.IGNORECASE)
_POST: Final = re.compile(
    rf"^(?:[\w’-]+\s+){{0,3}}(?:{_STAFF_WORDS})(?:\s+(?:in|at|for)\s+[\w\s]{{2,30}}|\s+report)?$", re.IGNORECASE
)
_SEPARATORS: Final = re.compile(
    r"\s*[|•·]\s*|\s+[-–—/>›»]\s+|\s*[,;]?\s+(?=(?:last\s+)?(?:updated|modified|aktualisiert|mis\s+à\s+jour|actualizado)\b)",
    re.IGNORECASE,
)
_WEEKDAYS: Final = (
    r"(?:(?:mon|tues?|wednes|wed|thurs?|thu|fri|satur|sat|sun)(?:day)?"
    r"|mon|die(?:nstag)|montag|mittwoch|donnerstag|freitag|samstag|sonntag"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo)"
)
# What joins a name to the date behind it: "Ann Holt, Sunday, ", "Ann Holt, le ".
_BEFORE_DATE: Final = re.compile(
    rf"(?:\s*[,;:|()–—-]\s*{_WEEKDAYS}(?=\W*$))?(?:[\s,]+(?:on|am|den|the|le|el|em))?[\s,;:|()–—-]*$", re.IGNORECASE
)
_AROUND_DATE: Final = re.compile(
    r"\b(?:first|last|originally|re)?\s*(?:the|den|d\.|published|posted|created|released|issued|date|dated|on|at|am|pm|a\.m|p\.m|noon|gmt"
    rf"|{_WEEKDAYS}|utc|uhr|time|hrs?|local|[ecmp][sd]?t|ist|pkt|bst|cest|am|um|stand|veröffentlicht|publié|le|publicado|el|las|min(?:ute)?s?\s+read)\b|à"
    r"|\d{1,2}[:.]\d{2}(?::\d{2})?h?|\d{1,2}h\d{0,2}\b|t\d{2}:\d{2}\S*|[+-]\d{2}:?\d{2}|\d+(?=\s*min)|[\s.,:;()/–—-]"
    r"|(?:تاريخ|النشر|نشر|في|प्रकाशित|अपडेटेड)",
    re.IGNORECASE,
)
_UPDATED: Final = re.compile(
    r"\b(?:last\s+)?(?:updated|modified|aktualisiert|mis à jour|actualizado)\b|अपडेटेड|تحديث", re.IGNORECASE
)
_PLACE_BEFORE: Final = re.compile(r"^(?P<place>[^\d,:;.]{2,40}),\s*$")
_SECTIONS: Final = frozenset(
    "world|politics|business|opinion|opinions|sport|sports|news|asia|africa|europe|americas|middle east|local|national"
    "|international|regional|regions|health|science|technology|tech|culture|arts|entertainment|environment|climate|economy"
    "|economics|money|finance|markets|lifestyle|travel|education|crime|courts|society|analysis|comment|commentary|editorial"
    "|editorials|feature|features|interview|interviews|explainer|live|live blog|breaking|breaking news|exclusive"
    "|obituary|obituaries|press release|media release|news release|top stories|latest|latest news|home|fact check"
    "|letters|op-ed|column|satire|humour|humor|review|us|u.s.|us news|uk|uk news|world news|india|pakistan|china|russia"
    "|ukraine|israel|north america|south asia|for immediate release|press statement|statement|football|cricket|religion"
    "|weather|long read|politik|wirtschaft|kultur|wissen|wissenschaft|panorama|meinung|kommentar|lokales|ausland|inland"
    "|gesellschaft|nachrichten|pressemitteilung|startseite|reise|gesundheit"
    "|monde|politique|économie|société|planète|culture|sports|accueil|santé|communiqué|communiqué de presse|france"
    "|mundo|política|economía|sociedad|deportes|cultura|opinión|internacional|inicio|salud|españa|nota de prensa"
    "|أخبار|سياسة|العالم|اقتصاد|رياضة|देश|दुनिया|राजनीति|खेल".split("|")
)
_LABEL: Final = re.compile(
    r"^(?:(?:reading\s+time|lesezeit|temps\s+de\s+lecture)\s*:?\s*)?\d{1,3}\s*-?\s*min(?:ute)?[ns]?\.?(?:\s+(?:read|lesezeit|de\s+lecture))?$"
    r"|^(?:reading\s+time|lesezeit|temps\s+de\s+lecture)\s*:\s*.{1,20}$"
    r"|^(?:share|teilen|partager|compartir)(?:\s+(?:this(?:\s+\w+)?|on|via|to|auf|sur|en|facebook|twitter|x|whatsapp|telegram"
    r"|linkedin|e-?mail|and|reddit|link|copy|\d+)\b,?)*[.:]?$"
    r"|^(?:facebook|twitter|whatsapp|telegram|linkedin|e-?mail|print|save|listen|copy\s+link|comments?|\d+\s+comments?|share)"
    r"(?:[\s,]+(?:facebook|twitter|x|whatsapp|telegram|linkedin|e-?mail|print|save|copy\s+link|share))*$"
    r"|^\d+\s+(?:comments?|shares?|views|kommentare)$|^embargoed?\b.{0,60}$"
    r"|^[\w.+-]+@[\w-]+\.[\w.]+$|^@\w{2,30}$"
    r"|^(?:follow\s+@?\w+(?:\s+on\s+\w+)?)$",
    re.IGNORECASE,
)
_CONTACT: Final = re.compile(r"^(?:press\s+|media\s+)?(?:contacts?|kontakt)\s*:\s.*(?:@|\d{3})", re.IGNORECASE)
# Words by which papers and stations call themselves, and hardly anybody else.
_PRESS: Final = re.compile(
    r"\b(?:courier|ledger|times|herald|gazette|tribune|chronicle|observer|telegraph|journal|news|newspaper|daily|weekly"
    r"|magazine|radio|tv|television|broadcasting|zeitung|anzeiger|tageblatt|nachrichten|rundschau|kurier|presse|dispatch"
    r"|advertiser|examiner|inquirer|sentinel|courrier|diario|periódico|gaceta|correo|heraldo|dépêche|bulletin|argus)\b"
    r"|\w(?:zeitung|bote|anzeiger|blatt|kurier|nachrichten|rundschau)\b",
    re.IGNORECASE,
)
_ENDS_OPEN: Final = re.compile(r"[.!?…:;,。।۔؟\"”’»]$")
_SMALL: Final = frozenset(
    "and of the for in on at de del la le les des du di da el los und der die das & e y et al-".split()
)
_YEAR_FIRST: Final = re.compile(
    r"\b((?:19|20)\d{2})(?:\s*[年년]\s*|/)(\d{1,2})(?:\s*[月월]\s*|/)(\d{1,2})(?:\s*[日일]|(?!\d))"
)


def readings(line: str) -> list[Reading] | None:
    """Tell what every part of a line is; None where a part of it is none of the things that stand above articles."""
    if len(line) > MAX_CHARS:
        return None
    for parts in ([line], _SEPARATORS.split(line)):
        read = [_part(part, is_alone=len(parts) == 1) for part in parts if part]
        if len(read) > 1 and read[0] is None and _is_dated(read[1:]) and _is_full_name(parts[0]):
            read[0] = [("byline", parts[0])]  # "Ann Holt | 3 November 2025"
        if read and all(read):
            return [reading for found in read if found for reading in found]
    return None


def _part(part: str, *, is_alone: bool) -> list[Reading] | None:
    bare = part.strip(" .,:()[]–—-")
    by = _BY.match(part)
    if by and is_byline(by["name"]):
        return [("byline", by["name"].strip(" .,"))]
    known = outlets.by_name(part)
    if known and len(part) <= MAX_NAME_CHARS:
        return [("agency", bare)]
    if is_section(bare) or _LABEL.match(part) or _CONTACT.match(part) or boilerplate.is_boilerplate(part):
        return [("label", part)]
    if _POST.match(bare):
        return [("desk", bare)]
    if _is_signed(bare):
        return [("byline", bare.partition(",")[0])]
    if not is_alone and (is_press(bare) or not _bare(part)):  # "By Ann Holt | Coast Courier | 2:05 PM"
        return [("outlet" if is_press(bare) else "label", bare)]
    return _with_date(part)


def _with_date(part: str) -> list[Reading] | None:
    """A date, alone or between a byline and a label: "By A. Holt, 3 November 2025, 4 min read"."""
    written = plain_date(part)
    found = [m for m in dates.find(written) if m.precision == "day" and any(map(str.isdigit, written[m.start : m.end]))]
    if len(found) != 1:
        return None
    before, behind = written[: found[0].start], written[found[0].end :]
    kind = "updated" if _UPDATED.search(written) else "published"
    day = found[0].value
    reading: Reading = (kind, day) if day is not None and notices.is_plausible(day) else ("label", part)
    if not _bare(before + " " + behind):
        return [reading]
    sides = [_side(side) for side in (before, behind)]
    return None if None in sides else [reading, *(r for side in sides if side for r in side)]


def _side(side: str) -> list[Reading] | None:
    """What stands before or behind a date on its line: words of time, a place, a byline, a label."""
    if not _bare(side):
        return []
    place = _PLACE_BEFORE.match(side)
    if place and is_name(place["place"]) and not _BY.match(side):
        return [("label", side)]
    bare = _BEFORE_DATE.sub("", side).strip(" ,;:–—-|()")
    by = _BY.search(bare)
    if by and is_byline(by["name"].strip(" .,")):
        return [("byline", by["name"].strip(" .,"))]
    if is_press(bare):
        return [("outlet", bare)]
    if _is_signed(bare):
        return [("byline", bare.partition(",")[0])]
    return [("label", side)] if _LABEL.match(bare) or is_section(bare) else None


def _bare(side: str) -> str:
    return _AROUND_DATE.sub("", _UPDATED.sub("", side))


def plain_date(line: str) -> str:
    """Dates that begin with the year ("2024/5/3", "2024年5月3日") as dates.py reads them."""
    return _YEAR_FIRST.sub(lambda m: f" {m[1]}-{int(m[2]):02}-{int(m[3]):02} ", line)


def as_date(line: str) -> date | None:
    """Return the one full date that a line consists of, or None."""
    read = _with_date(line) if len(line) <= 100 else None
    value = read[0][1] if read and len(read) == 1 else None
    return value if isinstance(value, date) else None


def _is_dated(read: list[list[Reading] | None]) -> bool:
    return any(isinstance(value, date) for found in read for _, value in found or ())


def _is_full_name(line: str) -> bool:
    return is_name(line) and line.count(" ") in (1, 2) and _NAMES.match(line) is not None


def _is_signed(line: str) -> bool:
    """Whether a line is a full name with a post: "Dr. Ann Holt, Health Correspondent"."""
    name, _, post = line.partition(",")
    return is_name(name) and " " in name and _POST.match(post.strip()) is not None


def is_byline(name: str) -> bool:
    """Whether the words after "By" name people or a desk, rather than begin a sentence."""
    bare = name.strip(" .,")
    if len(bare) > MAX_BYLINE_CHARS or dates.find(bare):
        return False
    return (
        _NAMES.match(bare) is not None
        or (len(bare.split()) <= 6 and _STAFF.search(bare) is not None)
        or (_UNCASED.match(bare) is not None and len(bare.split()) <= 5)
    )


def is_section(line: str) -> bool:
    """Whether a line is the name of a part of a newspaper, or several of them ("Politics, Asia")."""
    names = re.split(r"\s*,\s*", line.strip().casefold())
    return all(name in _SECTIONS for name in names)


def is_name(line: str) -> bool:
    """Whether a short line looks like the name of somebody or something: capitals throughout and no stop."""
    words = line.split()
    if not 0 < len(words) <= MAX_NAME_WORDS or len(line) > MAX_NAME_CHARS or _ENDS_OPEN.search(line):
        return False
    if any(character.isdigit() for character in line):
        return False
    if _UNCASED.match(line):
        return len(words) <= 4
    return words[0][:1].isupper() and all(word[:1].isupper() or word.casefold() in _SMALL for word in words)


def is_press(name: str) -> bool:
    """Whether a name is made as papers and stations make theirs ("Coast Courier", "Küstenbote")."""
    return is_name(name) and _PRESS.search(name) is not None
