"""Checks a fact-check dossier: python3 verify.py [FOLDER or FILE.zip], by default the folder in which this file lies.

Needs nothing but Python 3.9 or newer: no network, no database, no other file of ours. Says what it checked, and names
whatever was changed, is missing or does not belong. Ends with 0 when all holds, with 1 when something does not, and
with 2 when the dossier cannot be read at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple

MANIFEST, SEAL_OF_MANIFEST = "manifest.json", "manifest.sha256"
FIRST_HASH = "0" * 64
#: What is read at once, and what a file that has to be understood may measure (bytes).
CHUNK, MAX_JSON = 1 << 20, 256 << 20
MAX_FILES = 60_000
#: A zip without 64-bit fields ends here (bytes).
MAX_ZIP = 0xFFFF_FFFE
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){0,5}")


class Unreadable(Exception):
    """What is no dossier, or would be dangerous to read, as a sentence."""


class Entry(NamedTuple):
    """One file as it was read: its name, bytes, CRC-32 and sha256 (hexadecimal)."""

    name: str
    size: int
    crc: int
    sha256: str


# ── the two shapes of a dossier ──


class Folder:
    """Files below a folder; links and anything that is no plain file are refused."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def names(self) -> list[str]:
        found = []
        for folder, folders, files in os.walk(self.root):
            for name in [*folders, *files]:
                place = Path(folder, name)
                mode = place.lstat().st_mode
                if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                    raise Unreadable(
                        f"{place} is a link or a device. A dossier holds plain files only; do not trust it."
                    )
                if stat.S_ISREG(mode):
                    found.append(place.relative_to(self.root).as_posix())
        return found

    def open(self, name: str) -> IO[bytes]:
        return (self.root / name).open("rb")

    def flaw_of_shape(self, entries: Iterable[Entry]) -> str:
        return ""


class Zip:
    """A zip as we write it: nothing compressed, so that it cannot swell, and every byte of it has to be as expected."""

    def __init__(self, place: Path) -> None:
        self.place = place
        try:
            self.archive = zipfile.ZipFile(place)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Unreadable(f"{place} is no zip that can be read ({error}). Fetch the dossier again.") from error
        for info in self.archive.infolist():
            if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
                raise Unreadable(
                    f"{info.filename!r} is compressed or encrypted in the zip, which a dossier never is. "
                    "If you packed it anew yourself, unpack it and check the folder."
                )
            if info.file_size != info.compress_size or info.file_size > self.place.stat().st_size:
                raise Unreadable(f"{info.filename!r} claims another size than it has in the zip; do not unpack it.")

    def names(self) -> list[str]:
        return [info.filename for info in self.archive.infolist()]

    def open(self, name: str) -> IO[bytes]:
        return self.archive.open(name)

    def flaw_of_shape(self, entries: Iterable[Entry]) -> str:
        """Compare every byte between the files with what we would have written."""
        with self.place.open("rb") as file:
            for piece in zip_layout(entries):
                if isinstance(piece, Entry):
                    file.seek(piece.size, os.SEEK_CUR)
                    continue
                at = file.tell()
                if file.read(len(piece)) != piece:
                    return f"The zip's own bytes from {at} to {at + len(piece)} are not as we write them."
            return "Something was appended to the zip." if file.read(1) else ""


def zip_layout(entries: Iterable[Entry]) -> Iterator[bytes | Entry]:
    """The bytes of a zip that only stores: headers as bytes, each file's content as its Entry in its place.

    APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16; every date is 1 January 1980.
    """
    directory, offset, n_entries = b"", 0, 0
    for entry in entries:
        name = entry.name.encode()
        facts = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, entry.crc, entry.size, entry.size, len(name), 0)
        header = b"PK\x03\x04" + facts + name
        directory += b"PK\x01\x02" + struct.pack("<H", 0x314) + facts
        directory += struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, offset) + name
        offset += len(header) + entry.size
        n_entries += 1
        yield header
        yield entry
    yield directory
    yield b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, n_entries, n_entries, len(directory), offset, 0)


