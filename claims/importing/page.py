"""HTML to an article: trafilatura for the text, the page's own declarations for everything else."""

import re
from typing import Final

from lxml.etree import _Element
from trafilatura import bare_extraction
from trafilatura.utils import load_html

from claims.errors import Refused
from claims.importing import (
    boilerplate,
    closing,
    datelines,
    declared_body,
    furniture,
    headers,
    limits,
    metadata,
    notices,
    outlets,
    plaintext,
    tables,
    wrapping,
)
from claims.importing.extracted import Doubtful, Extracted, Paywalled
from claims.importing.metadata import Metadata
from claims.text import language

# A page that names a paywall and holds fewer words is a teaser.
TEASER_WORDS: Final = 150
MIN_ARTICLE_WORDS: Final = 25
# Lists of links hold hardly any words in sentences.
MIN_SENTENCE_SHARE: Final = 0.15

MAX_ATTRIBUTE_WORDS: Final = 1_000

# An article of less of the page's running text is probably another part of the page.
MIN_COVERED: Final = 0.35

# trafilatura's fallbacks take quadratic time over blocks; a page of so many is read without them.
MAX_BLOCKS_COMPARED: Final = 3_000
MAX_ELEMENTS: Final = 40_000

# References to control characters, which no XML tree may hold: one of them would cost the whole article.
_NO_CHARACTER: Final = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])(?!\d)|[xX]0*(?:[0-8bcefBCEF]|1[\da-fA-F]|[fF]{3}[eEfF])(?![\da-fA-F]));?"
)
_LONG_TAG: Final = re.compile(r"<([A-Za-z][\w-]{0,30})\s[^<>]{5000,}>?")
_LONG_TAG_CHARS: Final = 5_000
_BLOCKS: Final = frozenset("p div li dd dt td th tr h1 h2 h3 h4 h5 h6 pre blockquote section article br".split())
_TOO_MANY: Final = (
    "The page has more than forty thousand elements, so it is no single article. Save the article alone, "
    "as plain text, and import that."
)
_NO_ARTICLE: Final = (
    "The page holds no article: no text in sentences was found in it. Import the address of the article itself, "
    "or paste its text."
)
_TEASER: Final = (
    "Only the beginning of this article is public; the rest is behind a paywall. Paste the full text, "
    "or import a copy that you may use."
)
_WALL: Final = re.compile(
    r"\b(?:subscribe|sign\s+(?:in|up)|log\s?in|register|become\s+a\s+(?:member|subscriber))\b.{0,60}\bto\s+(?:continue|keep|read|unlock|access)"
    r"|\b(?:to\s+)?continue\s+reading\b.{0,60}\b(?:subscri|sign\s+in|log\s?in|register|account)"
    r"|\b(?:this|the\s+full)\s+(?:article|story|content)\s+is\s+(?:only\s+)?(?:for|available\s+to|reserved\s+for|exclusive\s+to)\s+"
    r"(?:\w+\s+){0,2}(?:subscribers|members)|\balready\s+a\s+subscriber\b|\bsubscriber[- ]only\b"
    r"|\bunlock\s+this\s+(?:article|story)\b"
    r"|\bnur\s+für\s+abonnenten\b|\bréservé\s+(?:aux|à\s+nos)\s+abonnés\b|\bexclusivo\s+para\s+suscriptores\b",
    re.IGNORECASE | re.DOTALL,
)
# What a page says of itself stands in elements like these, at the start of their text.
_SAYING: Final = ("p", "div", "span", "h2", "h3", "h4", "section", "aside", "a", "button", "em", "i", "small")
MAX_SAID_CHARS: Final = 300
_FIRST: Final = re.compile(
    r"\b(?:originally|first)\s+(?:published|appeared|reported)\b|\brepublished\b|\bsyndicated\s+from\b|\bzuerst\b"
    r"|\b(?:initialement|originalmente|originariamente)\b",
    re.IGNORECASE,
)
_CLOSES: Final = re.compile(r"[.!?…。！？؟।۔][\"”’»)\]]*$")


def read(text: str, url: str = "") -> Extracted:
    """Return the article of an HTML page. Refused: no article; Paywalled: a teaser.

    Nesting beyond 256 levels is cut by the parser, so that a hostile page costs no more than another.
    """
    readable = _NO_CHARACTER.sub(" ", text) if "&#" in text else text
    readable = furniture.join_lines(readable)
    tree = load_html(_LONG_TAG.sub(_without_attributes, readable) if _has_long_tag(readable) else readable)
    if tree is None:
        raise Refused(_NO_ARTICLE)
    n_blocks = _n_blocks(tree)
    declared = metadata.read(tree, url)
    is_walled, origin = _says(tree)
    wall = declared.is_free is False or is_walled
    furniture.strip(tree)
    tables.part_cells(tree)
    wrapping.join_breaks(tree)
    body = _body(tree, n_blocks)
    limits.refuse_too_long(body)
    extracted = _assemble(body, declared, origin, is_paywalled=wall)
    n_words = len(extracted.text.split())
    if wall and n_words < TEASER_WORDS:
        raise Paywalled(_TEASER, extracted)
    is_short = n_words < MIN_ARTICLE_WORDS and not _is_unspaced(extracted.text)
    if is_short or _sentence_share(extracted.text) < MIN_SENTENCE_SHARE:
        raise Doubtful(_NO_ARTICLE, extracted)
    return extracted


