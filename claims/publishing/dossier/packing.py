"""Gathers the files of a dossier and writes them: a folder, a zip, or a zip piece by piece to a browser."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from claims import snapshots
from claims.errors import Refused
from claims.models import Appearance, Article, Claim, ClaimEvent, Evidence, Snapshot, Source, User
from claims.protection import hidden_from
from claims.publishing.dossier import records, verify
from claims.publishing.dossier.copying import Copier
from claims.publishing.dossier.readme import readme_of

#: The hashes of all events go along up to so many of them (count); each is 65 bytes.
N_HASHES = 100_000
_HASHES = "event-hashes.txt"


@dataclass(frozen=True)
class File:
    """One file of a dossier; `read` makes its bytes anew each time, so that none has to be kept."""

    entry: verify.Entry
    read: Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class Dossier:
    """The files in their order, the manifest and its hash last."""

    name: str
    files: list[File]

    @property
    def sha256(self) -> str:
        """Of the manifest: names the whole dossier."""
        return next(file.entry.sha256 for file in self.files if file.entry.name == verify.MANIFEST)

    def zip(self) -> Iterator[bytes]:
        """The zip, piece by piece; equal dossiers make equal bytes."""
        read = {file.entry.name: file.read for file in self.files}
        for piece in verify.zip_layout(file.entry for file in self.files):
            if isinstance(piece, verify.Entry):
                yield from read[piece.name]()
            else:
                yield piece

    @property
    def n_zip_bytes(self) -> int:
        """The size of the zip."""
        pieces = verify.zip_layout(file.entry for file in self.files)
        return sum(piece.size if isinstance(piece, verify.Entry) else len(piece) for piece in pieces)


def build(claim_id: int, *, by: User | None, with_notes: bool = False, with_originals: bool = False) -> Dossier:
    """Everything behind a claim as this person may see it. None: as everybody may, in the desk or outside.

    Evidence that they may not read is left out, with all that tells of it, and the dossier says how much that is.
    `with_notes`: with the notes that the newsroom keeps to itself. `with_originals`: with uploaded files as they came,
    instead of their text and copies of PDFs without their details. Raises Refused when the claim is not there or a
    capture is not what it was. Reads every file once, to hash it.
    """
    with transaction.atomic():
        # Nobody writes history while it is read: version and events have to fit each other
        claim = Claim.objects.select_for_update().filter(pk=claim_id).first()
        if claim is None:
            raise Refused(f"There is no claim {claim_id}. Look for its number on the board.")
        documents, captures, articles = _read(claim, by=by, with_notes=with_notes, with_originals=with_originals)
    files = [_file(name, _constant(body)) for name, body in documents.items()]
    files += [_file(f"articles/A{pk}.txt", _article(pk)) for pk in articles]
    files += [_capture(snapshot, key, name) for snapshot, names in captures for key, name in names.items()]
    copier = Copier()
    for row, _ in captures:
        if records.is_kept_back(row, with_originals=with_originals):
            files += _copy(row, copier)
    files.sort(key=lambda file: file.entry.name)
    total = sum(file.entry.size + 200 for file in files)
    if total > verify.MAX_ZIP or len(files) > verify.MAX_FILES - 2:
        raise Refused("This dossier is larger than 4 GB. Take large captures from the store by their sha256 instead.")
    manifest = {
        "format": "fact-check dossier, version 1",
        "claim": {"id": claim.pk, "slug": claim.slug, "statement": claim.statement, "version": claim.version},
        "files": {file.entry.name: {"sha256": file.entry.sha256, "size": file.entry.size} for file in files},
    }
    last = _file(verify.MANIFEST, _constant(_json(manifest)))
    seal = f"{last.entry.sha256}  {verify.MANIFEST}\n".encode()
    return Dossier(
        f"dossier-{claim.pk}-version-{claim.version}", [*files, last, _file(verify.SEAL_OF_MANIFEST, _constant(seal))]
    )


def write_folder(dossier: Dossier, folder: Path) -> None:
    """Into a folder that is new or empty. Raises Refused when it is neither."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is not an empty folder. Name one that is not there yet.")
    for file in dossier.files:
        place = folder / file.entry.name
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as target:
            target.writelines(file.read())


