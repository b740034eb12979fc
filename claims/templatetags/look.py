"""The visual language in markup, for desk and public site alike: icons, states, ratings. No rules, no queries."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

from django import template
from django.template import defaultfilters
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timesince import timesince

from claims.models import Claim, RatingLevel, State

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, label: str = "") -> SafeString:
    """An icon of icons.svg by its name. Without a label it is decoration: the word must stand beside it.

    Remembered: a list shows hundreds of them, and the address of the file is the same as long as the process lives.
    """
    href = f"{static('claims/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', href)


@register.simple_tag
def state(value: str | Claim) -> SafeString:
    """The state of a claim (or a state by its name): icon, word and colour."""
    return _state(State(value.state if isinstance(value, Claim) else value))


@cache
def _state(chosen: State) -> SafeString:
    return format_html('<span class="state state-{}">{} {}</span>', chosen.value, icon(chosen.value), chosen.label)


@register.simple_tag
def rating(level: RatingLevel | None) -> SafeString:
    """A rating: icon, word and colour; nothing for None."""
    if level is None:
        return SafeString("")
    return format_html(
        '<span class="rating rating-{}">{} {}</span>', level.colour or level.slug, icon(level.icon or level.slug), level
    )


@register.filter
def coded(text: str) -> SafeString:
    """What stands between backticks as code."""
    pieces = enumerate(text.split("`"))  # every second one stood between two
    return format_html_join("", "{}", ((format_html("<code>{}</code>", one) if at % 2 else one,) for at, one in pieces))


@register.filter
def percent(score: float | None) -> str:
    """A score of 0 to 1 as whole per cent, without the sign."""
    return "" if score is None else str(round(score * 100))


@register.filter("date", expects_localtime=True)
def day(at: date | None, pattern: str) -> str:
    """As Django's filter of this name, in a tenth of its time: a page shows a hundred dates."""
    quick = _strftime(pattern)
    return at.strftime(quick) if quick and isinstance(at, date) else defaultfilters.date(at, pattern)


@cache
def _strftime(pattern: str) -> str:
    """The pattern as Python writes it; "" where it has letters that are not said here."""
    pieces = [_LETTERS.get(letter, "" if letter.isalpha() or letter in "\\%" else letter) for letter in pattern]
    return "".join(pieces) if all(pieces) else ""


#: Letters of Django's formats, as Python writes the same.
_LETTERS = {"j": "%-d", "F": "%B", "M": "%b", "Y": "%Y", "m": "%m", "d": "%d", "H": "%H", "i": "%M"}


@register.simple_tag
def ago(at: datetime | None) -> SafeString:
    """How long ago, in one unit; after a month the day. The exact time travels along. Nothing for None."""
    if at is None:
        return SafeString("")
    passed = timezone.now() - at
    if passed < timedelta(minutes=1):
        words = "just now"
    elif passed < timedelta(days=31):
        words = f"{timesince(at, depth=1)} ago"
    else:
        words = date_format(timezone.localtime(at), "j F Y")
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), words)
