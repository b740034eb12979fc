"""Copies of uploaded PDFs tell nothing of who made them; damaged ones, bombs and locked ones are refused in words."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Text
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

from claims.errors import Refused
from claims.evidence.attaching import Passage, attach_file
from claims.importing.extraction import extract
from claims.publishing.dossier import copying, packing, pictures, stripping
from tests.builders import cast, claim_in
from tests.evidence.test_snapshots_pdf import LINES, QUOTE, a_pdf, drawn
from tests.evidence.test_uploaded_files import TELLTALES, a_telling_pdf
from tests.publishing.test_dossier import verdict_of

CAMERA, COMMENT, AFTER = b"QuayCam 7", b"taken by the informer", b"hidden after the end"


def a_photograph(*, is_progressive: bool = False) -> bytes:
    """With camera and place in its EXIF, XMP, a comment, and something behind its end."""
    details = Image.Exif()
    details[0x010F] = CAMERA.decode()
    details.get_ifd(0x8825)[2] = (54.0, 19.0, 30.0)  # latitude
    out = io.BytesIO()
    picture = Image.effect_noise((64, 48), 90).convert("RGB")
    picture.save(out, "JPEG", exif=details, comment=COMMENT, xmp=b"<x:xmpmeta>" + CAMERA, progressive=is_progressive)
    return out.getvalue() + AFTER


def a_pdf_with(photograph: bytes) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48)).save(out, "PDF")
    writer = PdfWriter(clone_from=PdfReader(out))
    for thing in writer._objects:
        if isinstance(thing, StreamObject) and "/DCTDecode" in str(thing.get("/Filter")):
            thing._data = photograph
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("is_progressive", [False, True])
def test_a_photograph_keeps_every_point_and_loses_place_camera_and_comment(is_progressive: bool) -> None:
    before = a_photograph(is_progressive=is_progressive)
    after = pictures.without_head(before)
    assert all(words in before for words in (CAMERA, COMMENT, AFTER, b"Exif"))
    assert not [words for words in (CAMERA, COMMENT, AFTER, b"Exif", b"xmp") if words in after]
    assert Image.open(io.BytesIO(after)).tobytes() == Image.open(io.BytesIO(before)).tobytes()
    assert not Image.open(io.BytesIO(after)).getexif()


@pytest.mark.parametrize("cut", [2, 3, 30, 400])
def test_a_photograph_that_breaks_off_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match=r"breaks off|ends behind|no JPEG"):
        pictures.without_head(a_photograph()[:cut])


def test_a_pdf_keeps_its_text_and_loses_what_it_tells_besides() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_telling_pdf())))
    note: Any = Text(rect=(50, 550, 200, 650), text="Ask Jane Informer")
    note[NameObject("/T")] = note["/Contents"]
    writer.add_annotation(0, note)
    out = io.BytesIO()
    writer.write(out)
    copy = stripping.without_details(out.getvalue())
    assert not [words for words in TELLTALES if words.encode() in copy]
    read = PdfReader(io.BytesIO(copy))
    assert QUOTE in read.pages[0].extract_text()
    assert (read.metadata or {}, list(read.attachments), read.xmp_metadata) == ({}, [], None)
    assert "/OpenAction" not in read.trailer["/Root"]
    assert stripping.without_details(out.getvalue()) == copy


def test_photographs_in_a_pdf_lose_theirs() -> None:
    before = a_pdf_with(a_photograph())
    copy = stripping.without_details(before)
    assert CAMERA in before
    assert not [words for words in (CAMERA, COMMENT, AFTER) if words in copy]
    assert len(PdfReader(io.BytesIO(copy)).pages[0].images) == 1


def hung_on(thing: Any, writer: PdfWriter, words: str) -> None:
    """What programs hang on pages and pictures, each in an object of its own."""
    stream = StreamObject()
    stream.set_data(words.encode())
    kept = writer._add_object(stream)
    private = DictionaryObject({NameObject("/Private"): kept})
    thing[NameObject("/Metadata")] = kept
    thing[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/Program"): writer._add_object(private)})
    thing[NameObject("/Thumb")] = kept


def test_what_hung_on_pages_and_pictures_is_not_left_lying_in_the_file() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf_with(a_photograph()))))
    hung_on(writer.pages[0], writer, "page of the informer")
    hung_on(writer.pages[0]["/Resources"]["/XObject"]["/image"], writer, "picture of the informer")  # type: ignore[index]
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().count(b"of the informer") == 2
    copy = stripping.without_details(out.getvalue())
    assert b"of the informer" not in copy
    assert len(PdfReader(io.BytesIO(copy)).pages[0].images) == 1


def with_filter(value: Any, *, is_apart: bool = False) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf_with(a_photograph()))))
    picture: Any = writer.pages[0]["/Resources"]["/XObject"]["/image"]  # type: ignore[index]
    picture[NameObject("/Filter")] = writer._add_object(value) if is_apart else value
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_photograph_whose_packing_is_told_elsewhere_loses_its_details_too() -> None:
    for value in (NameObject("/DCTDecode"), ArrayObject([NameObject("/DCTDecode")])):
        before = with_filter(value, is_apart=True)
        assert CAMERA in before
        assert CAMERA not in stripping.without_details(before)


def test_a_photograph_that_is_packed_twice_is_unpacked_and_loses_its_details() -> None:
    photograph = a_photograph()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf_with(photograph.hex().encode() + b">"))))
    picture: Any = writer.pages[0]["/Resources"]["/XObject"]["/image"]  # type: ignore[index]
    picture[NameObject("/Filter")] = ArrayObject([NameObject("/ASCIIHexDecode"), NameObject("/DCTDecode")])
    out = io.BytesIO()
    writer.write(out)
    resources: Any = PdfReader(io.BytesIO(stripping.without_details(out.getvalue()))).pages[0]["/Resources"]
    (copied,) = resources["/XObject"].values()
    assert copied.get_object()._data == pictures.without_head(photograph)


def test_a_photograph_inside_another_one_is_refused_in_words() -> None:
    twice = ArrayObject([NameObject("/DCTDecode"), NameObject("/DCTDecode")])
    with pytest.raises(Refused, match="Save it anew and attach that"):
        stripping.without_details(with_filter(twice))


@pytest.mark.parametrize("name", [b"/F /DCT", b"/Filter [/AHx /DCTDecode]", b"/F/#44CT"])
@pytest.mark.parametrize("is_packed", [False, True])
def test_a_photograph_in_the_midst_of_a_drawing_is_refused_in_words(name: bytes, is_packed: bool) -> None:
    writer, drawing = PdfWriter(), StreamObject()
    page = writer.add_blank_page(200, 200)
    drawing.set_data(b"q BI /W 64 /H 48 /CS /RGB /BPC 8 " + name + b" ID " + a_photograph() + b" EI Q")
    page[NameObject("/Contents")] = writer._add_object(drawing.flate_encode() if is_packed else drawing)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(Refused, match="cannot be made"):
        stripping.without_details(out.getvalue())


def test_the_small_picture_in_the_head_of_a_photograph_goes() -> None:
    plain = pictures.without_head(a_photograph())
    assert plain[2:4] == b"\xff\xe0"
    jfif, rest = plain[6:20], plain[20:]
    small = jfif[:12] + b"\x01\x02" + b"cutoff"
    jfxx = b"JFXX\0\x13" + b"cutoff"
    adobe = b"Adobe\0\x64\0\0\0\0\x01" + b"cutoff"
    heads = [b"\xff" + mark + (len(said) + 2).to_bytes(2, "big") + said for mark, said in
             ((b"\xe0", small), (b"\xe0", jfxx), (b"\xee", adobe))]  # fmt: skip
    after = pictures.without_head(b"".join([b"\xff\xd8", *heads, rest]))
    assert b"cutoff" not in after
    assert Image.open(io.BytesIO(after)).tobytes() == Image.open(io.BytesIO(plain)).tobytes()


def a_scan(**options: Any) -> bytes:
    """A JPEG 2000 with a comment in its code, and boxes of programs, also in its header, and behind its end."""
    out = io.BytesIO()
    picture = Image.effect_noise((64, 48), 90).convert("RGB")
    picture.save(out, "JPEG2000", comment=COMMENT, **options)
    code = out.getvalue()
    told = (8 + len(CAMERA)).to_bytes(4, "big") + b"xml " + CAMERA
    if options.get("no_jp2"):
        return code
    size = int.from_bytes(code[32:36], "big")  # of its header, which follows the two boxes with which it begins
    assert code[36:40] == b"jp2h"
    header = (size + len(told)).to_bytes(4, "big") + code[36 : 32 + size] + told
    rest = code[32 + size :]
    assert rest[4:8] == b"jp2c"
    return code[:32] + header + told.replace(b"xml ", b"uuid") + rest + told


@pytest.mark.parametrize("options", [{}, {"no_jp2": True}, {"tile_size": (32, 32)}], ids=["file", "code", "tiles"])
def test_a_scan_keeps_every_point_and_loses_comment_and_boxes(options: dict[str, Any]) -> None:
    before = a_scan(**options)
    after = pictures.without_boxes(before)
    assert COMMENT in before
    assert not [words for words in (CAMERA, COMMENT, b"xml ", b"uuid", b"OpenJPEG") if words in after]
    assert Image.open(io.BytesIO(after)).tobytes() == Image.open(io.BytesIO(before)).tobytes()
    assert pictures.without_boxes(after) == after


@pytest.mark.parametrize("cut", [1, 11, 40, 100, 400])
def test_a_scan_that_breaks_off_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match=r"breaks off|ends behind|no JPEG 2000"):
        pictures.without_boxes(a_scan()[:cut])


def test_scans_in_a_pdf_lose_theirs_too() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf_with(a_scan()))))
    picture: Any = writer.pages[0]["/Resources"]["/XObject"]["/image"]  # type: ignore[index]
    picture[NameObject("/Filter")] = NameObject("/JPXDecode")
    out = io.BytesIO()
    writer.write(out)
    copy = stripping.without_details(out.getvalue())
    assert CAMERA in out.getvalue()
    assert not [words for words in (CAMERA, COMMENT) if words in copy]


def a_profile(colours: bytes) -> bytes:
    return b"\0" * 16 + colours + b"\0" * 108 + CAMERA


@pytest.mark.parametrize(("n", "space"), [(1, "/DeviceGray"), (3, "/DeviceRGB"), (4, "/DeviceCMYK")])
def test_colours_are_mixed_without_the_profile_of_a_device(n: int, space: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf_with(a_photograph()))))
    profile = StreamObject()
    profile._data = a_profile(b"RGB ")
    profile[NameObject("/N")] = NumberObject(n)
    followed = ArrayObject([NameObject("/ICCBased"), writer._add_object(profile)])
    palette = ArrayObject([NameObject("/Indexed"), followed, NumberObject(0), TextStringObject("\0" * n)])
    resources: Any = writer.pages[0]["/Resources"]
    resources[NameObject("/ColorSpace")] = DictionaryObject(
        {NameObject("/CS0"): writer._add_object(followed), NameObject("/CS1"): palette}
    )
    drawing = StreamObject()
    drawing.set_data(b"/CS0 cs 0 0 1 1 re f /CS1 cs 0 sc 0 0 1 1 re f")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(drawing)
    intent = DictionaryObject({NameObject("/DestOutputProfile"): writer._add_object(profile)})
    writer.pages[0][NameObject("/OutputIntents")] = ArrayObject([intent])
    out = io.BytesIO()
    writer.write(out)
    copy = stripping.without_details(out.getvalue())
    spaces: Any = PdfReader(io.BytesIO(copy)).pages[0]["/Resources"]["/ColorSpace"]  # type: ignore[index]
    assert CAMERA in out.getvalue()
    assert CAMERA not in copy
    mixed, palette = spaces.values()
    assert mixed == space
    assert palette.get_object()[1] == space


@pytest.mark.parametrize(("colours", "number"), [(b"CMYK", 12), (b"RGB ", 16), (b"GRAY", 17)])
def test_a_scan_says_its_colours_by_number(colours: bytes, number: int) -> None:
    plain = a_scan()
    at = plain.index(b"colr") - 4
    size = int.from_bytes(plain[at : at + 4], "big")
    told = b"\2\0\0" + a_profile(colours)
    box = (8 + len(told)).to_bytes(4, "big") + b"colr" + told
    grown = int.from_bytes(plain[32:36], "big") + len(box) - size
    before = plain[:32] + grown.to_bytes(4, "big") + plain[36:at] + box + plain[at + size :]
    after = pictures.without_boxes(before)
    assert CAMERA not in after
    assert b"colr\1\0\0" + number.to_bytes(4, "big") in after
    assert Image.open(io.BytesIO(after)).size == (64, 48)
    with pytest.raises(ValueError, match="other colours"):
        pictures.without_boxes(before.replace(colours + b"\0", b"Lab \0"))


def a_locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf(drawn(*LINES)))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7 and nothing more",
        a_pdf(drawn(*LINES))[:200],
        a_pdf_with(b"no picture at all"),
        a_locked_pdf(),
        a_pdf(drawn(*LINES), n_pages=stripping.MAX_PAGES + 1),
    ],
    ids=["empty", "broken off", "broken picture", "locked", "too many pages"],
)
def test_what_cannot_be_copied_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(Refused, match="Save it anew and attach that"):
        stripping.without_details(body)


def test_a_copy_is_made_aside_within_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    body = a_telling_pdf()
    assert copying.Copier().copy_of(body) == stripping.without_details(body)
    with pytest.raises(Refused, match="Save it anew and attach that"):
        copying.Copier().copy_of(b"%PDF-1.7 and nothing more")
    monkeypatch.setattr(copying, "MAX_S", 0.0)
    with pytest.raises(Refused, match="takes longer than a dossier may"):
        copying.Copier().copy_of(body)


def test_a_file_made_to_overload_a_reader_is_ended() -> None:
    """Whatever it does there: the process is given a second, and this stands for a reader that never ends."""
    program = f"from {stripping.__name__} import *; keep_within_bounds(1)\nwhile True: pass"
    done = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, timeout=300)
    assert done.returncode < 0


@pytest.mark.django_db
def test_a_dossier_hands_on_the_copy_and_the_original_only_when_somebody_says_so(tmp_path: Path) -> None:
    claim = claim_in("researching")
    claim.evidence.update(quote="", selector={})
    attach_file(
        claim, by=cast().ravi, body=a_telling_pdf(), filename=f"{TELLTALES[4]}.pdf", read=extract,
        content_type="application/pdf", passage=Passage(quote=QUOTE, visibility="public"),
    )  # fmt: skip
    shapes = {}
    for name, with_originals in (("copies", False), ("originals", True)):
        packing.write_folder(packing.build(claim.pk, by=None, with_originals=with_originals), tmp_path / name)
        status, said = verdict_of(tmp_path / name)
        assert status == 0, said
        assert ("is kept back, because it may tell who made it" in said) is not with_originals
        shapes[name] = b"".join(path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file())
    assert not [words for words in TELLTALES if words.encode() in shapes["copies"]]
    assert QUOTE.encode() in shapes["copies"]
    assert TELLTALES[0].encode() in shapes["originals"]
