"""A verdict on paper: whole and readable in black on white, without what only a screen can use."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pypdf import PdfReader

from claims.models import ArchiveCopy, Claim
from tests.public.checks import checked_again, published

#: What nobody can press, type into or follow on paper
ONLY_FOR_SCREENS = "nav, form, button, input, select, iframe, .button, .skip, .related, .cite a, .frame-code"
_STILL_SHOWN = """(them) => [...document.querySelectorAll(them)]
  .filter((it) => it.checkVisibility()).map((it) => it.outerHTML)"""
#: Backgrounds are not printed: every letter has to stand out from white paper.
_TOO_PALE = """() => {
  const light = (part) => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  const pale = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const owner = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !owner.checkVisibility()) continue;
    if (owner.closest(".visually-hidden, script")) continue;
    const colour = getComputedStyle(owner).color;
    const [red, green, blue] = colour.match(/[\\d.]+/g).map(Number).map(light);
    if (1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) < 4.5) pale.add(`${colour} ${owner.className}`);
  }
  return [...pale];
}"""


def printed(page: Page) -> str:
    """The words on paper, without spaces, for lines break anywhere, and without ligatures."""
    words = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)
    return bare(words)


def bare(words: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", words))


def a_long_check() -> Claim:
    claim = checked_again(
        published(claimant="Dana Okoro", unknowns="What others paid.", topic="Ports"),
        rating="true", correction_class="substantial", note="The new tariff proves it.",
    )  # fmt: skip
    for item in claim.evidence.select_related("source"):
        ArchiveCopy.objects.create(
            source=item.source, stage="kept", url=f"https://web.archive.org/web/2026/{item.source.url}",
            archived_at=timezone.now(), asked_at=timezone.now(),
        )  # fmt: skip
    return claim


@pytest.mark.browser(width=1440, dark=True)
@pytest.mark.django_db(transaction=True)
def test_a_printed_verdict_is_whole_and_holds_nothing_that_only_a_screen_can_use(page: Page) -> None:
    claim = a_long_check()
    page.goto(claim.get_absolute_url())
    page.emulate_media(media="print")
    assert page.evaluate(_STILL_SHOWN, ONLY_FOR_SCREENS) == []
    assert page.evaluate(_TOO_PALE) == []
    paper = printed(page)
    revision = claim.current_revision
    assert revision is not None
    wanted = [revision.statement, revision.summary, "Our rating", "True", "What others paid.", claim.get_absolute_url()]
    wanted += ["What changed", "The new tariff proves it.", *claim.revisions.values_list("sha256", flat=True)]
    for item in claim.evidence.filter(status="accepted").select_related("source__archive_copy", "source__snapshot"):
        wanted += [item.quote, item.source.title, item.source.url, item.source.archive_copy.url]
        wanted += [item.source.snapshot.sha256]
    assert [words for words in wanted if bare(words) not in paper] == []
