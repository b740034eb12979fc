"""Coming in through an OpenID Connect provider: whom it lets in, whom it does not, and what it cannot take over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from claims.accounts import invitations, roles
from claims.accounts.roles import Way
from claims.models import AccessEvent, Invitation, Role, User
from tests.accounts import provider as providers
from tests.accounts.provider import Provider
from tests.builders import cast

pytestmark = pytest.mark.django_db
NORA = {"sub": "42", "email": "nora@coast.example", "email_verified": True, "given_name": "Nora", "family_name": "Falk",
        "preferred_username": "nora"}  # fmt: skip


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with providers.running() as provider:
        yield provider


@pytest.fixture
def sso(running: Provider, settings: Any) -> Provider:
    running.claims, running.audience, running.is_broken = dict(NORA), providers.CLIENT, False
    running.exchanged.clear()
    settings.OIDC_URL, settings.OIDC_NAME, settings.OIDC_DOMAINS = running.url, "Coast", []
    settings.SOCIALACCOUNT_PROVIDERS = running.settings
    return running


def invited(*given: Role) -> Invitation:
    return invitations.invite("nora@coast.example", given, by=cast().mona, why="Joins the science desk.")


def come(client: Client, *, query: str = "", **told: str) -> Any:
    """There and back again: what the browser does between the two is the provider's business."""
    there = client.get(f"{reverse('desk:leave_for_provider', args=['sso'])}{query}")
    assert there.status_code == 302
    asked = parse_qs(urlsplit(there.headers["Location"]).query)
    answer = {"code": "c", "state": asked["state"][0]} | told
    return client.get(reverse("desk:come_back", args=["sso"]), answer, follow=True)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


