"""Captures as WARC 1.1: what went over the wire, byte for byte, and nothing that did not."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from claims import snapshots
from claims.errors import Refused
from claims.importing import articles
from claims.models import Snapshot
from claims.snapshots import folder, verifying, warc
from claims.web import fetch
from tests import builders
from tests.web.sites import Site, moved, page

pytestmark = pytest.mark.django_db

HTML = b"<html><body><p>The ferry to Aldervik runs twice a day since the pier was mended.</p></body></html>"
TEXT = "The ferry to Aldervik runs twice a day since the pier was mended."


@pytest.fixture(autouse=True)
def _store(settings: Any, tmp_path: Path) -> None:
    """A store of its own: other tests keep the same bytes at the same time."""
    settings.DATA_DIR = tmp_path


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    site = Site()
    settings.FETCH_ALLOW = [site.pair]
    yield site
    site.close()


def records(snapshot: Snapshot) -> list[tuple[str, dict[str, str], bytes]]:
    """(type, header, block) of each record, as a stranger's program reads them; every digest holds."""
    with snapshots.open_warc(snapshot) as file:
        content = file.read()
    for record in ArchiveIterator(io.BytesIO(content), check_digests=True):
        record.raw_stream.read()
        assert record.digest_checker.passed is not False
        assert record.rec_headers.protocol == "WARC/1.1"
    return [
        (record.rec_type, dict(record.rec_headers.headers), record.raw_stream.read())
        for record in ArchiveIterator(io.BytesIO(content), no_record_parse=True)
    ]


def captured(site: Site, target: str = "/", *, text: str = TEXT, limits: fetch.Limits | None = None) -> Snapshot:
    fetched = snapshots.take(site.url(target), limits=limits or fetch.DEFAULT_LIMITS)
    return snapshots.store(snapshots.keep(fetched, text=text))


def flaws(snapshot: Snapshot) -> list[str]:
    fresh = Snapshot.objects.get(pk=snapshot.pk)
    return [sentence for _, found in verifying.find_flaws([fresh]) for sentence in found]


def chunked(body: bytes) -> bytes:
    pieces = [body[at : at + 40] for at in range(0, len(body), 40)]
    framed = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    header = b"HTTP/1.1 200 OK\r\nServer:   Old  Spelling\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n"
    return header + b"Content-Encoding: gzip\r\n\r\n" + framed + b"0\r\n\r\n"


