"""Makes or refreshes .venv from the lock, on a bare Python: standard library only, nothing newer than Python 3.6."""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

try:
    import ensurepip
    import venv
except ImportError:  # Debian leaves them out of the plain package
    ensurepip = venv = None  # type: ignore[assignment]

OLDEST = (3, 11)
BASE_DIR = Path(__file__).resolve().parent.parent
LOCK = BASE_DIR / "docker" / "requirements-dev.txt"
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed-lock"
VERSION = ".".join(map(str, sys.version_info[:2]))


class CannotInstall(Exception):
    """The message is a full sentence that says what to do; `output` is what the failing tool printed."""

    def __init__(self, sentence: str, output: str = "") -> None:
        super().__init__(sentence)
        self.output = output


def say(text: str, end: str = "\n") -> None:
    print(text, end=end, flush=True)  # noqa: T201 - this is the command's output


def run(*command: "str | Path") -> "tuple[bool, str]":
    """Run quietly; returns (whether it worked, what it printed)."""
    try:
        done = subprocess.run(
            list(map(str, command)),
            check=False,
            cwd=str(BASE_DIR),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
    except OSError as error:
        return False, str(error)
    return done.returncode == 0, done.stdout.decode("utf-8", "replace")


def check_python() -> None:
    if tuple(sys.version_info[:2]) < OLDEST:
        raise CannotInstall(
            f"Python 3.11 or newer is needed, but this is {VERSION}: "
            "install a newer one, or name it with PYTHON=/path/to/python3."
        )
    if ensurepip is None or venv is None:
        raise CannotInstall(
            "This Python has no complete venv module: install it (on Debian: apt-get install python3-venv), "
            "or name another Python with PYTHON=/path/to/python3."
        )


def make_venv() -> None:
    """A new .venv, unless the one that is there works."""
    works, _ = run(PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))")
    if works:
        return
    try:
        if VENV.is_symlink() or VENV.is_file():
            VENV.unlink()
        elif VENV.exists():
            shutil.rmtree(str(VENV))
        VENV.mkdir()
    except OSError as error:
        raise CannotInstall(
            f"The folder {BASE_DIR} cannot be written ({error.strerror}): work on a copy in a folder of your own."
        ) from error
    works, output = run(sys.executable, "-m", "venv", VENV)
    if not works:
        raise CannotInstall(f"The virtual environment could not be made in {VENV}; the lines above say why.", output)


def pinned(name: str) -> str:
    """The lock's own lines for one package, hashes included."""
    lines = LOCK.read_text(encoding="utf-8") + "\n."
    found = re.search(rf"^{re.escape(name)}==.*?(?=^\S)", lines, re.MULTILINE | re.DOTALL)
    if not found:
        raise CannotInstall(f"The lock {LOCK} does not name {name}: run `make lock`.")
    return found.group(0)


def install_uv() -> bool:
    """uv from the lock; it installs the rest about ten times as fast as pip does."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "uv.txt"
        file.write_text(pinned("uv"), encoding="utf-8")
        pip = (
            PYTHON,
            "-m",
            "pip",
            "install",
            "-q",
            "--no-deps",
            "--only-binary",
            ":all:",
            "--require-hashes",
        )
        works, _ = run(*pip, "-r", file)
    return works


def install_packages() -> None:
    """Exactly the lock, from ready-made builds only, so that no compiler is needed."""
    if install_uv():
        sync = (
            VENV / "bin" / "uv",
            "pip",
            "sync",
            "-q",
            "--python",
            PYTHON,
            "--require-hashes",
            "--no-build",
        )
        works, output = run(*sync, LOCK)
        if works:
            return
    # uv reads other settings than pip: behind a mirror that only pip knows, pip still works
    say(" uv could not do it, pip takes about two minutes ...", end="")
    pip = (PYTHON, "-m", "pip", "install", "-q", "--only-binary", ":all:", "--require-hashes", "-r", LOCK)
    works, output = run(*pip)
    if works:
        return
    if re.search(r"Connection|name resolution|Name or service|timed out|unreachable", output):
        raise CannotInstall("The package index cannot be reached: check the network and run this again.", output)
    if re.search(r"Could not find a version|No matching distribution", output):
        raise CannotInstall(
            f"A locked package has no ready-made build for Python {VERSION} on this machine, and none is compiled "
            "here: use CPython 3.11, 3.12 or 3.13 on Linux or macOS (PYTHON=/path/to/python3).",
            output,
        )
    raise CannotInstall("The locked packages could not be installed; the lines above say why.", output)


def is_installed(digest: str) -> bool:
    works, _ = run(PYTHON, "-c", "import django")
    return works and STAMP.exists() and STAMP.read_text(encoding="ascii") == digest


def install() -> None:
    check_python()
    try:
        digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    except OSError as error:
        raise CannotInstall(f"The lock {LOCK} cannot be read: check the project out again.") from error
    if is_installed(digest):
        return
    began = time.time()
    say("Installing the locked packages into .venv ...", end="")
    try:
        make_venv()
        install_packages()
        STAMP.write_text(digest, encoding="ascii")
    except (CannotInstall, OSError):
        say("")
        raise
    say(f" {time.time() - began:.0f} s")


if __name__ == "__main__":
    try:
        install()
    except CannotInstall as problem:
        if problem.output:
            say("\n".join("    " + line for line in problem.output.strip().splitlines()[-12:]))
        sys.exit(str(problem))
    except OSError as problem:
        sys.exit(f"{problem.filename or VENV} cannot be written ({problem.strerror}): use a folder of your own.")
