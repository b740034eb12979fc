"""Typed readers of environment variables. Knows nothing of Django and of what the variables are for."""

import importlib.util
import ipaddress
import os
import re
import tempfile
from collections.abc import Collection
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off", ""})

_ESCAPED = "In a password @ is written %40, / %2F, # %23, ? %3F and : %3A."
_NO_DATABASE = (
    "{name} is not an address this site knows: write postgres://user:password@host:5432/name or "
    f"sqlite:////path/to/file.sqlite3. {_ESCAPED}"
)


class BadEnvironment(SystemExit):
    """A variable cannot be read; the message is a full sentence that names it and says what to write.

    Uncaught it ends a process of any kind (web, worker, beat, command) with 1 and this sentence on standard error.
    """


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


def integer(name: str, default: int, *, lowest: int | None = None, highest: int | None = None) -> int:
    """A whole number, refused below `lowest` and above `highest`."""
    value = text(name, str(default)).strip()
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", value):
        raise BadEnvironment(f"{name} is {value!r}: write a whole number such as {default}.")
    if lowest is not None and int(value) < lowest:
        raise BadEnvironment(f"{name} is {value}: write {lowest} or more.")
    if highest is not None and int(value) > highest:
        raise BadEnvironment(f"{name} is {value}: write {highest} or less.")
    return int(value)


def share(name: str, default: float) -> float:
    """A number from 0 to 1."""
    value = text(name, str(default)).strip()
    if not re.fullmatch(r"[0-9]*\.?[0-9]+", value) or float(value) > 1:
        raise BadEnvironment(f"{name} is {value!r}: write a number from 0 to 1, such as {default:g}.")
    return float(value)


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


def refuse_unread(prefix: str, read: Collection[str]) -> None:
    """A variable that begins so and is none of `read` was meant to change something, and nothing would change."""
    for name, value in sorted(os.environ.items()):
        meant = name.removesuffix("_FILE")
        if name.startswith(prefix) and value and meant not in read:
            near = max(read, key=lambda known: SequenceMatcher(None, known, meant).ratio())
            raise BadEnvironment(f"{name} is read by nobody: write {near} if that is meant, or take it away.")


def _without_password(address: str) -> str:
    return re.sub(r"//.*@", "//…@", address)


def path(name: str, default: Path) -> Path:
    """An absolute path; `~` is understood, a relative one counts from the working directory."""
    value = text(name, str(default))
    try:
        return Path(value).expanduser().resolve()
    except (OSError, RuntimeError, ValueError):  # nobody's home, a loop of links, a byte that no path has
        raise BadEnvironment(f"{name} is {value!r}: write the path of a folder or file.") from None


def folder(name: str, default: Path, *, mode: int = 0o750) -> Path:
    """A folder that this process may write to; made when it is missing."""
    chosen = path(name, default)
    try:
        chosen.mkdir(mode=mode, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=chosen):  # the mode bits do not tell: read-only disks, root, quotas
            pass
    except OSError as error:
        raise BadEnvironment(
            f"The folder {chosen} cannot be written ({error.strerror}): set {name} to a folder this user may write to."
        ) from error
    return chosen


def secret(name: str) -> str:
    """A secret, or "" when neither it nor its file is named; a file without one is refused. It is never shown.

    How good it is says `manage.py check --deploy`.
    """
    value = text(name)
    if not value.strip() and (value or os.environ.get(f"{name}_FILE")):
        raise BadEnvironment(f"{name} is empty: give it 50 characters or more that nobody can guess, or do not set it.")
    return value


def key_with_secret(name: str) -> str:
    """`access:secret`, or "" when it is not set. It is never shown."""
    value = text(name).strip()
    if value and not re.fullmatch(r"[^\s:]+:\S+", value):
        raise BadEnvironment(f"{name} is no key with its secret: write both, parted by a colon (access:secret).")
    return value


def mail_domains(name: str) -> list[str]:
    """A list of what stands behind the @ of addresses, lower case; an @ before one is taken off."""
    found = [word.lower().removeprefix("@") for word in words(name)]
    for word in found:
        if not re.fullmatch(r"[^\s@:/*.]+(\.[^\s@:/*.]+)*", word):
            raise BadEnvironment(f"{name} holds {word!r}: write domains of mail addresses such as example.org.")
    return found


