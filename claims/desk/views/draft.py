"""A draft before it is published: checked on the spot, for people and for programs, and stored only when asked."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from claims.desk.forms.draft import DraftForm
from claims.desk.screens.draft import paragraphs
from claims.desk.web import DeskRequest, desk_view, done, render_part, require_post, status_of, whole_number
from claims.drafts.checking import as_json, check, import_draft
from claims.errors import Refused

#: Of one request: a file with its pictures is larger than the text in it.
MAX_BYTES = 10 * 1024 * 1024
TOO_LARGE = f"This is larger than {MAX_BYTES // 1024**2} megabytes. Save the draft as plain text and check that."


class _InMemory(MemoryFileUploadHandler):
    """A draft never touches the disk, not even as a temporary file."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True


@csrf_exempt  # until the upload handler is set, for reading the token reads the form: `_check` looks at it
@desk_view
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: DeskRequest) -> HttpResponse:
    """Check a draft. Nothing that is sent here is stored or logged."""
    if request.method != "POST":
        return render(request, "claims/desk/draft.html", {"form": DraftForm()})
    try:
        if whole_number(request.headers.get("Content-Length", "")) > MAX_BYTES:
            raise Refused(TOO_LARGE)
        request.upload_handlers = [_InMemory(request)]
        return _check(request)
    except Refused as refusal:
        if _wants_json(request):
            return JsonResponse({"error": refusal.sentence}, status=status_of(refusal))
        raise


@csrf_protect
def _check(request: DeskRequest) -> HttpResponse:
    form = _form(request)
    if not form.is_valid():
        if _wants_json(request):
            raise Refused(" ".join(str(problem) for problems in form.errors.values() for problem in problems))
        return render_part(request, "claims/desk/draft.html", "claims/desk/_draft.html", {"form": form}, status=422)
    checked = check(form.draft)
    if _wants_json(request):
        return JsonResponse(as_json(checked))
    context = {"form": DraftForm.showing(form.draft), "checked": checked, "paragraphs": paragraphs(checked)}
    return render_part(request, "claims/desk/draft.html", "claims/desk/_draft.html", context)


@require_post
@desk_view
def store_draft(request: DeskRequest) -> HttpResponse:
    """The button under a checked draft: now it is an article like any other."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return render(request, "claims/desk/draft.html", {"form": form}, status=422)
    try:
        article = import_draft(form.draft, by=request.user)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return render(request, "claims/desk/draft.html", {"form": form}, status=status_of(refusal))
    return done(request, article.get_absolute_url())


def _form(request: DeskRequest) -> DraftForm:
    """From a form or, for programs, from a JSON object with the same names."""
    if request.content_type != "application/json":
        return DraftForm(request.POST, request.FILES)
    try:
        given = json.loads(request.body)
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or any(not isinstance(value, str | None) for value in given.values()):
        raise Refused(
            "Send a JSON object with the text of the draft, and if you like its title and its date of publication"
            " (published), each of them a string."
        )
    return DraftForm(given)


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
