"""Evidence for everybody, the newsroom or named people: who says so, what is told of it, and what it may not carry."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from claims import access
from claims.access import Forbidden
from claims.accounts.erasing import erase_person
from claims.accounts.tokens import make_token
from claims.desk.screens.claim import ClaimScreen
from claims.errors import Refused
from claims.evidence import archiving, visibility
from claims.evidence.attaching import Passage, attach_by_hand, attach_file, attach_url
from claims.evidence.decisions import Description, accept_evidence
from claims.evidence.origins import own_origin
from claims.evidence.visibility import change_visibility
from claims.importing.extraction import extract
from claims.models import (
    AccessEvent,
    ArchiveCopy,
    Claim,
    Evidence,
    FinderRun,
    KeptAnswer,
    Notice,
    Scope,
    Source,
    State,
    User,
)
from claims.protection import UNNAMED, hidden_from
from claims.publishing.dossier import records
from claims.workflow import edits, gates
from claims.workflow.case import Case
from claims.workflow.guards import Move
from claims.workflow.moves import move
from tests.builders import (
    a_claim,
    a_piece_of_evidence,
    a_snapshot,
    a_source,
    cast,
    claim_in,
    make_ready_to_submit,
    scale,
)

pytestmark = pytest.mark.django_db

SECRET = "The cellar of the town hall was flooded in May."


def a_protected_piece(claim: Claim, which: str = "named", *named: User, **values: Any) -> Evidence:
    return attach_by_hand(
        claim, by=cast().ravi, kind="interview", title="The caretaker, by telephone", author="Ada Keeper",
        passage=Passage(
            quote=SECRET, note="She is afraid.", visibility=which, named=named, no_snapshot_reason="A call.", **values
        ),
    )  # fmt: skip


def reads(person: User | None, piece: Evidence) -> bool:
    return Evidence.objects.filter(pk=piece.pk).visible_to(person).exists()


@pytest.fixture
def claim() -> Claim:
    return claim_in(State.RESEARCHING)


def test_what_lies_on_the_web_is_public_and_what_a_person_brings_is_for_the_newsroom(claim: Claim) -> None:
    ravi = cast().ravi
    page = attach_url(claim, by=ravi, url="https://town.example/cellar")
    file = attach_file(claim, by=ravi, body=SECRET.encode(), filename="cellar.txt", read=extract)
    call = a_protected_piece(claim, "")
    assert [piece.visibility for piece in (page, file, call)] == ["public", "newsroom", "newsroom"]
    assert [reads(None, piece) for piece in (page, file, call)] == [True, False, False]
    assert all(reads(cast().rana, piece) for piece in (page, file, call))
    assert not reads(cast().otto, call)


def test_named_people_read_it_and_no_rank_does(claim: Claim) -> None:
    people, root = cast(), User.objects.create_superuser("root")
    piece = a_protected_piece(claim, "named", people.lena)
    may = [name for name in ("ravi", "lena", "edda", "mona") if reads(getattr(people, name), piece)]
    assert may == ["ravi", "lena"]
    assert not reads(root, piece)
    assert hidden_from(root, claim).sentence == "1 source is visible to named people only; ask Ravi."
    assert hidden_from(people.lena, claim).sentence == ""


def test_its_events_and_notices_have_no_word_of_it(claim: Claim) -> None:
    people = cast()
    piece = a_protected_piece(claim, "named", people.lena, stance="supports")
    accept_evidence(
        piece,
        by=people.ravi,
        stance="refutes",
        description=Description(interest="The keeper is.", note="Ada."),
    )
    change_visibility(piece, by=people.ravi, visibility="newsroom", reason="Ada has agreed.")
    told = "".join(str(event.changes) for event in claim.events.filter(version__gt=claim.version))
    assert f"E{piece.pk} visibility" in told
    for word in ("cellar", "caretaker", "keeper", "Ada Keeper", "afraid"):
        assert word not in told
    assert hidden_from(people.edda, claim).pieces == frozenset()  # the newsroom reads it now
    notice = Notice.objects.get(person=people.lena, key__startswith="named:")
    assert f"E{piece.pk}" in notice.text
    assert "caretaker" not in notice.text


def test_a_protected_piece_of_others_is_neither_changed_nor_met(claim: Claim) -> None:
    people = cast()
    piece = a_protected_piece(claim)
    for name in ("edda", "mona", "lena", "otto"):
        with pytest.raises(Forbidden, match=r"may read it themselves\. Ask Ravi"):
            change_visibility(piece, by=getattr(people, name), visibility="public", reason="It is nice.")
    again = attach_by_hand(
        a_claim(), by=people.lena, kind="interview", title="The caretaker, by telephone", author="Ada Keeper",
        passage=Passage(quote=SECRET, no_snapshot_reason="A call."),
    )  # fmt: skip
    assert again.source_id != piece.source_id


def test_an_editor_names_others_once_nobody_who_is_named_works_here(claim: Claim) -> None:
    people = cast()
    piece = a_protected_piece(claim)
    assert visibility.without_readers([piece.pk]) == []
    erase_person(people.ravi, by=people.mona, way=AccessEvent.Way.ADMIN, why="He left.")
    assert visibility.without_readers([piece.pk]) == [piece.pk]
    with pytest.raises(Forbidden):
        change_visibility(piece, by=people.mona, visibility="named", reason="Somebody has to.")
    change_visibility(piece, by=people.edda, visibility="named", named=[people.lena], reason="Somebody has to.")
    assert reads(people.edda, piece)
    assert reads(people.lena, piece)


@pytest.mark.parametrize("which", ["newsroom", "public"])
def test_wider_needs_a_reason(claim: Claim, which: str) -> None:
    piece = a_protected_piece(claim)
    with pytest.raises(Refused, match="Say why more people may read it now"):
        change_visibility(piece, by=cast().ravi, visibility=which)
    with pytest.raises(Refused, match="Say why more people may read it now"):
        change_visibility(piece, by=cast().ravi, visibility="named", named=[cast().lena])


def test_what_cannot_be_chosen_is_refused_in_words(claim: Claim) -> None:
    piece = a_protected_piece(claim)
    with pytest.raises(Refused, match="everybody, the newsroom, or named people"):
        change_visibility(piece, by=cast().ravi, visibility="nobody")
    with pytest.raises(Refused, match="Otto has no role in the desk"):
        change_visibility(piece, by=cast().ravi, visibility="named", named=[cast().otto], reason="He asked.")
    with pytest.raises(Refused, match="Nothing would change"):
        change_visibility(piece, by=cast().ravi, visibility="named")


def test_a_draft_that_cites_it_is_not_submitted_and_without_it_has_no_word_of_it() -> None:
    claim = claim_in(State.RESEARCHING)
    ravi = cast().ravi
    make_ready_to_submit(claim, by=ravi)
    piece = a_protected_piece(claim, "newsroom", stance="supports")
    fresh = Claim.objects.get(pk=claim.pk)
    written = {"rating": scale()["mostly-true"], "summary": fresh.draft_summary}
    edits.edit_draft(claim, by=ravi, text=f"{fresh.draft_text} [E{piece.pk}]", **written)
    with pytest.raises(Refused, match=f"cites E{piece.pk}, which is not public.*Make it public, cite another source"):
        move(claim, "submit", by=ravi)
    edits.edit_draft(claim, by=ravi, text=fresh.draft_text, **written)
    move(claim, "submit", by=ravi)
    assert SECRET not in str(claim.rounds.get().frozen)


def test_it_is_no_origin_and_its_missing_description_holds_up_nothing(claim: Claim) -> None:
    before = Case(claim).origins_of(claim.key_elements.get())
    piece = a_protected_piece(claim, "newsroom", stance="supports")
    assert Evidence.objects.get(pk=piece.pk).status == "accepted"
    case = Case(Claim.objects.get(pk=claim.pk))
    assert case.origins_of(claim.key_elements.get()) == before
    assert gates.evidence_is_described(Move(case, cast().ravi)) is None
    change_visibility(piece, by=cast().ravi, visibility="public", reason="She agreed.")
    case = Case(Claim.objects.get(pk=claim.pk))
    assert case.origins_of(claim.key_elements.get()) == before + 1
    assert "lacks its source type" in str(gates.evidence_is_described(Move(case, cast().ravi)))


def test_what_reviewers_read_is_protected_once_it_is_returned_and_then_gone_from_what_they_read() -> None:
    claim, people = claim_in(State.IN_REVIEW), cast()
    piece = claim.evidence.filter(status="accepted").first()
    assert piece is not None
    with pytest.raises(Refused, match=r"would leave it\. Return the claim to research first"):
        change_visibility(piece, by=people.edda, visibility="newsroom")
    move(claim, "return", by=people.edda, note="A source needs protection.")
    change_visibility(piece, by=people.ravi, visibility="named")
    frozen = claim.rounds.get().frozen
    assert piece.pk in [item["id"] for item in frozen["evidence"]]
    assert piece.pk not in [item["id"] for item in hidden_from(people.edda, claim).draft(frozen)["evidence"]]
    assert hidden_from(people.ravi, claim).draft(frozen) is frozen


def test_what_was_printed_stays_public() -> None:
    claim = claim_in(State.PUBLISHED)
    piece = claim.evidence.filter(status="accepted").first()
    assert piece is not None
    with pytest.raises(Refused, match="was printed in version 1, and what was public cannot be made secret"):
        change_visibility(piece, by=cast().edda, visibility="newsroom")


def test_nothing_new_enters_a_draft_that_is_frozen() -> None:
    claim = claim_in(State.RESEARCHING)
    make_ready_to_submit(claim, by=cast().ravi)
    piece = a_protected_piece(claim, "newsroom", stance="supports")
    move(claim, "submit", by=cast().ravi)
    with pytest.raises(Refused, match=r"would enter it\. Return the claim"):
        change_visibility(piece, by=cast().ravi, visibility="public", reason="She agreed.")
    change_visibility(piece, by=cast().ravi, visibility="named")  # who of us reads it is another matter


def test_its_address_goes_to_no_public_archive_until_it_is_public(claim: Claim, settings: Any) -> None:
    settings.WAYBACK = True
    piece = attach_url(
        claim, by=cast().ravi, url="https://town.example/cellar",
        passage=Passage(stance="supports", visibility="newsroom"),
    )  # fmt: skip
    assert not ArchiveCopy.objects.exists()
    with pytest.raises(Refused, match="told to no public archive"):
        archiving.ask_again(piece.source, by=cast().ravi)
    change_visibility(piece, by=cast().ravi, visibility="public", reason="It was found elsewhere.")
    assert ArchiveCopy.objects.filter(source=piece.source).exists()


def test_no_other_source_is_said_to_tell_its_story(claim: Claim) -> None:
    ravi, body = cast().ravi, f"{SECRET}\n\nNobody was told of it, and the books were lost.".encode()
    kept = attach_file(
        claim, by=ravi, body=body, filename="a.txt", read=extract, title="Letter of the caretaker",
        passage=Passage(visibility="named"),
    )  # fmt: skip
    found = attach_file(
        claim, by=ravi, body=body + b" ", filename="b.txt", read=extract, title="A leaflet",
        passage=Passage(visibility="public"),
    )  # fmt: skip
    first, second = (Source.objects.select_related("origin").get(pk=one.source_id) for one in (kept, found))
    assert "caretaker" not in f"{second.origin} {second.origin_reason} {first.origin}"
    change_visibility(kept, by=ravi, visibility="public", reason="She agreed.")
    first.refresh_from_db()
    assert first.origin_id == second.origin_id  # now that both are open they count once


STORY = (
    "The cellar of the town hall was flooded in May, and the books of three years lay in the water for a week before "
    "anybody who works there went down to look, the caretaker wrote to the mayor in a letter that was never answered."
)


def a_file(claim: Claim, text: str, title: str, which: str, *named: User, by: User | None = None) -> Evidence:
    return attach_file(
        claim, by=by or cast().ravi, body=text.encode(), filename="a.txt", read=extract, title=title,
        passage=Passage(visibility=which, named=named),
    )  # fmt: skip


def source_of(piece: Evidence) -> Source:
    return Source.objects.select_related("origin").get(pk=piece.source_id)


def test_its_title_goes_from_beside_other_sources_when_it_is_no_longer_public(claim: Claim) -> None:
    first = a_file(claim, STORY, "Letter of the caretaker", "public")
    copied, again = (a_file(claim, STORY + " " * n, f"A leaflet, {n}", "public") for n in (1, 2))
    assert source_of(copied).origin == source_of(again).origin == source_of(first).origin
    assert "caretaker" in f"{source_of(copied).origin} {source_of(copied).origin_reason}"
    Source.objects.filter(pk=again.source_id).update(origin_reason=f"Its wording stands in “{copied.source}”")
    change_visibility(first, by=cast().ravi, visibility="newsroom")
    for piece in (copied, again):
        assert str(source_of(piece).origin) == "A source that is not public"
    assert source_of(copied).origin_reason == "Its wording stands in a source that is not public"
    assert source_of(again).origin_reason == "Its wording stands in “A leaflet, 1”"
    change_visibility(first, by=cast().ravi, visibility="public", reason="He agreed.")
    assert str(source_of(copied).origin) == "Letter of the caretaker"


def test_a_source_of_which_another_piece_is_public_keeps_its_name(claim: Claim) -> None:
    first = a_file(claim, STORY, "Letter of the caretaker", "public")
    a_file(a_claim(), STORY, "", "public")
    change_visibility(first, by=cast().ravi, visibility="newsroom")
    assert str(source_of(first).origin) == "Letter of the caretaker"


def test_whoever_brings_the_same_file_later_does_not_meet_the_one_that_was_public(claim: Claim) -> None:
    first = a_file(claim, STORY, "Letter of the caretaker", "public")
    change_visibility(first, by=cast().ravi, visibility="named")
    other = a_file(claim_in(State.RESEARCHING), STORY, "", "public")
    assert other.source_id != first.source_id
    told = source_of(other)
    assert "Letter of" not in f"{told} {told.origin} {told.origin_reason}"


def test_whoever_guesses_the_address_of_a_protected_page_does_not_meet_it(claim: Claim) -> None:
    people, url = cast(), "https://town.example/cellar"
    kept = attach_url(claim, by=people.ravi, url=url, passage=Passage(visibility="named"))
    Source.objects.filter(pk=kept.source_id).update(title="Page of the caretaker")
    guessed = attach_url(claim, by=people.edda, url=url)
    assert guessed.source_id != kept.source_id
    assert source_of(guessed).title == ""
    with pytest.raises(Refused, match=f"it is E{kept.pk}"):
        attach_url(claim, by=people.ravi, url=url, passage=Passage(visibility="named"))


def test_a_protected_file_does_not_make_two_public_sources_one(claim: Claim) -> None:
    one, two = (a_source(title=f"Page {at}", snapshot=a_snapshot(text)) for at, text in enumerate((STORY, STORY), 1))
    for source in (one, two):
        a_piece_of_evidence(claim, source=source, quote=f"Of {source}.")
    assert one.origin_id != two.origin_id
    kept = a_file(claim, STORY, "Letter of the caretaker", "newsroom")
    for source in (one, two):
        before = source.origin_id
        source.refresh_from_db()
        assert source.origin_id == before
    change_visibility(kept, by=cast().ravi, visibility="public", reason="He agreed.")
    assert len({source_of(kept).origin_id, *(Source.objects.get(pk=one.pk).origin_id for one in (one, two))}) == 1


def test_who_owes_a_second_step_is_still_there(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    people = cast()
    piece = a_file(claim, STORY, "", "named", people.mona)
    change_visibility(piece, by=people.mona, visibility="named")
    monkeypatch.setattr(access, "owes_second_step", lambda person: person == people.mona)
    assert not access.is_desk_member(people.mona)
    assert visibility.without_readers([piece.pk]) == []
    with pytest.raises(Forbidden):
        change_visibility(piece, by=people.edda, visibility="named", reason="Nobody is there.")


def test_who_is_named_no_more_hears_of_it_and_gets_no_kept_answer(claim: Claim) -> None:
    people = cast()
    piece = a_protected_piece(claim, "named", people.lena, people.edda)
    for person in (people.lena, people.edda):
        token, _ = make_token(person, name="Ticker", scopes=[Scope.WRITE], days=9)
        for key, pk in (("this", piece.pk), ("another", piece.pk + 1)):
            KeptAnswer.objects.create(token=token, key=key, at=timezone.now(), body=f'{{"id": {pk}, "quote": "x"}}')
    change_visibility(piece, by=people.ravi, visibility="named", named=[people.edda])
    left = KeptAnswer.objects.values_list("token__person__username", "key")
    assert sorted(left) == [("edda", "another"), ("edda", "this"), ("lena", "another")]
    notice = Notice.objects.get(key__startswith="unnamed:")
    assert (notice.person, SECRET in notice.text) == (people.lena, False)
    assert notice.text.startswith(f"Ravi now says who reads E{piece.pk} of ")


def test_a_page_that_is_not_fetched_yet_takes_no_name_from_others(claim: Claim) -> None:
    told = "Its wording stands in “A leaflet”"
    other = Source.objects.create(identity="urn:other", kind="page", title="Waiting", origin_reason=told)
    page = attach_url(claim, by=cast().ravi, url="https://town.example/cellar")
    change_visibility(page, by=cast().ravi, visibility="newsroom")
    other.refresh_from_db()
    assert other.origin_reason == told


def test_a_key_element_to_which_only_hidden_evidence_speaks_is_removed_like_any_other(claim: Claim) -> None:
    """A refusal would tell that something is hidden, and what it speaks to."""
    people = cast()
    element = edits.add_key_element(claim, by=people.ravi, text="The cellar was flooded.")
    open_piece, piece = a_piece_of_evidence(claim), a_piece_of_evidence(claim)
    told = {"key_element": element, "status": "accepted", "stance": "supports"}
    Evidence.objects.filter(pk__in=(open_piece.pk, piece.pk)).update(**told)
    change_visibility(piece, by=people.ravi, visibility="named")
    with pytest.raises(Refused, match="speaks to this key element"):
        edits.remove_key_element(element, by=people.edda)
    Evidence.objects.filter(pk=open_piece.pk).update(key_element=None)
    with pytest.raises(Refused, match="speaks to this key element"):
        edits.remove_key_element(element, by=people.ravi)
    edits.remove_key_element(element, by=people.edda)


def test_nobody_learns_from_a_count_which_finder_a_hidden_piece_is_from(claim: Claim) -> None:
    people = cast()
    pieces = [a_piece_of_evidence(claim) for _ in range(3)]
    FinderRun.objects.create(claim=claim, finder="archive", n_found=3, ran_at=timezone.now())
    change_visibility(pieces[0], by=people.ravi, visibility="named")
    for person, told in ((people.ravi, 3), (people.edda, 2)):
        (line,) = ClaimScreen(Claim.objects.get(pk=claim.pk), person).evidence.finders
        assert line.run.n_found == told
        relations = records.relation_records(claim, [], hidden=hidden_from(person, claim))
        assert [run["n_found"] for run in relations["finders"]] == [told]


def test_an_origin_that_others_joined_since_has_its_name_back_with_the_source(claim: Claim) -> None:
    """A draft may have been frozen while it had that one: it is called unnamed only as long as the source is."""
    piece, other = a_piece_of_evidence(claim), a_piece_of_evidence(claim)
    former = own_origin(f"source:{piece.source_id}", "The letter")
    Source.objects.filter(pk=piece.source_id).update(origin=own_origin(f"source:{other.source_id}", "The speech"))
    for change, label in (("named", UNNAMED), ("newsroom", UNNAMED), ("public", str(piece.source))):
        change_visibility(piece, by=cast().ravi, visibility=change, reason="It was agreed.")
        former.refresh_from_db()
        assert former.label == label
