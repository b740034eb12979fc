"""What is made up says so wherever readers meet it, withdrawals included."""

import pytest
from django.test import Client

from claims.workflow.moves import move
from tests.builders import cast
from tests.public.checks import published


@pytest.mark.django_db
@pytest.mark.parametrize("is_demonstration", [True, False])
def test_a_withdrawn_demonstration_is_marked_in_the_log_and_in_the_feed(client: Client, is_demonstration: bool) -> None:
    claim = published(is_demonstration=is_demonstration)
    move(claim, "retract", by=cast().edda, note="The tariff was forged.")
    assert ("Demonstration</span>" in client.get("/corrections/").content.decode()) is is_demonstration
    feed = client.get("/feed.atom").content.decode()
    assert "The tariff was forged." in feed
    assert ("Demonstration. The tariff was forged." in feed) is is_demonstration
