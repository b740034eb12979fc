"""A PDF built anew from what its pages draw: of every kind of object those entries that drawing needs, and no others.

ISO 32000-1 tells what they are. What no drawing uses, what is unknown, and what is said besides stays behind.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.filters import decode_stream_data
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from claims.publishing.dossier import drawing, fonts, pictures

#: Words that stand as values; others may be anybody's.
_WORDS: Final = frozenset(
    "/" + word
    for word in (
        "AbsoluteColorimetric RelativeColorimetric Saturation Perceptual Normal Compatible Multiply Screen Overlay "
        "Darken Lighten ColorDodge ColorBurn HardLight SoftLight Difference Exclusion Hue Color Luminosity Alpha "
        "Transparency None Default Identity Type1 MMType1 TrueType Type3 Type0 CIDFontType0 CIDFontType2 Type1C "
        "CIDFontType0C OpenType UltraCondensed ExtraCondensed Condensed SemiCondensed SemiExpanded Expanded "
        "ExtraExpanded UltraExpanded MacRomanEncoding MacExpertEncoding WinAnsiEncoding StandardEncoding "
        "PDFDocEncoding Font FontDescriptor Encoding"
    ).split()
)
_INKS: Final = frozenset(("/All", "/None", "/Cyan", "/Magenta", "/Yellow", "/Black"))
_GLYPH: Final = re.compile(r"/[\w.\-]{1,63}\Z", re.ASCII)
_TYPEFACE: Final = re.compile(r"/[\w.,+\- ]{1,127}\Z")
_ORDERINGS: Final = frozenset(("Identity", "Japan1", "Japan2", "GB1", "CNS1", "Korea1", "KR"))
_PICTURES: Final = {"/DCTDecode": pictures.without_head, "/JPXDecode": pictures.without_boxes,
                    "/JBIG2Decode": pictures.without_remarks}  # fmt: skip
#: How colours are mixed without a profile, which may name the device and its number: count of its parts -> space.
_SPACES: Final = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
_NOTHING: Final = DictionaryObject()
_DEEP: Final = 4  # lists in lists, for widths of letters
_MAX_FILTERS: Final = 8

_PAGE: Final = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
_GROUP: Final = ("/S", "/I", "/K")
_FORM: Final = ("/FormType", "/BBox", "/Matrix")
_IMAGE: Final = ("/Width", "/Height", "/BitsPerComponent", "/Intent", "/ImageMask", "/Decode", "/Interpolate",
                 "/SMaskInData", "/Matte")  # fmt: skip
_FILTER: Final = ("/Predictor", "/Colors", "/BitsPerComponent", "/Columns", "/K", "/EndOfLine", "/EncodedByteAlign",
                  "/Rows", "/EndOfBlock", "/BlackIs1", "/DamagedRowsBeforeError", "/ColorTransform")  # fmt: skip
_STATE: Final = ("/LW", "/LC", "/LJ", "/ML", "/D", "/RI", "/OP", "/op", "/OPM", "/FL", "/SM", "/SA", "/BM", "/CA",
                 "/ca", "/AIS", "/TK")  # fmt: skip
_SHADING: Final = ("/ShadingType", "/Background", "/BBox", "/AntiAlias", "/Coords", "/Domain", "/Extend", "/Matrix",
                   "/BitsPerCoordinate", "/BitsPerComponent", "/BitsPerFlag", "/Decode", "/VerticesPerRow")  # fmt: skip
_TILE: Final = ("/PatternType", "/PaintType", "/TilingType", "/BBox", "/XStep", "/YStep", "/Matrix")
_FUNCTION: Final = ("/FunctionType", "/Domain", "/Range", "/Size", "/BitsPerSample", "/Order", "/Encode", "/Decode",
                    "/C0", "/C1", "/N", "/Bounds")  # fmt: skip
_FONT: Final = ("/Subtype", "/FirstChar", "/LastChar", "/Widths", "/DW", "/W", "/DW2", "/W2", "/FontBBox",
                "/FontMatrix")  # fmt: skip
_DESCRIPTOR: Final = ("/FontStretch", "/FontWeight", "/Flags", "/FontBBox", "/ItalicAngle", "/Ascent", "/Descent",
                      "/Leading", "/CapHeight", "/XHeight", "/StemV", "/StemH", "/AvgWidth", "/MaxWidth",
                      "/MissingWidth")  # fmt: skip
_CALIBRATED: Final = ("/WhitePoint", "/BlackPoint", "/Gamma", "/Matrix", "/Range")


def rebuilt(reader: PdfReader) -> PdfWriter:
    """The pages as they are drawn; what they hide stays hidden. Lets out whatever pypdf lets out of a damaged file."""
    writer = PdfWriter()
    copy = _Copy(reader, writer)
    for page in reader.pages:
        copy.add_page(page)
    copy.finish()
    writer.metadata = None
    return writer


def _entry(thing: Any, name: str) -> Any:
    """What it says there, itself and no reference to it; None where it says nothing."""
    said = thing.get(name) if isinstance(thing, DictionaryObject) else None
    return said.get_object() if said is not None else None


def _plain(thing: Any, depth: int = _DEEP) -> Any:
    """Numbers, truths, known words and lists of these; None for everything else."""
    thing = thing.get_object()
    if isinstance(thing, NameObject):
        return NameObject(thing) if thing in _WORDS else None
    if isinstance(thing, BooleanObject):
        return BooleanObject(thing.value)
    if isinstance(thing, NumberObject):
        return NumberObject(thing)
    if isinstance(thing, FloatObject):
        return FloatObject(thing)
    if isinstance(thing, ArrayObject) and depth:
        return ArrayObject(one for one in (_plain(one, depth - 1) for one in thing) if one is not None)
    return None


def _only(thing: Any, names: Iterable[str]) -> DictionaryObject:
    made = DictionaryObject()
    for name in names:
        said = _entry(thing, name)
        if said is not None and (value := _plain(said)) is not None:
            made[NameObject(name)] = value
    return made


def _unpacked(stream: StreamObject) -> bytes:
    """Not by pypdf's get_data(), which keeps what it unpacked."""
    return decode_stream_data(stream) if "/Filter" in stream else stream._data  # noqa: SLF001


