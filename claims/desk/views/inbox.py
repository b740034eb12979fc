"""The inbox: new claims by priority and score, each accepted, dismissed or merged in its place."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRefresh

from claims import access
from claims.desk import screens_inbox
from claims.desk.forms.claim import version_seen
from claims.desk.forms.triage import FORMS, InboxFilter
from claims.desk.web import (
    DeskRequest,
    desk_view,
    done,
    has_seen,
    is_fragment,
    nothing_new,
    render_part,
    require_post,
    status_of,
    whole_number,
)
from claims.errors import Refused
from claims.models import Claim, Role
from claims.workflow import moves

SAID = {"accept": "Accepted", "dismiss": "Dismissed", "merge": "Merged"}


@desk_view
@require_GET
def inbox(request: DeskRequest) -> HttpResponse:
    return _show(request, request.GET)


def _show(
    request: DeskRequest, asked: QueryDict, *, refused: screens_inbox.Row | None = None, status: int = 200
) -> HttpResponse:
    """The page that `asked` describes; a refused row comes first, so that its sentence is seen."""
    filters = InboxFilter(asked)
    chosen = filters.chosen
    page, rows = screens_inbox.inbox_page(chosen, asked)
    if refused is not None:
        rows = [refused, *(row for row in rows if row.claim.pk != refused.claim.pk)]
    context = _context(request, asked.urlencode()) | {
        "filters": filters,
        "is_filtered": bool(chosen),
        "page": page,
        "rows": rows,
        "newest": screens_inbox.newest_claim(),
    }
    return render_part(request, "claims/desk/inbox.html", "claims/desk/_inbox.html", context, status=status)


def _context(request: DeskRequest, back: str) -> dict[str, Any]:
    return {
        "back": back,
        "may_decide": access.has_role(request.user, Role.RESEARCHER, Role.EDITOR),
        "forms": {name: form() for name, form in FORMS.items()},
    }


@desk_view
@require_GET
def newcomers(request: DeskRequest) -> HttpResponse:
    """How many claims came in since the page was shown; an empty inbox is loaded anew at the first one."""
    newest = whole_number(request.GET.get("since", ""))
    n_new = screens_inbox.new_claims_since(newest)
    if has_seen(request, n_new):
        return nothing_new()
    if "empty" in request.GET:
        return HttpResponseClientRefresh()
    return render(request, "claims/desk/_newcomers.html", {"n_new": n_new, "newest": newest})


@require_post
@desk_view
def decide(request: DeskRequest, pk: int, name: str) -> HttpResponse:
    """Accept, dismiss or merge one claim. Refused: its row comes back with the sentence and what was typed."""
    if name not in FORMS:
        raise access.NotFound("The inbox offers accept, dismiss and merge. Everything else is on the claim's page.")
    claim = access.load_claim(pk, by=request.user)
    form = FORMS[name](request.POST)
    if not form.is_valid():
        return _refuse(request, claim, name, form=form, status=422)
    try:
        seen = version_seen(whole_number(request.POST.get("seen", "")), claim)
        moves.move(claim, name, by=request.user, seen=seen, **form.cleaned_data)
    except access.Forbidden:
        raise
    except Refused as refusal:
        return _refuse(request, claim, name, form=form, problem=refusal.sentence, status=status_of(refusal))
    claim = access.load_claim(pk, by=request.user)
    if is_fragment(request):
        return render(request, "claims/desk/_inbox_done.html", {"claim": claim, "said": SAID[name]})
    return done(request, _back(request), f"{SAID[name]}: {claim.statement}")


def _refuse(
    request: DeskRequest, claim: Claim, name: str, *, form: Form, problem: str = "", status: int
) -> HttpResponse:
    row = screens_inbox.rows_of([access.load_claim(claim.pk, by=request.user)])[0]
    row.forms, row.problem = {name: form}, problem
    back = request.POST.get("back", "")
    if not is_fragment(request):
        return _show(request, QueryDict(back), refused=row, status=status)
    return render(request, "claims/desk/_inbox_row.html", _context(request, back) | {"row": row}, status=status)


def _back(request: DeskRequest) -> str:
    """The inbox as it was filtered; only the query is taken from the form, so nobody is led elsewhere."""
    query = QueryDict(request.POST.get("back", "")).urlencode()
    return reverse("desk:inbox") + (f"?{query}" if query else "")
