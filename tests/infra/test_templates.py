"""Values in templates: what our loader draws with less work is what Django draws."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Engine, engines
from django.template.base import VariableNode
from django.test import override_settings
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

from factcheck.templates import QuickVariableNode

ENGINE: Engine = engines["django"].engine  # type: ignore[attr-defined]
VALUES = [
    "fares & <b>fees</b> \"and\" 'tolls'", "", mark_safe("<b>&amp;</b>"), 0, 1234567, -3, True, False, None,
    1234.5, 1e-7, Decimal("1234.50"), date(2025, 11, 3), datetime(2025, 11, 3, 9, 5, tzinfo=UTC), lazystr("a & b"),
    ["<i>", 2], ValueError("<x>"),
]  # fmt: skip


def draw(value: object, *, autoescape: bool) -> list[str]:
    """By Django's node, and by ours."""
    template = ENGINE.from_string("{{ value }}")
    [node] = template.nodelist
    assert type(node) is VariableNode
    ours = ENGINE.from_string("{{ value }}")
    ours.nodelist[0].__class__ = QuickVariableNode
    return [one.render(Context({"value": value}, autoescape=autoescape)) for one in (template, ours)]


@pytest.mark.parametrize("thousands", [False, True])
@pytest.mark.parametrize("autoescape", [True, False])
@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_as_django_draws_it(value: object, autoescape: bool, thousands: bool) -> None:
    with override_settings(USE_THOUSAND_SEPARATOR=thousands):
        by_django, by_us = draw(value, autoescape=autoescape)
    assert by_us == by_django


def test_what_was_drawn_stays_escaped_in_a_filter_block() -> None:
    source = "{% filter upper %}{{ value }}{% endfilter %}{% with again=value %}{{ again }}{% endwith %}"
    ours = ENGINE.from_string(source)
    for node in ours.nodelist.get_nodes_by_type(VariableNode):
        node.__class__ = QuickVariableNode
    context = {"value": "<b>"}
    assert ours.render(Context(context)) == ENGINE.from_string(source).render(Context(context)) == "&LT;B&GT;&lt;b&gt;"


def test_templates_of_the_site_are_read_so() -> None:
    nodes = ENGINE.get_template("claims/desk/claim/_match.html").nodelist.get_nodes_by_type(VariableNode)
    assert nodes
    assert {type(node) for node in nodes} == {QuickVariableNode}
