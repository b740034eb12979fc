"""The review round: file a review blind, withdraw it; editors ask and excuse reviewers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from claims import access
from claims.desk.forms import claim_review as forms
from claims.desk.screens_claim import ClaimScreen
from claims.desk.views.claim_answer import answer
from claims.desk.web import DeskRequest, desk_view
from claims.models import Role, User
from claims.workflow import reviews


@require_POST
@desk_view
def file_review(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    access.require_role(request.user, Role.REVIEWER)
    round_ = reviews.load_open_round(claim)
    evidence = {item.pk: item for item in ClaimScreen(claim, request.user).all_evidence}
    shown = {
        evidence[item["id"]]: item["source"]["title"] for item in round_.frozen["evidence"] if item["id"] in evidence
    }
    levels = ClaimScreen(claim, request.user).levels
    form = forms.ReviewForm(claim, request.POST, levels=levels, evidence=shown)
    return answer(
        request,
        claim,
        form,
        lambda: reviews.file_review(claim, by=request.user, **form.values),
        "Your review is filed. The others see it when the round is complete.",
    )


@require_POST
@desk_view
def withdraw_review(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    return answer(
        request,
        claim,
        forms.WithdrawForm(claim, request.POST),
        lambda: reviews.withdraw_review(claim, by=request.user),
        "Your review is withdrawn. You can file another.",
    )


@require_safe
@desk_view
def reviewers(request: DeskRequest, pk: int) -> HttpResponse:
    """For editors: who is asked, who could be asked, who can be excused."""
    access.require_role(request.user, Role.EDITOR)
    claim = access.load_claim(pk, by=request.user)
    round_ = reviews.load_open_round(claim)
    screen = ClaimScreen(claim, request.user)
    asked = [row for row in screen.rows.asked if row.round == round_.pk and not row.is_excused]
    context = {
        "claim": claim,
        "round": round_,
        "form": forms.AssignForm(claim, people=reviews.eligible_reviewers(round_)),
        "asked": [(row, None if row.has_filed else forms.ExcuseForm(claim, subject=row.person)) for row in asked],
    }
    return render(request, "claims/desk/claim/reviewers.html", context)


@require_POST
@desk_view
def assign_reviewer(request: DeskRequest, pk: int) -> HttpResponse:
    access.require_role(request.user, Role.EDITOR)
    claim = access.load_claim(pk, by=request.user)
    round_ = reviews.load_open_round(claim)
    form = forms.AssignForm(claim, request.POST, people=reviews.eligible_reviewers(round_))
    return answer(
        request,
        claim,
        form,
        lambda: reviews.assign_reviewer(claim, by=request.user, seen=form.saw, **form.values),
        "The reviewer is asked.",
    )


@require_POST
@desk_view
def excuse_reviewer(request: DeskRequest, pk: int, person: int) -> HttpResponse:
    access.require_role(request.user, Role.EDITOR)
    claim = access.load_claim(pk, by=request.user)
    reviewer = User.objects.filter(pk=person).first()
    if reviewer is None:
        raise access.NotFound("This person does not exist. Look at the list of reviewers.")
    form = forms.ExcuseForm(claim, request.POST, subject=person)
    return answer(
        request,
        claim,
        form,
        lambda: reviews.excuse_reviewer(claim, reviewer, by=request.user, seen=form.saw, **form.values),
        f"{reviewer} is excused.",
    )