def _body(tree: _Element, n_blocks: int) -> str:
    """The article's text. What covers little of the page's running text is compared with what other ways find."""
    body = _extract(tree, is_fast=True)
    if n_blocks > MAX_BLOCKS_COMPARED or len(body) >= MIN_COVERED * furniture.n_unlinked(tree):
        return body
    return _extract(tree, is_fast=False)


def _extract(tree: _Element, *, is_fast: bool) -> str:
    document = bare_extraction(tree, include_comments=False, fast=is_fast)
    return (document.text if document is not None and not isinstance(document, dict) else "") or ""


def _n_blocks(tree: _Element) -> int:
    """At most so many elements begin a paragraph. Refused: more elements than any article has."""
    n_elements = tree.xpath("count(descendant-or-self::node()[not(self::text())])")
    if n_elements > MAX_ELEMENTS:
        raise Refused(_TOO_MANY)
    if n_elements <= MAX_BLOCKS_COMPARED:  # most pages: there cannot be more blocks than elements
        return int(n_elements)
    return sum(1 for _ in tree.iter(*_BLOCKS))


def _has_long_tag(text: str) -> bool:
    """Whether any tag is so long that its attributes have to be counted: much faster than searching for one."""
    return any(len(piece) > _LONG_TAG_CHARS and piece.find(">", 0, _LONG_TAG_CHARS) < 0 for piece in text.split("<"))


def _without_attributes(tag: re.Match[str]) -> str:
    """Empty a tag of thousands of attributes: the parser takes quadratic time over them."""
    return f"<{tag[1]}>" if len(tag.group().split()) > MAX_ATTRIBUTE_WORDS else tag.group()


def _assemble(body: str, declared: Metadata, origin: str, *, is_paywalled: bool) -> Extracted:
    header = headers.Header(title=declared.title)
    rows = plaintext.squeezed(body.replace("\\|", "|"))  # a bar in a cell is escaped
    found = [line.removeprefix("| ").removesuffix(" |") for line in rows]
    lines = declared_body.reconcile(list(filter(None, found)), declared.body)
    lines, removed = boilerplate.clean(headers.take_title(lines, header) if declared.title else lines)
    told = notices.read(removed)
    lines = closing.take_lines(headers.take_lines(lines, header, removed), header)
    origin = origin or told.origin
    headers.settle(header, removed, origin)
    removed = header.removed + removed
    byline = declared.byline or header.byline or told.byline
    outlet = declared.outlet or header.outlet or told.outlet
    origin = origin or outlets.by_name(byline) or header.origin or datelines.agency(lines)
    kept = "\n".join(lines)
    return Extracted(
        title=header.title,
        outlet=outlet,
        byline=byline,
        published=declared.published or header.published or told.published or datelines.day(lines),
        language=language.guess(kept) or language.tag(declared.language),
        text=kept,
        url=declared.url,
        origin_outlet="" if origin == outlet else origin,
        is_paywalled=is_paywalled,
        boilerplate_removed=removed,
    )


def _says(tree: _Element) -> tuple[bool, str]:
    """Whether the page's visible words ask the reader to pay before reading on, and who it says published it first."""
    is_wall, origin = False, ""
    for element in tree.iter(*_SAYING):
        words = (element.text or "").strip()
        if not 10 < len(words) < MAX_SAID_CHARS:
            continue
        is_wall = is_wall or _WALL.search(words) is not None
        if not origin and _FIRST.search(words):
            said = " ".join("".join(element.itertext()).split())
            origin = notices.origin_in(said) if boilerplate.is_boilerplate(said) else ""
    return is_wall, origin


def _sentence_share(text: str) -> float:
    """Return the share of words that stand in lines ending as sentences do, 0..1; not every script ends them so."""
    if _is_unspaced(text):
        return 1.0
    lines = [(len(line.split()), _CLOSES.search(line) is not None) for line in text.split("\n")]
    n_words = sum(n for n, _ in lines)
    return sum(n for n, closes in lines if closes or n > 30) / n_words if n_words else 0.0


def _is_unspaced(text: str) -> bool:
    """Whether a text is long enough in a script that writes no spaces."""
    return len(text) > 60 and not text.isascii() and len(text.split()) * 12 < len(text)
