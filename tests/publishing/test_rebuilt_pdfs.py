"""What a PDF says besides what it draws does not come along, wherever it stands; and what it draws does, all of it."""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
    read_object,
)

from claims.errors import Refused
from claims.publishing.dossier import fonts, pictures, stripping

MARK = "QuillMarten7"
REMARK = b"% made by " + MARK.encode() + b"\n"
MARKS_OF_PROGRAMS = {b"BMC", b"BDC", b"EMC", b"MP", b"DP"}


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def an_object(writer: PdfWriter, said: bytes, data: bytes | None = None) -> Any:
    """Written as in a file; with data it is a stream."""
    thing: Any = read_object(io.BytesIO(said), writer)
    if data is not None:
        stream = StreamObject()
        stream.update(thing)
        stream._data = data
        thing = stream
    return writer._add_object(thing)


def drawing_pdf(code: bytes, resources: bytes = b"<< >>", *things: tuple[bytes, bytes | None]) -> bytes:
    """One page; things are objects 100, 101 and so on."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    while len(writer._objects) < 99:
        writer._add_object(DictionaryObject())
    for said, data in things:
        an_object(writer, said, data)
    page[NameObject("/Resources")] = an_object(writer, resources)
    page[NameObject("/Contents")] = an_object(writer, b"<< >>", code)
    return written(writer)


def a_pdf_of_all_kinds() -> bytes:
    code = b"""/Artifact << /By (x) >> BDC /P0 gs q 1 0 0 1 10 10 cm /Fm Do Q EMC
    /Pattern cs /Pt scn 0 0 50 50 re f /Pattern cs /Sp scn 50 0 50 50 re f /Spot cs .5 scn 0 50 9 9 re f
    /Sh sh /Ix cs 1 sc 1 1 2 2 re f /Lab cs 50 1 2 sc 2 2 2 2 re f
    BT /T3 12 Tf 20 20 Td (ab) Tj ET BT /F 10 Tf (plain (nested) text) Tj [(ke) -30 (rned)] TJ ET
    q 20 0 0 20 100 100 cm BI /W 2 /H 2 /BPC 8 /CS /G ID \x01EI\x04 EI Q
    /OC /Shown BDC 3 3 m 4 4 l S EMC /OC /Gone BDC 5 5 m 6 6 l S EMC"""
    resources = b"""<< /ExtGState << /P0 100 0 R >> /XObject << /Fm 101 0 R /Never 101 0 R >>
    /Pattern << /Pt 102 0 R /Sp << /PatternType 2 /Shading 103 0 R >> >>
    /ColorSpace << /Spot [/Separation /QuillMarten7 /DeviceRGB 105 0 R] /Ix [/Indexed /DeviceRGB 1 <000000ff8800>]
        /Lab [/Lab << /WhitePoint [.9 1 1.1] /Range [-99 99 -99 99] >>] >>
    /Shading << /Sh 103 0 R >> /Font << /T3 106 0 R /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>
    /Properties << /Shown << /Type /OCG /Name (QuillMarten7) >> /Gone 108 0 R >> >>"""
    return drawing_pdf(
        code, resources,
        (b"<< /CA .5 /ca .5 /SMask << /S /Luminosity /G 101 0 R /TR 105 0 R >> /TR2 /Default >>", None),
        ((b"<< /Subtype /Form /BBox [0 0 90 90] /Group << /S /Transparency /CS /DeviceRGB >> "
         b"/Resources << /XObject << /I 107 0 R >> >> >>"), b"q 80 0 0 80 0 0 cm /I Do Q"),
        (b"<< /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 5 5] /XStep 5 /YStep 5 /Resources << >> >>",
         b"1 0 0 rg 0 0 3 3 re f"),
        ((b"<< /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 9 9] /Function << /FunctionType 3 /Domain [0 1] "
         b"/Functions [104 0 R] /Bounds [] /Encode [0 1] >> >>"), None),
        (b"<< /FunctionType 2 /Domain [0 1] /C0 [1 0 0] /C1 [0 0 1] /N 1 >>", None),
        (b"<< /FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1] >>", b"{ dup dup 0.5 mul exch }"),
        ((b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [.1 0 0 .1 0 0] /FirstChar 97 /LastChar 98 "
         b"/Widths [9 9] /Encoding << /Differences [97 /a /b] >> /Resources << >> "
         b"/CharProcs << /a 109 0 R /b 109 0 R /QuillMarten7 109 0 R >> >>"), None),
        ((b"<< /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray /Name /QuillMarten7 "
         b"/Filter /FlateDecode /SMask 110 0 R >>"), zlib.compress(b"\0\x40\x80\xff")),
        (b"<< /Type /OCG /Name (QuillMarten7) /Usage << /CreatorInfo << /Creator (QuillMarten7) >> >> >>", None),
        (b"<< >>", b"9 0 0 0 9 9 d1 0 0 8 8 re f"),
        (b"<< /Subtype /Image /Width 2 /Height 2 /ColorSpace [/DeviceGray] /Filter /ASCIIHexDecode >>",
         b"00ff00ff>"),
    )  # fmt: skip


def a_drawn(mode: str) -> Callable[[], bytes]:
    def made() -> bytes:
        out = io.BytesIO()
        Image.linear_gradient("L").resize((64, 48)).convert(mode).save(out, "PDF")
        return out.getvalue()

    return made


PAGE = """<meta charset=utf-8><h1>Größe, office ∑</h1><p>日本語 עברית <i>italic</i> <b>bold</b> 😀</p>
<div style="background:linear-gradient(45deg,red,rgba(0,0,255,.3));width:300px;height:100px"></div>
<svg width=300 height=200><mask id=m><circle cx=50 cy=50 r=40 fill=grey /></mask>
<pattern id=p width=9 height=9 patternUnits=userSpaceOnUse><circle cx=5 cy=5 r=4 fill=tomato /></pattern>
<rect width=90 height=90 mask="url(#m)"/><rect x=100 width=90 height=90 fill="url(#p)" opacity=.5 /></svg>"""


@pytest.fixture(params=["all kinds", "1", "L", "RGB", "LA", "printed by a browser"])
def before(request: pytest.FixtureRequest) -> bytes:
    if request.param == "all kinds":
        return a_pdf_of_all_kinds()
    if request.param != "printed by a browser":
        return a_drawn(request.param)()
    chromium: Browser = request.getfixturevalue("chromium")
    page = chromium.new_page()
    page.set_content(PAGE)
    body = page.pdf(tagged=True, outline=True)
    page.close()
    return body


def dictionaries(thing: Any) -> Iterator[Any]:
    if isinstance(thing, DictionaryObject):
        yield thing
        for name in list(thing):
            yield from dictionaries(thing.raw_get(name))
    elif isinstance(thing, ArrayObject):
        for one in thing:
            yield from dictionaries(one)


def everything_in(body: bytes) -> bytes:
    """The file, and each of its streams unpacked."""
    streams = [thing for thing in PdfWriter(clone_from=io.BytesIO(body))._objects if isinstance(thing, StreamObject)]
    return b"\n".join([body, *(stream.get_data() for stream in streams if stream.get("/Subtype") != "/Image")])


def marked(body: bytes) -> tuple[bytes, int]:
    """An unknown name, text and file in each dictionary, remarks in all that is code, and bytes behind each end."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(body)))
    file = an_object(writer, b"<< /Type /EmbeddedFile >>", MARK.encode())
    found = [one for thing in list(writer._objects) for one in dictionaries(thing)]
    for one in found:
        one[NameObject("/Made")] = TextStringObject(MARK)
        one[NameObject(f"/{MARK}")] = NameObject(f"/{MARK}")
        one[NameObject("/Kept")] = file
        for name in ("/ID", "/Name", "/Desc", "/Private"):
            one.setdefault(NameObject(name), TextStringObject(MARK))
        if isinstance(one, StreamObject):
            packed = one.get("/Filter")
            if one.get("/Subtype") == "/Image":
                if not any(other in str(packed) for other in ("/ASCIIHexDecode", "/JPXDecode")):
                    one._data += MARK.encode()
            elif packed in (None, "/FlateDecode"):
                data = one.get_data() if packed else one._data
                is_font = data[:4] in (b"\0\1\0\0", b"true", b"OTTO") or "/Length1" in one
                data = data + REMARK if is_font else REMARK + data.replace(b"\n", b"\n" + REMARK, 1) + b"\n" + REMARK
                one._data = zlib.compress(data) + MARK.encode() if packed else data
    return written(writer), len(found)


