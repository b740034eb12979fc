"""Every address, asked by everybody: who may read it, who may act on it, and that a refusal writes nothing.

Every answer is judged besides: Observatory finds no fault with it, nothing that a stranger wrote became markup, and
no word of protected evidence stands in it for somebody who may not read that.
The addresses come from the site itself: one without a line in the table fails by its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from claims.accounts.tokens import make_token
from claims.admin.site import site
from claims.desk import login_urls
from claims.models import Role, RoleGrant, Scope, User
from tests.grid import secrets, table
from tests.grid.observatory import penalties
from tests.grid.rows import Rows, make_rows
from tests.grid.sent import address_of, form_of, seen_of

pytestmark = pytest.mark.django_db

#: Where logins and tokens note when they were used last, whoever asks.
OWN_TABLES = ("django_session", "usersessions_", "claims_apitoken")
#: Of those who may: who sends a form as the desk's scripts do and is answered with all that changed. The others send
#: it as a browser without scripts and are led on. Who may not is always told so by the form.
WITH_SCRIPTS = ("ines", "ravi", "root")
#: Markup of strangers that was not escaped
FORBIDDEN = re.compile(rb"<(x-stranger|img src=x|svg onload)")


@pytest.fixture(autouse=True)
def _over_https(settings: Any) -> None:
    """As readers meet the site, with an archive that may be asked: nobody goes there, for that is a job."""
    settings.WAYBACK = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Rows]:
    """One set for all tests of this file, gone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_rows()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(rows: Rows) -> dict[str, Client]:
    """Logged in, and with a token for everything; the desk knows no tokens and the API no logins."""
    made = {name: Client() for name in table.EVERYBODY}
    for name in table.PEOPLE:
        person = User.objects.get(username=name)
        made[name].force_login(person)
        lost = None if person.roles else RoleGrant.objects.create(person=person, role=Role.REPORTER)
        person = User.objects.get(pk=person.pk)
        _, text = make_token(person, name="Grid", scopes=tuple(Scope), days=30)
        made[name].defaults["HTTP_AUTHORIZATION"] = f"Bearer {text}"
        if lost is not None:
            lost.delete()
    rows.objects["session"] = UserSession.objects.create(
        user=User.objects.get(username="edda"), session_key="of-another-device", ip="192.0.2.7"
    ).pk
    return made


@contextmanager
def undone() -> Iterator[list[str]]:
    """Whatever is done in it is taken back; gives the statements that wrote, and were not rolled back at once."""
    written: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        verb, _, rest = sql.partition(" ")
        if verb == "SAVEPOINT":
            written.append(rest)
        elif verb == "ROLLBACK":
            del written[written.index(rest.rpartition(" ")[2]) + 1 :]
        elif verb == "RELEASE":
            written.remove(rest.rpartition(" ")[2])
        elif verb in ("INSERT", "UPDATE", "DELETE") and not any(name in sql for name in OWN_TABLES):
            written.append(sql[:80])
        return execute(sql, *args)

    cache.clear()
    with transaction.atomic(), connection.execute_wrapper(note):
        yield written
        transaction.set_rollback(True)


def is_let_in(answer: Any, method: str) -> bool:
    """Shown, or done and led on; never led to a login."""
    if method == "get":
        return bool(answer.status_code in (200, 204))
    return answer.status_code in (200, 201, 204) or (
        answer.status_code == 302 and "?next=" not in answer.headers["Location"]
    )


def ask(client: Client, method: str, address: str, data: dict[str, Any], seen: int, *, has_scripts: bool = True) -> Any:
    cookies = client.cookies.copy()
    if method == "get":
        answer: Any = client.get(address, secure=True)
    elif address.startswith("/api/"):
        headers = {"If-Match": f'"{seen}"'}
        answer = client.post(address, data, content_type="application/json", headers=headers, secure=True)
    else:
        headers = {"HX-Request": "true"} if has_scripts else {}
        answer = client.post(address, {"seen": seen, **data}, headers=headers, secure=True)
    client.cookies = cookies
    if answer.streaming:
        answer.streamed = b"".join(answer.streaming_content)
    return answer


