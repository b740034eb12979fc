"""Forms of one thing on a claim that stand folded on its page: each is fetched when it is unfolded."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict

from claims import access
from claims.desk.forms.claim import ClaimForm
from claims.desk.screens.claim import ClaimScreen
from claims.desk.web import DeskRequest, render_part
from claims.models import Claim


def sent(request: DeskRequest) -> QueryDict | None:
    """What was filled in; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def show_form(
    request: DeskRequest,
    claim: Claim,
    form: ClaimForm,
    *,
    title: str,
    place: str,
    quote: str = "",
    remove: ClaimForm | None = None,
) -> HttpResponse:
    """The form for the fold that asks for it; without scripts on a page of its own, which is headed by `title`.

    `place`: the id on the claim's page of what it is about. `remove`: the button that takes it away.
    """
    access.require_editable(claim, request.user)
    return render_form(request, claim, form, title=title, place=place, quote=quote, remove=remove)


def render_form(
    request: DeskRequest,
    claim: Claim,
    form: ClaimForm,
    *,
    title: str,
    place: str,
    quote: str = "",
    remove: ClaimForm | None = None,
) -> HttpResponse:
    """The same where the caller has asked whether this person may fill it in."""
    context = {"claim": claim, "form": form, "title": title, "place": place, "quote": quote, "remove": remove}
    context["page"] = ClaimScreen(claim, request.user)
    return render_part(request, "claims/desk/claim/form_page.html", "claims/desk/claim/_fetched_form.html", context)
