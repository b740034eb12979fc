"""Captures of a claim's sources: what changed side by side, taking note of it, and the WARC to take away."""

from __future__ import annotations

from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims import access, snapshots
from claims.desk.forms.claim_captures import ArchiveAgainForm, SeeChangeForm
from claims.desk.screens.claim_captures import ChangeScreen
from claims.desk.views.claim_answer import answer
from claims.desk.web import DeskRequest, desk_view, require_post
from claims.evidence import archiving, rechecks, visibility
from claims.models import Evidence, Recheck, Snapshot

ORIGINAL = (
    "A file that was handed over may tell who made it, so only the claim’s researcher, whoever attached it, an editor "
    "or a moderator takes it away as it came. The dossier has its text and, of a PDF, a copy without its details."
)


@require_safe
@desk_view
def source_change(request: DeskRequest, pk: int, recheck: int) -> HttpResponse:
    """The cited text and the text of now, side by side."""
    claim = access.load_claim(pk, by=request.user)
    screen = ChangeScreen(claim, rechecks.load_change(claim, recheck, by=request.user), request.user)
    return render(request, "claims/desk/claim/source_change.html", {"claim": claim, "screen": screen})


@require_post
@desk_view
def see_change(request: DeskRequest, pk: int, recheck: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    found = rechecks.load_change(claim, recheck, by=request.user)
    return answer(
        request,
        claim,
        SeeChangeForm(claim, request.POST, subject=found.pk),
        lambda: rechecks.see_change(claim, found, by=request.user),
        "Noted: you have seen what became of the source.",
    )


@require_post
@desk_view
def archive_again(request: DeskRequest, pk: int, evidence: int) -> HttpResponse:
    """Ask the public archive once more for a copy that it could not make."""
    claim = access.load_claim(pk, by=request.user)
    readable = Evidence.objects.filter(claim=claim).visible_to(request.user)
    item = readable.select_related("source").filter(pk=evidence).first()
    if item is None:
        raise access.NotFound("This evidence does not belong to the claim. Look at the list on the claim's page.")
    return answer(
        request,
        claim,
        ArchiveAgainForm(claim, request.POST, subject=item.pk),
        lambda: archiving.ask_again(item.source, by=request.user),
        "The archive is asked again. Its copy appears here.",
    )


@require_safe
@desk_view
def capture_warc(request: DeskRequest, pk: int, snapshot: int) -> HttpResponse:
    """The WARC as a file to keep; never shown, so whatever a page brought with it stays inert.

    A file that somebody handed over tells who made it: only those who say who reads it take it away as it came.
    """
    claim = access.load_claim(pk, by=request.user)
    sources = Evidence.objects.filter(claim=claim).visible_to(request.user).values("source")
    looks = Recheck.objects.filter(source__in=sources)
    known = Q(sources__in=sources) | Q(pk__in=looks.values("fresh")) | Q(pk__in=looks.values("cited"))
    found = Snapshot.objects.filter(known, pk=snapshot).defer("text").distinct().first()
    if found is None:
        raise access.NotFound("This claim has nothing to do with that capture. Go back to the claim's page.")
    if found.how == Snapshot.How.FILE:
        later = Recheck.objects.filter(Q(cited=found) | Q(fresh=found)).values("source")
        its = Q(source__snapshot=found) | Q(source__in=later)
        pieces = Evidence.objects.filter(its, claim=claim).visible_to(request.user)
        if not any(visibility.may_change(piece, claim, request.user) for piece in pieces):
            raise access.Forbidden(ORIGINAL)
    answer: HttpResponseBase = FileResponse(
        snapshots.open_warc(found),
        as_attachment=True,
        filename=f"snapshot-{found.pk}-{found.sha256[:12]}.warc.gz",
        content_type="application/gzip",
    )
    return answer  # type: ignore[return-value]  # a stream is no HttpResponse; the desk's wrapper treats both alike