def secret_in(answer: Any, name: str) -> str:
    return secrets.leaks(content_of(answer), name)


def content_of(answer: Any) -> bytes:
    return bytes(answer.streamed if answer.streaming else answer.content)


def those_who_ask(address: str, may: table.People) -> table.People:
    """Below a claim everybody, for it matters what they have to do with it; elsewhere one of each role. Where nobody
    may, those with most rights. Who may does not depend on the engine: PostgreSQL is asked by one who may, so that
    every statement of every address has run there, too."""
    if connection.vendor == "postgresql":
        return frozenset(sorted(may, key=lambda name: (name != "root", name))[:1]) or frozenset({"root"})
    if not may:
        return table.MIGHTIEST
    if address.startswith(("/desk/claims/", "/api/v1/claims/")):
        return table.EVERYBODY
    return table.ONE_OF_EACH if address.startswith(("/desk/", "/admin/", "/api/")) else table.READERS


def faults_of(
    address: str,
    method: str,
    may: table.People,
    clients: dict[str, Client],
    data: Callable[[], dict[str, Any]] = dict,
    seen: int = 0,
) -> Iterator[str]:
    for name in sorted(those_who_ask(address, may)):
        has_scripts = name not in may or name in WITH_SCRIPTS or may.isdisjoint(WITH_SCRIPTS)
        with undone() as written:
            answer = ask(clients[name], method, address, data(), seen, has_scripts=has_scripts)
        asked = f"{method.upper()} {address} by {name}: {answer.status_code}"
        if answer.status_code >= 500 or answer.status_code == 400:
            yield f"{asked}, which is no answer"
        elif name in may and not is_let_in(answer, method):
            yield f"{asked}, but they may"
        elif name not in may and is_let_in(answer, method) and answer.status_code != 302:
            yield f"{asked}, but they may not"
        elif written and (method == "get" or name not in may):  # who was led elsewhere has done nothing, either
            yield f"{asked}, but it wrote: {written}"
        if secret := secret_in(answer, name):
            yield f"{asked}: it tells of the {secret}"
        for penalty in penalties(answer, is_frameable=address.startswith("/embed/")):
            yield f"{asked}: {penalty}"
        if "html" in answer.headers.get("Content-Type", "") and FORBIDDEN.search(answer.content):
            yield f"{asked}: what a stranger wrote became markup: {FORBIDDEN.search(answer.content)}"


