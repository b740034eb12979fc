"""Markdown of verdicts to safe HTML, with [E12] as a link to evidence number 12. No database, no templates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

#: Nine digits are more than any database counts to; more of them are no citation.
_CITATION = re.compile(r"\[E([0-9]{1,9})\]")
_TAGS = {
    "a", "abbr", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "s",
    "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title", "aria-label"}, "ol": {"start"}, "span": {"title"}}
_CLASSES = {"a": {"citation"}, "span": {"citation", "is-unknown"}}
#: What a writer's "# Heading" becomes below the h2 of a verdict's page, and below the h1 of a page of its own.
IN_A_PART, ON_ITS_OWN = 3, 2


class Citation(NamedTuple):
    """Where a citation leads, and what readers call that piece of evidence (empty: its number with an E)."""

    address: str
    label: str = ""


def render(text: str, citations: Mapping[int, str | Citation], *, level: int = IN_A_PART) -> SafeString:
    """Safe HTML of a verdict's or a policy page's Markdown. `level`: of its highest headings, 2 to 6.

    `citations` is {evidence number: address or Citation}; a number that is not in it is printed as it stands, marked
    as unknown.
    Raw HTML is shown as text, images are left out, links go to http, https and mailto only.
    """
    html = _markdown.render(text, {"addresses": citations, "level": level})
    return mark_safe(  # noqa: S308 - this is the sanitiser's own output
        nh3.clean(
            html, tags=_TAGS, attributes=_ATTRIBUTES, allowed_classes=_CLASSES, url_schemes={"http", "https", "mailto"}
        )
    )


def cited_in(text: str) -> list[int]:
    """Evidence numbers in the order in which a text first cites them."""
    return list(dict.fromkeys(int(number) for number in _CITATION.findall(text)))


def _read_citation(state: StateInline, silent: bool) -> bool:
    """An inline rule before links: [E12] is always a citation, never the start of a reference link."""
    found = _CITATION.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        if state.pending.endswith(" "):  # no line begins with the number of what was said on the line before
            state.pending = f"{state.pending[:-1]}\N{NO-BREAK SPACE}"
        state.push("citation", "", 0).content = found.group(1)
    state.pos = found.end()
    return True


def _write_citation(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Mapping[str, Any]
) -> str:
    number = int(tokens[index].content)
    found = env["addresses"].get(number)
    if found is None:
        return format_html('<span class="citation is-unknown" title="Not among the evidence">[E{}]</span>', number)
    citation = found if isinstance(found, Citation) else Citation(found)
    label = citation.label or f"E{number}"
    name = f"Evidence {citation.label or number}"
    return format_html('<a class="citation" href="{}" aria-label="{}">{}</a>', citation.address, name, label)


def _shift_headings(state: Any) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) - 1 + state.env['level'])}"


def _build() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    markdown.inline.ruler.before("link", "citation", _read_citation)
    markdown.core.ruler.push("shift_headings", _shift_headings)
    markdown.add_render_rule("citation", _write_citation)
    return markdown


_markdown = _build()
