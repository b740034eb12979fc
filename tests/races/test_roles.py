"""Real threads on roles and invitations: somebody who can give roles always remains, and one link makes one login."""

from __future__ import annotations

import pytest

from claims.accounts import invitations, roles
from claims.accounts.roles import Way
from claims.models import AccessEvent, Role, User
from tests.builders import cast
from tests.races.test_moves import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.races]
WHY = "Leaves the desk."


def test_two_moderators_who_remove_each_other_do_not_both_succeed() -> None:
    mona, edda = cast().mona, cast().edda
    roles.give_role(edda, Role.MODERATOR, by=mona, way=Way.DESK, why=WHY)
    n_wins, refusals = race(
        lambda: roles.take_role(edda, Role.MODERATOR, by=mona, way=Way.DESK, why=WHY),
        lambda: roles.take_role(mona, Role.MODERATOR, by=edda, way=Way.DESK, why=WHY),
    )
    assert (n_wins, len(refusals)) == (1, 1)
    assert roles.who_can_give_roles().count() == 1
    assert AccessEvent.objects.filter(verb="taken").count() == 1


def test_a_link_that_is_used_twice_at_the_same_moment_makes_one_login() -> None:
    invitation = invitations.invite("nora@coast.example", [Role.EDITOR], by=cast().mona, why="Joins the desk.")
    token = invitations.link_of(invitation).rstrip("/").rpartition("/")[2]
    n_wins, refusals = race(
        *[
            lambda name=name: invitations.accept(token, name="Nora Falk", username=name, password="harbour lamps")
            for name in ("nora", "nora2", "nora3")
        ]
    )
    assert (n_wins, len(refusals)) == (1, 2)
    assert User.objects.filter(email="nora@coast.example").count() == 1
