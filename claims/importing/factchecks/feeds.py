"""From a file or an address to kept checks: what kind of feed it is, and the reading of it. The command calls this."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings
from django.utils import timezone

from claims.errors import Refused
from claims.importing.factchecks import datafeed, lines, reading, site, streams, tables
from claims.importing.factchecks.check import Row
from claims.importing.factchecks.keeping import Tally
from claims.models import CheckFeed
from claims.web import fetch, media, urls
from claims.web.editions import NONE_KNOWN, Edition

Kind = CheckFeed.Kind
#: What a person may say a feed is, where its beginning does not show it.
KINDS: Final = (*Kind.values, streams.TABLE)
#: A feed behind an address may be so large and take so long; Data Commons' has about 190 MB. It goes to the disk as it
#: comes and is read from there in pieces.
LIMITS: Final = fetch.Limits(
    total_s=900.0, read_s=30.0, wire_bytes=250_000_000, decoded_bytes=250_000_000,
    content_types=media.READABLE_TYPES | {"text/csv", "application/x-ndjson", "application/jsonl"},
)  # fmt: skip
#: A job lasts less than an hour: a site of many pages is gone on with in another one (seconds).
REFRESH_S: Final = 1_800.0

#: Characters of a file's name that are kept.
MAX_NAME: Final = 2_000

_NOTHING: Final = "Not one check could be read from it. {why}"
_NO_CHECKS: Final = "It holds no checks."
_NO_FILE: Final = "There is no file {name}; give the path of a feed, or an address that starts with https://."
_UNREADABLE: Final = "{name} could not be read ({why}); check the path and its permissions."


def read_feed(
    given: str, watch: reading.Watcher, *, kind: str = "", pause_s: float = site.PAUSE_S
) -> tuple[CheckFeed, Tally]:
    """Keep the checks of a file or an address; `feed.error` says where it broke off, if it did.

    Raises Refused when not one check could be read, TryAgain when the site wants to be left alone for a while.
    """
    visitor = site.Visitor(pause_s)
    if urls.is_url(given):
        with _downloaded(given.strip(), visitor, NONE_KNOWN) as found:
            return _read_download(found, given.strip(), watch, kind, visitor)
    name = given.encode("utf-8", "replace").decode()
    try:
        with Path(given).open("rb") as file:
            return _read_file(file, str(Path(name).resolve())[-MAX_NAME:], watch, kind, visitor)
    except (FileNotFoundError, ValueError):  # a name with a zero byte in it is no name either
        raise Refused(_NO_FILE.format(name=name)) from None
    except OSError as error:
        raise Refused(_UNREADABLE.format(name=name, why=error.strerror)) from error


def refreshed() -> list[int]:
    """Primary keys of the feeds that are to be read again every day."""
    return list(CheckFeed.objects.filter(is_refreshed=True).values_list("pk", flat=True))


def refresh(feed_id: int) -> None:
    """Read a feed at an address again, unless its server says that it is what was read last. Raises as `read_feed`."""
    feed = CheckFeed.objects.filter(pk=feed_id).first()
    if feed is None or not urls.is_url(feed.identity):
        return
    visitor = site.Visitor(patience_s=REFRESH_S)
    was_read = feed.finished_at is not None and not feed.error
    known = Edition(feed.etag, feed.last_modified) if was_read else NONE_KNOWN
    with _downloaded(feed.identity, visitor, known) as found:
        if found.edition == known != NONE_KNOWN:
            CheckFeed.objects.filter(pk=feed.pk).update(unchanged_at=timezone.now())
        else:
            _read_download(found, feed.identity, lambda rows, tally: None, "", visitor)


def give_up_refreshing(feed_id: int, sentence: str) -> None:
    """The feed shows why it could not be read."""
    CheckFeed.objects.filter(pk=feed_id).update(error=sentence)


@dataclass(frozen=True)
class _Download:
    """What an address holds, in a file that is gone when it is closed; nothing where `edition` was known before."""

    file: BinaryIO
    is_page: bool
    content_type: str
    final_url: str
    edition: Edition


@contextmanager
def _downloaded(url: str, visitor: site.Visitor, known: Edition) -> Iterator[_Download]:
    with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
        fetched = visitor.get(url, LIMITS, into=file, known=known)
        yield _Download(
            file=file,
            is_page=fetched.body.lstrip()[:1] == b"<",
            content_type="; charset=".join(filter(None, (fetched.content_type, fetched.charset))),
            final_url=fetched.final_url,
            edition=known if fetched.status == fetch.UNCHANGED else Edition.told_in(fetched.headers),
        )


def _read_download(
    found: _Download, url: str, watch: reading.Watcher, kind: str, visitor: site.Visitor
) -> tuple[CheckFeed, Tally]:
    if kind == Kind.SITE or (not kind and found.is_page):
        body = b"".join(_bounded(streams.pieces(found.file), site.MAX_LIST_BYTES))
        named = site.addresses(body, visitor, content_type=found.content_type, url=found.final_url)
        feed, tally = _read_pages(named, url, watch, visitor)
    else:
        feed, tally = _read_file(found.file, url, watch, kind, visitor)
    CheckFeed.objects.filter(pk=feed.pk).update(etag=found.edition.etag, last_modified=found.edition.last_modified)
    return feed, tally


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
        rows = tables.rows(pieces, feed=identity)
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
    was_begun = feed.position > 0
    tally = reading.read(feed, rows, watch, n_done=n_done)
    if not tally.n_checks and not was_begun:
        why = feed.error or (str(feed.problems[0]["reason"]) if feed.problems else _NO_CHECKS)
        raise Refused(_NOTHING.format(why=why))
    return feed, tally
