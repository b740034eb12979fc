"""Typed readers of environment variables. Knows nothing of Django and of what the variables are for."""

import importlib.util
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off", ""})


class BadEnvironment(Exception):
    """A variable cannot be read; the message is a full sentence that names it and says what to write."""


def text(name: str, default: str = "") -> str:
    """The value of NAME, or the content of the file that NAME_FILE points to (for secrets), or the default."""
    path = os.environ.get(f"{name}_FILE", "")
    if path and not os.environ.get(name):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadEnvironment(
                f"{name}_FILE points to {path}, which cannot be read ({error.__class__.__name__}): "
                f"give a readable text file, or set {name} itself."
            ) from error
    return os.environ.get(name) or default


def boolean(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off (any case)."""
    value = text(name, "1" if default else "0").strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise BadEnvironment(f"{name} is {value!r}: write 1 or 0 (true, yes, on, false, no and off work too).")


def integer(name: str, default: int, *, lowest: int | None = None) -> int:
    """A whole number, refused below `lowest`."""
    value = text(name, str(default)).strip()
    if not re.fullmatch(r"[+-]?\d+", value):
        raise BadEnvironment(f"{name} is {value!r}: write a whole number such as {default}.")
    if lowest is not None and int(value) < lowest:
        raise BadEnvironment(f"{name} is {value}: write {lowest} or more.")
    return int(value)


def choice(name: str, default: str, possible: tuple[str, ...]) -> str:
    """One of the possible words."""
    value = text(name, default).strip().lower()
    if value not in possible:
        raise BadEnvironment(f"{name} is {value!r}: write {' or '.join(possible)}.")
    return value


def seconds(name: str, default: float) -> float:
    """A length of time in seconds, greater than zero."""
    value = text(name, str(default)).strip()
    if not re.fullmatch(r"\d+(\.\d+)?", value) or float(value) <= 0:
        raise BadEnvironment(f"{name} is {value!r}: write a number of seconds greater than 0, such as {default:g}.")
    return float(value)


def words(name: str, default: str = "") -> list[str]:
    """A list parted by commas or white space."""
    return [word for word in re.split(r"[\s,]+", text(name, default)) if word]


def path(name: str, default: Path) -> Path:
    """An absolute path; `~` is understood, a relative one counts from the working directory."""
    return Path(text(name, str(default))).expanduser().resolve()


def folder(name: str, default: Path) -> Path:
    """A folder that this process may write to; made when it is missing."""
    chosen = path(name, default)
    try:
        chosen.mkdir(mode=0o750, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=chosen):  # the mode bits do not tell: read-only disks, root, quotas
            pass
    except OSError as error:
        raise BadEnvironment(
            f"The folder {chosen} cannot be written ({error.strerror}): set {name} to a folder this user may write to."
        ) from error
    return chosen


def hosts_with_ports(name: str) -> list[str]:
    """A list of host:port (an IPv6 address in brackets), lower case."""
    found = [word.lower() for word in words(name)]
    for word in found:
        if not re.fullmatch(r"(\[[0-9a-f:.]+\]|[^\s:/\[\]@]+):\d{1,5}", word) or int(word.rpartition(":")[2]) > 65535:
            raise BadEnvironment(f"{name} holds {word!r}: write host:port, for example intranet.example.org:8443.")
    return found


def site_url(name: str, default: str) -> str:
    """An http or https address without path, query and trailing slash."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query or parts.username:
        raise BadEnvironment(
            f"{name} is {value!r}: write the bare address of the site, such as https://checks.example.org."
        )
    return value


def address(name: str, default: str = "") -> str:
    """An http or https address of a service, without a final slash; "" when it is not set. The value is never shown:
    its query may hold a key."""
    value = text(name, default).strip().rstrip("/")
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
    except ValueError:
        is_good = False
    if not is_good or parts.fragment or not value.isascii() or any(c.isspace() for c in value):
        raise BadEnvironment(f"{name} is no web address: write one such as https://search.example.org.")
    return value


def require_packages(name: str, *packages: str, lock: str) -> None:
    """Refused when what the variable turns on was not installed. `lock`: the file in docker/ that names it."""
    missing = [package for package in packages if importlib.util.find_spec(package) is None]
    if missing:
        raise BadEnvironment(
            f"{name} is set, and what it needs is not installed ({', '.join(missing)}): install docker/{lock}, or "
            f"build the image with --build-arg REQUIREMENTS={lock}."
        )


_WRITTEN = "In a password @ is written %40, / %2F, # %23, ? %3F and : %3A."


def database(name: str, *, sqlite_file: Path) -> dict[str, Any]:
    """Django's ENGINE, NAME, USER, PASSWORD, HOST, PORT and the URL's query as OPTIONS; not set: the SQLite file.

    `sqlite:///relative.sqlite3`, `sqlite:////absolute.sqlite3`, `postgres://user:password@host:5432/name`.
    """
    value = text(name)
    if not value:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(sqlite_file), "OPTIONS": {}}
    unknown = BadEnvironment(
        f"{name} is not an address this site knows: "
        "write postgres://user:password@host:5432/name or sqlite:////path/to/file.sqlite3. "
        f"{_WRITTEN}"
    )
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:  # its words hold a part of the address, which may be one of the password
        raise unknown from None
    options = dict(parse_qsl(parts.query))
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": unquote(parts.path[1:]), "OPTIONS": options}
    if parts.scheme in {"postgres", "postgresql"} and len(parts.path) > 1:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(port or ""),
            "OPTIONS": options,
        }
    raise unknown


def redis(name: str) -> str:
    """`redis://:password@host:6379/0`, `rediss://` or `unix://`, as the variable has it; not set: nothing.

    The value is never shown: it may hold a password.
    """
    value = text(name).strip()
    try:
        parts = urlsplit(value)
        is_good = not value or (parts.scheme in {"redis", "rediss", "unix"} and parts.port != 0)
    except ValueError:
        is_good = False
    if not is_good:
        raise BadEnvironment(
            f"{name} is no address of a Redis: write one such as redis://:password@redis.example.org:6379/0. {_WRITTEN}"
        )
    return value


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in; without a host none is sent."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = field(default="", repr=False)
    is_tls: bool = False
    is_starttls: bool = False


def mail_server(name: str) -> MailServer:
    """From `smtp://user:password@host:587` (STARTTLS where there is a password) or `smtps://`; not set: no server.

    The value is never shown: it may hold a password.
    """
    value = text(name).strip()
    if not value:
        return MailServer()
    try:
        parts = urlsplit(value)
        is_good = parts.scheme in {"smtp", "smtps"} and bool(parts.hostname) and not parts.path.strip("/")
        port = parts.port
    except ValueError:
        is_good, port = False, None
    if not is_good:
        raise BadEnvironment(f"{name} is no mail server: write one such as smtp://user:password@mail.example.org:587.")
    is_tls, has_password = parts.scheme == "smtps", bool(parts.password)
    return MailServer(
        host=parts.hostname or "",
        port=port or (465 if is_tls else 587 if has_password else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=is_tls,
        is_starttls=has_password and not is_tls,
    )
