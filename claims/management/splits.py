"""Files of a data set's folder, and their rows. Every refusal names the file and the line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from claims.errors import Refused

Row = dict[str, Any]
_FORMATS = (".jsonl", ".jsonl.gz")
_FIRST = ("test", "dev")
#: Texts that rows of another file name; no rows to predict.
_BODIES = "_bodies"


def files(folder: Path, split: str) -> list[Path]:
    """The files of a folder, test and dev first; with `split` the one of that name. Raises Refused for none."""
    if not folder.is_dir():
        raise Refused(
            f"There is no folder {folder}; give the folder that holds train, dev or test as .jsonl or .jsonl.gz."
        )
    found = [
        file
        for file in sorted(folder.iterdir(), key=_rank)
        if file.name.endswith(_FORMATS) and not stem(file).endswith(_BODIES)
    ]
    chosen = [file for file in found if not split or stem(file) == split]
    if not chosen:
        there = ", ".join(file.name for file in found) or "no .jsonl file at all"
        raise Refused(f"{folder} holds no split {split or 'to predict'}; there is {there}.")
    return chosen


def stem(file: Path) -> str:
    """The name without what it is: an id may hold points."""
    name = file.name
    for ending in (".gz", ".jsonl", ".html"):
        name = name.removesuffix(ending)
    return name


def rows(file: Path, *needed: str) -> Iterator[Row]:
    """Row by row. Raises Refused for a line that is not JSON or lacks what is needed."""
    # utf-8-sig: some programs put a mark in front
    with (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise Refused(f"Line {number} of {file} is not JSON ({error}); mend or remove it.") from error
            missing = [name for name in needed if not isinstance(row, dict) or name not in row]
            if missing:
                raise Refused(f"Line {number} of {file} has no {missing[0]!r}; every row needs {', '.join(needed)}.")
            yield row


def _rank(file: Path) -> tuple[int, str]:
    """What decides comes first, should an id stand in two splits."""
    name = stem(file)
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST), file.name)
