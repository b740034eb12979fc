"""From a fetch, a file or a pasted text to a Snapshot: first the files, complete on disk, then the row."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from claims.errors import Refused
from claims.models import Snapshot
from claims.snapshots import warc
from claims.snapshots.files import open_warc, write
from claims.web import fetch

WARC_SUFFIX = ".warc.gz"


@dataclass(frozen=True)
class Kept:
    """Bytes and WARC that lie in the store; `store` writes the row that vouches for them."""

    fields: dict[str, Any]

    @property
    def sha256(self) -> str:
        return str(self.fields["sha256"])


def take(url: str, *, limits: fetch.Limits = fetch.DEFAULT_LIMITS) -> fetch.Fetched:
    """Fetch a page through the one door, by our own name and with what the operator allows. Nothing is kept yet."""
    return fetch.fetch(
        url, limits=limits, allow=frozenset(settings.FETCH_ALLOW), user_agent=user_agent(), keep_wire=True
    )


def user_agent() -> str:
    return f"{fetch.USER_AGENT} (+{settings.SITE_URL})"


def keep(fetched: fetch.Fetched, *, text: str = "", before: Snapshot | None = None) -> Kept:
    """Keep a page: its bytes, and the WARC with the exchange as it went over the wire.

    `text`: what was read from it. `before`: an earlier capture of the same page; where nothing changed since, the
    WARC refers to it instead of repeating it, and so does the row. Takes its time, so call it outside a transaction.
    """
    facts = _facts(fetched.body, text) | {
        "how": Snapshot.How.FETCH,
        "requested_url": fetched.requested_url,
        "final_url": fetched.final_url,
        "status_code": fetched.status,
        "headers": [list(pair) for pair in fetched.headers],
        "content_type": fetched.content_type[:200],
        "ip_address": fetched.ip_address,
        "truncated": fetched.truncated,
        "redirects": fetched.redirects,
        "captured_at": fetched.fetched_at,
    }
    if before is not None and (before.sha256, before.text_sha256) == (facts["sha256"], facts["text_sha256"]):
        facts |= {"revisit_of_id": before.revisit_of_id or before.pk, "text": ""}
    if fetched.hops:
        same = before if before is not None and before.sha256 == facts["sha256"] else None
        told = told_of(Snapshot(**facts))
        content = warc.of_fetch(fetched, text=text, by=user_agent(), told=told, earlier=_earlier(same))
        facts["warc_sha256"] = write(content, suffix=WARC_SUFFIX)
    return Kept(facts)


def keep_bytes(
    body: bytes, *, how: str, text: str = "", filename: str = "", content_type: str = "", url: str = ""
) -> Kept:
    """Keep a file or a pasted text, with a WARC that says just that: bytes that came without any exchange."""
    now = timezone.now()
    facts = _facts(body, text) | {
        "how": how,
        "filename": filename[:255],
        "content_type": content_type[:200],
        "captured_at": now,
    }
    content = warc.of_bytes(
        body,
        url=url or f"urn:sha256:{facts['sha256']}",
        at=now,
        content_type=content_type if _is_media_type(content_type) else "application/octet-stream",
        text=text,
        by=user_agent(),
        told=told_of(Snapshot(**facts)),
    )
    return Kept(facts | {"warc_sha256": write(content, suffix=WARC_SUFFIX)})


def store(kept: Kept) -> Snapshot:
    """The row, in the transaction that ties it to its article or source.

    The files are complete before the row exists, so a crash leaves at worst files that nobody names.
    """
    return Snapshot.objects.create(**kept.fields)


def text_of(snapshot: Snapshot) -> str:
    """The text of a capture, be it in the row of the earlier capture which it repeats."""
    if snapshot.text or snapshot.revisit_of_id is None:
        return snapshot.text
    return str(Snapshot.objects.filter(pk=snapshot.revisit_of_id).values_list("text", flat=True).first() or "")


def pinned(snapshot: Snapshot) -> dict[str, Any]:
    """What an event tells of a capture, so that neither its files nor its row can be changed unnoticed."""
    return {
        "id": snapshot.pk,
        "sha256": snapshot.sha256,
        "text_sha256": snapshot.text_sha256,
        "warc_sha256": snapshot.warc_sha256,
    }


def told_of(snapshot: Snapshot) -> dict[str, str]:
    """What the WARC repeats of the row, all but the text itself, so that each vouches for the other; on one line each.

    What is empty is left out.
    """
    told = {
        "how": snapshot.how,
        "requestedUrl": snapshot.requested_url,
        "finalUrl": snapshot.final_url,
        "redirects": " ".join(snapshot.redirects),
        "status": "" if snapshot.status_code is None else str(snapshot.status_code),
        "headersSha256": hashlib.sha256(json.dumps(snapshot.headers).encode()).hexdigest() if snapshot.headers else "",
        "contentType": snapshot.content_type,
        "ipAddress": snapshot.ip_address,
        "truncated": snapshot.truncated,
        "filename": snapshot.filename,
        "bodySha256": snapshot.sha256,
        "bodyLength": str(snapshot.n_bytes),
        "textSha256": snapshot.text_sha256,
        "revisitOf": str(snapshot.revisit_of_id or ""),
        "capturedAt": warc.date_of(snapshot.captured_at),
    }
    lines = {name: " ".join(value.split()) for name, value in told.items()}
    return {name: line for name, line in lines.items() if line}


def _facts(body: bytes, text: str) -> dict[str, Any]:
    return {
        "sha256": write(body),
        "n_bytes": len(body),
        "text": text,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest() if text else "",
    }


def _earlier(before: Snapshot | None) -> warc.Earlier | None:
    """What a revisit record refers to: none where the earlier capture has no WARC, or one that cannot be relied on."""
    if before is None or not before.warc_sha256:
        return None
    try:
        with open_warc(before) as file:
            found = warc.read(file)
    except Refused:
        return None
    return None if found.flaws else warc.Earlier(found.url, found.at, found.payload_digest)


def _is_media_type(text: str) -> bool:
    return text.isascii() and text.isprintable() and text.count("/") == 1