class TestComingIn:
    def test_an_invitation_to_the_address_makes_a_login_with_its_roles(self, sso: Provider) -> None:
        invitation = invited(Role.REVIEWER)
        client = Client()
        assert "Log in with Coast" in client.get("/desk/login/").content.decode()
        answer = come(client, query="?next=/desk/board/")
        assert answer.redirect_chain[-1][0] == "/desk/board/"
        nora = User.objects.get(email="nora@coast.example")
        assert (str(nora), nora.roles, nora.has_usable_password()) == ("Nora Falk", {"reviewer"}, False)
        invitation.refresh_from_db()
        assert invitation.accepted_by == nora
        event = AccessEvent.objects.get(person=nora)
        assert (event.verb, event.role, event.way, event.by) == ("given", "reviewer", "invitation", cast().mona)
        assert "code_verifier" in sso.exchanged[0]

    def test_the_second_time_it_is_the_same_person(self, sso: Provider) -> None:
        invited(Role.REVIEWER)
        come(Client())
        client = Client()
        come(client)
        assert is_in(client)
        assert User.objects.filter(email="nora@coast.example").count() == 1

    def test_an_allowed_domain_gives_a_login_and_no_role(self, sso: Provider, settings: Any) -> None:
        cast()
        settings.OIDC_DOMAINS = ["coast.example"]
        client = Client()
        answer = come(client)
        assert "Your login has no role in the desk yet" in answer.content.decode()
        assert User.objects.get(email="nora@coast.example").roles == frozenset()

    def test_whoever_accepted_an_invitation_may_come_either_way(self, sso: Provider) -> None:
        invitation = invited(Role.REVIEWER)
        token = invitations.link_of(invitation).split("/")[-2]
        nora = invitations.accept(token, name="Nora Falk", username="nora", password="harbour lamps in the morning")
        client = Client()
        come(client)
        assert client.session["_auth_user_id"] == str(nora.pk)

    def test_the_second_step_is_asked_for_all_the_same(self, sso: Provider) -> None:
        invited(Role.REVIEWER)
        come(Client())
        TOTP.activate(User.objects.get(email="nora@coast.example"), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        client = Client()
        assert come(client).redirect_chain[-1][0] == reverse("desk:login_code")
        assert not is_in(client)


class TestStayingOut:
    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({"email": "eve@coast.example"}, "Nobody has invited you yet."),
            ({"email": "nora@coast.example.evil.example"}, "Nobody has invited you yet."),
            ({"email_verified": False}, "has not confirmed your mail address"),
            ({"email": ""}, "has not confirmed your mail address"),
        ],
    )
    def test_who_is_not_invited_or_not_proved_is_told_so(self, sso: Provider, told: dict[str, Any], words: str) -> None:
        invited(Role.REVIEWER)
        sso.claims |= told
        client, n_people = Client(), User.objects.count()
        assert words in come(client).content.decode()
        assert not is_in(client)
        assert User.objects.count() == n_people

    def test_an_address_that_was_only_typed_in_lets_nobody_into_that_login(self, sso: Provider) -> None:
        """Or a moderator could type their own address into an editor's row, and publish in the editor's name."""
        User.objects.filter(pk=cast().edda.pk).update(email="nora@coast.example")
        client = Client()
        page = come(client).content.decode()
        assert "There is a login with your address already. Log in with its password" in page
        assert not is_in(client)
        assert not EmailAddress.objects.exists()

    def test_a_login_that_is_switched_off_stays_off(self, sso: Provider) -> None:
        invited(Role.REVIEWER)
        come(Client())
        nora = User.objects.get(email="nora@coast.example")
        roles.set_active(nora, is_active=False, by=cast().mona, way=Way.DESK, why="Has left.")
        client = Client()
        assert "This login is switched off." in come(client).content.decode()
        assert not is_in(client)

    @pytest.mark.parametrize("what", ["cancelled", "another audience", "broken", "forged state"])
    def test_what_went_wrong_there_is_said_on_the_login_page(self, sso: Provider, what: str) -> None:
        invited(Role.REVIEWER)
        client, told = Client(), {}
        if what == "cancelled":
            told = {"error": "access_denied"}
        elif what == "another audience":
            sso.audience = "somebody-else"
        elif what == "forged state":
            told = {"state": "forged"}
        if what == "broken":
            sso.is_broken = True
            page = client.get(reverse("desk:leave_for_provider", args=["sso"]), follow=True)
        else:
            page = come(client, **told)
        assert "Try again, or log in with a password." in page.content.decode()
        assert not is_in(client)
        assert not User.objects.filter(email="nora@coast.example").exists()

    def test_without_a_provider_its_addresses_lead_to_the_login(self) -> None:
        for name in ("leave_for_provider", "come_back"):
            assert Client().get(reverse(f"desk:{name}", args=["sso"])).headers["Location"] == "/desk/login/"
        assert "Log in with" not in Client().get("/desk/login/").content.decode()


class TestConnecting:
    @staticmethod
    def fresh() -> Client:
        """Rana, who has just proved who she is."""
        client = Client()
        client.force_login(cast().rana)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": 9e12}]
        session["account_authentication_methods_user"] = str(cast().rana.pk)
        session.save()
        return client

    @pytest.mark.parametrize("site", ["cross-site", "same-site"])
    def test_no_other_site_starts_it(self, sso: Provider, site: str) -> None:
        leave = f"{reverse('desk:leave_for_provider', args=['sso'])}?process=connect"
        client = self.fresh()
        answer = client.get(leave, headers={"Sec-Fetch-Site": site})
        assert answer.headers["Location"] == reverse("desk:your_login")
        assert client.get(leave, headers={"Sec-Fetch-Site": "same-origin"}).headers["Location"].startswith(sso.url)

    def test_somebody_who_is_logged_in_ties_their_login_to_it(self, sso: Provider) -> None:
        rana, client = cast().rana, self.fresh()
        page = come(client, query="?process=connect").content.decode()
        assert "From now on you can log in through your organisation." in page
        assert SocialAccount.objects.get().user == rana
        again = Client()
        come(again)
        assert again.session["_auth_user_id"] == str(rana.pk)
