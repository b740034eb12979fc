"""Rows as files: CSV that no spreadsheet takes for formulas, and JSON; streamed, so memory stays flat.

Whoever takes rows out of the desk leaves a line in the log of exports.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.http import StreamingHttpResponse

from claims.errors import Refused
from claims.models import Export, User

Row = Sequence[Any]
#: What a spreadsheet reads as the beginning of a formula (OWASP, CSV injection), wide signs too, which Japanese ones
#: read. Blanks before it are passed over. A cell begins with the text, and within it wherever a spreadsheet that takes
#: commas for decimal points parts it: there quotation marks do not hold a cell together, but a pair at its beginning is
#: taken off. No sign is of both kinds of blanks, or long rows of it would be read in ever more ways.
_FORMULA = re.compile(
    r"(\A|[;\t\r\n])((?:[^\S\t\r\n]|[\x00-\x08\x0e-\x1b\x7f\u180e\u200b-\u200f\u2060\ufeff\"])*[=+\-@＝＋－＠])"
)
#: Rows that are written out together.
_N_TOGETHER = 200
FORMATS = ("csv", "json")


def formula_safe(cell: Any) -> Any:
    """Text that a spreadsheet would calculate gets an apostrophe in front, wherever it may begin a cell; numbers stay
    numbers, moments ISO 8601."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if cell is None:
        return ""
    if isinstance(cell, int | float):
        return cell
    if isinstance(cell, date):
        return cell.isoformat()
    text = _FORMULA.sub(r"\1'\2", str(cell))
    return f"'{text}" if text.startswith(("\t", "\r", "\n")) else text


class _Line:
    """What csv.writer writes to: it hands the line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """The file line by line, beginning with the mark by which spreadsheets know UTF-8."""
    write: Callable[[Row], str] = csv.writer(_Line()).writerow
    yield "\ufeff" + write([formula_safe(name) for name in names])
    for row in rows:
        yield write([formula_safe(cell) for cell in row])


def json_lines(names: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """One array of objects, an object to each line; an empty list is an empty array."""
    before = "[\n"
    for row in rows:
        record = dict(zip(names, row, strict=True))
        yield before + json.dumps(record, ensure_ascii=False, default=_plain)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def download(
    what: str, names: Sequence[str], rows: Iterable[Row], *, format: str, by: User, query: str = ""
) -> StreamingHttpResponse:
    """An answer that streams `rows` as `what`.csv or `what`.json, and a line in the log. Not for a GET: it writes."""
    if format not in FORMATS:
        raise Refused("Choose CSV or JSON: other formats are not offered.")
    log = Export.objects.create(person=by, what=what, query=query[:1000], format=format)
    write, kind = (csv_lines, "text/csv") if format == "csv" else (json_lines, "application/json")
    answer = StreamingHttpResponse(_together(write(names, _counted(rows, log))), content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{what}.{format}"'
    return answer


def _counted(rows: Iterable[Row], log: Export) -> Iterator[Row]:
    n_rows = 0
    for n_rows, row in enumerate(rows, 1):  # noqa: B007 - told to the log below
        yield row
    Export.objects.filter(pk=log.pk).update(n_rows=n_rows)


def _together(lines: Iterator[str]) -> Iterator[bytes]:
    """Not a packet for each line."""
    waiting: list[str] = []
    for line in lines:
        waiting.append(line)
        if len(waiting) >= _N_TOGETHER:
            yield "".join(waiting).encode()
            waiting.clear()
    yield "".join(waiting).encode()
