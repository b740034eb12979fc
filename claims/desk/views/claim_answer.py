"""How the claim page answers a form: done, not valid, refused or stale; as a page or as the parts that changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from claims import access
from claims.desk.forms.claim import ClaimForm
from claims.desk.screens.claim import ClaimScreen
from claims.desk.screens.claim_history import events_since, lines_of, names_for
from claims.desk.web import DeskRequest, done, is_fragment, render_part, status_of
from claims.errors import Refused, Stale
from claims.models import Claim, ClaimEvent, User
from claims.protection import hidden_from
from claims.workflow import leasing

#: The parts of the page, in its order; each has the template _NAME.html and the id NAME.
SECTIONS = (
    "head", "lease", "actions", "people", "where", "family", "evidence", "origins", "sides", "verdict", "review",
    "interests", "versions", "notes", "history",
)  # fmt: skip
#: What an event changes besides head, actions and history; of events that are not named here, everything.
_TOUCHED: dict[str, tuple[str, ...]] = {
    "find_evidence": ("evidence", "origins"),
    "find_matches": ("family",),
    "decide_match": ("family",),
    "appear": ("where", "origins"),
    "absorb": ("where", "family", "origins"),
    "give_back": ("where", "family", "origins"),
    "decide_evidence": ("evidence", "origins", "verdict"),
    "decide_origin": ("evidence", "origins"),
    "attach_source": ("evidence", "origins", "verdict"),
    "change_visibility": ("evidence", "origins", "sides", "verdict"),
    "suggest_source": ("evidence", "origins"),
    "capture_source": ("evidence", "origins"),
    "recheck_source": ("evidence",),
    "see_recheck": ("evidence",),
    "edit_key_elements": ("evidence",),
    "edit_draft": ("evidence", "verdict"),
    "log_counter_search": ("sides",),
    "ask_for_reply": ("sides",),
    "record_reply": ("sides",),
    "exempt_from_reply": ("sides",),
    "declare_interest": ("interests",),
    "reword": ("evidence",),
    "plan": ("people",),
    "assign": ("people",),
    "plan_publication": ("people",),
    "cancel_publication": ("people",),
    "note_no_reply": ("sides",),
    "send_guest_link": ("sides",),
    "revoke_guest_link": ("sides",),
    "guest_answer": ("sides",),
    "write_note": ("notes",),
    "withdraw_note": ("notes",),
    "erase_note": (),
    "assign_reviewer": ("review",),
    "excuse_reviewer": ("review",),
    "file_review": ("review",),
    "withdraw_review": ("review",),
    "tally_reviews": ("review", "notes"),
}


def sections_of(events: Collection[ClaimEvent]) -> list[str]:
    """The parts of the page that these events change, in the page's order."""
    touched = {"head", "actions", "history"}
    for event in events:
        touched.update(_TOUCHED.get(event.verb, SECTIONS))
    return [name for name in SECTIONS if name in touched]