class TestRecords:
    def test_the_answer_is_kept_byte_for_byte_chunks_packing_and_odd_headers_included(self, site: Site) -> None:
        site.answers["/"] = answer = chunked(gzip.compress(HTML, mtime=0))
        snapshot = captured(site)
        kinds = records(snapshot)
        assert [kind for kind, _, _ in kinds] == ["warcinfo", "response", "request", "conversion", "metadata"]
        by_kind = {kind: (header, block) for kind, header, block in kinds}
        header, block = by_kind["response"]
        assert block == answer
        assert by_kind["request"][1] == site.requests[0]
        assert snapshots.read(snapshot) == HTML
        payload = answer.split(b"\r\n\r\n", 1)[1]
        assert header["WARC-Payload-Digest"] == f"sha256:{hashlib.sha256(payload).hexdigest()}"
        assert header["WARC-Block-Digest"] == f"sha256:{hashlib.sha256(answer).hexdigest()}"
        assert (header["WARC-Target-URI"], header["WARC-IP-Address"]) == (site.url(), "127.0.0.1")
        assert header["WARC-Identified-Payload-Type"] == "text/html"
        assert "WARC-Truncated" not in header

    def test_the_records_of_one_capture_know_each_other(self, site: Site) -> None:
        site.answers["/"] = page(HTML)
        by_kind = {kind: (header, block) for kind, header, block in records(captured(site))}
        response = by_kind["response"][0]
        assert by_kind["request"][0]["WARC-Concurrent-To"] == response["WARC-Record-ID"]
        assert by_kind["metadata"][0]["WARC-Concurrent-To"] == response["WARC-Record-ID"]
        assert by_kind["conversion"][0]["WARC-Refers-To"] == response["WARC-Record-ID"]
        assert by_kind["conversion"][1].decode() == TEXT
        assert {header["WARC-Date"] for header, _ in by_kind.values()} == {response["WARC-Date"]}

    def test_each_redirect_is_an_exchange_of_its_own_whose_unread_rest_is_said_to_be_missing(self, site: Site) -> None:
        site.answers |= {"/old": moved("/new"), "/new": page(HTML)}
        snapshot = captured(site, "/old")
        responses = [(header, block) for kind, header, block in records(snapshot) if kind == "response"]
        assert [header["WARC-Target-URI"] for header, _ in responses] == [site.url("/old"), site.url("/new")]
        assert responses[0][1].startswith(b"HTTP/1.1 302 Found\r\n")
        assert responses[0][0]["WARC-Truncated"] == "unspecified"
        assert snapshot.redirects == [site.url("/new")]

    def test_a_cut_page_says_so_in_the_row_and_in_the_record(self, site: Site) -> None:
        site.answers["/"] = page(HTML * 400)
        snapshot = captured(site, limits=fetch.Limits(wire_bytes=5_000, keep_truncated=True))
        response = next(header for kind, header, _ in records(snapshot) if kind == "response")
        assert (snapshot.truncated, response["WARC-Truncated"]) == ("length", "length")
        assert snapshot.n_bytes == 5_000
        assert flaws(snapshot) == []

    def test_a_body_that_drips_until_the_time_is_over_is_kept_as_far_as_it_came(self, site: Site) -> None:
        def drip(send: Any) -> None:
            send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 90000\r\n\r\n" + HTML)
            while site.wait(0.05):
                send(b"<p>more</p>")

        site.answers["/"] = drip
        snapshot = captured(site, limits=fetch.Limits(total_s=2, keep_truncated=True))
        response = next(header for kind, header, _ in records(snapshot) if kind == "response")
        assert response["WARC-Truncated"] == "time"
        assert flaws(snapshot) == []

    def test_a_body_that_breaks_off_is_no_capture(self, site: Site) -> None:
        site.answers["/"] = page(HTML, length=len(HTML) + 100)
        with pytest.raises(fetch.FetchTryAgain):
            captured(site)

    def test_an_unchanged_page_is_kept_as_a_revisit_that_names_the_first_capture(self, site: Site) -> None:
        site.answers["/"] = page(HTML)
        first = captured(site)
        again = snapshots.store(snapshots.keep(snapshots.take(site.url()), text=TEXT, before=first))
        third = snapshots.store(snapshots.keep(snapshots.take(site.url()), text=TEXT, before=again))
        (header, block) = next((header, block) for kind, header, block in records(again) if kind == "revisit")
        original = next(header for kind, header, _ in records(first) if kind == "response")
        assert header["WARC-Profile"].endswith("/1.1/revisit/identical-payload-digest")
        assert header["WARC-Refers-To-Target-URI"] == site.url()
        assert header["WARC-Refers-To-Date"] == original["WARC-Date"]
        assert header["WARC-Payload-Digest"] == original["WARC-Payload-Digest"]
        assert block == page(HTML).split(HTML)[0]
        assert (again.revisit_of, third.revisit_of, again.text) == (first, first, "")
        assert again.sha256 == first.sha256
        assert [flaws(row) for row in (first, again, third)] == [[], [], []]

    def test_a_changed_page_is_kept_whole(self, site: Site) -> None:
        site.answers["/"] = page(HTML)
        first = captured(site)
        site.answers["/"] = page(HTML.replace(b"twice", b"once"))
        again = snapshots.store(snapshots.keep(snapshots.take(site.url()), text="once", before=first))
        assert "response" in [kind for kind, _, _ in records(again)]
        assert again.revisit_of is None

    def test_a_file_is_a_resource_and_pretends_no_exchange(self) -> None:
        body = TEXT.encode()
        kept = snapshots.keep_bytes(body, how="file", text=TEXT, filename="ferry.txt", content_type="text/plain")
        snapshot = snapshots.store(kept)
        kinds = {kind: (header, block) for kind, header, block in records(snapshot)}
        assert list(kinds) == ["warcinfo", "resource", "conversion", "metadata"]
        assert kinds["resource"][1] == body
        assert kinds["resource"][0]["WARC-Target-URI"] == f"urn:sha256:{snapshot.sha256}"
        assert kinds["resource"][0]["Content-Type"] == "text/plain"
        assert b"filename: ferry.txt" in kinds["metadata"][1]

    @pytest.mark.parametrize("name", ["a\r\nWARC-Type: response", "\N{SNOWMAN} ferry.txt", "x" * 900, ""])
    def test_hostile_names_of_files_cannot_write_headers(self, name: str) -> None:
        kept = snapshots.keep_bytes(b"words", how="file", filename=name, content_type="text/html\r\nX: y")
        assert flaws(snapshots.store(kept)) == []

    def test_an_imported_article_has_a_warc_whichever_way_it_came(self, site: Site) -> None:
        paragraphs = "".join(f"<p>In week {week} the ferry to Aldervik ran {week} times.</p>" for week in range(9))
        site.answers["/"] = page(f"<article><h1>Ferry</h1>{paragraphs}</article>".encode())
        fetched = articles.request_import_url(site.url(), by=None)
        articles.fetch_article(fetched.pk)
        pasted = articles.request_import_bytes(b"The pier in Aldervik was mended in May.", by=None, how="paste")
        for article in (fetched, pasted):
            article.refresh_from_db()
            assert article.snapshot is not None
            assert article.snapshot.warc_sha256
            assert flaws(article.snapshot) == []


