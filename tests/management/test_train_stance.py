"""manage.py train_stance, and predict stance and evidence: every layout, what is learnt from, and what is refused."""

import gzip
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.management import stance_predictions

TOWNS = ["Aldervik", "Ostra", "Bergholm", "Lindau", "Marske", "Tarnow"]


@pytest.fixture(autouse=True)
def _weights_are_forgotten() -> Any:
    yield
    stance_predictions.use(None)


def write(file: Path, rows: list[dict[str, Any]]) -> None:
    file.parent.mkdir(exist_ok=True)
    text = "".join(json.dumps(row) + "\n" for row in rows)
    if file.suffix == ".gz":
        file.write_bytes(gzip.compress(text.encode()))
    else:
        file.write_text(text, encoding="utf-8")


def pairs(first: int, words: tuple[str, str] = ("SUPPORTS", "REFUTES"), **more: Any) -> list[dict[str, Any]]:
    rows = []
    for at, town in enumerate(TOWNS):
        claim = f"The ferry of {town} opened in May"
        for k, (passage, label) in enumerate(
            ((f"In {town} the ferry opened in May.", words[0]), (f"The ferry of {town} never opened.", words[1]))
        ):
            rows.append({"id": first + 2 * at + k, "claim": claim, "evidence": passage, "label": label, **more})
    return rows


def predictions(task: str, folder: Path, *options: str) -> list[dict[str, Any]]:
    out = folder / "out.txt"
    call_command("predict", task, "--data", str(folder), "--out", str(out), *options, stdout=StringIO())
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def train(*arguments: object) -> str:
    out = StringIO()
    call_command("train_stance", *map(str, arguments), stdout=out)
    return out.getvalue()


def without_label(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name != "label"} for row in rows]


def test_labelled_rows_beside_the_file_teach_and_are_named(tmp_path: Path) -> None:
    write(tmp_path / "dev.jsonl", pairs(0, ("yes", "no")))
    write(tmp_path / "test.jsonl", without_label(pairs(100)))
    found = predictions("stance", tmp_path, "--split", "test")
    assert [row["label"] for row in found] == ["yes", "no"] * 6
    assert all("dev.jsonl" in row["learnt_from"] for row in found)


def test_a_file_is_never_learnt_from_when_it_is_asked_about(tmp_path: Path) -> None:
    write(tmp_path / "dev.jsonl", pairs(0, ("no", "yes")))
    found = predictions("stance", tmp_path)
    assert {row["learnt_from"] for row in found} == {"the weights that ship"}
    assert {row["label"] for row in found} <= {"SUPPORTS", "REFUTES"}


@pytest.mark.parametrize(
    ("row", "labels"),
    [
        ({"id": "1", "claim": "a", "evidence": "b", "topic": "3"}, {"Supports", "Refutes", "Neutral"}),
        ({"id": "dev-1", "claim": "a", "evidence": "b"}, {"SUPPORTED", "REFUTED"}),
        ({"id": "91", "claim": "a", "evidence": "b"}, {"SUPPORTS", "REFUTES"}),
        (
            {
                "id": "1",
                "claim": "a",
                "questions": [{"question": "q", "answers": [{"answer": "It is.", "answer_type": "Boolean"}]}],
            },
            {"Supported", "Refuted", "Not Enough Evidence"},
        ),
    ],
)
def test_labels_are_those_of_the_layout(tmp_path: Path, row: dict[str, Any], labels: set[str]) -> None:
    write(tmp_path / "test.jsonl.gz", [row])
    [found] = predictions("stance", tmp_path)
    assert found["id"] == row["id"]
    assert found["label"] in labels


def test_every_piece_of_evidence_is_a_row_of_its_own(tmp_path: Path) -> None:
    pieces = [{"id": "Ice:1", "text": "Ice melts."}, {"id": "Ice:2", "text": "Ice floats."}]
    write(tmp_path / "test.jsonl", [{"id": 4, "claim": "Ice melts", "evidences": pieces}])
    found = predictions("stance", tmp_path)
    assert [row["id"] for row in found] == ["4|Ice:1", "4|Ice:2", 4]
    assert found[-1]["label"] in {"SUPPORTS", "REFUTES", "NOT_ENOUGH_INFO", "DISPUTED"}


