"""WARC 1.1 (ISO 28500): one capture as a file of its own, one gzip member a record. Plain values in and out.

https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
Payload digests cover what follows the HTTP header as it was received, chunks included, as warcio reads them.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO
from uuid import uuid4

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser
from warcio.warcwriter import WARCWriter

from claims.web.fetch import Fetched, Hop

VERSION = "WARC/1.1"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_FIELDS = "application/warc-fields"
_STEP = 65_536
#: What is told of a capture is shorter (bytes).
_MAX_TOLD = 200_000

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Earlier:
    """A capture kept before, whose payload need not be kept again."""

    url: str
    at: str
    payload_digest: str


@dataclass(frozen=True)
class Reading:
    """What a WARC says, read from its first byte to its last. `flaws` are ends of sentences."""

    flaws: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    #: Of the response, revisit or resource: what was captured, from where and when.
    url: str = ""
    at: str = ""
    payload_digest: str = ""
    text_digest: str = ""
    told: Mapping[str, str] = field(default_factory=dict)


def of_fetch(fetched: Fetched, *, text: str, by: str, told: Mapping[str, str], earlier: Earlier | None = None) -> bytes:
    """A page: each exchange as request and response, then the text read from it and what else is known of it.

    `by`: who captured it, for the header of the file. `told`: further facts for the metadata record.
    With `earlier`, a response with the same payload becomes a revisit record.
    """
    out = _Writer(by=by, at=fetched.hops[0].at)
    response = ""
    for hop in fetched.hops:
        is_last = hop is fetched.hops[-1]
        response = out.add_exchange(
            hop, kind=fetched.content_type if is_last else "", earlier=earlier if is_last else None
        )
    last = fetched.hops[-1]
    out.add_text(last.url, last.at, response, text)
    out.add_told(last.url, last.at, response, told)
    return out.whole()


def of_bytes(
    body: bytes, *, url: str, at: datetime, content_type: str, text: str, by: str, told: Mapping[str, str]
) -> bytes:
    """A file or a pasted text: a resource record, its text, and what else is known of it. `url`: any URI."""
    out = _Writer(by=by, at=at)
    resource = out.add("resource", body, url=url, at=at, content_type=content_type, headers=[_payload(body)])
    out.add_text(url, at, resource, text)
    out.add_told(url, at, resource, told)
    return out.whole()


def read(file: BinaryIO) -> Reading:
    """Read every record and check its digests, 64 KiB at a time."""
    flaws: list[str] = []
    types: list[str] = []
    facts: dict[str, str] = {}
    told: dict[str, str] = {}
    try:
        for record in ArchiveIterator(file, check_digests=True):
            types.append(record.rec_type)
            content = _content(record)
            if record.raw_stream.limit > 0:
                flaws.append(f"ends in the middle of a {record.rec_type} record")
            if record.digest_checker.passed is False:
                flaws.append(f"has a {record.rec_type} record that does not match its digest")
            header = record.rec_headers.get_header
            if record.rec_type in {"response", "revisit", "resource"}:
                facts = {
                    "url": header("WARC-Target-URI") or "",
                    "at": header("WARC-Date") or "",
                    "payload_digest": header("WARC-Payload-Digest") or "",
                }
            elif record.rec_type == "conversion":
                facts["text_digest"] = header("WARC-Payload-Digest") or ""
            elif record.rec_type == "metadata":
                told = _told(content)
    except (ArchiveLoadFailed, EOFError, zlib.error, ValueError, OSError) as error:
        why = " ".join(str(error).split())[:100]
        flaws.append(f"cannot be read as a WARC after {len(types)} records ({why})")
    if not facts and not flaws:
        flaws.append("holds no capture")
    return Reading(flaws, types, told=told, **facts)


class _Writer:
    """Records, one after the other, into a file in memory: a capture is bounded by the limits of the fetch."""

    def __init__(self, *, by: str, at: datetime) -> None:
        self._out = io.BytesIO()
        self._writer = WARCWriter(self._out, gzip=True, warc_version=VERSION)
        info = {"software": by, "format": "WARC File Format 1.1", "conformsTo": CONFORMS_TO}
        self.add("warcinfo", _fields(info), at=at, content_type=_FIELDS)

    def whole(self) -> bytes:
        return self._out.getvalue()

    def add(
        self, kind: str, block: bytes, *, at: datetime, content_type: str, url: str = "", headers: Pairs = ()
    ) -> str:
        """Write one record, its block byte for byte; returns its id."""
        identity = f"<urn:uuid:{uuid4()}>"
        fields = [
            ("WARC-Type", kind),
            ("WARC-Record-ID", identity),
            *([("WARC-Target-URI", url)] if url else []),
            ("WARC-Date", date_of(at)),
            *headers,
            ("WARC-Block-Digest", digest_of(block)),
        ]
        # Made by hand: the library's own maker would parse the HTTP header and spell it anew.
        self._writer.write_record(
            ArcWarcRecord(
                "warc",
                "response" if kind == "revisit" else kind,  # of what it takes for a revisit it writes no block
                StatusAndHeaders("", fields, protocol=VERSION),
                io.BytesIO(block),
                None,
                content_type,
                len(block),
                payload_length=len(block),
            )
        )
        return identity

    def add_exchange(self, hop: Hop, *, kind: str, earlier: Earlier | None) -> str:
        """The response (or revisit) and the request that led to it; returns the id of the response."""
        header, payload = parts_of(hop.response)
        headers = [("WARC-IP-Address", hop.ip_address), _payload(payload)]
        if kind:
            headers.append(("WARC-Identified-Payload-Type", kind))
        if hop.truncated:
            headers.append(("WARC-Truncated", hop.truncated))
        block, name = hop.response, "response"
        if earlier is not None and not hop.truncated and earlier.payload_digest == digest_of(payload):
            headers += [
                ("WARC-Profile", SAME_PAYLOAD),
                ("WARC-Refers-To-Target-URI", earlier.url),
                ("WARC-Refers-To-Date", earlier.at),
            ]
            block, name = header, "revisit"
        is_http = "application/http; msgtype="
        response = self.add(name, block, url=hop.url, at=hop.at, content_type=f"{is_http}response", headers=headers)
        self.add(
            "request",
            hop.request,
            url=hop.url,
            at=hop.at,
            content_type=f"{is_http}request",
            headers=[("WARC-IP-Address", hop.ip_address), ("WARC-Concurrent-To", response), _payload(b"")],
        )
        return response

    def add_text(self, url: str, at: datetime, of: str, text: str) -> None:
        if text:
            block = text.encode()
            headers = [("WARC-Refers-To", of), _payload(block)]
            self.add("conversion", block, url=url, at=at, content_type="text/plain; charset=utf-8", headers=headers)

    def add_told(self, url: str, at: datetime, of: str, told: Mapping[str, str]) -> None:
        block = _fields(told)
        headers = [("WARC-Concurrent-To", of), _payload(block)]
        self.add("metadata", block, url=url, at=at, content_type=_FIELDS, headers=headers)


def parts_of(response: bytes) -> tuple[bytes, bytes]:
    """(status line and header with the empty line, payload), parted where every reader of WARC parts them."""
    stream = io.BytesIO(response)
    try:
        StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False).parse(stream)
    except EOFError:
        return response, b""
    return response[: stream.tell()], response[stream.tell() :]


def digest_of(block: bytes) -> str:
    return f"sha256:{hashlib.sha256(block).hexdigest()}"


def date_of(moment: datetime) -> str:
    """WARC-Date: UTC, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _payload(block: bytes) -> tuple[str, str]:
    return "WARC-Payload-Digest", digest_of(block)


def _fields(told: Mapping[str, str]) -> bytes:
    lines = [f"{name}: {' '.join(value.split())}\r\n" for name, value in told.items() if value]
    return "".join(lines).encode()


def _told(content: bytes) -> dict[str, str]:
    lines = content.decode(errors="replace").splitlines()
    return {name: value.strip() for name, colon, value in (line.partition(":") for line in lines) if colon}


def _content(record: ArcWarcRecord) -> bytes:
    """The whole record is read, for its digests; what is kept of it is its beginning."""
    first = b""
    for piece in _pieces(record):
        if len(first) < _MAX_TOLD:
            first += piece
    return first


def _pieces(record: ArcWarcRecord) -> Iterator[bytes]:
    while piece := record.raw_stream.read(_STEP):
        yield piece