def read_entry(name: str, chunks: Iterable[bytes]) -> Entry:
    size, crc, digest = 0, 0, hashlib.sha256()
    for chunk in chunks:
        size, crc = size + len(chunk), zlib.crc32(chunk, crc)
        digest.update(chunk)
    return Entry(name, size, crc, digest.hexdigest())


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


# ── the check ──


class Dossier:
    """A dossier that is being checked: `flaws` are what does not hold, `notes` what cannot be checked here."""

    def __init__(self, shape: Folder | Zip) -> None:
        self.shape = shape
        self.flaws: list[str] = []
        self.notes: list[str] = []
        self.done: list[str] = []

    def check(self) -> None:
        """First that every file is what the manifest says; only then what the files say."""
        self._check_files()
        if self.flaws:
            return
        for check in CHECKS:
            try:
                check(self)
            except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                self.flaws.append(f"{check.__name__.replace('_', ' ')}: it is not written as we write it ({error!r}).")

    def json(self, name: str) -> Any:
        return json.loads(self.text(name))

    def text(self, name: str) -> str:
        return self._read(name).decode()

    def _check_files(self) -> None:
        names = self.shape.names()
        if len(names) > MAX_FILES:
            raise Unreadable(f"It holds {len(names)} files, more than a dossier ever does ({MAX_FILES}).")
        seen: dict[str, str] = {}
        for name in names:
            if not _NAME.fullmatch(name):
                raise Unreadable(
                    f"The name {name!r} could lead out of the folder or confuse a computer; do not unpack it."
                )
            if name.casefold() in seen:
                raise Unreadable(f"{name!r} is in it twice, so that two readers could see different things.")
            seen[name.casefold()] = name
        for name in (MANIFEST, SEAL_OF_MANIFEST):
            if name not in names:
                raise Unreadable(f"It holds no {name}, so it is no dossier or not a whole one.")
        entries = [self._entry(name) for name in names]
        found = {entry.name: entry for entry in entries}
        if self._read(SEAL_OF_MANIFEST) != f"{found[MANIFEST].sha256}  {MANIFEST}\n".encode():
            self.flaws.append(f"{MANIFEST} or {SEAL_OF_MANIFEST} was changed: they do not fit each other.")
            return
        told = self.json(MANIFEST)["files"]
        for name in sorted(told.keys() - found.keys()):
            self.flaws.append(f"{name} is missing.")
        for name in sorted(found.keys() - told.keys() - {MANIFEST, SEAL_OF_MANIFEST}):
            self.flaws.append(f"{name} does not belong to the dossier.")
        for name in sorted(told.keys() & found.keys()):
            if told[name] != {"sha256": found[name].sha256, "size": found[name].size}:
                self.flaws.append(f"{name} was changed: it is not the file that was exported.")
        flaw = self.shape.flaw_of_shape(entries)
        self.flaws += [flaw] if flaw else []
        self.done.append(f"{len(told)} files are there, unchanged, and none besides")

    def _read(self, name: str) -> bytes:
        with self.shape.open(name) as file:
            body = file.read(MAX_JSON + 1)
        if len(body) > MAX_JSON:
            raise Unreadable(f"{name} is larger than {MAX_JSON} bytes; such a file is not read.")
        return body

    def _entry(self, name: str) -> Entry:
        try:
            with self.shape.open(name) as file:
                return read_entry(name, chunks_of(file))
        except (zipfile.BadZipFile, OSError) as error:
            self.flaws.append(f"{name} was changed: {error}")
            return Entry(name, 0, 0, "")


# ── what the files say; each is named as it is reported ──


