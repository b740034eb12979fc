"""A page as it was captured against the same page as it is now: unchanged, changed, moved, taken back. Pure."""

from __future__ import annotations

import hashlib
import html
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import urljoin, urlsplit

from claims.errors import Refused
from claims.evidence import withdrawals
from claims.web import urls

Outcome = Literal["unchanged", "changed", "corrected", "moved", "retracted"]

#: So much of a page is searched for notices (characters of HTML).
MAX_SEARCHED: Final = 3_000_000
_UNSEEN: Final = re.compile(
    r"<(script|style|noscript|template|svg)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL
)
_BLOCK: Final = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|td|tr|th|table|section|article|aside|header|footer|nav|main|figure|figcaption|"
    r"blockquote|title|head|body|br|hr|dd|dt|dl|form|button|option|label)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_LINK: Final = re.compile(r"<link\b[^<>]{0,2000}>", re.IGNORECASE)
_META: Final = re.compile(r"<meta\b[^<>]{0,2000}>", re.IGNORECASE)
_IS_CANONICAL: Final = re.compile(r"rel\s*=\s*[\"']?canonical\b", re.IGNORECASE)
_HREF: Final = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """What is compared. `lines`: what a reader sees, line by line; `declared`: the address it calls its own."""

    text: str
    address: str
    declared: str = ""
    lines: list[str] = field(default_factory=list)
    is_hidden: bool = False


@dataclass(frozen=True)
class Finding:
    outcome: Outcome
    sentence: str = ""
    signs: list[str] = field(default_factory=list)

    def mark(self, now: Page) -> str:
        """The same when the same is found again: sha256, hexadecimal."""
        told = "\n".join((self.outcome, _squeezed(now.text), now.address, now.declared, *self.signs))
        return hashlib.sha256(told.encode()).hexdigest()


def page_of(body: bytes, *, text: str, address: str, content_type: str, charset: str = "", robots: str = "") -> Page:
    """A capture as a page. `robots`: the X-Robots-Tag header. Of what is no HTML only text and address count."""
    if "html" not in content_type:
        return Page(text, address, is_hidden="noindex" in robots.lower())
    source = _decoded(body, charset)[:MAX_SEARCHED]
    links = filter(_IS_CANONICAL.search, _LINK.findall(source))
    href = next((found[1] for tag in links if (found := _HREF.search(tag))), "")
    robots += " ".join(
        tag for tag in _META.findall(source) if re.search(r"name\s*=\s*[\"']?robots\b", tag, re.IGNORECASE)
    )
    return Page(
        text,
        address,
        declared=_canonical(urljoin(address, html.unescape(href))) if href else "",
        lines=_lines(source),
        is_hidden="noindex" in robots.lower(),
    )


def compare(before: Page, now: Page) -> Finding:
    """What became of the page. What the words of a notice mean, a person has to judge."""
    found = withdrawals.signs(before.lines, now.lines)
    has_moved = _has_moved(before, now)
    share = _share_of_other_words(before.text, now.text)
    told = []
    if has_moved:
        told.append(f"The address now leads to {now.declared or now.address}.")
    told += [f"A notice on it says: “{line}”" for line in found.taken_back or found.mended]
    is_hidden = now.is_hidden and not before.is_hidden
    if is_hidden:
        told.append("The page now asks search engines to leave it out.")
    if share is not None:
        told.append(f"Its text differs from the capture that is cited: {_percent(share)} of the words are others.")
    outcome: Outcome = "unchanged"
    if found.taken_back or (is_hidden and has_moved):
        outcome = "retracted"
    elif has_moved:
        outcome = "moved"
    elif share is not None:
        outcome = "corrected" if found.mended else "changed"
    elif found.mended:
        outcome = "corrected"
    return Finding(outcome, " ".join(told) if outcome != "unchanged" else "", found.taken_back or found.mended)


def _has_moved(before: Page, now: Page) -> bool:
    """Another address, by the redirects or by what the page calls its own; scheme, www. and a final slash apart."""
    return _place(now.declared or now.address) not in {_place(before.address), _place(before.declared)}


def _place(address: str) -> str:
    parts = urlsplit(_canonical(address))
    host = (parts.netloc or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{parts.query}"


def _canonical(address: str) -> str:
    try:
        return urls.canonical(address)
    except Refused:
        return ""


def _share_of_other_words(before: str, now: str) -> float | None:
    """The share of words that are in one text only, 0 to 1; None when the texts are the same but for white space."""
    if _squeezed(before) == _squeezed(now):
        return None
    old, new = Counter(before.split()), Counter(now.split())
    n_all = max(old.total() + new.total(), 1)
    return ((old - new).total() + (new - old).total()) / n_all


def _percent(share: float) -> str:
    return "less than 1 %" if share < 0.01 else f"{share:.0%}".replace("%", " %")


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _lines(source: str) -> list[str]:
    seen = _TAG.sub(" ", _BLOCK.sub("\n", _UNSEEN.sub(" ", source)))
    lines = (" ".join(html.unescape(line).split()) for line in seen.split("\n"))
    return [line for line in lines if line]


def _decoded(body: bytes, charset: str) -> str:
    try:
        return body.decode(charset or "utf-8", errors="replace")
    except LookupError:
        return body.decode("utf-8", errors="replace")
