"""System checks: what is set up wrongly is said with a number and a sentence before anybody runs into it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.utils import timezone

from claims import policy
from claims.models import PolicyPage, database
from claims.publishing.newsroom import FUNDING_AGE_DAYS, PAGE_KINDS

_MISSING = "Readers look for pages that are not written yet, or empty: {}."
_WRITE = "A moderator writes them in the admin, which says what belongs on each."


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


@register(deploy=True)
def readers_find_the_policies(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The pages that the codes of practice ask for: each is written, none is empty.

    A deployment fails without them. `migrate` asks for no checks of deployments, or nobody could write the first page.
    """
    try:
        missing = _missing_pages(DEFAULT_DB_ALIAS)
    except DatabaseError as error:
        reason = str(error).strip().partition("\n")[0]
        hint = "Mend the database, then check again."
        return [Error(f"Nobody can say whether readers find the policies: {reason}", hint=hint, id="claims.E021")]
    return [Error(_MISSING.format(", ".join(missing)), hint=_WRITE, id="claims.E020")] if missing else []


@register(Tags.database)
def policies_are_begun(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The same as advice, for a site that is not deployed; of one with https it is told once."""
    if settings.IS_HTTPS:
        return []
    missing = [pages for alias in databases or [] if (pages := _missing_pages(alias))]
    return [checks.Warning(_MISSING.format(", ".join(pages)), hint=_WRITE, id="claims.W020") for pages in missing]


def _missing_pages(alias: str) -> list[str]:
    """Title and address of each page that is not there or empty; all of them where the table is still to be made."""
    written = {slug for slug, (body, _) in _newest_pages(alias).items() if body.strip()}
    return [f"“{kind.title}” (/{slug}/)" for slug, kind in PAGE_KINDS.items() if slug not in written]


@register(Tags.database)
def funding_is_of_this_year(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    oldest = timezone.now() - timedelta(days=FUNDING_AGE_DAYS)
    sentence = "The public page “Funding” (/funding/) was last written more than a year ago."
    hint = "Its sums are those of one year. A moderator writes a new version in the admin."
    pages = (_newest_pages(alias) for alias in databases or [])
    return [
        checks.Warning(sentence, hint=hint, id="claims.W021")
        for each in pages
        if "funding" in each and each["funding"][1] < oldest
    ]


def _newest_pages(alias: str) -> dict[str, tuple[str, datetime]]:
    """Body and time of the newest version of each page, by slug; none while a migration has still to make the table."""
    if not {"slug", "version", "body", "written_at"} <= _columns(alias, PolicyPage._meta.db_table):
        return {}
    rows = PolicyPage.objects.using(alias).order_by("version").values_list("slug", "body", "written_at")
    return {slug: (body, written_at) for slug, body, written_at in rows}


def _columns(alias: str, table: str) -> set[str]:
    """Names of the columns; empty for a table that a migration has still to make."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return set()
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}
