"""manage.py train_detection: from a folder, from the desk's own decisions, and what it refuses."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.detection import installed, labels, scoring
from claims.detection.labels import Label

WORTH = ["The town spent {} euros on wells.", "The dam lost {} litres.", "The plant closed {} lines."]
NOT_WORTH = ["Thank you all {} times.", "Let me tell you {} stories.", "You know my {} friends."]


def sentence(at: int) -> str:
    return (WORTH if at % 2 else NOT_WORTH)[at % 3].format(at)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    write(folder / "train.jsonl", range(160))
    write(folder / "dev.jsonl", range(160, 200))
    return folder


def write(file: Path, numbers: range) -> None:
    rows = [{"id": str(at), "text": sentence(at), "label": at % 2} for at in numbers]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(installed, "_folder", tmp_path / "var")
    return tmp_path / "var"


def train(*arguments: object) -> str:
    out = StringIO()
    call_command("train_detection", *map(str, arguments), stdout=out)
    return out.getvalue()


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_a_mark_in_front_and_odd_ends_of_lines_inside_a_sentence_are_read(data: Path, tmp_path: Path) -> None:
    rows = [{"id": at, "text": f"{sentence(at)} \u2028 It is so.\x85", "label": at % 2} for at in range(160)]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\r\n" for row in rows)
    (data / "train.jsonl").write_bytes(b"\xef\xbb\xbf" + lines.encode())
    train("--data", data, "--out", tmp_path / "a")
    figures = json.loads((tmp_path / "a" / "figures.json").read_text())
    assert figures["data"]["train"]["rows"] == 160


def test_training_twice_writes_the_same_bytes(data: Path, tmp_path: Path) -> None:
    said = train("--data", data, "--out", tmp_path / "a")
    train("--data", data, "--out", tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert sorted(contents(tmp_path / "a")) == ["figures.json", "model.json", "wording.npy"]
    assert "dev: average precision 1.000" in said


def test_the_figures_name_the_data_by_its_hash(data: Path, tmp_path: Path) -> None:
    train("--data", data, "--out", tmp_path / "a", "--seed", 7)
    before = json.loads((tmp_path / "a" / "figures.json").read_text(encoding="utf-8"))
    write(data / "train.jsonl", range(158))
    train("--data", data, "--out", tmp_path / "a", "--seed", 7)
    after = json.loads((tmp_path / "a" / "figures.json").read_text(encoding="utf-8"))
    assert (before["seed"], before["data"]["train"]["rows"], before["data"]["train"]["worth_checking"]) == (7, 160, 80)
    assert before["data"]["train"]["sha256"] != after["data"]["train"]["sha256"]
    assert before["data"]["dev"] == after["data"]["dev"]


def test_a_folder_without_a_train_split_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no train\.jsonl or train\.jsonl\.gz in .*; give the folder"):
        train("--data", tmp_path)


@pytest.mark.parametrize("line", ["{", '{"id": "x", "text": "a", "label": 1}', '{"text": "a", "label": 1}', "[]"])
def test_a_row_that_cannot_be_read_is_refused_by_its_number(data: Path, tmp_path: Path, line: str) -> None:
    with (data / "train.jsonl").open("a", encoding="utf-8") as rows:
        rows.write(line + "\n")
    with pytest.raises(CommandError, match="Line 161 of "):
        train("--data", data, "--out", tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_labels_of_one_kind_are_refused(data: Path) -> None:
    (data / "train.jsonl").write_text('{"id": 1, "text": "a", "label": 1}\n', encoding="utf-8")
    with pytest.raises(CommandError, match="needs sentences of both labels"):
        train("--data", data)


def test_there_must_be_something_to_learn_from() -> None:
    with pytest.raises(CommandError, match="give --data DIR, or --desk"):
        train()
    with pytest.raises(CommandError, match="leave out --desk or --encoder"):
        train("--desk", "--encoder")


def decisions(
    monkeypatch: pytest.MonkeyPatch,
    n: int,
    worth: Callable[[int], bool],
    text: Callable[[int], str],
    articles: int = 20,
) -> None:
    def told() -> Iterator[Label]:
        for at in range(n):
            when = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=at)
            yield Label(text(at), 0.6, "", worth(at), "", "", when, at * articles // n)

    monkeypatch.setattr(labels, "labels", told)


def own_taste(at: int) -> str:
    """A desk that checks whatever is said of herons, which the model that ships finds dull."""
    return f"You know, I think we like those herons {at}." if at % 2 else f"The town spent {at} million euros on wells."


def test_too_few_decisions_are_refused_with_how_many_are_needed(
    monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    decisions(monkeypatch, 150, lambda at: at % 2 == 1, own_taste)
    with pytest.raises(CommandError, match=r"150 sentences, 75 of them .* Training needs 200, with at least 40"):
        train("--desk", "--out", data_dir / "detection")
    decisions(monkeypatch, 300, lambda at: at < 10, own_taste)
    with pytest.raises(CommandError, match="300 sentences, 10 of them"):
        train("--desk", "--out", data_dir / "detection")


def test_decisions_on_one_article_cannot_be_held_out(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    decisions(monkeypatch, 300, lambda at: at % 2 == 1, own_taste, articles=1)
    with pytest.raises(CommandError, match="All decisions are on one article"):
        train("--desk", "--out", data_dir / "detection")


@pytest.mark.parametrize("with_data", [False, True])
def test_the_desk_is_learnt_from_and_its_model_is_used(
    monkeypatch: pytest.MonkeyPatch, data: Path, data_dir: Path, with_data: bool
) -> None:
    decisions(monkeypatch, 300, lambda at: at % 2 == 1, own_taste)
    before = scoring.score_sentences(["I think we like the herons."])[0]
    said = train("--desk", "--out", data_dir / "detection", *(["--data", data] if with_data else []))
    assert "before, on the newest 60 decisions" in said
    assert scoring.score_sentences(["I think we like the herons."])[0] > before + 0.1
    figures = json.loads((data_dir / "detection" / "figures.json").read_text(encoding="utf-8"))
    assert figures["desk"] == {"rows": 300, "worth_checking": 150}
    assert ("data" in figures) is with_data


def test_a_model_that_is_no_better_is_not_used_unless_forced(monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> None:
    decisions(monkeypatch, 300, lambda at: at % 2 == 1, sentence)  # the model that ships has these right already
    with pytest.raises(CommandError, match=r"no better than the one in use .*, so the old one stays"):
        train("--desk", "--out", data_dir / "detection")
    assert not (data_dir / "detection").exists()
    train("--desk", "--force", "--out", data_dir / "detection")
    assert (data_dir / "detection" / "model.json").is_file()
