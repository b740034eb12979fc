"""One parser for web addresses: parse, rebuild, and use only what was rebuilt. Nothing is looked up here."""

import re
import unicodedata
from dataclasses import dataclass, replace

from claims.web import hosts
from claims.web.failures import FetchRefused
from claims.web.tracking import is_tracking

LONGEST_URL = 2000  # characters; what search engines index, and short enough for a unique index on PostgreSQL
_LONGEST_INPUT = 10 * LONGEST_URL
DEFAULT_PORTS = {"http": 80, "https": 443}

# RFC 3986, appendix B.
_PARTS = re.compile(r"(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?")
_AUTHORITY = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)(?::([0-9]{0,9}))?")
_PIECE = re.compile(r"%[0-9A-Fa-f]{2}|.", re.DOTALL)
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SAFE_IN_PATH = _UNRESERVED | frozenset("!$&'()*+,;=:@/[]")
_SAFE_IN_QUERY = _SAFE_IN_PATH | frozenset("?|")
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Url:
    """A web address taken apart. `host` is normal (hosts.py), `path` starts with "/", `query` may be ""."""

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def pair(self) -> str:
        """host:port, always with the port: what an operator's `allow` set names."""
        return f"{self._bracketed}:{self.port}"

    @property
    def authority(self) -> str:
        """What the Host header carries: without the port when it is the scheme's own."""
        return self._bracketed if self.port == DEFAULT_PORTS[self.scheme] else self.pair

    @property
    def target(self) -> str:
        """What the request line carries."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def text(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


def parse(text: str) -> Url:
    """The address in `text`, without its fragment. Raises FetchRefused for anything else than http(s)."""
    scheme, authority, path, query = _split(text)
    if scheme is None:
        raise FetchRefused(NO_SCHEME)
    return _build(scheme.lower(), authority, path, query)


def join(base: Url, reference: str) -> Url:
    """Where a redirect from `base` leads (RFC 3986, 5.2). Raises FetchRefused as `parse` does."""
    scheme, authority, path, query = _split(reference)
    if scheme is not None:
        return _build(scheme.lower(), authority, path, query)
    if authority is not None:
        return _build(base.scheme, authority, path, query)
    if not path:
        query = base.query if query is None else query
        path = base.path
    elif not path.startswith("/"):
        path = base.path[: base.path.rindex("/") + 1] + path
    return _bounded(replace(base, path=_path(path), query=_query(query)))


def canonical(text: str) -> str:
    """One spelling for one page, to tell whether it was imported before. Raises FetchRefused on nonsense.

    Dropped: the fragment, the scheme's own port, tracking parameters (tracking.py), `;jsessionid=`.
    Made normal: the host (lower case, IDNA), dot segments, percent-encoding (RFC 3986, 6.2.2).
    Kept, since they can tell pages apart: http or https, www., path case, a final slash, the query's order.
    """
    url = parse(text)
    kept = [piece for piece in url.query.split("&") if not is_tracking(piece.split("=", 1)[0])]
    path = _without_dots(_SESSION_IN_PATH.sub("", url.path))
    return replace(url, path=path, query="&".join(kept)).text


def is_url(text: str) -> bool:
    """True when the text, apart from space around it, is one http(s) address and nothing else."""
    stripped = text.strip()
    if not stripped or any(character.isspace() for character in stripped):
        return False
    try:
        parse(stripped)
    except FetchRefused:
        return False
    return True


def _split(text: str) -> tuple[str | None, str | None, str, str | None]:
    """(scheme, authority, path, query) as they stand; None for what is absent."""
    text = text.strip()
    if len(text) > _LONGEST_INPUT:
        raise FetchRefused(TOO_LONG)
    if "\\" in text or any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        raise FetchRefused(STRANGE)
    match = _PARTS.fullmatch(text)
    if match is None:
        raise FetchRefused(NO_SCHEME)
    scheme, authority, path, query = match.groups()
    return scheme, authority, path, query


def _build(scheme: str, authority: str | None, path: str, query: str | None) -> Url:
    if scheme not in DEFAULT_PORTS:
        raise FetchRefused(NO_SCHEME if "." in scheme else WRONG_SCHEME)
    if authority and "@" in authority:
        raise FetchRefused(USERINFO)
    match = _AUTHORITY.fullmatch(authority or "")
    if match is None:
        raise FetchRefused(hosts.NO_HOST)
    host = hosts.normal(match[1])
    port = int(match[2]) if match[2] else DEFAULT_PORTS[scheme]
    if not 0 < port < 65536:
        raise FetchRefused(NO_PORT)
    return _bounded(Url(scheme, host, port, _path(path), _query(query)))


def _bounded(url: Url) -> Url:
    if len(url.text) > LONGEST_URL:
        raise FetchRefused(TOO_LONG)
    return url


def _path(path: str) -> str:
    return _without_dots(_encoded(path, _SAFE_IN_PATH) or "/")


def _query(query: str | None) -> str:
    return _encoded(query or "", _SAFE_IN_QUERY)


def _encoded(text: str, safe: frozenset[str]) -> str:
    """Percent-encoding in its one normal form: upper-case hex, and none for characters that never need it."""

    def normal(match: re.Match[str]) -> str:
        piece = match[0]
        if len(piece) == 3:
            character = chr(int(piece[1:], 16))
            return character if character in _UNRESERVED else piece.upper()
        return piece if piece in safe else "".join(f"%{byte:02X}" for byte in piece.encode())

    return _PIECE.sub(normal, text)


def _without_dots(path: str) -> str:
    """Dot segments resolved (RFC 3986, 5.2.4). `path` starts with "/"."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


NO_SCHEME = "This is not a web address. Copy it whole from the browser: it starts with https:// or http://."
WRONG_SCHEME = (
    "The desk opens only addresses that start with https:// or http://. Paste or upload what is behind this one."
)
USERINFO = "This address holds a user name or password before an @, and the desk never sends one. Take that part out."
STRANGE = "This address holds a backslash or an invisible character. Copy it from the browser again."
NO_PORT = "The number after the colon in this address cannot be a port. Copy the address from the browser again."


def link_of(url: str) -> str:
    """Feeds are written by strangers: only an address of the web is made a link."""
    return url if url.startswith(("https://", "http://")) else ""


TOO_LONG = (
    f"This address is longer than {LONGEST_URL} characters. Use the short link that the page offers, or paste the text."
)
