"""What an uploaded file tells besides its words stays in the sealed capture: no row, page or feed has it."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from claims import jobs
from claims.errors import Refused
from claims.evidence.attaching import Passage, attach_file
from claims.evidence.decisions import accept_evidence
from claims.importing.articles import request_import_bytes
from claims.importing.extraction import extract
from claims.models import Claim, Evidence, Snapshot, State
from claims.workflow.moves import move
from tests import builders
from tests.desk.people import client_of
from tests.evidence.test_snapshots_pdf import LINES, QUOTE, a_pdf, drawn
from tests.public.checks import publish

pytestmark = pytest.mark.django_db

#: In the details of the file, its XMP, an attachment, a script and its name
TELLTALES = ("Jane Informer", "WorkstationJ7", "lamplighter", "quayscript", "from-jane-i")


def a_telling_pdf() -> bytes:
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(a_pdf(drawn(*LINES)))))
    writer.add_metadata({"/Author": TELLTALES[0], "/Creator": TELLTALES[1], "/Title": "", "/Subject": TELLTALES[2]})
    writer.add_attachment(f"{TELLTALES[2]}.txt", TELLTALES[2].encode())
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(TELLTALES[3])}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def attached(claim: Claim) -> Evidence:
    item = attach_file(
        claim, by=builders.cast().ravi, body=a_telling_pdf(), filename=f"{TELLTALES[4]}.pdf", read=extract,
        content_type="application/pdf", passage=Passage(quote=QUOTE, visibility="public"),
    )  # fmt: skip
    accept_evidence(item, by=builders.cast().ravi, stance="supports", description=builders.FULL_DESCRIPTION)
    return item


def columns_with(words: str) -> set[tuple[str, str]]:
    kinds = models.CharField | models.TextField | models.JSONField
    return {
        (str(model._meta.model_name), column.name)
        for model in apps.get_app_config("claims").get_models()
        for column in model._meta.concrete_fields
        if isinstance(column, kinds) and model._default_manager.filter(**{f"{column.name}__icontains": words}).exists()
    }


def test_only_the_capture_knows_the_name_of_a_file_and_no_row_what_is_in_its_details() -> None:
    attached(builders.claim_in(State.RESEARCHING))
    assert columns_with(QUOTE), "its words are there"
    *details, name = TELLTALES
    assert [words for words in details if columns_with(words)] == []
    assert columns_with(name) == {("snapshot", "filename")}


@pytest.mark.parametrize(
    "head",
    [
        f'<meta name="author" content="{TELLTALES[0]}">',
        f'<meta name="dc.creator" content="{TELLTALES[0]}">',
        f'<script type="application/ld+json">{{"@type": "Article", "author": {{"name": "{TELLTALES[0]}"}}}}</script>',
    ],
    ids=["meta", "dublin core", "json-ld"],
)
def test_whom_a_program_wrote_into_a_page_as_its_author_is_told_nobody(head: str) -> None:
    page = f"<html><head><title>Leaflet</title>{head}</head><body><article>{'<p>'.join(LINES)}</article></body></html>"
    assert extract(page.encode(), filename="a.html").byline == TELLTALES[0]
    attach_file(
        builders.claim_in(State.RESEARCHING), by=builders.cast().ravi, body=page.encode(), filename="a.html",
        read=extract, content_type="text/html", passage=Passage(visibility="public"),
    )  # fmt: skip
    assert columns_with(TELLTALES[0]) == set()


def test_readers_get_the_words_of_a_file_and_nothing_that_it_tells_besides() -> None:
    people, claim = builders.cast(), builders.claim_in(State.RESEARCHING)
    attached(claim)
    builders.make_ready_to_submit(claim, by=people.ravi)
    move(claim, "submit", by=people.ravi)
    jobs.run_all(only=lambda row: row.name == "assign_reviewers")
    builders.file_reviews(claim, {"ines": "mostly-true", "omar": "mostly-true"})
    move(claim, "decide", by=people.edda)
    path = publish(claim).get_absolute_url()
    for address in (path, f"{path}v/1/", "/feed.atom", "/feeds/claimreview.json", f"/embed/{path.split('/')[2]}/"):
        answer: Any = Client().get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200, address
        assert not [words for words in TELLTALES if words.encode() in body], address
    assert QUOTE.encode() in Client().get(path).content


def test_the_sealed_file_is_saved_by_those_who_say_who_reads_it_and_never_shown() -> None:
    item = attached(builders.claim_in(State.RESEARCHING))
    address = reverse("desk:capture_warc", args=[item.claim_id, item.source.snapshot_id])
    assert Client().get(address).status_code == 302
    for name in ("rana", "ines", "lena"):
        refused = client_of(name).get(address)
        assert (refused.status_code, "may tell who made it" in refused.content.decode()) == (403, True)
    page = reverse("desk:claim", args=[item.claim_id])
    assert [address in client_of(name).get(page).content.decode() for name in ("ines", "ravi")] == [False, True]
    answer: Any = client_of("ravi").get(address)
    b"".join(answer.streaming_content)
    assert answer.headers["Content-Type"] == "application/gzip"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="snapshot-')
    assert TELLTALES[4] not in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_picture_with_its_place_and_camera_is_not_taken_at_all(format_: str) -> None:
    details = Image.Exif()
    details[0x010F] = TELLTALES[1]
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(out, format_, exif=details)
    claim, ravi = builders.claim_in(State.RESEARCHING), builders.cast().ravi
    for name, kind in (
        ("quay.jpg", f"image/{format_.lower()}"),
        ("quay.txt", "text/plain"),
        ("quay.html", "text/html"),
    ):
        with pytest.raises(Refused):
            attach_file(claim, by=ravi, body=out.getvalue(), filename=name, read=extract, content_type=kind)
        with pytest.raises(Refused):
            request_import_bytes(out.getvalue(), by=ravi, filename=name, content_type=kind, how=Snapshot.How.FILE)
    assert not Snapshot.objects.filter(how=Snapshot.How.FILE).exists()