def test_no_mark_comes_along_wherever_it_was_put(before: bytes) -> None:
    body, n_places = marked(before)
    assert body.count(MARK.encode()) >= 3 * n_places
    copy = stripping.without_details(body)
    told = everything_in(copy)
    assert MARK.encode() not in told, told[max(0, told.index(MARK.encode()) - 300) :][:600]
    assert stripping.without_details(copy) == stripping.without_details(copy)
    assert drawn_by(copy) == drawn_by(before)


def drawn_by(body: bytes) -> list[Any]:
    """Commands without marks and names, the text, and the points of pictures, page by page."""
    reader = PdfReader(io.BytesIO(body))
    pages = []
    for page in reader.pages:
        commands = [
            (command, [one if not isinstance(one, NameObject) else "/" for one in before])
            for before, command in ContentStream(page["/Contents"], reader).operations
            if command not in MARKS_OF_PROGRAMS and command != b"INLINE IMAGE"
        ]
        points = [image.image.convert("RGBA").tobytes() for image in page.images if image.image]
        pages.append((commands, page.extract_text(), points, [float(side) for side in page.mediabox]))
    return pages


def test_a_copy_draws_the_same_commands_text_and_points(before: bytes) -> None:
    assert drawn_by(stripping.without_details(before)) == drawn_by(before)