def _packed(made: DictionaryObject, data: bytes) -> StreamObject:
    return _stream(made, zlib.compress(data), "/FlateDecode")


def _stream(made: DictionaryObject, data: bytes, how: str = "") -> StreamObject:
    stream = StreamObject()
    stream.update(made)
    stream._data = data  # noqa: SLF001
    if how:
        stream[NameObject("/Filter")] = NameObject(how)
    return stream


class _Copy:
    def __init__(self, reader: PdfReader, writer: PdfWriter) -> None:
        self._writer = writer
        self._layers = _Layers(_entry(_entry(reader.trailer, "/Root"), "/OCProperties"))
        self._hidden: IndirectObject | None = None
        self._made: dict[tuple[str, int, int], Any] = {}
        self._alive: list[Any] = []  # so that no other object gets the number of one of these
        self._names: dict[tuple[str, str], str] = {}

    def add_page(self, page: Any) -> None:
        made = self._writer.add_blank_page(1, 1)
        del made["/MediaBox"]
        made.update(_only(page, _PAGE))
        resources = _entry(page, "/Resources") or DictionaryObject()
        contents = _entry(page, "/Contents")
        parts = contents if isinstance(contents, ArrayObject) else [contents]
        streams = [part for part in (one.get_object() for one in parts if one is not None) if _is_stream(part)]
        code, used = self._redrawn(b"\n".join(_unpacked(stream) for stream in streams), resources)
        made[NameObject("/Resources")] = used
        made[NameObject("/Contents")] = self._add(_packed(DictionaryObject(), code))
        self._put(made, "/Group", self._group(page))

    def finish(self) -> None:
        """Layers that are not shown are one without a name."""
        if self._hidden is None:
            return
        all_of_it = ArrayObject([self._hidden])
        told = DictionaryObject({NameObject("/OFF"): all_of_it, NameObject("/Order"): ArrayObject()})
        self._writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
            {NameObject("/OCGs"): all_of_it, NameObject("/D"): told}
        )

    def hidden(self) -> IndirectObject:
        if self._hidden is None:
            self._hidden = self._add(
                DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("-")})
            )
        return self._hidden

    def hides(self, layer: Any) -> bool:
        return self._layers.hide(layer)

    def short(self, place: str, name: str) -> str:
        """Names may tell of a program or a person: these are counted. One name is the same everywhere, since forms
        without resources of their own use those of their page."""
        names = self._names
        return names.setdefault((place, name), f"/{place[1]}{len(names)}")

    def resource(self, place: str, thing: Any, around: DictionaryObject) -> Any:
        """What a drawing names; None if it is not there, or nothing of the kind."""
        if thing is None:
            return None
        thing = thing.get_object()
        if place == "/ColorSpace":
            return self.space(thing)
        makers: dict[str, Callable[[Any, Any], Any]] = {
            "/Font": self._font, "/XObject": self._drawn_object, "/ExtGState": self._state, "/Shading": self._shading,
            "/Pattern": self._pattern,
        }  # fmt: skip
        if not isinstance(thing, DictionaryObject):
            return None
        is_of_its_page = "/Resources" not in thing and (
            _entry(thing, "/Subtype") in ("/Form", "/Type3") or (place == "/Pattern" and _is_stream(thing))
        )
        return self._once(place, thing, around if is_of_its_page else _NOTHING, makers[place])

    def _add(self, thing: Any) -> IndirectObject:
        return self._writer._add_object(thing)  # noqa: SLF001

    def _once(self, kind: str, thing: Any, around: Any, make: Callable[[Any, Any], Any]) -> Any:
        """As an object of its own, one however often it is used; None for what is made of itself."""
        key = (kind, id(thing), id(around))
        if key not in self._made:
            self._alive += [thing, around]
            self._made[key] = None
            made = make(thing, around)
            self._made[key] = made if made is None or isinstance(made, NameObject) else self._add(made)
        return self._made[key]

    @staticmethod
    def _put(made: DictionaryObject, name: str, value: Any) -> None:
        if value is not None:
            made[NameObject(name)] = value

    def _redrawn(self, code: bytes, resources: DictionaryObject) -> tuple[bytes, DictionaryObject]:
        around = _Around(self, resources)
        return drawing.redrawn(code, around), around.used()

    def _group(self, thing: Any) -> DictionaryObject | None:
        group = _entry(thing, "/Group")
        if not isinstance(group, DictionaryObject):
            return None
        made = _only(group, _GROUP)
        if (space := _entry(group, "/CS")) is not None:
            self._put(made, "/CS", self.space(space))
        return made

    # Pictures and forms

    def _drawn_object(self, thing: Any, around: DictionaryObject) -> Any:
        if not _is_stream(thing):
            return None
        kind = _entry(thing, "/Subtype")
        if kind not in ("/Image", "/Form"):
            return None
        made = self._image(thing) if kind == "/Image" else self._form(thing, around)
        if self.hides(_entry(thing, "/OC")):
            made[NameObject("/OC")] = self.hidden()
        return made

    def _form(self, thing: StreamObject, around: DictionaryObject, names: Iterable[str] = _FORM) -> StreamObject:
        made = _only(thing, names)
        if names is _FORM:
            made[NameObject("/Type")], made[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Form")
            self._put(made, "/Group", self._group(thing))
        else:
            made[NameObject("/Type")] = NameObject("/Pattern")
        resources = _entry(thing, "/Resources")
        code, used = self._redrawn(_unpacked(thing), resources if isinstance(resources, DictionaryObject) else around)
        made[NameObject("/Resources")] = used
        return _packed(made, code)

    def _image(self, thing: StreamObject) -> StreamObject:
        made = _only(thing, _IMAGE)
        made[NameObject("/Type")], made[NameObject("/Subtype")] = NameObject("/XObject"), NameObject("/Image")
        is_mask = bool(_entry(thing, "/ImageMask"))
        space = _entry(thing, "/ColorSpace")
        if space is not None and not is_mask:
            self._put(made, "/ColorSpace", self.space(space))
        for name in ("/Mask", "/SMask"):
            said = _entry(thing, name)
            if _is_stream(said):
                self._put(made, name, self._once("/Image", said, None, lambda one, _: self._image(one)))
            elif isinstance(said, ArrayObject):
                self._put(made, name, _plain(said))
        bits = 1 if is_mask else int(_entry(thing, "/BitsPerComponent") or 8)
        n_parts = 1 if is_mask or space is None else parts_of(space)
        n_in_row = (int(_entry(thing, "/Width")) * n_parts * bits + 7) // 8
        return self._points(made, thing, n_in_row * int(_entry(thing, "/Height")))

    def _points(self, made: DictionaryObject, thing: StreamObject, n_bytes: int) -> StreamObject:
        """Photographs lie in a PDF as the camera's or the scanner's own files; other points are cut where they end."""
        how, told, data = _outer_unpacked(thing)
        if not how:
            return _packed(made, data[:n_bytes])
        if how in _PICTURES:
            data = _PICTURES[how](data)
        elif how == "/FlateDecode":
            if int(_entry(told, "/Predictor") or 1) >= 10:  # a byte before each row says how it is to be read
                columns, colours, bits = (
                    int(_entry(told, name) or usual)
                    for name, usual in (("/Columns", 1), ("/Colors", 1), ("/BitsPerComponent", 8))
                )
                n_in_row = (columns * colours * bits + 7) // 8
                n_bytes += -(-n_bytes // n_in_row)
            data = drawing.packed_alone(data, n_bytes)
        else:
            data = pictures.fax_alone(data, int(_entry(told, "/K") or 0))
        kept = _only(told, _FILTER)
        globals_ = _entry(told, "/JBIG2Globals")
        if _is_stream(globals_):
            kept[NameObject("/JBIG2Globals")] = self._once(
                "/JBIG2Globals", globals_, None,
                lambda one, _: _packed(DictionaryObject(), pictures.without_remarks(_unpacked(one))),
            )  # fmt: skip
        if kept:
            made[NameObject("/DecodeParms")] = kept
        return _stream(made, data, how)

    # Colours

    def space(self, thing: Any) -> Any:
        thing = thing.get_object()
        if isinstance(thing, ArrayObject) and len(thing) == 1:
            thing = thing[0].get_object()
        if isinstance(thing, NameObject):
            if thing not in drawing.DEVICES and thing != "/Pattern":
                raise ValueError("colours that are not known")
            return NameObject(thing)
        return self._once("/ColorSpace", thing, None, self._mixed)

    def _mixed(self, thing: Any, _: Any) -> Any:
        kind = thing[0].get_object()
        made: list[Any] = [NameObject(kind)]
        if kind == "/ICCBased":
            return NameObject(_SPACES[_entry(thing[1].get_object(), "/N")])
        if kind in ("/CalGray", "/CalRGB", "/Lab"):
            made.append(_only(thing[1].get_object(), _CALIBRATED))
        elif kind == "/Pattern":
            made.append(self.space(thing[1]))
        elif kind in ("/Indexed", "/I"):
            highest, table = int(thing[2].get_object()), thing[3].get_object()
            table = _unpacked(table) if _is_stream(table) else _bytes_of(table)
            table = table[: (highest + 1) * parts_of(thing[1])]
            made += [self.space(thing[1]), NumberObject(highest), self._add(_packed(DictionaryObject(), table))]
        elif kind in ("/Separation", "/DeviceN"):
            inks = thing[1].get_object()
            named = [inks] if kind == "/Separation" else [one.get_object() for one in inks]
            plain = [NameObject(ink if ink in _INKS else f"/Ink{place}") for place, ink in enumerate(named)]
            made.append(plain[0] if kind == "/Separation" else ArrayObject(plain))
            made += [self.space(thing[2]), self._function(thing[3])]
        else:
            raise ValueError("colours that are not known")
        if any(one is None for one in made):
            raise ValueError("colours that are made of themselves")
        return ArrayObject(made)

    def _function(self, thing: Any) -> Any:
        thing = thing.get_object()
        if isinstance(thing, NameObject):
            return _plain(thing)
        if isinstance(thing, ArrayObject):
            return ArrayObject(self._function(one) for one in thing)
        return self._once("/Function", thing, None, self._rule)

    def _rule(self, thing: Any, _: Any) -> Any:
        made = _only(thing, _FUNCTION)
        kind: Any = made["/FunctionType"]
        if kind == 3:
            made[NameObject("/Functions")] = ArrayObject(self._function(one) for one in _entry(thing, "/Functions"))
        if not _is_stream(thing):
            return made
        data = _unpacked(thing)
        if kind == 4:
            data = fonts.reckoned(data)
        elif kind == 0:
            n_points = int(_entry(thing, "/BitsPerSample")) * (len(_entry(thing, "/Range")) // 2)
            for size in _entry(thing, "/Size"):
                n_points *= int(size)
            data = data[: (n_points + 7) // 8]
        return _packed(made, data)

    def _shading(self, thing: Any, _: Any) -> Any:
        made = _only(thing, _SHADING)
        self._put(made, "/ColorSpace", self.space(_entry(thing, "/ColorSpace")))
        if (function := _entry(thing, "/Function")) is not None:
            self._put(made, "/Function", self._function(function))
        return _packed(made, _unpacked(thing)) if _is_stream(thing) else made

    def _pattern(self, thing: Any, around: DictionaryObject) -> Any:
        if _is_stream(thing):
            return self._form(thing, around, _TILE)
        made = _only(thing, ("/PatternType", "/Matrix"))
        self._put(made, "/Shading", self.resource("/Shading", _entry(thing, "/Shading"), around))
        self._put(made, "/ExtGState", self.resource("/ExtGState", _entry(thing, "/ExtGState"), around))
        return made

    def _state(self, thing: Any, around: DictionaryObject) -> DictionaryObject:
        made = _only(thing, _STATE)
        font = _entry(thing, "/Font")
        if isinstance(font, ArrayObject) and len(font) == 2:
            made[NameObject("/Font")] = ArrayObject([self.resource("/Font", font[0], around), _plain(font[1])])
        for name in ("/TR", "/TR2"):
            if (said := _entry(thing, name)) is not None:
                self._put(made, name, self._function(said))
        mask = _entry(thing, "/SMask")
        if isinstance(mask, NameObject):
            self._put(made, "/SMask", _plain(mask))
        elif isinstance(mask, DictionaryObject):
            kept = _only(mask, ("/S", "/BC"))
            self._put(kept, "/G", self.resource("/XObject", _entry(mask, "/G"), around))
            if (said := _entry(mask, "/TR")) is not None:
                self._put(kept, "/TR", self._function(said))
            made[NameObject("/SMask")] = kept
        return made

    # Letters

    def _font(self, thing: Any, around: DictionaryObject) -> Any:
        made = _only(thing, _FONT)
        made[NameObject("/Type")] = NameObject("/Font")
        self._put(made, "/BaseFont", _matching(_entry(thing, "/BaseFont"), _TYPEFACE))
        encoding = _entry(thing, "/Encoding")
        self._put(made, "/Encoding", self._encoding(encoding))
        words = _entry(thing, "/ToUnicode")
        if _is_stream(words):
            self._put(made, "/ToUnicode", self._once("/CMap", words, None, self._letters))
        elif words == "/Identity-H":
            made[NameObject("/ToUnicode")] = NameObject(words)
        told = _entry(thing, "/FontDescriptor")
        if isinstance(told, DictionaryObject):
            self._put(made, "/FontDescriptor", self._once("/FontDescriptor", told, None, self._descriptor))
        if isinstance(within := _entry(thing, "/DescendantFonts"), ArrayObject):
            first = within[0].get_object()
            made[NameObject("/DescendantFonts")] = ArrayObject([self._once("/Font", first, None, self._font)])
        if isinstance(system := _entry(thing, "/CIDSystemInfo"), DictionaryObject):
            made[NameObject("/CIDSystemInfo")] = _system(system)
        places = _entry(thing, "/CIDToGIDMap")
        if _is_stream(places):
            places = self._once(
                "/CIDToGIDMap", places, None, lambda one, _: _packed(DictionaryObject(), _unpacked(one)[: 2 << 16])
            )
        self._put(made, "/CIDToGIDMap", places if isinstance(places, IndirectObject) else places and _plain(places))
        if made.get("/Subtype") == "/Type3":
            self._shapes(thing, made, around)
        return made

    def _encoding(self, encoding: Any) -> Any:
        if isinstance(encoding, NameObject):
            return _plain(encoding) or _matching(encoding, fonts.KNOWN_CMAP)
        if _is_stream(encoding):
            return self._once("/CMap", encoding, None, self._letters)
        if not isinstance(encoding, DictionaryObject):
            return None
        made = _only(encoding, ("/BaseEncoding",))
        differences = [one.get_object() for one in _entry(encoding, "/Differences") or ()]
        kept = (_plain(one) if not isinstance(one, NameObject) else _glyph(one) for one in differences)
        made[NameObject("/Differences")] = ArrayObject(one for one in kept if one is not None)
        return made

    def _letters(self, thing: StreamObject, _: Any) -> StreamObject:
        made = _only(thing, ("/WMode",))
        made[NameObject("/Type")], made[NameObject("/CMapName")] = NameObject("/CMap"), NameObject("/C")
        if isinstance(system := _entry(thing, "/CIDSystemInfo"), DictionaryObject):
            made[NameObject("/CIDSystemInfo")] = _system(system)
        other = _entry(thing, "/UseCMap")
        if isinstance(other, NameObject):
            self._put(made, "/UseCMap", _matching(other, fonts.KNOWN_CMAP))
        elif _is_stream(other):
            self._put(made, "/UseCMap", self._once("/CMap", other, None, self._letters))
        return _packed(made, fonts.cmap(_unpacked(thing)))

    def _descriptor(self, thing: Any, _: Any) -> DictionaryObject:
        made = _only(thing, _DESCRIPTOR)
        made[NameObject("/Type")] = NameObject("/FontDescriptor")
        self._put(made, "/FontName", _matching(_entry(thing, "/FontName"), _TYPEFACE))
        for name in ("/FontFile", "/FontFile2", "/FontFile3"):
            if _is_stream(said := _entry(thing, name)):
                self._put(made, name, self._once(name, said, None, self._program))
        return made

    def _program(self, thing: StreamObject, _: Any) -> StreamObject:
        made = _only(thing, ("/Subtype", "/Length1", "/Length2", "/Length3"))
        before, n_clear = _unpacked(thing), int(_entry(thing, "/Length1") or 0)
        data = fonts.without_names(before, n_clear)
        if n_clear:
            made[NameObject("/Length1")] = NumberObject(n_clear + len(data) - len(before))
        return _packed(made, data)

    def _shapes(self, thing: Any, made: DictionaryObject, around: DictionaryObject) -> None:
        """Letters that are drawings: those that the font can call for."""
        own = _entry(thing, "/Resources")
        around = own if isinstance(own, DictionaryObject) else around
        drawn = _Around(self, around)
        shapes = DictionaryObject()
        for name in _entry(_entry(made, "/Encoding"), "/Differences") or ():
            shape = _entry(_entry(thing, "/CharProcs"), name) if isinstance(name, NameObject) else None
            if isinstance(shape, StreamObject) and name not in shapes:
                code = drawing.redrawn(_unpacked(shape), drawn)
                shapes[NameObject(name)] = self._add(_packed(DictionaryObject(), code))
        made[NameObject("/CharProcs")] = shapes
        made[NameObject("/Resources")] = drawn.used()


class _Around:
    """The resources of one drawing, of which those go along that it uses."""

    def __init__(self, copy: _Copy, resources: DictionaryObject) -> None:
        self._copy, self._resources = copy, resources
        self._used: dict[str, DictionaryObject] = {}
        self._known: set[tuple[str, str]] = set()

    def called(self, place: str, name: str) -> str:
        short = self._copy.short(place, name) if place != "/Properties" else "/Hidden"
        if (place, short) not in self._known:
            self._known.add((place, short))
            made = self._copy.hidden() if place == "/Properties" else self._made(place, name)
            if made is not None:
                self._used.setdefault(place, DictionaryObject())[NameObject(short)] = made
        return short

    def hides(self, name: str) -> bool:
        return self._copy.hides(_entry(_entry(self._resources, "/Properties"), name))

    def parts(self, name: str) -> int:
        return parts_of(_entry(_entry(self._resources, "/ColorSpace"), name))

    def used(self) -> DictionaryObject:
        """With the spaces that stand for those of devices."""
        for name in ("/DefaultGray", "/DefaultRGB", "/DefaultCMYK"):
            made = self._made("/ColorSpace", name)
            if isinstance(made, IndirectObject):
                self._used.setdefault("/ColorSpace", DictionaryObject())[NameObject(name)] = made
        return DictionaryObject({NameObject(place): used for place, used in self._used.items()})

    def _made(self, place: str, name: str) -> Any:
        return self._copy.resource(place, _entry(_entry(self._resources, place), name), self._resources)


class _Layers:
    """What the file itself says of which layers are shown when it is opened (ISO 32000-1, 8.11)."""

    def __init__(self, told: Any) -> None:
        shown_first = _entry(told, "/D")
        self._base_is_off = _entry(shown_first, "/BaseState") == "/OFF"
        self._on, self._off = (
            {id(one.get_object()) for one in _entry(shown_first, name) or ()} for name in ("/ON", "/OFF")
        )
        self._alive = [_entry(told, "/OCGs"), shown_first]

    def hide(self, layer: Any) -> bool:
        if not isinstance(layer, DictionaryObject):
            return False
        if _entry(layer, "/Type") == "/OCMD":
            return not self._are_shown(layer)
        return id(layer) in self._off or (self._base_is_off and id(layer) not in self._on)

    def _are_shown(self, several: Any) -> bool:
        formula = _entry(several, "/VE")
        if isinstance(formula, ArrayObject):
            return self._holds(formula, _DEEP)
        layers = _entry(several, "/OCGs")
        layers = [one.get_object() for one in layers] if isinstance(layers, ArrayObject) else [layers]
        shown = [not self.hide(one) for one in layers if isinstance(one, DictionaryObject)]
        rule = _entry(several, "/P") or "/AnyOn"
        if not shown:
            return True
        return {"/AllOn": all(shown), "/AnyOff": not all(shown), "/AllOff": not any(shown)}.get(rule, any(shown))

    def _holds(self, formula: Any, depth: int) -> bool:
        if not isinstance(formula, ArrayObject):
            return not self.hide(formula)
        if not depth:
            raise ValueError("layers that depend on too many others")
        kind, holds = formula[0].get_object(), [self._holds(one.get_object(), depth - 1) for one in formula[1:]]
        if kind == "/Not":
            return not holds[0]
        return all(holds) if kind == "/And" else any(holds)


def parts_of(space: Any) -> int:
    """Of how many numbers a colour is made. Raises KeyError or ValueError for spaces that are not known."""
    space = space.get_object()
    if isinstance(space, NameObject):
        return drawing.DEVICES[space]
    kind = space[0].get_object()
    if len(space) == 1:
        return drawing.DEVICES[kind]
    if kind == "/ICCBased":
        return int(_entry(space[1].get_object(), "/N"))
    if kind == "/DeviceN":
        return len(space[1].get_object())
    return {"/CalGray": 1, "/CalRGB": 3, "/Lab": 3, "/Indexed": 1, "/I": 1, "/Separation": 1}[kind]


def _outer_unpacked(thing: StreamObject) -> tuple[str, Any, bytes]:
    """(How its points are packed, what is told for that, data so packed); what they were packed in besides is gone."""
    how, told = _entry(thing, "/Filter"), _entry(thing, "/DecodeParms")
    hows = [one.get_object() for one in how] if isinstance(how, ArrayObject) else [how] if how is not None else []
    tolds = [one.get_object() for one in told] if isinstance(told, ArrayObject) else [told]
    if len(hows) > _MAX_FILTERS:
        raise ValueError("a picture that is packed too often")
    tolds += [None] * (len(hows) - len(tolds))
    hows = [_LONG_FILTERS.get(one, one) for one in hows]
    n_last = 1 if hows and hows[-1] in (*_PICTURES, "/CCITTFaxDecode", "/FlateDecode") else 0
    outer, data = hows[: len(hows) - n_last], thing._data  # noqa: SLF001
    if outer:
        if set(outer) & {*_PICTURES, "/CCITTFaxDecode"}:
            raise ValueError("a picture that was packed once more")
        stream = StreamObject()
        stream._data = data  # noqa: SLF001
        stream[NameObject("/Filter")] = ArrayObject(NameObject(one) for one in outer)
        stream[NameObject("/DecodeParms")] = ArrayObject(one or DictionaryObject() for one in tolds[: len(outer)])
        data = decode_stream_data(stream)
    return (hows[-1], tolds[len(hows) - 1], data) if n_last else ("", None, data)


_LONG_FILTERS: Final = {"/Fl": "/FlateDecode", "/DCT": "/DCTDecode", "/CCF": "/CCITTFaxDecode", "/LZW": "/LZWDecode",
                        "/A85": "/ASCII85Decode", "/AHx": "/ASCIIHexDecode", "/RL": "/RunLengthDecode"}  # fmt: skip


def _is_stream(thing: Any) -> bool:
    return isinstance(thing, StreamObject)


def _bytes_of(text: Any) -> bytes:
    return bytes(text) if isinstance(text, ByteStringObject) else bytes(text.original_bytes)


def _matching(name: Any, known: re.Pattern[str]) -> NameObject | None:
    return NameObject(name) if isinstance(name, NameObject) and known.match(name) else None


def _glyph(name: NameObject) -> NameObject:
    return _matching(name, _GLYPH) or NameObject("/.notdef")


def _system(system: DictionaryObject) -> DictionaryObject:
    """Which numbers of letters a font for East Asia uses."""
    made = _only(system, ("/Supplement",))
    ordering = str(_entry(system, "/Ordering"))
    made[NameObject("/Registry")] = TextStringObject("Adobe")
    made[NameObject("/Ordering")] = TextStringObject(ordering if ordering in _ORDERINGS else "Identity")
    return made
