"""One's own tokens for programs: made and shown once, listed, ended."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from claims import access
from claims.accounts.confirming import require_proof
from claims.accounts.tokens import end_token, make_token
from claims.desk.forms.tokens import TokenForm
from claims.desk.web import DeskRequest, desk_view, done, require_post
from claims.models import AccessEvent, ApiToken

#: Of one person, the newest; the record of all is the admin's.
N_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
@sensitive_variables("text")
def tokens(request: DeskRequest) -> HttpResponse:
    """A new token's text stands on the page that answers the form, this once."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    made, text = None, ""
    if form.is_bound and form.is_valid():
        require_proof(request)
        made, text = make_token(request.user, **form.cleaned_data)
        form = TokenForm()
    rows = list(ApiToken.objects.filter(person=request.user).select_related("ended_by")[:N_SHOWN])
    context = {"form": form, "made": made, "text": text, "tokens": rows}
    return render(request, "claims/desk/tokens.html", context, status=422 if form.errors else 200)


@require_post
@desk_view
def end(request: DeskRequest, pk: int) -> HttpResponse:
    token = ApiToken.objects.filter(person=request.user, pk=pk).first()
    if token is None:
        raise access.NotFound("This token is not one of yours. Look at the list of your tokens.")
    end_token(token, by=request.user, way=AccessEvent.Way.DESK)
    return done(request, "desk:tokens", f"Ended: “{token.name}” works no more.")