def commands_of(code: bytes, resources: bytes = b"<< >>") -> bytes:
    copy = PdfReader(io.BytesIO(stripping.without_details(drawing_pdf(code, resources))))
    contents: Any = copy.pages[0]["/Contents"]
    return bytes(contents.get_data())


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        (b"0 0 m%QuillMarten7\r1 1 l", b"0 0 m\n1 1 l"),
        (b"(QuillMarten7) 1 0 0 RG (drawn) Tj", b"1 0 0 RG\n(drawn) Tj"),
        (b"/QuillMarten7 MP /Span << /By (Quill (Marten) 7) >> DP q (QuillMarten7) invented Q", b"q\nQ"),
        (b"/Span << /ActualText (QuillMarten7 >>) /In << /A 1 >> >> BDC S EMC EMC /QuillMarten7 BMC f", b"S\nf"),
        (b"[(a) /QuillMarten7 -20 <6 2> [(QuillMarten7)]] TJ", b"[(a) -20 <62>] TJ"),
        (b"(a (nested \\) one) b)' [1 2] 0 d", b"(a (nested \\) one) b) '\n[1 2] 0 d"),
        (b"/QuillMarten7 ri /Perceptual ri", b"/Perceptual ri"),
        (b"q\0q Q]Q>", b"q\nq\nQ\nQ"),
        (b".5 -.5 +1 1. 0 0 cm 1 0 0 sc", b".5 -.5 +1 1. 0 0 cm\n1 0 0 sc"),
    ],
)
def test_commands_that_are_known_stay_and_nothing_else(code: bytes, kept: bytes) -> None:
    assert commands_of(code) == kept


