"""Reads templates as Django does, and lets values that are plain words or whole numbers be drawn with less work."""

from __future__ import annotations

from html import escape
from typing import Any

from django.conf import settings
from django.template import Origin
from django.template.base import Template, VariableNode, render_value_in_context
from django.template.context import Context
from django.template.loaders import cached
from django.utils.safestring import SafeString


class Loader(cached.Loader):
    """A page of the desk draws two thousand values, and Django asks of each whether it is a moment, a float or lazy."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        is_new = self.cache_key(template_name, skip) not in self.get_template_cache
        template = super().get_template(template_name, skip)
        if is_new and not self.engine.debug:
            for node in template.nodelist.get_nodes_by_type(VariableNode):
                node.__class__ = QuickVariableNode
        return template


class QuickVariableNode(VariableNode):
    """Draws the same as Django's; what is not plain it leaves to Django."""

    def render(self, context: Context) -> Any:
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:  # as Django: fails quietly
            return ""
        kind = type(value)
        if kind is SafeString:
            return value
        if kind is str and context.autoescape:
            return escape(value)
        if kind is int and not settings.USE_THOUSAND_SEPARATOR:
            return str(value)
        return render_value_in_context(value, context)
