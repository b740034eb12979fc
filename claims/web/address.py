"""Which addresses and names are public. Judges what a resolver answered; a URL's looks prove nothing."""

import ipaddress

from claims.web import hosts
from claims.web.failures import FetchRefused

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# The IANA special-purpose registries, and hosts that clouds keep for themselves. Python's `is_global`
# misses many of these.
_CLOSED_V4 = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier NAT, and 100.100.100.200 (Alibaba metadata)
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure host
        "169.254.0.0/16",  # link-local, and 169.254.169.254 (metadata)
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_CLOSED_V6 = tuple(
    ipaddress.IPv6Network(block)
    for block in (
        "::/96",  # unspecified, loopback, IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # local NAT64
        "100::/64",  # discard
        "2001::/23",  # protocol assignments, with Teredo and ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fc00::/7",  # unique local, and fd00:ec2::254 (metadata)
        "fe80::/10",  # link-local
        "fec0::/10",  # site-local
        "ff00::/8",  # multicast
    )
)
_GLOBAL_UNICAST_V6 = ipaddress.IPv6Network("2000::/3")

_CLOSED_NAMES = frozenset({"localhost", "localdomain", "internal", "local", "lan", "intranet", "home.arpa"})


def is_public(address: IPAddress) -> bool:
    """True when anybody on the open internet could reach it.

    Tunnels and translators are closed whatever IPv4 address they lead to, so none is ever unwrapped. The price: a
    machine whose resolver makes up NAT64 answers (64:ff9b::) for every site cannot fetch without IPv4 of its own.
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address not in _GLOBAL_UNICAST_V6 or address.is_site_local or address.scope_id is not None:
            return False
        closed = any(address in block for block in _CLOSED_V6)
    else:
        closed = any(address in block for block in _CLOSED_V4)
    special = address.is_multicast or address.is_reserved or address.is_link_local or address.is_unspecified
    return address.is_global and not special and not closed


def is_public_name(host: str) -> bool:
    """False for names that are private by definition, whatever they resolve to: one word, localhost,
    .internal, .local.

    `host` is lower case, without a final dot, and not an address.
    """
    if "." not in host:
        return False
    return not any(host == name or host.endswith(f".{name}") for name in _CLOSED_NAMES)


def is_public_host(host: str) -> bool:
    """As far as a normal host tells without being looked up: a public address, or a name that is not private."""
    literal = hosts.as_address(host)
    return is_public(literal) if literal is not None else is_public_name(host)


def parsed(answers: list[str]) -> list[IPAddress]:
    """The resolver's answers as addresses, in its order, without repeats. Raises FetchRefused for what is no
    address."""
    try:
        return [ipaddress.ip_address(answer) for answer in dict.fromkeys(answers)]
    except ValueError:
        raise FetchRefused(CLOSED) from None


def vetted(answers: list[str]) -> list[IPAddress]:
    """As `parsed`. Raises FetchRefused if any is not public, or if there are none.

    One private answer among public ones refuses all: it is how a name is made to lead inside on the
    second try.
    """
    addresses = parsed(answers)
    if not addresses or not all(is_public(address) for address in addresses):
        raise FetchRefused(CLOSED)
    return addresses


CLOSED = (
    "This address leads to a private or reserved network, so the desk does not open it. "
    "Use the address that readers of the open web use, or paste the text instead."
)
