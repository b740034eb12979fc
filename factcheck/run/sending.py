"""A connection that takes an answer from its thread at once: what its reader has not taken yet is kept to be sent on.

Bytes are kept in memory, and beyond a bound of the process in a file without a name; of a file only the place is kept.
"""

from __future__ import annotations

import os
import socket
import tempfile
import threading
from collections import deque
from contextlib import suppress
from typing import IO, Any

from django.conf import settings

#: What all connections of a process keep in memory (bytes), give or take one answer's piece.
MOST_IN_MEMORY = 16_000_000
#: What the system takes ahead of a reader (bytes), where it can be told; by itself it takes 2.5 MB and more.
_AHEAD = 262_144
#: Sent at once (bytes), so that readers who take much leave turns to others.
_AT_ONCE = 262_144


class Kept:
    """What the connections of this process keep."""

    def __init__(self) -> None:
        self._counting = threading.Lock()
        self._uses: dict[int, int] = {}
        self.in_memory = self.in_files = 0  # bytes

    def count(self, data: Any, change: int) -> None:
        """One more or one less keeps these bytes, which count once: a page that is kept for all is one object."""
        with self._counting:
            n_before = self._uses.pop(id(data), 0)
            if n_before + change:
                self._uses[id(data)] = n_before + change
            if not n_before or not n_before + change:
                self.in_memory += change * len(data)

    def has_room_for(self, data: Any) -> bool:
        return id(data) in self._uses or self.in_memory < MOST_IN_MEMORY

    def count_in_files(self, n: int) -> None:
        with self._counting:
            self.in_files += n


kept = Kept()


class _Bytes:
    def __init__(self, data: memoryview) -> None:
        self._data, self._whole = data, data.obj
        kept.count(self._whole, 1)

    def __len__(self) -> int:
        return len(self._data)

    def send(self, wire: Wire) -> None:
        self._data = self._data[wire.send(self._data[:_AT_ONCE], socket.MSG_DONTWAIT) :]

    def close(self) -> None:
        kept.count(self._whole, -1)


class _File:
    """A part of a file, which stays open although whoever opened it closes it."""

    def __init__(self, descriptor: int, offset: int, n_left: int) -> None:
        self._descriptor, self._offset, self._n_left = os.dup(descriptor), offset, n_left

    def __len__(self) -> int:
        return self._n_left

    def send(self, wire: Wire) -> None:
        n = os.sendfile(wire.fileno(), self._descriptor, self._offset, min(self._n_left, _AT_ONCE))
        if not n:
            raise OSError("The file has become shorter than what was announced of it.")
        self._offset, self._n_left = self._offset + n, self._n_left - n

    def close(self) -> None:
        os.close(self._descriptor)


class _Spool(_File):
    """A file without a name that still grows; its room comes back when it is closed."""

    def __init__(self) -> None:
        # Not where temporary files are by themselves: in a container that is memory
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
            super().__init__(file.fileno(), 0, 0)
        self._n = 0

    def add(self, data: memoryview) -> None:
        while data:
            n = os.pwrite(self._descriptor, data, self._n)
            self._n, self._n_left, data = self._n + n, self._n_left + n, data[n:]
            kept.count_in_files(n)

    def close(self) -> None:
        super().close()
        kept.count_in_files(-self._n)


class Wire(socket.socket):
    """Only one thread at a time may use it."""

    __slots__ = ("_rest",)
    _rest: deque[_Bytes | _File]

    @classmethod
    def of(cls, plain: socket.socket) -> Wire:
        """The same connection; the given object is closed to it."""
        family, kind, protocol = plain.family, plain.type, plain.proto
        made = cls(family, kind, protocol, plain.detach())
        made._rest = deque()
        if family != socket.AF_UNIX and hasattr(socket, "TCP_NOTSENT_LOWAT"):
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _AHEAD)
        return made

    @property
    def n_left(self) -> int:
        """Bytes that are still to be sent on."""
        return sum(map(len, self._rest))

    def sendall(self, data: Any, flags: int = 0) -> None:
        """What its reader does not take is kept."""
        n = 0
        if not self._rest:
            with suppress(BlockingIOError):
                n = self.send(data, flags | socket.MSG_DONTWAIT)
            if n == len(data):
                return
        self._keep(memoryview(data)[n:])
        self._send_what_goes()

    def sendfile(self, file: IO[bytes], offset: int = 0, count: int | None = None) -> int:  # type: ignore[override]
        """Of this file only its place is kept."""
        n = os.fstat(file.fileno()).st_size - offset if count is None else count
        self._rest.append(_File(file.fileno(), offset, n))
        self._send_what_goes()
        return n

    def send_on(self) -> None:
        """A part of what is kept. The connection must not be one that waits: BlockingIOError when nothing goes."""
        first = self._rest[0]
        first.send(self)
        if not first:
            self._rest.popleft().close()

    def close(self) -> None:
        while self._rest:
            self._rest.popleft().close()
        super().close()

    def _keep(self, data: memoryview) -> None:
        last = self._rest[-1] if self._rest else None
        if not isinstance(last, _Spool):
            if kept.has_room_for(data.obj):
                self._rest.append(_Bytes(data))
                return
            last = _Spool()
            self._rest.append(last)
        last.add(data)

    def _send_what_goes(self) -> None:
        waits = self.getblocking()
        self.setblocking(False)
        try:
            with suppress(BlockingIOError):
                while self._rest:
                    self.send_on()
        finally:
            self.setblocking(waits)
