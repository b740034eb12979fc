"""What every desk page asks for itself: the counts in its navigation. Queries are in claims.desk.screens.shell."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from claims.desk.screens import shell
from claims.desk.screens.claim_pairs import look_of
from claims.models import Claim
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


@register.filter
def is_overdue(claim: Claim) -> bool:
    """Its day is over and somebody still has to do something about it."""
    return deadlines.is_overdue(claim, timezone.localdate())


register.filter("look_of", look_of)
