"""A dossier holds everything behind a verdict, and one changed byte in it is found and named."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import access, audit, jobs, proof, snapshots
from claims.errors import Refused
from claims.models import Appearance, Claim, ClaimEvent, Evidence, Source
from claims.publishing.dossier import packing, verify
from claims.workflow import edits
from claims.workflow.moves import move
from tests import builders
from tests.builders import a_piece_of_evidence, a_snapshot, an_article, cast, claim_in

pytestmark = [pytest.mark.django_db, pytest.mark.looks]

TEXT = "In spring the harbour fee rose by a third, the port authority said. The crews went home at noon."
QUOTE = "the harbour fee rose by a third"


def full_claim(state: str = "published") -> Claim:
    """A claim with a quote in its place, an appearance, and a seal over its history."""
    claim = claim_in(state)
    at = TEXT.index(QUOTE)
    selector = {"exact": QUOTE, "prefix": TEXT[:at], "suffix": "", "start": at, "end": at + len(QUOTE)}
    for item in claim.evidence.all():
        Evidence.objects.filter(pk=item.pk).update(quote="", selector={})
    a_piece_of_evidence(claim, quote=QUOTE, selector=selector, source=builders.a_source(snapshot=a_snapshot(TEXT)))
    article = an_article(TEXT)
    Appearance.objects.create(
        claim=claim, home_claim=claim, article=article, start=at, end=at + len(QUOTE), quote=QUOTE, speaker="A skipper"
    )
    proof.seal_events()
    return claim


def zip_of(claim: Claim, place: Path, **values: Any) -> Path:
    packing.write_zip(packing.build(claim.pk, by=None, **values), place)
    return place


def verdict_of(place: Path) -> tuple[int, str]:
    said: list[str] = []
    return verify.main(place, say=said.append), "".join(said)


def unpacked(place: Path) -> Path:
    folder = place.with_suffix("")
    with zipfile.ZipFile(place) as archive:
        archive.extractall(folder)
    return folder


@pytest.mark.both
def test_a_whole_dossier_holds_as_zip_and_as_folder(tmp_path: Path) -> None:
    place = zip_of(full_claim(), tmp_path / "d.zip")
    for shape in (place, unpacked(place)):
        status, said = verdict_of(shape)
        assert status == 0, said
        assert "2 quotes stand at their places" in said
        assert "1 published versions are as they were published" in said
        assert "2 reviews are as they were filed" in said


@pytest.mark.parametrize("state", ["new", "researching", "in_review", "decided", "retracted", "merged", "dismissed"])
def test_a_claim_in_any_state_has_a_dossier_that_holds(state: str, tmp_path: Path) -> None:
    claim = claim_in(state)
    Evidence.objects.filter(claim=claim).update(quote="", selector={})
    assert verdict_of(zip_of(claim, tmp_path / "d.zip"))[0] == 0


@pytest.mark.both
def test_the_same_state_makes_the_same_bytes(tmp_path: Path) -> None:
    claim = full_claim()
    first, second = (zip_of(claim, tmp_path / f"{n}.zip").read_bytes() for n in range(2))
    assert first == second
    assert len(first) == packing.build(claim.pk, by=None).n_zip_bytes


def test_the_folder_holds_the_files_of_the_zip(tmp_path: Path) -> None:
    dossier = packing.build(full_claim().pk, by=None)
    packing.write_folder(dossier, tmp_path / "folder")
    packing.write_zip(dossier, tmp_path / "d.zip")
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            path.relative_to(tmp_path / "folder").as_posix(): path.read_bytes()
            for path in (tmp_path / "folder").rglob("*")
            if path.is_file()
        }


def test_a_folder_that_holds_something_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Refused, match="not an empty folder"):
        packing.write_folder(packing.build(claim_in("new").pk, by=None), tmp_path)


def test_a_stranger_needs_nothing_but_the_dossier_and_python(tmp_path: Path) -> None:
    folder = unpacked(zip_of(full_claim(), tmp_path / "d.zip"))
    environment = {"PATH": os.environ["PATH"]}
    command = [sys.executable, "-I", "-S", str(folder / "verify.py")]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd="/", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder / "claim.json").write_text("{}")
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd="/", check=False)
    assert done.returncode == 1
    assert "claim.json was changed" in done.stdout


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def one_flipped_byte_is_found(whole: bytes, place: Path, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(whole) - 1))
    bits = data.draw(st.integers(1, 255))
    place.write_bytes(whole[:at] + bytes([whole[at] ^ bits]) + whole[at + 1 :])
    status, said = verdict_of(place)
    assert status != 0, (at, bits)
    assert "FLAW" in said or "cannot be checked" in said


def test_one_flipped_byte_anywhere_in_the_zip_is_found(tmp_path: Path) -> None:
    whole = zip_of(full_claim(), tmp_path / "d.zip").read_bytes()
    one_flipped_byte_is_found(whole, tmp_path / "flipped.zip")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def one_flipped_byte_names_its_file(folder: Path, data: st.DataObject) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    chosen = data.draw(st.sampled_from(files))
    whole = chosen.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    chosen.write_bytes(whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :])
    try:
        status, said = verdict_of(folder)
    finally:
        chosen.write_bytes(whole)
    assert status == 1
    assert chosen.relative_to(folder).as_posix() in said


def test_one_flipped_byte_in_a_folder_names_its_file(tmp_path: Path) -> None:
    folder = unpacked(zip_of(full_claim(), tmp_path / "d.zip"))
    one_flipped_byte_names_its_file(folder)
    assert verdict_of(folder)[0] == 0


@pytest.mark.parametrize("name", [verify.MANIFEST, verify.SEAL_OF_MANIFEST])
@pytest.mark.parametrize("byte", [b"\xff", b"\0", b"{"])
def test_a_manifest_that_is_no_text_any_more_is_named(tmp_path: Path, name: str, byte: bytes) -> None:
    folder = unpacked(zip_of(claim_in("new"), tmp_path / "d.zip"))
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(byte + whole[1:] + byte)
    status, said = verdict_of(folder)
    assert status == 1
    assert f"{verify.MANIFEST} or {verify.SEAL_OF_MANIFEST} was changed" in said


# ── a forger who writes the manifest anew ──


def forged(folder: Path, name: str, change: Callable[[Any], object], *, ends_with: int = 1) -> str:
    """Change one JSON file (or the last line of the events) and make all file hashes fit again."""
    place = folder / name
    if name.endswith(".jsonl"):
        lines = [json.loads(line) for line in place.read_text().splitlines()]
        change(lines)
        place.write_text("".join(json.dumps(line) + "\n" for line in lines))
    elif name.endswith(".json"):
        record = json.loads(place.read_text())
        change(record)
        place.write_text(json.dumps(record))
    else:
        place.write_text(str(change(place.read_text())))
    manifest = json.loads((folder / verify.MANIFEST).read_text())
    entry = verify.read_entry(name, [place.read_bytes()])
    manifest["files"][name] = {"sha256": entry.sha256, "size": entry.size}
    (folder / verify.MANIFEST).write_text(json.dumps(manifest))
    entry = verify.read_entry(verify.MANIFEST, [(folder / verify.MANIFEST).read_bytes()])
    (folder / verify.SEAL_OF_MANIFEST).write_text(f"{entry.sha256}  {verify.MANIFEST}\n")
    status, said = verdict_of(folder)
    assert status == ends_with, said
    return said


FORGERIES: dict[str, tuple[str, Callable[[Any], object], str]] = {
    "an event's content": ("events.jsonl", lambda es: es[1]["content"].update(by_name="X"), "event 2 is not what was"),
    "an event is missing": ("events.jsonl", lambda es: es.pop(2), "event 3 is not there"),
    "the last event is missing": ("events.jsonl", lambda es: es.pop(), "events are recorded"),
    "the claim's version": ("claim.json", lambda c: c.update(version=c["version"] + 1), "claim.json is version"),
    "the claim's state": ("claim.json", lambda c: c.update(state="decided"), "the last event ended in published"),
    "the claim's text": ("claim.json", lambda c: c["fields"].update(draft_summary="X"), "draft_summary is not what"),
    "a published version": ("versions/0001.json", lambda v: v["content"].update(summary="X"), "0001.json is not what"),
    "a review": ("reviews.json", lambda r: r[0]["reviews"][0]["content"].update(reasons="X"), "not as it was filed"),
    "a frozen draft": ("reviews.json", lambda r: r[0]["frozen"].update(summary="X"), "not the draft that was"),
    "a seal": ("seals.json", lambda s: s["seals"][0]["content"].__setitem__(2, 1), "seal 1 does not follow"),
    "the hashes under the seal": ("event-hashes.txt", lambda text: text.replace("a", "b"), "is not what seal 1"),
    "a quote": ("evidence.json", lambda e: e[-1].update(quote="the fee fell"), "quotes other words"),
    "a quote's place": ("evidence.json", lambda e: e[-1]["selector"].update(start=0), "does not stand in"),
    "an appearance": ("appearances.json", lambda a: a[0].update(start=1), "does not stand in articles/"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "change", "expected"), FORGERIES.values(), ids=FORGERIES.keys())
def test_who_writes_the_manifest_anew_is_caught_by_what_the_files_say(
    full_dossier: Path, name: str, change: Callable[[Any], object], expected: str
) -> None:
    assert expected in forged(full_dossier, name, change)


def test_a_capture_that_was_exchanged_is_named(full_dossier: Path) -> None:
    name = next(path.relative_to(full_dossier).as_posix() for path in full_dossier.glob("snapshots/*/text.txt"))
    assert f"{name} is not what was captured" in forged(full_dossier, name, lambda text: text + " More.")


# ── hostile shapes ──


def test_files_that_are_missing_or_do_not_belong_are_named(tmp_path: Path) -> None:
    folder = unpacked(zip_of(full_claim(), tmp_path / "d.zip"))
    (folder / "people.json").unlink()
    (folder / "extra.txt").write_text("x")
    status, said = verdict_of(folder)
    assert status == 1
    assert "people.json is missing" in said
    assert "extra.txt does not belong" in said


def rezipped(
    place: Path, target: Path, add: Callable[[zipfile.ZipFile], object], method: int = zipfile.ZIP_STORED
) -> Path:
    with zipfile.ZipFile(place) as old, zipfile.ZipFile(target, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        add(new)
    return target


HOSTILE: dict[str, tuple[Callable[[zipfile.ZipFile], object], str]] = {
    "a path upwards": (lambda z: z.writestr("../evil.txt", "x"), "could lead out of the folder"),
    "an absolute path": (lambda z: z.writestr("/etc/evil", "x"), "could lead out of the folder"),
    "a path of Windows": (lambda z: z.writestr("C:\\evil", "x"), "could lead out of the folder"),
    "a hidden file": (lambda z: z.writestr(".bashrc", "x"), "could lead out of the folder"),
    "a name twice": (lambda z: z.writestr("claim.json", "{}"), "is in it twice"),
    "a name twice in capitals": (lambda z: z.writestr("Claim.json", "{}"), "is in it twice"),
    "a bomb": (lambda z: z.writestr("bomb.txt", b"0" * 20_000_000, zipfile.ZIP_DEFLATED), "is compressed"),
}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("add", "expected"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_zip_is_refused_with_a_sentence(
    tmp_path: Path, add: Callable[[zipfile.ZipFile], object], expected: str
) -> None:
    place = rezipped(zip_of(claim_in("new"), tmp_path / "d.zip"), tmp_path / "hostile.zip", add)
    status, said = verdict_of(place)
    assert status == 2
    assert expected in said


def test_a_zip_that_was_packed_anew_or_has_something_appended_is_not_ours(tmp_path: Path) -> None:
    place = zip_of(claim_in("new"), tmp_path / "d.zip")
    assert verdict_of(rezipped(place, tmp_path / "again.zip", lambda z: None))[0] == 1
    with place.open("ab") as file:
        file.write(b"\0" * 10)
    assert verdict_of(place)[0] != 0


def test_a_link_in_the_folder_is_refused(tmp_path: Path) -> None:
    folder = unpacked(zip_of(claim_in("new"), tmp_path / "d.zip"))
    (folder / "people.json").unlink()
    (folder / "people.json").symlink_to("/etc/hostname")
    status, said = verdict_of(folder)
    assert status == 2
    assert "is a link" in said


@pytest.mark.parametrize("body", [b"", b"PK", b"PK\x05\x06" + b"\0" * 18, os.urandom(500)])
def test_what_is_no_dossier_is_refused(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(body)
    assert verdict_of(tmp_path / "x.zip")[0] == 2
    assert verdict_of(tmp_path / "nowhere")[0] == 2
    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    assert verdict_of(tmp_path)[0] == 2


# ── what is in it, and what is not ──


def contents(claim: Claim, **values: Any) -> dict[str, bytes]:
    body = io.BytesIO(b"".join(packing.build(claim.pk, **{"by": None, **values}).zip()))
    with zipfile.ZipFile(body) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def reviews_in(claim: Claim, **values: Any) -> list[str]:
    return [
        review["reviewer"]
        for round_ in json.loads(contents(claim, **values)["reviews.json"])
        for review in round_["reviews"]
    ]


@pytest.mark.both
def test_while_a_round_is_blind_a_dossier_shows_each_person_only_their_own_review() -> None:
    claim, people = claim_in("in_review"), cast()
    round_ = claim.rounds.get()
    builders.reviews.file_review(claim, by=people.ines, rating=builders.scale()["false"], confidence=2, reasons="Hm.")
    assert reviews_in(claim, by=people.ines) == ["Ines"]
    for person in (people.omar, people.edda, people.ravi, None):
        assert reviews_in(claim, by=person) == []
        assert b"Hm." not in b"".join(contents(claim, by=person).values())
    assert list(access.visible_reviews(round_, people.edda)) == []


@pytest.mark.both
def test_notes_of_the_newsroom_are_withheld_unless_asked_for() -> None:
    claim = claim_in("decided")
    move(claim, "return", by=cast().edda, note="Between us: the lawyer called.")
    outside, inside = contents(claim), contents(claim, with_notes=True)
    assert not any(b"lawyer" in body for body in outside.values())
    assert b"lawyer" in inside["events.jsonl"]
    salt = claim.events.exclude(note="").latest("version").note_salt.encode()
    assert not any(salt in body for body in outside.values())
    assert salt in inside["events.jsonl"]


def noted_claim() -> Claim:
    """Published, with a note of the newsroom's own at each step on which a verdict rests."""
    claim, people = claim_in("researching"), cast()
    builders.make_ready_to_submit(claim, by=people.ravi)
    move(claim, "submit", by=people.ravi, note="Between us: the lawyer called.")
    jobs.run_all(only=lambda row: row.name == "assign_reviewers")
    builders.file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    move(claim, "decide", by=people.edda, note="Between us: it was close.")
    for person in (people.ravi, people.edda, people.elsa):
        edits.declare_interest(claim, by=person, has_interest=False)
    move(claim, "publish", by=people.elsa, note="Between us: after lunch.")
    Evidence.objects.filter(claim=claim).update(quote="", selector={})
    return Claim.objects.get(pk=claim.pk)


