"""Protected evidence stays out of dossiers for those who may not read it, and what is left in them is still proven."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from claims import audit, jobs
from claims.errors import Refused
from claims.evidence.attaching import Passage, attach_file
from claims.evidence.origins import decide_origin
from claims.evidence.visibility import change_visibility
from claims.importing.extraction import extract
from claims.models import Claim, Evidence, ReviewRound, Source, User
from claims.protection import UNNAMED, Hidden
from claims.publishing.dossier import packing, verify
from claims.workflow.moves import move
from tests.builders import a_piece_of_evidence, cast, claim_in, file_reviews, make_ready_to_submit
from tests.public.checks import publish
from tests.publishing.test_dossier import forged, verdict_of

pytestmark = pytest.mark.django_db

SECRET = "The ledger lay behind the boiler."


def written(claim: Claim, by: User | None, place: Path) -> Path:
    packing.write_folder(packing.build(claim.pk, by=by), place)
    return place


def bytes_of(place: Path) -> bytes:
    return b"".join(path.name.encode() + path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file())


def with_a_secret(claim: Claim, which: str = "named") -> Evidence:
    return attach_file(
        claim, by=cast().ravi, body=SECRET.encode(), filename="boiler.txt", read=extract, title="Letter of the stoker",
        passage=Passage(quote=SECRET, stance="supports", visibility=which),
    )  # fmt: skip


def quoteless(claim: Claim) -> Claim:
    Evidence.objects.filter(claim=claim).update(quote="", selector={})
    return claim


def test_outsiders_get_the_rest_and_are_told_how_much_is_left_out(tmp_path: Path) -> None:
    claim = quoteless(claim_in("researching"))
    piece = with_a_secret(claim)
    folder = written(claim, None, tmp_path / "outside")
    status, said = verdict_of(folder)
    assert status == 0, said
    assert f"Not here, because the newsroom protects where it comes from: E{piece.pk}" in said
    told = next(line for line in said.splitlines() if "(attach_source)" in line)
    assert all(name in told for name in (f"E{piece.pk}", f"E{piece.pk} stance", "snapshot", "withheld"))
    assert told.endswith("its place in the chain was checked, what it says cannot be.")
    assert "1 piece of evidence is left out to protect where it comes from" in (folder / "README.txt").read_text()
    for word in ("boiler", "stoker", "ledger"):
        assert word.encode() not in bytes_of(folder).lower()


@pytest.mark.parametrize(("name", "has_it"), [("ravi", True), ("edda", False)])
def test_in_the_desk_it_is_for_whoever_asks(name: str, has_it: bool, tmp_path: Path) -> None:
    claim = quoteless(claim_in("researching"))
    with_a_secret(claim)
    folder = written(claim, getattr(cast(), name), tmp_path / name)
    status, said = verdict_of(folder)
    assert status == 0, said
    assert (SECRET.encode() in bytes_of(folder)) is has_it


def test_what_events_told_before_it_was_protected_is_withheld_too(tmp_path: Path) -> None:
    claim, ravi = quoteless(claim_in("researching")), cast().ravi
    piece = with_a_secret(claim, "public")
    decide_origin(claim, piece.source, by=ravi, joined_with=None, reason="The stoker wrote it himself.")
    change_visibility(piece, by=ravi, visibility="newsroom")
    folder = written(claim, None, tmp_path / "outside")
    status, said = verdict_of(folder)
    assert status == 0, said
    assert "origin of a source, salt withheld" in said
    for word in ("boiler", "stoker", "ledger"):
        assert word.encode() not in bytes_of(folder).lower()
    assert verdict_of(written(claim, cast().edda, tmp_path / "inside"))[0] == 0


def claim_whose_draft_tells(state: str) -> Claim:
    """Returned from this state, with a piece that its draft tells of kept for named people after that."""
    claim, people = claim_in(state), cast()
    move(claim, "return", by=people.edda, note="A source needs protection.")
    piece = claim.evidence.filter(status="accepted").first()
    assert piece is not None
    change_visibility(piece, by=people.ravi, visibility="named")
    return claim


def test_an_older_draft_that_tells_of_it_is_withheld_whole(tmp_path: Path) -> None:
    claim = claim_whose_draft_tells("in_review")
    quoteless(claim)
    status, said = verdict_of(written(claim, None, tmp_path / "outside"))
    assert status == 0, said
    assert "The draft of round 1 is withheld" in said


def test_nothing_is_withheld_of_evidence_that_is_not_left_out() -> None:
    """A forger cannot hide a decision by calling the evidence protected."""
    claim = quoteless(claim_in("researching"))
    piece, other = with_a_secret(claim), with_a_secret(claim_in("researching"), "newsroom")
    content = {"version": 9, "verb": "attach_source", "from": "researching", "to": "researching", "changes": {}}
    names = [f"E{piece.pk}", f"E{other.pk} note", "snapshot"]
    assert verify.may_be_withheld(content, set(), {f"E{piece.pk}"}, names) >= {f"E{piece.pk}", "snapshot"}
    assert f"E{other.pk} note" not in verify.may_be_withheld(content, set(), {f"E{piece.pk}"}, names)
    assert verify.may_be_withheld(content, set(), set(), names) == set()
    assert verify.may_be_withheld(content | {"verb": "publish"}, set(), {f"E{piece.pk}"}, names) == set()
    assert verify.may_be_withheld(content | {"to": "published"}, set(), {f"E{piece.pk}"}, names) == set()
    for left in ({"snapshot": [None, {}]}, {f"E{other.pk} stance": ["", "refutes"]}):
        assert verify.may_be_withheld(content | {"changes": left}, set(), {f"E{piece.pk}"}, names) == set()
    found = content | {"verb": "find_evidence", "changes": {f"E{other.pk}": [None, "archive: A page"]}}
    assert f"E{piece.pk}" in verify.may_be_withheld(found, set(), {f"E{piece.pk}"}, names)
    told = found | {"changes": {f"E{other.pk} stance": ["", "refutes"]}}
    assert verify.may_be_withheld(told, set(), {f"E{piece.pk}"}, names) == set()


def test_machine_finds_of_which_one_is_protected_hold_without_it(tmp_path: Path) -> None:
    claim = quoteless(claim_in("researching"))
    kept, found = (a_piece_of_evidence(claim) for _ in range(2))
    with audit.record(claim, verb="find_evidence", by=None, is_binding=False) as change:
        for piece in (kept, found):
            change.add_detail(f"E{piece.pk}", None, f"archive: {piece.source}")
    change_visibility(kept, by=cast().ravi, visibility="newsroom")
    status, said = verdict_of(written(quoteless(claim), None, tmp_path / "outside"))
    assert status == 0, said
    assert f"(find_evidence): E{kept.pk}" in said


@pytest.mark.parametrize("withheld", ["outcome", "E999 note"])
def test_a_made_up_piece_covers_no_forged_decision(full_dossier: Path, withheld: str) -> None:
    """left_out.json is in no chain: who adds a number to it may not write into an event that says it was left out."""
    forged(full_dossier, "left_out.json", lambda record: record["evidence"].append({"id": 999}), ends_with=0)

    def turn(events: list[dict[str, Any]]) -> None:
        event = next(one for one in events if one["content"]["verb"] in ("attach_source", "decide_evidence"))
        name = next(name for name in event["content"]["changes"] if name.endswith(" stance"))
        event["content"]["changes"][name][1] = "refutes"
        event["withheld"] = [withheld]

    said = forged(full_dossier, "events.jsonl", turn)
    assert f"{withheld} withheld, which a newsroom cannot withhold there" in said


def test_what_was_printed_cannot_be_moved_out_of_a_dossier(full_dossier: Path) -> None:
    printed = json.loads((full_dossier / "versions" / "0001.json").read_text())["content"]["content"]["evidence"][0]
    forged(
        full_dossier, "evidence.json", lambda pieces: pieces.remove(next(p for p in pieces if p["id"] == printed["id"]))
    )
    said = forged(
        full_dossier, "left_out.json", lambda record: record["evidence"].append({"id": printed["id"]}), ends_with=1
    )
    assert f"E{printed['id']} was printed in versions/0001.json and cannot be left out" in said


def test_a_draft_that_is_left_out_keeps_the_hash_that_was_submitted(tmp_path: Path) -> None:
    claim = claim_whose_draft_tells("in_review")
    folder = written(quoteless(claim), None, tmp_path / "outside")
    said = forged(folder, "reviews.json", lambda found: found[0].update(frozen_sha256="0" * 64))
    assert "round 1 has another hash than the draft that was submitted" in said


def test_who_guesses_what_is_left_out_cannot_try_it_against_a_hash(tmp_path: Path) -> None:
    """The named people and the stance are a few bits; all else of such an event is in the dossier."""
    claim = quoteless(claim_in("researching"))
    piece = with_a_secret(claim)
    change_visibility(piece, by=cast().ravi, visibility="named", named=[cast().lena], reason="She knows the stoker.")
    folder = written(claim, None, tmp_path / "outside")
    lines = (folder / "events.jsonl").read_text().splitlines()
    events = [json.loads(line) for line in lines if f'"E{piece.pk}' in line]
    assert len(events) == 2
    for event in events:
        whole = claim.events.get(version=event["content"]["version"]).changes
        assert whole["salt"][1].encode() not in bytes_of(folder)
        guessed = {name: pair for name, pair in whole.items() if name != "salt"}
        for changes, fits in ((whole, True), (guessed, False)):
            content = event["content"] | {"changes": changes}
            assert (verify.hash_of(content, after=event["previous_hash"]) == event["hash"]) is fits


def test_who_could_read_it_before_and_why_others_may_stays_in_the_newsroom(tmp_path: Path) -> None:
    claim, ravi = quoteless(claim_in("researching")), cast().ravi
    piece = with_a_secret(claim)
    change_visibility(piece, by=ravi, visibility="named", named=[cast().lena], reason="She knows the stoker.")
    change_visibility(piece, by=ravi, visibility="public", reason="The stoker has died.")
    folder = written(claim, None, tmp_path / "outside")
    status, said = verdict_of(folder)
    assert status == 0, said
    versions = list(claim.events.filter(verb="change_visibility").order_by("version").values_list("version", flat=True))
    assert said.count("(change_visibility)") == 2
    left_out = json.loads((folder / "left_out.json").read_text())
    assert (left_out["evidence"], left_out["who_may_read"]["events"]) == ([], versions)
    assert b"has died" not in bytes_of(folder)
    assert b"She knows" not in bytes_of(folder)
    lines = (folder / "events.jsonl").read_text().splitlines()
    assert [json.loads(line)["content"]["changes"] for line in lines if '"change_visibility"' in line] == [{}, {}]
    assert b"has died" in bytes_of(written(claim, cast().ines, tmp_path / "inside"))

    def tell(events: list[dict[str, Any]]) -> None:
        event = next(one for one in events if one["content"]["verb"] == "change_visibility")
        event["content"]["changes"][f"E{piece.pk} visibility"] = ["named", "newsroom"]
        event["withheld"].remove(f"E{piece.pk} visibility")

    assert "which a newsroom cannot withhold there" in forged(folder, "events.jsonl", tell)


def with_a_foreign_name(state: str) -> tuple[Claim, Evidence]:
    """A claim whose draft was frozen while a source of it was said to have it from one that is protected by now."""
    claim, people = claim_in("researching"), cast()
    letter = with_a_secret(claim_in("researching"), "public")
    make_ready_to_submit(claim, by=people.ravi)
    piece = claim.evidence.filter(status="accepted").first()
    assert piece is not None
    Source.objects.filter(pk=piece.source_id).update(origin=letter.source.origin)
    move(claim, "submit", by=people.ravi)
    if state != "in_review":
        jobs.run_all(only=lambda row: row.name == "assign_reviewers")
        file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
        move(claim, "decide", by=people.edda)
    if state == "published":
        publish(claim)
    change_visibility(letter, by=people.ravi, visibility="named")
    return claim, piece


def test_a_name_that_stands_beside_another_source_in_a_frozen_draft_is_read_by_nobody(tmp_path: Path) -> None:
    claim, piece = with_a_foreign_name("in_review")
    round_ = ReviewRound.objects.get(claim=claim)
    assert "stoker" in str(round_.frozen)
    told = Hidden().draft(round_.frozen)
    assert [it["source"]["origin"] for it in told["evidence"] if it["id"] == piece.pk] == [UNNAMED]
    assert "stoker" not in str(told)
    folder = written(quoteless(claim), None, tmp_path / "outside")
    status, said = verdict_of(folder)
    assert (status, "The draft of round 1 is withheld" in said) == (3, True), said
    assert b"stoker" not in bytes_of(folder).lower()
    forged(folder, "left_out.json", lambda record: record.update(drafts=[]))


def test_nor_is_it_printed() -> None:
    claim, _ = with_a_foreign_name("decided")
    with pytest.raises(Refused, match="the name of one that is protected by now"):
        move(claim, "publish", by=cast().elsa)


def test_what_was_printed_stays_in_the_dossier(tmp_path: Path) -> None:
    claim, _ = with_a_foreign_name("published")
    assert verdict_of(written(quoteless(claim), None, tmp_path / "outside"))[0] == 0
    frozen = ReviewRound.objects.get(claim=claim).frozen
    assert Hidden().draft(frozen) is frozen


def test_a_verdict_without_its_draft_does_not_hold(tmp_path: Path) -> None:
    claim = quoteless(claim_in("published"))
    with_a_secret(claim)
    folder = written(claim, None, tmp_path / "outside")
    said = forged(folder, "reviews.json", lambda found: found[0].update(frozen=None))
    assert "The draft of round 1 is withheld" in said


def test_a_draft_that_was_decided_and_returned_may_lose_its_evidence(tmp_path: Path) -> None:
    claim = claim_whose_draft_tells("decided")
    status, said = verdict_of(written(quoteless(claim), None, tmp_path / "outside"))
    assert status == 0, said
