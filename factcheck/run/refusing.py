"""What the web server refuses before the site sees it, such as an address that is too long: in words, with policies."""

from __future__ import annotations

import html
import socket
import uuid

from gunicorn import util

_POLICIES = (
    "Content-Security-Policy: default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\nCache-Control: no-store\r\n"
    "Referrer-Policy: strict-origin-when-cross-origin\r\nCross-Origin-Resource-Policy: same-origin\r\n"
)
_SENTENCES = {
    414: "The address is too long. Shorten what you search for, or go back and begin anew.",
    431: "Your browser sent more than can be read here. Delete the cookies of this site, then try again.",
    500: "Something unexpected went wrong. Please try again in a minute.",
}
_ANY = "The request could not be understood. Go back, load the page again, and try once more."


def write_error(sock: socket.socket, status: int, reason: str, message: str) -> None:
    """In place of gunicorn's own page, which shows `message`: what a stranger sent."""
    title, sentence = html.escape(f"{status} {reason}"), _SENTENCES.get(status, _ANY)
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1><p>{sentence}</p>'
        "</html>\n"
    )
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(page)}\r\n{_POLICIES}X-Request-ID: {uuid.uuid4().hex}\r\n\r\n"
    )
    util.write_nonblock(sock, (head + page).encode("ascii"))
