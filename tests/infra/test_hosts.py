"""The compose file's own commands on two hosts with one PostgreSQL and one Redis, behind its proxy.

One host is cut off, then the other loses its power, and every article that was asked for is there once.
"""

import contextlib
import http.cookiejar
import re
import ssl
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psycopg
import pytest

from tests import hosts, services
from tests.worker import wait_until

PASSWORD = "a long sentence of nobody"
MANAGE = [sys.executable, str(hosts.BASE_DIR / "manage.py")]
#: How a PostgreSQL server notices clients that are cut off, as compose.yaml sets it; faster here.
KEEPALIVES = {"tcp_keepalives_idle": "1", "tcp_keepalives_interval": "1", "tcp_keepalives_count": "2"}


class Pages(BaseHTTPRequestHandler):
    """A page for each address, of several sentences, one of them with a number."""

    def do_GET(self) -> None:
        number = self.path.strip("/")
        text = f"The harbour of town {number} moved 4,{number.zfill(3)} containers in 2025, the port said. " * 3
        body = f"<html><title>Harbour {number}</title><article><h1>Harbour {number}</h1><p>{text}</p></article></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Nothing: the test says what it saw."""


@contextlib.contextmanager
def pages(address: str) -> Iterator[str]:
    """A site of any number of pages; yields host:port."""
    server = ThreadingHTTPServer((address, 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"{address}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class Visitor:
    """Somebody with a browser's cookies, who trusts the proxy's own certificate authority and no other."""

    def __init__(self, site: str, authority: Path) -> None:
        self.site = site
        trust = ssl.create_default_context(cafile=str(authority))
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar, urllib.request.HTTPSHandler(context=trust))

    def get(self, path: str) -> str:
        return self._ask(urllib.request.Request(self.site + path))

    def send(self, path: str, **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path))
        assert token, f"There is no form at {path}"
        body = urllib.parse.urlencode(dict(fields, csrfmiddlewaretoken=token[1])).encode()
        request = urllib.request.Request(self.site + path, body, {"Referer": self.site + path})
        return self._ask(request)

    def _ask(self, request: urllib.request.Request) -> str:
        """As people do: what does not come is asked for again, and a form that was sent twice counts once."""
        for tries_left in (3, 2, 1, 0):
            try:
                with self.opener.open(request, timeout=20) as answer:
                    return str(answer.read().decode())
            except TimeoutError:
                if not tries_left:
                    raise
        raise AssertionError("unreachable")


#: What proves afterwards that nothing was lost, in one process.
PROOFS = """
import django; django.setup()
from django.core.management import call_command
call_command("verify_audit"); call_command("verify_snapshots"); call_command("rebuild_index", check=True)
"""


def start(host: hosts.Host, *services_of_compose: str, queues: str = "") -> None:
    """The compose file's services; with `queues` the worker takes from these."""
    for service in services_of_compose:
        command = hosts.command_of(service, WORKERS="1", FETCHERS="1")
        if service == "beat":
            command = [word.replace("=/tmp/", f"={host.environment['TMPDIR']}/") for word in command]
        if service == "worker" and queues:
            command[command.index("-Q") + 1] = queues
        host.start(service, command)


def serves(host: hosts.Host) -> bool:
    """Its site is loaded before its first process begins."""
    return "Booting worker" in host.children["web"].log.read_text()


@pytest.mark.services
@pytest.mark.skipif(
    not services.find_deployment_programs(), reason="takes root, caddy, docker-compose, hey, ip and nft"
)
def test_two_hosts_share_the_work_and_either_may_go(tmp_path: Path) -> None:
    tmp_path.chmod(0o711)
    with hosts.network("ada", "ben", folder=tmp_path) as network:
        run_on(network, tmp_path)


def run_on(network: hosts.Network, folder: Path) -> None:
    ada, ben = network["ada"], network["ben"]
    with (
        services.postgres(network.address, **KEEPALIVES) as database_url,
        services.redis(network.address) as redis_url,
        pages(network.address) as site_of_pages,
        services.proxy(folder, f"{ada.address}:8000", f"{ben.address}:8000") as (site, authority),
    ):
        (folder / "data").mkdir()
        (folder / "database_url").write_text(database_url)
        for host in (ada, ben):
            host.environment |= {
                "DJANGO_SETTINGS_MODULE": "factcheck.settings",
                "DATABASE_URL_FILE": str(folder / "database_url"),
                "REDIS_URL": redis_url,
                "DATA_DIR": str(folder / "data"),
                "SITE_URL": site,
                "TRUST_PROXY_HEADERS": "1",
                "HOST": "0.0.0.0",
                "WEB_PROCESSES": "1",
                "POLICY_SECOND_STEP": "0",
                "JOB_HOLD_S": "3",
                "FETCH_ALLOW": site_of_pages,
                "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
            }
        ada.run("prepare", hosts.command_of("prepare"))
        ada.run(
            "createsuperuser", [*MANAGE, "createsuperuser", "--noinput", "--username=root", "--email=r@example.org"]
        )
        start(ada, "web", "worker", "fetcher", "mailer", "beat")
        start(ben, "web", "worker", "beat", queues="work,fetch,mail")  # a small host: one worker for everything
        visitor = Visitor(site, authority)
        wait_until(lambda: serves(ada) and serves(ben), what="both web servers")
        visitor.send("/desk/login/", username="root", password=PASSWORD)

        def ask_for(*numbers: int) -> None:
            visitor.send("/desk/import/", urls="\n".join(f"http://{site_of_pages}/{number}" for number in numbers))

        def wait_for(n_articles: int, what: str) -> None:
            with psycopg.connect(database_url, autocommit=True) as connection:
                wait_until(lambda: read_articles(connection) == (n_articles, n_articles, 0), what=what, timeout_s=420)

        try:
            ask_for(*range(1, 9))
            ben.cut()
            ask_for(*range(9, 13))
            wait_for(12, "all articles though one host is cut off")
            ben.mend()
            ada.kill()
            ask_for(*range(13, 19))
            wait_for(18, "all articles though the other host is dead")
            for role in ("web", "worker", "beat"):
                ben.run(f"probe of {role}", [sys.executable, "-m", "factcheck.run.probe", role])
            ben.run("proofs", [sys.executable, "-c", PROOFS])
        except BaseException:
            print(ada.last_words(), ben.last_words(), sep="\n")
            print(read_owed(database_url))
            raise
        assert "Harbour 17" in visitor.get("/desk/articles/")


def read_articles(connection: "psycopg.Connection[tuple[int, ...]]") -> tuple[int, ...]:
    """(articles whose claims were looked for, different addresses among them, jobs that are still owed)"""
    row = connection.execute(
        "SELECT count(*), count(DISTINCT identity), (SELECT count(*) FROM claims_job) "
        "FROM claims_article WHERE stage = 'ready'"
    ).fetchone()
    assert row is not None
    return row


def read_owed(database_url: str) -> str:
    """Each job that is owed: whoever looks for what went wrong begins there."""
    with psycopg.connect(database_url, connect_timeout=10) as connection:
        rows = connection.execute(
            "SELECT name, target, n_tries, due_at, rung_at, held_by, held_until_at, failed_at, error, now() "
            "FROM claims_job ORDER BY id"
        )
        return "\n".join(["== owed, with the time of the database", *(" | ".join(map(str, row)) for row in rows)])
