"""What is written about claims, asked and answered is found by its words, as far as whoever searches may read it."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from claims.desk.screens.search import EXCERPT, KINDS, excerpt
from claims.evidence.visibility import change_visibility
from claims.models import Claim, Evidence, FactCheck, State, database, rebuilding
from claims.workflow import edits, guests
from claims.workflow.moves import move
from tests.builders import a_piece_of_evidence, a_source, cast, claim_in, file_reviews, scale
from tests.desk.people import client_of
from tests.public.checks import published

pytestmark = pytest.mark.django_db
#: Stands nowhere unless a test puts it there.
WORD = "zanzibar"


def found(name: str, q: str = WORD, kind: str = "") -> dict[str, list[str]]:
    answer = client_of(name).get(reverse("desk:search"), {"q": q, "kind": kind})
    assert answer.status_code == 200
    return {group.kind.name: [hit.text for hit in group.hits] for group in answer.context.get("groups", [])}


def kinds(name: str = "edda", q: str = WORD) -> set[str]:
    """Under which headings something is found; each of them has it on a page of its own too."""
    shown = found(name, q)
    for kind in KINDS:
        assert found(name, q, kind) == ({kind: shown[kind]} if kind in shown else {})
    return set(shown)


@pytest.mark.parametrize("part", ["summary", "text", "unknowns", "mind", "selection_reason"])
def test_a_draft_is_found_by_each_of_its_parts(part: str) -> None:
    claim = claim_in(State.RESEARCHING)
    edits.edit_draft(claim, by=cast().ravi, rating=None, **{"summary": "", "text": "", part: f"In {WORD} it rose."})
    assert found("edda") == {"drafts": [f"In {WORD} it rose."]}
    edits.edit_draft(Claim.objects.get(pk=claim.pk), by=cast().ravi, rating=None, summary="", text="It fell.")
    assert kinds() == set()
    assert found("edda", "fell") == {"drafts": ["It fell."]}


def test_why_nobody_was_asked_is_found() -> None:
    edits.exempt_from_reply(claim_in(State.RESEARCHING), by=cast().ravi, reason=f"It was sung in {WORD}.")
    assert kinds() == {"drafts"}


def test_key_elements_and_searches_for_the_other_side_are_found_until_they_are_removed() -> None:
    claim = claim_in(State.RESEARCHING)
    element = edits.add_key_element(claim, by=cast().ravi, text=f"The fee of {WORD}")
    edits.log_counter_search(claim, by=cast().ravi, place="Archive", query=f"fee {WORD}", result="Nothing.")
    assert found("rana") == {"elements": [f"The fee of {WORD}"], "searches": [f"Archive · fee {WORD} · Nothing."]}
    edits.remove_key_element(element, by=cast().ravi)
    assert kinds("rana") == {"searches"}


def test_how_a_claimant_was_asked_and_what_they_replied_are_found() -> None:
    claim = claim_in(State.RESEARCHING)
    asked = edits.ask_for_reply(
        claim, by=cast().ravi, channel="Letter to the dodo office", asked_on=timezone.localdate()
    )
    assert found("rana", "dodo") == {"replies": ["Letter to the dodo office"]}
    assert kinds() == set()
    edits.record_reply(asked, by=cast().ravi, reply=f"We were in {WORD}.", replied_on=timezone.localdate())
    assert found("rana") == {"replies": [f"Letter to the dodo office · We were in {WORD}."]}


def test_what_people_outside_are_asked_and_answer_is_found_and_who_they_are_is_not() -> None:
    claim = claim_in(State.RESEARCHING)
    _, token = guests.ask_outside(
        claim, by=cast().ravi, addressee="Prof. Ocelot", passage="The fee rose.", question="Is it so in Kakadu?"
    )
    assert kinds("edda", "kakadu") == {"answers"}
    guests.answer(
        token, stance="agree", text=f"Not in {WORD}.", name="Ada Ocelot", affiliation="Numbat College",
        may_publish=False,
    )  # fmt: skip
    assert found("edda") == {"answers": [f"Not in {WORD}. · Is it so in Kakadu?"]}
    assert kinds("edda", "ocelot") == kinds("edda", "numbat") == kinds("edda", token[:12]) == set()


def test_a_question_that_was_called_off_waits_for_no_answer() -> None:
    claim = claim_in(State.RESEARCHING)
    link, _ = guests.ask_outside(
        claim, by=cast().ravi, addressee="Prof. Ocelot", passage="The fee rose.", question=f"Is it so in {WORD}?"
    )
    client = client_of("edda")
    assert "No answer yet" in client.get(reverse("desk:search"), {"q": WORD}).content.decode()
    guests.revoke_guest_link(link, by=cast().ravi)
    page = client.get(reverse("desk:search"), {"q": WORD}).content.decode()
    assert "Called off" in page
    assert "No answer yet" not in page


def test_our_checks_are_found_by_all_that_is_published_and_others_by_what_they_say() -> None:
    published("The fee rose", summary="It fell.", text=f"The pilotage of {WORD} stayed.", unknowns="Whether it snowed.")
    FactCheck.objects.create(identity="x", statement=f"{WORD} is an island", publisher="Checkers")
    shown = found("rana")
    assert shown["checks"] == [f"{WORD} is an island"]
    assert len(shown["verdicts"]) == 1
    assert WORD in shown["verdicts"][0]
    for words in ("fell pilotage", "fee snowed", "pilot"):
        assert "verdicts" in kinds("rana", words), words
    assert found("rana", "fee rose", "checks") == {}


def test_only_what_stands_is_found_of_what_was_published() -> None:
    claim = published("The fee rose", text=f"As in {WORD}.")
    assert "verdicts" in kinds()
    move(claim, "retract", by=cast().edda, note="The tariff was forged.")
    assert "verdicts" not in kinds()


def test_evidence_is_found_by_why_it_was_taken_and_only_by_those_who_may_read_it() -> None:
    claim = claim_in(State.RESEARCHING)
    reasons = ("secondary_reason", "interest", "no_snapshot_reason", "reject_reason")
    for number, name in enumerate(reasons):
        a_piece_of_evidence(claim, quote=f"Piece {number}.", **{name: f"For {WORD}."})
    assert found("rana")["evidence"] == ["Piece 3.", "Piece 2.", "Piece 1.", "Piece 0."]
    for piece in Evidence.objects.filter(claim=claim):
        change_visibility(piece, by=cast().ravi, visibility="named")
    assert kinds("ravi") == {"evidence"}
    for name in ("rana", "edda", "mona", "ines"):
        assert kinds(name) == set(), name


def test_no_copy_of_protected_evidence_is_searched_in_drafts_or_rounds() -> None:
    """Its words get into no draft by themselves; what is frozen with a round or a version is not searched."""
    claim = claim_in(State.RESEARCHING)
    piece = a_piece_of_evidence(claim, quote=f"The {WORD} papers.", source=a_source(title=f"Box of {WORD}"))
    change_visibility(piece, by=cast().ravi, visibility="named")
    edits.edit_draft(claim, by=cast().ravi, rating=scale()["true"], summary="It rose.", text=f"So it is [E{piece.pk}].")
    for name in ("edda", "rana", "mona"):
        assert kinds(name) == kinds(name, "papers") == set(), name
    columns = {column for index in (*database.INDEXES, *database.TEXTS) for column in database.searched(index)[1]}
    assert columns.isdisjoint({"content", "frozen", "reasons", "adjudication", "addressee", "name_salt", "passage"})


@pytest.mark.parametrize("is_complete", [False, True])
def test_reviews_are_under_no_heading_blind_or_not(is_complete: bool) -> None:
    claim = claim_in(State.IN_REVIEW)
    if is_complete:
        file_reviews(claim, {"ines": "true", "omar": "true"})
        assert claim.rounds.get().reviews.filter(reasons__icontains="read it all").exists()
    assert kinds("edda", "read it all") == kinds("ines", "read it all") == set()
    assert not any("review" in database.searched(index)[0] for index in (*database.INDEXES, *database.TEXTS))


def test_nobody_without_a_role_searches() -> None:
    edits.exempt_from_reply(claim_in(State.RESEARCHING), by=cast().ravi, reason=f"It was sung in {WORD}.")
    answer = client_of("otto").get(reverse("desk:search"), {"q": WORD})
    assert answer.status_code == 403
    assert WORD not in answer.content.decode().replace(f"q={WORD}", "")


def test_a_long_text_is_shown_where_the_word_stands() -> None:
    text = f"{'Nothing of it. ' * 40}In {WORD} the *fee*  rose by a third.{' More.' * 90}"
    shown = excerpt(text, f"fee {WORD.upper()}s")
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert f"In {WORD} the *fee* rose by a third." in shown
    assert len(shown) <= EXCERPT + 2
    assert excerpt("Short text.", WORD) == "Short text."
    assert excerpt("x" * 1000, WORD) == f"{'x' * EXCERPT}…"


def test_an_index_that_is_lost_or_out_of_step_is_told_and_put_back() -> None:
    claim = claim_in(State.RESEARCHING)
    edits.edit_draft(claim, by=cast().ravi, rating=None, summary="", text=f"In {WORD}.")
    if connection.vendor == "postgresql":
        assert [rebuilding.flaws(index, using="default") for index in database.TEXTS] == [[]] * len(database.TEXTS)
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX claims_claim_draft_search")
        assert rebuilding.flaws("claims_claim_draft", using="default") == [
            "The index claims_claim_draft_search is missing or invalid."
        ]
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER claims_claim_draft_fts_update")
        assert database.missing_triggers(connection) == ["claims_claim_draft_fts_update"]
        Claim.objects.filter(pk=claim.pk).update(draft_text="Elsewhere.")
        assert rebuilding.flaws("claims_claim_draft", using="default") == [
            "The index of words does not say what the rows say."
        ]
        cursor.execute("DROP TABLE claims_claim_draft_vocabulary")
        cursor.execute("DROP TABLE claims_claim_draft_instance_vocabulary")
        cursor.execute("DROP TABLE claims_claim_draft_fts")
    assert rebuilding.flaws("claims_claim_draft", using="default") == ["The index claims_claim_draft_fts is missing."]
    assert database.missing_triggers(connection) == []
    database.install(connection)
    assert rebuilding.flaws("claims_claim_draft", using="default") == []
    assert found("edda", "elsewhere") == {"drafts": ["Elsewhere."]}


@pytest.mark.django_db(transaction=True)
def test_an_index_that_is_made_later_has_what_was_written_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite it is there whole or not at all; of PostgreSQL's it is known how common its words are."""
    edits.edit_draft(claim_in(State.RESEARCHING), by=cast().ravi, rating=None, summary="", text=f"In {WORD}.")
    name = "claims_claim_draft"
    if connection.vendor == "postgresql":
        run(f"DROP INDEX {name}_search")
    else:
        run(*(f"DROP TRIGGER {name}_fts_{verb}" for verb in ("insert", "update", "delete")))
        run(*(f"DROP TABLE {name}_{end}" for end in ("vocabulary", "instance_vocabulary", "fts")))
        with monkeypatch.context() as broken:
            broken.setattr(database, "fts5_triggers_sql", lambda *_: ["SELECT 1 FROM nowhere"])
            with pytest.raises(OperationalError):
                database.install(connection)
        assert rebuilding.flaws(name, using="default") == [f"The index {name}_fts is missing."]
    database.install(connection)
    assert rebuilding.flaws(name, using="default") == []
    assert found("edda") == {"drafts": [f"In {WORD}."]}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = %s", [f"{name}_search"])
            assert cursor.fetchone() == (1,)


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
