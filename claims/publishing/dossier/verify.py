"""Checks a fact-check dossier: python3 verify.py [FOLDER or FILE.zip], by default the folder in which this file lies.

Needs nothing but Python 3.9 or newer: no network, no database, no other file of ours. Says what it checked, and names
whatever was changed, is missing or does not belong. Ends with 0 when all holds, with 1 when something does not, and
with 2 when the dossier cannot be read at all, and with 3 when nothing is wrong but a verdict's own event cannot be
checked. One long file on purpose: a stranger gets it as it is, and it may import nothing of ours.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import stat
import struct
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple

MANIFEST, SEAL_OF_MANIFEST = "manifest.json", "manifest.sha256"
FIRST_HASH = "0" * 64
#: What is read at once, and what a file that has to be understood may measure (bytes).
CHUNK, MAX_JSON = 1 << 20, 256 << 20
MAX_FILES = 60_000
#: A zip without 64-bit fields ends here (bytes).
MAX_ZIP = 0xFFFF_FFFE
#: What is printed of one finding (characters): names and quotes in a hostile dossier may be as long as they like.
MAX_LINE = 600
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,99}){0,5}")


#: What may be left out of an event: who sent the claim in, and the hash of a review while its round is blind.
SENDER = ("by", "by_name", "by_name_sha256", "sent_by_id", "wants_answer", "salt")
BLIND_REVIEW = ("review_sha256", "salt")
#: What tells of evidence that the newsroom protects is left out of these; left_out.json names the pieces.
EVIDENCE_VERBS = (
    "attach_source", "suggest_source", "find_evidence", "decide_evidence", "change_visibility", "capture_source",
    "decide_origin", "recheck_source", "see_recheck",
)  # fmt: skip
#: The only one of these that tells of several pieces at once; what it says of each is that it was found.
FOUND = "find_evidence"
#: What stands beside such a piece in an event and would tell of it; the name of its source is never told.
ORIGIN = "origin of a source"
BESIDE = {"snapshot", "source", "outcome", "salt", ORIGIN}
#: Who may read a piece, and who could before and why, is the newsroom's own: outside all of it is left out.
INNER_VERB, INNER = "change_visibility", re.compile(r"E[0-9]+ (?:visibility|named|reason)|salt")
#: Where a note stands in the hash of its event (format 1), these may be exported without it; with what else such an
#: event may have changed.
NOTED = {
    "accept": {"priority", "due_on"},
    "take": {"researcher_id"},
    "release": {"researcher_id"},
    "dismiss": {"dismiss_reason"},
    "merge": {"merged_into_id", "n_appearances_moved"},
    "unmerge": {"merged_into_id", "researcher_id", "n_appearances_moved"},
    "return": {"round"},
    "reopen": {"researcher_id", "dismiss_reason"},
    "put_back": {
        "dismiss_reason",
        "researcher_id",
        "priority",
        "due_on",
        "merged_into_id",
        "n_appearances_moved",
    },
    "excuse_reviewer": {"reviewer"},
    "merge_claimants": {"claimant_id"},
    "part_claimants": {"claimant_id"},
}
#: The first event of a claim, in which all of its first values stand.
FIRST_VERBS = ("send_in", "suggest")
#: The verdict rests on these: without a note that their hash covers nothing in them is proven, and nothing passes.
VERDICT_VERBS = ("submit", "decide", "publish")
#: What a capture has hashes of, each of a file of its own.
HASHES_OF_CAPTURE = ("sha256", "text_sha256", "warc_sha256")
#: What a person decides about a piece of evidence; every change of it is an event.
DECIDED = (
    "status", "stance", "source_type", "secondary_reason", "interest",
    "accessed_on", "no_snapshot_reason", "note", "reject_reason",
)  # fmt: skip


#: What events tell of a protected piece too.
NAMED = ("status", "stance", "source_type")


class Unreadable(Exception):
    """What is no dossier, or would be dangerous to read, as a sentence."""


#: What reading may raise when somebody made a file to break us. RuntimeError: encrypted, too deep, or of a later zip.
HOSTILE = (
    Unreadable, zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError,
    KeyError, IndexError, TypeError, ValueError, AttributeError, ArithmeticError,
)  # fmt: skip


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
        self.folders: set[str] = set()

    def names(self) -> list[str]:
        found = []
        for folder, folders, files in os.walk(self.root, onerror=_unreadable):
            for name in [*folders, *files]:
                place = Path(folder, name)
                mode = place.lstat().st_mode
                if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                    raise Unreadable(
                        f"{place} is a link or a device. A dossier holds plain files only; do not trust it."
                    )
                if stat.S_ISREG(mode):
                    found.append(place.relative_to(self.root).as_posix())
                else:
                    self.folders.add(place.relative_to(self.root).as_posix())
        return found

    def open(self, name: str) -> IO[bytes]:
        return (self.root / name).open("rb")

    def flaw_of_shape(self, entries: Iterable[Entry]) -> str:
        """A folder without a file is in no manifest."""
        filled = {parent.as_posix() for entry in entries for parent in PurePosixPath(entry.name).parents}
        empty = sorted(self.folders - filled)
        return f"The empty folder {empty[0]} does not belong to the dossier." if empty else ""


def _unreadable(error: OSError) -> None:
    raise Unreadable(f"A folder in it cannot be read ({error}).")


class Zip:
    """A zip as we write it: nothing compressed, so that it cannot swell, and every byte of it has to be as expected."""

    def __init__(self, place: Path) -> None:
        self.place = place
        try:
            self.archive = zipfile.ZipFile(place)
        except HOSTILE as error:
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
    """A dossier that is being checked: `flaws` are what does not hold, `notes` what cannot be checked here.

    `gaps` are events on which the verdict rests and that cannot be checked.
    """

    def __init__(self, shape: Folder | Zip) -> None:
        self.shape = shape
        self.flaws: list[str] = []
        self.gaps: list[str] = []
        self.notes: list[str] = []
        self.done: list[str] = []
        #: What may be opened: what lies there and stands in the manifest.
        self.readable: set[str] = {MANIFEST, SEAL_OF_MANIFEST}

    def check(self) -> None:
        """First that every file is what the manifest says; only then what the files say."""
        self._check_files()
        if self.flaws:
            return
        for check in CHECKS:
            try:
                check(self)
            except HOSTILE as error:
                self.flaws.append(f"{check.__name__.replace('_', ' ')}: it is not written as we write it ({error!r}).")

    def json(self, name: str) -> Any:
        return json.loads(self.text(name))

    def text(self, name: str) -> str:
        return self._read(name).decode()

    def _names(self) -> list[str]:
        """Raises Unreadable where a name could do harm, or where there is no manifest."""
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
        return names

    def _check_files(self) -> None:
        entries = [self._entry(name) for name in self._names()]
        if self.flaws:
            return
        found = {entry.name: entry for entry in entries}
        if self._read(SEAL_OF_MANIFEST) != f"{found[MANIFEST].sha256}  {MANIFEST}\n".encode():
            self.flaws.append(f"{MANIFEST} or {SEAL_OF_MANIFEST} was changed: they do not fit each other.")
            return
        told = self._told()
        for name in sorted(told.keys() - found.keys()):
            self.flaws.append(f"{name} is missing.")
        for name in sorted(found.keys() - told.keys() - {MANIFEST, SEAL_OF_MANIFEST}):
            self.flaws.append(f"{name} does not belong to the dossier.")
        for name in sorted(told.keys() & found.keys()):
            if told[name] != {"sha256": found[name].sha256, "size": found[name].size}:
                self.flaws.append(f"{name} was changed: it is not the file that was exported.")
        flaw = self.shape.flaw_of_shape(entries)
        self.flaws += [flaw] if flaw else []
        self.readable |= told.keys() & found.keys()
        self.done.append(f"{len(told)} files are there, unchanged, and none besides")

    def _told(self) -> dict[str, Any]:
        try:
            told = self.json(MANIFEST)["files"]
        except HOSTILE as error:
            raise Unreadable(f"{MANIFEST} is not written as we write it ({error!r}).") from error
        if not isinstance(told, dict):
            raise Unreadable(f"{MANIFEST} is not written as we write it: its files are no list of names with hashes.")
        return told

    def _read(self, name: str) -> bytes:
        if name not in self.readable:
            raise Unreadable(f"{name!r} is named as a file of the dossier and is none; it was not opened.")
        with self.shape.open(name) as file:
            body = file.read(MAX_JSON + 1)
        if len(body) > MAX_JSON:
            raise Unreadable(f"{name} is larger than {MAX_JSON} bytes; such a file is not read.")
        return body

    def _entry(self, name: str) -> Entry:
        try:
            with self.shape.open(name) as file:
                return read_entry(name, chunks_of(file))
        except HOSTILE as error:
            self.flaws.append(f"{name} was changed: {error}")
            return Entry(name, 0, 0, "")


# ── what the files say; each is named as it is reported ──


def the_history(dossier: Dossier) -> None:
    """Every event follows from the one before it by number, state and hash; the last one left the claim as it is."""
    claim, previous_hash, previous_state, recorded = dossier.json("claim.json"), FIRST_HASH, "", {}
    events, blind, left_out = events_of(dossier), blind_rounds(dossier), left_out_of(dossier)
    for number, event in enumerate(events, start=1):
        content, where = event["content"], f"events.jsonl: event {number}"
        if content["version"] != number or content["claim"] != claim["id"]:
            dossier.flaws.append(f"{where} is not there, or in the wrong place.")
        if event["previous_hash"] != previous_hash or content["from"] != previous_state:
            dossier.flaws.append(f"{where} does not follow from the one before it.")
        if event["withheld"]:
            _take_note_of_withheld(dossier, event, may_be_withheld(content, blind, left_out, event["withheld"]))
        elif hash_of(content, after=previous_hash) != event["hash"]:
            dossier.flaws.append(f"{where} is not what was recorded: its content does not match its hash.")
        if event.get("note") and hash_of_note(**event["note"]) != content.get("note_sha256"):
            dossier.flaws.append(f"{where} has another note than the one that was written.")
        if not has_true_name(event):
            dossier.flaws.append(f"{where} names somebody else than who did it.")
        previous_hash, previous_state = event["hash"], content["to"]
        recorded.update({name: pair[1] for name, pair in content["changes"].items()})
    if claim["version"] != len(events):
        dossier.flaws.append(f"claim.json is version {claim['version']}, but {len(events)} events are recorded.")
    if claim["state"] != previous_state:
        dossier.flaws.append(f"claim.json is {claim['state']}, but the last event ended in {previous_state}.")
    for name, value in claim["fields"].items():
        if name in recorded and recorded[name] != value:
            dossier.flaws.append(f"claim.json: {name} is not what the events wrote.")
    _take_note_of_notes(dossier, events)
    dossier.done.append(f"{len(events)} events follow from each other, up to version {claim['version']}")


def name_of(event: dict[str, Any]) -> str:
    """Who did it: in the content of older events, beside it since its salted hash stands there; "" when withheld."""
    return str(event["content"].get("by_name") or (event.get("name") or {}).get("text", ""))


def has_true_name(event: dict[str, Any]) -> bool:
    """A name without its salt is that of somebody whom the newsroom erased: it says nothing but their number."""
    name, content = event.get("name"), event["content"]
    if not name:
        return True
    if not name["salt"]:
        return bool(name["text"] == f"Former member {content['by']}")
    return bool(hash_of_note(**name) == content.get("by_name_sha256"))


def _take_note_of_notes(dossier: Dossier, events: list[dict[str, Any]]) -> None:
    absent = [
        str(event["content"]["version"])
        for event in events
        if event["content"].get("note_sha256") and not event.get("note")
    ]
    if absent:
        dossier.notes.append(
            f"The notes of events {', '.join(absent)} are not here: the newsroom keeps them to itself or erased them. "
            "All else in these events was checked."
        )


def _take_note_of_withheld(dossier: Dossier, event: dict[str, Any], allowed: set[str]) -> None:
    """An event of which something is left out has no hash that could be made anew: name it, or refuse it."""
    content, names = event["content"], event["withheld"]
    verb, changes = content["verb"], content["changes"]
    told = f"event {content['version']} ({verb}): {', '.join(names)} withheld"
    shown = [name for name in names if content.get(name) or name in changes]
    if shown:
        dossier.flaws.append(f"events.jsonl: {told}, and yet {shown[0]} stands in it.")
    elif not set(names) <= allowed:
        dossier.flaws.append(f"events.jsonl: {told}, which a newsroom cannot withhold there.")
    elif verb in VERDICT_VERBS:
        dossier.gaps.append(
            f"{told}. The verdict rests on this event, and without its note nothing in it can be checked. "
            "Ask the newsroom for the dossier with its notes."
        )
    else:
        dossier.notes.append(f"{told}: its place in the chain was checked, what it says cannot be.")


def may_be_withheld(
    content: dict[str, Any], blind: set[int], left_out: Collection[str] = (), names: Iterable[str] = ()
) -> set[str]:
    """What the newsroom may leave out of this event.

    `blind`: the rounds whose reviews nobody may know yet; `left_out`: the pieces of evidence that are protected, of
    which whatever is told under their own numbers may be among the `names` of what is withheld.
    """
    verb, changes, allowed = content["verb"], content["changes"], set()
    is_first = content["version"] == 1 and verb in FIRST_VERBS
    is_move = verb in NOTED and verb not in ("excuse_reviewer", "merge_claimants", "part_claimants")
    is_plain = verb in NOTED and changes.keys() <= NOTED[verb] and is_move == (content["from"] != content["to"])
    if "note" in content and not content["note_is_public"] and (is_first or is_plain or verb in VERDICT_VERBS):
        allowed.add("note")
    if is_first and verb == "send_in":
        allowed.update(SENDER)
    if verb == "file_review" and changes["round"][1] in blind:
        allowed.update(BLIND_REVIEW)
    # Its hash cannot be made anew, so that nothing may be left in it which anybody would believe
    tells_no_more = not changes or (verb == FOUND and all(re.fullmatch("E[0-9]+", name) for name in changes))
    if verb in EVIDENCE_VERBS and left_out and tells_no_more and content["from"] == content["to"]:
        allowed |= BESIDE | {name for name in names if name.partition(" ")[0] in left_out}
    if verb == INNER_VERB and not changes and content["from"] == content["to"]:
        allowed |= {name for name in names if INNER.fullmatch(name)}
    return allowed


def left_out_of(dossier: Dossier) -> set[str]:
    """The numbers of the pieces of evidence that the newsroom protects, as E12."""
    if "left_out.json" not in dossier.readable:
        return set()  # of a release that could not protect any
    return {f"E{item['id']}" for item in dossier.json("left_out.json")["evidence"]}


def drafts_left_out_of(dossier: Dossier) -> set[int]:
    """Numbers of the rounds whose drafts are not here; older releases say only that evidence is left out."""
    return set(dossier.json("left_out.json").get("drafts", ())) if "left_out.json" in dossier.readable else set()


def blind_rounds(dossier: Dossier) -> set[int]:
    """Numbers of the rounds that were submitted and never counted, while the claim is not decided."""
    if dossier.json("claim.json")["state"] in ("decided", "published", "retracted"):
        return set()
    changes = [(event["content"]["verb"], event["content"]["changes"]) for event in events_of(dossier)]
    submitted = {change["round"][1] for verb, change in changes if verb == "submit"}
    return submitted - {change["round"][1] for verb, change in changes if verb == "tally_reviews"}


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
    """Drafts, reviews and outcomes are what the events recorded, under the names of those who filed them."""
    told, n_reviews = _Rounds(events_of(dossier)), 0
    rounds = {item["number"]: item for item in dossier.json("reviews.json")}
    for number in told.drafts.keys() - rounds.keys():
        dossier.flaws.append(f"reviews.json: round {number} was submitted and is missing.")
    for number, item in rounds.items():
        where = f"reviews.json: round {number}"
        if item["frozen"] is None:
            is_decided = bool(item["decided_rating"]) and number not in told.returned
            _take_note_of_draft(dossier, item, is_last=number == max(rounds), is_decided=is_decided)
        elif hash_of(item["frozen"]) != item["frozen_sha256"]:
            dossier.flaws.append(f"{where} is not the draft that was submitted.")
        if item["frozen_sha256"] != told.drafts.get(number):
            dossier.flaws.append(f"{where} has another hash than the draft that was submitted.")
        for review in item["reviews"]:
            n_reviews += 1
            event = told.filed.get(hash_of(review["content"]))
            if event is None or event["changes"]["round"][1] != number:
                dossier.flaws.append(f"{where} holds a review that is not as it was filed.")
            elif (event["by"], event["by_name"]) != (review["content"]["reviewer"], review["reviewer"]):
                dossier.flaws.append(
                    f"{where} names {review['reviewer']} for the review that {event['by_name']} filed."
                )
        if number in told.splits:
            standing = {person for (of, person), count in told.standing.items() if of == number and count > 0}
            shown = Counter(review["content"]["reviewer"] for review in item["reviews"])
            if shown != Counter(standing):
                n_shown = sum(shown.values())
                dossier.flaws.append(
                    f"{where}: {len(standing)} reviews were filed and counted, and {n_shown} are here."
                )
        if item["split"] != told.splits.get(number, {}) or item["decided_rating"] != told.ratings.get(number, ""):
            dossier.flaws.append(f"{where} did not end as the events tell: its split or its rating is another.")
    dossier.done.append(f"{n_reviews} reviews are as they were filed")


def _take_note_of_draft(dossier: Dossier, item: dict[str, Any], *, is_last: bool, is_decided: bool) -> None:
    """A draft that tells of evidence which was protected later is not handed on; no verdict can rest on it.

    `is_decided`: and that was not taken back.
    """
    told = f"The draft of round {item['number']} is withheld: it tells of a source that was protected later"
    state, is_told = dossier.json("claim.json")["state"], item["number"] in drafts_left_out_of(dossier)
    # The name of a source may stand beside another one; then nothing is printed before it is decided anew
    is_verdict = is_decided and not (is_told and is_last and state == "decided")
    if is_verdict or not (is_told or left_out_of(dossier)):
        dossier.flaws.append(f"{told}, and left_out.json does not say so, or a verdict was decided on it.")
    elif is_last and state in ("in_review", "decided"):
        dossier.gaps.append(f"{told}.")
    else:
        dossier.notes.append(f"{told}.")


class _Rounds:
    """What the events tell of review rounds, by number."""

    def __init__(self, events: list[dict[str, Any]]) -> None:
        self.drafts: dict[int, str] = {}
        self.filed: dict[str, dict[str, Any]] = {}
        #: Reviews filed and not withdrawn, by round and person
        self.standing: Counter[tuple[int, int]] = Counter()
        self.splits: dict[int, dict[str, int]] = {}
        self.ratings: dict[int, str] = {}
        #: Rounds that were sent back to research, be it after the decision
        self.returned: set[int] = set()
        for event in events:
            content = event["content"]
            verb, changes = content["verb"], content["changes"]
            if verb == "submit":
                self.drafts[changes["round"][1]] = changes["frozen_sha256"][1]
            elif verb == "file_review":
                self.standing[changes["round"][1], content["by"]] += 1
                if "review_sha256" in changes:
                    self.filed[changes["review_sha256"][1]] = {**content, "by_name": name_of(event)}
            elif verb == "withdraw_review":
                self.standing[changes["round"][0], content["by"]] -= 1
            elif verb == "tally_reviews":
                self.splits[changes["round"][1]] = changes["split"][1]
            elif verb == "decide":
                self.ratings[max(self.drafts)] = changes["rating"][1]
            elif verb == "return" and "round" in changes:
                self.returned.add(changes["round"][0])


def the_evidence(dossier: Dossier) -> None:
    """Every piece that the events tell of is here, and stands as a person decided; none was decided without them."""
    pieces = dossier.json("evidence.json")
    told: dict[str, dict[str, Any]] = {f"E{item['id']}": {"status": "proposed", "stance": ""} for item in pieces}
    if len(told) != len(pieces):
        dossier.flaws.append("evidence.json holds a piece twice.")
    for piece in sorted(_decide_as_told(told, [event["content"] for event in events_of(dossier)])):
        dossier.flaws.append(f"evidence.json: {piece} is missing, of which the events tell.")
    for item in pieces:
        for name in DECIDED:
            if told[f"E{item['id']}"].get(name, item[name]) != item[name]:
                dossier.flaws.append(f"evidence.json: the {name} of E{item['id']} is not what was decided.")
    dossier.done.append(f"{len(pieces)} pieces of evidence stand as they were decided")


def _decide_as_told(told: dict[str, dict[str, Any]], contents: list[dict[str, Any]]) -> set[str]:
    """Write into `told` what the events say of each piece. Returns those that they tell of and that are not here."""
    missing = set()
    for content in contents:
        for name, pair in content["changes"].items():
            piece, _, decided = name.partition(" ")
            if not re.fullmatch("E[0-9]+", piece):
                continue
            if piece not in told:
                missing.add(piece)
            elif decided == "described":  # while it was protected, in words that no event tells
                told[piece] = {name: value for name, value in told[piece].items() if name in NAMED}
            elif decided:
                told[piece][decided] = pair[1]
                if content["verb"] == "attach_source":  # whoever attaches it and says what it does accepts it
                    told[piece]["status"] = "accepted"
    return missing


def what_is_left_out(dossier: Dossier) -> None:
    """Which pieces of evidence are not here, and that they are not."""
    left_out = left_out_of(dossier)
    if left_out & {f"E{item['id']}" for item in dossier.json("evidence.json")}:
        dossier.flaws.append("left_out.json names evidence that is here.")
    for name in dossier.json("claim.json")["revisions"]:
        printed = {f"E{item['id']}" for item in dossier.json(name)["content"]["content"].get("evidence", [])}
        for piece in sorted(left_out & printed):
            dossier.flaws.append(f"left_out.json: {piece} was printed in {name} and cannot be left out.")
    if left_out:
        names = ", ".join(sorted(left_out, key=lambda piece: int(piece[1:])))
        dossier.notes.append(f"Not here, because the newsroom protects where it comes from: {names}.")


def the_captures(dossier: Dossier) -> None:
    """Each capture's files have its hashes, and it is the one that the events and the versions tell of."""
    files, captures = dossier.json(MANIFEST)["files"], dossier.json("snapshots.json")
    for number, capture in captures.items():
        wanted = {key for key in HASHES_OF_CAPTURE if capture[key]}
        if capture.get("is_original_kept_back"):
            _take_note_of_original(dossier, capture)
            wanted &= {"text_sha256"}
        if wanted != capture["files"].keys() or str(capture["id"]) != number:
            dossier.flaws.append(f"snapshots.json: the files of S{number} are not those that it has hashes of.")
        for key, name in capture["files"].items():
            if capture[key] != files[name]["sha256"]:
                dossier.flaws.append(f"{name} is not what was captured.")
    told = _captures_told_of(dossier, captures)
    n_untold = len(captures.keys() - told)
    if n_untold:
        dossier.notes.append(
            f"{n_untold} captures are in no event (of articles, or of what was not decided about): "
            "that their files fit their records is all that can be checked."
        )
    dossier.done.append(f"{len(captures) - n_untold} captures are those that the events tell of")