def test_a_verdict_whose_notes_are_private_holds_without_them_and_with_them(tmp_path: Path) -> None:
    claim = noted_claim()
    status, said = verdict_of(zip_of(claim, tmp_path / "d.zip"))
    assert status == 0, said
    noted = claim.events.exclude(note="").order_by("version").values_list("version", flat=True)
    assert f"The notes of events {', '.join(map(str, noted))} are not here" in said
    assert b"Between us" not in (tmp_path / "d.zip").read_bytes()
    status, said = verdict_of(zip_of(claim, tmp_path / "inside.zip", with_notes=True))
    assert status == 0, said
    assert "are not here" not in said
    assert (tmp_path / "inside.zip").read_bytes().count(b"Between us") == 3


@pytest.mark.parametrize("note", [{"text": "Between us: nobody called."}, {"salt": "0" * 32}])
def test_a_note_that_was_changed_in_a_dossier_is_found(tmp_path: Path, note: dict[str, str]) -> None:
    folder = unpacked(zip_of(noted_claim(), tmp_path / "d.zip", with_notes=True))

    def change(events: list[dict[str, Any]]) -> None:
        next(event for event in events if event["content"]["verb"] == "submit")["note"].update(note)

    assert "has another note than the one that was written" in forged(folder, "events.jsonl", change)


