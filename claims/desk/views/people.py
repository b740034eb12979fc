"""People of the newsroom, for moderators: asking in, roles, logins, lost second steps. And the page that says yes."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from claims import access, throttle
from claims.accounts import invitations, roles, sessions
from claims.accounts.confirming import require_proof
from claims.accounts.roles import Way
from claims.desk.forms.people import AcceptForm, InvitationForm, ReasonForm
from claims.desk.screens.people import people_screen, person_screen, why_not
from claims.desk.web import DeskRequest, answer_refusal, desk_view, done, require_post, status_of
from claims.errors import Refused
from claims.models import Invitation, Role, User

#: Wrong links from one address within an hour; whoever has one needs none.
MOST_TRIES = 60


@require_http_methods(["GET", "HEAD", "POST"])
@desk_view
def people(request: DeskRequest) -> HttpResponse:
    """Everybody, and the form that asks somebody in."""
    by = access.require_role(request.user, Role.MODERATOR)
    form = InvitationForm(request.POST if request.method == "POST" else None, auto_id="invite-%s", label_suffix="")
    status = 200
    if form.is_bound and form.is_valid():
        require_proof(request)
        given = form.cleaned_data
        try:
            invitation = invitations.invite(given["email"], given["roles"], by=by, why=given["why"])
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            status = status_of(refusal)
        else:
            return done(request, "desk:people", f"{invitation.email} is invited.")
    context = {"screen": people_screen(request.GET), "form": form}
    return render(request, "claims/desk/people.html", context, status=422 if form.errors and status == 200 else status)


@require_http_methods(["GET", "HEAD"])
@desk_view
def person(request: DeskRequest, pk: int) -> HttpResponse:
    by = access.require_role(request.user, Role.MODERATOR)
    return render(request, "claims/desk/person.html", {"screen": person_screen(_load(pk), by=by)})


@require_post
@desk_view
def change_person(request: DeskRequest, pk: int) -> HttpResponse:
    """One change, with the reason for it: `what` names it, `role` the role where it is about one."""
    by = access.require_role(request.user, Role.MODERATOR)
    require_proof(request)
    form = ReasonForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    sentence = _change(_load(pk), request.POST.get("what", ""), request.POST.get("role", ""), by=by, why=why)
    return done(request, "desk:person", sentence, pk)


def _change(whom: User, what: str, role: str, *, by: User, why: str) -> str:
    match what:
        case "give" | "take" if role not in Role.values:
            raise Refused("Choose a role from the list.")
        case "give":
            roles.give_role(whom, role, by=by, way=Way.DESK, why=why)
            return f"{whom} has the role {Role(role).label.lower()}."
        case "take":
            roles.take_role(whom, role, by=by, way=Way.DESK, why=why)
            return f"{whom} has the role {Role(role).label.lower()} no more."
        case "close" | "open":
            roles.set_active(whom, is_active=what == "open", by=by, way=Way.DESK, why=why)
            return f"The login of {whom} is switched {'on' if what == 'open' else 'off'}."
        case "free":
            roles.remove_second_step(whom, by=by, way=Way.DESK, why=why)
            return f"{whom} sets up a new second step at the next login."
        case "end":
            if reason := why_not(whom, by):
                raise access.Forbidden(reason)
            n_ended = sessions.end_sessions(whom)
            return f"{n_ended} session{'' if n_ended == 1 else 's'} of {whom} ended."
    raise Refused("Choose what is to be changed: use the buttons of the page.")


@require_post
@desk_view
def revoke_invitation(request: DeskRequest, pk: int) -> HttpResponse:
    by = access.require_role(request.user, Role.MODERATOR)
    require_proof(request)
    row = Invitation.objects.filter(pk=pk).first()
    if row is None:
        raise access.NotFound("This invitation does not exist. Look for it on the page of people.")
    invitations.revoke(row, by=by)
    return done(request, "desk:people", "The invitation is withdrawn: its link works no more.")


@sensitive_post_parameters("new_password")
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever holds the link: name, user name, password; then they are logged in."""
    try:
        response = _accept(request, token)
    except Refused as refusal:
        response = _refuse(request, refusal)
    add_never_cache_headers(response)
    # The address holds the token: it goes to no other site. Not no-referrer, or the form would come without an origin
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _accept(request: HttpRequest, token: str) -> HttpResponse:
    invitation = invitations.find(token)
    given = request.POST if request.method == "POST" else None
    form = AcceptForm(given, username=invitation.email.partition("@")[0])
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            newcomer = invitations.accept(
                token, name=data["name"], username=data["username"], password=data["new_password"]
            )
        except access.NotFound:
            raise
        except Refused as refusal:
            form.add_error("username", refusal.sentence)
        else:
            named = {"username": newcomer.username}
            response: HttpResponse = perform_password_login(request, named, Login(user=newcomer))
            return response
    context = {"form": form, "invitation": invitation}
    return render(request, "claims/desk/login/accept.html", context, status=422 if form.errors else 200)


def _refuse(request: HttpRequest, refusal: Refused) -> HttpResponse:
    try:
        throttle.count("invitation", throttle.place_of(request), most=MOST_TRIES, per_s=3600)
    except throttle.TooMany as too_many:
        return render(request, "claims/desk/refused.html", {"sentence": too_many.sentence, "status": 429}, status=429)
    return answer_refusal(request, refusal)


def _load(pk: int) -> User:
    found = User.objects.filter(pk=pk).first()
    if found is None:
        raise access.NotFound("There is no such person. Look for them on the page of people.")
    return found