def sent(request: DeskRequest) -> QueryDict | None:
    """What was filled in; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def answer(
    request: DeskRequest,
    claim: Claim,
    form: ClaimForm,
    act: Callable[[], object],
    said: str | Callable[[], str],
    *,
    to: str = "",
    renew: Callable[[ClaimForm], ClaimForm] | None = None,
) -> HttpResponse:
    """Do what a form asks for and answer; `said` says it in words (or is asked for them once it is done), `to` is a
    page to go on to.

    A form that is only asked for is shown: for the fold of the claim's page, without scripts on a page of its own.
    When it is refused, what was typed is kept. `renew`: makes a stale form over for what is on the page by now; its
    part of the page comes fresh around it.
    """
    if not form.is_bound:
        form.require_use(request.user)
        context = {"claim": claim, "form": form, "page": ClaimScreen(claim, request.user)}
        return render_part(request, "claims/desk/claim/form_page.html", "claims/desk/claim/_fetched_form.html", context)
    if not form.is_valid():
        return _refused(request, claim, form, status=422)
    try:
        form.require_version()
        act()
        leasing.keep_lease(claim, by=request.user)
    except access.NotFound:
        raise
    except Refused as refusal:
        fresh = access.load_claim(claim.pk, by=request.user)
        seen = form.cleaned_data["seen"]
        events = events_since(fresh, seen) if isinstance(refusal, Stale) and seen else []
        form.refuse(
            refusal.sentence,
            version=fresh.version,
            events=lines_of(
                [event for event in events if event.is_binding], names_for(events), hidden_from(request.user, fresh)
            ),
        )
        if isinstance(refusal, Stale):
            form.show_saved(fresh)
        if renew is not None and isinstance(refusal, Stale):
            return _renewed(request, fresh, renew(form))
        return _refused(request, fresh, form, status=status_of(refusal))
    sentence = said if isinstance(said, str) else said()
    return done(request, to, sentence) if to else _done(request, claim, form, sentence)


def _refused(request: DeskRequest, claim: Claim, form: ClaimForm, *, status: int) -> HttpResponse:
    """The form with what was typed; when others changed the claim, the other parts of the page come fresh."""
    if not is_fragment(request):
        form.stand_apart()
        screen = ClaimScreen(claim, request.user, refused=form)
        return render(request, "claims/desk/claim/page.html", {"screen": screen, "claim": claim}, status=status)
    response = render(
        request,
        form.template,
        {"form": form, "claim": claim, "screen": ClaimScreen(claim, request.user)},
        status=status,
    )
    if status == 409:
        names = [name for name in SECTIONS if name not in (form.section, "actions")]
        response.write(render_sections(request, ClaimScreen(claim, request.user), names))
    return response


def _renewed(request: DeskRequest, claim: Claim, form: ClaimForm) -> HttpResponse:
    """As a stale form, but inside its part of the page, because what it is about has been replaced as well."""
    screen = ClaimScreen(claim, request.user)
    if not is_fragment(request) or screen.review is None:
        return _refused(request, claim, form, status=409)
    screen.review.form = form
    context = {"screen": screen, "claim": claim}
    response = render(request, f"claims/desk/claim/_{form.section}.html", context, status=409)
    names = [name for name in SECTIONS if name not in (form.section, "actions")]
    response.write(render_sections(request, ClaimScreen(claim, request.user), names))
    response.headers["HX-Retarget"] = f"#{form.section}"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _done(request: DeskRequest, claim: Claim, form: ClaimForm, sentence: str) -> HttpResponse:
    if not is_fragment(request):
        messages.success(request, sentence)
        return redirect(f"{reverse('desk:claim', args=[claim.pk])}#{form.section}")
    fresh = access.load_claim(claim.pk, by=request.user)
    names = sections_of(events_since(fresh, claim.version))
    if form.section not in names:
        names.append(form.section)
    body = render_sections(request, ClaimScreen(fresh, request.user), names)
    body += render_to_string("claims/desk/claim/_said.html", {"text": sentence}, request)
    response = HttpResponse(body)
    response.headers["HX-Reswap"] = "none"
    response.headers["HX-Trigger"] = json.dumps({"seen": _own_change(fresh, request.user)})
    return response


def _own_change(claim: Claim, by: User) -> dict[str, int]:
    """One's own change makes none of one's other open forms stale: those that saw `from` or later have seen `to` now.

    `from` is the last binding change of somebody else before one's own newest event, `to` is that event.
    """
    events = ClaimEvent.objects.filter(claim=claim).order_by("-version")
    mine = events.filter(by=by).values_list("version", flat=True).first() or 0
    theirs = events.filter(is_binding=True, version__lt=mine).exclude(by=by)
    return {"from": theirs.values_list("version", flat=True).first() or 0, "to": mine}


def render_sections(request: DeskRequest, screen: ClaimScreen, names: Collection[str]) -> str:
    """These parts of the page, each marked to take the place of the old one."""
    return "".join(
        render_to_string(
            f"claims/desk/claim/_{name}.html", {"screen": screen, "claim": screen.claim, "oob": True}, request
        )
        for name in names
    )
