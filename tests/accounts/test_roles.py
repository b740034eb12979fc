"""Who gives and takes roles, what is kept of it, and who always remains."""

from __future__ import annotations

import ast
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client

import claims
from claims.access import Forbidden
from claims.accounts import roles
from claims.accounts.roles import Way
from claims.errors import Refused
from claims.models import AccessEvent, ApiToken, Role, RoleGrant, User
from tests.admin.test_people import form_for, page_of
from tests.builders import PASSWORD, cast
from tests.desk.people import client_of

pytestmark = pytest.mark.django_db
WHY = "Joins the science desk."


def events() -> list[tuple[str, str, str, str, str]]:
    """(who, what, which role, by whom, why), the oldest first."""
    return [
        (str(event.person), event.verb, event.role, str(event.by or ""), event.why)
        for event in AccessEvent.objects.order_by("pk")
    ]


def give(person: User, role: Role, by: User) -> None:
    roles.give_role(person, role, by=by, way=Way.DESK, why=WHY)


class TestTheRecord:
    def test_a_role_that_is_given_and_taken_leaves_two_events_with_everything(self) -> None:
        people = cast()
        give(people.otto, Role.EDITOR, people.mona)
        roles.take_role(people.otto, Role.EDITOR, by=people.mona, way=Way.DESK, why="Leaves the desk.")
        assert events() == [
            ("Otto", "given", "editor", "Mona", WHY),
            ("Otto", "taken", "editor", "Mona", "Leaves the desk."),
        ]
        assert not people.otto.grants.exists()

    def test_what_changes_nothing_leaves_no_event(self) -> None:
        people = cast()
        give(people.ravi, Role.RESEARCHER, people.mona)
        roles.take_role(people.ravi, Role.EDITOR, by=people.mona, way=Way.DESK, why=WHY)
        assert events() == []

    def test_a_change_without_a_reason_is_refused_and_not_made(self) -> None:
        people = cast()
        with pytest.raises(Refused, match="Say why"):
            roles.give_role(people.otto, Role.EDITOR, by=people.mona, way=Way.DESK, why="  ")
        assert not people.otto.grants.exists()

    @pytest.mark.parametrize("act", ["update", "delete"])
    def test_the_database_refuses_to_rewrite_it(self, act: str) -> None:
        give(cast().otto, Role.EDITOR, cast().mona)
        rows = AccessEvent.objects.all()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(why="") if act == "update" else rows._raw_delete(rows.db)
        assert len(events()) == 1

    def test_the_admin_keeps_it_too(self) -> None:
        otto = cast().otto
        client_of("mona").post(page_of(otto), form_for(otto, role=Role.REPORTER, why="Starts today."))
        ravi = cast().ravi
        client_of("mona").post(page_of(ravi), form_for(ravi, remove=ravi.grants.get(), why="Moves on."))
        assert events() == [
            ("Otto", "given", "reporter", "Mona", "Starts today."),
            ("Ravi", "taken", "researcher", "Mona", "Moves on."),
        ]

    def test_without_a_reason_the_admin_changes_no_role_and_says_so(self) -> None:
        otto = cast().otto
        form = form_for(otto, role=Role.REPORTER, why="")
        answer = client_of("mona").post(page_of(otto), form, follow=True)
        assert "Say why: it is kept with the change" in answer.content.decode()
        assert not otto.grants.exists()

    def test_a_superuser_made_by_the_operator_is_in_it(self) -> None:
        User.objects.create_superuser("boss", password=PASSWORD)
        assert events() == [("boss", "given", "superuser", "", "Made by createsuperuser.")]

    def test_no_other_code_writes_roles(self) -> None:
        """Or a grant could come about that nobody hears of."""
        guilty = []
        for path in Path(claims.__file__).parent.rglob("*.py"):
            if path.match("claims/accounts/roles.py") or "migrations" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                is_write = isinstance(node, ast.Attribute) and node.attr in _WRITES
                if is_write and ast.unparse(node).startswith(("RoleGrant.objects.", "AccessEvent.objects.update")):
                    guilty.append(f"{path.name}: {ast.unparse(node)}")
                keywords = {word.arg for word in node.keywords} if isinstance(node, ast.Call) else set()
                is_update = isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".update")
                if is_update and "is_superuser" in keywords:
                    guilty.append(f"{path.name}: {ast.unparse(node)}")
        assert guilty == []


_WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "delete"}


