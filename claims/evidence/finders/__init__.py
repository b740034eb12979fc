"""The places where evidence is looked for: one file each, one line in the table. Names are kept in the database."""

from claims.evidence.finders import archive, checks, google, newsroom, searxng, wikipedia
from claims.evidence.found import Finder

FINDERS: tuple[Finder, ...] = (
    Finder("archive", "Our archive", archive.find),
    Finder("checks", "Checked claims", checks.find),
    Finder("google", "Google Fact Check Tools", google.find, "GOOGLE_FACT_CHECK_KEY"),
    Finder("wikipedia", "Wikipedia", wikipedia.find, "WIKIPEDIA_URL"),
    Finder("searxng", "SearXNG", searxng.find, "SEARXNG_URL"),
    Finder("newsroom", "The newsroom’s own search", newsroom.find, "NEWSROOM_SEARCH_URL"),
)

LABELS: dict[str, str] = {finder.name: finder.label for finder in FINDERS}
