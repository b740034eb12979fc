"""Programs in a PDF that draw letters or reckon colours, without notices, names, days and remarks. Bytes in and out."""

from __future__ import annotations

import re
from typing import Final

#: Tables by which letters are looked up and drawn (OpenType); not among them: names, signatures, private ones.
_TABLES: Final = frozenset(
    (b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep", b"OS/2", b"cmap", b"post",
     b"CFF ", b"VORG", b"vhea", b"vmtx", b"gasp", b"GSUB", b"GDEF", b"GPOS", b"EBDT", b"EBLC", b"kern")
)  # fmt: skip
_SFNT: Final = (b"\0\1\0\0", b"true", b"OTTO")
#: Days on which it was made and changed, in the table "head" (bytes of it).
_DAYS: Final = slice(20, 36)
#: In the clear part of a Type 1 font only its notices are texts.
_SAID: Final = re.compile(rb"\((?:[^()\\]|\\.|\([^()]*+\))*+\)|%[^\r\n]*+", re.DOTALL)

KNOWN_CMAP: Final = re.compile(
    "/(?:(?:GB-EUC|GBpc-EUC|GBK-EUC|GBKp-EUC|GBK2K|UniGB-UCS2|UniGB-UTF16|B5pc|HKscs-B5|ETen-B5|ETenms-B5|CNS-EUC|"
    "UniCNS-UCS2|UniCNS-UTF16|83pv-RKSJ|90ms-RKSJ|90msp-RKSJ|90pv-RKSJ|Add-RKSJ|EUC|Ext-RKSJ|UniJIS-UCS2|"
    "UniJIS-UCS2-HW|UniJIS-UTF16|UniJIS2004-UTF16|KSC-EUC|KSCms-UHC|KSCms-UHC-HW|KSCpc-EUC|UniKS-UCS2|UniKS-UTF16|"
    "Identity)-[HV]|[HV])\\Z"
)
#: Blanks and remarks, or (1) a word.
_SYNTAX: Final = re.compile(
    rb"[\0\t\n\f\r ]++|%[^\r\n]*+|(\((?:[^()\\]|\\.)*+\)|<<|>>|<[^<>]*+>|[\[\]{}]"
    rb"|/?[^\0\t\n\f\r ()<>\[\]{}/%]++|.)",
    re.DOTALL,
)
_SECTIONS: Final = {b"codespacerange": 2, b"bfchar": 2, b"bfrange": 3, b"cidchar": 2, b"cidrange": 3, b"notdefchar": 2,
                    b"notdefrange": 3}  # fmt: skip
_HEX: Final = re.compile(rb"<[0-9A-Fa-f\0\t\n\f\r ]*+>\Z")
_NUMBER: Final = re.compile(rb"[-+.\d]++\Z")
_RECKONING: Final = frozenset(
    b"abs add atan ceiling cos cvi cvr div exp floor idiv ln log mod mul neg round sin sqrt sub truncate and bitshift "
    b"eq false ge gt le lt ne not or true xor if ifelse copy dup exch index pop roll { }".split()
)


def without_names(font: bytes, n_clear: int) -> bytes:
    """A TrueType, OpenType or Type 1 font (n_clear: bytes of its clear part) that draws the same; others stay."""
    if font[:4] in _SFNT:
        return _tables(font)
    if font.startswith(b"%!") and 0 < n_clear <= len(font):
        kept = _SAID.sub(lambda said: b"()" if said[0][:1] == b"(" else b"", font[:n_clear])
        return b"%!PS-AdobeFont-1.0" + kept + font[n_clear:]
    return font


def _tables(font: bytes) -> bytes:
    kept = []
    for place in range(int.from_bytes(font[4:6], "big")):
        entry = font[12 + 16 * place : 28 + 16 * place]
        begins, size = int.from_bytes(entry[8:12], "big"), int.from_bytes(entry[12:16], "big")
        if entry[:4] in _TABLES:
            kept.append((entry[:4], entry[4:8], font[begins : begins + size]))
    if len(kept) == 0 or sum(len(data) for _, _, data in kept) > len(font):  # tables that lie on each other
        raise ValueError("a font whose tables are not in order")
    power = len(kept).bit_length() - 1
    head = font[:4] + b"".join(
        number.to_bytes(2, "big") for number in (len(kept), 16 << power, power, 16 * len(kept) - (16 << power))
    )
    at, entries, body = 12 + 16 * len(kept), [], []
    for tag, checksum, table in kept:
        data = table[: _DAYS.start] + bytes(16) + table[_DAYS.stop :] if tag == b"head" else table
        entries.append(tag + checksum + at.to_bytes(4, "big") + len(data).to_bytes(4, "big"))
        body.append(data + bytes(-len(data) % 4))
        at += len(body[-1])
    return head + b"".join(entries) + b"".join(body)


def cmap(code: bytes) -> bytes:
    """Which letters are which (a CMap), written anew from its tables; nothing else in it is needed."""
    said = _words(code)
    out = [b"/CIDInit /ProcSet findresource begin", b"12 dict begin", b"begincmap", b"/CMapName /C def"]
    at = 0
    while at < len(said):
        word = said[at]
        if word == b"usecmap" and at and KNOWN_CMAP.match(said[at - 1].decode("latin-1")):
            out.append(said[at - 1] + b" usecmap")
        elif word == b"/WMode" and said[at + 1 : at + 2] in ([b"0"], [b"1"]):
            out.append(b"/WMode " + said[at + 1] + b" def")
        elif word.startswith(b"begin") and word[5:] in _SECTIONS:
            at, rows = _rows(said, at + 1, _SECTIONS[word[5:]], b"end" + word[5:])
            out += [b"%d %s" % (len(rows), word), *rows, b"end" + word[5:]]
        at += 1
    return b"\n".join([*out, b"endcmap", b"CMapName currentdict /CMap defineresource pop", b"end", b"end", b""])


def _rows(said: list[bytes], at: int, n_in_row: int, end: bytes) -> tuple[int, list[bytes]]:
    values: list[bytes] = []
    inner: list[bytes] | None = None
    while at < len(said) and said[at] != end:
        word = said[at]
        if word == b"[":
            inner = []
        elif word == b"]" and inner is not None:
            values.append(b"[" + b" ".join(inner) + b"]")
            inner = None
        elif _HEX.match(word) or _NUMBER.match(word):
            (values if inner is None else inner).append(word)
        at += 1
    rows = range(0, len(values) - n_in_row + 1, n_in_row)
    return at, [b" ".join(values[begins : begins + n_in_row]) for begins in rows]


def reckoned(code: bytes) -> bytes:
    """A function of numbers (ISO 32000-1, 7.10.5). Raises ValueError for words that it does not know."""
    said = _words(code)
    if not all(word in _RECKONING or _NUMBER.match(word) for word in said):
        raise ValueError("a function that is not known")
    return b" ".join(said)


def _words(code: bytes) -> list[bytes]:
    return [found[1] for found in _SYNTAX.finditer(code) if found[1]]
