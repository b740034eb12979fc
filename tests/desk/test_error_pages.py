"""Pages for what goes wrong outside the views: they speak plainly."""

import io
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from factcheck import bodies
from tests.builders import cast
from tests.desk.people import client_of


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "413"])
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


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/send-a-claim/", "/report-an-error/", "/desk/login/", "/desk/import/", "/no/such/page/", "/api/v1/", "/api/no/"],
)
def test_what_is_too_large_is_refused_before_anything_reads_it(path: str) -> None:
    """A form with files would be written to the disk first, even where no form takes any."""

    class Unread(io.BytesIO):
        def read(self, *_: Any) -> bytes:
            raise AssertionError("Somebody has read it.")

    for size in (bodies.MOST_BYTES + 1, 10**12, "9" * 400):
        told = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(size), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
        answer = client_of("rana").generic("POST", path, **told)
        assert answer.status_code == 413
        assert f"at most {bodies.MOST_BYTES // 1_000_000} megabytes" in answer.content.decode()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
