"""Browsers of the cast, as the desk sees them."""

from django.test import Client

from tests.builders import cast


def client_of(name: str, *, htmx: bool = False) -> Client:
    """A logged-in client of somebody of the cast; with `htmx` every request asks for a fragment."""
    client = Client(headers={"HX-Request": "true"} if htmx else None)
    client.force_login(getattr(cast(), name))
    return client
