"""Pages for what goes wrong outside the views: they need no database and speak plainly."""

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.defaults import server_error

from tests.builders import cast


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_every_error_page_stands_alone_and_tells_what_to_do(name: str) -> None:
    page = render_to_string(f"{name}.html")
    assert "<h1>" in page
    assert "To the fact checks" in page
    assert "style=" not in page


def test_the_server_error_page_is_answered_500_without_a_database() -> None:
    answer = server_error(RequestFactory().get("/desk/"))
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.content.decode()


@pytest.mark.django_db
def test_an_unknown_address_of_the_desk_gets_the_page_for_it() -> None:
    answer = Client().get("/desk/no/such/page/")
    assert answer.status_code == 404
    assert "This page does not exist" in answer.content.decode()


@pytest.mark.django_db
def test_an_old_form_is_refused_with_words() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast().rana)
    answer = client.post("/desk/import/", {"urls": "https://news.example/"})
    assert answer.status_code == 403
    assert "This page was open for too long" in answer.content.decode()
