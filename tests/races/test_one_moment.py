"""A page of a claim that is changed while it is read shows it before the change, or after it: never both."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from claims.desk.screens import claim as claim_screen
from claims.models import Claim, State
from claims.workflow import edits
from tests.builders import cast, claim_in
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db(transaction=True)

LATER = "No other port raised it more."


def add_an_element(claim: Claim) -> None:
    """As another process does: in a connection of its own."""

    def add() -> None:
        edits.add_key_element(Claim.objects.get(pk=claim.pk), by=cast().ravi, text=LATER)
        connection.close()

    other = Thread(target=add)
    other.start()
    other.join()


@pytest.mark.parametrize("name", ["claim", "claim_live"])
def test_what_is_saved_while_a_page_is_read_is_not_on_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = claim_in(State.RESEARCHING)
    client, address = client_of("edda"), f"{reverse(f'desk:{name}', args=[claim.pk])}?seen=1"
    read_rows = claim_screen.read_rows

    def read_late(pk: int) -> Any:
        add_an_element(claim)
        return read_rows(pk)

    version = Claim.objects.get(pk=claim.pk).version
    connection.close()
    connection.features.__dict__.pop("supports_json_field", None)  # asked for inside, as of a process that began now
    with monkeypatch.context() as patch:
        patch.setattr(claim_screen, "read_rows", read_late)
        page = client.get(address).content.decode()
    assert Claim.objects.get(pk=claim.pk).version == version + 1
    assert f'name="seen" value="{version}"' in page
    assert LATER not in page
    assert LATER in client.get(address).content.decode()


def test_whoever_was_logged_out_by_a_new_password_is_asked_for_it(client: Client) -> None:
    claim = claim_in(State.NEW)
    edda = cast().edda
    client.force_login(edda)
    edda.set_password("another sentence of hers")
    edda.save()
    answer = client.get(reverse("desk:claim", args=[claim.pk]))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("desk:login"))
