"""What Mozilla's Observatory would take points off for, and what our own policy forbids besides: sentences, or none."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from tests.grid.points import points

REFERRER_POLICIES = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
_CLOSED = ("default-src", "object-src", "base-uri")
#: Kinds of answers that a browser shows and runs nothing of; whatever else there is must be saved, not shown.
SHOWN = {
    "text/html", "text/plain", "text/javascript", "image/png", "application/json", "application/problem+json",
    "application/json+oembed", "application/ld+json", "application/xml", "application/atom+xml", "text/xml",
}  # fmt: skip


class _Inline(HTMLParser):
    """Whatever in a page would run, or look otherwise, by itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or "style" in given:
            self.found.append(f"styles within <{tag}>")
        if tag == "script":
            if "src" not in given and "json" not in given.get("type", ""):
                self.found.append("a script without a file")
            if not given.get("src", "/").startswith("/") or given.get("src", "").startswith("//"):
                self.found.append(f"a script of another site: {given['src']}")
        self.found += [f"{name} of <{tag}>" for name in given if name.startswith("on")]
        for name in ("href", "src", "action", "formaction"):
            if given.get(name, "").strip().lower().startswith(("javascript:", "data:text", "vbscript:")):
                self.found.append(f"{name} of <{tag}> that runs")


def penalties(answer: Any, *, is_frameable: bool = False) -> Iterator[str]:
    """Of one answer, as it goes out over https. `is_frameable`: made for pages of others, so without cookies."""
    headers = answer.headers
    yield from (f"Observatory takes off {-cost} points: {test}" for test, cost in points(answer).items() if cost < 0)
    yield from _of_policy(headers.get("Content-Security-Policy", ""), is_frameable=is_frameable)
    yield from _of_cookies(answer.cookies.values(), is_frameable=is_frameable)
    if headers.get("Referrer-Policy") not in REFERRER_POLICIES:
        yield f"referrer policy {headers.get('Referrer-Policy')}"
    if headers.get("Cross-Origin-Opener-Policy") != "same-origin":
        yield "opener policy"
    if headers.get("Access-Control-Allow-Credentials"):
        yield "other sites may ask with cookies"
    kind = headers.get("Content-Type", "text/html").partition(";")[0]
    if kind not in SHOWN and not headers.get("Content-Disposition", "").startswith("attachment"):
        yield f"{kind} is shown, not saved"
    if kind == "text/html" and not answer.streaming:
        page = _Inline()
        page.feed(answer.content.decode())
        yield from page.found


def _of_policy(text: str, *, is_frameable: bool) -> Iterator[str]:
    policy = {name: set(values) for name, *values in (part.split() for part in text.split(";") if part.strip())}
    if "," in text or not policy:
        yield "not exactly one policy"
    for name in _CLOSED:
        if policy.get(name) != {"'none'"}:
            yield f"{name} is not closed"
    for name, values in policy.items():
        loose = values - {"'none'", "'self'"}
        if loose and not (name == "frame-ancestors" and is_frameable):
            yield f"{name} allows {' '.join(sorted(loose))}"
    if not is_frameable and policy.get("frame-ancestors") != {"'none'"}:
        yield "others may frame it"


def _of_cookies(cookies: Any, *, is_frameable: bool) -> Iterator[str]:
    for cookie in (one for one in cookies if one["max-age"] != 0):  # else it is taken away
        if is_frameable:
            yield f"cookie {cookie.key} in a page of others"
        if not cookie["secure"]:
            yield f"cookie {cookie.key} over http"
        if not cookie["httponly"]:
            yield f"cookie {cookie.key} is open to scripts"
        if cookie["samesite"] not in {"Lax", "Strict"}:
            yield f"cookie {cookie.key} goes along from other sites"
