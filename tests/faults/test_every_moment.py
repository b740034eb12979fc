"""Each job dies before each of its commits, and after the last one: done again, all is as if it had never died.

Death is an exception that nobody catches: what was not committed is rolled back, as the database does when a client is
gone. That real workers die like that is tested in test_killed_workers.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection, models, transaction
from django.utils import timezone
from pytest_django import Settings

from claims import jobs, proof
from claims.models import Claim, Job
from factcheck import celery_app
from tests.builders import cast
from tests.faults import owing
from tests.web.sites import Site

pytestmark = pytest.mark.django_db

#: In a test that is rolled back, the transactions of the code are savepoints.
_COMMITS = re.compile(r"\s*(INSERT|UPDATE|DELETE|RELEASE)\b")
#: What differs from one time to the next, or counts how often something was tried.
_PASSING = re.compile(r"hash|sha256|salt|token|etag|held_by|n_asked|n_tries")
#: Digests and salts, the ends of slugs, numbers.
_CHANCE = re.compile(r'\b[0-9a-f]{32,}\b|(?<=-)[0-9a-z]{4}(?=")|\d+')
_MAILS = ("mail_invitation", "mail_reset", "mail_login_change", "mail_notice", "mail_digest", "mail_tip", "mail_report")


#: So many commits has nothing.
NEVER = 100_000


class Killed(BaseException):
    """The process is gone."""


@dataclass(frozen=True)
class Outcome:
    """`mails`: their Message-IDs."""

    has_died: bool
    seen: Counter[tuple[str, str]]
    mails: set[str]
    n_mails: int


class _Undone(Exception):
    """Ends a try; everything that it wrote is gone."""


@contextmanager
def dying_at(moment: int) -> Iterator[None]:
    """Die before the commit of this number; a write outside of a transaction is one of its own."""
    n_commits, depth = 0, len(connection.savepoint_ids)

    def count(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        nonlocal n_commits
        if not _COMMITS.match(sql) or len(connection.savepoint_ids) > depth:
            return execute(sql, *args)
        n_commits += 1
        if n_commits <= moment:
            return execute(sql, *args)
        if sql.startswith("RELEASE"):
            execute(sql.replace("RELEASE", "ROLLBACK TO"), *args)
        raise Killed

    with connection.execute_wrapper(count):
        yield


def picture() -> Counter[tuple[str, str]]:
    """All that the database says, but for numbers, times and digests."""
    return Counter(
        (model.__name__, _plain(row))
        for model in apps.get_app_config("claims").get_models()
        for row in model._default_manager.all()
    )


def _plain(row: models.Model) -> str:
    values = {
        field.name: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not isinstance(field, models.AutoField | models.ForeignKey | models.DateTimeField | models.BinaryField)
        and not _PASSING.search(field.name)
    }
    return _CHANCE.sub("0", json.dumps(values, sort_keys=True, ensure_ascii=False, default=str))


def work_on(name: str) -> None:
    """As workers do until nothing of it is owed: those that died have let go, and what waits is due by now."""
    for _ in range(4):
        Job.objects.filter(name=name, failed_at=None).update(due_at=timezone.now())
        jobs.run_all(only=lambda row: row.name == name)
        if not Job.objects.filter(name=name).exists():
            return
    raise AssertionError(f"{name} does not come to an end")


def done(work: Callable[[], None], *, dying_before: int, ask: Callable[[], object] = int) -> Outcome:
    """Ask for it, die, do it again, look, and undo all of it."""
    mail.outbox.clear()
    has_died = False
    try:
        with transaction.atomic():
            ask()
            try:
                with dying_at(dying_before):
                    work()
            except Killed:
                has_died = True
                work()
            assert [proof.find_flaw(claim) for claim in Claim.objects.all()] == [None] * Claim.objects.count()
            mails = {message.extra_headers["Message-ID"] for message in mail.outbox}
            outcome = Outcome(has_died, picture(), mails, len(mail.outbox))
            raise _Undone
    except _Undone:
        return outcome


def die_at_each_moment(work: Callable[[], None], *, ask: Callable[[], object] = int) -> tuple[Outcome, list[Outcome]]:
    """What comes of it undisturbed, and after a death before each commit."""
    undisturbed = done(work, dying_before=NEVER, ask=ask)
    deaths: list[Outcome] = []
    while not deaths or deaths[-1].has_died:
        deaths.append(done(work, dying_before=len(deaths), ask=ask))
        assert deaths[-1].seen == undisturbed.seen, f"after a death before commit {len(deaths)}"
        # Some carry the job's number, and a sequence of PostgreSQL takes no number back
        assert len(deaths[-1].mails) == len(undisturbed.mails), f"after a death before commit {len(deaths)}"
    return undisturbed, deaths


@pytest.fixture
def site(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(jobs, "ring", lambda name, *targets: True)
    monkeypatch.setattr(jobs, "_is_alive", lambda pid: False)
    begin = transaction.Atomic.__init__
    monkeypatch.setattr(
        transaction.Atomic, "__init__", lambda self, using, savepoint, durable: begin(self, using, True, durable)
    )
    with owing.sites() as site:
        settings.FETCH_ALLOW = [site.pair]
        settings.WAYBACK, settings.WAYBACK_KEY = True, "access:secret"
        settings.WAYBACK_URL, settings.WAYBACK_AVAILABLE_URL = site.url(""), site.url("/has-none")
        yield site


@pytest.mark.parametrize("name", owing.READY)
def test_whenever_a_job_dies_it_is_done_again_as_if_it_had_not(name: str, site: Site, settings: Settings) -> None:
    ask = owing.make_ready([name], site)[name]
    settings.EMAIL_HOST = "mail.example"
    undisturbed, deaths = die_at_each_moment(lambda: work_on(name), ask=ask)
    assert len(deaths) >= 3  # it was taken, worked and struck off the list
    assert undisturbed.n_mails == (name in _MAILS)
    if name in _MAILS:
        # Sent and not yet written down: at least once, and the same one for a mailbox.
        assert {death.n_mails for death in deaths} == {1, 2}


@pytest.mark.parametrize("name", owing.TICKS)
def test_what_the_clock_does_and_dies_of_is_done_by_the_next_tick(name: str, site: Site, settings: Settings) -> None:
    owing.TICKS[name](cast(), site)
    settings.EMAIL_HOST = "mail.example"
    jobs.resend()
    work = celery_app.tasks[f"claims.tasks.{name}"]
    before = picture()
    undisturbed, deaths = die_at_each_moment(work)
    writes = undisturbed.seen != before
    assert writes == (name not in owing.WRITES_NOTHING)
    assert len(deaths) > 1 or not writes


def test_no_job_and_no_tick_of_the_clock_is_forgotten_here() -> None:
    """A new one is added to owing.py, with the work that it has to do, and a job to deaths.py."""
    celery_app.loader.import_default_modules()
    ticks = {name.removeprefix("claims.tasks.") for name in celery_app.tasks if name.startswith("claims.tasks.")}
    ours = {name for name, work in jobs._work.items() if work.__module__.startswith("claims.")}  # tests have one, too
    assert set(owing.READY) == ours
    assert set(owing.TICKS) == ticks - jobs.names()
