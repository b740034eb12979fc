"""System checks: what is set up wrongly is said with a number and a sentence before anybody runs into it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from claims import policy
from claims.models import database


@register()
def policy_makes_sense(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [Error(sentence, id="claims.E001") for sentence in policy.current().problems()]


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
