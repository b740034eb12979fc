"""A site's ClaimReview pages: from an address or a list to the pages, fetched politely through the one door."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Final

from django.conf import settings
from lxml import etree

from claims.errors import Refused, TryAgain
from claims.importing.factchecks import claimreview, lines, pages, values
from claims.importing.factchecks.check import Row
from claims.snapshots import capture
from claims.web import fetch, inflate
from claims.web.editions import NONE_KNOWN, Edition

#: Pause between two requests (seconds): what a site of any size bears.
PAUSE_S: Final = 1.0
#: A site that asks for a longer rest is left alone, and the reading goes on another time (seconds, tries).
LONGEST_REST_S: Final = 30.0
N_TRIES: Final = 3
#: Addresses that one site may name, and sitemaps that are followed to find them.
MAX_PAGES: Final = 100_000
MAX_SITEMAPS: Final = 500
MAX_LIST_BYTES: Final = 60_000_000
_LIMITS: Final = fetch.Limits(decoded_bytes=MAX_LIST_BYTES, inflate_ratio=200)
_XML_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss|feed|urlset|sitemapindex|rdf:RDF)\b")
_ADDRESS: Final = re.compile(r"https?://[^\s,;\"'<>]+")
_FEED_TYPES: Final = ("application/rss+xml", "application/atom+xml")

_NO_PAGES: Final = "No addresses of pages were found in it. Give a sitemap, a feed, a list of addresses or a page."
_LATER: Final = "The site has many pages; the reading goes on with the next ones later."
_NO_REVIEW: Final = "It declares no ClaimReview."


@dataclass
class Visitor:
    """Fetches one thing after another and never sooner than `pause_s` after the last, for `patience_s` seconds."""

    pause_s: float = PAUSE_S
    patience_s: float = math.inf
    _ready_at: float = 0.0
    _began_at: float = field(default_factory=time.monotonic)

    def get(
        self,
        url: str,
        limits: fetch.Limits = fetch.DEFAULT_LIMITS,
        *,
        into: BinaryIO | None = None,
        known: Edition = NONE_KNOWN,
    ) -> fetch.Fetched:
        """`into` and `known` as in `fetch`.

        Raises Refused when there is nothing to be had, TryAgain when the site wants to be left alone for long.
        """
        if time.monotonic() - self._began_at > self.patience_s:
            raise TryAgain(_LATER, after_s=LONGEST_REST_S)
        for attempt in range(1, N_TRIES + 1):
            time.sleep(max(0.0, self._ready_at - time.monotonic()))
            self._ready_at = time.monotonic() + self.pause_s
            try:
                return fetch.fetch(
                    url,
                    limits=limits,
                    allow=frozenset(settings.FETCH_ALLOW),
                    user_agent=capture.user_agent(),
                    into=into,
                    known=known,
                )
            except TryAgain as trouble:
                rest_s = trouble.after_s if trouble.after_s is not None else self.pause_s * 2**attempt
                if rest_s > LONGEST_REST_S:
                    raise
                if attempt == N_TRIES:
                    raise Refused(trouble.sentence) from trouble
                self._ready_at = time.monotonic() + max(rest_s, self.pause_s)
        raise AssertionError("The last try returns or raises.")


def addresses(body: bytes, visitor: Visitor, *, content_type: str = "", url: str = "") -> list[str]:
    """The pages that a sitemap, a feed or a list names, sitemaps of sitemaps followed; a page names itself.

    A page without a ClaimReview stands for the feed that it announces. Raises Refused when nothing is named.
    """
    if is_xml(body):
        found = _of_xml(body, visitor)
    elif body.lstrip()[:1] == b"<":
        tree = pages.parse(body, content_type)
        found = iter([url]) if any(pages.things(tree, url)) else _of_announced(tree, url, visitor)
    else:
        found = (match[0] for line in body.splitlines() for match in _ADDRESS.finditer(lines.decoded(line)[:20_000]))
    unique = dict.fromkeys(filter(None, map(values.address, found)))
    if not unique:
        raise Refused(_NO_PAGES)
    return list(unique)[:MAX_PAGES]


def is_xml(body: bytes) -> bool:
    """Whether it is a sitemap or a feed rather than a page."""
    return _XML_START.match(body) is not None and b"<html" not in body[:2_000].lower()


def rows(urls: Iterable[str], visitor: Visitor, *, first: int = 1) -> Iterator[Row]:
    """A row for each page, numbered from `first`. A page that cannot be had is refused, and the next one tried."""
    for number, url in enumerate(urls, first):
        try:
            fetched = visitor.get(url)
            content_type = "; charset=".join(filter(None, (fetched.content_type, fetched.charset)))
            yield page_row(number, fetched.body, content_type=content_type, url=fetched.final_url)
        except Refused as refusal:
            yield Row(number, [], [refusal.sentence], url)


def page_row(number: int, body: bytes, *, content_type: str = "", url: str = "") -> Row:
    """The checks that one page declares. Raises Refused for what is no page."""
    declared, refused = pages.things(pages.parse(body, content_type), url)
    checks, more = claimreview.read(declared, page=values.address(url))
    refused += more
    return Row(number, checks, refused if checks or refused else [_NO_REVIEW], url)


def _of_announced(tree: etree._Element, url: str, visitor: Visitor) -> Iterator[str]:
    """The pages in the first feed that a page without checks announces in its head."""
    for link in tree.iter("link"):
        if (link.get("type") or "").lower() in _FEED_TYPES and link.get("href"):
            there = values.address(pages.absolute(link.get("href") or "", url))
            if there:
                yield from _of_xml(visitor.get(there, _LIMITS).body, visitor)
                return


def _of_xml(body: bytes, visitor: Visitor) -> Iterator[str]:
    """Addresses in a sitemap (sitemaps.org), RSS, Atom or RDF. Sitemaps that cannot be had are passed over."""
    waiting, known = [body], set[str]()
    while waiting:
        tree = _xml(waiting.pop())
        if tree is None:
            continue
        is_index = etree.QName(tree).localname == "sitemapindex"
        for address in _links(tree):
            if not is_index:
                yield address
            elif address not in known and len(known) < MAX_SITEMAPS:
                known.add(address)
                try:
                    waiting.append(visitor.get(address, _LIMITS).body)
                except Refused:
                    continue  # the other sitemaps of the site are worth having


def _xml(body: bytes) -> etree._Element | None:
    """The document, mended where it is broken; nothing outside it is looked at, and no entity is unfolded."""
    if body.startswith(inflate.GZIP_MAGIC):
        body = inflate.gunzip(body, max_bytes=_LIMITS.decoded_bytes, max_ratio=_LIMITS.inflate_ratio)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _links(tree: etree._Element) -> Iterator[str]:
    """<loc> of sitemaps, <link> of RSS, <link href> of Atom entries."""
    for element in tree.iter("{*}loc", "{*}link"):
        is_entry = element.getparent() is not None and etree.QName(element.getparent()).localname in (
            "url", "sitemap", "item", "entry",
        )  # fmt: skip
        if is_entry and (element.get("rel") or "alternate") == "alternate":
            yield (element.text or "").strip() or element.get("href") or ""
