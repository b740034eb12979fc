"""Where the processes of a host count (factcheck/settings.py), and the port at which one tells the figures of all."""

import hashlib
import logging
import os
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)
#: As prometheus_client has it, which must not be imported before the folder is chosen.
CONTENT_TYPE = "text/plain; version=1.0.0; charset=utf-8"
_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own in it, that nobody else may enter


def folder(data_dir: Path) -> Path:
    """Where METRICS_DIR names none: in memory, in one that belongs to this DATA_DIR, or in DATA_DIR."""
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK):
        return _MEMORY / f"factcheck-{os.getuid()}-{hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]}"
    return data_dir / "metrics"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """A look at the figures is no news."""


def application(tell: Callable[[], bytes], content_type: str) -> WSGIApplication:
    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        is_known = environ["PATH_INFO"] == "/metrics" and environ["REQUEST_METHOD"] == "GET"
        status = HTTPStatus.OK if is_known else HTTPStatus.NOT_FOUND
        body = tell() if is_known else b"Not found.\n"
        kind = content_type if is_known else "text/plain"
        headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
        start_response(f"{status.value} {status.phrase}", headers)
        return [body]

    return answer


def serve(host: str, port: int, tell: Callable[[], bytes], content_type: str) -> WSGIServer:
    """Answer GET /metrics in a thread. Raises OSError when the port is taken."""
    server = make_server(host, port, application(tell, content_type), server_class=_Server, handler_class=_Quiet)
    Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server


def serve_if_asked() -> None:
    """At METRICS_PORT, where it is set. Where another process of the host was quicker, that one tells for all."""
    if not settings.METRICS_PORT:
        return
    tell = import_string("claims.operating.figures.told_from_a_thread")  # once the apps are loaded
    try:
        serve(settings.METRICS_HOST, settings.METRICS_PORT, tell, CONTENT_TYPE)
    except OSError as error:
        log.warning(
            "Figures cannot be told at %s:%s (%s).", settings.METRICS_HOST, settings.METRICS_PORT, error.strerror
        )
