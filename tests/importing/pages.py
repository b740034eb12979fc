"""Pages for tests: an article of a harbour town with whatever stands around it."""

from __future__ import annotations

from claims.importing.extraction import Extracted, extract

TITLE = "Council votes to rebuild the bridge"
PARAGRAPHS = (
    "The harbour council voted on Tuesday to rebuild the old bridge, which has been closed since the winter storms.",
    "The work will cost 40 million euros and take three years, the council's chair Ines Marlow told reporters.",
    "Engineers had warned in 2019 that the pillars were cracked, according to a report seen by this newspaper.",
    "Fishermen welcomed the vote, while two shop owners said the building site would drive their customers away.",
    "A previous attempt to repair the bridge failed when the contractor went bankrupt after only four months.",
    "The regional government has promised to pay a third of the cost if the bridge opens before the elections.",
)


def page(*blocks: str, head: str = "", below: str = "") -> str:
    """A page whose article holds the six paragraphs with `blocks` between the third and the fourth."""
    first, last = (("".join(f"<p>{p}</p>" for p in part)) for part in (PARAGRAPHS[:3], PARAGRAPHS[3:]))
    return (
        f"<!doctype html><html lang=en><head><title>{TITLE}</title>{head}</head><body>"
        f"<article><h1>{TITLE}</h1>{first}{''.join(blocks)}{last}{below}</article></body></html>"
    )


def read(html: str, url: str = "") -> Extracted:
    return extract(html.encode(), content_type="text/html", url=url)


def text_with(*blocks: str, below: str = "") -> str:
    """The text of the article with blocks in its middle, or below it."""
    return read(page(*blocks, below=below)).text


WHOLE = "\n".join(PARAGRAPHS)
