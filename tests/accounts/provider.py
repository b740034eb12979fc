"""An OpenID Connect provider of its own, on a loopback port: it tells whatever the test wants it to tell."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

CLIENT, SECRET = "factcheck", "only-for-tests"


@dataclass
class Provider:
    """Who is logged in there (`claims`), and what it was asked."""

    url: str
    claims: dict[str, Any] = field(default_factory=dict)
    audience: str = CLIENT
    is_broken: bool = False
    exchanged: list[dict[str, list[str]]] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, Any]:
        app = {"provider_id": "sso", "name": "Coast", "client_id": CLIENT, "secret": SECRET,
               "settings": {"server_url": self.url}}  # fmt: skip
        return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}

    def answer(self, path: str) -> dict[str, Any]:
        if path == "/.well-known/openid-configuration":
            names = ("authorization", "token", "userinfo")
            return {"issuer": self.url, "jwks_uri": f"{self.url}/keys"} | {
                f"{name}_endpoint": f"{self.url}/{name}" for name in names
            }
        if path == "/token":
            told = {"iss": self.url, "aud": self.audience, "exp": time.time() + 300, "iat": time.time()} | self.claims
            return {"access_token": "a", "token_type": "Bearer", "id_token": _unsigned(told)}
        return self.claims


@contextmanager
def running() -> Iterator[Provider]:
    """Answers until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(provider.answer(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            provider.exchanged.append(parse_qs(body))
            self._say(provider.answer(self.path))

        def _say(self, content: dict[str, Any]) -> None:
            self.send_response(500 if provider.is_broken else 200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider = Provider(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()


def _unsigned(claims: dict[str, Any]) -> str:
    """Fetched from the provider itself, so that its signature is not looked at (OpenID Connect Core 3.1.3.7, 6)."""
    parts = ({"alg": "HS256", "kid": "1"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, base64.urlsafe_b64encode(b"s" * 32).decode().rstrip("=")])
