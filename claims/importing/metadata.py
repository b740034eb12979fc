"""What a page declares about its article: JSON-LD first, then meta tags, then marked-up elements."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from htmldate import find_date
from lxml.etree import _Element

from claims.importing import headers, notices, outlets, plaintext

MAX_JSON_CHARS: Final = 1_000_000

_ARTICLE: Final = re.compile(r"(?:Article|Posting|Report|Review|WebPage|Story)$")
_BLOCK_END: Final = re.compile(r"</?(?:p|div|li|h\d|br|blockquote)\b[^<>]{0,200}>", re.IGNORECASE)
_DAY: Final = re.compile(r"\s*((?:1[6-9]|20)\d\d)-?(\d\d)-?(\d\d)(?!\d)")
_IN_URL: Final = re.compile(r"/(20\d\d)/(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])(?:/|$)")
_PUBLISHED_META: Final = (
    "article:published_time", "og:published_time", "datepublished", "date", "pubdate", "publishdate",
    "publish-date", "publish_date", "publication_date", "parsely-pub-date", "sailthru.date", "dc.date.issued",
    "dc.date", "dcterms.created", "dcterms.date", "dc.date.created", "article.published",
    "originalpublicationdate", "cxenseparse:recs:publishtime", "citation_publication_date", "rnews:datepublished",
)  # fmt: skip
_AUTHOR_META: Final = (
    "author",
    "parsely-author",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "article:author",
    "byl",
    "citation_author",
)
_NOT_A_BYLINE: Final = re.compile(
    r"https?:|www\.|@|[<>{}\[\]|]|\b(?:admin|administrator|webmaster|editor|unknown|no author|null|undefined|root)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """Declared facts; "" and None for what the page does not declare. `is_free` is None where it does not say."""

    title: str
    byline: str
    published: date | None
    outlet: str
    language: str
    url: str
    is_free: bool | None
    body: str


def read(tree: _Element, url: str = "") -> Metadata:
    """Return what the page declares. `url` is its absolute address, which a declared one never overrides."""
    metas = _metas(tree)
    things = list(_json_ld(tree))
    articles = [thing for thing in things if _is_article(thing)]
    outlet = _outlet(metas, things, url)
    declared_url = url or _declared_url(tree, metas)
    return Metadata(
        title=_title(tree, metas, articles, outlet),
        byline=_byline(tree, metas, articles),
        published=_published(tree, metas, articles, declared_url),
        outlet=outlets.by_url(declared_url) or outlet,
        language=(tree.get("lang") or "")
        or next((str(a["inLanguage"]) for a in articles if isinstance(a.get("inLanguage"), str)), ""),
        url=declared_url,
        is_free=_is_free(metas, things),
        body=_body(articles),
    )


def _metas(tree: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), html.unescape(content))
    return found


def _json_ld(tree: _Element) -> Iterator[dict[str, Any]]:
    for element in tree.iter("script"):
        if "ld+json" not in (element.get("type") or "").lower():
            continue
        source = (element.text or "")[:MAX_JSON_CHARS].strip().removeprefix("<!--").removesuffix("-->").strip(" ;\n")
        try:
            data = json.loads(source, strict=False)
        except (ValueError, RecursionError):
            continue  # a page's own fault: other declarations may still be good
        yield from _things(data)


def _things(data: Any) -> Iterator[dict[str, Any]]:
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (thing for thing in graph if isinstance(thing, dict)) if isinstance(graph, list) else ()


def _is_article(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type")
    return any(isinstance(k, str) and _ARTICLE.search(k) for k in (kinds if isinstance(kinds, list) else [kinds]))


def _clean(value: Any) -> str:
    text = re.sub(r"<[^>]{0,200}>", "", html.unescape(value)) if isinstance(value, str) else ""
    return " ".join(" ".join(plaintext.squeezed(text)).split())


def _body(articles: list[dict[str, Any]]) -> str:
    """The text that an article's declaration holds, paragraphs in lines. Forum posts declare only the first one."""
    bodies = (thing.get("articleBody") for thing in articles if "Forum" not in str(thing.get("@type")))
    body = next((each for each in bodies if isinstance(each, str) and each.strip()), "")
    broken = _BLOCK_END.sub("\n", html.unescape(body)) if "<" in body or "&" in body else body
    return "\n".join(filter(None, map(_clean, broken.split("\n"))))


def _title(tree: _Element, metas: dict[str, str], articles: list[dict[str, Any]], outlet: str) -> str:
    headings = [" ".join("".join(h.itertext()).split()) for h in tree.iter("h1")]
    headings = [h for h in headings if h]
    declared = next((_clean(a["headline"]) for a in articles if _clean(a.get("headline"))), "")
    titles = [" ".join((t.text or "").split()) for t in tree.iter("title")]
    candidates = (
        declared,
        _clean(metas.get("og:title") or metas.get("twitter:title") or ""),
        headings[0] if len(headings) == 1 else "",
        titles[0] if titles else "",
        headings[0] if headings else "",
    )
    shown = " ".join((*titles[:1], *headings)).casefold()
    agreed = (c for c in candidates if len(c) > 3 and c[:40].casefold() in shown)  # a headline that nobody sees is none
    best = next(agreed, next((c for c in candidates if c), ""))
    for heading in headings:  # the heading is the title without the site's additions
        if len(heading) > 15 and best.startswith(heading):
            return heading[: headers.MAX_TITLE_CHARS]
    return _without_site(best, outlet)[: headers.MAX_TITLE_CHARS]


