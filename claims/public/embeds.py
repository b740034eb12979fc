"""Verdicts on other people's pages: the card in a frame, its oEmbed description, the picture for link previews."""

from __future__ import annotations

from io import StringIO
from typing import Any
from urllib.parse import urlsplit
from xml.sax.xmlreader import AttributesImpl

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from claims.public.card import Card, load_card, load_version_card
from claims.public.feeds import legal
from claims.public.page_cache import kept
from claims.publishing import picture
from claims.publishing.newsroom import absolute

#: The frame as it is offered (pixels).
WIDTH, HEIGHT = 600, 400
#: From this width on a frame of this height holds every card: lines break more often in a narrow one, and up to 320
#: pixels embed.css leaves the summary out. Below the last one a card may have to be scrolled.
HEIGHTS = ((520, HEIGHT), (440, 460), (321, 590), (280, 440), (240, 500), (200, 640), (0, 750))
#: Who keeps an answer may do so this long (seconds); our own caches ask again each time.
CACHE_AGE_S = 300


@require_safe
@kept  # type: ignore[arg-type]
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type] # its types know no arguments of views
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The verdict as a card in a frame, on any site; it sets no cookie and runs no script."""
    response = render(request, "claims/public/embed.html", {"card": load_card(slug)})
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@kept
def drawn(request: HttpRequest, slug: str, n: int) -> HttpResponse:
    """The picture of one version of a verdict, as a PNG. It has one address, so that it is drawn once and kept."""
    address = reverse("public:picture", args=[slug, n])
    if request.get_full_path() != address:
        return HttpResponseRedirect(address)
    found = load_version_card(slug, n)
    if not found.is_drawable:
        raise Http404("This verdict has no picture: its rating is written in letters that cannot be drawn.")
    response = HttpResponse(picture.draw(found.picture), content_type="image/png")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
@kept
def oembed(request: HttpRequest) -> HttpResponse:
    """How to embed a check, by its canonical address: oembed.com. Nothing is fetched to answer."""
    asked = request.GET.get("format", "json")
    if asked not in {"json", "xml"}:
        return HttpResponse("Only the formats json and xml are offered.", status=501, content_type="text/plain")
    found = load_card(_slug_in(request.GET.get("url", "")))
    described = _describe(found, _at_most(request, "maxwidth"), _at_most(request, "maxheight"))
    if asked == "json":
        response: HttpResponse = JsonResponse(described, json_dumps_params={"ensure_ascii": False})
    else:
        response = HttpResponse(_xml(described), content_type="text/xml; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def frame_code(card: Card, *, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The HTML that puts the card on a page, never wider than its place there.

    It stays there as it is, so it names no rating: that may change.
    """
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" style="border:0;max-width:100%" loading="lazy"></iframe>',
        absolute(reverse("public:embed", args=[card.claim.slug])),
        f"{settings.SITE_NAME}: check of “{card.revision.statement}”",
        width,
        height,
    )


def _slug_in(url: str) -> str:
    """The slug in the canonical address of a check. Raises Http404 for every other address."""
    try:
        parts, own = urlsplit(url), urlsplit(settings.SITE_URL)
        if parts.scheme in {"http", "https"} and parts.netloc == own.netloc:
            match = resolve(parts.path)
            if match.view_name == "public:claim":
                return str(match.kwargs["slug"])
    except (Resolver404, ValueError):
        pass  # said below, as for every address that is none of ours
    raise Http404("There is no check at this address that could be embedded.")


def _at_most(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and 0 < len(value) < 6 else None


def _describe(card: Card, max_width: int | None, max_height: int | None) -> dict[str, Any]:
    width = min(WIDTH, max_width or WIDTH)
    needed = next(height for least, height in HEIGHTS if width >= least)
    height = min(needed, max_height or needed)
    described = {
        "version": "1.0",
        "type": "rich",
        "title": card.title,
        "author_name": settings.SITE_NAME,
        "author_url": absolute("/"),
        "provider_name": settings.SITE_NAME,
        "provider_url": absolute("/"),
        "cache_age": CACHE_AGE_S,
        "html": frame_code(card, width=width, height=height),
        "width": width,
        "height": height,
    }
    fits = (max_width or picture.WIDTH) >= picture.WIDTH and (max_height or picture.HEIGHT) >= picture.HEIGHT
    if fits and card.is_drawable:
        described |= {
            "thumbnail_url": card.picture_url,
            "thumbnail_width": picture.WIDTH,
            "thumbnail_height": picture.HEIGHT,
        }
    return described


def _xml(described: dict[str, Any]) -> str:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement("oembed", AttributesImpl({}))
    for name, value in described.items():
        xml.addQuickElement(name, legal(str(value)))
    xml.endElement("oembed")
    xml.endDocument()
    return out.getvalue()
