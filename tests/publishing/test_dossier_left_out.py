"""Protected evidence stays out of dossiers for those who may not read it, and what is left in them is still proven."""

from __future__ import annotations

from pathlib import Path

import pytest

from claims.evidence.attaching import Passage, attach_file
from claims.evidence.origins import decide_origin
from claims.evidence.visibility import change_visibility
from claims.importing.extraction import extract
from claims.models import Claim, Evidence, User
from claims.publishing.dossier import packing, verify
from claims.workflow.moves import move
from tests.builders import cast, claim_in
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
    assert "origin of a source withheld" in said
    for word in ("boiler", "stoker", "ledger"):
        assert word.encode() not in bytes_of(folder).lower()
    assert verdict_of(written(claim, cast().edda, tmp_path / "inside"))[0] == 0


def test_an_older_draft_that_tells_of_it_is_withheld_whole(tmp_path: Path) -> None:
    claim, people = claim_in("in_review"), cast()
    move(claim, "return", by=people.edda, note="A source needs protection.")
    piece = claim.evidence.filter(status="accepted").first()
    assert piece is not None
    change_visibility(piece, by=people.ravi, visibility="named")
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


def test_a_verdict_without_its_draft_does_not_hold(tmp_path: Path) -> None:
    claim = quoteless(claim_in("published"))
    with_a_secret(claim)
    folder = written(claim, None, tmp_path / "outside")
    said = forged(folder, "reviews.json", lambda found: found[0].update(frozen=None))
    assert "The draft of round 1 is withheld" in said
