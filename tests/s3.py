"""A server on loopback in the shapes of Amazon S3 (REST API 2006-03-01): objects, errors, signatures of version 4."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

BUCKET, REGION, ACCESS_KEY, SECRET_KEY = "captures", "eu-north-1", "AKIALOOPBACK", "a secret of this test"
_SENTENCES = {
    "NoSuchBucket": (404, "The specified bucket does not exist"),
    "NoSuchKey": (404, "The specified key does not exist."),
    "InvalidAccessKeyId": (403, "The AWS Access Key Id you provided does not exist in our records."),
    "SignatureDoesNotMatch": (403, "The request signature we calculated does not match the signature you provided."),
    "AccessDenied": (403, "Access Denied"),
    "SlowDown": (503, "Please reduce your request rate."),
    "BadDigest": (400, "The CRC32 you specified did not match the calculated checksum."),
}


@dataclass
class Service:
    """What lies in the one bucket, what was asked, and which troubles the next requests meet."""

    url: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    #: Codes of errors, or "cut": the answer breaks off. One a request.
    troubles: list[str] = field(default_factory=list)
    denied: bool = False

    def options(self, **other: str) -> dict[str, str]:
        told = {"name": BUCKET, "url": self.url, "region": REGION, "access_key": ACCESS_KEY, "secret_key": SECRET_KEY}
        return told | other


@contextlib.contextmanager
def serving() -> Iterator[Service]:
    service = Service()

    class Handler(_Handler):
        told = service

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    told: Service

    def do_GET(self) -> None:
        if self._may_go_on():
            _, _, key = self._key.partition("/")
            if not key:
                self._answer(200, f"<ListBucketResult><Name>{BUCKET}</Name><KeyCount>0</KeyCount></ListBucketResult>")
            elif key not in self.told.objects:
                self._refuse("NoSuchKey")
            else:
                self._answer(200, self.told.objects[key])

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._may_go_on():
            checksum = base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
            if self.headers.get("x-amz-checksum-crc32", checksum) != checksum:
                self._refuse("BadDigest")
                return
            self.told.objects[self._key.partition("/")[2]] = body
            self._answer(200, b"", ETag=f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"')

    @property
    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).lstrip("/")

    def _may_go_on(self) -> bool:
        self.told.requests.append(f"{self.command} {self._key}")
        self._trouble = self.told.troubles.pop(0) if self.told.troubles else ""
        found = dict(part.strip().split("=", 1) for part in self.headers["Authorization"].partition(" ")[2].split(","))
        code = self._trouble if self._trouble != "cut" else ""
        if not found["Credential"].startswith(f"{ACCESS_KEY}/"):
            code = "InvalidAccessKeyId"
        elif not hmac.compare_digest(found["Signature"], self._signature(found)):
            code = "SignatureDoesNotMatch"
        elif self.told.denied:
            code = "AccessDenied"
        elif self._key.partition("/")[0] != BUCKET:
            code = "NoSuchBucket"
        if code:
            self._refuse(code)
        return not code

    def _signature(self, found: dict[str, str]) -> str:
        """docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html"""
        parts, names = urlsplit(self.path), found["SignedHeaders"]
        query = sorted(parse_qsl(parts.query, keep_blank_values=True))
        canonical = "\n".join(
            [
                self.command,
                quote(unquote(parts.path), safe="/-_.~"),
                "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in query),
                *(f"{name}:{' '.join(self.headers[name].split())}" for name in names.split(";")),
                "",
                names,
                self.headers["x-amz-content-sha256"],
            ]
        )
        scope = found["Credential"].partition("/")[2]
        text = ["AWS4-HMAC-SHA256", self.headers["x-amz-date"], scope, hashlib.sha256(canonical.encode()).hexdigest()]
        key = f"AWS4{SECRET_KEY}".encode()
        for word in [*scope.split("/"), "\n".join(text)]:
            key = hmac.digest(key, word.encode(), "sha256")
        return key.hex()

    def _refuse(self, code: str) -> None:
        status, sentence = _SENTENCES[code]
        self._answer(status, f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>{sentence}</Message></Error>')

    def _answer(self, status: int, content: str | bytes, **headers: str) -> None:
        body = content.encode() if isinstance(content, str) else content
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "x-amz-request-id": "LOOPBACK", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if self._trouble == "cut":
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """What was asked stands in `requests`."""
