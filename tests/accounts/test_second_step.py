"""The second step: who needs one, what is closed until it is there, and what it takes to get past it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from claims import access, policy
from claims.accounts import roles
from claims.accounts.roles import Way
from claims.models import AccessEvent, User
from factcheck.environment import BadEnvironment
from tests.builders import PASSWORD, cast
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db
LOGIN, YOURS = "/desk/login/", "/desk/me/login/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _required() -> Iterator[None]:
    with policy.overridden(second_step=True):
        yield


def code_now(secret: str) -> str:
    """What an authenticator app shows: the one in the middle, so that half a minute more or less does not matter.

    A code that was used is not taken again, so the cache forgets it.
    """
    cache.clear()
    _, counter, _ = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, counter))


def password_given(name: str) -> Client:
    cast()
    client = Client()
    client.post(LOGIN, {"username": name, "password": PASSWORD})
    return client


def with_app(name: str) -> User:
    person = User.objects.get(username=name)
    TOTP.activate(person, SECRET)
    return person


class TestWhoOwesOne:
    @pytest.mark.parametrize("name", ["edda", "mona"])
    def test_editors_and_moderators_are_led_to_it_from_every_page(self, name: str) -> None:
        client = password_given(name)
        for path in ("/desk/", "/desk/board/", "/desk/people/", "/admin/", "/admin/claims/claim/"):
            answer = client.get(path, follow=True)
            assert answer.redirect_chain[-1][0] == YOURS, path
        page = client.get(YOURS).content.decode()
        assert "Set up a second step first." in page
        assert client.post("/desk/send-claim/", {"statement": "The fee rose."}).headers["Location"] == YOURS

    def test_a_superuser_owes_one_too(self) -> None:
        boss = User.objects.create_superuser("boss", password=PASSWORD)
        assert access.owes_second_step(boss)
        with pytest.raises(access.SecondStepOwed, match="needs a second step at login"):
            access.require_role(boss, "editor")

    @pytest.mark.parametrize("name", ["rana", "ravi", "ines"])
    def test_whoever_decides_nothing_may_do_without(self, name: str) -> None:
        assert password_given(name).get("/desk/").status_code == 200

    def test_the_rules_below_the_pages_know_it_too(self) -> None:
        """Whatever asks: programs with a token, jobs, commands."""
        edda = cast().edda
        assert not access.has_role(edda, "editor")
        assert not access.is_desk_member(edda)
        with_app("edda")
        assert access.has_role(User.objects.get(username="edda"), "editor")

    def test_for_htmx_it_is_a_redirect_of_the_page(self) -> None:
        assert client_of("edda", htmx=True).get("/desk/board/").headers["HX-Redirect"] == YOURS

    def test_recovery_codes_alone_are_none(self) -> None:
        edda = cast().edda
        Authenticator.objects.create(user=edda, type="recovery_codes", data={})
        assert access.owes_second_step(edda)


class TestSettingUpAnApp:
    def test_the_desk_opens_and_recovery_codes_are_shown_once(self) -> None:
        client, other = password_given("edda"), password_given("edda")
        page = client.get(reverse("desk:add_app")).content.decode()
        secret = re.sub(r"\s", "", re.findall(r'id="letters">([^<]*)<', page)[0])
        assert "<svg" in page
        answer = client.post(reverse("desk:add_app"), {"code": code_now(secret)}, follow=True)
        assert answer.redirect_chain[-1][0] == reverse("desk:recovery_codes")
        codes = re.findall(r"<li>(\d{8})</li>", answer.content.decode())
        assert len(set(codes)) == 10
        assert "<li>" + codes[0] not in client.get(reverse("desk:recovery_codes")).content.decode()
        assert client.get("/desk/").status_code == 200
        assert other.get(YOURS).status_code == 302  # came in without the second step

    def test_a_wrong_code_sets_up_nothing(self) -> None:
        client = password_given("edda")
        client.get(reverse("desk:add_app"))
        assert client.post(reverse("desk:add_app"), {"code": "000000"}).status_code == 422
        assert not Authenticator.objects.exists()

    def test_no_secret_stands_in_the_database_as_it_is(self) -> None:
        cast()
        kept = with_app("edda").authenticator_set.get().data  # type: ignore[attr-defined]
        assert SECRET not in str(kept)
        assert TOTP(Authenticator.objects.get()).validate_code(code_now(SECRET))

    def test_a_login_from_long_ago_has_to_say_once_more_who_it_is(self) -> None:
        client = password_given("edda")
        session = client.session
        session["account_authentication_methods"][0]["at"] -= 3_600
        session.save()
        answer = client.get(reverse("desk:add_app"))
        assert answer.headers["Location"].startswith(reverse("desk:confirm"))
        confirm = answer.headers["Location"]
        assert client.post(confirm, {"password": "wrong"}).status_code == 422
        assert client.post(confirm, {"password": PASSWORD}).headers["Location"] == reverse("desk:add_app")
        assert client.get(reverse("desk:add_app")).status_code == 200


class TestLoggingInWithOne:
    def test_the_password_alone_opens_nothing(self) -> None:
        cast()
        with_app("edda")
        client = password_given("edda")
        assert client.get("/desk/").headers["Location"].startswith(LOGIN)
        assert client.get(LOGIN).headers["Location"] == reverse("desk:login_code")
        page = client.get(reverse("desk:login_code"))
        assert page.status_code == 200
        assert client.post(reverse("desk:login_code"), {"code": "123456"}).status_code == 422

    def test_the_code_of_the_app_leads_where_one_wanted_to_go_and_is_good_once(self) -> None:
        cast()
        with_app("edda")
        client, thief = Client(), password_given("edda")
        client.post(LOGIN, {"username": "edda", "password": PASSWORD, "next": "/desk/board/"})
        code = code_now(SECRET)
        answer = client.post(reverse("desk:login_code"), {"code": code})
        assert answer.headers["Location"] == "/desk/board/"
        assert client.get("/desk/board/").status_code == 200
        assert thief.post(reverse("desk:login_code"), {"code": code}).status_code == 422

    def test_a_recovery_code_is_good_once(self) -> None:
        cast()
        client = password_given("edda")
        page = client.get(reverse("desk:add_app")).content.decode()
        secret = re.sub(r"\s", "", re.findall(r'id="letters">([^<]*)<', page)[0])
        shown = client.post(reverse("desk:add_app"), {"code": code_now(secret)}, follow=True).content.decode()
        code = re.findall(r"<li>(\d{8})</li>", shown)[0]
        assert password_given("edda").post(reverse("desk:login_code"), {"code": code}).status_code == 302
        assert password_given("edda").post(reverse("desk:login_code"), {"code": code}).status_code == 422

    def test_codes_are_not_guessed_for_long(self) -> None:
        cast()
        with_app("edda")
        client = password_given("edda")
        answers = [client.post(reverse("desk:login_code"), {"code": f"{n:06}"}).status_code for n in range(6)]
        assert answers == [422] * 5 + [429]

    def test_it_is_asked_for_also_where_the_policy_does_not(self) -> None:
        cast()
        with_app("rana")
        assert password_given("rana").get("/desk/").status_code == 302


class TestRemovingOne:
    def test_the_page_names_the_key(self) -> None:
        cast()
        with_app("rana")
        key = Authenticator.objects.create(user=cast().rana, type=Authenticator.Type.WEBAUTHN, data={"name": "Laptop"})
        page = client_of("rana").get(reverse("desk:remove_key", args=[key.pk])).content.decode()
        assert "Remove the key “Laptop”?" in page


class TestLosingOne:
    def test_the_last_one_stays_where_the_role_needs_it(self) -> None:
        cast()
        with_app("edda")
        client = password_given("edda")
        client.post(reverse("desk:login_code"), {"code": code_now(SECRET)})
        page = client.post(reverse("desk:remove_app")).content.decode()
        assert "Your role needs a second step. Add another one, then remove this one." in page
        assert Authenticator.objects.filter(type="totp").exists()

    def test_whoever_needs_none_removes_it(self) -> None:
        cast()
        with_app("rana")
        client = password_given("rana")
        client.post(reverse("desk:login_code"), {"code": code_now(SECRET)})
        assert client.post(reverse("desk:remove_app")).headers["Location"] == YOURS
        assert not Authenticator.objects.exists()

    def test_a_moderator_takes_off_a_lost_one_which_is_kept_with_the_reason(self) -> None:
        people = cast()
        person = with_app("edda")
        with_app("mona")
        roles.remove_second_step(person, by=people.mona, way=Way.DESK, why="Her phone was stolen.")
        event = AccessEvent.objects.get()
        assert (event.verb, event.person, event.by, event.why) == (
            "freed",
            person,
            people.mona,
            "Her phone was stolen.",
        )
        client = password_given("edda")
        assert client.get("/desk/").headers["Location"] == YOURS


def test_the_policy_is_read_as_yes_or_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POLICY_SECOND_STEP", raising=False)
    assert policy.read_policy().second_step is True
    for no in ("0", "false"):
        monkeypatch.setenv("POLICY_SECOND_STEP", no)
        assert policy.read_policy().second_step is False
    monkeypatch.setenv("POLICY_SECOND_STEP", "perhaps")
    with pytest.raises(BadEnvironment, match="POLICY_SECOND_STEP is 'perhaps': write 1 or 0"):
        policy.read_policy()
