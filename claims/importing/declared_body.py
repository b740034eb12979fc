"""Checks the article that was found against the one that the page declares for search engines (articleBody)."""

import re
from typing import Final

# A shorter declared body is a teaser or a caption.
MIN_WORDS: Final = 100
# Below this share of the declared words something else was found than the article.
MIN_FOUND: Final = 0.5
# From this share of the found words on the declared body is the whole article, and what it lacks is not in it.
MIN_WHOLE: Final = 0.85
# A line of which so little is declared is not part of the article, unless it is too short to tell.
MIN_LINE: Final = 0.2
MIN_LINE_WORDS: Final = 6
SHINGLE: Final = 3

_WORD: Final = re.compile(r"\w+")
_Shingle = tuple[str, ...]


def reconcile(lines: list[str], declared: str) -> list[str]:
    """Return the lines of the article: those found, without what the declared body lacks, or the declared ones.

    A subheading, which declared bodies leave out, stays where a line of the article follows it.
    """
    wanted = _shingles(declared)
    if len(wanted) < MIN_WORDS:
        return lines
    found = [_shingles(line) for line in lines]
    n_shared = len(wanted & set().union(*found))
    if n_shared < MIN_FOUND * len(wanted):
        return [line for line in map(str.strip, declared.split("\n")) if line]
    if n_shared < MIN_WHOLE * sum(map(len, found)):
        return lines
    is_declared = [not own or len(own & wanted) >= MIN_LINE * len(own) for own in found]
    return [line for at, line in enumerate(lines) if is_declared[at] or _is_subheading(line, is_declared[at + 1 :])]


def _is_subheading(line: str, is_declared_after: list[bool]) -> bool:
    is_short = len(_WORD.findall(line)) <= 2 * MIN_LINE_WORDS and line[-1:] not in '.!…”"’)'
    return is_short and is_declared_after[:1] == [True]


def _shingles(text: str) -> set[_Shingle]:
    words = _WORD.findall(text.casefold())
    return {tuple(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
