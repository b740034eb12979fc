"""Data sets of claims and evidence as pairs: whose layout a folder has, and what its labels are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from claims.errors import Refused
from claims.evidence import ranking
from claims.evidence.ranking import Around
from claims.evidence.stance import Label, signals
from claims.evidence.stance.model import Pair
from claims.evidence.stance.training import Examples
from claims.management import splits
from claims.text import sentences

Row = dict[str, Any]
LABELS: Final = ("supports", "refutes", "mentions")
#: Beside the model of stance: the weights of the ranking, and the model that reads a document as a whole.
RANKING, WHOLE = "ranking.json", "whole"
#: Sentences of a document that say whether it supports the claim as a whole (count).
N_WHOLE: Final = 5
#: A passage longer than this is cut down to the sentences that speak about the claim (characters).
LONG: Final = 900
#: So many of them (count).
_N_BEST: Final = 4
_COVID_ID: Final = re.compile(r"(?:train|dev|test1?)-\d+")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a data set: its id as the scorer reads it, claim, passage, and the label, "" without one.

    `whole` is the id of the claim where it is asked about with several pieces of evidence.
    """

    id: Any
    claim: str
    passage: str
    label: str = ""
    whole: Any = None


@dataclass(frozen=True)
class Layout:
    """One way to lay out rows. `labels` are the data set's words for ours, `unrelated` its word for another subject.

    `is_rest_refuted`: whatever is not supported counts as refuted.
    """

    name: str
    needs: tuple[str, ...]
    read: Callable[[Row, Mapping[str, str]], Iterator[Asked]] = field(repr=False)
    labels: Mapping[Label, str] = field(default_factory=dict)
    unrelated: str = ""
    is_rest_refuted: bool = False


def _plain(row: Row, _bodies: Mapping[str, str]) -> Iterator[Asked]:
    yield Asked(row["id"], _text(row["claim"]), _text(row["evidence"]), _text(row.get("label")))


def _by_evidence(row: Row, _bodies: Mapping[str, str]) -> Iterator[Asked]:
    for piece in row["evidences"]:
        name, label = f"{row['id']}|{piece['id']}", _text(piece.get("label"))
        yield Asked(name, _text(row["claim"]), _text(piece["text"]), label, whole=row["id"])


def _by_answers(row: Row, _bodies: Mapping[str, str]) -> Iterator[Asked]:
    told = [
        _text(answer.get("answer"))
        for question in row["questions"] or []
        for answer in question.get("answers") or []
        if answer.get("answer_type") != "Unanswerable"
    ]
    yield Asked(row["id"], _text(row["claim"]), " ".join(told), _text(row.get("label")))


def _by_body(row: Row, bodies: Mapping[str, str]) -> Iterator[Asked]:
    headline = _text(row["headline"])
    yield Asked(row["id"], headline, bodies.get(str(row["body_id"]), ""), _text(row.get("label")))


_FNC: Final = Layout(
    "headlines and bodies", ("headline", "body_id"), _by_body,
    {"supports": "agree", "refutes": "disagree", "mentions": "discuss"}, unrelated="unrelated",
)  # fmt: skip
_CLIMATE: Final = Layout(
    "claims with pieces of evidence", ("claim", "evidences"), _by_evidence,
    {"supports": "SUPPORTS", "refutes": "REFUTES", "mentions": "NOT_ENOUGH_INFO"},
)  # fmt: skip
_AVERITEC: Final = Layout(
    "claims with questions and answers", ("claim", "questions"), _by_answers,
    {"supports": "Supported", "refutes": "Refuted", "mentions": "Not Enough Evidence"},
)  # fmt: skip
_HEALTH: Final = Layout(
    "claims on topics", ("claim", "evidence", "topic"), _plain,
    {"supports": "Supports", "refutes": "Refutes", "mentions": "Neutral"},
)  # fmt: skip
_COVID: Final = Layout(
    "claims that follow or not", ("claim", "evidence"), _plain,
    {"supports": "SUPPORTED", "refutes": "REFUTED"}, is_rest_refuted=True,
)  # fmt: skip
_FEVER: Final = Layout(
    "claims and evidence", ("claim", "evidence"), _plain, {"supports": "SUPPORTS", "refutes": "REFUTES"}
)
LAYOUTS: Final = (_FNC, _CLIMATE, _AVERITEC, _HEALTH, _FEVER)
#: Every word of a data set for one of our labels.
OURS: Final[Mapping[str, Label]] = {
    theirs: ours for layout in (*LAYOUTS, _COVID) for ours, theirs in layout.labels.items()
} | {"supports": "supports", "refutes": "refutes", "mentions": "mentions", "unrelated": "mentions"}