def the_history(dossier: Dossier) -> None:
    """Every event follows from the one before it by number, state and hash; the last one left the claim as it is."""
    claim, previous_hash, previous_state, recorded = dossier.json("claim.json"), FIRST_HASH, "", {}
    n_withheld, events = 0, events_of(dossier)
    for number, event in enumerate(events, start=1):
        content, where = event["content"], f"events.jsonl: event {number}"
        if content["version"] != number or content["claim"] != claim["id"]:
            dossier.flaws.append(f"{where} is not there, or in the wrong place.")
        if event["previous_hash"] != previous_hash or content["from"] != previous_state:
            dossier.flaws.append(f"{where} does not follow from the one before it.")
        if event["withheld"]:
            n_withheld += 1
        elif hash_of(content, after=previous_hash) != event["hash"]:
            dossier.flaws.append(f"{where} is not what was recorded: its content does not match its hash.")
        previous_hash, previous_state = event["hash"], content["to"]
        recorded.update({name: pair[1] for name, pair in content["changes"].items()})
    if claim["version"] != len(events):
        dossier.flaws.append(f"claim.json is version {claim['version']}, but {len(events)} events are recorded.")
    if claim["state"] != previous_state:
        dossier.flaws.append(f"claim.json is {claim['state']}, but the last event ended in {previous_state}.")
    for name, value in claim["fields"].items():
        if name in recorded and recorded[name] != value:
            dossier.flaws.append(f"claim.json: {name} is not what the events wrote.")
    if n_withheld:
        dossier.notes.append(
            f"{n_withheld} events carry a note that the newsroom keeps to itself: their place in the chain was "
            "checked, their content cannot be."
        )
    dossier.done.append(f"{len(events)} events follow from each other, up to version {claim['version']}")


def the_seals(dossier: Dossier) -> None:
    """The seals follow from each other, and the newest one covers hashes among which all of this claim's stand."""
    seals, previous_hash = dossier.json("seals.json"), FIRST_HASH
    for seal in seals["seals"]:
        if seal["previous_hash"] != previous_hash or hash_of(seal["content"], after=previous_hash) != seal["hash"]:
            dossier.flaws.append(f"seals.json: seal {seal['content'][0]} does not follow from the one before it.")
        previous_hash = seal["hash"]
    sealed = [
        event for event in events_of(dossier) if seals["seals"] and event["id"] <= seals["seals"][-1]["content"][1]
    ]
    if seals["event_hashes"]:
        hashes = dossier.text(seals["event_hashes"]).split()
        number, _, n_events, digest, _ = seals["seals"][-1]["content"]
        if len(hashes) != n_events or hashlib.sha256("".join(hashes).encode()).hexdigest() != digest:
            dossier.flaws.append(f"{seals['event_hashes']} is not what seal {number} was put under.")
        if not {event["hash"] for event in sealed} <= set(hashes):
            dossier.flaws.append(f"An event of this claim is not under seal {number}, though it is older.")
    elif seals["seals"]:
        dossier.notes.append("The hashes under the seals are too many to be included; the newsroom can verify them.")
    dossier.done.append(f"{len(sealed)} events are under {len(seals['seals'])} seals")


def the_versions(dossier: Dossier) -> None:
    """Each published version has the hash that was recorded when it was published."""
    published = {
        event["content"]["changes"]["revision"][1]: event["content"]["changes"]["revision_sha256"][1]
        for event in events_of(dossier)
        if "revision_sha256" in event["content"]["changes"]
    }
    names = dossier.json("claim.json")["revisions"]
    for number, name in enumerate(names, start=1):
        revision = dossier.json(name)
        if not hash_of(revision["content"]) == revision["sha256"] == published.get(number):
            dossier.flaws.append(f"{name} is not what was published: its hash is not the recorded one.")
    if len(published) != len(names):
        dossier.flaws.append(f"{len(published)} versions were published, and {len(names)} are here.")
    dossier.done.append(f"{len(names)} published versions are as they were published")


