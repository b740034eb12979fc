"""The addresses of the API, under /api/."""

from django.urls import URLPattern, URLResolver, include, path

from claims.api import v1

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include((v1.urlpatterns(), "api-v1"), namespace="api-v1")),
]
