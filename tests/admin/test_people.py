"""Who gets into the admin, who gives roles to whom, and whom nobody touches."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.accounts import roles, sessions
from claims.accounts.roles import Way
from claims.models import Role, RoleGrant, User
from tests.builders import PASSWORD, cast
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db


def boss() -> User:
    return User.objects.filter(username="boss").first() or User.objects.create_superuser("boss", password=PASSWORD)


def client_of_boss() -> Client:
    client = Client()
    client.force_login(boss())
    return client


def page_of(person: User) -> str:
    return reverse("admin:claims_user_change", args=[person.pk])


def form_for(person: User, *, role: str = "", remove: RoleGrant | None = None, **changes: Any) -> dict[str, Any]:
    """What the browser would send from a person's page."""
    grants = list(person.grants.all())
    form: dict[str, Any] = {
        "username": person.username,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "email": person.email,
        "is_active": "on",
        "why": "The newsroom grows.",
        "grants-TOTAL_FORMS": len(grants) + 1,
        "grants-INITIAL_FORMS": len(grants),
        "grants-MIN_NUM_FORMS": 0,
        "grants-MAX_NUM_FORMS": 1000,
        f"grants-{len(grants)}-person": person.pk,
        f"grants-{len(grants)}-role": role,
    }
    for number, grant in enumerate(grants):
        form |= {f"grants-{number}-id": grant.pk, f"grants-{number}-person": person.pk}
        if grant == remove:
            form[f"grants-{number}-DELETE"] = "on"
    return form | changes


def roles_of(person: User) -> set[str]:
    return set(RoleGrant.objects.filter(person=person).values_list("role", flat=True))


@pytest.mark.parametrize("kind", ["article", "claim", "tip", "user"])
def test_lists_are_filtered_by_demonstration_under_words_of_ours(kind: str) -> None:
    User.objects.filter(pk=cast().otto.pk).update(is_demonstration=True)
    answer = client_of("mona").get(reverse(f"admin:claims_{kind}_changelist"), {"is_demonstration__exact": "1"})
    assert "By demonstration" in answer.content.decode()
    assert list(answer.context["cl"].queryset) == ([cast().otto] if kind == "user" else [])


class TestWhoGetsIn:
    @pytest.mark.parametrize("name", ["rana", "ravi", "ines", "otto"])
    def test_who_is_no_moderator_is_told_so(self, name: str) -> None:
        answer = client_of(name).get("/admin/", follow=True)
        assert answer.status_code == 403
        assert "ask a moderator for the role you need" in answer.content.decode()

    def test_a_moderator_and_a_superuser_get_in(self) -> None:
        assert client_of("mona").get("/admin/").status_code == 200
        assert client_of_boss().get("/admin/").status_code == 200

    def test_whoever_is_not_logged_in_comes_back_after_the_desks_login(self) -> None:
        cast()
        client = Client()
        asked = client.get("/admin/claims/claim/", follow=True)
        assert asked.redirect_chain[-1][0] == "/desk/login/?next=/admin/claims/claim/"
        answer = client.post(asked.redirect_chain[-1][0], {"username": "mona", "password": PASSWORD})
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/admin/claims/claim/")

    def test_the_login_leads_to_no_other_site(self) -> None:
        answer = client_of("mona").get("/admin/login/?next=https://evil.example/")
        assert answer.headers["Location"] == "/admin/"

    def test_a_moderator_who_lost_the_role_is_out_at_once(self) -> None:
        client = client_of("mona")
        RoleGrant.objects.filter(person=cast().mona).delete()
        assert client.get("/admin/").status_code == 302

    @pytest.mark.parametrize("path", ["claim", "user", "job", "article", "policypage", "ratingscale"])
    def test_no_list_but_those_of_claimants_opens_for_an_editor(self, path: str) -> None:
        assert client_of("edda").get(f"/admin/claims/{path}/").status_code == 403
        assert f"/admin/claims/{path}/" not in client_of("edda").get("/admin/").content.decode()