def the_reviews(dossier: Dossier) -> None:
    """Frozen drafts and the reviews that are shown are what the events recorded."""
    changes = [(event["content"]["verb"], event["content"]["changes"]) for event in events_of(dossier)]
    submitted = {change["round"][1]: change["frozen_sha256"][1] for verb, change in changes if verb == "submit"}
    filed = {change["review_sha256"][1] for verb, change in changes if verb == "file_review"}
    n_reviews = 0
    for item in dossier.json("reviews.json"):
        where = f"reviews.json: round {item['number']}"
        if not hash_of(item["frozen"]) == item["frozen_sha256"] == submitted.get(item["number"]):
            dossier.flaws.append(f"{where} is not the draft that was submitted.")
        for review in item["reviews"]:
            n_reviews += 1
            if hash_of(review["content"]) not in filed:
                dossier.flaws.append(f"{where} holds a review that is not as it was filed.")
    dossier.done.append(f"{n_reviews} reviews are as they were filed")


def the_captures(dossier: Dossier) -> None:
    """Each capture's bytes and text have the hashes that were taken when it was captured."""
    files = dossier.json(MANIFEST)["files"]
    captures = dossier.json("snapshots.json")
    for capture in captures.values():
        for key, name in capture["files"].items():
            if capture[key] != files[name]["sha256"]:
                dossier.flaws.append(f"{name} is not what was captured.")
    dossier.done.append(f"{len(captures)} captures are as they were taken")


def the_quotes(dossier: Dossier) -> None:
    """Each quote stands in the captured text of its source, and each appearance in its article, at its place."""
    captures, n_placed = dossier.json("snapshots.json"), 0
    for item in dossier.json("evidence.json"):
        selector, name = item["selector"], captures.get(item["snapshot"], {}).get("files", {}).get("text_sha256")
        if not selector or not name:
            if item["quote"]:
                dossier.notes.append(f"E{item['id']} is quoted from what could not be captured as text.")
            continue
        n_placed += 1
        if dossier.text(name)[selector["start"] : selector["end"]] != selector["exact"]:
            dossier.flaws.append(f"E{item['id']} does not stand in {name} at its place.")
        elif selector["exact"] != item["quote"]:
            dossier.flaws.append(f"E{item['id']} quotes other words than the ones at its place in {name}.")
    for item in dossier.json("appearances.json"):
        n_placed += 1
        if dossier.text(item["article"])[item["start"] : item["end"]] != item["quote"]:
            dossier.flaws.append(f"“{item['quote'][:60]}” does not stand in {item['article']} at its place.")
    dossier.done.append(f"{n_placed} quotes stand at their places")


CHECKS = (the_history, the_seals, the_versions, the_reviews, the_captures, the_quotes)


def events_of(dossier: Dossier) -> list[dict[str, Any]]:
    return [json.loads(line) for line in dossier.text("events.jsonl").split("\n") if line]


def hash_of(content: Mapping[str, Any] | list[Any], *, after: str = "") -> str:
    """sha256, hexadecimal, of the hash before and of canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return hashlib.sha256(after.encode() + canonical).hexdigest()


def open_dossier(place: Path) -> Dossier:
    """Raises Unreadable when there is no dossier in that place."""
    if place.is_dir():
        return Dossier(Folder(place))
    if not place.is_file():
        raise Unreadable(f"{place} is not there. Name the folder or the zip of the dossier.")
    return Dossier(Zip(place))


def main(place: Path, *, say: Callable[[str], object] = sys.stdout.write) -> int:
    """Check the dossier in this place, say line by line what holds, and return the exit status."""
    try:
        dossier = open_dossier(place)
        dossier.check()
    except (Unreadable, OSError, RecursionError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        say(f"This cannot be checked. {error}\n")
        return 2
    for line in [] if dossier.flaws else dossier.done:
        say(f"ok    {line}.\n")
    for line in dossier.notes:
        say(f"note  {line}\n")
    for line in dossier.flaws:
        say(f"FLAW  {line}\n")
    say("The dossier does not hold.\n" if dossier.flaws else "The dossier holds.\n")
    return 1 if dossier.flaws else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent))
