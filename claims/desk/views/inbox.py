"""The inbox: new claims by priority and score, each accepted, dismissed, merged or put back in its place."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRefresh

from claims import access
from claims.desk.forms.claim import version_seen
from claims.desk.forms.triage import FORMS, InboxFilter
from claims.desk.screens import inbox as inbox_screen
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
from claims.models import Claim, DismissReason, Priority, Role, State
from claims.workflow import moves

SAID = {"accept": "Accepted", "dismiss": "Dismissed", "merge": "Merged", "put_back": "Put back"}


@desk_view
@require_GET
def inbox(request: DeskRequest) -> HttpResponse:
    return show(request, request.GET)


def show(request: DeskRequest, asked: QueryDict, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page that `asked` describes. `more` for the template; a row that was refused (`refused`) comes first."""
    filters = InboxFilter(asked)
    chosen = filters.chosen
    page, rows = inbox_screen.inbox_page(chosen, asked)
    refused: inbox_screen.Row | None = more.pop("refused", None)
    if refused is not None:
        rows = [refused, *(row for row in rows if row.claim.pk != refused.claim.pk)]
    context = _context(request, asked.urlencode()) | {
        "filters": filters,
        "is_filtered": bool(chosen),
        "page": page,
        "rows": rows,
        "newest": inbox_screen.newest_claim(),
        "beside": inbox_screen.beside_mark(),
        **more,
    }
    return render_part(request, "claims/desk/inbox.html", "claims/desk/_inbox.html", context, status=status)


def _context(request: DeskRequest, back: str) -> dict[str, Any]:
    may_decide = access.has_role(request.user, Role.RESEARCHER, Role.EDITOR)
    shared = {
        "people": inbox_screen.researchers_for(request.user) if may_decide else [],
        "reasons": DismissReason.choices,
    }
    return shared | {
        "back": back,
        "may_decide": may_decide,
        "may_sweep": not may_decide and access.has_role(request.user, Role.MODERATOR),
        "people_buttons": render_to_string("claims/desk/_inbox_people.html", shared, request),
        "reason_buttons": render_to_string("claims/desk/_inbox_reasons.html", shared, request),
        "priorities": list(reversed(Priority.choices)),
    }


@desk_view
@require_GET
def newcomers(request: DeskRequest) -> HttpResponse:
    """How many claims came in since the page was shown, and what others do in its rows meanwhile.

    An empty inbox is loaded anew at the first claim that comes in.
    """
    newest = whole_number(request.GET.get("since", ""))
    n_new = inbox_screen.new_claims_since(newest)
    mark = inbox_screen.beside_mark()
    seen = request.GET.get("beside", mark)
    if has_seen(request, n_new) and seen == mark:
        return nothing_new()
    if "empty" in request.GET and not has_seen(request, n_new):
        return HttpResponseClientRefresh()
    rows = inbox_screen.beside(seen, request.user) if seen != mark else []
    context = {
        "n_new": n_new,
        "newest": newest,
        "beside": mark,
        "rows_beside": rows,
        "is_empty": "empty" in request.GET,
    }
    return render(request, "claims/desk/_newcomers.html", context)


@require_post
@desk_view
def decide(request: DeskRequest, pk: int, name: str) -> HttpResponse:
    """Decide about one claim, or take that back. Refused: its row comes back with the sentence and what was typed."""
    if name not in FORMS:
        raise access.NotFound(
            "The inbox offers accept, dismiss, merge and put back. Everything else is on the claim's page."
        )
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
    if not is_fragment(request):
        return done(request, back_to_inbox(request), f"{SAID[name]}: {claim.statement}")
    if claim.state == State.NEW:
        return _row(request, claim, is_here=True)
    context = {"claim": claim, "said": SAID[name], "back": request.POST.get("back", "")}
    return render(request, "claims/desk/_inbox_done.html", context)


def _row(request: DeskRequest, claim: Claim, *, status: int = 200, **more: Any) -> HttpResponse:
    row = more.pop("row", None) or inbox_screen.rows_of([claim])[0]
    context = _context(request, request.POST.get("back", "")) | {"row": row, **more}
    return render(request, "claims/desk/_inbox_row.html", context, status=status)


def _refuse(
    request: DeskRequest, claim: Claim, name: str, *, form: Form, problem: str = "", status: int
) -> HttpResponse:
    row = inbox_screen.rows_of([access.load_claim(claim.pk, by=request.user)])[0]
    row.forms, row.problem = {name: form}, problem
    if not is_fragment(request):
        return show(request, QueryDict(request.POST.get("back", "")), refused=row, status=status)
    return _row(request, claim, row=row, status=status)


def back_to_inbox(request: DeskRequest) -> str:
    """The inbox as it was filtered; only the query is taken from the form, so nobody is led elsewhere."""
    query = QueryDict(request.POST.get("back", "")).urlencode()
    return reverse("desk:inbox") + (f"?{query}" if query else "")