class TestWhoMay:
    def test_nobody_gives_a_role_to_themselves_not_even_a_superuser(self) -> None:
        boss = User.objects.create_superuser("boss", password=PASSWORD)
        for person in (cast().mona, boss):
            with pytest.raises(Forbidden, match="Nobody changes their own roles"):
                give(person, Role.EDITOR, person)

    @pytest.mark.parametrize("name", ["rana", "edda", "otto"])
    def test_whoever_is_no_moderator_gives_none(self, name: str) -> None:
        with pytest.raises(Forbidden, match="This needs the role moderator"):
            give(cast().ines, Role.EDITOR, getattr(cast(), name))

    def test_a_moderator_does_not_touch_a_superuser(self) -> None:
        boss = User.objects.create_superuser("boss", password=PASSWORD)
        with pytest.raises(Forbidden, match="Only a superuser"):
            give(boss, Role.EDITOR, cast().mona)
        with pytest.raises(Forbidden, match="Only a superuser"):
            roles.set_superuser(cast().otto, is_superuser=True, by=cast().mona, way=Way.ADMIN, why=WHY)

    def test_the_last_who_can_give_roles_stays(self) -> None:
        """Whoever asks, and however: by the role, by the login, by the superuser's flag."""
        people = cast()
        with pytest.raises(Refused, match="the last person who can give roles"):
            roles.take_role(people.mona, Role.MODERATOR, by=None, way=Way.COMMAND, why=WHY)
        with pytest.raises(Refused, match="the last person who can give roles"):
            roles.set_active(people.mona, is_active=False, by=None, way=Way.COMMAND, why=WHY)
        assert people.mona.grants.filter(role=Role.MODERATOR).exists()
        assert User.objects.get(username="mona").is_active
        give(people.edda, Role.MODERATOR, people.mona)
        roles.take_role(people.mona, Role.MODERATOR, by=people.edda, way=Way.DESK, why=WHY)
        assert [event[1] for event in events()] == ["given", "taken"]

    def test_a_command_of_the_operator_gives_and_takes_with_a_reason(self) -> None:
        otto = cast().otto
        call_command("role", "give", "otto", "editor", why=WHY, stdout=StringIO())
        call_command("role", "take", "otto", "editor", why=WHY, stdout=StringIO())
        assert events() == [("Otto", "given", "editor", "", WHY), ("Otto", "taken", "editor", "", WHY)]
        with pytest.raises(CommandError, match="There is nobody with the user name"):
            call_command("role", "give", "nobody", "editor", why=WHY)
        assert not RoleGrant.objects.filter(person=otto).exists()


class TestSwitchingOff:
    def test_it_ends_sessions_and_tokens_and_switching_on_brings_none_back(self) -> None:
        people = cast()
        client = Client()
        client.post("/desk/login/", {"username": "ravi", "password": PASSWORD})
        token = ApiToken.objects.create(
            person=people.ravi, name="Script", prefix="x", sha256="0" * 64, expires_at="2099-01-01T00:00:00Z"
        )
        assert client.get("/desk/").status_code == 200
        roles.set_active(people.ravi, is_active=False, by=people.mona, way=Way.DESK, why="Has left.")
        roles.set_active(people.ravi, is_active=True, by=people.mona, way=Way.DESK, why="Is back.")
        assert client.get("/desk/").status_code == 302
        token.refresh_from_db()
        assert not token.is_working
        assert [event[1] for event in events()] == ["closed", "opened"]

    def test_whoever_knows_the_password_is_told_and_stays_out(self) -> None:
        people = cast()
        roles.set_active(people.ravi, is_active=False, by=people.mona, way=Way.DESK, why="Has left.")
        answer = Client().post("/desk/login/", {"username": "ravi", "password": PASSWORD}, follow=True)
        assert "This login is switched off. Ask a moderator" in answer.content.decode()
        wrong = Client().post("/desk/login/", {"username": "ravi", "password": "not it at all"})
        assert "switched off" not in wrong.content.decode()


class TestThePages:
    def test_a_moderator_changes_roles_with_a_reason_and_reads_what_was_changed(self) -> None:
        otto, mona = cast().otto, client_of("mona")
        change = f"/desk/people/{otto.pk}/change/"
        page = mona.post(change, {"what": "give", "role": "editor", "why": WHY}, follow=True).content.decode()
        assert "Otto has the role editor." in page
        assert WHY in page
        assert otto.grants.filter(role="editor").exists()
        assert mona.post(change, {"what": "give", "role": "owner", "why": WHY}).status_code == 422
        assert mona.post(change, {"what": "take", "role": "editor", "why": ""}).status_code == 422

    @pytest.mark.parametrize("path", ["people/", "people/1/"])
    def test_they_are_for_moderators_only(self, path: str) -> None:
        assert client_of("edda").get(f"/desk/{path}").status_code == 403

    def test_nobody_changes_themselves_there(self) -> None:
        mona = cast().mona
        page = client_of("mona").get(f"/desk/people/{mona.pk}/").content.decode()
        assert "Nobody changes their own roles or login." in page
        assert "Give it" not in page
        given = client_of("mona").post(
            f"/desk/people/{mona.pk}/change/", {"what": "give", "role": "editor", "why": WHY}
        )
        assert given.status_code == 403

    def test_a_moderator_ends_all_sessions_of_a_person(self) -> None:
        client = Client()
        ravi = cast().ravi
        client.post("/desk/login/", {"username": "ravi", "password": PASSWORD})
        page = client_of("mona").post(f"/desk/people/{ravi.pk}/change/", {"what": "end"}, follow=True)
        assert "1 session of Ravi ended." in page.content.decode()
        assert client.get("/desk/").status_code == 302
        boss = User.objects.create_superuser("boss", password=PASSWORD)
        assert client_of("mona").post(f"/desk/people/{boss.pk}/change/", {"what": "end"}).status_code == 403
