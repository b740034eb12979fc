"""Proof that captures are what was captured: file against row, WARC against row, row against history. Reads only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.migrations.recorder import MigrationRecorder

from claims.errors import Refused
from claims.models import ClaimEvent, Snapshot, VerdictRevision
from claims.snapshots import warc
from claims.snapshots.capture import pinned, told_of
from claims.snapshots.files import flaw_of, open_warc

#: Snapshots with their texts are read in portions of so many; a text has at most a million characters.
N_AT_ONCE = 20
#: The migration since which every capture has a WARC.
WARCS_BEGAN = "0007_captures"
_WORDS = {
    "how": "way in which it came",
    "requestedUrl": "requested address",
    "finalUrl": "address",
    "redirects": "list of redirects",
    "status": "status",
    "headersSha256": "header",
    "contentType": "content type",
    "ipAddress": "IP address",
    "truncated": "note on what was cut",
    "filename": "name of the file",
    "bodySha256": "hash of the bytes",
    "bodyLength": "number of bytes",
    "textSha256": "hash of the text",
    "revisitOf": "earlier capture that is repeated",
    "capturedAt": "time of capture",
}


def find_flaws(snapshots: Iterable[Snapshot]) -> Iterator[tuple[Snapshot, list[str]]]:
    """Each capture with what is wrong with it, as full sentences; one file's bytes are never held as a whole."""
    began = _warcs_began_at()
    for snapshot in snapshots:
        flaws = list(_flaws_of(snapshot))
        if not snapshot.warc_sha256 and began is not None and snapshot.captured_at >= began:
            flaws.append("its row names no WARC, and every capture of its time has one")
        yield snapshot, [f"Snapshot {snapshot.pk}{_named(snapshot)}: {flaw}." for flaw in flaws]


def find_false_history() -> Iterator[str]:
    """Captures that the history of claims and the published revisions tell of, and that are gone or another now."""
    events = ClaimEvent.objects.filter(changes__has_key="snapshot").order_by("pk")
    for event in events.iterator(chunk_size=500):
        told = event.changes["snapshot"][1]
        now = _pinned_now(told["id"]) if isinstance(told, dict) and "id" in told else None
        if now != told:
            what = "is gone" if now is None else "is not the one that was captured: its row was changed"
            yield f"Claim {event.claim_id}, event {event.version}: the snapshot that it tells of {what}."
    for revision in VerdictRevision.objects.order_by("pk").iterator(chunk_size=50):
        for printed in revision.content.get("evidence", []):
            sha256 = printed.get("snapshot_sha256")
            if sha256 and not Snapshot.objects.filter(sha256=sha256).exists():
                yield (
                    f"Claim {revision.claim_id}, revision {revision.number}: the snapshot {sha256} that is printed for "
                    f"evidence E{printed.get('id')} is gone, or its row was changed."
                )


def _warcs_began_at() -> datetime | None:
    """When this database learnt to name WARC files; a capture from before that has none."""
    applied = MigrationRecorder.Migration.objects.filter(app="claims", name=WARCS_BEGAN)
    return applied.values_list("applied", flat=True).first()


def _pinned_now(pk: int) -> dict[str, Any] | None:
    snapshot = Snapshot.objects.defer("text", "headers").filter(pk=pk).first()
    return pinned(snapshot) if snapshot else None


def _flaws_of(snapshot: Snapshot) -> Iterator[str]:
    file = flaw_of(snapshot.path, snapshot.sha256, n_bytes=snapshot.n_bytes)
    if file:
        yield f"its file {file}"
    yield from _flaws_of_text(snapshot)
    if snapshot.warc_sha256:
        yield from _flaws_of_warc(snapshot)


def _flaws_of_text(snapshot: Snapshot) -> Iterator[str]:
    """A capture that repeats an earlier one has that one's text."""
    if snapshot.revisit_of_id is not None and not snapshot.text:
        first = Snapshot.objects.filter(pk=snapshot.revisit_of_id).values_list("text_sha256", flat=True).first()
        if first != snapshot.text_sha256:
            yield "its text is not that of the earlier capture which it repeats"
    elif (hashlib.sha256(snapshot.text.encode()).hexdigest() if snapshot.text else "") != snapshot.text_sha256:
        yield "its text does not match its hash"


def _flaws_of_warc(snapshot: Snapshot) -> Iterator[str]:
    try:
        with open_warc(snapshot) as file:
            found = warc.read(file)
    except Refused:
        yield f"its WARC {flaw_of(snapshot.warc_path, snapshot.warc_sha256)}"
        return
    for flaw in found.flaws:
        yield f"its WARC {flaw}"
    if found.flaws:
        return
    row, record = told_of(snapshot), found.told
    wrong = [words for name, words in _WORDS.items() if row.get(name) != record.get(name)]
    if found.text_digest != (f"sha256:{snapshot.text_sha256}" if snapshot.text_sha256 else ""):
        wrong.append(_WORDS["textSha256"])
    if snapshot.final_url and snapshot.final_url != found.url:
        wrong.append(_WORDS["finalUrl"])
    for words in dict.fromkeys(wrong):
        yield f"the {words} in its row differs from what its WARC says"


def _named(snapshot: Snapshot) -> str:
    name = snapshot.final_url or snapshot.filename
    return f" ({name[:120]})" if name else ""