@pytest.mark.both
def test_a_dossier_holds_after_a_note_was_erased(tmp_path: Path) -> None:
    claim = noted_claim()
    claim.events.filter(verb="decide").update(note="", note_salt="")
    assert proof.find_flaw(claim) is None
    status, said = verdict_of(zip_of(claim, tmp_path / "d.zip", with_notes=True))
    assert status == 0, said
    assert f"The notes of events {claim.events.get(verb='decide').version} are not here" in said


@pytest.mark.both
def test_a_dossier_names_no_address_and_no_password() -> None:
    claim, rana = claim_in("published"), cast().rana
    type(rana).objects.filter(pk=rana.pk).update(email="rana@desk.example")
    body = b"".join(contents(claim).values())
    assert b"rana@desk.example" not in body
    assert rana.password.encode() not in body


def test_a_capture_that_is_not_what_it_was_stops_the_export() -> None:
    claim = full_claim()
    source = Source.objects.filter(evidence__claim=claim, snapshot__isnull=False).last()
    assert source is not None
    assert source.snapshot is not None
    snapshots.folder.place_of(source.snapshot.path).write_bytes(b"something else")
    with pytest.raises(Refused, match="not what was captured"):
        packing.build(claim.pk, by=None)


def test_a_claim_that_is_not_there_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refused, match="There is no claim 999999"):
        packing.build(999_999, by=None)


def test_the_rules_of_the_stranger_are_the_rules_of_the_desk() -> None:
    claim = claim_in("published")
    event = ClaimEvent.objects.filter(claim=claim).order_by("version").last()
    assert event is not None
    assert verify.hash_of(audit.content_of(event), after=event.previous_hash) == audit.hash_of(event) == event.hash
    assert verify.FIRST_HASH == audit.FIRST_HASH
    assert set(verify.EVIDENCE_VERBS) == audit.SALTED
