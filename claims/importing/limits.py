"""How long a single article may be; what is longer is refused before anybody waits for it."""

from typing import Final

from claims.errors import Refused

# No single article is longer; a book would hold up the desk for minutes.
MAX_TEXT_CHARS: Final = 1_000_000
MAX_LINES: Final = 20_000

_TOO_LONG: Final = (
    "The text is longer than a million characters, so it is no single article. Import its parts one by one."
)
_TOO_MANY_LINES: Final = (
    "The text has more than twenty thousand lines, so it is no single article. Import its parts one by one."
)


def refuse_too_long(text: str) -> None:
    """Raise Refused where a text is longer than any article."""
    if len(text) > MAX_TEXT_CHARS:
        raise Refused(_TOO_LONG)
    if text.count("\n") + text.count("\r") > MAX_LINES:
        raise Refused(_TOO_MANY_LINES)