def _take_note_of_original(dossier: Dossier, capture: dict[str, Any]) -> None:
    """Of a file that somebody handed over only the text is here; what was fetched from the web is here as it came."""
    if capture["how"] != "file":
        dossier.flaws.append(f"snapshots.json: S{capture['id']} is no uploaded file, and yet it is kept back.")
    dossier.notes.append(
        f"S{capture['id']} is an uploaded file. Its text was checked; the file is kept back, because it may tell "
        "who made it. Ask the newsroom for the dossier with originals."
    )


def _captures_told_of(dossier: Dossier, captures: dict[str, Any]) -> set[str]:
    """The numbers of captures of which events tell; whatever is missing or another one is named."""
    told = set()
    for content in (event["content"] for event in events_of(dossier)):
        if "snapshot" not in content["changes"]:
            continue
        pinned = content["changes"]["snapshot"][1]
        number = str(pinned["id"])
        told.add(number)
        if number not in captures:
            dossier.flaws.append(f"snapshots.json: S{number} is missing, of which event {content['version']} tells.")
        elif pinned != {key: captures[number][key] for key in ("id", *HASHES_OF_CAPTURE)}:
            dossier.flaws.append(
                f"snapshots.json: S{number} is not the capture of which event {content['version']} tells."
            )
    hashes = {capture["sha256"] for capture in captures.values()}
    for name in dossier.json("claim.json")["revisions"]:
        for item in dossier.json(name)["content"]["content"].get("evidence", []):
            if item["snapshot_sha256"] and item["snapshot_sha256"] not in hashes:
                dossier.flaws.append(f"snapshots.json: the capture printed for E{item['id']} in {name} is missing.")
    for item in dossier.json("evidence.json"):
        if item["snapshot"] and item["snapshot"] not in captures:
            dossier.flaws.append(f"snapshots.json: S{item['snapshot']} is missing, which E{item['id']} quotes.")
    return told


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


