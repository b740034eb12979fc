"""A verdict in the words and numbers that readers meet: what the printed page and the preview of a draft share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from claims.models import ArchiveCopy, VerdictRevision
from claims.publishing.evidence_list import Group, archive_copies, citations, evidence_groups
from claims.publishing.markdown import render
from claims.publishing.printed_rating import PrintedRating, printed_rating


@dataclass
class Printed:
    """One revision, frozen or only drafted, as the templates of claims/public/ show it."""

    revision: VerdictRevision

    @property
    def content(self) -> dict[str, Any]:
        content: dict[str, Any] = self.revision.content
        return content

    @cached_property
    def rating(self) -> PrintedRating:
        return printed_rating(self.content["rating"])

    @cached_property
    def evidence(self) -> tuple[Group, ...]:
        return evidence_groups(self.content, self.copies)

    @cached_property
    def copies(self) -> dict[int, ArchiveCopy]:
        """What public archives keep of its sources, by number of the evidence."""
        return archive_copies(self.content)

    @property
    def foreign_language(self) -> str:
        """The claim's, where it is not the one of the page: a screen reader has to know."""
        language, own = str(self.content["language"]), settings.LANGUAGE_CODE.partition("-")[0]
        return "" if language.partition("-")[0] == own else language

    @property
    def n_evidence(self) -> int:
        return len(self.content["evidence"])

    @property
    def n_origins(self) -> int:
        """Independent origins: pieces of one origin count once, those without a known one each for itself."""
        return len({it["source"]["origin_id"] or f"evidence {it['id']}" for it in self.content["evidence"]})

    @cached_property
    def text(self) -> SafeString:
        return render(self.revision.text, citations(self.content))

    @cached_property
    def unknowns(self) -> SafeString:
        return render(self.revision.unknowns, citations(self.content))

    @cached_property
    def mind(self) -> SafeString:
        return render(self.revision.mind, citations(self.content))

    @property
    def first_appearance(self) -> dict[str, Any] | None:
        return next(iter(self.content["appearances"]), None)

    @cached_property
    def people(self) -> list[tuple[str, list[str]]]:
        """Names by role, each once, in the order of the work."""
        roles: dict[str, list[str]] = {}
        for person in self.content["people"]:
            names = roles.setdefault(person["role"], [])
            if person["name"] not in names:
                names.append(person["name"])
        return list(roles.items())

    @property
    def replies(self) -> list[dict[str, Any]]:
        """Whom we asked for a reply, and what came of it until this was published."""
        replies: list[dict[str, Any]] = self.content["replies"]
        return replies

    @property
    def has_reply(self) -> bool:
        return any(reply["reply"] for reply in self.content["replies"])

    @property
    def split(self) -> list[tuple[str, int]]:
        """How many reviewers gave which rating, in the order of the scale."""
        split = self.content["round"]["split"]
        return [
            (level["label"], split[level["slug"]])
            for level in self.content["rating"]["levels"]
            if level["slug"] in split
        ]
