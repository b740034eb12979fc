"""System checks: what is set up wrongly is said with a number and a sentence before anybody runs into it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.utils import timezone

from claims import policy
from claims.models import PolicyPage, database
from claims.publishing.newsroom import FUNDING_AGE_DAYS, PAGE_KINDS


@register()
def policy_makes_sense(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [Error(sentence, id="claims.E001") for sentence in policy.current().problems()]


@register()
def provider_is_whole(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """What an OpenID Connect provider says is believed because it came from there: by https, or from this machine."""
    if not settings.OIDC_URL:
        return []
    found: list[CheckMessage] = []
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    if not (app["client_id"] and app["secret"]):
        hint = "Set OIDC_CLIENT_ID and OIDC_CLIENT_SECRET (or OIDC_CLIENT_SECRET_FILE), or take OIDC_URL away."
        found.append(Error("OIDC_URL names a provider that does not know this site yet.", hint=hint, id="claims.E030"))
    where = urlsplit(settings.OIDC_URL)
    if where.scheme != "https" and where.hostname not in {"localhost", "127.0.0.1", "::1"}:
        hint = "Give its https address: on the way, anybody could say who comes."
        found.append(Error("OIDC_URL is not protected by TLS.", hint=hint, id="claims.E031"))
    return found


@register(Tags.security, deploy=True)
def second_step_is_asked_for(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if policy.current().second_step:
        return []
    hint = "Take POLICY_SECOND_STEP=0 away: it is meant for demonstrations and tests."
    sentence = "Editors, moderators and superusers get in with a password alone."
    return [checks.Warning(sentence, hint=hint, id="claims.W030")]


@register(Tags.database)
def history_is_guarded(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if "claims_claimevent" not in connection.introspection.table_names():
            continue
        missing = database.missing_triggers(connection)
        if missing:
            names = ", ".join(missing)
            found.append(
                Error(
                    f"The database lacks the triggers {names}.",
                    hint="Run `manage.py rebuild_index`, which puts them back.",
                    id="claims.E010",
                )
            )
    return found


@register(Tags.database)
def readers_find_the_policies(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The pages that the codes of practice ask for: each is written, none is empty, the funding is of this year."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        columns = _columns(alias, PolicyPage._meta.db_table)
        if not {"slug", "version", "body", "written_at"} <= columns:
            continue
        rows = PolicyPage.objects.using(alias).order_by("version").values_list("slug", "body", "written_at")
        newest = {slug: (body, written_at) for slug, body, written_at in rows}
        missing = [
            f"“{kind.title}” (/{slug}/)" for slug, kind in PAGE_KINDS.items() if not newest.get(slug, ("",))[0].strip()
        ]
        if missing:
            found.append(
                checks.Warning(
                    f"Readers look for pages that are not written yet, or empty: {', '.join(missing)}.",
                    hint="A moderator writes them in the admin, which says what belongs on each.",
                    id="claims.W020",
                )
            )
        if "funding" in newest and newest["funding"][1] < timezone.now() - timedelta(days=FUNDING_AGE_DAYS):
            found.append(
                checks.Warning(
                    "The public page “Funding” (/funding/) was last written more than a year ago.",
                    hint="Its sums are those of one year. A moderator writes a new version in the admin.",
                    id="claims.W021",
                )
            )
    return found


def _columns(alias: str, table: str) -> set[str]:
    """Names of the columns; empty for a table that a migration has still to make."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return set()
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}
