"""The list of claims: narrowed by its address, saved under names, taken away as a file."""

from __future__ import annotations

from typing import cast

from django.db import IntegrityError, transaction
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_GET

from claims import listing
from claims.desk import exports, exports_claims
from claims.desk.forms.claim_list import PLACE, ClaimFilter, SaveForm, query_of
from claims.desk.screens import claim_list as claim_list_screen
from claims.desk.screens import shell
from claims.desk.web import DeskRequest, desk_view, done, nothing_new, poll_query, render_part, require_post
from claims.errors import Refused
from claims.models import SavedFilter

#: Saved filters of one person; nobody finds one among more.
MOST_SAVED = 50


@desk_view
@require_GET
def claims(request: DeskRequest) -> HttpResponse:
    if "seen" in request.GET and claim_list_screen.stands_still(request.GET["seen"], request.GET, by=request.user):
        return nothing_new()
    newest_event = shell.newest_event()
    filters = ClaimFilter(request.GET)
    chosen = filters.chosen
    page = claim_list_screen.page(chosen, request.GET, by=request.user)
    context = {
        "filters": filters,
        "page": page,
        "poll": poll_query(request, claim_list_screen.mark_of(page.rows, newest_event)),
        "query": _without_place(request.GET),
        "is_table": request.GET.get("view") == "table",
        "saved": claim_list_screen.saved_filters(request.user),
        "n_chosen": len(chosen.keys() - {"q", "sort"}),
        "save_form": SaveForm(auto_id="save-%s", label_suffix=""),
    }
    return render_part(request, "claims/desk/claims.html", "claims/desk/_claims.html", context)


def _without_place(asked: QueryDict) -> str:
    query = asked.copy()
    for name in PLACE:
        query.pop(name, None)
    for name in list(query):
        query.setlist(name, [value for value in query.getlist(name) if value])
    return query.urlencode()


@require_post
@desk_view
def export_claims(request: DeskRequest) -> HttpResponse:
    """The whole list that the query in the form describes, as a file."""
    query = query_of(QueryDict(request.POST.get("query", "")))
    found = listing.narrowed(ClaimFilter(QueryDict(query)).chosen, by=request.user)
    answer = exports.download(
        "claims",
        exports_claims.NAMES,
        exports_claims.rows(found),
        format=request.POST.get("format", ""),
        by=request.user,
        query=query,
    )
    return cast("HttpResponse", answer)  # streamed, which is all that differs


@desk_view
@require_GET
def saved_filters(request: DeskRequest) -> HttpResponse:
    """All of them with their counts: as a page where they are changed, for htmx as the links of the menu."""
    saved = claim_list_screen.saved_filters(request.user, with_counts=True)
    return render_part(
        request, "claims/desk/saved_filters.html", "claims/desk/_saved_filters.html", {"saved": saved, "counted": True}
    )


@require_post
@desk_view
def save_filter(request: DeskRequest) -> HttpResponse:
    query = query_of(QueryDict(request.POST.get("query", "")))
    if not query:
        raise Refused("Choose at least one filter, then save it: the whole list needs no name.")
    name, is_shared = _named(request)
    own = SavedFilter.objects.filter(owner=request.user)
    if own.count() >= MOST_SAVED:
        raise Refused(f"You have {MOST_SAVED} saved filters. Delete one that you need no more, then save this one.")
    _keep(
        SavedFilter(owner=request.user, name=name, query=query, is_shared=is_shared),
        taken=f"You have a filter “{name}” already. Choose another name, or delete that one first.",
    )
    return done(request, f"{reverse('desk:claims')}?{query}", f"Saved as “{name}”.")


def _keep(saved: SavedFilter, *, taken: str) -> None:
    """Raises Refused with `taken` where the name is given already: the database knows, also of a click before this."""
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise Refused(taken) from error


def _named(request: DeskRequest) -> tuple[str, bool]:
    form = SaveForm(request.POST)
    if not form.is_valid():
        raise Refused(str(next(iter(form.errors.values()))[0]))
    return " ".join(form.cleaned_data["name"].split()), form.cleaned_data["is_shared"]


@require_post
@desk_view
def change_filter(request: DeskRequest, pk: int) -> HttpResponse:
    """Another name, shared or not; with `delete` it is gone."""
    saved = claim_list_screen.load_saved(pk, by=request.user)
    if "delete" in request.POST:
        saved.delete()
        return done(request, "desk:saved_filters", f"Deleted: “{saved.name}”.")
    saved.name, saved.is_shared = _named(request)
    _keep(saved, taken=f"There is a filter “{saved.name}” of the same person already. Choose another name.")
    return done(request, "desk:saved_filters", f"Changed: “{saved.name}”.")
