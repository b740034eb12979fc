"""The ClaimReviews that a web page declares, as JSON-LD or as microdata. Pure: HTML in, things out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin

from lxml import etree
from lxml.etree import _Element

from claims.errors import Refused
from claims.importing import decoding

#: Of one page so many characters of JSON-LD are read, and so many objects of microdata.
MAX_JSON_CHARS: Final = 2_000_000
MAX_ITEMS: Final = 200
_MAX_DEPTH: Final = 8
_IS_REVIEW: Final = '@itemscope and contains(@itemtype, "ClaimReview")'
_MICRODATA: Final = etree.XPath(f"//*[{_IS_REVIEW} and not(ancestor::*[{_IS_REVIEW}])]")
#: Elements whose value stands in an attribute (HTML Standard, 5.2.4).
_ATTRIBUTES: Final = {
    "meta": "content", "a": "href", "link": "href", "area": "href", "img": "src", "audio": "src", "video": "src",
    "embed": "src", "iframe": "src", "source": "src", "object": "data", "data": "value", "meter": "value",
    "time": "datetime",
}  # fmt: skip


def parse(body: bytes, content_type: str = "") -> _Element:
    """The page as a tree. Raises Refused for what is no page. Nesting beyond 256 levels is cut by the parser."""
    text = decoding.decode(body, content_type)
    # The encoding is given, so that the parser does not believe what the page says of it
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True, huge_tree=False)
    try:
        tree = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Refused("What is at this address is no web page that can be read.") from error
    if tree is None:
        raise Refused("The page is empty.")
    return tree


def things(tree: _Element, url: str = "") -> tuple[list[Any], list[str]]:
    """(what the page declares, reasons for declarations that cannot be read), ClaimReviews and whatever else."""
    found: list[Any] = []
    refused: list[str] = []
    left = MAX_JSON_CHARS
    for element in tree.iter("script"):
        source = (element.text or "").strip()
        if "ld+json" not in (element.get("type") or "").lower() or "ClaimReview" not in source:
            continue
        left -= len(source)
        if left < 0:
            refused.append("It declares more than two million characters of JSON-LD; the rest was not read.")
            break
        try:
            found.append(json.loads(_bare(source), strict=False))
        except (ValueError, RecursionError) as error:
            refused.append(f"Its JSON-LD cannot be read ({str(error)[:200]}).")
    found += [_item(element, url, _MAX_DEPTH) for element in _MICRODATA(tree)[:MAX_ITEMS]]
    return found, refused


def absolute(reference: str, base: str) -> str:
    """Where a reference on a page leads; "" for one that is no address at all."""
    try:
        return urljoin(base, reference)
    except ValueError:
        return ""


def _bare(source: str) -> str:
    """JSON-LD without the wrappings that content systems put round it, and the semicolon after it."""
    for opening, closing in (
        ("<!--", "-->"),
        ("//<![CDATA[", "//]]>"),
        ("<![CDATA[", "]]>"),
        ("/*<![CDATA[*/", "/*]]>*/"),
    ):
        source = source.removeprefix(opening).removesuffix(closing).strip()
    return source.rstrip(";")


def _item(element: _Element, url: str, depth: int) -> dict[str, Any]:
    """One object of microdata as JSON-LD has it; what is named twice is a list."""
    item: dict[str, Any] = {"@type": (element.get("itemtype") or "").rstrip("/").rpartition("/")[2]}
    if element.get("itemid"):
        item["@id"] = absolute(element.get("itemid") or "", url)
    for child in _properties(element):
        is_item = child.get("itemscope") is not None
        value = (_item(child, url, depth - 1) if depth else "") if is_item else _value(child, url)
        for name in (child.get("itemprop") or "").split()[:10]:
            known = item.get(name)
            item[name] = value if known is None else [*(known if isinstance(known, list) else [known]), value][:20]
    return item


def _properties(element: _Element) -> Iterator[_Element]:
    """The elements that say something about this object, and not about one inside it."""
    walk = etree.iterwalk(element, events=("start",))
    for _, child in walk:
        if child is element:
            continue
        if child.get("itemprop"):
            yield child
        if child.get("itemscope") is not None:
            walk.skip_subtree()


def _value(element: _Element, url: str) -> str:
    attribute = _ATTRIBUTES.get(str(element.tag), "")
    given = element.get("content") or (element.get(attribute) if attribute else None)
    if given is None:
        return " ".join("".join(element.itertext()).split())
    return absolute(given, url) if attribute in ("href", "src", "data") else str(given)