@pytest.mark.parametrize(
    "picture",
    [
        b"/W 4 /H 2 /BPC 8 /CS /G ID \0\x01 EI \x05\x06 EI",
        b"/Width 4 /Height 2 /BitsPerComponent 8 /ColorSpace /G /F /AHx ID 0001 2045 4920 0506> EI",
        b"/W 4 /H 2 /BPC 8 /CS /G /F [/Fl] /By (QuillMarten7) ID " + zlib.compress(b"\0\x01 EI \x05\x06") + b"\nEI",
        b"/W 4 /H 2 /BPC 8 /CS /G /F [/A85 /Fl] ID "
        + base64.a85encode(zlib.compress(b"\0\x01 EI \x05\x06"), adobe=True)[2:]
        + b" EI",
    ],
)
def test_a_small_picture_in_the_midst_of_a_drawing_stays_as_it_is(picture: bytes) -> None:
    assert commands_of(b"q BI " + picture + b" Q") == b"q\nBI /W 4 /H 2 /BPC 8 /CS /G ID \0\x01 EI \x05\x06\nEI\nQ"


@pytest.mark.parametrize(
    "picture",
    [
        b"/W 4 /H 2 /BPC 8 /CS /G ID \0\x01\x02\x03\x04\x05\x06\x07 QuillMarten7 EI",
        b"/W 4 /H 2 /BPC 8 /CS /G ID \0\x01 EI",
        b"/W 4 /H 2 /BPC 8 /CS /G /F /LZW ID \0\x01 EI",
        b"/W 4 /H 2 /BPC 8 /CS [/Lab << >>] ID \0\x01 EI",
    ],
)
def test_a_small_picture_that_cannot_be_told_from_what_follows_is_refused(picture: bytes) -> None:
    with pytest.raises(Refused, match="cannot be made"):
        commands_of(b"q BI " + picture + b" Q")


def layered(layer: bytes, shown_first: bytes) -> bytes:
    writer = PdfWriter(
        clone_from=io.BytesIO(
            drawing_pdf(
                b"/OC /L BDC BT /F 9 Tf (in a layer) Tj ET EMC",
                b"<< /Properties << /L 102 0 R >> /Font << /F << /Subtype /Type1 /BaseFont /Courier >> >> >>",
                (b"<< /Type /OCG /Name (QuillMarten7) >>", None), (b"<< /Type /OCG /Name (other) >>", None),
                (layer, None),
            )
        )
    )  # fmt: skip
    a_layer = next(
        thing for thing in writer._objects if isinstance(thing, DictionaryObject) and thing.get("/Name") == MARK
    )
    number = a_layer.indirect_reference.idnum
    told = b"<< /OCGs [%d 0 R] /D %s >>" % (number, shown_first.replace(b"L", b"%d 0 R" % number))
    writer.root_object[NameObject("/OCProperties")] = read_object(io.BytesIO(told), writer)
    return written(writer)


@pytest.mark.parametrize(
    ("layer", "shown_first", "is_hidden"),
    [
        (b"<< /Type /OCMD /OCGs 100 0 R >>", b"<< >>", False),
        (b"<< /Type /OCMD /OCGs 100 0 R >>", b"<< /OFF [L] >>", True),
        (b"<< /Type /OCMD /OCGs 100 0 R >>", b"<< /BaseState /OFF >>", True),
        (b"<< /Type /OCMD /OCGs 100 0 R >>", b"<< /BaseState /OFF /ON [L] >>", False),
        (b"<< /Type /OCMD /OCGs [100 0 R 101 0 R] >>", b"<< /OFF [L] >>", False),
        (b"<< /Type /OCMD /OCGs [100 0 R 101 0 R] /P /AllOn >>", b"<< /OFF [L] >>", True),
        (b"<< /Type /OCMD /OCGs [100 0 R] /P /AllOff >>", b"<< /OFF [L] >>", False),
        (b"<< /Type /OCMD /VE [/Not 100 0 R] >>", b"<< >>", True),
        (b"<< /Type /OCMD /VE [/And 101 0 R [/Or 100 0 R 101 0 R]] >>", b"<< /OFF [L] >>", False),
    ],
)
def test_what_a_layer_hides_stays_hidden_and_no_layer_keeps_its_name(
    layer: bytes, shown_first: bytes, is_hidden: bool
) -> None:
    copy = stripping.without_details(layered(layer, shown_first))
    read = PdfReader(io.BytesIO(copy))
    root: Any = read.trailer["/Root"]
    assert MARK.encode() not in everything_in(copy)
    assert read.pages[0].extract_text() == "in a layer"
    assert ("/OCProperties" in root) is is_hidden
    assert (b"/OC /Hidden BDC" in everything_in(copy)) is is_hidden
    if is_hidden:
        resources: Any = read.pages[0]["/Resources"]
        assert root["/OCProperties"]["/D"]["/OFF"] == [resources["/Properties"].raw_get("/Hidden")]


