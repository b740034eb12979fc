"""What every test stands on: a closed network, tables that can be emptied, brokers, a browser."""

import contextlib
import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import playwright.sync_api
import pytest
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.apps import apps
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.dispatch import receiver
from django.http import HttpRequest
from django.template.base import Template
from django.template.context import Context
from django.test import TransactionTestCase
from django.test.signals import template_rendered
from pytest_django.plugin import DjangoDbBlocker

from claims import jobs
from claims.models import User, database
from claims.public import page_cache
from factcheck import celery_app
from tests import network, services

pytest_plugins = ["tests.browser"]

#: What migrations wrote and every test relies on
KEPT = {"django_migrations", "django_content_type", "auth_permission"}
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="leave out the tests that touch no database")


@receiver(user_logged_in)
def _prove_who_it_is(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A login by force counts as one by password that has just been typed (claims.accounts.confirming)."""
    if not get_authentication_records(request, user):
        record_authentication(request, user, "password")


def pytest_configure(config: pytest.Config) -> None:
    network.close()


def _depends_on_database(item: pytest.Item) -> bool:
    # What a page looks like is the same on every engine (tests/grid asks for each of them on both), and what a browser
    # does costs minutes: once is enough, but for people who meet on one page. Of the brokers the bundled one is, too.
    marks = {mark.name for mark in item.iter_markers()}
    if ("looks" in marks and "both" not in marks) or ("browser" in marks and "meeting" not in marks):
        return False
    if getattr(item, "callspec", None) and item.callspec.params.get("broker_url") == "redis":  # type: ignore[attr-defined]
        return False
    return "django_db" in marks or bool(DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--database-only"):
        return
    left_out = [item for item in items if not _depends_on_database(item)]
    items[:] = [item for item in items if _depends_on_database(item)]
    config.hook.pytest_deselected(items=left_out)


def pytest_collection_finish(session: pytest.Session) -> None:
    """All tests and modules stay to the end: the garbage collector need not walk them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)  # requests make many small things that need no collector


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """With CI=true nothing may be left out: a skip is a failure that says what was missing."""
    report: Any = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"With CI=true nothing may be skipped, but this was: {reason}"
    if report.when == "call":
        traffic: list[str] = getattr(item, "traffic", [])
        if report.failed and traffic:
            report.sections.append(("requests of the page", "\n".join(traffic[-60:])))
            report.sections.extend(_what_tabs_show(item))
        item.call_report = report  # type: ignore[attr-defined]
    return report


def _what_tabs_show(item: pytest.Item) -> Iterator[tuple[str, str]]:
    """The log of a run is often all that is left of it: the words and roles on each page, and where the focus is."""
    browser = getattr(item, "funcargs", {}).get("browser")
    for tab in (tab for context in browser.contexts for tab in context.pages) if browser else ():
        try:
            focus = tab.evaluate("document.activeElement?.outerHTML.slice(0, 300)")
            shown = tab.locator("body").aria_snapshot(timeout=5_000)
        except playwright.sync_api.Error as error:
            focus, shown = "?", f"The page does not answer: {error}"
        yield f"what stands on {tab.url}", f"focus: {focus}\n{shown[:6000]}"


@pytest.hookimpl(wrapper=True)
def pytest_collectreport(report: Any) -> Iterator[None]:
    """A module that skips itself is no less left out than a test."""
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"With CI=true nothing may be skipped, but this was: {report.longrepr}"
    return (yield)


def _empty_the_tables(self: TransactionTestCase) -> None:
    """After a test that commits. A late request of a page that was just closed may hold one table and want another:
    PostgreSQL then ends one of the two, and if it was this one, the request is done when it begins again."""
    for is_last in (False, False, True):
        try:
            _empty_them_at_once()
            break
        except OperationalError as error:
            if is_last or "deadlock detected" not in str(error):
                raise


def _empty_them_at_once() -> None:
    """History refuses DELETE, so its triggers step aside; all of it is one transaction.

    Not Django's own flush, which truncates the empty tables too and then makes every permission anew.
    """
    with connection.cursor() as cursor:
        tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - KEPT
        with transaction.atomic(), connection.constraint_checks_disabled():
            database.remove_triggers(connection)
            for table in sorted(tables):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
            connection.check_constraints()  # PostgreSQL alters no table for which a check of the DELETE is still due
            database.install(connection)


TransactionTestCase._fixture_teardown = _empty_the_tables  # type: ignore[method-assign]


def _render_and_tell(template: Template, context: Context) -> str:
    """For `answer.context`: Django's own copies the context of every part and field of a page, of which there are
    hundreds. A page's own template is enough."""
    if context.template is template and getattr(context, "request", None) is not None:
        template_rendered.send(sender=template, template=template, context=context)
    return str(template.nodelist.render(context))


@pytest.fixture(scope="session", autouse=True)
def _only_whole_pages_are_told(django_test_environment: None) -> None:
    Template._render = _render_and_tell  # what Django puts back at the end is its own


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """tests/run.py migrates once for all its parts; whoever runs a few tests by hand migrates for themselves."""
    with _copy_of_tables() as name:
        if not name:
            request.getfixturevalue("django_db_setup")  # pytest-django's
            yield
            return
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        with django_db_blocker.unblock():  # what migrating makes known to the process, so that no test asks for it
            ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=False)
            assert connection.features.supports_json_field
        yield
        connection.close()


@contextlib.contextmanager
def _copy_of_tables() -> Iterator[str]:
    """The name of a database with all tables and no rows, gone after the block; none where nobody has made one."""
    if connection.vendor == "sqlite":
        file = Path(connection.settings_dict["TEST"]["NAME"])
        is_there = services.copy_migrated(file)
        yield str(file) if is_there else ""
        if is_there:
            file.unlink()
    elif migrated := os.environ.get("MIGRATED_POSTGRES"):
        with services.empty_database(os.environ["DATABASE_URL"], migrated) as name:
            yield name
    else:
        yield ""


@pytest.fixture(scope="session", autouse=True)
def _tasks_are_known() -> None:
    """Celery imports tasks when a worker starts; here their names are needed from the start."""
    celery_app.loader.import_default_modules()


@pytest.fixture(autouse=True)
def _no_page_of_another_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rolled-back rows give their numbers to the next test, so kept public pages must not outlive a test."""
    cache.clear()
    page_cache.at_hand.forget()
    monkeypatch.setattr(page_cache, "EDITION_S", 0.0)


@pytest.fixture(scope="module")
def module_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """For fixtures of this scope: what they write is there in all tests of the module and gone with it.

    Each test works in a savepoint of its own, as with Django's setUpTestData. Only for modules all of whose tests are
    to see those rows, and none of whose tests commits.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def run_jobs() -> Callable[[], int]:
    """Do all jobs that are due, in this process; returns how many were tried."""
    return jobs.run_all


@pytest.fixture(params=["bundled valkey", "redis"], scope="module")
def broker_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A running broker: the test runs once on the bundled one and once on Debian's Redis, where that is installed."""
    if request.param == "redis" and not services.find_redis():
        pytest.skip("redis-server is not installed")
    with services.redis() if request.param == "redis" else services.valkey() as url:
        yield url