def test_bodies_are_read_from_the_file_beside(tmp_path: Path) -> None:
    write(
        tmp_path / "dev.jsonl.gz",
        [
            {"id": "1", "headline": "Ferry sinks off Ostra", "body_id": "7"},
            {"id": "2", "headline": "Bank robbed", "body_id": "7"},
        ],
    )
    write(
        tmp_path / "dev_bodies.jsonl.gz",
        [{"body_id": "7", "text": "Nobody was hurt. " * 60 + "The ferry sinks off Ostra, the port says."}],
    )
    found = predictions("stance", tmp_path)
    assert found[0]["label"] != "unrelated"
    assert found[1]["label"] == "unrelated"
    (tmp_path / "dev_bodies.jsonl.gz").unlink()
    with pytest.raises(CommandError, match=r"there is no dev_bodies\.jsonl\.gz beside it"):
        predictions("stance", tmp_path)


def test_statements_without_evidence_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "dev.jsonl", [{"id": "1", "statement": "We work less.", "label": "false"}])
    with pytest.raises(CommandError, match="cannot be told from its wording"):
        predictions("stance", tmp_path)


@pytest.mark.parametrize(
    "row", [{"id": 1}, {"id": 1, "claim": "a", "evidences": [{"text": "b"}]}, {"id": 1, "claim": "a", "evidences": 3}]
)
def test_rows_that_cannot_be_read_are_refused(tmp_path: Path, row: dict[str, Any]) -> None:
    write(tmp_path / "dev.jsonl", [row])
    with pytest.raises(CommandError, match=r"dev\.jsonl"):
        predictions("stance", tmp_path)


def test_training_twice_writes_the_same_bytes_and_its_weights_can_be_used(tmp_path: Path) -> None:
    data = tmp_path / "data"
    write(data / "dev.jsonl", pairs(0))
    said = train("--data", data, "--out", tmp_path / "a")
    train("--data", data, "--out", tmp_path / "b")
    assert "unseen claims: accuracy" in said
    assert (tmp_path / "a" / "stance.json").read_bytes() == (tmp_path / "b" / "stance.json").read_bytes()
    about = json.loads((tmp_path / "a" / "stance.json").read_text())["about"]
    assert about["data"][0]["file"] == "dev.jsonl"
    found = predictions("stance", data, "--weights", str(tmp_path / "a"))
    assert all(str(tmp_path / "a") in row["learnt_from"] for row in found)


def test_there_must_be_something_to_learn_from(tmp_path: Path) -> None:
    write(tmp_path / "test.jsonl", pairs(0))
    with pytest.raises(CommandError, match="There is no train or dev file"):
        train("--data", tmp_path, "--out", tmp_path / "a")
    write(tmp_path / "dev.jsonl", without_label(pairs(0)))
    with pytest.raises(CommandError, match="hold 0 pairs with a label"):
        train("--data", tmp_path, "--out", tmp_path / "a")


def document(at: int) -> dict[str, Any]:
    town = TOWNS[at % len(TOWNS)]
    return {
        "id": f"d{at}",
        "claim": f"The ferry of {town} opened in May",
        "evidence": ["Menu", f"In {town} the ferry opened.", "It was May.", "We like boats.", "Write to us."],
        "title": town,
        "label": ["supported", "partially_supported"][at % 2],
        "supporting_sentences": [[1, 2], [1]] if at % 3 else [[1]],
    }


def test_evidence_is_ranked_selected_and_judged(tmp_path: Path) -> None:
    write(tmp_path / "dev.jsonl", [document(at) for at in range(12)])
    found = predictions("evidence", tmp_path)
    assert all(sorted(row["ranking"]) == [0, 1, 2, 3, 4] and row["ranking"][0] == 1 for row in found)
    assert all(row["selected"] and set(row["selected"]) <= set(row["ranking"]) for row in found)
    assert all(0 <= row["score"] <= 1 and row["label"].endswith("supported") for row in found)
    said = train("--data", tmp_path, "--out", tmp_path / "w")
    assert "recall of 5 sentences" in said
    assert predictions("evidence", tmp_path, "--weights", str(tmp_path / "w"))[0]["ranking"][0] == 1


def test_sentences_must_be_a_list(tmp_path: Path) -> None:
    write(tmp_path / "dev.jsonl", pairs(0))
    with pytest.raises(CommandError, match="no list of sentences"):
        predictions("evidence", tmp_path)
