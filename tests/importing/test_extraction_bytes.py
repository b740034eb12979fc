"""Compression, character sets and files that are no text."""

import gzip
import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from claims.errors import Refused
from claims.importing import decoding
from claims.importing.extraction import extract

SENTENCE = "The council of Lavel voted to rebuild the old harbour bridge."
SPANISH = "El señor Peña dijo que el café costó más en León durante el último año."
RUSSIAN = "Правительство заявило, что цены выросли на пять процентов за последний год."
POLISH = "Rząd ogłosił wczoraj, że część dróg będzie zamknięta, a łączny koszt prac jest wyższy niż się spodziewano."
SVG = f"""<svg xmlns="http://www.w3.org/2000/svg"><metadata>Made by Dana Okoro at home</metadata>
<title>{SENTENCE}</title><text x="1" y="2">{SENTENCE}</text></svg>
<!-- {SENTENCE} -->
"""
MHTML = f"""From: <Saved by Blink>
Snapshot-Content-Location: https://news.example.org/bridge
Subject: The bridge
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----MultipartBoundary"

------MultipartBoundary
Content-Type: text/html

<html><body><p>{SENTENCE}</p></body></html>
"""


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The file is empty"),
        (b" \n\t", "The file is empty"),
        (gzip.compress(b"", mtime=0), "The file is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "image, audio or video"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(100), "image, audio or video"),
        (b"PK\x03\x04" + bytes(100), "Office document or a ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "Office document or a ZIP"),
        (b"{\\rtf1 hello}", "RTF document"),
        (random.Random(7).randbytes(5_000), "not text"),
        (SENTENCE.encode() + bytes(500), "not text"),
        (b"a" * 20_000_001, "larger than 20 MB"),
        (gzip.compress(b"a" * 25_000_001, mtime=0), "more than 25 MB"),
        (gzip.compress(random.Random(7).randbytes(9_000), mtime=0)[:500], "cut off"),
        (b"\x1f\x8bnonsense", "damaged"),
        (b"%PDF-1.7 nonsense", "PDF is damaged"),
        (SVG.encode(), "image, audio or video"),
        (b'<?xml version="1.0"?>\n' + SVG.encode(), "image, audio or video"),
        (
            b'\n<!-- drawn by hand --><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">' + SVG.encode(),
            "image",
        ),
        (SVG.replace("svg ", "svg:svg ").replace("/svg", "/svg:svg").encode("utf-16"), "image, audio or video"),
        (SVG[:150].encode(), "image, audio or video"),
        (gzip.compress(SVG.encode(), mtime=0), "image, audio or video"),
        (f"%!PS-Adobe-3.0 EPSF-3.0\n%%Creator: {SENTENCE}\n({SENTENCE}) show\n".encode(), "PostScript"),
        (b"\x04%!PS-Adobe-3.0\n" + SENTENCE.encode(), "PostScript"),
        (b"\xc5\xd0\xd3\xc6" + SENTENCE.encode(), "PostScript"),
        (MHTML.encode(), "web archive"),
        (MHTML.replace("\n", "\r\n").encode(), "web archive"),
        (f"Subject: Bridge\nContent-Transfer-Encoding: base64\n\n{SENTENCE}".encode(), "web archive"),
        (b'<?xml version="1.0"?><rss><channel/></rss>', "feed or other XML"),
        (b'{"title": "The council voted to rebuild the bridge"}', "JSON data"),
    ],
)
def test_what_is_no_article_is_refused_with_a_sentence_that_helps(body: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refusal:
        extract(body)
    assert refusal.value.sentence.endswith(".")
    assert refusal.value.sentence[0].isupper()


def test_a_piece_of_a_page_that_begins_with_a_drawing_is_no_picture() -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
    paragraphs = "".join(f"<p>{SENTENCE} So said member number {n}.</p>" for n in range(4))
    assert SENTENCE in extract(f"{drawing}{paragraphs}".encode()).text


def test_many_comments_before_a_page_are_read_in_one_way_only() -> None:
    """There are 2^500 ways to part them when one comment may hold the next one's start."""
    assert decoding.kind_of(f"{'<!---->' * 500} {SENTENCE}", "") == "text"
    assert decoding.kind_of(f"{'<!---->' * 500}<html><body>", "") == "html"


def test_a_plain_text_with_lines_that_have_names_is_no_mail() -> None:
    text = f"Date: 3 May 2024\nContent-Type: a press release\n\n{SENTENCE}"
    assert SENTENCE in extract(text.encode()).text
    assert SENTENCE in extract(f"{SENTENCE}\n\nContent-Type: multipart/related".encode()).text


def test_gzip_is_unpacked_member_by_member() -> None:
    first, second = SENTENCE[:20].encode(), SENTENCE[20:].encode()
    assert extract(gzip.compress(first) + gzip.compress(second)).text == SENTENCE


@pytest.mark.parametrize(
    ("text", "charset", "content_type"),
    [
        (SPANISH, "utf-8", ""),
        (SPANISH, "utf-8-sig", ""),
        (SPANISH, "utf-16", ""),
        (SPANISH, "utf-16-le", ""),
        (SPANISH, "utf-16-be", ""),
        (SPANISH, "latin-1", ""),
        (SPANISH, "utf-8", "text/plain; charset=iso-8859-1"),
        (SPANISH, "cp1252", "text/plain; charset=utf-8"),
        (RUSSIAN, "cp1251", "text/plain; charset=windows-1251"),
        (RUSSIAN, "koi8-r", "text/plain; charset=koi8-r"),
        (RUSSIAN * 3, "cp1251", ""),
        (POLISH * 3, "cp1250", ""),
        ("政府は昨日、新しい法律を発表した。" * 5, "shift_jis", ""),
    ],
)
def test_character_sets_are_told_right_even_where_the_label_lies(text: str, charset: str, content_type: str) -> None:
    assert extract(text.encode(charset), content_type=content_type).text == text


def test_a_page_in_another_character_set_says_so_in_its_head() -> None:
    paragraphs = "".join(f"<p>{RUSSIAN} Об этом сообщает источник номер {n}.</p>" for n in range(6))
    head = "<head><meta charset=windows-1251><title>Цены</title></head>"
    html = f"<html>{head}<body><article>{paragraphs}</article></body></html>"
    article = extract(html.encode("cp1251"))
    assert RUSSIAN in article.text
    assert article.language == "ru"


def test_a_text_cut_off_within_a_character_is_read_up_to_it() -> None:
    assert extract((SENTENCE + " Ünlü").encode()[:-1]).text == SENTENCE + " Ünl"


def test_a_pdf_without_text_is_refused() -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    stream = io.BytesIO()
    writer.write(stream)
    with pytest.raises(Refused, match="pictures of text"):
        extract(stream.getvalue())


def pdf_of(*lines: str) -> bytes:
    """Write the smallest PDF that shows lines of text."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 50 700 Td {shown} ET".encode("latin-1")
    resources = b"<< /Font << /F1 5 0 R >> >>"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources %b >>" % resources,
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 6\n0000000000 65535 f \n%btrailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(body),
    )


def test_the_text_of_a_pdf_is_read() -> None:
    article = extract(pdf_of("Council votes on bridge", "The council voted on Tuesday to rebuild the bridge."))
    assert article.title == "Council votes on bridge"
    assert article.text == "The council voted on Tuesday to rebuild the bridge."


@settings(deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300), st.text().map(str.encode), st.text().map(lambda t: f"<html><body><p>{t}".encode())
    )
)
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        article = extract(body)
    except Refused:
        return
    assert article.text
