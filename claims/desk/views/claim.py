"""The page of one claim, what changes on it while it is open, its whole history and its older rounds."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from claims import access, proof
from claims.desk.screens.claim import ClaimScreen
from claims.desk.screens.claim_history import events_since, lines_of, whole_history
from claims.desk.screens.claim_mark import LEASE_PART, read_mark
from claims.desk.screens.claim_review import ReviewScreen
from claims.desk.views.claim_answer import SECTIONS, render_sections, sections_of
from claims.desk.web import DeskRequest, desk_view, has_seen, nothing_new, render_part, whole_number
from claims.models import ClaimEvent, RatingLevel, ReviewRound

#: What is written in the form of a draft, beside its rating.
_WRITTEN = ("summary", "text", "unknowns", "mind")


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
    mark = read_mark(pk)
    if has_seen(request, mark):
        return nothing_new()
    found = access.load_claim(pk, by=request.user)
    version = request.GET.get("seen", "").partition(LEASE_PART)[0].partition("-")[0]
    events = events_since(found, whole_number(version))
    screen = ClaimScreen(found, request.user)
    changed = render_sections(request, screen, _changed_since(request, mark, events))
    theirs = [event for event in events if event.is_binding and event.by_id != request.user.pk]
    lines = lines_of(theirs, screen.names, screen.hidden)
    context = {"claim": found, "mark": mark, "theirs": lines, "sections": changed}
    return render(request, "claims/desk/claim/_live.html", context)


def _changed_since(request: DeskRequest, mark: str, events: Collection[ClaimEvent]) -> list[str]:
    """The parts that differ: what events touched, what jobs and finders fill, and who is on it."""
    seen, _, seen_lease = request.GET.get("seen", "").rpartition(LEASE_PART)
    work, _, lease = mark.rpartition(LEASE_PART)
    names = {*sections_of(events)} if events else set()
    if seen.partition("-")[2] != work.partition("-")[2]:
        names |= {"evidence", "family", "review"}
    if lease != seen_lease:
        names.add("lease")
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
    rounds = ReviewRound.objects.select_related("carried_rating", "decided_rating", "decided_by")
    round_ = rounds.filter(claim=found, number=number).first()
    if round_ is None:
        raise access.NotFound("This claim has no such review round. Look at its page for the newest one.")
    levels = list(RatingLevel.objects.filter(scale=round_.frozen.get("rating_scale")))
    screen = ClaimScreen(found, request.user)
    review = ReviewScreen(found, request.user, round_, levels=levels, asked=screen.rows.asked, hidden=screen.hidden)
    return render(request, "claims/desk/claim/round.html", {"claim": found, "screen": screen, "review": review})


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
