"""What people decide in the desk becomes labels, read from the history alone."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims import audit
from claims.desk.sending import send_sentence
from claims.detection.labels import Label, labels, of_sentence, of_texts, verdict
from claims.models import Appearance, Article, Claim, ClaimEvent, Sentence, State
from claims.workflow import edits
from claims.workflow.moves import move
from tests.builders import an_article, cast, claim_in

pytestmark = pytest.mark.django_db


def an_article_of(*texts: str, **values: Any) -> Article:
    article = an_article(" ".join(texts), **values)
    at = 0
    for position, text in enumerate(texts):
        Sentence.objects.create(
            article=article, position=position, start=at, end=at + len(text), text=text, score=0.9 - position / 10
        )
        at += len(text) + 1
    return article


def suggest(article: Article, position: int = 0, statement: str = "") -> Claim:
    """A claim that the machine made of a sentence."""
    sentence = article.sentences.get(position=position)
    statement = statement or f"{sentence.text.rstrip('.')} in all"
    claim = audit.create_claim(
        verb="suggest", by=None, slug=Claim.new_slug(statement), statement=statement,
        statement_key=Claim.key_of(statement), score=sentence.score, is_demonstration=article.is_demonstration,
    )  # fmt: skip
    Appearance.objects.create(
        claim=claim, home_claim=claim, article=article, sentence=sentence, start=sentence.start, end=sentence.end,
        quote=sentence.text,
    )  # fmt: skip
    return claim


def accept(claim: Claim) -> None:
    move(claim, "accept", by=cast().ravi)


def dismiss(claim: Claim, reason: str) -> None:
    move(claim, "dismiss", by=cast().ravi, reason=reason)


def test_an_accepted_suggestion_is_worth_checking() -> None:
    article = an_article_of("The fee rose by a third.", "It rained.")
    claim = suggest(article, statement="The harbour fee rose by a third in 2024")
    assert list(labels()) == []
    accept(claim)
    event = ClaimEvent.objects.get(claim=claim, verb="accept")
    assert list(labels()) == [
        Label(
            text="The fee rose by a third.",
            score=0.9,
            statement="The harbour fee rose by a third in 2024",
            is_worth_checking=True,
            reason="",
            reworded="",
            at=event.at,
            article_id=article.pk,
        )
    ]


@pytest.mark.parametrize(
    ("reason", "is_worth"),
    [
        ("opinion", False),
        ("prediction", False),
        ("not_checkable", False),
        ("out_of_scope", False),
        ("already_covered", True),
    ],
)
def test_a_dismissed_suggestion_is_labelled_by_its_reason(reason: str, is_worth: bool) -> None:
    dismiss(suggest(an_article_of("The fee rose by a third.")), reason)
    (label,) = labels()
    assert (label.is_worth_checking, label.reason) == (is_worth, reason)


def test_spam_is_left_out() -> None:
    dismiss(suggest(an_article_of("The fee rose by a third.")), "spam")
    assert list(labels()) == []


def test_a_sentence_that_a_person_made_a_claim_of_is_worth_checking_without_a_statement_of_the_machine() -> None:
    article = an_article_of("The fee rose by a third.", "It fell in May again.")
    claim = send_sentence(article, article.sentences.get(position=1).pk, by=cast().rana)
    (label,) = labels()
    assert (label.text, label.is_worth_checking, label.statement, label.reworded) == (
        "It fell in May again.", True, "", "",
    )  # fmt: skip
    assert label.score == pytest.approx(0.8)
    edits.reword(claim, by=cast().ravi, statement="The harbour fee fell in May 2025")
    assert [label.reworded for label in labels()] == ["The harbour fee fell in May 2025"]


def test_a_rewording_stands_beside_the_machines_statement() -> None:
    claim = suggest(an_article_of("The fee rose by a third."), statement="The fee rose by a third")
    edits.reword(claim, by=cast().ravi, statement="The harbour fee of Grauholm rose by a third")
    assert list(labels()) == []
    accept(Claim.objects.get(pk=claim.pk))
    (label,) = labels()
    assert (label.statement, label.reworded) == (
        "The fee rose by a third", "The harbour fee of Grauholm rose by a third",
    )  # fmt: skip


def test_a_claim_that_was_merged_is_worth_what_the_other_one_is() -> None:
    claim, other = suggest(an_article_of("The fee rose by a third.")), claim_in(State.QUEUED)
    move(claim, "merge", by=cast().ravi, target=other)
    assert [label.is_worth_checking for label in labels()] == [True]
    dismiss(Claim.objects.get(pk=other.pk), "opinion")
    assert [(label.is_worth_checking, label.reason) for label in labels()] == [(False, "opinion")]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("accept", "dismiss", [True]), ("dismiss", "dismiss", [False]), ("dismiss", "", []), ("accept", "", [True])],
)
def test_a_sentence_with_two_claims_is_one_label(first: str, second: str, expected: list[bool]) -> None:
    article = an_article_of("The fee rose by a third and the port lost 200 jobs.")
    claims = [suggest(article, statement=text) for text in ("The fee rose by a third", "The port lost 200 jobs")]
    acts: dict[str, Callable[[Claim], None]] = {
        "accept": accept, "dismiss": lambda claim: dismiss(claim, "opinion"), "": lambda claim: None,
    }  # fmt: skip
    for claim, act in zip(claims, (first, second), strict=True):
        acts[act](claim)
    assert [label.is_worth_checking for label in labels()] == expected


def test_only_what_was_said_since_then_is_read() -> None:
    article = an_article_of("The fee rose by a third.", "It fell in May again.")
    accept(suggest(article))
    middle = timezone.now()
    accept(suggest(article, 1))
    assert [label.text for label in labels(since=middle)] == ["It fell in May again."]
    assert list(labels(since=timezone.now() + timedelta(days=1))) == []


def test_demonstrations_teach_nothing_unless_asked_for() -> None:
    accept(suggest(an_article_of("The fee rose by a third.", is_demonstration=True)))
    assert list(labels()) == []
    assert len(list(labels(with_demonstration=True))) == 1


@pytest.mark.parametrize(
    ("state", "expected"),
    [(state, True) for state in State if state not in (State.NEW, State.DISMISSED, State.MERGED)] + [(State.NEW, None)],
)
def test_every_later_state_is_an_acceptance(state: State, expected: bool | None) -> None:
    assert verdict(state, "", is_sent_in=False) is expected


def test_labels_are_exported_as_training_reads_them_and_the_later_verdict_counts(tmp_path: Path) -> None:
    for reason in ("opinion", "already_covered"):
        dismiss(suggest(an_article_of("The fee rose by a third.")), reason)
    dismiss(suggest(an_article_of("It is a fine view.")), "opinion")
    file = tmp_path / "train.jsonl"
    call_command("export_labels", out=str(file))
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [(row["text"], row["label"]) for row in rows] == [("The fee rose by a third.", 1), ("It is a fine view.", 0)]
    assert set(rows[0]) == {"id", "text", "label", "score", "reason", "statement", "reworded"}
    assert [row["id"] for row in rows] == [1, 2]


def test_labels_go_to_standard_output_or_the_trouble_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    accept(suggest(an_article_of("The fee rose by a third.")))
    call_command("export_labels")
    assert json.loads(capsys.readouterr().out)["label"] == 1
    with pytest.raises(CommandError, match="choose a file in a folder that exists"):
        call_command("export_labels", out=str(tmp_path / "none" / "train.jsonl"))


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([(None, "spam"), (None, "spam")], (None, 0)),
        ([(None, "spam"), (False, "opinion")], (False, 1)),
        ([(True, "already_covered"), (True, "")], (True, 1)),
        ([(False, "opinion"), (None, "")], (None, 1)),
        ([(None, ""), (True, "already_covered")], (True, 1)),
    ],
)
def test_of_several_claims_of_a_sentence_one_tells_what_it_was_worth(
    claims: list[tuple[bool | None, str]], expected: tuple[bool | None, int]
) -> None:
    assert of_sentence(claims) == expected


def test_of_the_same_sentence_in_two_articles_the_later_verdict_counts() -> None:
    now = timezone.now()
    earlier, later = (
        Label("The quay sank.", 0.7, "", is_worth, "", "", now + timedelta(days=day), day)
        for is_worth, day in ((True, 1), (False, 2))
    )
    assert of_texts([later, earlier]) == of_texts([earlier, later]) == [later]
