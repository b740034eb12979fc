"""What one person sets for themself: mail, and the claims they watch."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from claims.desk.forms.me import MailForm
from claims.desk.web import DeskRequest, desk_view, done
from claims.models import Watch

#: So many watched claims are listed, the newest first.
N_WATCHED = 100


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def me(request: DeskRequest) -> HttpResponse:
    form = MailForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        form.save(request.user)
        return done(request, "desk:me", "Your choice is saved.")
    watched = Watch.objects.filter(person=request.user).select_related("claim").order_by("-since_at", "-pk")
    context = {
        "form": form,
        "watched": [watch.claim for watch in watched.defer("claim__draft_text")[:N_WATCHED]],
        "sends_mail": bool(settings.EMAIL_HOST),
    }
    return render(request, "claims/desk/me.html", context, status=422 if form.errors else 200)
