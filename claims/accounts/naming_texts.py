"""Texts that name a person and are not theirs: where they are, and how a name goes from old versions of policy pages.

What stands on a page now the newsroom writes anew. Its versions are kept for readers; no hash covers them, and whoever
takes a name out of one says so in it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db import transaction
from django.db.models import CharField, Q, QuerySet
from django.urls import reverse
from django.utils import formats, timezone

from claims.errors import Refused
from claims.models import Claim, PolicyPage, VerdictRevision
from claims.publishing import edition

log = logging.getLogger(__name__)

INSTEAD = "(erased)"
_OF_PAGES = ("title", "body", "what_changed")
_OF_DRAFTS = (
    "draft_summary", "draft_text", "draft_unknowns", "draft_mind", "selection_reason", "reply_exemption",
)  # fmt: skip
_OF_CHECKS = ("statement", "claimant", "claimant_description", "summary", "text", "unknowns", "mind")
#: So many claims are named one by one.
_N_NAMED = 20


@dataclass(frozen=True)
class Named:
    """Versions of policy pages, newest first, and numbers of claims whose draft or published words have the name."""

    current: tuple[PolicyPage, ...]
    old: tuple[PolicyPage, ...]
    drafts: tuple[int, ...]
    checks: tuple[int, ...]

    def sentences(self) -> list[str]:
        """What to do about each; without the name itself."""
        said = [
            f"The name still stands on {reverse('public:page', args=[page.slug])} as readers see it now: write a new "
            "version without it, under Policy pages in the admin. The present one is an old version then."
            for page in self.current
        ]
        if self.old:
            said.append(
                f"The name still stands in old versions of policy pages, which readers can open: {listed(self.old)}. "
                "`manage.py erase_from_pages NAME` takes it out of them, and each says that it was."
            )
        if self.drafts:
            said.append(f"The name stands in drafts, which can be edited: {_claims(self.drafts)}.")
        if self.checks:
            said.append(f"The name stands in the words of published checks, which are sealed: {_claims(self.checks)}.")
        return said


def naming(*names: str) -> Named:
    """Where any of these stands, as whole words in any case, on however many lines. Empty names are passed over."""
    pattern = _pattern(names)
    current, old = _pages(pattern)
    return Named(
        current,
        old,
        _rows(Claim.objects.all(), "pk", _OF_DRAFTS, names),
        _rows(VerdictRevision.objects.all(), "claim", _OF_CHECKS, names),
    )


def erase_from_pages(name: str, *, only_look: bool = False) -> tuple[PolicyPage, ...]:
    """Take a name or an address out of the old versions of policy pages, each of which says so at its end.

    Returns these versions as they were. Raises Refused while a current one has it, which a person has to write anew.
    """
    if len(name.strip()) < 3:
        raise Refused("Give the whole name, or the mail address, that has to go.")
    pattern = _pattern([name])
    with transaction.atomic():
        current, old = _pages(pattern)
        if current:
            raise Refused(
                f"It stands on a page as readers see it now: {listed(current)}. Write a new version without it first, "
                "under Policy pages in the admin."
            )
        if not only_look:
            for page in old:
                _erase(page, pattern)
            transaction.on_commit(_show_anew)
    return old


def listed(pages: Iterable[PolicyPage]) -> str:
    return ", ".join(reverse("public:page_version", args=[page.slug, page.version]) for page in pages)


def _erase(page: PolicyPage, pattern: re.Pattern[str]) -> None:
    now = {field: pattern.sub(INSTEAD, getattr(page, field)) for field in _OF_PAGES}
    for field, column in ((field, PolicyPage._meta.get_field(field)) for field in ("title", "what_changed")):
        now[field] = now[field][: cast("CharField[str, str]", column).max_length]  # a short name grows
    day = formats.date_format(timezone.localdate(), "j F Y")
    said = f"*On {day} “{INSTEAD}” was put into this version of the page where somebody was named.*"
    if said not in now["body"]:
        now["body"] = f"{now['body'].rstrip()}\n\n{said}\n"
    PolicyPage.objects.filter(pk=page.pk).update(**now)


def _show_anew() -> None:
    """No new row says to kept pages that an old one changed."""
    try:
        edition.advance()
    except edition.CACHE_TROUBLE as trouble:
        log.warning("Kept pages may show an erased name for five more minutes: %s", trouble)


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Also where Markdown stands around or within it. Matches nothing if there is no name."""
    longest_first = sorted((name for name in names if name.strip()), key=len, reverse=True)
    spelt = [
        # Letters before an address, or a dot, are another address
        (r"(?<![\w.+-])" if "@" in name[1:] else r"(?<![^\W_])") + r"[\s>*_]+".join(map(re.escape, name.split()))
        for name in longest_first
    ]
    return re.compile(rf"(?:{'|'.join(spelt)})(?![^\W_])" if spelt else r"(?!)", re.IGNORECASE)


def _pages(pattern: re.Pattern[str]) -> tuple[tuple[PolicyPage, ...], tuple[PolicyPage, ...]]:
    """Those that readers see now, and older versions. A newsroom has dozens of them, so all are read."""
    current: list[PolicyPage] = []
    old: list[PolicyPage] = []
    slugs: set[str] = set()
    for page in PolicyPage.objects.order_by("slug", "-version"):
        if any(pattern.search(getattr(page, field)) for field in _OF_PAGES):
            (old if page.slug in slugs else current).append(page)
        slugs.add(page.slug)
    return tuple(current), tuple(old)


def _rows(rows: QuerySet[Any], shown: str, fields: tuple[str, ...], names: Iterable[str]) -> tuple[int, ...]:
    """The database looks for the longest word of a name, so that a line may end within the name."""
    pattern, wanted = _pattern(names), Q()
    for name in names:
        if words := name.split():
            for field in fields:
                wanted |= Q(**{f"{field}__icontains": max(words, key=len)})
    if not wanted:
        return ()
    found = rows.filter(wanted).order_by("pk").values_list(shown, *fields)
    return tuple(sorted({row[0] for row in found.iterator(500) if any(pattern.search(text) for text in row[1:])}))


def _claims(numbers: tuple[int, ...]) -> str:
    more = len(numbers) - _N_NAMED
    said = ", ".join(str(number) for number in numbers[:_N_NAMED])
    return f"{'claim' if len(numbers) == 1 else 'claims'} {said}{f' and {more} more' if more > 0 else ''}"
