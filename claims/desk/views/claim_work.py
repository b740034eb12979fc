"""Work on a claim that does not move it: wording, plan, key elements, draft, searches, replies, interests."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from claims import access
from claims.desk.forms import claim_work as forms
from claims.desk.screens.claim import ClaimScreen
from claims.desk.views.claim_answer import answer, sent
from claims.desk.web import DeskRequest, desk_view, require_post
from claims.models import Claim, KeyElement, ReplyRequest, User
from claims.workflow import edits


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def reword(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.RewordForm(claim, sent(request))
    return answer(
        request,
        claim,
        form,
        lambda: edits.reword(claim, by=request.user, seen=form.saw, **form.values),
        "The statement is worded anew.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def plan(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.PlanForm(claim, sent(request))
    return answer(
        request,
        claim,
        form,
        lambda: edits.plan(claim, by=request.user, seen=form.saw, **form.values),
        "The plan is saved.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def add_key_element(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.AddElementForm(claim, sent(request))
    return answer(
        request,
        claim,
        form,
        lambda: edits.add_key_element(claim, by=request.user, seen=form.saw, **form.values),
        "The key element is added.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def edit_key_element(request: DeskRequest, pk: int, element: int) -> HttpResponse:
    """GET shows the form, with the button that removes the element."""
    claim = access.load_claim(pk, by=request.user)
    found = _load_element(claim, element)
    form = forms.EditElementForm(claim, found, sent(request))
    return answer(
        request,
        claim,
        form,
        lambda: edits.edit_key_element(found, by=request.user, seen=form.saw, **form.values),
        "The key element is saved.",
    )


@require_post
@desk_view
def remove_key_element(request: DeskRequest, pk: int, element: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    found = _load_element(claim, element)
    form = forms.RemoveElementForm(claim, request.POST, subject=element)
    return answer(
        request,
        claim,
        form,
        lambda: edits.remove_key_element(found, by=request.user, seen=form.saw),
        "The key element is removed.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def log_counter_search(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.SearchForm(claim, sent(request))
    return answer(
        request,
        claim,
        form,
        lambda: edits.log_counter_search(claim, by=request.user, seen=form.saw, **form.values),
        "The search is logged.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def ask_for_reply(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.AskReplyForm(claim, sent(request))
    return answer(
        request,
        claim,
        form,
        lambda: edits.ask_for_reply(claim, by=request.user, seen=form.saw, **form.values),
        "The request is logged.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def record_reply(request: DeskRequest, pk: int, reply: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    asked = ReplyRequest.objects.select_related("claim").filter(claim=claim, pk=reply).first()
    if asked is None:
        raise access.NotFound("This request for a reply does not exist. Look at the list on the claim's page.")
    form = forms.RecordReplyForm(claim, asked, sent(request))
    return answer(
        request,
        claim,
        form,
        lambda: edits.record_reply(asked, by=request.user, seen=form.saw, **form.values),
        "The reply is recorded.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def exempt_from_reply(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.ExemptionForm(claim, sent(request))
    return answer(
        request,
        claim,
        form,
        lambda: edits.exempt_from_reply(claim, by=request.user, seen=form.saw, **form.values),
        "The exemption is saved.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def declare_interest(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.InterestForm(claim, sent(request), answer=_own_answer(claim, request.user))
    return answer(
        request,
        claim,
        form,
        lambda: edits.declare_interest(claim, by=request.user, **form.values),
        "Your declaration is saved.",
    )


@require_post
@desk_view
def edit_draft(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.DraftForm(claim, request.POST, levels=ClaimScreen(claim, request.user).levels)
    return answer(
        request,
        claim,
        form,
        lambda: edits.edit_draft(claim, by=request.user, seen=form.saw, **form.values),
        "The draft is saved.",
    )


def _load_element(claim: Claim, pk: int) -> KeyElement:
    element = KeyElement.objects.select_related("claim").filter(claim=claim, pk=pk).first()
    if element is None:
        raise access.NotFound("This key element does not exist any more. Look at the list on the claim's page.")
    return element


def _own_answer(claim: Claim, person: User) -> tuple[bool, str] | None:
    """What this person declared before."""
    return claim.declarations.filter(person=person).values_list("has_interest", "statement").first()
