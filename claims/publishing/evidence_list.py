"""The evidence of a revision as a numbered list, for and against, as it was printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db.models import F

from claims.models import ArchiveCopy
from claims.publishing.markdown import Citation
from claims.text import anchors

#: Stance -> heading, in the order of printing.
HEADINGS = {
    "supports": "Evidence for the claim",
    "refutes": "Evidence against the claim",
    "mentions": "Context",
}
TYPES = {"primary": "Primary source", "secondary": "Secondary source"}
NO_COPIES: Mapping[int, ArchiveCopy] = MappingProxyType({})
KINDS = {
    "page": "Web page",
    "article": "Article",
    "check": "Published check",
    "file": "File",
    "interview": "Interview",
    "book": "Book or paper document",
}


@dataclass(frozen=True)
class Item:
    """One piece of evidence. `number` is what the text cites it by; `shares_with` are numbers of the same origin."""

    number: int
    anchor: str
    frozen: Mapping[str, Any]
    key_element: str
    shares_with: tuple[int, ...]
    copy: ArchiveCopy | None = None

    @property
    def source(self) -> Mapping[str, Any]:
        source: Mapping[str, Any] = self.frozen["source"]
        return source

    @property
    def url(self) -> str:
        """Where it can be read: a browser that knows text fragments goes to the quoted words."""
        url: str = self.source["url"]
        selector = self.frozen.get("selector")
        return anchors.fragment_url(url, anchors.given(selector)) if url and selector else url

    @property
    def kind(self) -> str:
        return KINDS.get(self.source["kind"], "")

    @property
    def source_type(self) -> str:
        return TYPES.get(self.frozen["source_type"], "")


@dataclass(frozen=True)
class Group:
    stance: str
    heading: str
    exhibits: tuple[Item, ...]


def evidence_groups(content: Mapping[str, Any], copies: Mapping[int, ArchiveCopy] = NO_COPIES) -> tuple[Group, ...]:
    """All evidence of a revision's content: for, against (these two even when empty) and context.

    `copies`: by number of the evidence, what a public archive keeps of its source; it may come after the revision.
    """
    numbers = _numbers(content["evidence"])
    origins: dict[Any, list[int]] = {}
    for frozen in content["evidence"]:
        if frozen["source"]["origin_id"] is not None:
            origins.setdefault(frozen["source"]["origin_id"], []).append(numbers[frozen["id"]])
    # Where the claim stands on one thing only, every piece of evidence speaks to it, and nobody needs to read that
    elements = {element["id"]: element["text"] for element in content["key_elements"][1:] and content["key_elements"]}
    groups = []
    for stance, heading in HEADINGS.items():
        exhibits = tuple(
            Item(
                number=numbers[frozen["id"]],
                anchor=_anchor(frozen["id"]),
                frozen=frozen,
                key_element=elements.get(frozen["key_element"], ""),
                copy=copies.get(frozen["id"]),
                shares_with=tuple(
                    number
                    for number in origins.get(frozen["source"]["origin_id"], ())
                    if number != numbers[frozen["id"]]
                ),
            )
            for frozen in _in_order(content["evidence"])
            if frozen["stance"] == stance
        )
        if exhibits or stance != "mentions":
            groups.append(Group(stance, heading, exhibits))
    return tuple(groups)


def archive_copies(content: Mapping[str, Any]) -> dict[int, ArchiveCopy]:
    """What public archives keep of the sources of a revision, by number of the evidence. One query."""
    numbers = [frozen["id"] for frozen in content["evidence"]]
    rows = ArchiveCopy.objects.filter(stage=ArchiveCopy.Stage.KEPT, source__evidence__in=numbers)
    return {row.evidence: row for row in rows.annotate(evidence=F("source__evidence"))}


def citations(content: Mapping[str, Any]) -> dict[int, str | Citation]:
    """Where [E12] in the text leads."""
    numbers = _numbers(content["evidence"])
    return {
        frozen["id"]: Citation(f"#{_anchor(frozen['id'])}", str(numbers[frozen["id"]]))
        for frozen in content["evidence"]
    }


def _anchor(evidence_id: int) -> str:
    return f"evidence-{evidence_id}"


def _in_order(evidence: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    stances = list(HEADINGS)
    return sorted(evidence, key=lambda frozen: (stances.index(frozen["stance"]), frozen["id"]))


def _numbers(evidence: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    return {frozen["id"]: number for number, frozen in enumerate(_in_order(evidence), start=1)}
