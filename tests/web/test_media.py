"""Media types, charsets, and what first bytes say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.web import media


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("text/html", ("text/html", "")),
        ("Text/HTML; Charset=UTF-8", ("text/html", "utf-8")),
        ('text/html; charset="utf-8"', ("text/html", "utf-8")),
        ("text/html;charset='windows-1251'", ("text/html", "cp1251")),
        ("text/html; charset=ISO-8859-1", ("text/html", "windows-1252")),
        ("text/html; charset=us-ascii", ("text/html", "windows-1252")),
        ("text/html; charset=Shift_JIS", ("text/html", "shift_jis")),
        ("text/html; charset=nonsense", ("text/html", "")),
        ("text/html; charset=base64", ("text/html", "")),
        ("text/html; charset=rot13", ("text/html", "")),
        ("text/html; charset=idna", ("text/html", "")),
        ("text/html; charset=punycode", ("text/html", "")),
        ("text/html; charset=utf-7", ("text/html", "")),
        ("text/html; charset=unicode_escape", ("text/html", "")),
        ("text/html; charset=undefined", ("text/html", "")),
        ("text/html; charset*=utf-8''utf-8", ("text/html", "utf-8")),
        ("text/html; charset=\x00", ("text/html", "")),
        ("", ("", "")),
        (";", ("", "")),
        ("html", ("", "")),
        ("text/html, text/plain", ("", "")),
        ("<script>/alert", ("", "")),
        ("a" * 5000 + "/b", ("", "")),
    ],
)
def test_a_content_type_header_is_taken_apart(header: str, expected: tuple[str, str]) -> None:
    assert media.parse(header) == expected


@given(st.text())
def test_no_header_crashes_the_parser(header: str) -> None:
    _, charset = media.parse(header)
    assert b"Tolls rose.".decode(charset or "utf-8", "replace")


@pytest.mark.parametrize(
    ("declared", "body", "path", "expected"),
    [
        ("text/html", b"<html>", "/a", "text/html"),
        ("text/html", b"%PDF-1.7", "/a", "application/pdf"),
        ("application/octet-stream", b"%PDF-1.4", "/a", "application/pdf"),
        ("application/octet-stream", b"plain words", "/a.txt", "text/plain"),
        ("application/octet-stream", b"plain words", "/a", ""),
        ("application/octet-stream", b"MZ\x90\x00", "/a.txt", ""),
        ("application/pdf", b"<!DOCTYPE html><html>", "/a.pdf", "text/html"),
        ("application/pdf", b"%PDF-1.4", "/a.pdf", "application/pdf"),
        ("application/gzip", b"plain words", "/minutes.txt.gz", "text/plain"),
        ("application/gzip", b"<html>", "/minutes.gz", "text/html"),
        ("application/gzip", b"plain words", "/minutes.gz", "text/plain"),
        ("", b"\xef\xbb\xbf <!doctype HTML>", "/", "text/html"),
        ("", b"<?xml version='1.0'?><rss/>", "/", "application/xml"),
        ("", b"<?xml version='1.0'?><html xmlns=''/>", "/", "application/xhtml+xml"),
        ("", b"plain words", "/", "text/plain"),
        ("", b"\x89PNG\r\n\x1a\n\x00", "/", ""),
        ("", b"{}", "/a.json", "application/json"),
        ("application/json", b"<html>", "/a", "application/json"),
    ],
)
def test_plain_first_bytes_count_more_than_the_declaration(
    declared: str, body: bytes, path: str, expected: str
) -> None:
    assert media.identify(declared, body, path) == expected
