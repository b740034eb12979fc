"""From a file or an address to kept checks: what kind of feed it is, and the reading of it. The command calls this."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

from claims import snapshots
from claims.errors import Refused
from claims.importing.factchecks import datafeed, lines, reading, site, streams
from claims.importing.factchecks.check import Row
from claims.importing.factchecks.keeping import Tally
from claims.models import CheckFeed
from claims.web import fetch, media, urls

Kind = CheckFeed.Kind
#: What a person may say a feed is, where its beginning does not show it.
KINDS: Final = (*Kind.values, streams.TABLE)
#: A feed behind an address may be so large and take so long; Data Commons' has about 190 MB.
LIMITS: Final = fetch.Limits(
    total_s=900.0, read_s=30.0, wire_bytes=1_000_000_000, decoded_bytes=1_000_000_000,
    content_types=media.READABLE_TYPES | {"text/csv", "application/x-ndjson", "application/jsonl"},
)  # fmt: skip

_NOTHING: Final = "Not one check could be read from it. {why}"
_NO_FILE: Final = "There is no file {name}; give the path of a feed, or an address that starts with https://."
_UNREADABLE: Final = "{name} could not be read ({why}); check the path and its permissions."


def read_feed(
    given: str, watch: reading.Watcher, *, kind: str = "", pause_s: float = site.PAUSE_S
) -> tuple[CheckFeed, Tally]:
    """Keep the checks of a file or an address; `feed.error` says where it broke off, if it did.

    Raises Refused when not one row could be read, TryAgain when the site wants to be left alone for a while.
    """
    visitor = site.Visitor(pause_s)
    if urls.is_url(given):
        return _read_address(given.strip(), watch, kind, visitor)
    name = given.encode("utf-8", "replace").decode()
    try:
        with Path(given).open("rb") as file:
            return _read_file(file, str(Path(name).resolve()), watch, kind, visitor)
    except (FileNotFoundError, ValueError):  # a name with a zero byte in it is no name either
        raise Refused(_NO_FILE.format(name=name)) from None
    except OSError as error:
        raise Refused(_UNREADABLE.format(name=name, why=error.strerror)) from error


def _read_address(url: str, watch: reading.Watcher, kind: str, visitor: site.Visitor) -> tuple[CheckFeed, Tally]:
    fetched = snapshots.take(url, limits=LIMITS)
    if kind == Kind.SITE or (not kind and fetched.body.lstrip()[:1] == b"<"):
        content_type = "; charset=".join(filter(None, (fetched.content_type, fetched.charset)))
        named = site.addresses(fetched.body, visitor, content_type=content_type, url=fetched.final_url)
        return _read_pages(named, url, watch, visitor)
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
        file.write(fetched.body)
        del fetched  # the feed is on the disk, and need not fill the memory as well
        return _read_file(file, url, watch, kind, visitor)


def _read_file(
    file: BinaryIO, identity: str, watch: reading.Watcher, kind: str, visitor: site.Visitor
) -> tuple[CheckFeed, Tally]:
    kind = kind or streams.kind_of(file)
    if kind == Kind.SITE:
        return _read_saved(file, identity, watch, visitor)
    feed = reading.begin(identity, Kind.LINES if kind == streams.TABLE else kind, streams.fingerprint(file))
    pieces = streams.pieces(file)
    rows: Iterable[Row]
    if kind == Kind.DATAFEED:
        rows = datafeed.rows(pieces, feed=identity)
    elif kind == streams.TABLE:
        rows = lines.table_rows(pieces, feed=identity)
    else:
        rows = lines.rows(pieces, feed=identity)
    return _read(feed, rows, watch, n_done=feed.position)


def _read_saved(
    file: BinaryIO, identity: str, watch: reading.Watcher, visitor: site.Visitor
) -> tuple[CheckFeed, Tally]:
    """A list of addresses or a sitemap in a file is followed; a page in a file is read as it is."""
    body = b"".join(_bounded(streams.pieces(file), site.MAX_LIST_BYTES))
    if body.lstrip()[:1] == b"<" and not site.is_xml(body):
        feed = reading.begin(identity, Kind.SITE, "")
        return _read(feed, iter([site.page_row(1, body)]), watch)
    return _read_pages(site.addresses(body, visitor), identity, watch, visitor)


def _bounded(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    n_bytes = 0
    for piece in pieces:
        n_bytes += len(piece)
        if n_bytes > most:
            raise Refused("It is too long for a page or a list of addresses. Give its parts one by one.")
        yield piece


def _read_pages(
    named: list[str], identity: str, watch: reading.Watcher, visitor: site.Visitor
) -> tuple[CheckFeed, Tally]:
    """The pages that are not done yet: the same list names the same reading."""
    feed = reading.begin(identity, Kind.SITE, hashlib.sha256("\n".join(named).encode()).hexdigest())
    return _read(feed, site.rows(named[feed.position :], visitor, first=feed.position + 1), watch)


def _read(feed: CheckFeed, rows: Iterable[Row], watch: reading.Watcher, *, n_done: int = 0) -> tuple[CheckFeed, Tally]:
    tally = reading.read(feed, rows, watch, n_done=n_done)
    if tally.n_read <= tally.n_refused:
        why = feed.error or (str(feed.problems[0]["reason"]) if feed.problems else "It holds no rows.")
        raise Refused(_NOTHING.format(why=why))
    return feed, tally
