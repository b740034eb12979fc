"""Predictions for public data sets: rows of a folder in, rows for its scorer out. No database, no scoring."""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from claims.detection import attributions, normalising, scoring
from claims.errors import Refused
from claims.importing import extraction

Row = dict[str, Any]
_FORMATS = (".jsonl", ".jsonl.gz")
_PAGES = (".html", ".html.gz")
_FIRST = ("test", "dev")


def predict(task: str, folder: Path, *, split: str = "") -> Iterator[Row]:
    """One prediction for each row of the folder's splits, an id that returns once.

    `task` is a key of TASKS. `split` names one file (dev, test, train ...); "" takes all of them, test and dev first.
    Raises Refused, with the file and the line, for a folder or a row that cannot be read.
    """
    done: set[str] = set()
    for part in TASKS[task](folder, split):
        for row in part:
            if str(row["id"]) not in done:
                done.add(str(row["id"]))
                yield row


def _checkworthiness(folder: Path, split: str) -> Iterator[Iterable[Row]]:
    for file in _splits(folder, split):
        rows = list(_rows(file, "id", "text"))
        scores = scoring.score_sentences([_words(row["text"]) for row in rows])
        yield [{"id": row["id"], "score": score} for row, score in zip(rows, scores, strict=True)]


def _attributions(folder: Path, split: str) -> Iterator[Iterable[Row]]:
    for file in _splits(folder, split):
        yield (
            {
                "id": row["id"],
                "attributions": [
                    {"source": found.source, "cue": found.cue, "content": found.content}
                    for found in attributions.find(_words(row["text"]))
                ],
            }
            for row in _rows(file, "id", "text")
        )


def _statements(folder: Path, split: str) -> Iterator[Iterable[Row]]:
    for file in _splits(folder, split):
        yield (
            {"id": row["id"], "claim": normalising.claim_of(_words(row["post"]))} for row in _rows(file, "id", "post")
        )


def _extraction(folder: Path, split: str) -> Iterator[Iterable[Row]]:
    """Pages lie in html/, named by id; their addresses stand in the rows, where there are any."""
    pages = {_stem(page): page for page in sorted((folder / "html").glob("*")) if page.name.endswith(_PAGES)}
    if not pages:
        raise Refused(f"There are no pages in {folder / 'html'}; give the folder that holds html/<id>.html.gz.")
    has_rows = bool(split) or any(folder.glob("*.jsonl*"))
    rows = [row for file in _splits(folder, split) for row in _rows(file, "id")] if has_rows else []
    urls = {str(row["id"]): str(row.get("url") or "") for row in rows}
    wanted = [name for name in pages if name in urls] if split else list(pages)
    yield ({"id": name, "text": _text(pages[name], urls.get(name, ""))} for name in wanted)


def _text(page: Path, url: str) -> str:
    """The article's text, a doubtful one too; "" for a page in which extraction finds none, as the scorers ask."""
    try:
        return extraction.extract(page.read_bytes(), url=url if url.startswith("http") else "", filename="").text
    except extraction.Doubtful as doubt:
        return doubt.extracted.text
    except Refused:
        return ""


TASKS: dict[str, Callable[[Path, str], Iterator[Iterable[Row]]]] = {
    "checkworthiness": _checkworthiness,
    "attributions": _attributions,
    "extraction": _extraction,
    "statements": _statements,
}


def _splits(folder: Path, split: str) -> list[Path]:
    if not folder.is_dir():
        raise Refused(
            f"There is no folder {folder}; give the folder that holds train, dev or test as .jsonl or .jsonl.gz."
        )
    files = [file for file in sorted(folder.iterdir(), key=_rank) if file.name.endswith(_FORMATS)]
    chosen = [file for file in files if not split or _stem(file) == split]
    if not chosen:
        there = ", ".join(file.name for file in files) or "no .jsonl file at all"
        raise Refused(f"{folder} holds no split {split or 'to predict'}; there is {there}.")
    return chosen


def _rank(file: Path) -> tuple[int, str]:
    """What decides comes first, should an id stand in two splits."""
    stem = _stem(file)
    return (_FIRST.index(stem) if stem in _FIRST else len(_FIRST), file.name)


def _stem(file: Path) -> str:
    """The name without what it is: an id may hold points."""
    name = file.name
    for ending in (".gz", ".jsonl", ".html"):
        name = name.removesuffix(ending)
    return name


def _words(value: object) -> str:
    """What should be a text; null is an empty one."""
    return "" if value is None else str(value)


def _rows(file: Path, *needed: str) -> Iterator[Row]:
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
