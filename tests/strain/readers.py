"""Readers by the hundred: programs (hey) with connections that stay open, in step with each other as little as readers.

The connections of one program ask at the same moments. So there are several for each page, each with a few connections,
started one after the other within the time between two questions: nobody waits for a crowd that the generator made.
"""

from __future__ import annotations

import math
import re
import subprocess
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

#: Requests a second of one connection. It asks late, or less often, only while answers take longer than 1 / PACE.
PACE = 2
#: So many connections ask at the same moment.
N_TOGETHER = 20
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
    """So many a second of one page. `etag`: of the page that they have already, as whoever comes back does.

    All have begun once it is made, 1 / PACE seconds later. `out`: what the programs say goes to files that begin so.
    """

    def __init__(self, name: str, url: str, out: Path, *, rate: float, took_s: float, etag: str = "") -> None:
        self.name = name
        n_connections = max(1, round(rate / PACE))
        n_programs = math.ceil(n_connections / N_TOGETHER)
        command = ["hey", "-z", f"{took_s:.0f}s", "-q", f"{rate / n_connections:.2f}"]
        command += ["-host", str(urlsplit(url).hostname)]  # it would ask for a certificate of host and port
        command += ["-H", f"If-None-Match: {etag}"] if etag else []
        self._outs = [out.with_name(f"{out.name}-{number}") for number in range(n_programs)]
        self._processes = []
        for number, file in enumerate(self._outs):
            n_own = (n_connections + number) // n_programs  # as many each as the division allows
            with file.open("wb") as opened:
                program = subprocess.Popen([*command, "-c", str(n_own), url], stdout=opened, stderr=subprocess.STDOUT)
            self._processes.append(program)
            time.sleep(1 / PACE / n_programs)

    def end(self, errors: Counter[str]) -> Row:
        """Waits for the end; whatever was no page or an unchanged one goes to `errors`.

        The times are those of the slowest program: the times of all together are not longer.
        """
        n, slowest = 0, dict.fromkeys((50, 95, 99), 0.0)
        for process, file in zip(self._processes, self._outs, strict=True):
            process.wait(LAST_ANSWERS_WITHIN_S)
            told = file.read_text()
            for share, seconds in _LATENCY.findall(told):
                if int(share) in slowest:
                    slowest[int(share)] = max(slowest[int(share)], float(seconds))
            answers = {int(status): int(count) for status, count in _STATUS.findall(told)}
            n += sum(answers.values())
            for status, count in answers.items():
                if status not in {200, 304}:
                    errors[f"{self.name}: {status}"] += count
            for count, what in _ERROR.findall(told):
                errors[f"{self.name}: {what}"] += int(count)
        return Row(self.name, n, slowest[50], slowest[95], slowest[99])
