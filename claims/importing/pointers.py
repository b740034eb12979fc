"""Tells lines that send the reader to another article from lines of this one."""

import re
from typing import Final

_LABELS: Final = (
    r"read(?:\s+(?:more|also|next|on|this|the\s+full\s+\w+))?|also\s+read|see(?:\s+also|\s+more)?|watch(?:\s+(?:more|also|now))?"
    r"|listen(?:\s+to)?|related(?:\s+(?:stories|articles?|coverage|news|content|links?|reading|posts?|topics?|story))?"
    r"|more(?:\s+(?:on|from|about|stories|news|coverage|like|in|reading|recipes|headlines)\b[^:]{0,40})?|further\s+reading"
    r"|recommended(?:\s+(?:stories|articles?|reading|for\s+you))?|editors?['’]?s?['’]?\s+(?:picks?|recommendations?|choice)"
    r"|don['’]?t\s+miss|must\s+read|in\s+case\s+you\s+missed\s+it|trending(?:\s+(?:now|stories))?|most\s+(?:read|popular|viewed|shared)"
    r"|(?:you\s+(?:may|might)\s+(?:also\s+)?(?:like|be\s+interested\s+in)|you['’]ll\s+also\s+like)|popular\s+(?:stories|posts|now)"
    r"|(?:other|latest|top|similar|previous|recent|featured)\s+(?:stories|articles?|news|posts?|headlines)|what\s+to\s+(?:read|watch)\s+next"
    r"|up\s+next|next\s+(?:article|story|post)|gallery|in\s+pictures|photos|video|explainer|analysis|opinion|links?"
    r"|lesen\s+sie\s+(?:auch|mehr|dazu)|mehr\s+(?:zum\s+thema|lesen|dazu)|auch\s+interessant|lire\s+(?:aussi|la\s+suite)|à\s+lire(?:\s+aussi)?|voir\s+aussi"
    r"|le[ae]\s+(?:también|tambien|además|más|mas)|ver\s+también|te\s+puede\s+interesar|leia\s+(?:também|mais)|veja\s+também|leggi\s+anche|lees\s+ook"
    r"|czytaj\s+(?:też|także|więcej)|zobacz\s+(?:też|także)|läs\s+(?:också|mer|även)|les\s+(?:også|mer)|læs\s+også|lue\s+myös|читайте\s+также|ayrıca\s+okuyun"
    r"|اقرأ\s+أيضا|यह\s+भी\s+पढ़ें"
)
_POINTER: Final = re.compile(rf"^[\W_]*(?:{_LABELS})\s*(?:[:|»›>–—-]|$)", re.IGNORECASE)


def is_pointer(line: str) -> bool:
    """Whether a line begins as those do that point to another article: “Also read: ...”."""
    return _POINTER.match(line) is not None


def announces_links(line: str) -> bool:
    """Whether a short line does no more than announce links: “Editors' picks”, “More on this:”."""
    return len(line) <= 60 and (is_pointer(line) or line.endswith(":"))
