"""The people on a claim: lease, watch, notes, assignment, planned publication, questions to people outside."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from claims import access
from claims.desk.forms import claim_people as forms
from claims.desk.screens.candidates import shortlist
from claims.desk.views.claim_answer import answer, sent
from claims.desk.web import DeskRequest, desk_view, require_post
from claims.models import Claim, GuestLink, Note, ReplyRequest, Role
from claims.publishing import newsroom
from claims.workflow import assigning, embargoes, guests, leasing, notes, watching

# ── who is on it, who watches ──


@require_post
@desk_view
def take_lease(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.TakeLeaseForm(claim, request.POST)
    return answer(
        request, claim, form, lambda: leasing.take_lease(claim, by=request.user), "The others see that you are on it."
    )


@require_post
@desk_view
def give_up_lease(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.GiveUpLeaseForm(claim, request.POST)
    return answer(
        request, claim, form, lambda: leasing.give_up_lease(claim, by=request.user), "You are not on it any more."
    )


@require_post
@desk_view
def watch(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.WatchForm(claim, request.POST)
    return answer(request, claim, form, lambda: watching.watch(claim, by=request.user), "You watch this claim.")


@require_post
@desk_view
def unwatch(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.UnwatchForm(claim, request.POST)
    return answer(
        request, claim, form, lambda: watching.unwatch(claim, by=request.user), "You watch this claim no more."
    )


# ── notes ──


@require_post
@desk_view
def write_note(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.NoteForm(claim, request.POST)
    written: list[Note] = []

    def write() -> None:
        written.append(notes.write_note(claim, by=request.user, **form.values))

    def said() -> str:
        return " ".join(filter(None, ["The note is written.", *map(notes.who_was_told, written)]))

    return answer(request, claim, form, write, said)


@require_post
@desk_view
def withdraw_note(request: DeskRequest, pk: int, note: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    row = Note.objects.filter(pk=note, claim=claim, author=request.user).first()
    if row is None:
        raise access.NotFound("This note does not exist, or is not yours to take back.")
    form = forms.WithdrawNoteForm(claim, request.POST, subject=note)
    return answer(request, claim, form, lambda: notes.withdraw_note(row, by=request.user), "The note is taken back.")


# ── who does it ──


@require_safe
@desk_view
def researchers(request: DeskRequest, pk: int) -> HttpResponse:
    """Who could research the claim, the least open work first, and why others cannot."""
    access.require_role(request.user, Role.RESEARCHER, Role.EDITOR)
    claim = access.load_claim(pk, by=request.user)
    found = assigning.researchers_for(claim)
    if not access.has_role(request.user, Role.EDITOR):
        found = [candidate for candidate in found if candidate.person.pk == request.user.pk]
    others = [it for it in found if it.refusal or it.person.pk != claim.researcher_id]
    context = {
        "claim": claim,
        "form": forms.AssignForm(claim, people=()),
        "people": shortlist(others, request.GET.get("q", "")),
        "unassign": forms.UnassignForm(claim) if claim.researcher and claim.state != "researching" else None,
    }
    return render(request, "claims/desk/claim/researchers.html", context)


@require_post
@desk_view
def assign(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    people = [candidate.person for candidate in assigning.researchers_for(claim)]
    form = forms.AssignForm(claim, request.POST, people=people)
    return answer(
        request,
        claim,
        form,
        lambda: assigning.assign(claim, by=request.user, seen=form.saw, **form.values),
        "The claim is assigned.",
    )


@require_post
@desk_view
def unassign(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.UnassignForm(claim, request.POST)
    return answer(
        request,
        claim,
        form,
        lambda: assigning.assign(claim, None, by=request.user, seen=form.saw),
        "The claim is assigned to nobody.",
    )


@require_post
@desk_view
def plan_publication(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.PlanPublicationForm(claim, request.POST)
    return answer(
        request,
        claim,
        form,
        lambda: embargoes.plan_publication(claim, by=request.user, seen=form.saw, **form.values),
        "It is published when the embargo ends.",
    )


@require_post
@desk_view
def cancel_publication(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    form = forms.CancelPublicationForm(claim, request.POST)
    return answer(
        request,
        claim,
        form,
        lambda: embargoes.cancel_publication(claim, by=request.user, seen=form.saw),
        "The planned publication is called off.",
    )


# ── people outside ──


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def ask_expert(request: DeskRequest, pk: int) -> HttpResponse:
    """GET shows the form."""
    claim = access.load_claim(pk, by=request.user)
    form = forms.GuestLinkForm(claim, sent(request))
    return _ask(request, claim, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def ask_claimant(request: DeskRequest, pk: int, reply: int) -> HttpResponse:
    """GET shows the form."""
    claim = access.load_claim(pk, by=request.user)
    asked = ReplyRequest.objects.filter(pk=reply, claim=claim).first()
    if asked is None:
        raise access.NotFound("This claim has no such request for a reply. Load the page again.")
    form = forms.AskClaimantForm(claim, asked, sent(request))
    return _ask(request, claim, form, asked)


def _ask(request: DeskRequest, claim: Claim, form: forms.GuestLinkForm, asked: ReplyRequest | None) -> HttpResponse:
    """The link stands on the page that answers the form, this once: nobody can look it up later."""
    made: list[tuple[GuestLink, str]] = []

    def act() -> None:
        made.append(guests.ask_outside(claim, by=request.user, request=asked, seen=form.saw, **form.values))

    response = answer(request, claim, form, act, "The link is made.")
    if not made:
        return response
    link, token = made[0]
    address = newsroom.absolute(reverse("guests:answer", args=[token]))
    return render(request, "claims/desk/claim/guest_link.html", {"claim": claim, "link": link, "address": address})


@require_post
@desk_view
def revoke_guest_link(request: DeskRequest, pk: int, link: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    row = GuestLink.objects.filter(pk=link, claim=claim).first()
    if row is None:
        raise access.NotFound("This claim has no such link. Load the page again.")
    form = forms.RevokeLinkForm(claim, request.POST, subject=link)
    return answer(
        request,
        claim,
        form,
        lambda: guests.revoke_guest_link(row, by=request.user),
        "The link does not work any more.",
    )
