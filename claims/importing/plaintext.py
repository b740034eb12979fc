"""Plain text as people save it: headline first, then a byline or agency, then paragraphs, an address at the end."""

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

from claims.importing import boilerplate, closing, datelines, headers, notices, outlets, wrapping
from claims.importing.extracted import Extracted
from claims.text import language

_SPACES: Final = re.compile(r"[^\S\n]{2,}|[^\S\n ]")  # a single blank needs no squeezing
_BREAKS: Final = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
# Signs that show nothing; those that turn the direction of what follows would turn the desk's page too.
_INVISIBLE: Final = re.compile("[\u00ad\u200b\u202a-\u202e\u2060\ufeff\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
# Last parts of a path that was cut off before the part that names the article.
_CUT_OFF: Final = frozenset(
    (
        "",
        "node",
        "article",
        "articles",
        "news",
        "story",
        "stories",
        "post",
        "posts",
        "world",
        "amp",
        "p",
        "id",
        "index.html",
    )
)


def read(text: str, url: str = "") -> Extracted:
    """Return the article in a plain text; nothing is refused here. `url` is where it was fetched, if it was."""
    header = headers.Header()
    body, removed = boilerplate.clean(paragraphs(text))
    told = notices.read(removed)
    body = headers.take_lines(headers.take_title(body, header, removed), header, removed)
    body = closing.take_lines(body, header)
    headers.settle(header, removed, told.origin)
    removed = header.removed + removed
    address = next((url for url in map(_bare_url, removed) if url), "")
    own_url = url or header.url or address
    outlet = outlets.by_url(own_url) or header.outlet or told.outlet
    origin = told.origin or header.origin or datelines.agency(body)
    kept = "\n".join(body)
    return Extracted(
        title=header.title,
        outlet=outlet,
        byline=header.byline or told.byline,
        published=header.published or told.published or datelines.day(body),
        language=language.guess(kept or header.title),
        text=kept,
        url=own_url if url or names_an_article(own_url) else "",
        origin_outlet="" if origin == outlet else origin,
        is_paywalled=False,
        boilerplate_removed=removed,
    )


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each on one line: hard-wrapped lines are joined, spaces squeezed."""
    lines = squeezed(text)
    return [line for line in (wrapping.join(lines) if wrapping.is_wrapped(lines) else lines) if line]


def squeezed(text: str) -> list[str]:
    """Return the lines of a text, empty ones too, with single spaces and without invisible characters."""
    clean = _SPACES.sub(" ", _INVISIBLE.sub("", _BREAKS.sub("\n", unicodedata.normalize("NFC", text))))
    return [line.strip() for line in clean.split("\n")]


def _bare_url(line: str) -> str:
    bare = line.strip("<> ")
    if not boilerplate.is_bare_url(bare):
        return ""
    return bare if "://" in bare else f"https://{bare}"


def names_an_article(url: str) -> bool:
    """Whether an address leads to one article, rather than to a site, or to a path that was cut off."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    last = parts.path.rstrip("/").rpartition("/")[2].casefold()
    return bool(parts.hostname) and (last not in _CUT_OFF or "=" in parts.query)
