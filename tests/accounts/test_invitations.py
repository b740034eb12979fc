"""The only way in: who invites, what the link is good for, and what comes of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from claims import jobs, policy
from claims.access import Forbidden, NotFound
from claims.accounts import invitations, roles
from claims.accounts.roles import Way
from claims.errors import Refused
from claims.models import AccessEvent, Invitation, Job, Role, User
from tests.builders import PASSWORD, cast
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db
WHY = "Joins the science desk."
GIVEN = {"name": "Nora Maria Falk", "username": "nora", "new_password": "harbour lamps in the morning"}


def invited(*given: Role, email: str = "nora@coast.example") -> Invitation:
    return invitations.invite(email, given or (Role.REVIEWER,), by=cast().mona, why=WHY)


def path_of(invitation: Invitation) -> str:
    return re.sub(r"^https?://[^/]+", "", invitations.link_of(invitation))


def accepted(invitation: Invitation, **changes: str) -> Any:
    return Client().post(path_of(invitation), GIVEN | changes)


class TestInviting:
    def test_a_moderator_invites_on_the_page_and_hands_the_link_over_where_no_mail_is_sent(self) -> None:
        form = {"email": "Nora@Coast.example", "roles": ["reviewer", "editor"], "why": WHY}
        page = client_of("mona").post(reverse("desk:people"), form, follow=True).content.decode()
        invitation = Invitation.objects.get()
        assert (invitation.email, invitation.roles) == ("nora@coast.example", ["reviewer", "editor"])
        assert "nora@coast.example is invited." in page
        assert invitations.link_of(invitation).rsplit(":", 2)[0] in page, (
            "the rest of it is the second and the signature"
        )
        assert [(event.verb, event.role, str(event.by)) for event in AccessEvent.objects.order_by("pk")] == [
            ("invited", "reviewer", "Mona"), ("invited", "editor", "Mona"),
        ]  # fmt: skip

    def test_the_link_is_mailed_by_a_job_and_stands_on_no_page_then(self, settings: Any) -> None:
        settings.EMAIL_HOST = "mail.example"
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        invitation = invited(Role.EDITOR)
        assert not mail.outbox
        assert Job.objects.get().name == "mail_invitation"
        jobs.run_all()
        jobs.enqueue("mail_invitation", invitation.pk)
        jobs.run_all()
        (letter,) = mail.outbox
        assert letter.to == ["nora@coast.example"]
        link = invitations.link_of(invitation).rsplit(":", 2)[0]  # the rest of it is the second and the signature
        assert link in letter.body
        assert "invites you to the fact-check desk as Editor" in letter.body
        assert link not in client_of("mona").get(reverse("desk:people")).content.decode()

    @pytest.mark.parametrize("name", ["rana", "edda", "otto"])
    def test_nobody_but_a_moderator_invites(self, name: str) -> None:
        with pytest.raises(Forbidden):
            invitations.invite("nora@coast.example", ["editor"], by=getattr(cast(), name), why=WHY)
        assert client_of(name).post(reverse("desk:people"), {"email": "n@coast.example", "why": WHY}).status_code == 403

    @pytest.mark.parametrize("email", ["mona@coast.example", "MONA@coast.example", "mona+second@coast.example"])
    def test_nobody_invites_themselves(self, email: str) -> None:
        mona = cast().mona
        mona.email = "mona@coast.example"
        mona.save()
        with pytest.raises(Forbidden, match="your own address"):
            invitations.invite(email, ["editor"], by=mona, why=WHY)

    def test_whoever_has_a_login_is_not_invited_to_another_one(self) -> None:
        User.objects.filter(pk=cast().rana.pk).update(email="rana@coast.example")
        with pytest.raises(Refused, match="has a login already"):
            invited(email="Rana@coast.example")

    def test_a_form_without_address_or_reason_is_answered_with_words(self) -> None:
        answer = client_of("mona").post(reverse("desk:people"), {"email": "no address"})
        assert answer.status_code == 422
        assert "Enter a mail address." in answer.content.decode()
        assert "Say why this person is invited." in answer.content.decode()


class TestAccepting:
    def test_name_and_password_make_a_login_with_the_roles_and_one_is_in(self) -> None:
        invitation = invited(Role.REVIEWER, Role.EDITOR)
        client = Client()
        page = client.get(path_of(invitation))
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in page.headers["Cache-Control"]
        assert "Mona invites you as <strong>Reviewer, Editor</strong>" in page.content.decode()
        answer = client.post(path_of(invitation), GIVEN)
        assert answer.headers["Location"] == "/desk/"
        nora = User.objects.get(username="nora")
        assert (nora.first_name, nora.last_name, nora.email) == ("Nora Maria", "Falk", "nora@coast.example")
        assert nora.roles == {"reviewer", "editor"}
        assert {grant.granted_by for grant in nora.grants.all()} == {cast().mona}
        assert EmailAddress.objects.filter(user=nora, verified=True).exists()
        given = AccessEvent.objects.filter(person=nora)
        assert {(e.verb, e.role, e.way, e.why) for e in given} == {
            ("given", "reviewer", "invitation", WHY), ("given", "editor", "invitation", WHY),
        }  # fmt: skip
        assert client.get("/desk/").status_code == 200

    def test_an_editor_goes_on_to_set_up_a_second_step_without_saying_the_password_again(self) -> None:
        invitation = invited(Role.EDITOR)
        client = Client()
        with policy.overridden(second_step=True):
            # Who invites needs one as well
            cast().mona.authenticator_set.create(type="totp", data={})  # type: ignore[attr-defined]
            page = client.post(path_of(invitation), GIVEN, follow=True)
            assert page.redirect_chain[-1][0] == reverse("desk:your_login")
            assert client.get(reverse("desk:add_app")).status_code == 200

    def test_the_link_works_once(self) -> None:
        invitation = invited()
        assert accepted(invitation).status_code == 302
        again = accepted(invitation, username="other")
        assert again.status_code == 404
        assert invitations.NO_SUCH_LINK in again.content.decode()
        assert not User.objects.filter(username="other").exists()

    @pytest.mark.parametrize("what", ["over", "withdrawn", "another one sent", "forged", "giver lost the role"])
    def test_no_other_link_does_and_all_are_answered_alike(self, what: str) -> None:
        invitation = invited()
        path = path_of(invitation)
        match what:
            case "over":
                Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
            case "withdrawn":
                invitations.revoke(invitation, by=cast().mona)
            case "another one sent":
                invited()
            case "forged":
                path = path[:-6] + "AAAAA/"
            case _:
                roles.give_role(cast().edda, Role.MODERATOR, by=cast().mona, way=Way.DESK, why=WHY)
                roles.take_role(cast().mona, Role.MODERATOR, by=cast().edda, way=Way.DESK, why=WHY)
        for answer in (Client().get(path), Client().post(path, GIVEN)):
            assert answer.status_code == 404
            assert invitations.NO_SUCH_LINK in answer.content.decode()
        assert not User.objects.filter(username="nora").exists()

    def test_links_are_not_tried_for_long_from_one_address(self) -> None:
        cast()
        answers = [Client().get(f"/desk/invitation/wrong{n}/").status_code for n in range(61)]
        assert answers == [404] * 60 + [429]

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"new_password": "short"}, "take at least 15 characters"),
            ({"new_password": "password1234567"}, "among the first that anybody would try"),
            ({"new_password": "nora maria falk 1"}, "too similar to the"),
            ({"username": "MONA"}, "This user name is taken."),
            ({"username": "a b/c"}, "Enter a valid username."),
            ({"name": " "}, "Enter your name."),
        ],
    )
    def test_what_cannot_be_taken_is_said_beside_its_field_and_the_link_still_works(
        self, changes: dict[str, str], words: str
    ) -> None:
        invitation = invited()
        answer = accepted(invitation, **changes)
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert GIVEN["new_password"] not in answer.content.decode()
        assert accepted(invitation).status_code == 302

    def test_a_link_that_lost_a_race_gives_nothing(self) -> None:
        """It was used between the page and the form."""
        invitation = invited()
        token = path_of(invitation).split("/")[-2]
        Invitation.objects.update(accepted_at=timezone.now(), accepted_by=cast().otto)
        with pytest.raises(NotFound):
            invitations.accept(token, name="N", username="nora", password="x")
        assert not User.objects.filter(username="nora").exists()


def test_nobody_signs_up_without_an_invitation() -> None:
    for name in ("account_signup", "socialaccount_signup", "account_reset_password", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    assert Client().get("/accounts/signup/").status_code == 404


def test_a_moderator_withdraws_an_invitation_on_the_page() -> None:
    invitation = invited()
    page = client_of("mona").post(reverse("desk:revoke_invitation", args=[invitation.pk]), follow=True)
    assert "The invitation is withdrawn" in page.content.decode()
    assert client_of("mona").post(reverse("desk:revoke_invitation", args=[invitation.pk])).status_code == 422
    assert client_of("edda").post(reverse("desk:revoke_invitation", args=[invitation.pk])).status_code == 403
    assert Client().post(path_of(invitation), GIVEN | {"new_password": PASSWORD}).status_code == 404
