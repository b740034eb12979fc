"""Where sources have it from, as a person decides it; and the dossier, for whoever may see the claim."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from claims import access
from claims.desk.forms.claim_origins import OriginForm
from claims.desk.screens.claim import ClaimScreen
from claims.desk.views.claim_answer import answer, sent
from claims.desk.web import DeskRequest, desk_view
from claims.evidence import origins
from claims.models import Evidence, Source
from claims.publishing.dossier import packing


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def decide_origin(request: DeskRequest, pk: int, source: int) -> HttpResponse:
    """GET shows the form."""
    claim = access.load_claim(pk, by=request.user)
    readable = Evidence.objects.filter(claim=claim).visible_to(request.user)
    found = Source.objects.filter(pk=source, pk__in=readable.values("source")).first()
    if found is None:
        raise access.NotFound("This source is no evidence of the claim. Look at the list on the claim's page.")
    screen = ClaimScreen(claim, request.user)
    others = [voice.source for voice in screen.origins.voices if voice.pk != found.pk]
    decision = screen.case.origin_decisions.get(found.pk)
    if decision is not None and decision.joined_with and decision.joined_with not in {other.pk for other in others}:
        decision = None  # joined with what this person may not read
    form = OriginForm(claim, found, sent(request), others=others, decision=decision)

    def decide() -> None:
        if form.is_taken_back:
            origins.forget_origin_decision(claim, found, by=request.user, seen=form.saw)
        else:
            origins.decide_origin(
                claim,
                found,
                by=request.user,
                joined_with=form.joined_with,
                reason=form.cleaned_data["reason"],
                seen=form.saw,
            )

    return answer(request, claim, form, decide, "The origin is noted, and the origins are counted anew.")


@require_safe
@desk_view
def dossier(request: DeskRequest, pk: int) -> HttpResponse:
    """Everything behind the claim as this person may see it, as a zip piece by piece; or as people outside may.

    With uploaded files as they came only for those who answer for the claim, and only when they say so.
    """
    claim = access.load_claim(pk, by=request.user)
    with_originals = request.GET.get("with") == "originals"
    if with_originals and not ClaimScreen(claim, request.user).can_hand_on:
        raise access.Forbidden("Only the claim’s researcher, an editor or a moderator takes files along as they came.")
    by = None if request.GET.get("for") == "outside" else request.user
    built = packing.build(claim.pk, by=by, with_originals=with_originals)
    response = StreamingHttpResponse(
        built.zip(),
        content_type="application/zip",
        headers={
            "Content-Length": str(built.n_zip_bytes),
            "Content-Disposition": f'attachment; filename="{built.name}.zip"',
        },
    )
    return cast("HttpResponse", response)  # both are answers; their types have only a private ancestor in common
