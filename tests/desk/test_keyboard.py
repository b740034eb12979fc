"""What the keyboard asks the server: claims for the palette, and the switch of the single keys."""

import pytest
from django.urls import reverse

from claims.desk.views.keyboard import COOKIE
from tests.builders import a_claim
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db

FIND = "/desk/find/"


def test_the_palette_finds_claims_by_words_whatever_their_case() -> None:
    ferry = a_claim("The ferry costs ten euros")
    a_claim("Every school has a garden")
    answer = client_of("rana").get(FIND, {"q": "FERRY euros"})
    assert [claim.pk for claim in answer.context["claims"]] == [ferry.pk]
    assert f'data-href="{reverse("desk:claim", args=[ferry.pk])}"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("sign", ["", "#"])
def test_the_palette_finds_a_claim_by_its_number_first(sign: str) -> None:
    claim = a_claim("The pier is long")
    newer = a_claim(f"The pier has {claim.pk} lamps")
    answer = client_of("rana").get(FIND, {"q": f"{sign}{claim.pk}"})
    assert [found.pk for found in answer.context["claims"]] == [claim.pk, newer.pk]


@pytest.mark.parametrize("words", ["", " ", "#", "--", "%00", "²", "9" * 40, "volcano"])
def test_the_palette_finds_nothing_where_nothing_is_asked_for(words: str) -> None:
    a_claim()
    answer = client_of("rana").get(FIND, {"q": words})
    assert (answer.status_code, answer.context["claims"]) == (200, [])


def test_the_palette_shows_only_a_few() -> None:
    for number in range(10):
        a_claim(f"Lamp {number} of the pier is lit")
    assert len(client_of("rana").get(FIND, {"q": "lamp"}).context["claims"]) == 8


def test_single_keys_can_be_switched_off_and_on_again() -> None:
    client = client_of("rana")
    assert 'data-keys="on"' in client.get("/desk/").content.decode()
    answer = client.post(reverse("desk:switch_keys"), {"keys": "off", "back": "/desk/board/?state=new"})
    assert answer.headers["Location"] == "/desk/board/?state=new"
    cookie = client.cookies[COOKIE]
    assert (cookie.value, cookie["path"], cookie["samesite"], cookie["httponly"]) == ("off", "/desk/", "Lax", True)
    page = client.get("/desk/").content.decode()
    assert 'data-keys="off"' in page
    assert "Single keys are switched off." in page
    client.post(reverse("desk:switch_keys"), {"keys": "on", "back": "/desk/"})
    assert 'data-keys="on"' in client.get("/desk/").content.decode()


@pytest.mark.parametrize("back", ["", "//evil.example/", "https://evil.example/", "/\\evil.example", "desk"])
def test_the_way_back_from_the_switch_leads_nowhere_else(back: str) -> None:
    answer = client_of("rana").post(reverse("desk:switch_keys"), {"keys": "off", "back": back})
    assert answer.headers["Location"] == "/desk/"
