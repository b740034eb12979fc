"""A login with a browser that is not known is told to its person; a known one is known by a mark that only it has."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims import jobs
from claims.accounts import browsers
from claims.models import AccessEvent, User
from tests.accounts.test_logins import FIREFOX, IPHONE, LOGIN
from tests.accounts.test_second_step import SECRET, code_now
from tests.builders import PASSWORD, cast

pytestmark = pytest.mark.django_db
ADDRESS, NEW = "rana@coast.example", "harbour lamps in the morning"
COOKIE = settings.KNOWN_BROWSER_COOKIE_NAME


@pytest.fixture(autouse=True)
def rana(settings: Any) -> User:
    """She has been here before."""
    settings.EMAIL_HOST = "mail.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    person: User = cast().rana
    User.objects.filter(pk=person.pk).update(email=ADDRESS, last_login=timezone.now())
    person.refresh_from_db()
    return person


def log_in(browser: Client, name: str = "rana", password: str = PASSWORD) -> None:
    browser.post(reverse("desk:logout"))
    assert browser.post(LOGIN, {"username": name, "password": password}).status_code == 302


def known(name: str = "rana", agent: str = FIREFOX) -> Client:
    """A browser with which somebody has logged in."""
    browser = Client(headers={"User-Agent": agent})
    log_in(browser, name)
    letters()
    return browser


def letters() -> list[mail.EmailMessage]:
    jobs.run_all()
    found, mail.outbox[:] = list(mail.outbox), []
    return found


class TestTold:
    def test_with_what_and_when_and_what_to_do_and_not_from_where(self) -> None:
        log_in(Client(headers={"User-Agent": IPHONE}, REMOTE_ADDR="198.51.100.7"))
        (letter,) = letters()
        assert (letter.to, letter.subject) == ([ADDRESS], "[Fact-check desk] A new browser")
        assert "with a browser that you have not used here before" in letter.body
        assert "With: Safari on an iPhone" in letter.body
        assert "set another password now, which ends every session" in letter.body
        assert "198.51.100" not in letter.body
        event = AccessEvent.objects.get(verb="browser")
        assert (event.person, event.by, event.why) == (cast().rana, cast().rana, "Safari on an iPhone")

    def test_on_the_page_of_the_login_too(self) -> None:
        browser = Client(headers={"User-Agent": IPHONE})
        log_in(browser)
        page = browser.get(reverse("desk:your_login")).content.decode()
        assert "Somebody logged in as you with a browser that you have not used here before." in page
        assert "Safari on an iPhone" in page

    def test_after_the_second_step_and_not_before_it(self) -> None:
        TOTP.activate(cast().rana, SECRET)
        browser = Client(headers={"User-Agent": FIREFOX})
        log_in(browser)
        assert letters() == []
        assert COOKIE not in browser.cookies
        assert browser.post(reverse("desk:login_code"), {"code": code_now(SECRET)}).status_code == 302
        assert len(letters()) == 1
        assert COOKIE in browser.cookies

    def test_what_a_program_calls_itself_cannot_write_the_mail(self) -> None:
        log_in(Client(headers={"User-Agent": "https://evil.example/now"}))
        (letter,) = letters()
        assert "evil" not in letter.body
        assert "With: An unknown program" in letter.body


class TestNotTold:
    def test_nobody_of_their_first_login(self, rana: User) -> None:
        User.objects.filter(pk=rana.pk).update(last_login=None)
        log_in(Client())
        assert letters() == []
        assert not AccessEvent.objects.exists()

    def test_nobody_who_comes_back_with_the_same_browser(self) -> None:
        browser = known()
        log_in(browser)
        assert letters() == []

    def test_nor_when_a_colleague_has_used_it_meanwhile(self) -> None:
        browser = known()
        log_in(browser, "ravi")
        log_in(browser)
        assert letters() == []

    def test_nor_after_they_changed_their_password_with_it(self) -> None:
        browser = known()
        browser.post(reverse("desk:change_password"), {"password": PASSWORD, "new_password": NEW})
        letters()
        log_in(browser, password=NEW)
        assert letters() == []


class TestTheMark:
    def test_is_one_persons(self, rana: User) -> None:
        User.objects.filter(username="ravi").update(email="ravi@coast.example", last_login=timezone.now())
        browser = known("rana")
        log_in(browser, "ravi")
        assert [letter.to for letter in letters()] == [["ravi@coast.example"]]

    def test_of_whoever_knew_the_old_password_is_worth_nothing(self, rana: User) -> None:
        thief, owner = known(agent=IPHONE), known()
        owner.post(reverse("desk:change_password"), {"password": PASSWORD, "new_password": NEW})
        letters()
        log_in(thief, password=NEW)
        assert len(letters()) == 1

    @pytest.mark.parametrize("what", ["", "made:up", "a" * 5000])
    def test_cannot_be_made_up(self, what: str) -> None:
        browser = Client()
        browser.cookies[COOKIE] = what
        log_in(browser)
        assert len(letters()) == 1

    def test_signed_for_another_purpose_is_none(self, rana: User) -> None:
        browser = Client()
        browser.cookies[COOKIE] = signing.dumps({str(rana.pk): time.time()}, salt="something else")
        log_in(browser)
        assert len(letters()) == 1

    def test_is_over_after_its_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = known()
        monkeypatch.setattr(browsers, "KEPT_S", -1)
        log_in(browser)
        assert len(letters()) == 1

    def test_holds_numbers_and_times_alone_and_no_script_reads_it(self, rana: User) -> None:
        morsel = known().cookies[COOKIE]
        held = signing.loads(morsel.value, salt="claims.accounts.browsers")
        assert list(held) == [str(rana.pk)]
        assert isinstance(held[str(rana.pk)], float)
        assert (morsel["httponly"], morsel["samesite"], morsel["path"], morsel["domain"]) == (True, "Lax", "/", "")

    def test_is_kept_of_a_handful_of_people(self) -> None:
        browser = Client()
        for name in ("rana", "ravi", "edda", "elsa", "lena", "ines", "rana"):
            log_in(browser, name)
        assert len(signing.loads(browser.cookies[COOKIE].value, salt="claims.accounts.browsers")) == 5
