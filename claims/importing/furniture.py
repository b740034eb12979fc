"""Takes the furniture out of a page before it is read: related links, calls, captions, bars and boxes.

Told by what elements are called, by how much of them is links, and by what they say; never by the site.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from lxml import etree
from lxml.etree import _Element

from claims.importing import pointers

# An element that holds this share of the page's running text is no furniture, whatever it is called.
MAX_SHARE: Final = 0.3
# Nor is one that holds so much of it outside of links (characters): three paragraphs.
MAX_RUNNING: Final = 1_200
# A string of so many characters is running text rather than a label.
MIN_RUN_CHARS: Final = 60
# A list of links may hold more of a page than a box may: navigation is often longer than the article.
MIN_LINK_SHARE: Final = 0.75
MAX_LABEL_CHARS: Final = 40
MAX_CAPTION_CHARS: Final = 400

_MACHINERY: Final = ("style", "svg", "canvas", "dialog")
_RUN: Final = frozenset(("text/template", "text/html", "text/x-template"))
_NAMED: Final = (
    "div section p ul ol li span aside figcaption a h2 h3 h4 h5 h6 small em footer header details dl table label"
    " blockquote cite amp-social-share"
).split()
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BETWEEN: Final = re.compile(r"[\s_:-]+")
# Whole words of class names and ids, joined by single hyphens, with a hyphen at each end.
_FURNITURE: Final = re.compile(
    r"""-(?:
      related|recirc(?:ulation)?|recommend(?:ed|ations?)|read-?(?:more|next|also|on)|also-?(?:read|like|on|see)|see-also
      |more-?(?:stories|news|articles|from|on|like|links|posts|headlines|coverage|in|topics)|most-?(?:read|popular|viewed|shared|recent)
      |trending|popular-?(?:posts|stories|articles)|(?:latest|top|other|featured)-(?:news|stories|posts|articles|headlines)
      |(?:next|previous|prev|adjacent)-?(?:articles?|posts?|story|stories)|up-next|further-reading|linklist|link-list
      |(?:inline|in-?article|in-?body|in-?text)-?(?:links?|promos?|related|newsletters?|ads?)|outbrain|taboola|zergnet|revcontent
      |you-?(?:may|might)-?(?:also)?-?like|inread|read-?it-?next
      |newsletters?|nl-?signup|sign-?up|subscribe|subscription-(?:box|form|widget|cta|promo|banner)|donat(?:e|ions?)
      |support-us|call-?to-?action|cta|promos?|promo-?box|app-(?:download|promo|banner)|download-app
      |shar(?:e|ing)|share-?(?:bar|tools|links|buttons?|icons?|this|count|box)|social(?:s|-?(?:media|links|icons|bar|share|sharing|tools|buttons))?
      |follow-?(?:us|me|bar|buttons?)|addthis|addtoany|sharedaddy|sharethis
      |playlist|(?:video|audio|media)-player
      |byline|by-line|author-?(?:bio|box|info|card|name|byline|details|description|meta|profile|links?|social)|about-(?:the-)?author|post-author
      |writer-(?:bio|info|card)|bio-?box|contributors?
      |tags?-?(?:list|links|cloud|container|box|wrapper)|tagcloud|topics?-?(?:list|links)|keywords|breadcrumbs?|cat-links|filed-under
      |advert(?:s|isements?|ising)?|ad-?(?:slot|unit|container|wrapper|label|block|box|placeholder)|sponsor(?:ed|s)?|dfp|gpt
      |print-only|toolbar|article-tools|sr-only|visually-hidden|visuallyhidden|screen-reader-text|hidden-print|timestamps?
      |poll|quiz|cookie-?(?:bar|banner|notice|consent)?|consent|paywall-(?:prompt|banner|message)|message-?box
      |comments?-?(?:area|section|list|form|count|link|box|wrapper|container)|respond|disqus
      |comentarios?|kommentare?|commentaires?|reacties|commenti|(?:noticias-|articulos-)?relacionad[ao]s?|compartir|teilen
      |partager|a-lire-aussi|lire-aussi|lea-tambien|mehr-zum-thema|siehe-auch|leia-(?:tambem|mais)|leggi-anche|correlati
      |bildunterschrift|bildnachweis|legende|pie-de-foto|werbung|anzeige|publicidad|publicite|boletin|infoletter
    )-""",
    re.VERBOSE,
)
# What belongs to pictures is furniture, but not where the pictures are the article.
_PICTURES: Final = re.compile(
    r"-(?:(?:photo|image|img|picture|media|video|fig(?:ure)?)-?(?:captions?|credits?|source|copyright|byline|description|legend"
    r"|meta|info)|captions?|captiontext|fig-?caption|credits?|copyright|gallery|slideshow|carousel|lightbox)-"
)
# Names of what holds the article itself.
_CONTENT: Final = re.compile(
    r"-(?:(?:article|entry|story|post|page|main)-?(?:body|content|text|copy|main|inner|wrapper)|body-?(?:copy|text|content)|hentry)-"
)


def strip(tree: _Element) -> None:
    """Take the furniture out of a parsed page, in place. Text that follows an element stays.

    Line breaks of the source become blanks: only those of the page are breaks.
    """
    _join_lines(tree)
    _drop(tree.iter(*_MACHINERY))
    _drop(script for script in tree.iter("script") if script.get("type", "").lower() not in _RUN)
    n_all = _n_running(tree)
    for furniture in (_FURNITURE, _PICTURES):
        named = [element for element in tree.iter(*_NAMED) if _is_named_so(element, furniture)]
        small = [e for e in named if _n_unlinked(e) <= MAX_RUNNING and _n_running(e) <= MAX_SHARE * n_all]
        if furniture is _FURNITURE or sum(map(_n_unlinked, small)) <= MAX_SHARE * n_all:
            _drop(small)
    _drop_link_lists(tree, n_all)
    _drop(p for p in tree.iter("p", "div", "h2", "h3", "h4", "h5", "h6") if _points_elsewhere(p))
    _drop(p for p in tree.iter("p") if _is_caption(p))


def _drop(elements: Iterable[_Element]) -> None:
    for element in list(elements):
        parent = element.getparent()
        if parent is None:
            continue
        _hand_on_tail(element, parent)
        parent.remove(element)


def _join_lines(tree: _Element) -> None:
    kept = {element for block in tree.iter("pre", "textarea", "code") for element in block.iter()}
    for element in tree.iter(etree.Element):
        if element.text and "\n" in element.text and element not in kept:
            element.text = element.text.replace("\n", " ")
        if element.tail and "\n" in element.tail and element.getparent() not in kept:
            element.tail = element.tail.replace("\n", " ")


def _hand_on_tail(element: _Element, parent: _Element) -> None:
    """The text behind an element belongs to its parent, and outlives it."""
    if not element.tail:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + element.tail
    else:
        parent.text = (parent.text or "") + element.tail
    element.tail = None


def _n_running(element: _Element) -> int:
    """How much running text an element holds (characters)."""
    return sum(len(text) for text in element.itertext() if len(text) > MIN_RUN_CHARS)


def _n_unlinked(element: _Element) -> int:
    """How much running text of an element leads nowhere (characters)."""
    return _n_running(element) - sum(_n_running(link) for link in element.iter("a"))


def _is_named_so(element: _Element, furniture: re.Pattern[str]) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return len(names) > 1 and _names(names, furniture)


@lru_cache(maxsize=8192)
def _names(names: str, furniture: re.Pattern[str]) -> bool:
    words = _BETWEEN.sub("-", _CAMEL.sub("-", names).lower())
    return furniture.search(f"-{words}-") is not None and _CONTENT.search(f"-{words}-") is None


def _text(element: _Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _n_linked(element: _Element) -> int:
    return sum(len(_text(link)) for link in element.iter("a"))


def _drop_link_lists(tree: _Element, n_all: int) -> None:
    """Lists of nothing but links, with the line that announces them."""
    for listed in list(tree.iter("ul", "ol")):
        if listed.getparent() is None or listed.find(".//a") is None:
            continue
        items = [text for text in map(_text, listed.iterchildren("li")) if text]
        if not items or _n_running(listed) > MAX_SHARE * n_all:
            continue
        is_linked = _n_linked(listed) >= MIN_LINK_SHARE * sum(map(len, items))
        if not is_linked and not all(map(_is_labelled_link, listed.iterchildren("li"))):
            continue
        before = listed.getprevious()
        if before is not None and before.tag in ("p", "h2", "h3", "h4", "h5", "h6", "strong", "div", "b"):
            said = _text(before)
            if pointers.announces_links(said):
                _drop([before])
        _drop([listed])


def _is_labelled_link(item: _Element) -> bool:
    """“Analysis: <a>Why ferries sink</a>”: a few words, a colon, and the rest is a link."""
    links = list(item.iter("a"))
    if len(links) != 1 or (links[0].tail or "").strip():
        return False
    text, linked = _text(item), _text(links[0])
    label = text.removesuffix(linked).strip()
    return (
        bool(linked)
        and text.endswith(linked)
        and len(label) <= MAX_LABEL_CHARS
        and (not label or label[-1] in ":|–—-»")
    )


def _points_elsewhere(element: _Element) -> bool:
    """Whether a paragraph is nothing but a link to another article, or announces one: “Read more: ...”."""
    if element.find(".//a") is None:
        return False
    if element.tag == "div" and any(child.tag not in ("a", "span", "b", "strong", "em", "i") for child in element):
        return False
    text = _text(element)
    if not text or len(text) > pointers.MAX_CHARS:
        return False
    n_linked = _n_linked(element)
    if pointers.is_pointer(text, has_link=True) and n_linked > len(text) / 3:
        return True
    if element.tag not in ("p", "div"):
        return False
    return n_linked >= 0.9 * len(text.strip("[]()»›>–—-•* .")) and len(text) > 25


def _is_caption(p: _Element) -> bool:
    """A paragraph around a picture says what is on it."""
    if p.find(".//img") is None:
        return False
    said = _text(p)
    slanted = " ".join(_text(each) for each in p.iterchildren("em", "i", "small", "cite"))
    return 0 < len(said) <= MAX_CAPTION_CHARS and slanted == said