@dataclass(frozen=True, slots=True)
class Document:
    """A claim and the sentences of a document; `label` and `sets` where people marked which of them support it."""

    claim: str
    sentences: list[str]
    around: Around
    label: str = ""
    sets: tuple[tuple[int, ...], ...] = ()


def document_of(row: Row) -> Document:
    """Raises Refused for sentences that are no list."""
    if not isinstance(row["evidence"], list):
        raise Refused(
            f"The evidence of row {row['id']} is no list of sentences; predict stance reads rows with one text each."
        )
    around = Around(_text(row.get("title")), _text(row.get("section")), _text(row.get("context")))
    sets = tuple(tuple(int(at) for at in chosen) for chosen in row.get("supporting_sentences") or ())
    return Document(_text(row["claim"]), [_text(one) for one in row["evidence"]], around, _text(row.get("label")), sets)


def whole_of(document: Document, places: list[int]) -> Pair:
    """The claim against the best sentences together, in their own order."""
    best = " ".join(document.sentences[at] for at in sorted(places[:N_WHOLE]))
    return _pair(document.claim, best[: 2 * LONG])


def pair_of(question: Asked) -> Pair:
    return _pair(question.claim, question.passage)


def _pair(claim: str, passage: str) -> Pair:
    return Pair(claim, passage, signals.proposal_and_signals(claim, passage)[1])


def examples_of(labelled: list[Asked]) -> Examples:
    """In the labels of the data set."""
    return Examples([pair_of(one) for one in labelled], [one.label for one in labelled])


def layout_of(row: Row, file: Path) -> Layout:
    """How the rows of a file are laid out, told by its first row. Raises Refused for rows without evidence."""
    for layout in LAYOUTS:
        if all(name in row for name in layout.needs):
            is_covid = layout is _FEVER and _COVID_ID.fullmatch(str(row.get("id", "")))
            return _COVID if is_covid else layout
    if "statement" in row:
        raise Refused(
            f"{file} has statements and no evidence, and whether something is true cannot be told from its wording;"
            " give a folder whose rows hold evidence."
        )
    raise Refused(
        f"The rows of {file} are of no known layout; they need claim and evidence, claim and evidences, claim and"
        " questions, or headline and body_id."
    )


def asked(file: Path) -> tuple[Layout, list[Asked]]:
    """Every question of a file, long passages cut down. Raises Refused with the line of a row that cannot be read."""
    found: list[Asked] = []
    layout: Layout | None = None
    bodies: dict[str, str] = {}
    for number, row in enumerate(splits.rows(file, "id"), start=1):
        if layout is None:
            layout = layout_of(row, file)
            bodies = _bodies(file) if layout is _FNC else {}
        try:
            found += layout.read(row, bodies)
        except (KeyError, TypeError, AttributeError) as error:
            raise Refused(
                f"Row {number} of {file} lacks {error} or holds it in another form; mend or remove it."
            ) from error
    if layout is None:
        raise Refused(f"{file} is empty; give a folder whose files hold rows.")
    return layout, [replace(one, passage=shortened(one.claim, one.passage)) for one in found]


def shortened(claim: str, passage: str) -> str:
    """The passage, or of a long one the sentences that speak most about the claim, in their own order."""
    if len(passage) <= LONG:
        return passage
    parts = _sentences(passage)
    best = sorted(one.place for one in ranking.rank(claim, parts)[:_N_BEST])
    return " ".join(parts[at] for at in best)[: 2 * LONG]


def _sentences(passage: str) -> list[str]:
    return [passage[start:end] for start, end in sentences.split(passage[:20_000])][:80]


def _bodies(file: Path) -> dict[str, str]:
    """Of dev.jsonl.gz in dev_bodies.jsonl.gz; plain or packed."""
    stem = file.name.split(".", 1)[0]
    for there in (file.with_name(f"{stem}_bodies.jsonl.gz"), file.with_name(f"{stem}_bodies.jsonl")):
        if there.is_file():
            return {str(row["body_id"]): _text(row["text"]) for row in splits.rows(there, "body_id", "text")}
    raise Refused(f"{file} names bodies, and there is no {stem}_bodies.jsonl.gz beside it; put it there.")


def _text(value: object) -> str:
    return "" if value is None else str(value)
