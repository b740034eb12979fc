"""Deciding about evidence, and asking the finders to look again."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from claims import access
from claims.desk.forms import claim_evidence as forms
from claims.desk.views.claim_answer import answer, sent
from claims.desk.web import DeskRequest, desk_view, require_post
from claims.evidence import attaching, captures, decisions, gathering, visibility
from claims.importing.extraction import extract
from claims.models import Claim, Evidence, FinderRun, KeyElement


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def accept_evidence(request: DeskRequest, pk: int, evidence: int) -> HttpResponse:
    """GET shows the form, as a page of its own or inside the evidence's card."""
    claim = access.load_claim(pk, by=request.user)
    item = _load_evidence(request, claim, evidence)
    elements = KeyElement.objects.filter(claim=claim).order_by("position")
    form = forms.AcceptForm(claim, item, sent(request), key_elements=elements)
    return answer(
        request,
        claim,
        form,
        lambda: decisions.accept_evidence(
            item,
            by=request.user,
            stance=form.cleaned_data["stance"],
            key_element=form.cleaned_data["key_element"],
            description=form.description,
            seen=form.saw,
        ),
        f"E{item.pk} is accepted.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def reject_evidence(request: DeskRequest, pk: int, evidence: int) -> HttpResponse:
    """GET shows the form, as a page of its own or inside the evidence's card."""
    claim = access.load_claim(pk, by=request.user)
    item = _load_evidence(request, claim, evidence)
    form = forms.RejectForm(claim, item, sent(request))
    return answer(
        request,
        claim,
        form,
        lambda: decisions.reject_evidence(item, by=request.user, seen=form.saw, **form.values),
        f"E{item.pk} is rejected.",
    )


@require_post
@desk_view
def reconsider_evidence(request: DeskRequest, pk: int, evidence: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    item = _load_evidence(request, claim, evidence)
    form = forms.ReconsiderForm(claim, request.POST, subject=item.pk)
    return answer(
        request,
        claim,
        form,
        lambda: decisions.reconsider_evidence(item, by=request.user, seen=form.saw),
        f"E{item.pk} is a proposal again.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def change_visibility(request: DeskRequest, pk: int, evidence: int) -> HttpResponse:
    """GET shows the form, as a page of its own or inside the evidence's card."""
    claim = access.load_claim(pk, by=request.user)
    item = _load_evidence(request, claim, evidence, to_read=False)
    visibility.require_change(item, claim, request.user)
    form = forms.ReadersForm(claim, item, sent(request))
    return answer(
        request,
        claim,
        form,
        lambda: visibility.change_visibility(item, by=request.user, seen=form.saw, **form.values),
        f"E{item.pk}: who may read it is noted.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def attach_url(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.AttachUrlForm(claim, sent(request))
    return answer(
        request,
        claim,
        form,
        lambda: attaching.attach_url(
            claim,
            by=request.user,
            url=form.cleaned_data["url"],
            passage=forms.passage_of(form),
            seen=form.saw,
        ),
        "The page is attached; its snapshot follows.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def attach_file(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.AttachFileForm(claim, sent(request), request.FILES if request.method == "POST" else None)

    def attach() -> None:
        given = form.cleaned_data
        attaching.attach_file(
            claim,
            by=request.user,
            body=given["file"].read(),
            filename=given["file"].name,
            content_type=given["file"].content_type or "",
            read=extract,
            passage=forms.passage_of(form),
            title=given["title"],
            publisher=given["publisher"],
            seen=form.saw,
        )

    return answer(request, claim, form, attach, "The file is attached.")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def attach_by_hand(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.AttachByHandForm(claim, sent(request))

    def attach() -> None:
        named = {name: form.cleaned_data[name] for name in ("kind", "title", "author", "publisher", "published_on")}
        attaching.attach_by_hand(claim, by=request.user, passage=forms.passage_of(form), seen=form.saw, **named)

    return answer(request, claim, form, attach, "The source is attached.")


@require_post
@desk_view
def capture_again(request: DeskRequest, pk: int, evidence: int) -> HttpResponse:
    """Fetch a cited page once more of which no snapshot could be made."""
    claim = access.load_claim(pk, by=request.user)
    item = _load_evidence(request, claim, evidence)
    return answer(
        request,
        claim,
        forms.CaptureForm(claim, request.POST, subject=item.pk),
        lambda: captures.ask_to_capture(item.source, by=request.user),
        "The page is fetched again. Its snapshot appears here.",
    )


@require_post
@desk_view
def gather_again(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    return answer(
        request,
        claim,
        forms.GatherForm(claim, request.POST),
        lambda: gathering.ask_to_gather(claim, by=request.user),
        "The finders look again. What they find appears here.",
    )


@require_post
@desk_view
def ask_finder_again(request: DeskRequest, pk: int, run: int) -> HttpResponse:
    """Ask one finder once more, and no other."""
    claim = access.load_claim(pk, by=request.user)
    found = FinderRun.objects.filter(claim=claim, pk=run).first()
    if found is None:
        raise access.NotFound("This finder was not asked about this claim. Look at the list under the evidence.")
    return answer(
        request,
        claim,
        forms.AskAgainForm(claim, request.POST, subject=found.pk),
        lambda: gathering.ask_again(found, by=request.user),
        "The finder is asked again. What it finds appears here.",
    )


def _load_evidence(request: DeskRequest, claim: Claim, pk: int, *, to_read: bool = True) -> Evidence:
    """`to_read` False: for whoever may not read it but perhaps say who does."""
    items = Evidence.objects.select_related("source__snapshot", "claim", "visibility_by").filter(claim=claim, pk=pk)
    item = (items.visible_to(request.user) if to_read else items).first()
    if item is None:
        raise access.NotFound("This evidence does not belong to the claim. Look at the list on the claim's page.")
    return item
