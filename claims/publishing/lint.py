"""What is wrong with a ClaimReview on its page: rules J1 to J8. Pure; reads the dictionary and the page's HTML."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from claims.publishing.claimreview import MAX_CLAIM_REVIEWED


@dataclass(frozen=True)
class Page:
    """Facts about the page that carries the ClaimReview.

    `html` as sent, `canonical_url` absolute, `scale` the published table {label: number or None} (None: not known, as
    on other people's pages), `status_code` of a GET without following redirects, `places_known` whether the page names
    a place where the claim was made, `policy_links` the addresses that its footer must lead to.
    """

    html: str
    canonical_url: str
    scale: Mapping[str, int | None] | None
    status_code: int = 200
    places_known: bool = True
    policy_links: Sequence[str] = ()


def problems(review: dict[str, Any], page: Page) -> list[str]:
    """Sentences that name the rule and what breaks it; an empty list when the markup may be published."""
    read = _read(page.html)
    text = " ".join(" ".join(read.words).split())
    return [
        *_about_the_script(review, page),
        *markup_problems(review, canonical_url=page.canonical_url, scale=page.scale),
        *_about_the_address(review, page, read.canonical),
        *_about_what_is_visible(review, page, text),
        *_about_the_places(review, page),
        *_about_the_footer(page),
    ]


def markup_problems(review: dict[str, Any], *, canonical_url: str, scale: Mapping[str, int | None] | None) -> list[str]:
    """The same for the markup alone, as far as it can be judged without its page."""
    return [
        *_about_the_claim_text(review, scale or {}),
        *_about_the_rating(review, scale),
        *_about_the_claim(review, canonical_url),
    ]


def problems_elsewhere(page: Page) -> list[str]:
    """For pages that must carry no ClaimReview: lists, old versions, embeds, withdrawn checks."""
    try:
        found = reviews_in(page.html)
    except ValueError as error:
        return [f"J7: a JSON-LD script of the page cannot be read ({error})."]
    said = f"J1: this page has {len(found)} ClaimReviews; only the canonical page of a check may have one."
    return [*([said] if found else []), *_about_the_footer(page)]


def warnings(review: dict[str, Any], page: Page) -> list[str]:
    """What is allowed but could be better."""
    found = []
    claimed = str(review.get("claimReviewed", ""))
    if len(claimed) > MAX_CLAIM_REVIEWED:
        found.append(
            f"J2: claimReviewed has {len(claimed)} characters; search engines may cut it after {MAX_CLAIM_REVIEWED}."
        )
    labels = [label for label in page.scale or {} if re.search(rf"\b{re.escape(label)}\b", claimed, re.IGNORECASE)]
    if labels:
        found.append(f"J2: claimReviewed contains the rating word “{labels[0]}”; word the claim without it.")
    item = _thing(review.get("itemReviewed"))
    if not page.places_known and not _works(item):
        found.append("J6: nobody knows where the claim was made, so the markup names no appearance.")
    return found


def reviews_in(page_html: str) -> list[dict[str, Any]]:
    """All ClaimReviews in the page's JSON-LD. Raises ValueError when a script is no JSON."""
    found = []
    for script in _scripts(page_html):
        found += [item for item in _objects(json.loads(script)) if "ClaimReview" in _types(item)]
    return found


def canonical_of(page_html: str) -> str:
    """The address under which the page wants to be known; empty where it says none."""
    return _read(page_html).canonical


def visible_text(page_html: str) -> str:
    return " ".join(_read(page_html).words)


def _about_the_script(review: dict[str, Any], page: Page) -> Iterator[str]:
    try:
        found = reviews_in(page.html)
    except ValueError as error:
        yield f"J7: a JSON-LD script of the page cannot be read ({error})."
        return
    if len(found) != 1:
        yield f"J1: the page has {len(found)} ClaimReviews; it must have exactly one."
    elif found[0] != review:
        yield "J7: the ClaimReview in the page differs from the one that was meant."
    for script in _scripts(page.html):
        if any(sign in script for sign in "<>&\u2028\u2029"):
            yield "J7: the script holds characters that must be escaped (<, >, &, U+2028, U+2029)."


def _about_the_claim_text(review: dict[str, Any], scale: Collection[str]) -> Iterator[str]:
    claimed = str(review.get("claimReviewed", "")).strip()
    if not claimed:
        yield "J2: claimReviewed is empty."
    for label in scale:
        word = re.escape(label)
        if re.match(rf"{word}\s*[:–—-]\s", claimed, re.IGNORECASE):
            yield f"J2: claimReviewed begins with the rating “{label}”."
        elif re.search(rf"(?:[:–—-]\s+{word}|\({word}\)|\[{word}\])[.!]?$", claimed, re.IGNORECASE):
            yield f"J2: claimReviewed ends with the rating “{label}”."


def _about_the_address(review: dict[str, Any], page: Page, canonical: str) -> Iterator[str]:
    if review.get("url") != page.canonical_url:
        yield f"J3: url is {review.get('url')!r}, the page's canonical address is {page.canonical_url!r}."
    if canonical != page.canonical_url:
        yield "J3: the page has no canonical link to that address."
    if page.status_code != 200:
        yield f"J3: the canonical address answers {page.status_code}, not 200."


def _about_what_is_visible(review: dict[str, Any], page: Page, text: str) -> Iterator[str]:
    item = _thing(review.get("itemReviewed"))
    must_show = {
        "alternateName": _thing(review.get("reviewRating")).get("alternateName", ""),
        "claimReviewed": review.get("claimReviewed", ""),
        "the claimant": _thing(item.get("author")).get("name", ""),
        "the claim's text": item.get("text", ""),
    }
    for name, value in must_show.items():
        if " ".join(str(value).split()) not in text:
            yield f"J4: {name} “{value}” cannot be read on the page."
    if page.scale is None:  # how others print a date is theirs to choose
        return
    for name in ("datePublished", "dateModified"):
        if review.get(name) and f'<time datetime="{review[name]}">' not in page.html:
            yield f"J4: {name} {review[name]} is not printed on the page."
    if item.get("datePublished") and f'<time datetime="{item["datePublished"]}">' not in page.html:
        yield f"J4: the claim's date {item['datePublished']} is not printed on the page."


def _about_the_rating(review: dict[str, Any], scale: Mapping[str, int | None] | None) -> Iterator[str]:
    rating = _thing(review.get("reviewRating"))
    label = rating.get("alternateName", "")
    if not label:
        yield "J5: reviewRating has no alternateName."
    numbers = {name: rating[name] for name in ("ratingValue", "worstRating", "bestRating") if name in rating}
    if not numbers:
        return
    if len(numbers) < 3 or not all(isinstance(value, int) for value in numbers.values()):
        yield f"J5: ratingValue, worstRating and bestRating must be whole numbers or all be absent, not {numbers}."
        return
    value, worst, best = numbers["ratingValue"], numbers["worstRating"], numbers["bestRating"]
    if not (1 <= worst <= value <= best and worst < best):
        yield f"J5: {worst} ≤ {value} ≤ {best} is no valid scale; it must start at 1 or above."
    if scale is not None and scale.get(label) != value:
        yield f"J5: the published scale gives “{label}” the number {scale.get(label)}, the markup {value}."


def _about_the_claim(review: dict[str, Any], canonical_url: str) -> Iterator[str]:
    item = _thing(review.get("itemReviewed"))
    if item.get("@type") != "Claim":
        yield f"J6: itemReviewed is a {item.get('@type')}, not a Claim."
    own_host = urlsplit(canonical_url).hostname
    for work in _works(item):
        if urlsplit(str(work.get("url", ""))).hostname == own_host:
            yield f"J6: the appearance {work['url']} is on our own site."
    if "author" in item and str(_thing(item["author"]).get("name", "")).strip().casefold() in _NOBODY:
        yield "J6: the claim's author is given without a name; leave it out when it is unknown."


def _about_the_places(review: dict[str, Any], page: Page) -> Iterator[str]:
    if page.places_known and not _works(_thing(review.get("itemReviewed"))):
        yield "J6: the page names where the claim was made, the markup does not."


def _about_the_footer(page: Page) -> Iterator[str]:
    footers = re.findall(r"<footer\b.*?</footer>", page.html, re.DOTALL)
    for link in page.policy_links:
        if not any(f'href="{html.escape(link)}"' in footer for footer in footers):
            yield f"J8: the footer does not lead to {link}."


#: Words that stand for nobody: Google wants no author rather than one of these.
_NOBODY: Collection[str] = frozenset({"", "unknown", "anonymous", "n/a", "none", "nobody", "various", "unnamed"})


def _thing(value: object) -> dict[str, Any]:
    """One object of schema.org, which may stand alone or in a list; empty for everything else."""
    if isinstance(value, list):
        return next((each for each in value if isinstance(each, dict)), {})
    return value if isinstance(value, dict) else {}


def _works(item: dict[str, Any]) -> list[dict[str, Any]]:
    """Where the claim appeared; a bare address is a work with that address."""
    works: list[dict[str, Any]] = []
    for name in ("firstAppearance", "appearance"):
        value = item.get(name, [])
        each_of = value if isinstance(value, list) else [value]
        works += [each if isinstance(each, dict) else {"url": str(each)} for each in each_of]
    return works


_SCRIPT = re.compile(
    r"""<script\b[^>]*\btype\s*=\s*["']?application/ld\+json\b[^>]*>(.*?)</script\s*>""", re.DOTALL | re.IGNORECASE
)


def _scripts(page_html: str) -> list[str]:
    return _SCRIPT.findall(page_html)


def _objects(content: object) -> Iterator[dict[str, Any]]:
    """What one script declares: an object alone, in a list, or in a graph."""
    for item in content if isinstance(content, list) else [content]:
        if isinstance(item, dict):
            yield item
            yield from _objects(item.get("@graph"))


def _types(item: Mapping[str, Any]) -> list[Any]:
    given = item.get("@type")
    return given if isinstance(given, list) else [given]


def _read(page_html: str) -> _Reader:
    reader = _Reader()
    reader.feed(page_html)
    reader.close()
    return reader


class _Reader(HTMLParser):
    """Collects the words that a reader sees, and the canonical address."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.canonical = ""
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style", "head"}:
            self._hidden += 1
        if tag == "link" and "canonical" in (dict(attrs).get("rel") or "").lower().split():
            self.canonical = self.canonical or (dict(attrs).get("href") or "").strip()

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "head"} and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)
