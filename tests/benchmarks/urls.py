"""The site, and a view that returns as many bytes as it is asked for, under the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from factcheck.urls import urlpatterns as site

_CONSTANT = "x" * 20_000


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_CONSTANT)


urlpatterns = [path("bench/constant/", constant), *site]