def _without_site(title: str, outlet: str) -> str:
    match = re.search(r"^(.{10,}?)\s+(?:[-–—|·•:»]|::)\s+([^|·•]{2,60})$", title)
    if match and (outlets.by_name(match[2]) or (outlet and match[2].casefold() in outlet.casefold())):
        return match[1].strip()
    return title


def _names(author: Any) -> list[str]:
    if isinstance(author, list):
        return [name for one in author[:8] for name in _names(one)]
    if isinstance(author, dict):
        return _names(author.get("name"))
    name = re.sub(
        r"^(?:(?:by|von|par|por)\s+|(?:author|autor|auteur)\b:?\s*)", "", _clean(author), flags=re.IGNORECASE
    ).strip(" ,.|")
    is_good = 2 < len(name) <= headers.MAX_BYLINE_CHARS and not _NOT_A_BYLINE.search(name)
    return [name] if is_good else []


def _byline(tree: _Element, metas: dict[str, str], articles: list[dict[str, Any]]) -> str:
    for article in articles:
        names = list(dict.fromkeys(_names(article.get("author"))))
        if names:
            return ", ".join(names)
    for key in _AUTHOR_META:
        names = _names(metas.get(key))
        if names:
            return names[0]
    return _marked_byline(tree)


def _marked_byline(tree: _Element) -> str:
    """Return the byline that an element is marked as; several different ones tell nothing."""
    marked = tree.xpath(
        '//a[@rel="author"] | //*[@itemprop="author"] | //*[contains(concat(" ", @class, " "), " byline ")]'
        ' | //*[contains(concat(" ", @class, " "), " author-name ")]'
    )
    found: dict[str, None] = {}
    for element in marked[:10]:
        text = " ".join("".join(element.itertext()).split())
        by = re.match(r"(?:by|von|par|por)\s+(.+)", text, re.IGNORECASE)
        for name in _names(by[1] if by else text):
            if headers.is_byline(name):
                found.setdefault(name)
    return next(iter(found)) if len(found) == 1 else ""


def _published(tree: _Element, metas: dict[str, str], articles: list[dict[str, Any]], url: str) -> date | None:
    declared = [a.get("datePublished") for a in articles] + [metas.get(key) for key in _PUBLISHED_META]
    for value in declared:
        day = _day(value)
        if day is not None:
            return day
    marked = tree.xpath(
        '//time[@pubdate or @itemprop="datePublished"]/@datetime | //*[@itemprop="datePublished"]/@content'
    )
    for value in marked[:3]:
        day = _day(value)
        if day is not None:
            return day
    in_url = _IN_URL.search(url)
    if in_url:
        return _day("{}-{:0>2}-{:0>2}".format(*in_url.groups()))
    times = {_day(value) for value in tree.xpath("//article//time/@datetime | //header//time/@datetime")} - {None}
    if len(times) == 1:
        return times.pop()
    return None if any(declared) else _searched(tree, url)


def _searched(tree: _Element, url: str) -> date | None:
    """Let htmldate search the page. It fills in a missing day with the first of the month: that is not believed."""
    day = _day(find_date(tree, original_date=True, extensive_search=False, url=url or None))
    return day if day is not None and day.day > 1 else None


def _day(value: Any) -> date | None:
    """Return the day that a timestamp begins with, as written there, whatever its time zone."""
    match = _DAY.match(value) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return day if notices.is_plausible(day) else None


def _outlet(metas: dict[str, str], things: list[dict[str, Any]], url: str) -> str:
    publishers = (name for thing in things for name in _publisher_names(thing.get("publisher")))
    names = (metas.get("og:site_name", ""), *publishers, metas.get("application-name", ""))
    for name in map(_clean, names):
        if 1 < len(name) <= 60 and "://" not in name:
            return outlets.by_name(name) or re.split(r"\s+[|–—-]\s+|\s*\|\s*", name)[0].strip()
    return ""


def _publisher_names(publisher: Any) -> list[str]:
    found = publisher[0] if isinstance(publisher, list) and publisher else publisher
    name = found.get("name") if isinstance(found, dict) else found
    return [name] if isinstance(name, str) and name else []


def _declared_url(tree: _Element, metas: dict[str, str]) -> str:
    links = [a.get("href") or "" for a in tree.iter("link") if (a.get("rel") or "").lower() == "canonical"]
    for link in (*links, metas.get("og:url", "")):
        if re.match(r"https?://[^\s/]+/\S", link.strip()):
            return link.strip()
    return ""


def _is_free(metas: dict[str, str], things: list[dict[str, Any]]) -> bool | None:
    for thing in things:
        value = thing.get("isAccessibleForFree")
        if value is not None:
            return str(value).strip().lower().rpartition("/")[2] not in ("false", "0", "no")
    tier = metas.get("article:content_tier", "").lower()
    return {"free": True, "locked": False, "metered": False}.get(tier)
