"""What an operator is given in docker/: read by the programs that it is written for, and held to what it promises."""

import contextlib
import ipaddress
import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from claims.web import address
from tests import hosts, services

DOCKER = hosts.COMPOSE.parent
#: The address that only the compose file's own variables name.
ENVIRONMENT = {
    "SITE_URL": "https://checks.example.org",
    "CONTACT_EMAIL": "desk@example.org",
    **services.WORDS_OF_DEBIANS_CADDY,
}
HAS_A_WAY_OUT = {"fetcher", "mailer", "proxy"}
with_programs = pytest.mark.skipif(
    not services.find_deployment_programs(), reason="takes root, caddy, docker-compose, hey, ip and nft"
)


def parts() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = hosts.compose()["services"]
    return found


def run(*command: str, cwd: Path = DOCKER, **env: str) -> str:
    """What it says; it must end well."""
    path = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/nonexistent"}
    done = subprocess.run(command, cwd=cwd, env=path | env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@with_programs
def test_compose_reads_the_file_with_the_example_of_its_settings(tmp_path: Path) -> None:
    for name in ("compose.yaml", "compose.services.yaml", "not-set"):
        shutil.copy(DOCKER / name, tmp_path)
    shutil.copy(DOCKER / ".env.example", tmp_path / ".env")
    said = run("docker-compose", "-f", "compose.yaml", "config", cwd=tmp_path)
    assert "https://checks.example.org" in said
    assert "fc-services" not in said, "web has no way out unless it is given one"
    (tmp_path / ".env").write_text(
        f"{(DOCKER / '.env.example').read_text()}\nCOMPOSE_FILE=compose.yaml:compose.services.yaml\n"
        "S3_SECRET_KEY_FILE=./secrets/s3\n"
    )
    both = yaml.safe_load(run("docker-compose", "config", cwd=tmp_path))
    assert set(both["services"]["web"]["networks"]) == {"edge", "inside", "services"}
    assert both["secrets"]["s3_secret_key"]["file"].endswith("/secrets/s3")
    assert both["secrets"]["sentry_dsn"]["file"].endswith("/not-set")


@with_programs
def test_compose_refuses_to_begin_without_an_address(tmp_path: Path) -> None:
    shutil.copy(hosts.COMPOSE, tmp_path)
    (tmp_path / ".env").touch()
    with pytest.raises(AssertionError, match="set the address that readers use"):
        run("docker-compose", "-f", "compose.yaml", "config", cwd=tmp_path)


@with_programs
def test_the_proxy_and_the_firewall_understand_their_files() -> None:
    run("caddy", "validate", "--adapter", "caddyfile", "--config", "Caddyfile", **ENVIRONMENT)
    run("nft", "-c", "-f", "egress.nft")


@with_programs
def test_what_is_sent_slowly_reaches_the_desk_only_when_it_is_whole() -> None:
    """Each of its threads would wait for a sender."""
    body, has_begun, came = b"x" * 50_000, Event(), Queue[bytes]()
    with services.temporary_folder() as folder, socket.create_server(("127.0.0.1", 0)) as desk:
        Thread(target=_read_posts, args=(desk, body, has_begun, came), daemon=True).start()
        with services.proxy(folder, f"127.0.0.1:{desk.getsockname()[1]}") as (site, authority):
            address, trusted = urlsplit(site), ssl.create_default_context(cafile=str(authority))
            wire = socket.create_connection(("127.0.0.1", address.port or 443), timeout=20)
            with trusted.wrap_socket(wire, server_hostname="localhost") as sender:
                head = f"POST /send-a-claim/ HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: {len(body)}\r\n\r\n"
                sender.sendall(head.encode() + body[:20_000])
                assert not has_begun.wait(1.5)
                sender.sendall(body[20_000:])
                assert came.get(timeout=20).endswith(body)


def _read_posts(desk: socket.socket, body: bytes, has_begun: Event, came: "Queue[bytes]") -> None:
    with contextlib.suppress(OSError):  # until its socket is closed
        while True:
            wire, _ = desk.accept()
            with wire:
                told = wire.recv(65_536)
                if told.startswith(b"POST"):
                    has_begun.set()
                    while not told.endswith(body):
                        told += wire.recv(65_536)
                    came.put(told)
                wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


@with_programs
def test_servers_that_are_all_too_busy_to_say_that_they_are_alive_are_asked_all_the_same() -> None:
    """Otherwise everybody would be turned away while they still answer most people."""
    told = run("caddy", "adapt", "--adapter", "caddyfile", "--config", "Caddyfile", **ENVIRONMENT)
    (server,) = json.loads(told[told.index('{"') :])["apps"]["http"]["servers"].values()
    (site,), (trouble,) = (kind["routes"] for kind in (server, server["errors"]))
    usual = site["handle"][0]["routes"][-1]["handle"][0]
    rest, busy = trouble["handle"][0]["routes"]
    assert rest["match"] == [{"expression": "{http.error.status_code} != 503"}]
    assert busy["match"] == [{"expression": "{http.error.status_code} == 503"}]
    (last,) = busy["handle"]
    assert "active" in usual["health_checks"]
    assert "health_checks" not in last
    assert {name: last[name] for name in ("upstreams", "headers")} == {
        name: usual[name] for name in ("upstreams", "headers")
    }


@with_programs
def test_what_the_proxy_refuses_itself_has_words_and_the_policies_of_the_desk() -> None:
    with services.temporary_folder() as folder, services.proxy(folder, "127.0.0.1:1") as (site, authority):
        trusted = ssl.create_default_context(cafile=str(authority))
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"{site}/metrics", context=trusted, timeout=20)
        with refused.value as answer:
            assert answer.code == 404
            assert b"try again in a minute" in answer.read()
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["X-Request-ID"]


