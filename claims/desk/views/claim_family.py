"""A person's answer to a proposed pair: the same claim, the contrary, another matter, or undecided again."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpResponse

from claims import access
from claims.desk.forms.claim_family import DecideCheckForm, DecideForm, DecideMatchForm
from claims.desk.views.claim_answer import answer
from claims.desk.web import DeskRequest, desk_view, require_post
from claims.matching import decisions
from claims.models import CheckMatch, Claim, Match

_GONE = "This suggestion is not there any more: the machine took it back. Load the claim's page again."


@require_post
@desk_view
def decide_match(request: DeskRequest, pk: int, match: int) -> HttpResponse:
    """About another claim, whichever of the two was found first."""
    claim = access.load_claim(pk, by=request.user)
    found = Match.objects.filter(Q(claim=claim) | Q(other=claim), pk=match).first()
    if found is None:
        raise access.NotFound(_GONE)
    return _decide(request, claim, found, DecideMatchForm(claim, found, request.POST))


@require_post
@desk_view
def decide_check(request: DeskRequest, pk: int, match: int) -> HttpResponse:
    """About a published check."""
    claim = access.load_claim(pk, by=request.user)
    found = CheckMatch.objects.filter(claim=claim, pk=match).first()
    if found is None:
        raise access.NotFound(_GONE)
    return _decide(request, claim, found, DecideCheckForm(claim, found, request.POST))


def _decide(request: DeskRequest, claim: Claim, pair: Match | CheckMatch, form: DecideForm) -> HttpResponse:
    def act() -> None:
        given = form.cleaned_data
        match given["answer"]:
            case "rejected":
                decisions.reject(pair, by=request.user, was=given["was"])
            case "taken_back":
                decisions.take_back(pair, by=request.user, was=given["was"])
            case relation:
                decisions.confirm(pair, relation, by=request.user, was=given["was"])

    said = form.said if form.is_valid() else ""
    return answer(request, claim, form, act, said)
