"""Bringing something in: articles by address, text or file, and claims worded by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from claims.desk.forms.sending import ClaimForm, ImportForm
from claims.desk.web import DeskRequest, desk_view, done, status_of
from claims.errors import Refused
from claims.importing.articles import request_import_bytes, request_import_url
from claims.models import Article, Snapshot, User
from claims.workflow import edits


@dataclass(frozen=True)
class Outcome:
    """What became of one thing: an article, or the sentence that refuses it."""

    kind: str
    label: str
    article: Article | None = None
    refusal: str = ""


@desk_view
@require_http_methods(["GET", "HEAD", "POST"])
def import_articles(request: DeskRequest) -> HttpResponse:
    """Import what was given. What is refused stays in the form, with its sentence, and nothing else is lost."""
    if request.method != "POST":
        return render(request, "claims/desk/import.html", {"form": ImportForm()})
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "claims/desk/import.html", {"form": form}, status=422)
    outcomes = [_try(kind, label, work) for kind, label, work in _wanted(form, request.user)]
    imported = [outcome.article for outcome in outcomes if outcome.article]
    refused = [outcome for outcome in outcomes if outcome.refusal]
    if refused:
        context = {"form": _what_is_left(form, refused), "outcomes": outcomes}
        return render(request, "claims/desk/import.html", context, status=422)
    if len(imported) == 1:
        return done(request, imported[0].get_absolute_url())
    return done(request, "desk:articles", f"{len(imported)} articles are being read.")


def _wanted(form: ImportForm, by: User) -> Iterator[tuple[str, str, Callable[[], Article]]]:
    """(kind, label, what to do) for each thing in the form."""
    for url in dict.fromkeys(form.cleaned_data["urls"]):
        yield "url", url, partial(request_import_url, url, by=by)
    text: str = form.cleaned_data["text"]
    if text.strip():
        paste = partial(request_import_bytes, text.encode(), by=by, content_type="text/plain; charset=utf-8")
        yield "text", "The pasted text", partial(paste, how=Snapshot.How.PASTE)
    for file in form.cleaned_data["uploads"]:
        yield "file", str(file.name), partial(_import_file, file, by=by)


def _import_file(file: UploadedFile[bytes], *, by: User) -> Article:
    return request_import_bytes(
        file.read(), by=by, filename=str(file.name), content_type=file.content_type or "", how=Snapshot.How.FILE
    )


def _try(kind: str, label: str, work: Callable[[], Article]) -> Outcome:
    try:
        return Outcome(kind, label, article=work())
    except Refused as refusal:
        return Outcome(kind, label, refusal=refusal.sentence)


def _what_is_left(form: ImportForm, refused: list[Outcome]) -> ImportForm:
    """The form with what was refused only: what went in need not be sent again. A browser never keeps files."""
    urls = [outcome.label for outcome in refused if outcome.kind == "url"]
    keeps_text = any(outcome.kind == "text" for outcome in refused)
    return ImportForm(initial={"urls": "\n".join(urls), "text": form.cleaned_data["text"] if keeps_text else ""})


@desk_view
@require_http_methods(["GET", "HEAD", "POST"])
def send_claim(request: DeskRequest) -> HttpResponse:
    """A claim that somebody of the desk has come across."""
    form = ClaimForm(request.POST) if request.method == "POST" else ClaimForm()
    if request.method != "POST":
        return render(request, "claims/desk/send_claim.html", {"form": form})
    status = 422
    if form.is_valid():
        try:
            claim = edits.submit_claim(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("statement", refusal.sentence)
            status = status_of(refusal)
        else:
            return done(request, "desk:my_work", f"Thank you: it is in the inbox as claim {claim.pk}.")
    return render(request, "claims/desk/send_claim.html", {"form": form}, status=status)
