"""Tells lines that say what is on a picture, and who took it, from lines of the article."""

import re
from typing import Final

from claims.text import sentences

MAX_CHARS: Final = 300
MAX_SENTENCES: Final = 2
# In a script that says a sentence in so few signs.
MAX_CHARS_UNSPACED: Final = 80

# A caption runs to the end of its line.
_LABELLED: Final = re.compile(
    r"^[(\[]?(?:(?:file\s+|stock\s+|cover\s+|featured\s+)?(?:photo(?:graph)?s?|images?|pictures?|pics?|foto|bild|video"
    r"|graphic|illustration|caption|photo\s+credit|image\s+credit|credit)(?:\s+(?:by|credit|courtesy))?\s*[:/©]"
    r"|(?:file\s+)?photo\s+by\s+[A-Z]"
    r"|foto\s*:|bildrechte\s*:|crédits?\s*(?:photo)?\s*:)\s*\S",
    re.IGNORECASE,
)
# Who took the picture stands at the end of what is said about it.
_AGENCY: Final = (
    r"(?:AP|AFP|EPA|EFE|PA|dpa|REUTERS|Reuters|Getty(?:\s+Images)?|Bloomberg|Anadolu|Xinhua|Shutterstock|Unsplash)"
)
_PICTURE: Final = r"(?:photos?|pictures?|pics?|images?|foto|bild|file|credit|grafik|symbolbild|archivo)"
_CREDIT: Final = re.compile(
    rf"[(\[](?i:(?:(?:file|archive|courtesy|ap|afp|reuters|getty)\s+)*{_PICTURE})\b[^()]{{0,60}}[)\]]\s*$"
    rf"|\b{_AGENCY}\s?/\s?[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){{0,3}}[\s)/-]*$|/\s?{_AGENCY}(?:\s+Images)?\)?\s*$"
    r"|\b(?:Getty\s+Images|iStock(?:photo)?|Shutterstock|Adobe\s?Stock|AP\s+Photo|Pixabay|Unsplash)\)?\s*$|[|(]\s*©[^.]{2,60}$"
    r"|\b(?:[Pp]hotos?|[Ff]oto|[Pp]icture|[Ii]mage|[Bb]ild|[Cc]redit)\s?(?:[Cc]redits?|by)?\s?[:©]\s?[^.:]{2,60}\)?$"
)


def is_caption(line: str) -> bool:
    """Whether a line is a caption: it is labelled so, or ends in who took the picture."""
    if len(line) > (MAX_CHARS if " " in line[:MAX_CHARS_UNSPACED] else MAX_CHARS_UNSPACED):
        return False
    if _LABELLED.match(line):
        return True
    return _CREDIT.search(line) is not None and len(sentences.split(line)) <= MAX_SENTENCES