class TestOneByte:
    def test_a_flipped_byte_anywhere_in_any_file_is_found(self, site: Site) -> None:
        site.answers["/"] = page(HTML)
        snapshot = captured(site)
        for path in (snapshot.path, snapshot.warc_path):
            place = folder.place_of(path)
            whole = place.read_bytes()
            for at in range(0, len(whole), max(1, len(whole) // 150)):
                place.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << at % 8)]) + whole[at + 1 :])
                assert flaws(snapshot), f"byte {at} of {path} was flipped unnoticed"
            place.write_bytes(whole)
        assert flaws(snapshot) == []

    def test_the_digests_inside_the_warc_find_it_without_the_hash_of_the_file(self, site: Site) -> None:
        site.answers["/"] = page(HTML)
        snapshot = captured(site)
        with snapshots.open_warc(snapshot) as file:
            plain = gzip.decompress(file.read())
        at = plain.index(b"ferry to Aldervik")
        forged = plain[:at] + b"F" + plain[at + 1 :]
        assert "does not match its digest" in warc.read(io.BytesIO(forged)).flaws[0]
        assert warc.read(io.BytesIO(plain)).flaws == []

    @pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.95])
    def test_a_warc_that_ends_too_early_is_found_by_its_records_too(self, site: Site, share: float) -> None:
        site.answers["/"] = page(HTML)
        snapshot = captured(site)
        with snapshots.open_warc(snapshot) as file:
            whole = file.read()
        cut = warc.read(io.BytesIO(whole[: int(len(whole) * share)]))
        assert cut.flaws or "metadata" not in cut.types

    def test_what_is_read_for_the_desk_is_refused_when_it_was_changed(self, site: Site, settings: Any) -> None:
        site.answers["/"] = page(HTML)
        snapshot = captured(site)
        (Path(settings.DATA_DIR) / snapshot.warc_path).write_bytes(b"another")
        with pytest.raises(Refused, match="not what was captured"):
            snapshots.open_warc(snapshot)


class TestCrashes:
    def test_a_process_killed_while_it_writes_leaves_no_half_file_under_a_name(self, tmp_path: Path) -> None:
        """The child stops for good in the middle of a WARC; what it leaves behind has no sha256 for a name."""
        script = (
            "import os, django; django.setup()\n"
            "from claims.snapshots import files\n"
            "sync = os.fsync\n"
            "def stop(handle):\n"
            "    print('half', flush=True)\n"
            "    import time; time.sleep(60)\n"
            "os.fsync = stop\n"
            "files.write(os.urandom(3_000_000), suffix='.warc.gz')\n"
        )
        environment = os.environ | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
        child = subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE)
        assert child.stdout is not None
        assert child.stdout.readline() == b"half\n"
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        left = [place for place in (tmp_path / "snapshots").rglob("*") if place.is_file()]
        assert [place.name.startswith(".incoming-") for place in left] == [True]

    def test_a_file_that_a_failing_disk_cut_short_is_written_anew(self, settings: Any) -> None:
        snapshot = builders.a_snapshot("The pier was mended.")
        place = Path(settings.DATA_DIR) / snapshot.path
        body = place.read_bytes()
        place.write_bytes(body[:5])
        snapshots.write(body)
        assert snapshots.read(snapshot) == body

    def test_captures_from_before_there_were_warcs_still_count(self) -> None:
        snapshot = builders.a_snapshot()
        before = datetime(2020, 1, 1, tzinfo=UTC)
        Snapshot.objects.filter(pk=snapshot.pk).update(warc_sha256="", captured_at=before)
        snapshot.refresh_from_db()
        assert flaws(snapshot) == []
        with pytest.raises(Refused, match="before the desk kept WARC files"):
            snapshots.open_warc(snapshot)
