"""A cited PDF: its text is captured and quoted like a page's, and a bomb costs bounded time and memory."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from claims.errors import Refused
from claims.evidence import captures
from claims.evidence.attaching import Passage, attach_url
from claims.importing import pdf
from claims.importing.extraction import extract
from claims.models import Evidence
from tests import builders
from tests.web.sites import Site, page

QUOTE = "The harbour fee in Aldervik rose by a third in the year 2024."
LINES = (
    "The harbour board met on Friday to look back at the year.",
    QUOTE,
    "Most of the money went into dredging the northern basin.",
)


def a_pdf(commands: bytes, *, n_pages: int = 1, packed: bool = True) -> bytes:
    """Pages that all draw the same commands."""
    stream = zlib.compress(commands) if packed else commands
    kids = b" ".join([b"3 0 R"] * n_pages)
    page_object = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, n_pages),
        page_object,
        b"<< /Length %d%s >>\nstream\n%s\nendstream"
        % (len(stream), b" /Filter /FlateDecode" if packed else b"", stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


def drawn(*lines: str) -> bytes:
    return b"".join(
        b"BT /F1 12 Tf 72 %d Td (%s) Tj ET\n" % (700 - 20 * place, line.encode()) for place, line in enumerate(lines)
    )


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    site = Site({"/report.pdf": page(a_pdf(drawn(*LINES)), content_type="application/pdf")})
    settings.FETCH_ALLOW = [site.pair]
    yield site
    site.close()


@pytest.mark.django_db
def test_the_text_of_a_cited_pdf_is_captured_and_the_quote_found_in_it(site: Site) -> None:
    claim = builders.claim_in("researching")
    evidence = attach_url(claim, by=builders.cast().ravi, url=site.url("/report.pdf"), passage=Passage(quote=QUOTE))
    captures.capture_source(evidence.source_id, read=extract)
    evidence = Evidence.objects.select_related("source__snapshot").get(pk=evidence.pk)
    assert evidence.source.snapshot is not None
    assert evidence.source.snapshot.content_type == "application/pdf"
    assert evidence.source.snapshot.warc_sha256
    text = evidence.source.snapshot.text
    assert text[evidence.selector["start"] : evidence.selector["end"]] == QUOTE


@pytest.mark.django_db
def test_a_pdf_that_is_a_bomb_is_kept_as_a_file_and_the_source_says_why_it_has_no_text(site: Site) -> None:
    site.answers["/report.pdf"] = page(a_pdf(b" " * 30_000_000), content_type="application/pdf")
    claim = builders.claim_in("researching")
    evidence = attach_url(claim, by=builders.cast().ravi, url=site.url("/report.pdf"), passage=Passage(quote=QUOTE))
    captures.capture_source(evidence.source_id, read=extract)
    evidence = Evidence.objects.select_related("source__snapshot").get(pk=evidence.pk)
    assert "takes far more than it should" in evidence.source.error
    assert evidence.source.snapshot is not None
    assert evidence.source.snapshot.text == ""


def test_a_stream_that_unpacks_to_too_much_is_refused_unpacked() -> None:
    with pytest.raises(Refused, match="takes far more than it should"):
        pdf.read(a_pdf(b"\0" * (pdf.MAX_STREAM + 1)))


def test_endless_drawing_commands_are_cut_off_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_READ_S", 0.0)
    with pytest.raises(Refused, match="takes far more than it should"):
        pdf.read(a_pdf(drawn(*LINES) * 200, n_pages=50))


def test_many_pages_are_read_up_to_the_limit() -> None:
    assert (
        pdf.read(a_pdf(drawn("One short line."), n_pages=pdf.MAX_PAGES + 5)).count("One short line.") == pdf.MAX_PAGES
    )
