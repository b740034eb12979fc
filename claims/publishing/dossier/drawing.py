"""What the pages of a PDF draw, written anew: commands that are known, with what belongs to them, and nothing else.

Comments, marks that programs leave in the midst (ISO 32000-1, 14.6), names that they give to fonts and pictures, and
commands that no reader knows do not come along. Bytes in and out, no Django, no rows.
"""

from __future__ import annotations

import base64
import contextlib
import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final, Protocol

from pypdf.generic import NameObject

_TOKEN: Final = re.compile(
    rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+)*+(?:(/[^\0\t\n\f\r ()<>\[\]{}/%]*+)|(\((?:[^()\\]|\\.)*+\)|<[^<>]*+>)"
    rb"|(<<|>>|[\[\](){}<>])|([^\0\t\n\f\r ()<>\[\]{}/%]++))",
    re.DOTALL,
)
_NAME, _TEXT, _MARK, _WORD = 1, 2, 3, 4
#: Most commands are numbers and letters alone; they are found at one stroke.
_SIMPLE: Final = re.compile(
    rb"[\0\t\n\f\r ]*+((?:[-+.\d]++[\0\t\n\f\r ]++)*+)([A-Za-z'\"*][A-Za-z0-9*]*+)(?=[\0\t\n\f\r ()<>\[\]{}/%]|\Z)"
)
_NUMBER: Final = re.compile(rb"[-+.\d]++\Z")
_PARTS_OF_TEXT: Final = re.compile(rb"\\.|[()]", re.DOTALL)
_NOT_HEX: Final = re.compile(rb"[^0-9A-Fa-f]+")
#: Command -> what stands before it: a number (n), a text (s), a list (a), a name (/), or any count of numbers (*).
COMMANDS: Final = {
    one: kinds
    for kinds, together in {
        "": b"q Q h S s f F f* B B* b b* n W W* BT ET T*",
        "n": b"w J j M i Tc Tw Tz TL Tr Ts G g",
        "nn": b"m l Td TD d0",
        "nnn": b"RG rg",
        "nnnn": b"v y re K k",
        "nnnnnn": b"c cm Tm d1",
        "an": b"d",
        "s": b"Tj '",
        "nns": b'"',
        "a": b"TJ",
        "/": b"ri gs CS cs sh Do",
        "/n": b"Tf",
        "*": b"SC sc",
        "*/": b"SCN scn",
    }.items()
    for one in together.split()
}
_SIMPLE_COMMANDS: Final = {one: len(kinds) for one, kinds in COMMANDS.items() if set(kinds) <= {"n"}}
#: Where a command finds what it names.
_PLACES: Final = {b"gs": "/ExtGState", b"CS": "/ColorSpace", b"cs": "/ColorSpace", b"sh": "/Shading",
                  b"Do": "/XObject", b"Tf": "/Font", b"SCN": "/Pattern", b"scn": "/Pattern"}  # fmt: skip
_INTENTS: Final = {b"/AbsoluteColorimetric", b"/RelativeColorimetric", b"/Saturation", b"/Perceptual"}
#: Colours that are called by their names everywhere, in pictures in the midst of a drawing by short ones, too.
DEVICES: Final = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4, "/G": 1, "/RGB": 3, "/CMYK": 4}
_LONG: Final = {"/W": "/Width", "/H": "/Height", "/BPC": "/BitsPerComponent", "/CS": "/ColorSpace", "/F": "/Filter",
                "/DP": "/DecodeParms", "/IM": "/ImageMask", "/D": "/Decode", "/I": "/Interpolate"}  # fmt: skip
_END: Final = re.compile(rb"[\0\t\n\f\r ]*+EI(?=[\0\t\n\f\r ]|\Z)")
_ASCII: Final = {"/AHx": b">", "/A85": b"~>"}  # packed in letters -> what ends it
_STEP: Final = 1 << 13  # bytes
_SHORT: Final = {"/ASCIIHexDecode": "/AHx", "/ASCII85Decode": "/A85", "/FlateDecode": "/Fl"}


class Surroundings(Protocol):
    """What a drawing refers to."""

    def called(self, place: str, name: str) -> str:
        """The name in the copy of what a drawing names; it goes along from then on."""

    def hides(self, name: str) -> bool:
        """Whether what is marked so lies in a layer that is not shown."""

    def parts(self, name: str) -> int:
        """Of how many numbers a colour of this space is made."""


def name_of(token: bytes) -> str:
    """As pypdf has it in its dictionaries: letters may be written as numbers."""
    return str(NameObject.read_from_stream(BytesIO(token), None))


def redrawn(code: bytes, around: Surroundings) -> bytes:
    """The commands, each on a line. Raises ValueError where a picture in the midst cannot be told from what follows."""
    return _Redrawing(code, around).done()


