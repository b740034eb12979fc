"""What every desk page asks for itself: the counts in its navigation. Queries are in claims.desk.screens.shell."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from claims.desk.forms.claim_family import Buttons, DecideForm
from claims.desk.screens import shell
from claims.desk.screens.claim import ClaimScreen
from claims.desk.screens.claim_pairs import look_of
from claims.desk.screens.claim_rest import Excerpt
from claims.models import Claim
from claims.templatetags.look import icon
from claims.workflow import deadlines

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_counts(context: dict[str, Any]) -> shell.Counts | None:
    """What waits, for the navigation; None for somebody without a role, who gets no navigation."""
    return shell.counts(context["request"].user)


@register.simple_tag(takes_context=True)
def here(context: dict[str, Any], *names: str) -> str:
    """`page` when the address in the browser has one of these names: for aria-current."""
    match = context["request"].resolver_match
    return "page" if match is not None and match.url_name in names else "false"


@register.simple_tag
def later(key: str, address: str, title: str, about: str = "", sign: str = "", tone: str = "quiet") -> SafeString:
    """A form that is fetched when it is unfolded; without scripts the link leads to it.

    No template: a claim's page has many of them. `key`: the id of the fold; `about`: the thing it is about where there
    are several; `sign`: an icon before its title; `tone`: of its button.
    """
    where, words = escape(address), escape(about)
    mark = f"{icon(sign)} " if sign else ""
    of = f'<span class="visually-hidden">: {words}</span>' if about else ""
    return mark_safe(  # noqa: S308 - escaped above; format_html would cost three times as much
        f'<details id="{escape(key)}" class="later" data-keep>'
        f'<summary class="button {escape(tone)}">{mark}{escape(title)}{of}</summary>'
        f'<div class="panel" hx-get="{where}" hx-trigger="toggle from:closest details once" hx-swap="innerHTML">'
        f'<a href="{where}">Open the form{f" for {words}" if about else f": {escape(title)}"}</a></div></details>'
    )


@register.simple_tag
@cache
def answers(options: tuple[tuple[str, str], ...]) -> SafeString:
    """The buttons (value, words) with which somebody decides about a pair. Remembered: there are only a few sets."""
    quiet = ("rejected", "taken_back")
    return format_html_join(
        "",
        '<button class="button{}" name="answer" value="{}">{}</button>',
        ((" quiet" if value in quiet else "", value, words) for value, words in options),
    )


@register.simple_tag(takes_context=True)
def decide(context: dict[str, Any], form: Buttons | DecideForm) -> SafeString:
    """The buttons for one pair, and what was wrong with what was sent. No template: a claim's page has many of them."""
    address = escape(form.action)
    hidden = [("csrfmiddlewaretoken", context.get("csrf_token", "")), *form.hidden]
    inputs = "".join([f'<input type="hidden" name="{name}" value="{escape(str(value))}">' for name, value in hidden])
    return mark_safe(  # noqa: S308 - escaped above
        f'<form id="{escape(form.dom_id)}" class="button-form" method="post" action="{address}" hx-post="{address}"'
        ' hx-target="this" hx-swap="outerHTML" hx-disabled-elt="find button">'
        f"{inputs}{_trouble_of(form)}{answers(form.options)}</form>"
    )


def _trouble_of(form: Buttons | DecideForm) -> str:
    """Nothing of what was not sent yet."""
    if isinstance(form, Buttons):
        return ""
    if "answer" in form.errors:
        return format_html('<p class="error" role="alert">{}</p>', form.errors["answer"][0])
    return render_to_string("claims/desk/claim/_trouble.html", {"form": form}) if form.sentence else ""


@register.filter
def spans(words: Iterable[str]) -> SafeString:
    """Each of them in an element of its own, without those that are empty."""
    return mark_safe("".join([f"<span>{escape(one)}</span>" for one in words if one]))  # noqa: S308 - escaped


@register.simple_tag
def rest(excerpt: Excerpt) -> SafeString:
    """What is left of a list: fetched when it is unfolded; without scripts the link leads to the whole list."""
    if not excerpt.n_left:
        return SafeString("")
    return format_html(
        '<details id="{}" class="rest"><summary>{}</summary>'
        '<div hx-get="{}" hx-trigger="toggle from:closest details once" hx-swap="innerHTML">'
        '<p><a href="{}">Open the list of {}</a></p></div></details>',
        excerpt.rest_key, excerpt.rest_label, excerpt.rest_address, excerpt.address, excerpt.n,
    )  # fmt: skip


@register.simple_tag
def address_of(screen: ClaimScreen, *key: object) -> str:
    """Where the thing with this id stands, also where the claim's page leaves it out."""
    return screen.places.address_of("".join(map(str, key)))


@register.filter
def is_overdue(claim: Claim) -> bool:
    """Its day is over and somebody still has to do something about it."""
    return deadlines.is_overdue(claim, timezone.localdate())


register.filter("look_of", look_of)
