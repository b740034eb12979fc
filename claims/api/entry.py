"""Who asks: the token of a request, its scopes, and how often it may ask."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from claims import throttle
from claims.accounts import tokens
from claims.models import ApiToken, Scope, User

#: Requests of one token, and of one place without a token, in a minute (counts).
MOST_BY_TOKEN, MOST_BY_PLACE, PER_S = 600, 300, 60
#: Tries of one place with tokens that do not work, in a minute, as of logins (count).
MOST_WRONG = 20
SLOWER = "This token asks too often: {most} requests a minute is the most. Wait for the seconds in Retry-After."
SLOWER_WRONG = "Too many requests with tokens that do not work came from your address. Make a new one in the desk."
SLOWER_PLACE = "Your address asks too often: {most} requests a minute is the most. Wait for the seconds in Retry-After."


class ApiRequest(HttpRequest):
    """A request as operations get it: `auth` is its token."""

    auth: ApiToken


class Token(HttpBearer):
    """A token of a person with this scope. Raises Forbidden without the scope, TooMany when it asks too often."""

    scope: Scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        found = tokens.find_token(token)
        if found is None:
            place = throttle.place_of(request)
            throttle.count("wrong token", place, most=MOST_WRONG, per_s=PER_S, sentence=SLOWER_WRONG)
            return None
        sentence = SLOWER.format(most=MOST_BY_TOKEN)
        throttle.count("api", str(found.pk), most=MOST_BY_TOKEN, per_s=PER_S, sentence=sentence)
        tokens.require_scope(found, self.scope)
        return found


class ReadToken(Token):
    scope = Scope.READ


class WriteToken(Token):
    scope = Scope.WRITE


class ReviewToken(Token):
    scope = Scope.REVIEW


reading, writing, reviewing = ReadToken(), WriteToken(), ReviewToken()


def token_of(request: HttpRequest) -> ApiToken:
    """The token of the request."""
    return cast("ApiRequest", request).auth


def person(request: HttpRequest) -> User:
    """Who is behind the token."""
    return token_of(request).person


def count_place(request: HttpRequest) -> None:
    """For what needs no token."""
    sentence = SLOWER_PLACE.format(most=MOST_BY_PLACE)
    throttle.count("api", throttle.place_of(request), most=MOST_BY_PLACE, per_s=PER_S, sentence=sentence)
