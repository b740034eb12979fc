"""Rows of which only the admin has pages, beside what the desk shows: for whoever opens each of its kinds."""

from __future__ import annotations

from claims.accounts import roles, tokens
from claims.accounts.roles import Way
from claims.models import CheckFeed, Export, Role, Webhook, WebhookDelivery
from claims.workflow.claimants import merge_claimants
from tests.builders import a_claim, cast


def make_what_moderators_look_after() -> None:
    one, other = (a_claim(claimant=name).claimant for name in ("Holt", "Ada Holt of Grauholm"))
    assert one is not None
    assert other is not None
    merge_claimants(one, other, by=cast().edda)
    CheckFeed.objects.create(identity="https://checks.example/feed.json", kind=CheckFeed.Kind.DATAFEED)
    Export.objects.create(person=cast().edda, what="claims", format="csv", n_rows=1)
    tokens.make_token(cast().ravi, name="Ticker", scopes=["read"], days=9)
    webhook = Webhook.objects.create(name="Archive", url="https://archive.example/", salt="1", made_by=cast().mona)
    WebhookDelivery.objects.create(webhook=webhook, message_id="1", topic="test", payload={})
    roles.give_role(cast().otto, Role.REPORTER, by=cast().mona, way=Way.ADMIN, why="Starts today.")
