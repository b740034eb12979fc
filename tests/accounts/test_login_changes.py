"""What changes about a login is in the record and told to its person; and what gives power wants a fresh proof."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from claims import jobs
from claims.accounts import invitations, roles
from claims.accounts.roles import Way
from claims.models import AccessEvent, ApiToken, RoleGrant, User, Webhook
from tests.accounts.test_second_step import SECRET, code_now
from tests.builders import PASSWORD, cast
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db
ADDRESS, NEW = "rana@coast.example", "harbour lamps in the morning"


@pytest.fixture(autouse=True)
def _mailed(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    User.objects.filter(pk=cast().rana.pk).update(email=ADDRESS)


def told() -> list[str]:
    """The first line of each mail about a login, to whom it went; the outbox is empty then."""
    jobs.run_all()
    found = [f"{', '.join(letter.to)}: {str(letter.body).partition(chr(10))[0]}" for letter in mail.outbox]
    mail.outbox.clear()
    return found


def with_app_and_codes() -> list[str]:
    """Codes of recovery."""
    TOTP.activate(cast().rana, SECRET)
    return list(RecoveryCodes.activate(cast().rana).get_unused_codes())


class TestTold:
    def test_another_password(self) -> None:
        form = {"password": PASSWORD, "new_password": NEW}
        client_of("rana").post(reverse("desk:change_password"), form)
        assert told() == [f"{ADDRESS}: The password of your login was changed."]
        assert [event.verb for event in AccessEvent.objects.filter(person=cast().rana)] == ["password"]

    def test_another_password_that_the_operator_sets(self, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = client_of("rana")
        monkeypatch.setattr("getpass.getpass", lambda prompt: NEW)
        call_command("changepassword", "rana", stdout=io.StringIO())
        assert told() == [f"{ADDRESS}: The password of your login was changed."]
        event = AccessEvent.objects.get(person=cast().rana)
        assert (event.verb, event.by, event.way) == ("password", None, "command")
        assert browser.get("/desk/").status_code == 302, "every session ended"
        assert User.objects.get(username="rana").check_password(NEW)

    def test_a_second_step_set_up_and_removed_and_new_codes(self) -> None:
        client = client_of("rana")
        page = client.get(reverse("desk:add_app")).content.decode()
        secret = re.sub(r"\s", "", re.findall(r'id="letters">([^<]*)<', page)[0])
        assert client.post(reverse("desk:add_app"), {"code": code_now(secret)}).status_code == 302
        assert told() == [f"{ADDRESS}: A second step was added to your login."]
        client.post(reverse("desk:new_codes"))
        assert told() == [f"{ADDRESS}: New recovery codes were made for your login; the old ones work no more."]
        client.post(reverse("desk:remove_app"))
        assert told() == [f"{ADDRESS}: A second step was removed from your login."]

    def test_a_recovery_code_that_is_used_to_log_in(self) -> None:
        code = with_app_and_codes()[0]
        client = Client()
        client.post("/desk/login/", {"username": "rana", "password": PASSWORD})
        assert client.post(reverse("desk:login_code"), {"code": code}).status_code == 302
        assert told() == [f"{ADDRESS}: A recovery code was used to log in as you. It works no more."]

    def test_a_code_of_the_app_is_an_ordinary_login(self) -> None:
        with_app_and_codes()
        client = Client()
        client.post("/desk/login/", {"username": "rana", "password": PASSWORD})
        client.post(reverse("desk:login_code"), {"code": code_now(SECRET)})
        assert told() == []

    def test_a_token_which_no_new_password_ends(self) -> None:
        token = {"name": "Ticker", "scopes": ["read"], "days": 30}
        assert client_of("rana").post(reverse("desk:tokens"), token).status_code == 200
        (line,) = told()
        assert line.startswith(f"{ADDRESS}: A token was made with which a program works in your name.")

    def test_steps_that_a_moderator_takes_off_and_by_whom(self) -> None:
        with_app_and_codes()
        roles.remove_second_step(cast().rana, by=cast().mona, way=Way.DESK, why="Lost phone")
        jobs.run_all()
        (letter,) = mail.outbox
        assert "All second steps were removed" in letter.body
        assert "By: Mona" in letter.body
        assert "Lost phone" not in letter.body

    def test_another_address_is_told_to_the_one_that_was_proved_too(self) -> None:
        EmailAddress.objects.create(user=cast().rana, email=ADDRESS, verified=True)
        page = reverse("admin:claims_user_change", args=[cast().rana.pk])
        form = {"username": "rana", "first_name": "Rana", "email": "new@coast.example", "is_active": "on", "why": ""}
        form |= {"grants-TOTAL_FORMS": "0", "grants-INITIAL_FORMS": "0"}
        assert client_of("mona").post(page, form).status_code == 302
        words = "The mail address of your login was changed."
        assert told() == [f"new@coast.example: {words}", f"{ADDRESS}: {words}"]

    def test_nothing_is_mailed_twice_for_one_change_and_nothing_without_a_server(self, settings: Any) -> None:
        settings.EMAIL_HOST = ""
        client_of("rana").post(reverse("desk:change_password"), {"password": PASSWORD, "new_password": NEW})
        assert told() == []
        assert AccessEvent.objects.filter(verb="password").exists(), "the record does not depend on mail"


def grown_old(client: Client) -> Client:
    """As if the login were from an hour ago."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3_600
    session.save()
    return client


