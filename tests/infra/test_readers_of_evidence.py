"""Whoever shows evidence asks who may read it: in these rooms every query says so, or stands below with why."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

CLAIMS = Path(__file__).resolve().parents[2] / "claims"
#: Rooms that show, hand on or print; the others weigh and keep.
SHOWING = ("admin", "api", "desk", "guests", "insights", "public", "publishing")
#: Module -> how many queries of it need not ask, and why.
NEED_NOT = {
    "api/reviews.py": (1, "numbers only, which are compared with those of the frozen draft"),
    "desk/views/claim_review.py": (1, "numbers only, which the form of the frozen draft offered"),
    "desk/views/claim_evidence.py": (1, "asks in the next line, but for the form by which an editor names readers"),
    "desk/screens/claim_evidence.py": (1, "what stands around quotes that were read before, by their keys"),
    "desk/screens/search.py": (1, "keys of hits, of which another query shows what this person may read"),
}


def chains(tree: ast.AST) -> Iterator[str]:
    """The whole of each expression that begins with Evidence.objects or a claim's or source's `evidence`."""
    inner: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call | ast.Attribute) and id(node) not in inner:
            below: ast.AST = node
            while isinstance(below, ast.Call | ast.Attribute):
                inner.add(id(below))
                below = below.func if isinstance(below, ast.Call) else below.value
            text = ast.unparse(node)
            if text.startswith("Evidence.objects.") or ".evidence.filter(" in text or ".evidence.all(" in text:
                yield text


def test_every_query_for_evidence_asks_who_may_read_it() -> None:
    silent: dict[str, list[str]] = {}
    for room in SHOWING:
        for path in sorted((CLAIMS / room).rglob("*.py")):
            found = [text for text in chains(ast.parse(path.read_text())) if ".visible_to(" not in text]
            if found:
                silent[path.relative_to(CLAIMS).as_posix()] = found
    counts = {name: len(found) for name, found in silent.items()}
    assert counts == {name: count for name, (count, _) in NEED_NOT.items()}, silent
