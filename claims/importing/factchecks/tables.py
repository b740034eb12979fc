"""Checks as a table of values parted by commas, semicolons, bars or tabs. Pure: bytes in, rows out.

A stray quote opens a field that ends only at the next one, far below; such a row costs its first line alone.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

from claims.importing.factchecks import lines
from claims.importing.factchecks.check import Row

_DELIMITERS: Final = "\t;|,"
#: Lines that one row may span, as long texts do; and from how many lines on they are asked whether they are rows.
MAX_SPAN: Final = 200
_MIN_ROWS: Final = 3

_BROKEN: Final = "It is no row of a table: {why}. Look for a quotation mark or a delimiter that stands in a field."
_MANY_FIELDS: Final = "it has {n} fields and the first line names {of} columns"
_SPANS: Final = "a quotation mark opens a field that does not end where it should"


class _Broken(Exception):
    """The row that begins on this line is none. The text is the reason, to be put into a sentence."""


def rows(pieces: Iterable[bytes], *, feed: str) -> Iterator[Row]:
    """A row for each row of the table, numbered by its first line. The first that is not blank names the columns."""
    waiting = _Lines(pieces)
    first = next((line for _, line in waiting if line and line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    names = next(csv.reader([first.strip("\ufeff\x00\r\n")], delimiter=delimiter), [])
    while (number := waiting.number) is not None:
        try:
            fields = _fields(waiting, delimiter, len(names))
        except _Broken as broken:
            yield Row(number, [], [_BROKEN.format(why=broken)])
            continue
        if fields:
            yield lines.row(number, dict(zip(names, fields, strict=False)), feed)


class _Lines:
    """The lines of the table, which can be put back. A line that is too long to be one is None."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._fresh = lines.numbered(pieces)
        self._back: deque[tuple[int, str | None]] = deque()
        self.taken: list[tuple[int, str | None]] = []

    def __iter__(self) -> Iterator[tuple[int, str | None]]:
        while self.number is not None:
            line = self._back.popleft()
            self.taken.append(line)
            yield line

    @property
    def number(self) -> int | None:
        """Of the next line; None after the last one."""
        if not self._back:
            self._back.extend((at, None if raw is None else _text(raw)) for at, raw in _first(self._fresh))
        return self._back[0][0] if self._back else None

    def texts(self) -> Iterator[str]:
        """The lines as the reader of tables takes them."""
        for _, line in self:
            if line is None:
                raise _Broken("it is longer than 4 MB, which no check is")
            if len(self.taken) > MAX_SPAN:
                raise _Broken(_SPANS)
            yield line

    def put_back(self) -> None:
        """All lines that were taken but the first."""
        self._back.extendleft(reversed(self.taken[1:]))


def _first(fresh: Iterator[tuple[int, bytes | None]]) -> Iterator[tuple[int, bytes | None]]:
    line = next(fresh, None)
    if line is not None:
        yield line


def _text(raw: bytes) -> str:
    return lines.decoded(raw).replace("\x00", "").replace("\r", "") + "\n"


def _fields(waiting: _Lines, delimiter: str, n_columns: int) -> list[str]:
    """The next row. Raises _Broken with all but its first line put back, so that they are read by themselves."""
    waiting.taken = []
    try:
        fields = _parsed(waiting, delimiter)
        _judge(fields, [line or "" for _, line in waiting.taken], delimiter, n_columns)
    except _Broken:
        waiting.put_back()
        raise
    return fields


def _parsed(waiting: _Lines, delimiter: str) -> list[str]:
    """The fields as RFC 4180 has them; on a line by itself, quotation marks in the middle of a field are forgiven."""
    try:
        return next(csv.reader(waiting.texts(), delimiter=delimiter, strict=True), [])
    except csv.Error:
        if len(waiting.taken) > 1:
            raise _Broken(_SPANS) from None
    try:
        fields = next(csv.reader([waiting.taken[0][1] or ""], delimiter=delimiter))
    except csv.Error as error:
        raise _Broken(str(error)) from error
    if fields[-1].endswith("\n"):
        raise _Broken(_SPANS)
    return fields


def _judge(fields: list[str], taken: list[str], delimiter: str, n_columns: int) -> None:
    """Raises _Broken for a row that holds what does not belong to it. Empty fields at its end may be missing."""
    if any(fields[n_columns:]):
        raise _Broken(_MANY_FIELDS.format(n=len(fields), of=n_columns))
    if len(taken) == 1:
        return
    inner = taken[1:-1]
    n_rows = sum(line.count(delimiter) == n_columns - 1 for line in inner)
    if len(fields) < n_columns or (n_rows >= _MIN_ROWS and 2 * n_rows > len(inner)):
        raise _Broken(_SPANS)
