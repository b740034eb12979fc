"""Several hosts on one machine: network namespaces on a bridge, each with processes of its own. Takes root and `ip`.

What the processes are is read from docker/compose.yaml, so that what is tested is what an operator starts.
"""

import contextlib
import itertools
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from factcheck.run.children import Child
from tests import services

BASE_DIR = Path(__file__).resolve().parents[1]
COMPOSE = BASE_DIR / "docker" / "compose.yaml"
_VARIABLE = re.compile(r"\$\{(\w+):-([^}]*)\}")


def compose() -> dict[str, Any]:
    """The file as YAML tells it: anchors merged, variables as they are written."""
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return found


def command_of(service: str, **variables: str) -> list[str]:
    """How the container is started, or a program of that name of this Python."""
    words = compose()["services"][service].get("command") or _image_command()
    filled = [_VARIABLE.sub(lambda found: variables.get(found[1], found[2]), word) for word in words]
    program = Path(sys.executable).with_name(filled[0])
    return [str(program) if program.exists() else filled[0], *filled[1:]]


def _image_command() -> list[str]:
    (words,) = re.findall(r"^CMD (\[.*\])$", (COMPOSE.parent / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    return list(yaml.safe_load(words))


@dataclass
class Host:
    """One namespace with an address on the bridge."""

    name: str
    address: str
    namespace: str
    link: str
    environment: dict[str, str]
    folder: Path
    children: dict[str, Child] = field(default_factory=dict)

    def start(self, role: str, command: list[str], **more: str) -> Child:
        child = Child(
            name=f"{self.name}: {role}",
            command=["ip", "netns", "exec", self.namespace, *command],
            log=self.folder / f"{role}.log",
            env=dict(self.environment, **more),
            cwd=BASE_DIR,
        )
        child.start()
        self.children[role] = child
        return child

    def run(self, role: str, command: list[str], **more: str) -> None:
        """To its end, which must be a good one."""
        child = self.start(role, command, **more)
        assert child.process is not None
        assert child.process.wait(120) == 0, child.last_lines(40)
        del self.children[role]

    def cut(self) -> None:
        """Nothing reaches it any more, and it hears no refusal either: what is on its way is lost."""
        _ip("link", "set", self.link, "down")

    def mend(self) -> None:
        _ip("link", "set", self.link, "up")

    def kill(self) -> None:
        """As when the power goes."""
        for child in self.children.values():
            child.send(signal.SIGKILL, whole_group=True)
        for child in self.children.values():
            if child.process is not None:
                child.process.wait(10)
        self.children.clear()

    def last_words(self) -> str:
        return "\n".join(f"== {child.name}\n{child.last_lines(100)}" for child in self.children.values())


@dataclass
class Network:
    """A bridge with an address of its own, where the servers listen that all hosts share."""

    address: str
    hosts: dict[str, Host]

    def __getitem__(self, name: str) -> Host:
        return self.hosts[name]


@contextlib.contextmanager
def network(*names: str, folder: Path, **environment: str) -> Iterator[Network]:
    """Hosts of these names. `environment` is that of their processes, beside where temporary files of each host lie."""
    mark = os.getpid() % 60_000
    subnet, bridge = f"10.{213 + mark // 250 % 40}.{mark % 250}", f"fcb{mark}"
    made, lets_others = Network(f"{subnet}.1", {}), False
    with contextlib.ExitStack() as turn:
        turn.enter_context(services.machines_network(changes=True))
        try:
            _ip("link", "add", bridge, "type", "bridge")
            _ip("addr", "add", f"{made.address}/24", "dev", bridge)
            _ip("link", "set", bridge, "up")
            for number, name in enumerate(names, start=2):
                made.hosts[name] = _add_host(name, number, subnet, mark, bridge, folder / name, environment)
            if len(names) == 1:
                turn.close()  # it is never cut off: nothing changes until the end, and browsers need not wait
                lets_others = True
            yield made
        finally:
            for host in made.hosts.values():
                host.kill()
            if lets_others:
                turn.enter_context(services.machines_network(changes=True))
            for host in made.hosts.values():
                _ip("link", "del", host.link)  # with its namespace alone it would go some time later
                _ip("netns", "del", host.namespace)
            _ip("link", "del", bridge)


def _add_host(
    name: str, number: int, subnet: str, mark: int, bridge: str, folder: Path, environment: dict[str, str]
) -> Host:
    (folder / "tmp").mkdir(parents=True)
    link, inner = f"fcv{mark}n{number}", f"fce{mark}n{number}"
    host = Host(
        name=name,
        address=f"{subnet}.{number}",
        namespace=f"fct{mark}n{number}",
        link=link,
        environment=dict(os.environ, **environment, TMPDIR=str(folder / "tmp")),
        folder=folder,
    )
    _ip("netns", "add", host.namespace)
    _ip("link", "add", link, "type", "veth", "peer", "name", inner)
    _ip("link", "set", inner, "netns", host.namespace)
    _ip("link", "set", link, "master", bridge)
    _ip("link", "set", link, "up")
    inside = ("-n", host.namespace)
    _ip(*inside, "addr", "add", f"{host.address}/24", "dev", inner)
    _ip(*inside, "link", "set", inner, "up")
    _ip(*inside, "link", "set", "lo", "up")
    return host


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"`ip {' '.join(words)}` failed: {done.stderr.strip()}")


class DockerHost:
    """A host with a container on the bridge of `outside`, a neighbour in its own network, and somebody in the world."""

    CONTAINER, GATEWAY, PRIVATE, PUBLIC = "172.30.9.2", "172.30.9.1", "10.250.9.2", "193.0.0.2"
    PORT, NAMES = 8000, 53

    def __init__(self) -> None:
        mark = os.getpid() % 60_000
        self.host, self.container = f"fch{mark}", f"fcc{mark}"
        self.others = {self.PRIVATE: f"fcp{mark}", self.PUBLIC: f"fcw{mark}"}

    def obey(self, rules: Path) -> None:
        subprocess.run(["ip", "netns", "exec", self.host, "nft", "-f", str(rules)], check=True)

    def reaches(self, address: str, port: int = PORT) -> bool:
        """Whether the container gets through to it."""
        program = f"import socket; socket.create_connection(({address!r}, {port}), timeout=10)"
        command = ["ip", "netns", "exec", self.container, sys.executable, "-c", program]
        return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0

    def join(self, namespace: str, end: str, address: str) -> None:
        """A cable between the host, which is `end` there, and another namespace."""
        gateway = address.rsplit(".", 1)[0] + ".1"
        _ip("netns", "add", namespace)
        _ip("-n", self.host, "link", "add", end, "type", "veth", "peer", "name", "eth0", "netns", namespace)
        for space, name, own in ((self.host, end, gateway), (namespace, "eth0", address)):
            _ip("-n", space, "addr", "add", f"{own}/24", "dev", name)
            _ip("-n", space, "link", "set", name, "up")
        _ip("-n", namespace, "route", "add", "default", "via", gateway)


@contextlib.contextmanager
def docker_host(folder: Path, *, bridge: str = "fc-outside") -> Iterator[DockerHost]:
    """With servers that listen in the world, in the private network, and on the host."""
    made = DockerHost()
    spaces = [made.host, made.container, *made.others.values()]
    servers: list[subprocess.Popen[bytes]] = []
    try:
        _ip("netns", "add", made.host)
        subprocess.run(["ip", "netns", "exec", made.host, "sysctl", "-qw", "net.ipv4.ip_forward=1"], check=True)
        made.join(made.container, bridge, made.CONTAINER)
        for number, (address, space) in enumerate(made.others.items()):
            made.join(space, f"uplink{number}", address)
        for space, port in itertools.product((made.host, *made.others.values()), (made.PORT, made.NAMES)):
            command = ["ip", "netns", "exec", space, sys.executable, "-u", "-m", "http.server", str(port)]
            server = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            servers.append(server)
            assert server.stdout is not None
            assert b"Serving" in server.stdout.readline()
        yield made
    finally:
        for server in servers:
            server.kill()
            server.communicate()
        for space in spaces:
            _ip("netns", "del", space)
