"""Logging in, tries that are counted, passwords, and where one is logged in."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as NoRedis

from claims.accounts import passwords, sessions
from claims.models import User
from tests.builders import PASSWORD, cast

pytestmark = pytest.mark.django_db
LOGIN = "/desk/login/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 (KHTML) Version/19.0 Safari/604.1"


def logged_in(name: str = "rana", *, agent: str = FIREFOX, password: str = PASSWORD) -> Client:
    cast()
    client = Client(headers={"User-Agent": agent})
    assert client.post(LOGIN, {"username": name, "password": password}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


class TestTries:
    def test_after_five_wrong_passwords_for_a_login_even_the_right_one_has_to_wait(self) -> None:
        cast()
        answers = [Client().post(LOGIN, {"username": "rana", "password": f"wrong {n}"}).status_code for n in range(6)]
        assert answers == [422] * 5 + [429]
        right = Client().post(LOGIN, {"username": "rana", "password": PASSWORD})
        assert right.status_code == 429
        assert "Too many failed tries. Wait for five minutes" in right.content.decode()
        assert Client().post(LOGIN, {"username": "ravi", "password": PASSWORD}).status_code == 302

    def test_another_way_of_writing_the_name_gives_no_more_tries(self) -> None:
        cast()
        for name in ("rana", "RANA", "Rana", "rAna", "raNa"):
            Client().post(LOGIN, {"username": name, "password": "wrong"})
        assert Client().post(LOGIN, {"username": "rana", "password": PASSWORD}).status_code == 429

    def test_another_way_of_writing_the_host_gives_no_more_tries(self, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["desk.example", "127.0.0.1"]
        cast()
        hosts = ("desk.example", "DESK.example", "desk.example:1", "desk.example:65535", "127.0.0.1:9")
        for n, host in enumerate(hosts):
            Client().post(LOGIN, {"username": "rana", "password": f"wrong {n}"}, headers={"Host": host})
        right = Client().post(LOGIN, {"username": "rana", "password": PASSWORD}, headers={"Host": "desk.example:2"})
        assert right.status_code == 429

    def test_from_one_address_many_names_are_not_tried_for_long(self) -> None:
        cast()
        answers = [Client().post(LOGIN, {"username": f"name{n}", "password": "x"}).status_code for n in range(21)]
        assert answers == [422] * 20 + [429]
        elsewhere = Client(REMOTE_ADDR="198.51.100.7")
        assert elsewhere.post(LOGIN, {"username": "rana", "password": PASSWORD}).status_code == 302

    def test_those_who_get_in_are_not_counted(self) -> None:
        for _ in range(7):
            logged_in()
        assert is_in(logged_in())

    def test_while_the_counter_is_gone_nobody_may_guess_and_whoever_is_in_stays_in(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = logged_in()

        def fail(*args: Any, **kwargs: Any) -> None:
            raise NoRedis("gone")

        for name in ("add", "get", "set", "delete"):
            monkeypatch.setattr(type(cache._connections["default"]), name, fail)  # type: ignore[attr-defined]
        answer = Client().post(LOGIN, {"username": "rana", "password": PASSWORD})
        assert answer.status_code == 503
        assert "the counter cannot be reached. Wait a minute" in answer.content.decode()
        assert client.get(reverse("desk:your_login")).status_code == 200

    def test_a_wrong_present_password_is_counted_too(self) -> None:
        client = logged_in()
        change = {"password": "wrong", "new_password": "harbour lamps in the morning"}
        answers = [client.post(reverse("desk:change_password"), change).status_code for _ in range(6)]
        assert answers == [422] * 5 + [429]


class TestPasswords:
    @pytest.mark.parametrize(
        "password",
        ["short one", "password12345!!", "P4ssw0rd!P4ssw0rd!", "qwertyuiopqwertyuiop", "aaaaaaaaaaaaaaaaaaaa",
         "fact-check-desk-2026", "factcheckfactcheck", "football!!!!!!!!!"],
    )  # fmt: skip
    def test_what_everybody_would_try_is_refused(self, password: str) -> None:
        with pytest.raises(ValidationError):
            validate_password(password)

    @pytest.mark.parametrize(
        "password", ["harbour lamps in the morning", "Ä ö ü – fünfzehn Zeichen", "x7#Lq9!mZ2@vT5&k"]
    )
    def test_long_and_odd_ones_are_taken_as_they_are(self, password: str) -> None:
        validate_password(password)

    def test_a_very_long_one_is_refused_before_it_is_hashed(self) -> None:
        with pytest.raises(ValidationError, match="too long"):
            passwords.Length().validate("long enough " * 30)

    def test_a_new_password_ends_every_other_session_and_keeps_this_one(self) -> None:
        here, there = logged_in(), logged_in(agent=IPHONE)
        new = "harbour lamps in the morning"
        answer = here.post(reverse("desk:change_password"), {"password": PASSWORD, "new_password": new}, follow=True)
        assert "Your password is changed. 1 other session ended." in answer.content.decode()
        assert is_in(here)
        assert not is_in(there)
        assert [seen.is_this_one for seen in sessions.sessions_of(cast().rana, this=here.session.session_key)] == [True]
        assert is_in(logged_in(password=new))

    def test_a_new_password_needs_the_old_one_and_has_to_be_good(self) -> None:
        client = logged_in()
        change = reverse("desk:change_password")
        new = "harbour lamps in the morning"
        assert client.post(change, {"password": "not mine", "new_password": new}).status_code == 422
        weak = client.post(change, {"password": PASSWORD, "new_password": "password1234567"})
        assert weak.status_code == 422
        assert "among the first that anybody would try" in weak.content.decode()
        assert User.objects.get(username="rana").check_password(PASSWORD)


class TestSessions:
    def test_one_sees_ones_own_with_device_address_and_time(self) -> None:
        here = logged_in()
        logged_in(agent=IPHONE)
        logged_in("ravi")
        page = here.get(reverse("desk:your_login")).content.decode()
        assert "Firefox on Linux <strong>(this one)</strong>" in page
        assert "Safari on an iPhone" in page
        assert "from 127.0.0.1" in page
        assert page.count("last seen") == 2

    def test_one_ends_another_one_but_nobody_elses(self) -> None:
        here, there, other = logged_in(), logged_in(agent=IPHONE), logged_in("ravi")
        phone = UserSession.objects.get(user=cast().rana, user_agent=IPHONE)
        ravis = UserSession.objects.get(user=cast().ravi)
        assert here.post(reverse("desk:end_session", args=[ravis.pk])).status_code == 422
        assert here.post(reverse("desk:end_session", args=[phone.pk])).status_code == 302
        assert (is_in(here), is_in(there), is_in(other)) == (True, False, True)

    def test_one_ends_all_others(self) -> None:
        here = logged_in()
        others = [logged_in(), logged_in(agent=IPHONE)]
        page = here.post(reverse("desk:end_other_sessions"), follow=True).content.decode()
        assert "2 other sessions ended." in page
        assert is_in(here)
        assert not any(is_in(other) for other in others)

    def test_when_a_session_was_last_seen_is_noted_now_and_then_only(self) -> None:
        client = logged_in()
        rows = UserSession.objects.filter(user=cast().rana)
        rows.update(last_seen_at="2026-01-01T00:00:00Z")
        client.get("/desk/")
        first = rows.get().last_seen_at
        assert first.year > 2026 - 1
        assert first.isoformat() > "2026-01-02"
        rows.update(last_seen_at="2026-01-01T00:00:00Z")
        client.get("/desk/")
        assert rows.get().last_seen_at.isoformat() < "2026-01-02"

    def test_what_is_over_is_forgotten_and_in_the_end_from_where_it_came(self) -> None:
        here, over = logged_in(), logged_in(agent=IPHONE)
        Session.objects.filter(session_key=over.session.session_key).update(expire_date="2026-01-01T00:00:00Z")
        sessions.forget_ended()
        assert Session.objects.get().session_key == here.session.session_key
        assert UserSession.objects.count() == 2
        UserSession.objects.filter(user_agent=IPHONE).update(last_seen_at="2026-01-01T00:00:00Z")
        sessions.forget_ended()
        assert UserSession.objects.get().user_agent == FIREFOX
        assert is_in(here)

    def test_a_login_gives_the_session_a_new_key(self) -> None:
        cast()
        client = Client()
        session = client.session
        session["theme"] = "dark"
        session.save()
        before = session.session_key
        client.cookies["sessionid"] = before or ""
        client.post(LOGIN, {"username": "rana", "password": PASSWORD})
        assert client.session.session_key != before

    @pytest.mark.parametrize(
        ("agent", "words"),
        [
            ("curl/8.5.0", "curl"),
            ("", "An unknown program"),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/150 Edg/150", "Edge on Windows"),
        ],
    )
    def test_a_device_is_told_in_words(self, agent: str, words: str) -> None:
        assert sessions.device(agent) == words