def host(name: str, default: str) -> str:
    """A name or an address to listen at, an IPv6 address without brackets."""
    value = text(name, default).strip()
    try:
        is_good = bool(re.fullmatch(r"[a-zA-Z0-9._-]+", value) or ipaddress.IPv6Address(value))
    except ValueError:
        is_good = False
    if not is_good:
        raise BadEnvironment(f"{name} is {value!r}: write an address of this machine such as {default}, without port.")
    return value


def host_names(name: str) -> list[str]:
    """A list of what a site may be called: host names, addresses, `.example.org` with all below it, `*` for any."""
    found = words(name)
    for word in found:
        if not re.fullmatch(r"\*|\.?[a-zA-Z0-9_-]+(\.[a-zA-Z0-9_-]+)*\.?|\[[0-9a-fA-F:.]+\]", word):
            raise BadEnvironment(
                f"{name} holds {word!r}: write host names such as checks.example.org, without https://, port and path."
            )
    return found


def mail_address(name: str) -> str:
    """A mail address, or `Name <address>`; "" when it is not set."""
    value = text(name).strip()
    if value and not re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", parseaddr(value)[1] if value.isprintable() else ""):
        raise BadEnvironment(f"{name} is {value!r}: write a mail address such as desk@example.org.")
    return value


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
    try:
        parts = urlsplit(value)
        is_bare = not (parts.path or parts.query or parts.fragment or parts.username) and parts.port != 0
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and is_bare
    except ValueError:
        is_good = False
    if not is_good or any(c.isspace() for c in value):
        raise BadEnvironment(
            f"{name} is {_without_password(value)!r}: write the bare address of the site, such as "
            "https://checks.example.org."
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
        is_good = is_good and parts.port != 0 and not parts.fragment
    except ValueError:
        is_good = False
    if not is_good or not value.isascii() or any(c.isspace() for c in value):
        raise BadEnvironment(f"{name} is no web address: write one such as https://search.example.org.")
    return value


def redis(name: str) -> str:
    """`redis://`, `rediss://` or `unix://`; "" when it is not set. The value is never shown: it may hold a password."""
    value = text(name).strip()
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        is_good = parts.port != 0 and not parts.fragment
        is_good = is_good and bool(parts.path if parts.scheme == "unix" else re.fullmatch(r"(/[0-9]*)?", parts.path))
    except ValueError:
        is_good = False
    if not is_good or parts.scheme not in {"redis", "rediss", "unix"} or any(c.isspace() for c in value):
        raise BadEnvironment(
            f"{name} is no address of a Redis: write one such as redis://:password@redis.example.org:6379/0 or "
            f"unix:///run/redis.sock. {_ESCAPED}"
        )
    return value


def require_packages(name: str, *packages: str, lock: str) -> None:
    """Refused when what the variable turns on was not installed. `lock`: the file in docker/ that names it."""
    missing = [package for package in packages if importlib.util.find_spec(package) is None]
    if missing:
        raise BadEnvironment(
            f"{name} is set, and what it needs is not installed ({', '.join(missing)}): install docker/{lock}, or "
            f"build the image with --build-arg REQUIREMENTS={lock}."
        )


def database(name: str, *, sqlite_file: Path) -> dict[str, Any]:
    """Django's ENGINE, NAME, USER, PASSWORD, HOST, PORT and the URL's query as OPTIONS; not set: the SQLite file.

    `sqlite:///relative.sqlite3`, `sqlite:////absolute.sqlite3`, `postgres://user:password@host:5432/name`.
    """
    value = text(name)
    if not value:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(sqlite_file), "OPTIONS": {}}
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:  # its words hold a part of the address, which may be one of the password
        raise BadEnvironment(_NO_DATABASE.format(name=name)) from None
    options = dict(parse_qsl(parts.query))
    if parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": unquote(parts.path[1:]), "OPTIONS": options}
    # With a / in the password its second half would be the name
    if parts.scheme in {"postgres", "postgresql"} and len(parts.path) > 1 and "@" not in parts.path:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(port or ""),
            "OPTIONS": options,
        }
    raise BadEnvironment(_NO_DATABASE.format(name=name))


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
        is_good = is_good and "@" not in parts.query + parts.fragment
        port = parts.port
    except ValueError:
        is_good, port = False, None
    if not is_good:
        raise BadEnvironment(
            f"{name} is no mail server: write one such as smtp://user:password@mail.example.org:587. {_ESCAPED}"
        )
    is_tls, has_password = parts.scheme == "smtps", bool(parts.password)
    return MailServer(
        host=parts.hostname or "",
        port=port or (465 if is_tls else 587 if has_password else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=is_tls,
        is_starttls=has_password and not is_tls,
    )