class TestRoles:
    def test_a_moderator_gives_a_role_and_is_named_as_the_giver(self) -> None:
        otto = cast().otto
        assert client_of("mona").post(page_of(otto), form_for(otto, role=Role.REPORTER)).status_code == 302
        grant = RoleGrant.objects.get(person=otto)
        assert (grant.role, grant.granted_by) == (Role.REPORTER, cast().mona)

    def test_a_moderator_takes_a_role_away(self) -> None:
        ravi = cast().ravi
        form = form_for(ravi, remove=ravi.grants.get())
        assert client_of("mona").post(page_of(ravi), form).status_code == 302
        assert roles_of(ravi) == set()

    def test_a_role_that_was_given_is_not_turned_into_another(self) -> None:
        """Or the grant would name somebody who never gave it."""
        ravi = cast().ravi
        client_of("mona").post(page_of(ravi), form_for(ravi) | {"grants-0-role": Role.EDITOR})
        assert roles_of(ravi) == {Role.RESEARCHER}

    def test_nobody_gives_a_role_to_themselves(self) -> None:
        mona = cast().mona
        client_of("mona").post(page_of(mona), form_for(mona, role=Role.EDITOR))
        assert roles_of(mona) == {Role.MODERATOR}
        client_of_boss().post(page_of(boss()), form_for(boss(), role=Role.EDITOR, is_superuser="on"))
        assert roles_of(boss()) == set()

    def test_a_new_person_is_made_with_a_role(self) -> None:
        form = {
            "username": "nora", "first_name": "Nora", "last_name": "Falk", "email": "", "password1": PASSWORD,
            "password2": PASSWORD, "usable_password": "true", "why": "New here.",
            "grants-TOTAL_FORMS": 1, "grants-INITIAL_FORMS": 0, "grants-MIN_NUM_FORMS": 0, "grants-MAX_NUM_FORMS": 1000,
            "grants-0-role": Role.REVIEWER,
        }  # fmt: skip
        assert client_of("mona").post(reverse("admin:claims_user_add"), form).status_code == 302
        nora = User.objects.get(username="nora")
        assert nora.check_password(PASSWORD)
        assert not nora.is_superuser

    def test_a_password_that_is_too_simple_is_refused(self) -> None:
        form = {"username": "nora", "password1": "password", "password2": "password", "usable_password": "true"}
        client_of("mona").post(reverse("admin:claims_user_add"), form)
        assert not User.objects.filter(username="nora").exists()


class TestPasswords:
    NEW = {"password1": "another long one", "password2": "another long one", "usable_password": "true"}

    def test_a_password_is_offered_only_to_whoever_may_set_it(self) -> None:
        ravi, nobody = cast().ravi, User.objects.create_user("new", password=PASSWORD)
        superuser = Client()
        superuser.force_login(boss())
        offered = [
            "Reset password" in client.get(page_of(person)).content.decode()
            for client in (client_of("mona"), superuser)
            for person in (ravi, nobody)
        ]
        assert offered == [False, True, True, True]

    def test_a_moderator_who_takes_the_roles_first_does_not_set_the_password_either(self) -> None:
        edda, mona = cast().edda, client_of("mona")
        roles.take_role(edda, Role.EDITOR, by=cast().mona, way=Way.DESK, why="For a moment.")
        assert not roles_of(edda)
        assert mona.post(reverse("admin:auth_user_password_change", args=[edda.pk]), self.NEW).status_code == 403
        assert User.objects.get(pk=edda.pk).check_password(PASSWORD)

    def test_whoever_sets_their_own_still_sees_and_ends_the_session_in_which_they_did(self) -> None:
        boss()
        here, there = Client(), Client()
        for client in (here, there):
            assert client.post("/desk/login/", {"username": "boss", "password": PASSWORD}).status_code == 302
        password = reverse("admin:auth_user_password_change", args=[boss().pk])
        assert here.post(password, self.NEW).status_code == 302
        (seen,) = sessions.sessions_of(boss(), this=here.session.session_key)
        assert seen.is_this_one
        assert there.get("/admin/").status_code == 302
        sessions.end_sessions(boss())
        assert here.get("/admin/").status_code == 302


class TestSuperusers:
    def test_a_moderator_makes_nobody_a_superuser(self) -> None:
        for person in (cast().otto, cast().mona):
            client_of("mona").post(page_of(person), form_for(person, is_superuser="on"))
            person.refresh_from_db()
            assert not person.is_superuser

    def test_a_moderator_cannot_change_a_superuser_nor_the_password(self) -> None:
        person = boss()
        assert client_of("mona").get(page_of(person)).status_code == 200  # to look at
        assert client_of("mona").post(page_of(person), form_for(person, username="mine")).status_code == 403
        password = reverse("admin:auth_user_password_change", args=[person.pk])
        new = {"password1": "another long one", "password2": "another long one", "usable_password": "true"}
        assert client_of("mona").get(password).status_code == 403
        assert client_of("mona").post(password, new).status_code == 403
        person.refresh_from_db()
        assert person.username == "boss"
        assert person.check_password(PASSWORD)

    def test_a_moderator_cannot_give_roles_to_a_superuser(self) -> None:
        client_of("mona").post(page_of(boss()), form_for(boss(), role=Role.EDITOR))
        assert roles_of(boss()) == set()

    def test_a_superuser_makes_another_one(self) -> None:
        otto = cast().otto
        client_of_boss().post(page_of(otto), form_for(otto, is_superuser="on"))
        otto.refresh_from_db()
        assert otto.is_superuser

    def test_nobody_deletes_people_they_are_deactivated(self) -> None:
        otto = cast().otto
        delete = reverse("admin:claims_user_delete", args=[otto.pk])
        assert client_of_boss().post(delete, {"post": "yes"}).status_code == 403
        form = form_for(otto)
        del form["is_active"]
        client_of("mona").post(page_of(otto), form)
        otto.refresh_from_db()
        assert not otto.is_active