CHECKS = (the_history, the_seals, the_versions, the_reviews, the_evidence, what_is_left_out, the_captures, the_quotes)


def events_of(dossier: Dossier) -> list[dict[str, Any]]:
    return [json.loads(line) for line in dossier.text("events.jsonl").split("\n") if line]


def hash_of(content: Mapping[str, Any] | list[Any], *, after: str = "") -> str:
    """sha256, hexadecimal, of the hash before and of canonical JSON: sorted keys, no spaces, UTF-8."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return hashlib.sha256(after.encode() + canonical).hexdigest()


def hash_of_note(text: str, salt: str) -> str:
    """sha256, hexadecimal, of the salt followed by the note."""
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


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
    except HOSTILE as error:
        say(_line(f"This cannot be checked. {error}"))
        return 2
    for line in [] if dossier.flaws else dossier.done:
        say(_line(f"ok    {line}."))
    for kind, lines in (("note", dossier.notes), ("GAP ", dossier.gaps), ("FLAW", dossier.flaws)):
        for line in lines:
            say(_line(f"{kind}  {line}"))
    if dossier.flaws:
        say("The dossier does not hold.\n")
        return 1
    if dossier.gaps:
        say("What can be checked holds, but the verdict rests on events that cannot be checked.\n")
        return 3
    say("The dossier holds.\n")
    return 0


def _line(text: str) -> str:
    """What a hostile dossier says must neither steer the terminal nor flood it."""
    shown = text if len(text) <= MAX_LINE else text[: MAX_LINE - 1] + "…"
    return "".join(char if char.isprintable() else f"\\u{{{ord(char):x}}}" for char in shown) + "\n"


if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that cannot show a quote is no reason to stop
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent))
