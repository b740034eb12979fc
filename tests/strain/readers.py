"""Readers by the hundred: one program (hey) for each page, with connections that stay open."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

#: Requests a second of one connection.
PACE = 5
#: How long one may still wait for its last answers.
LAST_ANSWERS_WITHIN_S = 60
_LATENCY = re.compile(r"^\s+(\d+)% in ([\d.]+) secs$", re.MULTILINE)
_STATUS = re.compile(r"^\s+\[(\d+)\]\s+(\d+) responses$", re.MULTILINE)
_ERROR = re.compile(r"^\s+\[(\d+)\]\s+(?!\d+ responses)(.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Row:
    """How long one page took, in seconds."""

    name: str
    n: int
    p50: float
    p95: float
    p99: float

    def __str__(self) -> str:
        times = " ".join(f"{1000 * seconds:8.1f}" for seconds in (self.p50, self.p95, self.p99))
        return f"{self.name:34} {self.n:8} {times}"


class Readers:
    """So many a second of one page. `etag`: of the page that they have already, as whoever comes back does."""

    def __init__(self, name: str, url: str, out: Path, *, rate: float, took_s: float, etag: str = "") -> None:
        self.name, self._out = name, out
        n_connections = max(1, round(rate / PACE))
        command = ["hey", "-z", f"{took_s:.0f}s", "-c", str(n_connections), "-q", f"{rate / n_connections:.2f}"]
        command += ["-host", str(urlsplit(url).hostname)]  # it would ask for a certificate of host and port
        command += ["-H", f"If-None-Match: {etag}"] if etag else []
        with out.open("wb") as file:
            self._process = subprocess.Popen([*command, url], stdout=file, stderr=subprocess.STDOUT)

    def end(self, errors: Counter[str]) -> Row:
        """Waits for the end; whatever was no page or an unchanged one goes to `errors`."""
        self._process.wait(LAST_ANSWERS_WITHIN_S)
        told = self._out.read_text()
        took = {int(share): float(seconds) for share, seconds in _LATENCY.findall(told)}
        answers = {int(status): int(n) for status, n in _STATUS.findall(told)}
        errors.update({f"{self.name}: {status}": n for status, n in answers.items() if status not in {200, 304}})
        errors.update({f"{self.name}: {what}": int(n) for n, what in _ERROR.findall(told)})
        return Row(self.name, sum(answers.values()), took.get(50, 0.0), took.get(95, 0.0), took.get(99, 0.0))
