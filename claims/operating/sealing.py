"""A stream that is written and read under a passphrase, in chunks: scrypt for the key, AES-256-GCM for each chunk.

The file: MAGIC, salt (16 bytes), check of the passphrase (16), nonce prefix (7), then the chunks. Each chunk is CHUNK
bytes sealed with the nonce prefix + number (4 bytes) + 1 where it is the last, else 0 (the STREAM construction of
Hoang, Reyhanitabar, Rogaway and Vizar, 2015), so chunks cannot be cut off, changed, repeated or put in another order.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from claims.errors import Refused

MAGIC: Final = b"factcheck sealed backup 1\n"
CHUNK: Final = 1 << 20
_TAG: Final = 16
_N_HEADER: Final = 16 + 16 + 7
#: scrypt's cost: 64 MiB of memory and about a fifth of a second for each guess.
_SCRYPT_N, _SCRYPT_R, _SCRYPT_P = 1 << 16, 8, 1
LEAST_PASSPHRASE: Final = 12

_WRONG = "The passphrase does not open this backup: it is another one, or the first bytes of the file were changed."
_CHANGED = "The backup was changed or cut short after it was written. Take another copy of it."


class SealedWriter:
    """What is written to it goes sealed into `file`. Without `close` the last chunk is missing: nobody can read it."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        salt, prefix = secrets.token_bytes(16), secrets.token_bytes(7)
        key, check = _keys(passphrase, salt)
        header = MAGIC + salt + check + prefix
        file.write(header)
        self._file, self._header, self._prefix, self._aead = file, header, prefix, AESGCM(key)
        self._waiting, self._number = bytearray(), 0

    def write(self, data: bytes) -> int:
        self._waiting += data
        # One chunk is kept back: only at the end is it known which one is the last
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        self._seal(bytes(self._waiting), is_last=True)

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, is_last=is_last)
        self._file.write(self._aead.encrypt(nonce, chunk, self._header))
        self._number += 1


class SealedReader:
    """The plain bytes of a sealed file, of which MAGIC has been read already. Raises Refused, never returns what is not
    as it was written."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        header = file.read(_N_HEADER)
        if len(header) < _N_HEADER:
            raise Refused(_CHANGED)
        salt, known, self._prefix = header[:16], header[16:32], header[32:]
        key, check = _keys(passphrase, salt)
        if not hmac.compare_digest(known, check):
            raise Refused(_WRONG)
        self._file, self._header, self._aead = file, MAGIC + header, AESGCM(key)
        self._plain, self._number = b"", 0
        self._following = file.read(CHUNK + _TAG)

    def read(self, n: int = -1) -> bytes:
        parts = []
        while n != 0 and (self._plain or self._following):
            if not self._plain:
                self._open_next()
            taken = self._plain if n < 0 else self._plain[:n]
            self._plain = self._plain[len(taken) :]
            parts.append(taken)
            n = n if n < 0 else n - len(taken)
        return b"".join(parts)

    def _open_next(self) -> None:
        sealed, self._following = self._following, self._file.read(CHUNK + _TAG)
        nonce = _nonce(self._prefix, self._number, is_last=not self._following)
        try:
            self._plain = self._aead.decrypt(nonce, sealed, self._header)
        except InvalidTag as error:
            raise Refused(_CHANGED) from error
        self._number += 1


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([is_last])


def _keys(passphrase: str, salt: bytes) -> tuple[bytes, bytes]:
    """(key of the chunks, what tells a wrong passphrase without helping to guess it)."""
    both = hashlib.scrypt(
        passphrase.encode(), salt=salt, n=_SCRYPT_N, r=_SCRYPT_R, p=_SCRYPT_P, maxmem=160 * 1024 * 1024, dklen=64
    )
    return both[:32], hashlib.sha256(both[32:]).digest()[:16]