class TestAFreshProof:
    """An open session that was left or stolen gives nobody a role."""

    def test_a_role_is_given_after_the_password_was_typed_once_more(self) -> None:
        otto, mona = cast().otto, grown_old(client_of("mona"))
        form = {"what": "give", "role": "reporter", "why": "New in sports."}
        answer = mona.post(reverse("desk:change_person", args=[otto.pk]), form)
        assert answer.headers["Location"].startswith(reverse("desk:confirm"))
        assert not RoleGrant.objects.filter(person=otto).exists()
        confirm = answer.headers["Location"]
        assert mona.post(confirm, {"password": "wrong"}).status_code == 422
        assert not RoleGrant.objects.filter(person=otto).exists()
        assert mona.post(confirm, {"password": PASSWORD}).headers["Location"] == reverse("desk:person", args=[otto.pk])
        assert RoleGrant.objects.get(person=otto).granted_by == cast().mona
        assert mona.post(reverse("desk:change_person", args=[otto.pk]), form | {"what": "take"}).status_code == 302
        assert not RoleGrant.objects.filter(person=otto).exists()

    @pytest.mark.parametrize("what", ["take", "close", "free", "end"])
    def test_so_does_all_else_that_is_done_to_people(self, what: str) -> None:
        mona = grown_old(client_of("mona"))
        address = reverse("desk:change_person", args=[cast().rana.pk])
        answer = mona.post(address, {"what": what, "role": "reporter", "why": "Has left."})
        assert answer.headers["Location"].startswith(reverse("desk:confirm"))
        assert not AccessEvent.objects.exists()

    def test_an_invitation_and_a_token_too(self) -> None:
        mona = grown_old(client_of("mona"))
        invitation = {"email": "n@coast.example", "roles": ["editor"], "why": "New."}
        assert "confirm" in mona.post(reverse("desk:people"), invitation).headers["Location"]
        token = {"name": "Ticker", "scopes": ["read"], "days": 30}
        assert "confirm" in mona.post(reverse("desk:tokens"), token).headers["Location"]
        assert not ApiToken.objects.exists()

    def test_taking_an_invitation_back_too(self) -> None:
        row = invitations.invite("n@coast.example", ["editor"], by=cast().mona, why="New.")
        mona = grown_old(client_of("mona"))
        address = reverse("desk:revoke_invitation", args=[row.pk])
        confirm = mona.post(address).headers["Location"]
        assert confirm.startswith(reverse("desk:confirm"))
        assert invitations.open_invitations().exists()
        assert mona.post(confirm, {"password": PASSWORD}).headers["Location"] == reverse("desk:people")
        assert not invitations.open_invitations().exists()

    def test_a_webhook_its_secret_and_its_switch_too(self) -> None:
        webhook = Webhook.objects.create(name="Archive", url="https://archive.example/", salt="1", made_by=cast().mona)
        mona, form = grown_old(client_of("mona")), {"name": "Archive", "url": "https://evil.example/"}
        for page in (reverse("admin:claims_webhook_change", args=[webhook.pk]), reverse("admin:claims_webhook_add")):
            for answer in (mona.get(page), mona.post(page, form)):
                assert answer.headers["Location"].startswith(reverse("desk:confirm"))
        switch = {"action": "switch_off", "_selected_action": [webhook.pk]}
        answer = mona.post(reverse("admin:claims_webhook_changelist"), switch)
        assert answer.headers["Location"].startswith(reverse("desk:confirm"))
        assert Webhook.objects.filter(url=webhook.url, disabled_at=None).count() == Webhook.objects.count() == 1
        assert mona.get(reverse("admin:claims_webhook_changelist")).status_code == 200, "looking takes no proof"

    def test_in_the_admin_it_is_asked_for_before_the_form_so_that_no_password_waits_in_a_session(self) -> None:
        mona = grown_old(client_of("mona"))
        person = reverse("admin:claims_user_change", args=[cast().otto.pk])
        for page in (person, reverse("admin:claims_user_add")):
            for answer in (mona.get(page), mona.post(page, {"password1": "a secret of somebody"})):
                assert answer.headers["Location"].startswith(reverse("desk:confirm"))
        erase = {"action": "erase_people", "_selected_action": [cast().otto.pk], "why": "They asked."}
        answer = mona.post(reverse("admin:claims_user_changelist"), erase)
        assert answer.headers["Location"].startswith(reverse("desk:confirm"))
        assert User.objects.filter(username="otto", is_active=True).exists()
        assert "a secret of somebody" not in str(dict(mona.session))
        assert mona.get(reverse("admin:claims_user_changelist")).status_code == 200, "looking takes no proof"

    def test_whoever_has_a_second_step_may_prove_it_with_that(self) -> None:
        TOTP.activate(cast().mona, SECRET)
        mona = grown_old(client_of("mona"))
        form = {"what": "give", "role": "reporter", "why": "New in sports."}
        mona.post(reverse("desk:change_person", args=[cast().otto.pk]), form)
        there = f"{reverse('desk:confirm_code')}?next={reverse('desk:change_person', args=[cast().otto.pk])}"
        assert mona.post(there, {"code": code_now(SECRET)}).status_code == 302
        assert RoleGrant.objects.filter(person=cast().otto).exists()
        assert Authenticator.objects.count() == 1
