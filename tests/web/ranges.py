"""Every range that the desk must not reach, and the disguises that an address of it may wear."""

import ipaddress

CLOSED_V4 = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32", "100.100.100.200/32", "169.254.169.254/32", "255.255.255.255/32",
)  # fmt: skip
CLOSED_V6 = (
    "::/128", "::1/128", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
    "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fd00:ec2::254/128", "fe80::/10", "fec0::/10",
    "ff00::/8", "2001:0::/32", "4000::/3", "e000::/4",
)  # fmt: skip
PUBLIC_V4 = ("1.1.1.1", "8.8.8.8", "93.184.216.34", "151.101.1.69", "11.0.0.1", "9.255.255.255", "100.63.255.255",
             "100.128.0.0", "126.255.255.255", "128.0.0.1", "169.253.255.255", "169.255.0.0", "172.15.255.255",
             "172.32.0.0", "192.0.1.255", "192.0.3.0", "192.88.98.255", "192.88.100.0", "192.167.255.255",
             "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255",
             "203.0.114.0", "223.255.255.255", "168.63.129.15", "168.63.129.17", "1.0.0.0")  # fmt: skip
PUBLIC_V6 = ("2001:4860:4860::8888", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e", "2001:200::1", "2001:db7::1",
             "2001:db9::1", "2003::1", "2400:cb00::1", "3ffe:ffff::1", "2000::1")  # fmt: skip


def edges(block: str) -> list[str]:
    """First, last and a middle address of a range."""
    network = ipaddress.ip_network(block)
    picks = {network[0], network[-1], network[network.num_addresses // 2]}
    return [str(address) for address in sorted(picks, key=int)]


CLOSED_V4_ADDRESSES = sorted({address for block in CLOSED_V4 for address in edges(block)})
CLOSED_V6_ADDRESSES = sorted({address for block in CLOSED_V6 for address in edges(block)})


def spellings(address: str) -> dict[str, str]:
    """Ways to write a closed IPv4 address as the host of a URL, by name of the way."""
    number = int(ipaddress.IPv4Address(address))
    a, b, c, d = address.split(".")
    return {
        "literal": address,
        "final dot": f"{address}.",
        "decimal": str(number),
        "hex": hex(number),
        "upper hex": f"0X{number:08X}",
        "octal": f"0{number:o}",
        "dotted hex": ".".join(hex(int(part)) for part in (a, b, c, d)),
        "dotted octal": ".".join(f"0{int(part):o}" for part in (a, b, c, d)),
        "padded octal": ".".join(f"0{int(part):03o}" for part in (a, b, c, d)),
        "three parts": f"{a}.{b}.{int(c) * 256 + int(d)}",
        "two parts": f"{a}.{number & 0xFFFFFF}",
        "mixed": f"{hex(int(a))}.{b}.0{int(c):o}.{d}",
        "full width": address.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)}),
        "ideographic dots": address.replace(".", "。"),
        "half-width ideographic dots": address.replace(".", "\uff61"),
        "full-width dots": address.replace(".", "\uff0e"),
        "soft hyphens": address.replace(".", "\u00ad.\u00ad"),
        "signs without width": "\u200b".join(address),
        "two blanks of no width and a final wide dot": f"\u2060{address}\ufeff\uff0e",
        "padded hex": f"0x{number:030x}",
        "long octal": f"{number:o}".rjust(40, "0"),
        "hex with a final dot": f"{hex(number)}.",
        "octal last part": f"{a}.0{number & 0xFFFFFF:o}",
        "circled": "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(c)] if c.isdigit() else c for c in address),
        **{way: f"[{inside}]" for way, inside in disguises(address).items()},
    }


#: Hosts of URLs that only pretend to be somewhere else: with a user name, a zone, an encoded dot, or a sign in between.
CROOKED = (
    "http://{public}@{closed}/", "http://{closed}@{public}/", "http://{public}:80@{closed}/",
    "http://{closed}:80@{public}/", "http://{public}%40{closed}/", "http://{closed}%2e/", "http://{closed}%00.{public}/",
    "http://{public}\\@{closed}/", "http://{closed}\\.{public}/", "http://{public}#@{closed}:25/",
    "http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[::1%25lo]/", "http://[::ffff:{closed}%25lo]/",
    "http://[::{closed}]:6379/", "http://[::1]]/", "http://[[::1]]/", "http://[::1].{public}/", "http://[v6.::1]/",
    "http:///{closed}/", "http:/{closed}/", "http:{closed}/", "http://\t{closed}/", "http://{closed}\r\n.{public}/",
    "http:// {closed}/", "http://{closed} /", "http://{closed}:/\\{public}", "http://{closed}:80:80/",
    "http://{closed}\u2044.{public}/", "http://{closed}\uff0f.{public}/", "http://{closed}\u2100{public}/",
)  # fmt: skip


def disguises(address: str) -> dict[str, str]:
    """IPv6 addresses that lead to a closed IPv4 address through a translator or a tunnel."""
    number = int(ipaddress.IPv4Address(address))
    high, low = number >> 16, number & 0xFFFF
    flipped = number ^ 0xFFFFFFFF
    return {
        "mapped": f"::ffff:{address}",
        "mapped hex": f"::ffff:{high:x}:{low:x}",
        "compatible": f"::{address}",
        "NAT64": f"64:ff9b::{address}",
        "local NAT64": f"64:ff9b:1::{address}",
        "6to4": f"2002:{high:x}:{low:x}::1",
        "Teredo client": f"2001:0:5db8:d822:0:0:{flipped >> 16:x}:{flipped & 0xFFFF:x}",
    }
