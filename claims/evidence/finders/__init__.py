"""The places where evidence is looked for: one file each, one line in the table. Names are kept in the database."""

from claims.evidence.finders import archive, published
from claims.evidence.found import Finder

FINDERS: tuple[Finder, ...] = (
    Finder("archive", "Our archive", archive.find),
    Finder("published", "Published checks", published.find),
)

LABELS: dict[str, str] = {finder.name: finder.label for finder in FINDERS}
