"""Takes the furniture out of a page before it is read: related links, calls, captions, bars and boxes.

Told by what elements are called, by how much of them is links, and by what they say; never by the site.
"""

import re
from collections.abc import Iterable
from typing import Final

from lxml import etree
from lxml.etree import _Element

from claims.importing import element_names, pointers

# An element that holds this share of the page's running text is no furniture, whatever it is called.
MAX_SHARE: Final = 0.3
# Nor is one that holds so much of it outside of links (characters): three paragraphs.
MAX_RUNNING: Final = 1_200
# A string of so many characters is running text rather than a label.
MIN_RUN_CHARS: Final = 60
# From these shares of its letters on a list, or a paragraph, is made of links.
MIN_LIST_LINKED: Final = 0.75
MIN_LINE_LINKED: Final = 0.9
MIN_POINTER_LINKED: Final = 0.3
# A shorter link alone on a line is a name or a place.
MIN_LINE_CHARS: Final = 25
MAX_LABEL_CHARS: Final = 40
MAX_CAPTION_CHARS: Final = 400

_MACHINERY: Final = ("style", "svg", "canvas", "dialog")
_TEMPLATES: Final = frozenset(("text/template", "text/html", "text/x-template"))
_NAMED: Final = (
    "div section p ul ol li span aside figcaption a h2 h3 h4 h5 h6 small em footer header details dl table label"
    " blockquote cite"
).split()
_LINES: Final = frozenset(("p", "div", "h2", "h3", "h4", "h5", "h6"))
_INLINE: Final = frozenset(("a", "span", "b", "strong", "em", "i", "u", "small", "br", "mark", "cite", "label"))
_RUNS: Final = etree.XPath(f".//text()[string-length() > {MIN_RUN_CHARS}]", smart_strings=False)
_AROUND: Final = "[]()»›>–—-•* ."
_KEPT_AS_IT_IS: Final = re.compile(r"(<(?:pre|textarea)\b.*?(?:</(?:pre|textarea)\s*>|$))", re.IGNORECASE | re.DOTALL)


def join_lines(source: str) -> str:
    """Return HTML whose line breaks are blanks, as a reader sees them: only those of the page are breaks."""
    pieces = _KEPT_AS_IT_IS.split(source)
    return "".join(piece if at % 2 else piece.replace("\n", " ").replace("\r", " ") for at, piece in enumerate(pieces))


def strip(tree: _Element) -> None:
    """Take the furniture out of a parsed page, in place. Text that follows an element stays."""
    _drop(tree.iter(*_MACHINERY))
    _drop(script for script in tree.iter("script") if script.get("type", "").lower() not in _TEMPLATES)
    n_all = n_running(tree)
    _drop(bar for bar in tree.iter("nav") if _is_small(bar, n_all))
    _drop_named(tree, n_all)
    _drop_link_lists(tree, n_all)
    _drop(line for line in map(_line_around, tree.iter("a")) if line is not None and _points_elsewhere(line))
    _drop(p for p in tree.iter("p") if p.find(".//img") is not None and _is_caption(p))
    _drop(letter for letter in tree.iter("span") if _is_joined_initial(letter))


def n_running(element: _Element) -> int:
    """How much running text an element holds, in links and outside of them (characters)."""
    return sum(map(len, _RUNS(element)))


def n_unlinked(element: _Element) -> int:
    """How much running text an element holds outside of links (characters)."""
    return n_running(element) - sum(map(n_running, element.iter("a")))


def _drop(elements: Iterable[_Element]) -> None:
    for element in list(elements):
        parent = element.getparent()
        if parent is None:
            continue
        if element.tail:
            _hand_on_tail(element, parent)
        parent.remove(element)


def _hand_on_tail(element: _Element, parent: _Element) -> None:
    """The text behind an element belongs to its parent, and outlives it."""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    element.tail = None