class _Redrawing:
    def __init__(self, code: bytes, around: Surroundings) -> None:
        self._code, self._around, self._at = code, around, 0
        self._out: list[bytes] = []
        self._before: list[tuple[str, bytes]] = []  # (kind, as it is written)
        self._marks: list[bool] = []  # whether what is open hides

    def done(self) -> bytes:
        while self._at < len(self._code):
            if not self._before and (simple := _SIMPLE.match(self._code, self._at)):
                numbers, command = simple.groups()
                wanted = _SIMPLE_COMMANDS.get(command)
                if wanted is not None and len(found := numbers.split()) == wanted:
                    self._out.append(b" ".join([*found, command]))
                    self._at = simple.end()
                    continue
            if not (token := self._next()):
                break
            kind, said = token
            if kind != _WORD or _NUMBER.match(said) or said in (b"true", b"false", b"null"):
                if (value := self._value(kind, said)) is not None:
                    self._before.append(value)
                continue
            self._do(said)
            self._before = []
        self._out += [b"EMC" for hides in self._marks if hides]
        return b"\n".join(self._out)

    def _next(self) -> tuple[int, bytes] | None:
        found = _TOKEN.match(self._code, self._at)
        if not found or not found.lastindex:
            self._at = len(self._code)
            return None
        self._at = found.end()
        return found.lastindex, found[found.lastindex]

    def _value(self, kind: int, said: bytes) -> tuple[str, bytes] | None:
        if kind == _NAME:
            return "/", said
        if kind == _TEXT:
            return "s", said if said[:1] == b"(" else b"<" + _NOT_HEX.sub(b"", said) + b">"
        if kind == _WORD:
            return "n" if _NUMBER.match(said) else "?", said
        if said == b"(":
            return "s", self._nested_text()
        if said == b"[":
            return "a", self._list()
        if said == b"<<":
            self._skip_dictionary()
            return "?", b""
        return None  # closes what was never opened

    def _nested_text(self) -> bytes:
        """With brackets in it; the token has only the first of them."""
        begins, depth = self._at - 1, 1
        for found in _PARTS_OF_TEXT.finditer(self._code, self._at):
            depth += {b"(": 1, b")": -1}.get(found[0], 0)
            if not depth:
                self._at = found.end()
                return self._code[begins : self._at]
        raise ValueError("a text breaks off")

    def _list(self) -> bytes:
        """Numbers and texts; a list in a list belongs to no command."""
        kept = []
        while (token := self._next()) and token != (_MARK, b"]"):
            if (value := self._value(*token)) and value[0] in "ns":
                kept.append(value[1])
        return b"[" + b" ".join(kept) + b"]"

    def _skip_dictionary(self) -> None:
        depth = 1
        while depth and (token := self._next()):
            if token == (_MARK, b"("):
                self._nested_text()
            depth += {b"<<": 1, b">>": -1}.get(token[1], 0) if token[0] == _MARK else 0

    def _do(self, command: bytes) -> None:
        if command == b"BI":
            self._picture()
        elif command in (b"BMC", b"BDC"):
            self._open()
        elif command == b"EMC":
            if self._marks and self._marks.pop():
                self._out.append(b"EMC")
        elif (wanted := COMMANDS.get(command)) is not None:
            self._keep(command, wanted)

    def _open(self) -> None:
        """Marks say what a program thought of; only a layer that is not shown makes a difference."""
        told = [name_of(said) for kind, said in self._before if kind == "/"]
        hides = len(told) == 2 and told[0] == "/OC" and self._around.hides(told[1])
        self._marks.append(hides)
        if hides:
            self._out.append(b"/OC %s BDC" % self._around.called("/Properties", told[1]).encode())

    def _keep(self, command: bytes, wanted: str) -> None:
        if wanted[:1] == "*":
            last = len(self._before)
            named = wanted == "*/" and last and self._before[-1][0] == "/"
            begins = last - 1 if named else last
            while begins and self._before[begins - 1][0] == "n":
                begins -= 1
            values = self._before[begins:]
        else:
            values = self._before[len(self._before) - len(wanted) :] if wanted else []
            if "".join(kind for kind, _ in values) != wanted:
                return
        if command == b"ri" and values[0][1] not in _INTENTS:
            return
        said = [value if kind != "/" else self._called(command, value) for kind, value in values]
        self._out.append(b" ".join([*said, command]))

    def _called(self, command: bytes, said: bytes) -> bytes:
        if command not in _PLACES:
            return said
        name = name_of(said)
        if _PLACES[command] == "/ColorSpace" and (name in DEVICES or name == "/Pattern"):
            return name.encode()
        return self._around.called(_PLACES[command], name).encode()

    def _picture(self) -> None:
        """In the midst of what is drawn (ISO 32000-1, 8.9.7)."""
        told: dict[str, list[tuple[str, bytes]]] = {}
        values: list[tuple[str, bytes]] = []
        while (token := self._next()) and token != (_WORD, b"ID"):
            kind, said = token
            if not values and kind == _NAME:
                name = name_of(said)
                values = told.setdefault(_LONG.get(name, name), [])
                values.clear()
                token = self._next()
                if token == (_MARK, b"["):
                    values += self._members()
                elif token == (_MARK, b"<<"):
                    raise ValueError("a picture in the midst of a drawing, packed in a way of its own")
                elif token and (value := self._value(*token)):
                    values.append(value)
                values = []
        self._at += 1
        self._out.append(self._drawn(told))

    def _members(self) -> list[tuple[str, bytes]]:
        kept = []
        while (token := self._next()) and token != (_MARK, b"]"):
            if token == (_MARK, b"["):
                kept += self._members()
            elif value := self._value(*token):
                kept.append(value)
        return kept

    def _drawn(self, told: dict[str, list[tuple[str, bytes]]]) -> bytes:
        width, height = (int(told[name][0][1]) for name in ("/Width", "/Height"))
        is_mask = told.get("/ImageMask", [("?", b"false")])[0][1] == b"true"
        bits = 1 if is_mask else int(told["/BitsPerComponent"][0][1])
        head, n_parts = b"/IM true" if is_mask else b"/BPC %d" % bits, 1
        if not is_mask:
            space = told["/ColorSpace"]
            names = [name_of(said) for kind, said in space if kind == "/"]
            if len(space) > 1 and names[0] in ("/I", "/Indexed") and names[1] in DEVICES:
                head += b" /CS [/I %s %d %s]" % (names[1].encode(), int(space[2][1]), space[3][1])
            elif len(space) > 1:
                raise ValueError("a picture in the midst of a drawing, of other colours")
            elif names[0] in DEVICES:
                head, n_parts = head + b" /CS " + names[0].encode(), DEVICES[names[0]]
            else:
                n_parts = self._around.parts(names[0])
                head += b" /CS " + self._around.called("/ColorSpace", names[0]).encode()
        if "/Decode" in told:
            head += b" /D [" + b" ".join(said for kind, said in told["/Decode"] if kind == "n") + b"]"
        if told.get("/Interpolate", [("?", b"")])[0][1] == b"true":
            head += b" /I true"
        n_bytes = (width * n_parts * bits + 7) // 8 * height
        packed = [name_of(said) for kind, said in told.get("/Filter", [])]
        data = self._points(packed, n_bytes)
        small = zlib.compress(data)
        how = b""
        if len(small) < len(data):
            data, how = small, b" /F /Fl"
        return b"BI /W %d /H %d %s%s ID %s\nEI" % (width, height, head, how, data)

    def _points(self, packed: list[str], n_bytes: int) -> bytes:
        code, at = self._code, self._at
        packed = [_SHORT.get(one, one) for one in packed]
        if packed and packed[0] in _ASCII:
            how = packed.pop(0)
            self._at = code.index(_ASCII[how], at) + len(_ASCII[how])
            said = code[at : self._at]
            code = (
                base64.a85decode(said, adobe=True) if how == "/A85" else bytes.fromhex(_NOT_HEX.sub(b"", said).decode())
            )
            at, is_apart = 0, True
        else:
            is_apart = False
        if packed == ["/Fl"]:
            data, end = unpacked_from(code, at, n_bytes)
        elif not packed:
            data, end = code[at : at + n_bytes], at + n_bytes
        else:
            raise ValueError("a picture in the midst of a drawing, packed in another way")
        if not is_apart:
            self._at = end
        ending = _END.match(self._code, self._at)
        if not ending or len(data) != n_bytes:
            raise ValueError("a picture in the midst of a drawing has another size than it says")
        self._at = ending.end()
        return data