def test_a_form_that_draws_itself_and_colours_made_of_themselves_end() -> None:
    form = (b"<< /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 100 0 R >> >> >>", b"/A Do 0 0 m")
    copy = stripping.without_details(drawing_pdf(b"/A Do", b"<< /XObject << /A 100 0 R >> >>", form))
    assert everything_in(copy).count(b"0 0 m") == 1
    with pytest.raises(Refused, match="cannot be made"):
        stripping.without_details(
            drawing_pdf(b"/A cs", b"<< /ColorSpace << /A 100 0 R >> >>", (b"[/Pattern 100 0 R]", None))
        )


def test_a_font_keeps_its_letters_and_loses_names_days_and_notices() -> None:
    head, said = bytes(range(54)), MARK.encode()
    tables = {b"head": head, b"name": said, b"glyf": b"letters", b"Priv": said}
    at, entries, body = 12 + 16 * len(tables), b"", b""
    for tag, data in tables.items():
        entries += tag + bytes(4) + (at + len(body)).to_bytes(4, "big") + len(data).to_bytes(4, "big")
        body += data
    font = b"\0\1\0\0" + len(tables).to_bytes(2, "big") + bytes(6) + entries + body
    after = fonts.without_names(font, 0)
    assert said not in after
    assert b"letters" in after
    assert head[:20] + bytes(16) + head[36:] in after
    assert fonts.without_names(after, 0) == after
    clear = b"%!PS-AdobeFont-1.0: A\n%%By " + said + b"\n/Notice (by (" + said + b")) def /FontName /A def\neexec "
    after = fonts.without_names(clear + b"(letters)", len(clear))
    assert said not in after
    assert after.endswith(b"/FontName /A def\neexec (letters)")


def test_which_letters_are_which_is_told_without_remarks() -> None:
    code = b"""%%Copyright QuillMarten7
/CIDSystemInfo << /Registry (QuillMarten7) /Ordering (UCS) >> def /CMapName /QuillMarten7 def
1 begincodespacerange <00><ff> endcodespacerange 2 beginbfrange <01> <02> <0041> <03><04>[<0043> <0044>] endbfrange
1 beginbfchar %QuillMarten7
<05> <0045> endbfchar (QuillMarten7) /Identity-H usecmap /QuillMarten7-H usecmap /WMode 1 def"""
    after = fonts.cmap(code)
    assert MARK.encode() not in after
    for said in (b"<00> <ff>", b"<01> <02> <0041>", b"<03> <04> [<0043> <0044>]", b"<05> <0045>", b"/WMode 1 def",
                 b"/Identity-H usecmap"):  # fmt: skip
        assert said in after


def test_a_scan_in_two_colours_loses_its_remarks() -> None:
    def part(number: int, kind: int, data: bytes) -> bytes:
        return number.to_bytes(4, "big") + bytes([kind, 0, 1]) + len(data).to_bytes(4, "big") + data

    drawn = part(0, 48, b"page"), part(2, 38, b"points")
    assert pictures.without_remarks(drawn[0] + part(1, 62, MARK.encode()) + drawn[1]) == b"".join(drawn)
    with pytest.raises(ValueError, match="ends behind"):
        pictures.without_remarks(drawn[0][:-1])