def _drop_named(tree: _Element, n_all: int) -> None:
    """What is called furniture; and what belongs to pictures, unless the pictures are the article."""
    named: dict[str, list[_Element]] = {"furniture": [], "picture": []}
    for element in tree.iter(*_NAMED):
        names = f"{element.get('class', '')} {element.get('id', '')}"
        kind = element_names.kind(names) if len(names) > 1 else ""
        if kind and not (element.tag in _INLINE and _is_in_a_sentence(element)):
            named[kind].append(element)
    _drop(element for element in named["furniture"] if _is_small(element, n_all))
    pictures = [element for element in named["picture"] if _is_small(element, n_all)]
    if sum(map(n_unlinked, pictures)) <= MAX_SHARE * n_all:
        _drop(pictures)


def _is_in_a_sentence(element: _Element) -> bool:
    """Whether words stand right before or behind an element on its line."""
    before = element.getprevious()
    said = before.tail if before is not None else element.getparent().text
    return bool((said or "").strip() or (element.tail or "").strip())


def _is_small(element: _Element, n_all: int) -> bool:
    n_chars = n_running(element)
    return n_chars <= MAX_SHARE * n_all and (n_chars <= MAX_RUNNING or n_unlinked(element) <= MAX_RUNNING)


def _text(element: _Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _n_linked(element: _Element) -> int:
    return sum(len(_text(link)) for link in element.iter("a"))


def _drop_link_lists(tree: _Element, n_all: int) -> None:
    """Lists of nothing but links, with the line that announces them."""
    for listed in list(tree.iter("ul", "ol")):
        if listed.getparent() is None or not _is_link_list(listed) or n_running(listed) > MAX_SHARE * n_all:
            continue
        before = listed.getprevious()
        if before is not None and before.tag in _LINES and pointers.announces_links(_text(before)):
            _drop([before])
        _drop([listed])


def _is_link_list(listed: _Element) -> bool:
    if listed.find(".//a") is None:
        return False
    n_chars = sum(len(_text(item)) for item in listed.iterchildren("li"))
    if n_chars and _n_linked(listed) >= MIN_LIST_LINKED * n_chars:
        return True
    return n_chars > 0 and all(map(_is_labelled_link, listed.iterchildren("li")))


def _is_labelled_link(item: _Element) -> bool:
    """“Analysis: <a>Why ferries sink</a>”: a few words, a colon, and the rest is a link."""
    links = list(item.iter("a"))
    if len(links) != 1:
        return False
    text, linked = _text(item), _text(links[0])
    label = text.removesuffix(linked).strip()
    return (
        bool(linked)
        and text.endswith(linked)
        and len(label) <= MAX_LABEL_CHARS
        and (not label or label[-1] in ":|–—-»")
    )


def _line_around(link: _Element) -> _Element | None:
    """The paragraph or heading in which a link stands, if there is only inline markup between them."""
    around = link.getparent()
    while around is not None and around.tag in _INLINE:
        around = around.getparent()
    return around if around is not None and around.tag in _LINES else None


def _points_elsewhere(line: _Element) -> bool:
    """Whether a paragraph is nothing but a link to another article, or announces one: “Read more: ...”."""
    if line.getparent() is None or any(child.tag not in _INLINE for child in line):
        return False
    text = _text(line)
    if not 0 < len(text) <= pointers.MAX_CHARS:
        return False
    n_linked = _n_linked(line)
    if pointers.is_pointer(text, has_link=True) and n_linked >= MIN_POINTER_LINKED * len(text):
        return True
    is_line = line.tag in ("p", "div") and len(text) > MIN_LINE_CHARS
    return is_line and n_linked >= MIN_LINE_LINKED * len(text.strip(_AROUND))


def _is_joined_initial(letter: _Element) -> bool:
    """Join a large first letter that stands before its paragraph to the rest of its word; False if it is none."""
    initial, paragraph = (letter.text or "").strip(), letter.getnext()
    if len(initial) != 1 or not initial.isupper() or (letter.tail or "").strip() or paragraph is None:
        return False
    first = next((each for each in paragraph.iter() if (each.text or "").strip()), None)
    if paragraph.tag != "p" or first is None or not first.text[:1].islower():
        return False
    first.text = initial + first.text
    return True


def _is_caption(p: _Element) -> bool:
    """A paragraph around a picture, all of it slanted or small, says what is on the picture."""
    said = _text(p)
    slanted = " ".join(_text(each) for each in p.iterchildren("em", "i", "small", "cite"))
    return 0 < len(said) <= MAX_CAPTION_CHARS and slanted == said
