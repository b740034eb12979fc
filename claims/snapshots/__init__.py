"""Captures that stand up: bytes and WARC as files named by their sha256, each vouched for by a Snapshot row."""

from claims.snapshots.capture import Kept, keep, keep_bytes, pinned, store, take, text_of
from claims.snapshots.files import open_warc, read, write

__all__ = ["Kept", "keep", "keep_bytes", "open_warc", "pinned", "read", "store", "take", "text_of", "write"]
