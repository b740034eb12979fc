"""What the desk stands on: database, clock, broker, disk, mail server, settings."""

from __future__ import annotations

import shutil
import smtplib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import checks
from django.core import mail as django_mail
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError

from claims.models import Job
from claims.operating import transactions
from claims.operating.doctor.finding import Finding
from claims.snapshots import files
from claims.snapshots.stores import Away

#: Hosts whose clocks differ by more hand out jobs too early or too late (seconds).
SKEW_S: Final = 5.0
#: Below these the next large import may fill the disk (bytes, share of the disk).
LEAST_FREE: Final = 1_000_000_000
LEAST_SHARE: Final = 0.05
#: A transaction that has been open for so long is told.
OPEN_FOR: Final = timedelta(minutes=10)
_LIMIT_S: Final = 5.0


def database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except (DatabaseError, InterfaceError) as error:
        reason = str(error).strip().partition("\n")[0]
        yield Finding(
            f"Nobody gets to the database, which said “{reason}”.",
            "See that its disk is there and that this user may write to DATA_DIR."
            if connection.vendor == "sqlite"
            else "Start PostgreSQL, and compare DATABASE_URL with its address, name, user and password.",
        )
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            mode = str(cursor.fetchone()[0])
            if mode != "wal":
                yield Finding(
                    f"The database keeps its journal in the mode “{mode}”: readers and writers wait for each other.",
                    "Put DATA_DIR on a local disk: SQLite's WAL mode does not work on a network drive.",
                )
            return
        cursor.execute("SELECT extname FROM pg_extension")
        for name in sorted({"pg_trgm", "unaccent"} - {name for (name,) in cursor.fetchall()}):
            yield Finding(
                f"PostgreSQL lacks the extension {name}.",
                f"As its superuser: CREATE EXTENSION {name};",
            )
    open_for_long = transactions.oldest(connection)
    if open_for_long is not None and timezone.now() - open_for_long.began_at > OPEN_FOR:
        yield Finding(
            f"{open_for_long}. Until it ends no migration can alter what it has read.",
            f"Let it end; if it never will: SELECT pg_terminate_backend({open_for_long.pid});",
            is_advice=True,
        )


def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    owed = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if owed:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _ in owed[:5])
        yield Finding(
            f"The tables are older than this release: {len(owed)} migrations are owed ({names}).",
            "Back up, then run `manage.py migrate`.",
        )
    unknown = set(executor.loader.applied_migrations) - set(executor.loader.graph.nodes)
    if unknown:
        app, name = min(unknown)
        yield Finding(
            f"The tables are newer than this release: it does not know the migration {app}.{name}.",
            "Install the newer release here too; the older one serves until then.",
            is_advice=True,
        )


def clock() -> Iterator[Finding]:
    here = timezone.now()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            there: datetime = cursor.fetchone()[0]
        skew_s = (there - here).total_seconds()
        if abs(skew_s) > SKEW_S:
            yield Finding(
                f"The database's clock is {abs(skew_s):.0f} s {'ahead of' if skew_s > 0 else 'behind'} this host's.",
                "Let both keep time by NTP (`timedatectl status`).",
            )
    newest = Job.objects.order_by("-created_at").values_list("created_at", flat=True).first()
    if newest is not None and newest > here + timedelta(seconds=SKEW_S):
        yield Finding(
            f"A job was written {(newest - here).total_seconds():.0f} seconds in the future.",
            "The clock of this host, or of the one that wrote it, is wrong: let all keep time by NTP.",
        )


def broker() -> Iterator[Finding]:
    if not settings.REDIS_URL:
        yield Finding(
            "No broker is set up, so jobs are written down and nobody does them.",
            "Set REDIS_URL, or start everything with `python -m factcheck.run`.",
        )
        return
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=_LIMIT_S, socket_connect_timeout=_LIMIT_S) as redis:
            told = redis.info()
    except RedisError as error:
        yield Finding(
            f"The broker does not answer ({type(error).__name__}).",
            "Start Redis, and compare REDIS_URL with its address and password. Jobs are safe in the database.",
        )
        return
    if not told.get("aof_enabled"):
        yield Finding(
            "Redis does not keep its append-only file: what rings for jobs is forgotten when it restarts.",
            "Set `appendonly yes` in redis.conf, or `redis-cli config set appendonly yes`.",
        )
    if told.get("aof_last_write_status", "ok") != "ok" or 0 < told.get("maxmemory", 0) <= told.get("used_memory", 0):
        yield Finding(
            "Redis takes no more: its disk or its memory is full. Nobody can log in, and jobs wait in the database.",
            "Make room on its disk, or raise `maxmemory`.",
        )
    policy = told.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        yield Finding(
            f"When Redis is full it forgets keys (maxmemory-policy {policy}), messages of jobs among them.",
            "Set `maxmemory-policy noeviction`.",
        )


def disk() -> Iterator[Finding]:
    usage = shutil.disk_usage(settings.DATA_DIR)
    if usage.free < LEAST_FREE or usage.free < usage.total * LEAST_SHARE:
        yield Finding(
            f"Only {usage.free / 1e9:.1f} GB of {usage.total / 1e9:.0f} GB are free where DATA_DIR is.",
            "Make room: old backups and `log/` may go; `snapshots/` must stay. Or move DATA_DIR to a larger disk.",
        )


def store() -> Iterator[Finding]:
    try:
        files.store().ask()
    except Away as trouble:
        yield Finding(trouble.what, trouble.cure)


def mail() -> Iterator[Finding]:
    if not settings.EMAIL_HOST:
        yield Finding(
            "No mail is sent: EMAIL_URL is not set.",
            "Set it, unless that is meant so. Readers can still follow what they sent on a page of their own.",
            is_advice=True,
        )
        return
    server = django_mail.get_connection(timeout=_LIMIT_S)
    try:
        server.open()
        server.close()
    except (OSError, smtplib.SMTPException) as error:
        yield Finding(
            f"The mail server does not take our mail ({type(error).__name__}).",
            "Compare EMAIL_URL with its address, port, user and password. Failed mails are jobs, with Retry.",
        )


def settings_of_django() -> Iterator[Finding]:
    for message in checks.run_checks(include_deployment_checks=settings.IS_HTTPS, databases=["default"]):
        if message.is_silenced() or message.level < checks.WARNING:
            continue
        yield Finding(
            f"{message.msg} ({message.id})".replace("\n", " "),
            str(message.hint or "docs/operating.md explains each setting."),
            is_advice=message.level < checks.ERROR,
        )
