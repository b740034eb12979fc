"""What a server calls one state of a document, so that it can be asked whether there is another one by now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

_LONGEST_ETAG, _LONGEST_DATE = 200, 100  # characters


class Edition(NamedTuple):
    """ETag and Last-Modified as they were sent; "" for what the server does not say."""

    etag: str = ""
    last_modified: str = ""

    @classmethod
    def told_in(cls, headers: Iterable[tuple[str, str]]) -> Edition:
        """One that is too long to be kept is left out."""
        told = {name.lower(): value for name, value in headers}
        etag, last_modified = told.get("etag", ""), told.get("last-modified", "")
        return cls(
            etag if len(etag) <= _LONGEST_ETAG else "", last_modified if len(last_modified) <= _LONGEST_DATE else ""
        )

    @property
    def conditions(self) -> list[str]:
        """Header lines that ask for the document only where it is another edition now (RFC 9110, 13.1.2 and 13.1.3)."""
        lines = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return [
            f"{name}: {value}" for name, value in lines.items() if value and value.isascii() and value.isprintable()
        ]


NONE_KNOWN = Edition()
