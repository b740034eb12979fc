"""Taking a claim through one transition of the workflow's table."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from claims import access
from claims.desk.forms.claim_moves import MoveForm
from claims.desk.screens.claim import ClaimScreen
from claims.desk.views.claim_answer import answer
from claims.desk.web import DeskRequest, desk_view, require_post
from claims.models import State
from claims.workflow import moves
from claims.workflow.table import BY_NAME


@require_post
@desk_view
def move(request: DeskRequest, pk: int, name: str) -> HttpResponse:
    """Back to the claim's page, or to the `next` page of the desk that the form names."""
    claim = access.load_claim(pk, by=request.user)
    transition = BY_NAME.get(name)
    if transition is None:
        raise access.NotFound(f"There is no transition called {name}. Choose one of those on the claim's page.")
    access.require_role(request.user, *transition.roles)
    choices = ClaimScreen(claim, request.user).move_choices(transition)
    form = MoveForm(claim, transition, request.POST, choices=choices)
    sentence = f"{transition.label}: done. The claim is {State(transition.to_state).label.lower()} now."
    return answer(
        request,
        claim,
        form,
        lambda: moves.move(claim, name, by=request.user, seen=form.saw, note=form.note, **form.data_values),
        sentence,
        to=_next(request, pk),
    )


def _next(request: DeskRequest, pk: int) -> str:
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return resolve_url("desk:claim", pk)
