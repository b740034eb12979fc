"""The response headers that neither Django nor django-csp sets; a view may set its own before."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class SiteHeadersMiddleware:
    """Permissions-Policy and Cross-Origin-Resource-Policy on every answer, static files included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
