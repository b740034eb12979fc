"""What extraction hands on, and how it says no."""

from dataclasses import dataclass, field
from datetime import date

from claims.errors import Refused


@dataclass(frozen=True, slots=True)
class Extracted:
    """An article read from bytes. What could not be told is "" or None; nothing is guessed.

    `text` holds the paragraphs, one a line, without title, byline and boilerplate. `url` is the
    article's own address, `origin_outlet` names who published it first, where the text says so.
    """

    title: str
    outlet: str
    byline: str
    published: date | None
    language: str
    text: str
    url: str
    origin_outlet: str
    is_paywalled: bool
    boilerplate_removed: list[str] = field(default_factory=list)


class Doubtful(Refused):
    """What was read is no whole article in sentences; `extracted` holds it all the same."""

    def __init__(self, sentence: str, extracted: Extracted) -> None:
        super().__init__(sentence)
        self.extracted = extracted


class Paywalled(Doubtful):
    """Only a teaser is public."""
