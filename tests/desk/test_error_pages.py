"""Pages for what goes wrong outside the views: they speak plainly."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.builders import cast
from tests.desk.people import client_of


@pytest.mark.parametrize("name", ["400", "403", "403_csrf"])
def test_every_error_page_stands_alone_and_tells_what_to_do(name: str) -> None:
    page = render_to_string(f"{name}.html")
    assert "<h1>" in page
    assert "To the fact checks" in page
    assert "style=" not in page


@pytest.mark.django_db
def test_an_unknown_address_of_the_desk_is_answered_in_its_frame() -> None:
    answer = client_of("rana").get("/desk/no/such/page/")
    assert answer.status_code == 404
    assert "There is no such page in the desk." in answer.content.decode()
    assert client_of("rana").get("/desk/board").headers["Location"] == "/desk/board/"
    assert Client().get("/desk/no/such/page/").status_code == 302


@pytest.mark.django_db
def test_an_old_form_is_refused_with_words() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast().rana)
    answer = client.post("/desk/import/", {"urls": "https://news.example/"})
    assert answer.status_code == 403
    assert "This page was open for too long" in answer.content.decode()
