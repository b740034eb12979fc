"""The file of a backup: a tar archive whose last member tells the sha256 of all others, then the sha256 of the whole.

`about.json` comes first, then rows and files in any order, then `manifest.json`; after the end of the archive stands
one line, `sha256:` and the digest of everything before it. Any tar program unpacks it. Sealed, the same bytes are
under a passphrase (sealing.py). Both are written and read as streams: nothing larger than a member of rows is held.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO, Final, cast

from claims.errors import Refused
from claims.operating import sealing
from claims.snapshots.stores import Away

ABOUT: Final = "about.json"
MANIFEST: Final = "manifest.json"
_FORMAT: Final = 1
_STEP: Final = 1 << 20
_MAX_JSON: Final = 256 << 20
_N_TRAILER: Final = len("sha256:") + 64 + 1
_CHANGED = "The backup was changed or cut short after it was written ({why}). Take another copy of it."


class Unreadable(Exception):
    """A file cannot be opened; the message says why."""


class _Digesting:
    """Passes bytes on and takes their digest: the two ends of tar's stream mode ask for read or write, no more."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.sha256 = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        self._file.write(data)
        return len(data)

    def read(self, n: int) -> bytes:
        data = self._file.read(n)
        self.sha256.update(data)
        return data


class _Content(_Digesting):
    """One member while it is read, here or by whoever was given it: where the archive ends too early is Refused."""

    def read(self, n: int) -> bytes:
        try:
            return super().read(n)
        except (tarfile.TarError, EOFError) as error:
            raise Refused(_CHANGED.format(why="it cannot be read to its end")) from error


@dataclass
class Writer:
    """Members go in one after the other; `members` is what the manifest will say: name -> [bytes, sha256]."""

    _tar: tarfile.TarFile
    members: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, name: str, content: bytes) -> None:
        self._add(name, io.BytesIO(content), len(content))

    def add_file(self, name: str, open_file: Callable[[], BinaryIO]) -> str:
        """Returns the sha256 of what was read. Raises Unreadable before anything of it was written, or OSError."""
        try:
            file = open_file()
        except OSError as error:
            raise Unreadable(error.strerror or "it is missing from the store") from error
        except Away as error:
            raise Unreadable(error.what.rstrip(".")) from error
        with file:
            n_bytes = file.seek(0, os.SEEK_END)
            file.seek(0)
            return self._add(name, file, n_bytes)

    def _add(self, name: str, file: IO[bytes], n_bytes: int) -> str:
        member = tarfile.TarInfo(name)
        member.size, member.mode = n_bytes, 0o600
        digesting = _Digesting(file)
        self._tar.addfile(member, cast("IO[bytes]", digesting))
        self._tar.members.clear()  # type: ignore[attr-defined]  # tarfile would remember each for ever
        sha256 = digesting.sha256.hexdigest()
        self.members[name] = (n_bytes, sha256)
        return sha256


@contextmanager
def writing(file: BinaryIO, about: dict[str, Any], *, passphrase: str = "") -> Iterator[tuple[Writer, dict[str, Any]]]:
    """Yields the writer and a dict for what is only known at the end; it stands in the manifest as "totals"."""
    sealed = sealing.SealedWriter(file, passphrase) if passphrase else None
    whole = _Digesting(cast("IO[bytes]", sealed or file))
    totals: dict[str, Any] = {}
    with tarfile.open(fileobj=cast("IO[bytes]", whole), mode="w|", format=tarfile.PAX_FORMAT) as tar:
        writer = Writer(tar)
        writer.add(ABOUT, _json({"format": _FORMAT, **about}))
        yield writer, totals
        members = dict(writer.members)
        writer.add(MANIFEST, _json({"members": members, "totals": totals}))
    (sealed or file).write(_trailer(whole))
    if sealed is not None:
        sealed.close()


@dataclass(frozen=True)
class Member:
    """One member of an archive, to be read to its end or left."""

    name: str
    n_bytes: int
    file: IO[bytes]


