"""Host names in one spelling: lower-case ASCII, numbers in disguise as dotted quads. Looks nothing up."""

import ipaddress
import re

import idna

from claims.web.failures import FetchRefused

_LABEL = re.compile(r"[a-z0-9_-]{1,63}")  # underscores are against the rules and in use
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LONGEST_NAME = 253


def normal(host: str) -> str:
    """The host as it is sent, compared and resolved; IPv6 without brackets. Raises FetchRefused on nonsense.

    A name that ends in a number is an IPv4 address in one of the spellings of inet_aton (decimal,
    hexadecimal, octal, short),
    as in the WHATWG URL Standard.
    """
    if host.startswith("["):
        return _ipv6(host)
    if not host or len(host) > _LONGEST_NAME + 2:
        raise FetchRefused(NO_HOST)
    name = _ascii(host.lower()).removesuffix(".")
    labels = name.split(".")
    if len(name) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        raise FetchRefused(NO_HOST)
    return _ipv4(labels) if _NUMBER.fullmatch(labels[-1]) else name


def as_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a normal host is, None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _ascii(host: str) -> str:
    """IDNA 2008 with UTS 46 mapping, label by label: in ASCII labels the underscores that IDNA forbids live."""
    if host.isascii():
        return host
    try:
        mapped = idna.uts46_remap(host, std3_rules=False, transitional=False)
        return ".".join(label if label.isascii() else idna.alabel(label).decode("ascii") for label in mapped.split("."))
    except UnicodeError:
        raise FetchRefused(NO_HOST) from None


def _ipv4(labels: list[str]) -> str:
    """`127.1`, `0x7f000001`, `017700000001` and `2130706433` are all 127.0.0.1."""
    try:
        numbers = [_number(label) for label in labels]
    except ValueError:
        raise FetchRefused(NO_HOST) from None
    *heads, last = numbers
    if len(numbers) > 4 or any(head > 255 for head in heads) or last >= 256 ** (5 - len(numbers)):
        raise FetchRefused(NO_HOST)
    value = last + sum(head << (24 - 8 * place) for place, head in enumerate(heads))
    return str(ipaddress.IPv4Address(value))


def _number(label: str) -> int:
    if not _NUMBER.fullmatch(label):
        raise ValueError(label)
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if label.startswith("0") else 10)


def _ipv6(host: str) -> str:
    try:
        if not host.endswith("]") or "%" in host:
            raise ValueError(host)
        return ipaddress.IPv6Address(host[1:-1]).compressed
    except ValueError:
        raise FetchRefused(NO_HOST) from None


NO_HOST = (
    "The part of this address between // and the next slash is not the name of a site. "
    "Copy the whole address from the browser again."
)