def write_zip(dossier: Dossier, place: Path) -> None:
    """Whole or not at all: written beside its place, then renamed."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".dossier-")
    try:
        with os.fdopen(handle, "wb") as target:
            target.writelines(dossier.zip())
        Path(name).chmod(0o644)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _read(
    claim: Claim, *, by: User | None, with_notes: bool, with_originals: bool
) -> tuple[dict[str, bytes], list[tuple[Snapshot, dict[str, str]]], list[int]]:
    """The documents by name, the captures with their files, and the articles in which the claim was made."""
    hidden = hidden_from(by, claim)
    pieces = list(Evidence.objects.filter(claim=claim).visible_to(by).select_related("source").order_by("pk"))
    sources = Source.objects.filter(pk__in={item.source_id for item in pieces}).select_related("origin").order_by("pk")
    where = Appearance.objects.filter(claim=claim).select_related("article__outlet", "article__origin").order_by("pk")
    wanted = records.capture_ids(claim, sources, [row.article for row in where], hidden=hidden)
    captures = Snapshot.objects.filter(pk__in=wanted)
    captures = captures.defer("text").order_by("pk")
    about = {str(row.pk): records.snapshot_record(row, with_originals=with_originals) for row in captures}
    events, seals = records.event_records(claim, by=by, with_notes=with_notes, hidden=hidden), records.seal_records()
    hashes, rechecks = _sealed_hashes(seals), records.recheck_records(claim, sources)
    reviews = records.review_records(claim, by=by, hidden=hidden)
    people = {event["content"]["by"] for event in events} | {item.decided_by_id for item in pieces}
    people |= {item.attached_by_id for item in pieces} | {
        look["seen"]["seen_by_id"] for look in rechecks if look["seen"]
    }
    documents = {
        "README.txt": readme_of(claim, n_left_out=len(hidden.pieces)).encode(),
        "left_out.json": _json(records.left_out_record(hidden, events, reviews)),
        "verify.py": Path(verify.__file__).read_bytes(),
        "claim.json": _json(records.claim_record(claim)),
        "events.jsonl": b"".join(_line(event) for event in events),
        "seals.json": _json({"seals": seals, "event_hashes": _HASHES if hashes else ""}),
        "reviews.json": _json(reviews),
        "evidence.json": _json(records.evidence_records(pieces)),
        "sources.json": _json(records.source_records(sources)),
        "appearances.json": _json(records.appearance_records(where)),
        "snapshots.json": _json(about),
        "rechecks.json": _json(rechecks),
        "archive_copies.json": _json(records.copy_records(sources)),
        "relations.json": _json(records.relation_records(claim, sources, hidden=hidden)),
        "people.json": _json(records.names_of(people)),
        **{name: _json(record) for name, record in records.revision_records(claim).items()},
    }
    if hashes:
        documents[_HASHES] = hashes
    return (
        documents,
        [(row, about[str(row.pk)]["files"]) for row in captures],
        sorted({row.article_id for row in where}),
    )


def _sealed_hashes(seals: list[dict[str, Any]]) -> bytes:
    """The hashes of all events under the newest seal, one a line, in its order; empty where they are too many."""
    if not seals or seals[-1]["content"][2] > N_HASHES:
        return b""
    last_event = seals[-1]["content"][1]
    rows = ClaimEvent.objects.filter(pk__lte=last_event).order_by("pk").values_list("hash", flat=True)
    return "".join(f"{hash_}\n" for hash_ in rows.iterator(chunk_size=2000)).encode()


def _file(name: str, read: Callable[[], Iterable[bytes]]) -> File:
    return File(verify.read_entry(name, read()), read)


def _constant(body: bytes) -> Callable[[], Iterable[bytes]]:
    return lambda: (body,)


def _article(pk: int) -> Callable[[], Iterable[bytes]]:
    return lambda: (Article.objects.values_list("text", flat=True).get(pk=pk).encode(),)


def _capture(snapshot: Snapshot, key: str, name: str) -> File:
    """A file of a capture. Raises Refused when it is not what was captured."""

    def read() -> Iterable[bytes]:
        if key == "sha256":
            return (snapshots.read(snapshot),)
        if key == "warc_sha256":
            with snapshots.open_warc(snapshot) as warc:
                return (warc.read(),)
        return (snapshots.text_of(Snapshot.objects.get(pk=snapshot.pk)).encode(),)

    file = _file(name, read)
    if file.entry.sha256 != getattr(snapshot, key):
        raise Refused(f"{name} is not what was captured. Run verify_snapshots and restore it from a backup.")
    return file


def _copy(snapshot: Snapshot, copier: Copier) -> Iterator[File]:
    """What is handed on beside the text of an uploaded PDF: a copy without its details, or why there is none."""
    body, folder = snapshots.read(snapshot), f"snapshots/S{snapshot.pk}"
    if body.lstrip()[:5] != b"%PDF-":
        return
    try:
        yield _file(f"{folder}/copy.pdf", _constant(copier.copy_of(body)))
    except Refused as refusal:
        yield _file(f"{folder}/copy.txt", _constant(f"{refusal.sentence}\n".encode()))


def _json(record: Any) -> bytes:
    return json.dumps(record, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n"


def _line(record: Any) -> bytes:
    return json.dumps(record, sort_keys=True, ensure_ascii=False).encode() + b"\n"