class Reading:
    """An archive while it is read. `about` is known at once; `totals` once every member was gone through."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self._plain = _opened(file, passphrase)
        self._whole = _Digesting(self._plain)
        try:
            self._tar = tarfile.open(fileobj=cast("IO[bytes]", self._whole), mode="r|")  # noqa: SIM115 - a stream
            first = self._tar.next()
            if first is None or first.name != ABOUT:
                raise Refused("This is no backup of the desk: it does not begin with about.json.")
            content = self._tar.extractfile(first)
            assert content is not None
            body = content.read(_MAX_JSON)
            self.about: dict[str, Any] = json.loads(body)
        except (tarfile.TarError, ValueError) as error:
            raise Refused("This is no backup of the desk, or it was changed or cut short in its first part.") from error
        if self.about.get("format") != _FORMAT:
            raise Refused("This backup was made by a newer release. Install that release to read it.")
        self._found = {ABOUT: (len(body), hashlib.sha256(body).hexdigest())}
        self.totals: dict[str, Any] = {}

    def members(self) -> Iterator[Member]:
        """All but about.json and the manifest. After the last one everything is compared with the manifest: what was
        read before that may be false, so nothing of it may count until the iteration ends without Refused."""
        try:
            while (info := self._tar.next()) is not None:
                content = self._tar.extractfile(info)
                if content is None:
                    raise Refused(_CHANGED.format(why=f"{info.name} is no file"))
                if info.name == MANIFEST:
                    self._compare(content.read(_MAX_JSON))
                    return
                digesting = _Content(content)
                yield Member(info.name, info.size, cast("IO[bytes]", digesting))
                while digesting.read(_STEP):
                    pass
                self._found[info.name] = (info.size, digesting.sha256.hexdigest())
                self._tar.members.clear()  # type: ignore[attr-defined]
        except (tarfile.TarError, ValueError, EOFError) as error:
            raise Refused(_CHANGED.format(why="it cannot be read to its end")) from error
        raise Refused(_CHANGED.format(why="its end is missing"))

    def _compare(self, manifest: bytes) -> None:
        told = json.loads(manifest)
        members = {name: (n_bytes, sha256) for name, (n_bytes, sha256) in told["members"].items()}
        for name in sorted(members.keys() | self._found.keys()):
            if members.get(name) != self._found.get(name):
                raise Refused(_CHANGED.format(why=f"{name} is not what was written"))
        if self._tar.next() is not None:
            raise Refused(_CHANGED.format(why="something was added to it"))
        self.totals = told["totals"]
        self._compare_whole()

    def _compare_whole(self) -> None:
        """More empty blocks follow tar's two, up to a full record; tarfile may not have read them. Then the line."""
        rest = self._plain.read(tarfile.RECORDSIZE + 2 * _N_TRAILER)
        padding, line = rest[:-_N_TRAILER], rest[-_N_TRAILER:]
        self._whole.sha256.update(padding)
        if padding.strip(b"\0") or line != _trailer(self._whole):
            raise Refused(_CHANGED.format(why="its closing line does not fit"))


def reading(file: BinaryIO, *, passphrase: str = "") -> Reading:
    """Begin to read. Raises Refused with a sentence for whatever is no backup, sealed otherwise, or changed."""
    return Reading(file, passphrase)


def is_sealed(file: BinaryIO) -> bool:
    """By its first bytes, from the beginning of the file, which are read."""
    return file.read(len(sealing.MAGIC)) == sealing.MAGIC


def _opened(file: BinaryIO, passphrase: str) -> IO[bytes]:
    if is_sealed(file):
        if not passphrase:
            raise Refused("This backup is sealed. Give its passphrase: --passphrase-file, or BACKUP_PASSPHRASE.")
        return cast("IO[bytes]", sealing.SealedReader(file, passphrase))
    file.seek(0)
    return file


def _trailer(whole: _Digesting) -> bytes:
    return f"sha256:{whole.sha256.hexdigest()}\n".encode()


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True).encode()