def test_a_linter_finds_nothing_in_the_image() -> None:
    run(str(Path(sys.executable).with_name("hadolint")), "Dockerfile")


def test_no_part_may_do_more_than_it_must() -> None:
    for name, part in parts().items():
        assert part["read_only"] is True, name
        assert part["cap_drop"] == ["ALL"], name
        assert part["security_opt"] == ["no-new-privileges:true"], name
        assert name == "proxy" or "ports" not in part, f"{name} is open to the host's network"
        assert name == "proxy" or "cap_add" not in part, name
        assert {"mem_limit", "pids_limit"} <= part.keys(), f"{name} may take all of the host"


def test_the_firewall_closes_what_the_desk_refuses_and_nothing_else() -> None:
    rules = (DOCKER / "egress.nft").read_text()
    closed = {}
    for family in ("4", "6"):
        (listed,) = re.findall(rf"set private{family} \{{.*?elements = \{{(.*?)\}}", rules, re.DOTALL)
        closed[family] = {
            *ipaddress.collapse_addresses(ipaddress.ip_network(each.strip()) for each in listed.split(","))
        }
    outside = ipaddress.IPv6Network("::/0").address_exclude(address._GLOBAL_UNICAST_V6)
    assert closed["4"] == {*ipaddress.collapse_addresses(address._CLOSED_V4)}
    assert closed["6"] == {*ipaddress.collapse_addresses([*address._CLOSED_V6, *outside])}


def test_only_those_that_ask_the_outside_world_can_reach_it() -> None:
    networks = hosts.compose()["networks"]
    internal = {name for name, options in networks.items() if options.get("internal")}
    assert {name for name, part in parts().items() if set(part["networks"]) - internal} == HAS_A_WAY_OUT
    assert set(parts()["proxy"]["networks"]).isdisjoint(parts()["postgres"]["networks"])
    networks |= yaml.safe_load((DOCKER / "compose.services.yaml").read_text())["networks"]
    for name in ("outside", "services"):
        bridge = networks[name]["driver_opts"]["com.docker.network.bridge.name"]
        assert f'"{bridge}"' in (DOCKER / "egress.nft").read_text()


def test_what_an_operator_writes_of_secrets_is_kept_out_of_the_sources() -> None:
    ignored = (hosts.BASE_DIR / ".gitignore").read_text().splitlines()
    assert {"/docker/.env", "/docker/secrets/", "/docker/compose.hosts.yaml"} <= {*ignored}


def test_every_queue_has_exactly_one_kind_of_worker(settings: Any) -> None:
    taken = [
        command[command.index("-Q") + 1] for part in parts().values() if "-Q" in (command := part.get("command", []))
    ]
    assert sorted(taken) == sorted(queue.name for queue in settings.CELERY_TASK_QUEUES)


def test_every_part_that_goes_on_says_whether_it_does() -> None:
    in_the_image = {"web"}
    assert {name for name, part in parts().items() if "test" not in part.get("healthcheck", {})} == (
        in_the_image | {"prepare"}
    )


