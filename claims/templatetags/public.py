"""Tags and filters of the public pages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import dateformat
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from claims.publishing import newsroom
from claims.publishing.newsroom import POLICY_PAGES, stamp

register = template.Library()

#: What could end the script or the line of a reader's parser; JSON reads the escapes as the same characters.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&\u2028\u2029"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A shape of the sprite; it says nothing to a screen reader, so words stand beside it."""
    sprite = static("claims/icons.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.simple_tag
def json_ld(content: Mapping[str, Any] | None) -> str:
    """`content` in a script of the type application/ld+json, safe whatever stands in it."""
    if not content:
        return ""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{body}</script>')  # noqa: S308 - escaped above


@register.simple_tag
def site_name() -> str:
    return str(settings.SITE_NAME)


@register.simple_tag
def contact_email() -> str:
    return str(settings.CONTACT_EMAIL)


@register.simple_tag
def policy_pages() -> dict[str, str]:
    return POLICY_PAGES


@register.simple_tag
def absolute(name: str) -> str:
    """The public address of a page by the name of its URL pattern."""
    return newsroom.absolute(reverse(name))


@register.filter
def day(value: datetime | date | str | None) -> str:
    """A date in words inside `<time>`; text is read as ISO 8601. Empty for nothing."""
    if not value:
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    exact = stamp(value) if isinstance(value, datetime) else value.isoformat()
    return format_html('<time datetime="{}">{}</time>', exact, dateformat.format(value, "j F Y"))


@register.filter
def web_link(url: str) -> str:
    """The address when it may be a link (http or https with a host); empty otherwise."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.hostname else ""


@register.filter
def host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.") if web_link(url) else ""
