"""Writes what Django's form templates would write, for the widgets of which a page has hundreds."""

from __future__ import annotations

from html import escape
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

_WIDGETS = "django/forms/widgets/"
_INPUTS = {f"{_WIDGETS}{name}.html" for name in ("hidden", "text", "number", "email", "url", "date", "datetime")}
#: One of several; the template of the page writes the label around it.
_OPTIONS = {f"{_WIDGETS}{name}_option.html" for name in ("radio", "checkbox")}


class QuickRenderer(DjangoTemplates):
    """A template for each field, and one for its attributes, cost the page of a claim a fifth of its time."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        widget = context.get("widget", {})
        if template_name in _INPUTS or (template_name in _OPTIONS and not widget.get("wrap_label")):
            return _input(widget)
        if template_name == f"{_WIDGETS}textarea.html":
            return _textarea(widget)
        return super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> SafeString:
    value = {} if widget["value"] is None else {"value": str(widget["value"])}
    return format_html(
        "<input{}>", attributes_of({"type": widget["type"], "name": widget["name"], **value, **widget["attrs"]})
    )


def _textarea(widget: dict[str, Any]) -> SafeString:
    # The first line break in it is not part of what was written
    attributes = attributes_of({"name": widget["name"], **widget["attrs"]})
    return format_html("<textarea{}>\n{}</textarea>", attributes, widget["value"] or "")


def attributes_of(attrs: dict[str, Any]) -> SafeString:
    """In their order, as Django's own templates write them."""
    written = [
        f" {escape(name)}" if value is True else f' {escape(name)}="{conditional_escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    ]
    return mark_safe("".join(written))  # noqa: S308 - escaped above
