"""How a name that no row has may be spelt in the rows: out of the words of the full-text index, so nothing is kept
beside it and a new spelling is known in the transaction that wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from django.db.backends.utils import CursorWrapper
from rapidfuzz.distance import OSA

#: A shorter word has too many neighbours (letters); from the second length on two letters may differ.
_SHORTEST, _LONG = 6, 9
#: Unknown words of one query that are looked up (count): each costs some milliseconds.
MOST: Final = 3
#: Spellings that stand for one word, the nearest (count).
_SPELLINGS: Final = 2
#: Words of the index, and rows of PostgreSQL, that are read for one beginning (counts).
_WORDS, _ROWS = 500, 100
#: Beginnings that stand for one sound when a name is written in Latin letters.
_SOUNDS: Final = (
    ("g", "q", "k", "gh"), ("kh", "k", "h", "ch"), ("y", "j", "i"), ("ts", "c", "tz"), ("sh", "ch", "sch"), ("w", "v"),
    ("ph", "f"), ("dj", "j", "dzh"),
)  # fmt: skip
#: Stemmers write an i for a y at the end of a word, too.
_ALIKE: Final = str.maketrans("ij", "yy")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
#: SQLite counts the rows of each word that it lists (60 ns a row), so a word in more rows than this is read once by
#: each process and stepped over from then on. By database and table.
_COMMON: Final = 5_000
_common: dict[tuple[str, str], set[str]] = {}
#: What sorts right behind a word, and behind all words that begin with it.
_AFTER, _LAST = "\x01", "\U0010ffff"


def may_be_misspelt(word: str) -> bool:
    return len(word) >= _SHORTEST and _LETTERS.fullmatch(word) is not None


def near_on_sqlite(cursor: CursorWrapper, table: str, word: str) -> list[str]:
    """Words of the index that are spelt nearly so, the nearest first."""
    common = _common.setdefault((str(cursor.db.settings_dict["NAME"]), table), set())
    found: set[str] = set()
    for beginning in _beginnings(word):
        known = sorted(term for term in tuple(common) if term.startswith(beginning))  # other threads add to it
        starts = [beginning, *(term + _AFTER for term in known)]
        ends = [*(term[:-1] + chr(ord(term[-1]) - 1) + _LAST for term in known), beginning + _LAST]
        found.update(known)
        for start, end in zip(starts, ends, strict=True):
            cursor.execute(
                f"SELECT term, doc FROM {table}_vocabulary WHERE term >= %s AND term <= %s LIMIT {_WORDS}",  # noqa: S608
                [start, end],
            )
            for term, n_rows in cursor.fetchall():
                found.add(term)
                if n_rows > _COMMON and _LETTERS.fullmatch(term):
                    common.add(term)
    return _nearest(word, found)


def near_on_postgres(cursor: CursorWrapper, table: str, word: str) -> list[str]:
    """The same. PostgreSQL has no list of its words: those of some rows are read, and the likest by trigrams kept."""
    beginnings = _beginnings(word)
    cursor.execute(
        "SELECT word FROM (SELECT DISTINCT unnest(tsvector_to_array(search)) AS word FROM "  # noqa: S608 - our own table
        f"(SELECT search FROM {table} WHERE search @@ %s::tsquery LIMIT {_ROWS}) AS hits) AS words "
        "WHERE word ~ %s ORDER BY similarity(word, %s) DESC, word LIMIT 20",
        [" | ".join(f"'{one}':*" for one in beginnings), f"^({'|'.join(beginnings)})", word],
    )
    return _nearest(word, (term for (term,) in cursor.fetchall()))


def _beginnings(word: str) -> list[str]:
    """Of the word, half of it, and of the same sound in other letters."""
    half = len(word) // 2
    found = [word[:half]]
    for sounds in _SOUNDS:
        ours = max((sound for sound in sounds if word.startswith(sound)), key=len, default="")
        if ours:
            found += [sound + word[len(ours) : half] for sound in sounds if sound != ours]
    return list(dict.fromkeys(found))


def _nearest(word: str, terms: Iterable[str]) -> list[str]:
    """At most _SPELLINGS; letters that changed places count as one difference, y and i and j as none."""
    reach, ours = 2 if len(word) >= _LONG else 1, word.translate(_ALIKE)
    others = [term for term in terms if term != word and _LETTERS.fullmatch(term)]
    measured = sorted((OSA.distance(ours, term.translate(_ALIKE)), term) for term in others)
    return [term for distance, term in measured if distance <= reach][:_SPELLINGS]
