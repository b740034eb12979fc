"""A forgotten password: a mailed link, good once and for an hour, that tells nobody who has a login."""

from __future__ import annotations

import re
import time
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisGone

from claims import jobs, throttle
from claims.accounts import resetting
from claims.models import AccessEvent, Job, TryCount, User
from factcheck.scrubbing import scrubbed
from tests.builders import PASSWORD, cast
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db
FORGOTTEN, LOGIN = "/desk/login/forgotten/", "/desk/login/"
ADDRESS, NEW = "rana@coast.example", "harbour lamps in the morning"


@pytest.fixture(autouse=True)
def _mailed(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def _within_one_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """By which tries are counted: no hour ends meanwhile, and this one is not nearly over."""
    began_at = time.time() // 3600 * 3600
    monkeypatch.setattr(throttle, "time", SimpleNamespace(time=lambda: began_at))


@pytest.fixture
def rana() -> User:
    """Whoever accepts an invitation has proved the address to which it came."""
    person: User = cast().rana
    User.objects.filter(pk=person.pk).update(email=ADDRESS)
    person.refresh_from_db()
    EmailAddress.objects.create(user=person, email=ADDRESS, verified=True, primary=True)
    return person


def asked(address: str = ADDRESS) -> str:
    """The page that follows."""
    return Client().post(FORGOTTEN, {"email": address}, follow=True).content.decode()


def mailed() -> list[mail.EmailMessage]:
    jobs.run_all()
    found, mail.outbox[:] = list(mail.outbox), []
    return found


def path_in(letter: mail.EmailMessage) -> str:
    found = re.search(r"https?://[^/\s]+(/desk/login/new/\S+)", str(letter.body))
    assert found
    return found[1]


class TestAsking:
    def test_a_link_is_mailed_and_sets_a_new_password(self, rana: User) -> None:
        browser = client_of("rana")
        assert "a mail with a link is on its way" in asked(" Rana@Coast.example ")
        (letter,) = mailed()
        assert (letter.to, letter.subject) == ([ADDRESS], "[Fact-check desk] A new password")
        path = path_in(letter)
        assert "rana" in Client().get(path).content.decode()
        answer = Client().post(path, {"new_password": NEW}, follow=True)
        assert "Your new password is set" in answer.content.decode()
        assert answer.redirect_chain[-1][0] == LOGIN, "nobody is logged in by the link"
        assert browser.get("/desk/").status_code == 302, "every session ended"
        assert Client().post(LOGIN, {"username": "rana", "password": PASSWORD}).status_code == 422
        assert Client().post(LOGIN, {"username": "rana", "password": NEW}).status_code == 302
        event = AccessEvent.objects.get(person=rana, verb="reset")
        assert (event.by, event.way) == (rana, "mail")
        notice, login = mailed()
        assert notice.to == [ADDRESS]
        assert "A new password was set for your login, by a link" in notice.body
        assert "with a browser that you have not used here before" in login.body

    def test_an_unknown_address_is_answered_with_the_same_page_and_the_same_work(self, rana: User) -> None:
        asked("first@coast.example")  # from now on the place is counted in a row that is there
        pages, works = [], []
        for address in (ADDRESS, "nobody@coast.example"):
            with CaptureQueriesContext(connection) as queries:
                page = asked(address)
            pages.append(re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", page))
            works.append([re.sub(r"\d+|'[^']*'", "", query["sql"])[:60] for query in queries])
        assert pages[0] == pages[1]
        assert works[0] == works[1]
        assert [letter.to for letter in mailed()] == [[ADDRESS]]
        assert not Job.objects.exists()

    def test_an_address_that_was_only_typed_in_gets_no_link(self, rana: User) -> None:
        """A moderator who types theirs into an editor's row could come in as the editor otherwise."""
        EmailAddress.objects.all().delete()
        asked()
        assert mailed() == []

    @pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!unusable"}])
    def test_whoever_cannot_log_in_by_password_gets_none(self, rana: User, change: dict[str, Any]) -> None:
        User.objects.filter(pk=rana.pk).update(**change)
        asked()
        assert mailed() == []

    def test_nobody_is_flooded_and_nobody_is_told(self, rana: User) -> None:
        n_letters = []
        for _ in range(6):
            assert "is on its way" in asked()
            n_letters.append(len(mailed()))
        assert n_letters == [1] * 3 + [0] * 3

    def test_one_person_gets_no_more_for_having_several_addresses(self, rana: User) -> None:
        EmailAddress.objects.create(user=rana, email="rana@home.example", verified=True)
        addresses = (ADDRESS, "rana@home.example", ADDRESS.upper()) * 2
        assert [len(mailed()) for address in addresses if asked(address)] == [1] * 3 + [0] * 3

    @pytest.fixture
    def _no_cache(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone(*args: object, **kwargs: object) -> None:
            raise RedisGone("Connection refused")

        for name in ("add", "incr", "get", "set"):
            monkeypatch.setattr(f"django.core.cache.backends.locmem.LocMemCache.{name}", gone)

    @pytest.mark.usefixtures("_no_cache")
    def test_not_while_the_cache_is_gone_either(self, rana: User) -> None:
        assert [len(mailed()) for _ in range(5) if asked()] == [1] * 3 + [0] * 2
        answers = [Client().post(FORGOTTEN, {"email": f"n{n}@coast.example"}).status_code for n in range(16)]
        assert answers == [302] * 15 + [429]
        assert not TryCount.objects.filter(key__contains="@").exists()

    def test_counts_are_forgotten_when_their_hour_is_over(self, rana: User) -> None:
        asked()
        throttle.forget_past()
        assert TryCount.objects.count() == 2, "of the address, and of the place"
        TryCount.objects.update(ends_at=timezone.now())
        throttle.forget_past()
        assert not TryCount.objects.exists()

    def test_from_one_address_not_too_many_are_asked_for(self) -> None:
        answers = [Client().post(FORGOTTEN, {"email": f"n{n}@coast.example"}).status_code for n in range(21)]
        assert answers == [302] * 20 + [429]

    def test_what_is_no_address_is_said_so(self) -> None:
        answer = Client().post(FORGOTTEN, {"email": "rana"})
        assert answer.status_code == 422
        assert "Enter a mail address such as" in answer.content.decode()

    def test_without_a_mail_server_the_page_says_whom_to_ask(self, settings: Any, rana: User) -> None:
        settings.EMAIL_HOST = ""
        assert "This desk sends no mail" in Client().get(FORGOTTEN).content.decode()
        assert Client().post(FORGOTTEN, {"email": ADDRESS}).status_code == 422
        assert not Job.objects.exists()


class TestTheLink:
    @pytest.fixture
    def path(self, rana: User) -> str:
        return re.sub(r"^https?://[^/]+", "", resetting.link_of(rana))

    def test_it_works_once(self, path: str) -> None:
        assert Client().post(path, {"new_password": NEW}).status_code == 302
        answer = Client().post(path, {"new_password": "another one, just as long"})
        assert answer.status_code == 404
        assert resetting.NO_SUCH_LINK in answer.content.decode()

    def test_it_ends_with_a_login_another_password_and_another_address(self, rana: User) -> None:
        for change in ("login", "password", "email"):
            path = re.sub(r"^https?://[^/]+", "", resetting.link_of(User.objects.get(pk=rana.pk)))
            if change == "login":
                Client().post(LOGIN, {"username": "rana", "password": PASSWORD})
            elif change == "password":
                rana.set_password(NEW)
                rana.save()
            else:
                User.objects.filter(pk=rana.pk).update(email="another@coast.example")
            assert Client().get(path).status_code == 404, change

    def test_it_ends_after_an_hour(self, path: str, settings: Any) -> None:
        settings.PASSWORD_RESET_TIMEOUT = -1
        assert Client().get(path).status_code == 404

    @pytest.mark.parametrize("key", ["1", "x-y-z", "٣-abc-def", "9" * 40 + "-abc-def", "0-abc-def"])
    def test_a_forged_one_opens_nothing(self, rana: User, key: str) -> None:
        assert Client().get(reverse("desk:new_password", args=[key])).status_code == 404

    def test_one_of_somebody_else_opens_nothing(self, path: str) -> None:
        other = re.sub(r"/new/\d+-", f"/new/{cast().mona.pk}-", path)
        assert Client().get(other).status_code == 404

    def test_whoever_tries_many_is_stopped(self) -> None:
        answers = [Client().get(f"/desk/login/new/1-wrong-{n}/").status_code for n in range(61)]
        assert answers == [404] * 60 + [429]

    def test_a_weak_password_is_refused_and_leaves_the_link(self, path: str) -> None:
        assert Client().post(path, {"new_password": "short"}).status_code == 422
        assert Client().get(path).status_code == 200

    def test_no_other_site_and_no_log_gets_the_key(self, path: str) -> None:
        answer = Client().get(path)
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer.headers["Cache-Control"]
        assert scrubbed(f"GET {path}") == "GET /desk/login/new/[key]/"
