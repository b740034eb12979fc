"""Predictions of `matches`: the desk's own commands, run on a throw-away database, answer a data set's queries."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

from claims.errors import Refused
from claims.management import splits
from claims.management.splits import Row

#: Checks that are ranked for each query, the best first (count). The more are asked for, the more are looked at.
N_RANKED: Final = 100
_CORPUS: Final = ("corpus.jsonl.gz", "corpus.jsonl")
_QUERIES: Final = ("queries.jsonl", "queries.jsonl.gz")


def predict(folder: Path, split: str) -> Iterator[Row]:
    """{id, ranking: ids of the corpus, the best first} for each query.

    `split` keeps the queries whose own split it is; the name of their file means all of them.

    A SQLite database in a temporary folder is filled by the real importer and asked by the real index. It knows
    nothing of the site's own database, and is gone afterwards. Raises Refused when a file or a command fails.
    """
    corpus, queries = _file(folder, _CORPUS), _file(folder, _QUERIES)
    wanted = "" if split == splits.stem(queries) else split
    rows = [row for row in splits.rows(queries, "id", "text") if not wanted or row.get("split", wanted) == wanted]
    if not rows:
        raise Refused(
            f"{queries} holds no query{f' of the split {split}' if split else ''}; it needs rows with id and text."
        )
    with tempfile.TemporaryDirectory(prefix="predict-matches-") as scratch:
        asked = Path(scratch) / "queries.jsonl.gz"
        with gzip.open(asked, "wt", encoding="utf-8") as file:
            file.writelines(
                json.dumps({"id": at, "text": str(row["text"] or "")}) + "\n" for at, row in enumerate(rows)
            )
        _run(scratch, "migrate", "--verbosity", "0")
        _run(scratch, "import_checked", str(corpus.resolve()), "--kind", "lines")
        answers = _run(scratch, "match", "--queries", str(asked), "--top", str(N_RANKED))
    for answer in map(json.loads, answers.splitlines()):
        yield {"id": rows[answer["id"]]["id"], "ranking": [one["id"] for one in answer["matches"]]}


def _run(scratch: str, *command: str) -> str:
    """What a command of the desk prints when it works on the database in `scratch`, whatever the site is set to."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    paths = [str(settings.BASE_DIR), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = kept | {
        "DATABASE_URL": f"sqlite:///{scratch}/checks.sqlite3",
        "DATA_DIR": scratch,
        "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        "PYTHONPATH": os.pathsep.join(paths),
    }
    done = subprocess.run(
        [sys.executable, "-m", "django", *command],
        cwd=scratch, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        told = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise Refused(f"{command[0]} failed on the throw-away database: {told[-1].removeprefix('CommandError: ')}")
    return done.stdout


def _file(folder: Path, names: tuple[str, ...]) -> Path:
    found = next((folder / name for name in names if (folder / name).is_file()), None)
    if found is None:
        raise Refused(f"There is no {names[0]} in {folder}; give the folder that holds the checks and the queries.")
    return found
