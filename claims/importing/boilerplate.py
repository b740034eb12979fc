"""Tells what a page says about itself (subscribe, donate, follow us, greetings) from what it reports."""

import re
from typing import Final

from claims.importing import appeals, captions, pointers
from claims.text import sentences

# Boilerplate is short; a longer sentence is taken for reporting whatever words it holds.
MAX_CHARS: Final = 240

_BARE_URL: Final = re.compile(r"^<?(?:https?://|www\.)\S+>?$", re.IGNORECASE)
_RULE: Final = re.compile(r"^[-–—_=*•·.…~#|:\s]+$")
# When an entry of a live blog was written, on a line of its own.
_CLOCK: Final = re.compile(
    r"^\W{0,3}(?:(?:updated|published|posted)\s+(?:at\s+)?)?"
    r"(?:(?:[01]?\d|2[0-3])(?:[.:h][0-5]\d){1,2}\s?(?:[ap]\.?m\b\.?)?|1?\d\s?[ap]\.?m\b\.?|\d{1,2}\s(?=uhr))"
    r"\s?(?:gmt|utc|bst|uhr|hrs?|h|ist|pkt|local\s+time|ces?t|[ecmp][sd]?t)?\W{0,3}$"
    r"|^\W{0,3}\d{1,3}\s?(?:m|h|d|mins?|minutes?|hours?|days?)\s+ago\W{0,3}$",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(r"[“\"«„]")

_WHOM: Final = (
    r"(?:\s+(?:everyone|everybody|all|again|and\s+welcome|dear\s+\w+|readers?|friends|folks|to\s+(?:you\s+)?all))?"
)
_GREETING: Final = re.compile(
    r"""^(?:
      (?:as+al+a+mu?\s*['’]?\s*[ou]?\s*['’]?\s*al+ai?kum|as-sal[a-z]*mu?\s+al[a-z]*kum
        |wa\s*['’]?\s*al+ai?kum\s*(?:[ua]?s)?\s*-?\s*sal+a+m)(?:\s+wa\s*rahmat\w*(?:\s+\w+){0,3})?
      |sala+m|hello|hi|hey|greetings|welcome\s+back|good\s+(?:morning|afternoon|evening|day)
      |dear\s+(?:readers?|all|friends|subscribers|colleagues|sir\s+or\s+madam|editor)
      |namaste|namaskar|shalom|merhaba|bonjour|bonsoir|hola|buenos\s+días|buenas\s+(?:tardes|noches)
      |bom\s+dia|olá|ciao|buongiorno|guten\s+(?:tag|morgen|abend)|liebe\s+leser(?:innen)?(?:\s+und\s+leser)?
      |السلام\s+عليكم|وعليكم\s+السلام|नमस्ते|здравствуйте
    )WHOM\s*(?:[.,!:;]+(?=\s|$)|\s[-–—](?=\s)|[—–]|$)\s*""".replace("WHOM", _WHOM),
    re.IGNORECASE | re.VERBOSE,
)


def is_boilerplate(sentence: str) -> bool:
    """Whether a sentence speaks for the page and reports nothing. What is quoted is never boilerplate."""
    bare = sentence.strip()
    if _BARE_URL.match(bare) or _RULE.match(bare) or greeting_in(bare) == bare:
        return True
    if len(bare) > MAX_CHARS or _QUOTED.search(bare):
        return False
    return appeals.is_appeal(bare)


def is_bare_url(line: str) -> bool:
    """Whether a line is a web address and nothing else."""
    return _BARE_URL.match(line.strip()) is not None


def greeting_in(line: str) -> str:
    """Return the greeting that a line begins with, or ""."""
    match = _GREETING.match(line)
    return match.group() if match else ""


def clean(lines: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines that report something and, in order, what was removed.

    A line that mixes both keeps its reporting sentences. A short line between two lines of boilerplate
    belongs to them, as the middle of a call for donations does; but the first line kept may be the headline,
    and what stands between two clocks is an entry of a live blog.
    """
    kept: list[tuple[int, str]] = []
    removed: list[tuple[int, str]] = []
    for i, line in enumerate(lines):
        greeting = greeting_in(line)
        if greeting:
            removed.append((i, greeting.strip()))
        rest, dropped = _without_boilerplate(line[len(greeting) :])
        removed.extend((i, sentence) for sentence in dropped)
        if rest:
            kept.append((i, rest))
    gone = {i for i, line in removed if not _CLOCK.match(line)} - {i for i, _ in kept}
    between = {i for i, line in kept[1:] if i - 1 in gone and i + 1 in gone and _is_slight(line)}
    removed.extend((i, line) for i, line in kept if i in between)
    return [line for i, line in kept if i not in between], [line for _, line in sorted(removed, key=lambda r: r[0])]


def _is_slight(line: str) -> bool:
    return len(line) <= 80 and not _QUOTED.search(line) and not line.endswith("?")


def _without_boilerplate(line: str) -> tuple[str, list[str]]:
    if _CLOCK.match(line) or pointers.is_pointer(line) or captions.is_caption(line):
        return "", [line]
    spans = sentences.split(line)
    dropped = [i for i, (start, end) in enumerate(spans) if is_boilerplate(line[start:end])]
    if not dropped:
        return line.strip(), []
    rest = " ".join(line[start:end] for i, (start, end) in enumerate(spans) if i not in dropped)
    return rest, [line[start:end] for i, (start, end) in enumerate(spans) if i in dropped]