def unpacked_from(code: bytes, at: int, n_bytes: int) -> tuple[bytes, int]:
    """(The first of n_bytes of what is packed by zlib there, where that ends). Raises ValueError when it breaks off."""
    unpacking = _Unpacking(code, at)
    kept, n_left = [], n_bytes
    for part in unpacking.parts():
        kept.append(part[:n_left])
        n_left -= len(kept[-1])
    if unpacking.end is None:
        raise ValueError("what is packed breaks off")
    return b"".join(kept), unpacking.end


def packed_alone(code: bytes, n_bytes: int) -> bytes:
    """What zlib packed, so much of it and nothing behind its end; of what breaks off, what can be read."""
    counting = _Unpacking(code, 0)
    if sum(len(part) for part in counting.parts()) <= n_bytes and counting.end is not None:
        return code[: counting.end]
    packing, kept, n_left = zlib.compressobj(), [], n_bytes
    for part in _Unpacking(code, 0).parts():
        kept.append(packing.compress(part[:n_left]))
        n_left = max(0, n_left - len(part))
    return b"".join([*kept, packing.flush()])


class _Unpacking:
    """Little by little: what is unpacked may be large. `end` is where it ended, None as long as it has not."""

    def __init__(self, code: bytes, at: int) -> None:
        self._code, self._at = code, at
        self.end: int | None = None

    def parts(self) -> Iterator[bytes]:
        unpacking, at = zlib.decompressobj(), self._at
        with contextlib.suppress(zlib.error):  # damaged: it ends nowhere
            while not unpacking.eof and at < len(self._code):
                step = self._code[at : at + _STEP]
                at += len(step)
                while step and not unpacking.eof:
                    yield unpacking.decompress(step, _STEP * 8)
                    step = unpacking.unconsumed_tail
            if unpacking.eof:
                self.end = at - len(unpacking.unused_data)
