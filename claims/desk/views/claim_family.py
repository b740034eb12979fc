"""A person's answer to a suggested match: the same claim, or a different one."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse

from claims import access
from claims.desk.forms import claim_evidence as forms
from claims.desk.views.claim_answer import answer
from claims.desk.web import DeskRequest, desk_view, require_post
from claims.matching import decisions
from claims.models import Claim, Match


@require_post
@desk_view
def confirm_match(request: DeskRequest, pk: int, match: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    found = _load_match(claim, match)
    return answer(
        request,
        claim,
        forms.ConfirmMatchForm(claim, request.POST, subject=match),
        lambda: decisions.confirm(found, "same", by=request.user),
        "Noted: the same claim. Merge them if one of the two is enough.",
    )


@require_post
@desk_view
def reject_match(request: DeskRequest, pk: int, match: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    found = _load_match(claim, match)
    return answer(
        request,
        claim,
        forms.RejectMatchForm(claim, request.POST, subject=match),
        lambda: decisions.reject(found, by=request.user),
        "Noted: different claims. This pair is not suggested again.",
    )


def _load_match(claim: Claim, pk: int) -> Match:
    found = Match.objects.filter(Q(claim=claim) | Q(other=claim), pk=pk).first()
    if found is None:
        raise access.NotFound("This suggestion is not there any more. Load the claim's page again.")
    return found