@pytest.mark.parametrize("line", table.TABLE)
def test_it_answers_those_who_may_and_nobody_else(line: str, rows: Rows, clients: dict[str, Client]) -> None:
    address = address_of(line, rows)
    may_get, may_post = table.TABLE[line]
    faults = [
        *faults_of(address, "get", may_get, clients),
        *faults_of(address, "post", may_post, clients, lambda: form_of(line, rows), seen_of(line, rows)),
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("model", table.ADMIN)
def test_the_admin_shows_and_takes_a_model_for_those_who_may(
    model: str, rows: Rows, clients: dict[str, Client]
) -> None:
    look, add, change, delete = table.ADMIN[model]
    kind = next(kind for kind in site._registry if kind._meta.model_name == model)
    row = kind._default_manager.exclude(username="root").first() if kind is User else kind._default_manager.first()
    assert row is not None
    start = f"admin:claims_{model}"
    one = {name: reverse(f"{start}_{name}", args=[row.pk]) for name in ("change", "history", "delete")}
    every, new = reverse(f"{start}_changelist"), reverse(f"{start}_add")
    faults = [
        *faults_of(every, "get", look, clients),
        *faults_of(one["change"], "get", look, clients),
        *faults_of(one["history"], "get", look, clients),
        *faults_of(new, "get", add, clients),
        *faults_of(new, "post", add, clients),
        *faults_of(one["change"], "post", change, clients),
        *faults_of(one["delete"], "get", delete, clients),
        *faults_of(one["delete"], "post", delete, clients, lambda: {"post": "yes"}),
    ]
    assert not faults, "\n".join(faults)


#: Where one types words, or asks for what hangs on a claim.
FINDING = (
    "/desk/search/?q={word}", "/desk/search/?q={word}&kind=evidence", "/desk/find/?q={word}", "/desk/?q={word}",
    "/desk/claims/?q={word}", "/desk/board/?q={word}", "/desk/articles/?q={word}", "/desk/claims/{busy}/?seen=1",
    "/desk/claims/{busy}/live/?seen=1", "/desk/claims/{busy}/all/proposed/", "/desk/claims/{busy}/all/supporting/",
    "/desk/claims/{busy}/all/origins/", "/desk/claims/{busy}/all/rejected/", "/desk/claims/{busy}/all/changes/",
    "/desk/claims/{busy}/dossier/?for=outside", "/desk/claims/{busy}/history/",
    "/api/v1/claims?q={word}", "/api/v1/articles?q={word}", "/api/v1/claims/{busy}/evidence?limit=100",
    "/api/v1/claims/{decided}/evidence?limit=100", "/?q={word}", "/search/?q={word}",
)  # fmt: skip


@pytest.mark.parametrize("address", FINDING)
def test_nobody_finds_protected_evidence_who_may_not_read_it(
    address: str, rows: Rows, clients: dict[str, Client]
) -> None:
    numbers = {name: claim.pk for name, claim in rows.claims.items()}
    asked = address.format(word=secrets.FINDS, **numbers)
    those = table.EVERYBODY if connection.vendor == "sqlite" else table.READERS | {"lena"}
    answers = {name: ask(clients[name], "get", asked, {}, 0) for name in sorted(those)}
    told = {
        name: secrets.around(content_of(answer), secret)
        for name, answer in answers.items()
        if (secret := secret_in(answer, name))
    }
    assert not told
    assert all(answer.status_code < 500 for answer in answers.values())


def test_whoever_is_named_reads_it_and_the_others_are_told_whom_to_ask(rows: Rows, clients: dict[str, Client]) -> None:
    """Without this the tests above could not fail."""
    page = f"/desk/claims/{rows.claims['busy'].pk}/"
    shown = {name: ask(clients[name], "get", page, {}, 0).content.decode() for name in ("lena", "ravi", "root")}
    assert secrets.NAMED in shown["lena"].lower()
    assert "visible to named people only; ask" not in shown["lena"]
    for name in ("ravi", "root"):
        assert "3 sources are visible to named people only; ask Ravi" in shown[name]
        assert secrets.NEWSROOM in shown[name].lower()
    found = ask(clients["lena"], "get", f"/desk/search/?q={secrets.FINDS}", {}, 0).content.decode()
    assert secrets.NAMED in found.lower()


def test_neither_notices_nor_webhooks_tell_of_it(rows: Rows) -> None:
    assert secrets.told_to_others() == []


def names_of(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            below = f"{space}:{pattern.namespace}" if space and pattern.namespace else pattern.namespace or space
            yield from names_of(pattern.url_patterns, below or "")
        else:
            yield f"{space}:{pattern.name or getattr(pattern.callback, '__name__', '')}"


def test_every_address_of_the_site_has_a_line_and_every_line_an_address() -> None:
    """A new address is added to TABLE, a new model of the admin to ADMIN, with who may GET and who may POST."""
    verbs = ("changelist", "add", "change", "delete", "history")
    of_models = {f"admin:claims_{model}_{verb}" for model in table.ADMIN for verb in verbs}
    listed = {line.partition(" ")[0] for line in table.TABLE} | of_models | {"admin:view"} | set(table.SAME_ADDRESS)
    of_allauth = {f":{pattern.name}" for pattern in login_urls.for_allauth}  # other names of addresses of the desk
    names = list(names_of(get_resolver().url_patterns))
    twice = {name for name in names if names.count(name) > 1} - {"admin:view"}
    assert not twice, f"of addresses with one name only one would be asked: {sorted(twice)}"
    there = set(names) - of_allauth
    assert not there - listed, f"without a line: {sorted(there - listed)}"
    assert not listed - there, f"without an address: {sorted(listed - there)}"
