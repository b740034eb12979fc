"""Services on loopback that answer as the real ones do, and pages that they bring up."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

STATEMENT = "The harbour fee in Aldervik rose by 30 percent in 2024"
TELLING = "The harbour fee in Aldervik rose by 30 percent in 2024, the harbour board wrote in its yearly report."
FILLING = (
    "The report runs to ninety pages and was handed to the town council on a rainy Tuesday in March.",
    "Fishing crews had asked for it since the winter, when two of the four cranes stood still for weeks.",
    "Nobody on the council wanted to speak about the ferry line, which is run by another company.",
    "A public hearing is planned for the first week of May in the hall beside the old customs house.",
    "Visitors may also write letters, which will be read aloud by the clerk at the end of the evening.",
    "The board has published every yearly report since the harbour was widened in the nineties.",
)


@dataclass(frozen=True)
class Reply:
    """`declared`: the Content-Length to state; more than the body has is half a reply."""

    body: bytes = b"{}"
    status: int = 200
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    declared: int | None = None


Answer = Reply | Callable[[dict[str, str]], Reply]


def as_json(value: Any, **rest: Any) -> Reply:
    return Reply(json.dumps(value).encode(), **rest)


def a_page(*sentences: str, title: str = "Harbour report") -> Reply:
    """A news page that holds these sentences between others."""
    paragraphs = "".join(f"<p>{text}</p>" for text in (*FILLING[:3], *sentences, *FILLING[3:]))
    html = f"<!doctype html><html lang='en'><head><title>{title}</title></head><body><article><h1>{title}</h1>"
    return Reply(f"{html}{paragraphs}</article></body></html>".encode(), content_type="text/html; charset=utf-8")


@dataclass
class Service:
    """One server. `answers` maps a path to what it answers; `asked` is what it was asked, in order."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = dict(parse_qsl(parts.query, keep_blank_values=True))
                service.asked.append((parts.path, query))
                answer = service.answers.get(parts.path, Reply(b"Not here", 404, "text/plain"))
                reply = answer(query) if callable(answer) else answer
                self.send_response(reply.status)
                self.send_header("Content-Type", reply.content_type)
                self.send_header("Content-Length", str(len(reply.body) if reply.declared is None else reply.declared))
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def pair(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.pair}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