def test_secrets_are_files_and_stand_in_no_environment() -> None:
    for name, part in parts().items():
        for key, value in part.get("environment", {}).items():
            is_secret = any(word in key for word in ("SECRET", "PASSWORD", "DATABASE_URL"))
            assert not is_secret or (key.endswith("_FILE") and value.startswith("/run/secrets/")), f"{name}: {key}"
        assert (DOCKER / "not-set").read_bytes() == b"", name
    example = (DOCKER / ".env.example").read_text()
    secret = (
        "SECRET_KEY=",
        "PASSWORD=",
        "DATABASE_URL=",
        "REDIS_URL=redis",
        "FALLBACKS=",
        "CHECK_KEY=",
        "WAYBACK_KEY=",
    )
    assert not any(word in example for word in secret)
    told = {name for name in parts()["web"]["environment"] if name.endswith("_FILE")}
    assert {f"{name.upper()}_FILE" for name in parts()["web"]["secrets"]} == told
    guide = (hosts.BASE_DIR / "docs" / "operating.md").read_text()
    assert not re.search(r"(?:--requirepass|REDISCLI_AUTH)", guide), "on a command line everybody reads it"


@with_programs
def test_a_page_that_talks_the_fetcher_into_it_finds_no_private_address_behind_the_firewall(tmp_path: Path) -> None:
    with hosts.docker_host(tmp_path) as host:
        assert host.reaches(host.PUBLIC), "the outside world can be asked"
        assert host.reaches(host.PRIVATE), "without the rules the newsroom's own network is open"
        host.obey(DOCKER / "egress.nft")
        assert host.reaches(host.PUBLIC), "the rules leave the outside world open"
        assert not host.reaches(host.PRIVATE), "the newsroom's own network"
        assert not host.reaches(host.GATEWAY), "the host itself"


@with_programs
@pytest.mark.parametrize("bridge", ["fc-services", "fc-outside"])
def test_a_part_reaches_the_outside_world_and_of_private_addresses_only_what_is_named(
    tmp_path: Path, bridge: str
) -> None:
    """`fetcher`, which is in both networks, is led out by fc-outside."""
    rules = tmp_path / "egress.nft"
    with hosts.docker_host(tmp_path, bridge=bridge) as host:
        host.obey(DOCKER / "egress.nft")
        assert host.reaches(host.PUBLIC), "a provider in the outside world"
        assert not host.reaches(host.PRIVATE), "the newsroom's own network"
        assert not host.reaches(host.PRIVATE, host.NAMES), "a resolver that nobody named"
        assert not host.reaches(host.GATEWAY), "the host itself"
        own = f'include "{DOCKER / "egress.nft"}"\nadd element inet factcheck'
        rules.write_text(f"{own} resolvers4 {{ {host.PRIVATE}, {host.GATEWAY} }}\n")
        host.obey(rules)
        for resolver in (host.PRIVATE, host.GATEWAY):
            assert host.reaches(resolver, host.NAMES), "asked for names"
            assert not host.reaches(resolver), "and for nothing else"
        rules.write_text(f"{own} services4 {{ {host.PRIVATE} }}\n")
        host.obey(rules)
        assert host.reaches(host.PRIVATE), "what the operator named"


def variables_of_the_code() -> set[str]:
    files = [file for room in ("factcheck", "claims") for file in (hosts.BASE_DIR / room).rglob("*.py")]
    asked = re.compile(r"environment\.[a-z_]+\(\s*[\"']([A-Z0-9_]+)[\"']")
    return {name for file in files for name in asked.findall(file.read_text(encoding="utf-8"))}


def test_every_variable_is_named_once_for_the_operator() -> None:
    """In the table of docs/operating.md and in the example of settings, those of the compose file too."""
    files = "".join((DOCKER / name).read_text() for name in ("compose.yaml", "compose.services.yaml"))
    of_compose = {name.removesuffix("_FILE") for name in re.findall(r"\$\{([A-Z0-9_]+)", files)}
    wanted = variables_of_the_code() | of_compose
    assert {"SITE_URL", "S3_BUCKET", "WAYBACK_KEY", "FETCHERS"} <= wanted, "nothing was found to look for"
    guide = (hosts.BASE_DIR / "docs" / "operating.md").read_text()
    rows = re.findall(r"^\| (`[A-Z0-9_]+`(?:, `[A-Z0-9_]+`)*) \|", guide, re.MULTILINE)
    told = Counter(name for row in rows for name in re.findall(r"[A-Z0-9_]+", row))
    example = Counter(
        name.removesuffix("_FILE")
        for name in re.findall(r"^(?:# )?([A-Z0-9_]+)=", (DOCKER / ".env.example").read_text(), re.MULTILINE)
    )
    for where in (told, example):
        assert {name: where[name] for name in wanted if where[name] != 1} == {}
    own = {"COMPOSE", "COMPOSE_PROJECT_NAME", "POLICY_SECOND_STEP"}  # the first is COMPOSE_FILE
    assert (told.keys() | example.keys()) - wanted - own == set(), "nobody reads these"
