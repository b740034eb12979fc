"""Predictions for public data sets: rows of a folder in, rows for its scorer out. No database, no scoring."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from claims.detection import attributions, normalising, scoring
from claims.errors import Refused
from claims.importing import extraction
from claims.management import matching_predictions, splits, stance_predictions
from claims.management.splits import Row

_PAGES = (".html", ".html.gz")


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
    for file in splits.files(folder, split):
        rows = list(splits.rows(file, "id", "text"))
        scores = scoring.score_sentences([_words(row["text"]) for row in rows])
        yield [{"id": row["id"], "score": score} for row, score in zip(rows, scores, strict=True)]


def _attributions(folder: Path, split: str) -> Iterator[Iterable[Row]]:
    for file in splits.files(folder, split):
        yield (
            {
                "id": row["id"],
                "attributions": [
                    {"source": found.source, "cue": found.cue, "content": found.content}
                    for found in attributions.find(_words(row["text"]))
                ],
            }
            for row in splits.rows(file, "id", "text")
        )


def _statements(folder: Path, split: str) -> Iterator[Iterable[Row]]:
    for file in splits.files(folder, split):
        yield (
            {"id": row["id"], "claim": normalising.claim_of(_words(row["post"]))}
            for row in splits.rows(file, "id", "post")
        )


def _extraction(folder: Path, split: str) -> Iterator[Iterable[Row]]:
    """Pages lie in html/, named by id; their addresses stand in the rows, where there are any."""
    pages = {splits.stem(page): page for page in sorted((folder / "html").glob("*")) if page.name.endswith(_PAGES)}
    if not pages:
        raise Refused(f"There are no pages in {folder / 'html'}; give the folder that holds html/<id>.html.gz.")
    has_rows = bool(split) or any(folder.glob("*.jsonl*"))
    rows = [row for file in splits.files(folder, split) for row in splits.rows(file, "id")] if has_rows else []
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


def _matches(folder: Path, split: str) -> Iterator[Iterable[Row]]:
    yield matching_predictions.predict(folder, split)


TASKS: dict[str, Callable[[Path, str], Iterator[Iterable[Row]]]] = {
    "checkworthiness": _checkworthiness,
    "attributions": _attributions,
    "extraction": _extraction,
    "statements": _statements,
    "evidence": stance_predictions.evidence,
    "stance": stance_predictions.stances,
    "matches": _matches,
}


def _words(value: object) -> str:
    """What should be a text; null is an empty one."""
    return "" if value is None else str(value)
