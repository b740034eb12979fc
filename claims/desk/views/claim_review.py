"""The review round: file a review blind, withdraw it; editors ask and excuse reviewers."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims import access
from claims.desk.forms import claim_review as forms
from claims.desk.forms.claim import ClaimForm
from claims.desk.screens.candidates import shortlist
from claims.desk.screens.claim import ClaimScreen
from claims.desk.screens.claim_review import review_form
from claims.desk.views.claim_answer import answer
from claims.desk.web import DeskRequest, desk_view, require_post, whole_number
from claims.models import Claim, Evidence, RatingLevel, ReviewRound, Role, User
from claims.workflow import assigning, reviews


@require_post
@desk_view
def file_review(request: DeskRequest, pk: int) -> HttpResponse:
    claim = access.load_claim(pk, by=request.user)
    access.require_role(request.user, Role.REVIEWER)
    read = ReviewRound.objects.filter(claim=claim, pk=whole_number(request.POST.get("round", ""))).first()
    form = _review_form(claim, read or reviews.load_open_round(claim), request.POST)

    def file() -> None:
        given = form.values
        cited = list(Evidence.objects.filter(claim=claim, pk__in=[item.pk for item in given.pop("cited")]))
        reviews.file_review(claim, by=request.user, cited=cited, round_id=form.round_read, **given)

    return answer(
        request,
        claim,
        form,
        file,
        "Your review is filed. The others see it when the round is complete.",
        renew=lambda stale: _for_open_round(claim, stale),
    )


def _review_form(claim: Claim, round_: ReviewRound, data: QueryDict | None = None) -> forms.ReviewForm:
    levels = list(RatingLevel.objects.filter(scale=round_.frozen["rating_scale"]))
    return review_form(claim, round_, data, levels=levels)


def _for_open_round(claim: Claim, stale: ClaimForm) -> ClaimForm:
    """The same words in the form of the round that is open now; the stale form itself when none is."""
    round_ = reviews.find_open_round(claim)
    if round_ is None or not isinstance(stale, forms.ReviewForm):
        return stale
    renewed = _review_form(claim, round_, stale.words_for(_review_form(claim, round_)))
    renewed.sentence = f"{stale.sentence} Your words are kept: read the draft again, then file them or change them."
    renewed.events = stale.events
    return renewed


@require_post
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
        "form": forms.AssignForm(claim, people=()),
        "people": shortlist(assigning.reviewers_for(round_), request.GET.get("q", "")),
        "asked": [(row, None if row.has_filed else forms.ExcuseForm(claim, subject=row.person)) for row in asked],
    }
    return render(request, "claims/desk/claim/reviewers.html", context)


@require_post
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


@require_post
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
