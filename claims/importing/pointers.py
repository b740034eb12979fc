"""Tells lines that send the reader to another article from lines of this one."""

import re
from typing import Final

# Nobody begins a sentence of reporting with these and a colon.
_SURE: Final = (
    r"read\s+(?:more|also|next|on|this|the\s+full\s+\w+)|also\s+read|see\s+(?:also|more)|watch\s+(?:more|also|now)"
    r"|related\s+(?:stories|articles?|coverage|news|content|links?|reading|posts?|topics?|story)|further\s+reading"
    r"|more\s+(?:on|from|about|stories|news|coverage|like|reading|recipes|headlines)\b[^:.]{0,40}"
    r"|recommended(?:\s+(?:stories|articles?|reading|for\s+you))?|editors?['’]?s?['’]?\s+(?:picks?|recommendations?|choice)"
    r"|must\s+read|in\s+case\s+you\s+missed\s+it|trending\s+(?:now|stories)|most\s+(?:read|popular|viewed|shared)"
    r"|you\s+(?:may|might)\s+(?:also\s+)?(?:like|be\s+interested\s+in)|you['’]ll\s+also\s+like|popular\s+(?:stories|posts|now)"
    r"|(?:latest|top|similar|previous|recent|featured)\s+(?:stories|articles?|news|posts?|headlines)"
    r"|what\s+to\s+(?:read|watch)\s+next|up\s+next|next\s+(?:article|story|post)"
    r"|lesen\s+sie\s+(?:auch|mehr|dazu|hier)|mehr\s+(?:zum\s+thema|lesen|dazu)|auch\s+interessant|passend\s+dazu"
    r"|lire\s+(?:aussi|également|la\s+suite)|[aà]\s+lire(?:\s+(?:aussi|également))?|voir\s+aussi|sur\s+le\s+même\s+sujet"
    r"|le[ae]\s+(?:también|tambien|además|más|mas)|ver\s+también|te\s+puede\s+interesar|(?:contenido|noticia)s?\s+relacionad[ao]s?"
    r"|leia\s+(?:também|mais)|veja\s+também|saiba\s+mais|leggi\s+anche|approfondisci|lees\s+ook"
    r"|czytaj\s+(?:też|także|więcej)|zobacz\s+(?:też|także)|läs\s+(?:också|mer|även)|les\s+(?:også|mer)|læs\s+også|lue\s+myös"
    r"|читайте\s+также|читати\s+також|ayrıca\s+okuyun|اقرأ\s+أيضا|यह\s+भी\s+पढ़ें"
)
# These announce a link where one follows, and may be anything where none does.
_WITH_LINK: Final = (
    r"read|see|watch|listen(?:\s+to)?|related|more(?:\s+in\b[^:.]{0,40})?|don['’]t\s+miss|trending|other\s+(?:stories|articles|news)"
    r"|gallery|in\s+pictures|photos?|video|explainer|analysis|opinion|links?|report|comment|editorial|live|podcast"
)
_AFTER: Final = r"\s*(?:[:|»›>]|$)"
_SURE_POINTER: Final = re.compile(rf"^[\W_]*(?:{_SURE}){_AFTER}", re.IGNORECASE)
_POINTER: Final = re.compile(rf"^[\W_]*(?:{_SURE}|{_WITH_LINK}){_AFTER}", re.IGNORECASE)
MAX_CHARS: Final = 200
MAX_ANNOUNCEMENT_CHARS: Final = 60


def is_pointer(line: str, *, has_link: bool = False) -> bool:
    """Whether a line begins as those do that point to another article: “Also read: ...”."""
    return len(line) <= MAX_CHARS and (_POINTER if has_link else _SURE_POINTER).match(line) is not None


def announces_links(line: str) -> bool:
    """Whether a short line does no more than announce the links below it: “Editors' picks”, “More on this:”."""
    return len(line) <= MAX_ANNOUNCEMENT_CHARS and (line.endswith(":") or _POINTER.match(line) is not None)
