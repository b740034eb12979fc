"""Who forges a dossier with fitting hashes is found by what its files say of each other; what is hostile is named."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from claims import snapshots
from claims.models import ArchiveCopy, Evidence, Recheck, SeenRecheck, Snapshot, Source
from claims.publishing.dossier import packing, verify
from claims.workflow.moves import move
from claims.workflow.table import TRANSITIONS
from tests import builders
from tests.builders import cast, claim_in
from tests.publishing.test_dossier import contents, forged, full_claim, verdict_of, zip_of

pytestmark = pytest.mark.looks

touches_database = pytest.mark.django_db


def withhold(verb: str, *names: str, **content: Any) -> Callable[[Any], object]:
    """Mark the first event of this verb as withheld, and write something else into it.

    A note can be withheld in the first format only, so whoever wants that forges an event of it.
    """

    def change(events: list[dict[str, Any]]) -> None:
        event = next(event for event in events if event["content"]["verb"] == verb)
        event["withheld"] = list(names)
        event["content"].update(content)
        if "note" in names:
            del event["content"]["format"], event["content"]["note_sha256"]
            event["content"]["note"] = ""

    return change


FORGERIES: dict[str, tuple[str, Callable[[Any], object], str]] = {
    "a piece of evidence is gone": ("evidence.json", lambda e: e.pop(0), "is missing, of which the events tell"),
    "a stance is turned round": ("evidence.json", lambda e: e[0].update(stance="refutes"), "the stance of E"),
    "a proposal is accepted": ("evidence.json", lambda e: e[-1].update(status="accepted"), "the status of E"),
    "a rejection": ("evidence.json", lambda e: e[1].update(status="rejected"), "the status of E"),
    "a reviewer's name": ("reviews.json", lambda r: r[0]["reviews"][0].update(reviewer="X"), "names X for the review"),
    "a review is gone": ("reviews.json", lambda r: r[0]["reviews"].pop(), "2 reviews were filed and counted, and 1"),
    "a review twice": ("reviews.json", lambda r: r[0]["reviews"].append(r[0]["reviews"][0]), "counted, and 3 are"),
    "a round is gone": ("reviews.json", lambda r: r.clear(), "round 1 was submitted and is missing"),
    "a split": ("reviews.json", lambda r: r[0].update(split={"false": 2}), "did not end as the events tell"),
    "a decided rating": ("reviews.json", lambda r: r[0].update(decided_rating="false"), "did not end as the events"),
    "a capture is gone": ("snapshots.json", lambda s: s.clear(), "is missing, of which event"),
    "a printed capture is gone": ("snapshots.json", lambda s: s.clear(), "the capture printed for E"),
    "a capture without its text": ("snapshots.json", lambda s: s[min(s)]["files"].pop("text_sha256"), "the files of S"),
    "a withheld review": ("events.jsonl", withhold("file_review", "note", by_name="X"), "cannot withhold there"),
    "a withheld hash": ("events.jsonl", withhold("file_review", "review_sha256"), "review_sha256 stands in it"),
    "a withheld decision": ("events.jsonl", withhold("decide_evidence", "note", by_name="X"), "cannot withhold there"),
    "a withheld tally": ("events.jsonl", withhold("tally_reviews", "note"), "cannot withhold there"),
    "a withheld publisher": ("events.jsonl", withhold("publish", "by_name", by_name=""), "cannot withhold there"),
    "what is withheld and shown": ("events.jsonl", withhold("send_in", "by_name", by_name="X"), "by_name stands in it"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "change", "expected"), FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forgery_with_fitting_hashes_is_named(
    full_dossier: Path, name: str, change: Callable[[Any], object], expected: str
) -> None:
    assert expected in forged(full_dossier, name, change)


def test_a_capture_that_was_exchanged_with_its_record_is_not_the_one_of_the_events(full_dossier: Path) -> None:
    number = min(json.loads((full_dossier / "snapshots.json").read_text()))
    name = f"snapshots/S{number}/text.txt"
    forged(full_dossier, name, lambda text: text + " More.")
    entry = verify.read_entry(name, [(full_dossier / name).read_bytes()])
    said = forged(full_dossier, "snapshots.json", lambda s: s[number].update(text_sha256=entry.sha256))
    assert f"S{number} is not the capture of which event" in said
    assert "is not what was captured" not in said


@pytest.mark.parametrize("verb", ["submit", "decide", "publish"])
def test_what_a_verdict_rests_on_never_passes_when_its_note_is_withheld(full_dossier: Path, verb: str) -> None:
    said = forged(full_dossier, "events.jsonl", withhold(verb, "note", by_name="X"), ends_with=3)
    assert f"({verb}): note withheld" in said
    assert "The dossier holds." not in said


def test_every_transition_whose_note_may_stay_private_can_be_withheld() -> None:
    private = {row.name for row in TRANSITIONS if row.public_note != "always"}
    assert private <= verify.NOTED.keys() | set(verify.VERDICT_VERBS)


def test_a_withheld_event_that_wrote_more_than_its_verb_does_is_refused() -> None:
    content = {
        "version": 9, "verb": "return", "from": "in_review", "to": "researching", "note": "", "note_is_public": False,
    }  # fmt: skip
    assert verify.may_be_withheld(content | {"changes": {"round": [1, None]}}, set()) == {"note"}
    assert verify.may_be_withheld(content | {"changes": {"E5 stance": ["", "refutes"]}}, set()) == set()
    assert verify.may_be_withheld(content | {"changes": {}, "to": "in_review"}, set()) == set()


def test_an_event_whose_hash_does_not_cover_the_note_cannot_be_withheld_for_it(full_dossier: Path) -> None:

    def change(events: list[dict[str, Any]]) -> None:
        event = next(event for event in events if event["content"]["verb"] == "submit")
        event["content"]["by_name"], event["withheld"] = "X", ["note"]

    assert "which a newsroom cannot withhold there" in forged(full_dossier, "events.jsonl", change)


@touches_database
def test_each_withheld_event_is_named(tmp_path: Path) -> None:
    claim = claim_in("decided")
    Evidence.objects.filter(claim=claim).update(quote="", selector={})
    move(claim, "return", by=cast().edda, note="Between us: the lawyer called.")
    status, said = verdict_of(zip_of(claim, tmp_path / "d.zip"))
    assert status == 0, said
    assert "event 1 (send_in): by, by_name_sha256, sent_by_id, wants_answer, salt withheld" in said
    assert f"{claim.version + 1} are not here: the newsroom keeps them" in said


# ── what is not for everybody ──


@pytest.mark.both
@touches_database
@pytest.mark.parametrize("with_notes", [False, True])
def test_nothing_in_a_dossier_tells_who_sent_the_claim_in(tmp_path: Path, with_notes: bool) -> None:
    rana = cast().rana
    type(rana).objects.filter(pk=rana.pk).update(username="zq-informant", first_name="Zenobia", last_name="Quill")
    claim = claim_in("published", by=type(rana).objects.get(pk=rana.pk), wants_answer=True)
    Evidence.objects.filter(claim=claim).update(quote="", selector={})
    assert claim.events.get(version=1).by_name == "Zenobia Quill"
    body = zip_of(claim, tmp_path / "d.zip", with_notes=with_notes).read_bytes()
    for name in (b"zq-informant", b"Zenobia", b"Quill"):
        assert name not in body
    first = json.loads(contents(claim)["events.jsonl"].splitlines()[0])
    assert (first["content"]["by"], first["content"]["by_name_sha256"], first["name"]) == (None, "", None)
    assert not first["content"]["changes"].keys() & {"sent_by_id", "wants_answer", "salt"}
    assert str(rana.pk) not in json.loads(contents(claim)["people.json"])
    assert verdict_of(tmp_path / "d.zip")[0] == 0


@pytest.mark.both
@touches_database
def test_the_hash_of_a_blind_review_is_for_its_reviewer_only(tmp_path: Path) -> None:
    claim, people = claim_in("in_review"), cast()
    Evidence.objects.filter(claim=claim).update(quote="", selector={})
    builders.reviews.file_review(claim, by=people.ines, rating=builders.scale()["false"], confidence=2, reasons="No.")
    changes = claim.events.get(verb="file_review").changes
    for person in (people.omar, people.edda, people.ravi, None, people.ines):
        body = b"".join(packing.build(claim.pk, by=person).zip())
        for name in verify.BLIND_REVIEW:
            assert (changes[name][1].encode() in body) == (person == people.ines)
        (tmp_path / "d.zip").write_bytes(body)
        assert verdict_of(tmp_path / "d.zip")[0] == 0
    move(claim, "return", by=people.edda, note="The tariff is missing.")
    assert changes["review_sha256"][1].encode() not in b"".join(contents(claim).values())
    move(claim, "dismiss", by=people.ravi, reason="out_of_scope")
    body = b"".join(packing.build(claim.pk, by=None).zip())
    assert changes["review_sha256"][1].encode() not in body
    (tmp_path / "d.zip").write_bytes(body)
    assert verdict_of(tmp_path / "d.zip")[0] == 0


@pytest.mark.both
@touches_database
def test_once_the_round_is_over_the_hashes_of_its_reviews_are_shown() -> None:
    claim = claim_in("decided")
    for event in claim.events.filter(verb="file_review"):
        assert event.changes["review_sha256"][1].encode() in contents(claim)["events.jsonl"]


# ── what came after the first capture ──


@pytest.mark.both
@touches_database
def test_later_looks_their_captures_and_archive_copies_are_in_it(tmp_path: Path) -> None:
    claim, now = full_claim(), timezone.now()
    source = Source.objects.filter(evidence__claim=claim, evidence__status="accepted").earliest("pk")
    cited = source.snapshot
    assert cited is not None
    fresh = Snapshot.objects.create(
        how=cited.how, sha256=cited.sha256, n_bytes=cited.n_bytes, text="", text_sha256=cited.text_sha256,
        revisit_of=cited, captured_at=now,
    )  # fmt: skip
    look = Recheck.objects.create(
        source=source, outcome="moved", sentence="It moved.", cited=cited, fresh=fresh, mark="m", first_at=now,
        checked_at=now,
    )  # fmt: skip
    SeenRecheck.objects.create(claim=claim, recheck=look, seen_by=cast().lena, seen_at=now)
    copy = "https://archive.example/web/20250101/page"
    ArchiveCopy.objects.create(
        source=source, stage="kept", url=copy, archived_at=now, asked_at=now, job_id="secret-job"
    )
    found = contents(claim)
    (told,) = json.loads(found["rechecks.json"])
    assert (told["outcome"], told["fresh_id"], told["seen"]["seen_by_id"]) == ("moved", fresh.pk, cast().lena.pk)
    assert json.loads(found["people.json"])[str(cast().lena.pk)] == "Lena"
    assert json.loads(found["archive_copies.json"])[0]["url"] == copy
    assert b"secret-job" not in b"".join(found.values())
    assert found[f"snapshots/S{fresh.pk}/text.txt"].decode() == snapshots.text_of(cited) != ""
    assert verdict_of(zip_of(claim, tmp_path / "d.zip"))[0] == 0


# ── hostile contents ──


@pytest.mark.parametrize("target", ["/etc/hostname", "../pipe", "nowhere.json", "snapshots", 7, None])
@pytest.mark.parametrize(
    ("name", "put"),
    [
        ("claim.json", lambda record, target: record.update(revisions=[target])),
        ("seals.json", lambda record, target: record.update(event_hashes=target or 1)),
        ("appearances.json", lambda record, target: record[0].update(article=target)),
        ("snapshots.json", lambda record, target: [row["files"].update(text_sha256=target) for row in record.values()]),
    ],
    ids=["a version", "the hashes", "an article", "a capture"],
)
def test_no_file_outside_the_dossier_is_opened(
    tmp_path: Path, name: str, put: Callable[[Any, Any], object], target: Any, full_dossier: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")  # whoever opens it waits for ever
    said = forged(full_dossier, name, lambda record: put(record, target))
    assert "FLAW" in said


def zipped(folder: Path, target: Path) -> Path:
    """A zip exactly as we write it, of whatever lies in the folder."""
    bodies = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
    layout = verify.zip_layout([verify.read_entry(name, [body]) for name, body in bodies.items()])
    target.write_bytes(b"".join(bodies[piece.name] if isinstance(piece, verify.Entry) else piece for piece in layout))
    return target


MANIFESTS = [
    b"[]",
    b'{"files": []}',
    b'{"files": {"claim.json": 1}}',
    b"7",
    b"[" * 200_000,
    b"\xff",
    b'{"files": null}',
]


@pytest.mark.parametrize("body", MANIFESTS, ids=range(len(MANIFESTS)))
def test_a_manifest_of_another_shape_is_told_in_a_sentence(tmp_path: Path, full_dossier: Path, body: bytes) -> None:
    (full_dossier / verify.MANIFEST).write_bytes(body)
    entry = verify.read_entry(verify.MANIFEST, [body])
    (full_dossier / verify.SEAL_OF_MANIFEST).write_text(f"{entry.sha256}  {verify.MANIFEST}\n")
    for place in (full_dossier, zipped(full_dossier, tmp_path / "again.zip")):
        status, said = verdict_of(place)
        assert status in (1, 2)
        assert "FLAW" in said or "manifest.json is not written as we write it" in said


HOSTILE = ["[]", "7", "null", '"x"', '{"a": 1}', "[[1]]", "[" * 100_000, '[{"id": "\\ud800"}]', "1e999"]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
def test_a_file_of_another_shape_is_a_named_flaw(full_dossier: Path, body: str) -> None:
    for name in ("claim.json", "reviews.json", "evidence.json", "snapshots.json", "events.jsonl", "seals.json"):
        whole = (full_dossier / name).read_bytes()
        (full_dossier / name).write_text(body)
        manifest = json.loads((full_dossier / verify.MANIFEST).read_text())
        entry = verify.read_entry(name, [body.encode()])
        manifest["files"][name] = {"sha256": entry.sha256, "size": entry.size}
        (full_dossier / verify.MANIFEST).write_text(json.dumps(manifest))
        entry = verify.read_entry(verify.MANIFEST, [(full_dossier / verify.MANIFEST).read_bytes()])
        (full_dossier / verify.SEAL_OF_MANIFEST).write_text(f"{entry.sha256}  {verify.MANIFEST}\n")
        status, said = verdict_of(full_dossier)
        assert (status, "FLAW" in said) == (1, True), (name, said)
        (full_dossier / name).write_bytes(whole)


@touches_database
@pytest.mark.parametrize("name", [verify.MANIFEST, verify.SEAL_OF_MANIFEST, "claim.json"])
def test_one_flipped_bit_in_the_zip_names_its_file(tmp_path: Path, name: str) -> None:
    place = zip_of(claim_in("new"), tmp_path / "d.zip")
    with zipfile.ZipFile(place) as archive:
        info = archive.getinfo(name)
    whole = bytearray(place.read_bytes())
    whole[info.header_offset + 30 + len(name) + 5] ^= 1
    place.write_bytes(whole)
    status, said = verdict_of(place)
    assert status == 1
    assert f"{name} was changed" in said


@touches_database
@pytest.mark.parametrize("flag", [0x01, 0x08, 0x20, 0x40, 0x800])
def test_a_zip_with_odd_flags_is_refused_with_a_sentence(tmp_path: Path, flag: int) -> None:
    place = zip_of(claim_in("new"), tmp_path / "d.zip")
    whole = bytearray(place.read_bytes())
    for magic, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        whole[whole.index(magic) + at] |= flag & 0xFF
        whole[whole.index(magic) + at + 1] |= flag >> 8
        place.write_bytes(whole)
        status, said = verdict_of(place)
        assert status != 0
        assert "FLAW" in said or "cannot be checked" in said


def test_an_empty_folder_is_named(full_dossier: Path) -> None:
    assert verdict_of(full_dossier)[0] == 0
    (full_dossier / "snapshots" / "more").mkdir()
    status, said = verdict_of(full_dossier)
    assert status == 1
    assert "The empty folder snapshots/more does not belong" in said


def test_what_is_printed_steers_no_terminal(full_dossier: Path) -> None:
    said = forged(full_dossier, "appearances.json", lambda a: a[0].update(quote="\x1b[2J\u202eevil\r\n", start=3))
    assert "\\u{1b}[2J\\u{202e}evil" in said
    assert all(line.isprintable() for line in said.split("\n"))
