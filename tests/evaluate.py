"""`make evaluate`: predictions for every dev split under DATA, scored by the tasks' scorers, beside what is published.

DATA (default ../shared) holds data/<name>/ and evaluate/eval_*.py; neither belongs to this project.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]


class Task(NamedTuple):
    """One figure: which data, which scorer, which line of what the scorer prints, and what others reached."""

    predict: str
    data: str
    gold: str
    scorer: str
    options: tuple[str, ...]
    figures: tuple[str, ...]
    beside: str


TASKS = (
    Task(
        "checkworthiness",
        "checkworthy_claimbuster",
        "dev.jsonl",
        "eval_checkworthy.py",
        (),
        ("F1_positive", "MAP"),
        "TF-IDF and logistic regression 0.883, AP 0.956; DeBERTaV3-base F1 0.947",
    ),
    Task(
        "checkworthiness",
        "checkworthy_ct19_debates",
        "train.jsonl.gz",
        "eval_checkworthy.py",
        ("--by-doc",),
        ("MAP", "P@10"),
        "on the test: best team 0.166, best run 0.182",
    ),
    Task(
        "checkworthiness",
        "checkworthy_ct20_tweets",
        "dev.jsonl",
        "eval_checkworthy.py",
        (),
        ("MAP",),
        "n-gram baseline 0.693, random 0.347",
    ),
    Task(
        "extraction",
        "extraction_trafilatura_en",
        "segments.jsonl",
        "eval_extraction.py",
        (),
        ("F1", "precision", "recall"),
        "trafilatura 2.3.1 on these pages 0.932; best on all 990 pages 0.924",
    ),
    Task(
        "attributions",
        "quotes_polnear",
        "dev.jsonl.gz",
        "eval_quotes.py",
        ("--direct",),
        ("attribution_F1", "content_F1", "source_overlap"),
        "regular expression on the test 0.430, source overlap 0.681",
    ),
    Task(
        "attributions",
        "quotes_polnear",
        "dev.jsonl.gz",
        "eval_quotes.py",
        (),
        ("attribution_F1", "content_F1", "source_overlap"),
        "regular expression on the test 0.199",
    ),
    Task(
        "statements",
        "claimnorm_ct25_en",
        "dev.jsonl",
        "eval_claimnorm.py",
        (),
        ("METEOR_nosyn", "ROUGE_L_F1"),
        "whole post 0.283; best on the lab's own test, with synonyms, 0.457",
    ),
    Task(
        "matches",
        "retrieval_snopes_tweets",
        "queries.jsonl",
        "eval_retrieval.py",
        (),
        ("MAP@5", "recall@20"),
        "BM25 here, where the weights were fitted, 0.82; three tests: BM25 0.902 0.845 0.894, best 0.929 0.883 0.956",
    ),
    Task(
        "matches",
        "retrieval_politifact_debates",
        "queries.jsonl",
        "eval_retrieval.py",
        (),
        ("MAP@5", "recall@20"),
        "BM25 0.53 here, where the weights were fitted; on the test BM25 0.400, best team 0.328",
    ),
    Task(
        "evidence",
        "evidence_wice",
        "dev.jsonl.gz",
        "eval_evidence.py",
        (),
        ("recall@5", "full@5", "MRR", "sent_F1", "accuracy", "F1_macro"),
        "BM25 on the test: recall@5 0.828, full@5 0.628, MRR 0.877, top-3 F1 0.567 (ours learnt from dev)",
    ),
    Task(
        "stance",
        "verdict_feversymmetric",
        "dev.jsonl.gz",
        "eval_verdict.py",
        (),
        ("accuracy",),
        "BERT trained on FEVER 0.575 to 0.616 on version 0.1 (ours has learnt from this split)",
    ),
    Task(
        "stance",
        "verdict_healthver",
        "dev.jsonl.gz",
        "eval_verdict.py",
        (),
        ("F1_macro", "accuracy"),
        "on the test, trained on 10,591 pairs: T5 0.796, 0.807 (ours has learnt from none)",
    ),
    Task(
        "stance",
        "verdict_covidfact",
        "dev.jsonl.gz",
        "eval_verdict.py",
        (),
        ("accuracy", "F1_macro"),
        "majority on the test 0.676, 0.403 (ours learns from train, which lies beside it)",
    ),
    Task(
        "stance",
        "verdict_climatefever",
        "dev.jsonl.gz",
        "eval_verdict.py",
        ("--evidence",),
        ("accuracy", "F1_macro"),
        "majority on the test 0.653, 0.263 (ours has learnt from none)",
    ),
)


def main() -> None:
    shared = Path(os.environ.get("DATA") or ROOT.parent / "shared")
    if not (shared / "data").is_dir() or not (shared / "evaluate").is_dir():
        sys.exit(f"{shared} has no data sets: name the folder that holds data/ and evaluate/ (make evaluate DATA=...).")
    with tempfile.TemporaryDirectory() as scratch:
        predictions: dict[tuple[str, str], Path] = {}
        for task in TASKS:
            made = predictions.setdefault((task.predict, task.data), Path(scratch) / f"{task.data}.jsonl")
            if not made.exists():
                predict(task, shared, made)
            print(f"{task.predict} · {task.data} {task.gold.split('.')[0]} {' '.join(task.options)}".rstrip())
            print(f"    ours       {score(task, shared, made)}\n    published  {task.beside}", flush=True)


def predict(task: Task, shared: Path, made: Path) -> None:
    command = [sys.executable, "manage.py", "predict", task.predict, "--data", str(shared / "data" / task.data)]
    split = task.gold.split(".", 1)[0]
    subprocess.run([*command, "--split", split, "--out", str(made)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def score(task: Task, shared: Path, made: Path) -> str:
    scorer = [sys.executable, str(shared / "evaluate" / task.scorer)]
    if task.predict == "extraction":
        scorer.append("segments")
    gold = shared / "data" / task.data / task.gold
    printed = subprocess.run([*scorer, str(gold), str(made), *task.options], check=True, capture_output=True, text=True)
    figures = dict(line.split() for line in printed.stdout.splitlines())
    return ", ".join(f"{name} {float(figures[name]):.3f}" for name in task.figures)


if __name__ == "__main__":
    main()
