"""The page of one claim, what changes on it while it is open, its whole history and its older rounds."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from claims import access, proof
from claims.desk.screens.claim import ClaimScreen
from claims.desk.screens.claim_history import events_since, lines_of, whole_history
from claims.desk.screens.claim_mark import differences, read_mark, version_in
from claims.desk.screens.claim_review import load_round
from claims.desk.views.claim_answer import SECTIONS, render_sections, sections_of
from claims.desk.web import DeskRequest, desk_view, has_seen, nothing_new, render_part, whole_number
from claims.models import ClaimEvent

#: What is written in the form of a draft, beside its rating.
_WRITTEN = ("summary", "text", "unknowns", "mind")
#: The parts of the page that show work, lease, watchers, relatives, names: what a mark tells apart.
_SHOWN = (("evidence", "family", "review"), ("lease",), ("people",), ("family",), SECTIONS)


@require_safe
@desk_view
def claim(request: DeskRequest, pk: int) -> HttpResponse:
    found = access.load_claim(pk, by=request.user)
    screen = ClaimScreen(found, request.user, asked=request.GET)
    return render(request, "claims/desk/claim/page.html", {"screen": screen, "claim": found})


@require_safe
@desk_view
def claim_live(request: DeskRequest, pk: int) -> HttpResponse:
    """Asked every few seconds with what is on the screen: nothing, or the parts that changed since."""
    mark, seen = read_mark(pk), request.GET.get("seen", "")
    if has_seen(request, mark):
        return nothing_new()
    found = access.load_claim(pk, by=request.user)
    events = events_since(found, whole_number(version_in(seen)))
    screen = ClaimScreen(found, request.user)
    changed = render_sections(request, screen, _changed_since(seen, mark, events))
    theirs = [event for event in events if event.is_binding and event.by_id != request.user.pk]
    lines = lines_of(theirs, screen.names, screen.hidden)
    context = {"claim": found, "mark": mark, "theirs": lines, "sections": changed}
    return render(request, "claims/desk/claim/_live.html", context)


def _changed_since(seen: str, mark: str, events: Collection[ClaimEvent]) -> list[str]:
    """The parts that differ: what events touched, and what changed without one."""
    names = {*sections_of(events)} if events else set()
    for shown, is_other in zip(_SHOWN, differences(seen, mark), strict=False):
        names.update(shown if is_other else ())
    return [name for name in SECTIONS if name in names]


@require_safe
@desk_view
def claim_history(request: DeskRequest, pk: int) -> HttpResponse:
    """All events, and whether their chain is whole."""
    found = access.load_claim(pk, by=request.user)
    page, lines = whole_history(found, request.GET, by=request.user)
    last_hash = ClaimEvent.objects.filter(claim=found).order_by("-version").values_list("hash", flat=True).first()
    context = {"claim": found, "page": page, "events": lines, "flaw": proof.find_flaw(found), "last_hash": last_hash}
    return render(request, "claims/desk/claim/history.html", context)


@require_safe
@desk_view
def claim_round(request: DeskRequest, pk: int, number: int) -> HttpResponse:
    """One review round: what was read, and what this person may see of the reviews."""
    found = access.load_claim(pk, by=request.user)
    screen = ClaimScreen(found, request.user, round_=load_round(found, number))
    return render(request, "claims/desk/claim/round.html", {"claim": found, "screen": screen, "review": screen.review})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def preview(request: DeskRequest, pk: int) -> HttpResponse:
    """The draft in the page that readers get: as it is saved, or from the form that is being written. Saves nothing."""
    found = access.load_claim(pk, by=request.user)
    screen = ClaimScreen(found, request.user)
    rating, written = found.draft_rating, {name: getattr(found, f"draft_{name}") for name in _WRITTEN}
    if request.method == "POST":
        chosen = whole_number(request.POST.get("rating", ""))
        rating = next((level for level in screen.levels if level.pk == chosen), None) if chosen else None
        written = {name: request.POST.get(name, "") for name in _WRITTEN}
    context = {"page": screen.preview(rating, **written)}
    return render_part(request, "claims/desk/claim/preview.html", "claims/desk/claim/_preview.html", context)
