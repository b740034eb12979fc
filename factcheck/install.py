"""Makes or refreshes .venv from the lock. Runs on a bare Python, before anything is installed: standard library only."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

BASE_DIR = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCK = os.path.join(BASE_DIR, "docker", "requirements-dev.txt")
VENV = os.path.join(BASE_DIR, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed-lock")


def fail(sentence, output=""):
    """Say why, show the end of what the tool said, and stop."""
    print()
    if output:
        print("\n".join("    " + line for line in output.strip().splitlines()[-12:]), file=sys.stderr)
    sys.exit(sentence)


def run(command):
    """Run quietly; returns (whether it worked, what it printed)."""
    try:
        done = subprocess.run(command, cwd=BASE_DIR, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except OSError as error:
        return False, str(error)
    return done.returncode == 0, done.stdout.decode("utf-8", "replace")


def check_python():
    if sys.version_info < (3, 11):
        fail(
            "Python 3.11 or newer is needed, but this is %d.%d: install a newer one, or name it with PYTHON=/path/to/python3."
            % sys.version_info[:2]
        )
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian leaves it out of the plain package
        import venv  # noqa: F401, PLC0415
    except ImportError:
        fail(
            "This Python has no complete venv module: install it (on Debian: apt-get install python3-venv), "
            "or name another Python with PYTHON=/path/to/python3."
        )


def make_venv():
    """A new .venv, unless the one that is there works."""
    works, _ = run([PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"])
    if works:
        return
    try:
        if os.path.lexists(VENV):
            shutil.rmtree(VENV)
        os.mkdir(VENV)
    except OSError as error:
        fail("The folder %s cannot be written (%s): use a folder of your own." % (BASE_DIR, error.strerror))
    works, output = run([sys.executable, "-m", "venv", VENV])
    if not works:
        fail("The virtual environment could not be made in %s; the lines above say why." % VENV, output)


def pinned(name):
    """The lock's own lines for one package, hashes included."""
    with open(LOCK, encoding="utf-8") as lock:
        found = re.search(r"^%s==.*?(?=^\S)" % re.escape(name), lock.read() + "\n.", re.MULTILINE | re.DOTALL)
    if not found:
        fail("The lock %s does not name %s: run `make lock`." % (LOCK, name))
    return found.group(0)


def install_uv():
    """uv from the lock; it installs the rest about ten times as fast as pip does."""
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "uv.txt")
        with open(file, "w", encoding="utf-8") as out:
            out.write(pinned("uv"))
        works, _ = run([PYTHON, "-m", "pip", "install", "-q", "--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", file])
    return works


def install_packages():
    """Exactly the lock, from ready-made builds only, so that no compiler is needed."""
    uv = os.path.join(VENV, "bin", "uv")
    if install_uv():
        works, output = run([uv, "pip", "sync", "-q", "--python", PYTHON, "--require-hashes", "--no-build", LOCK])
        if works:
            return
    # uv reads other settings than pip: behind a mirror that only pip knows, pip still works
    print(" (uv could not, pip takes about two minutes) ...", end="", flush=True)
    works, output = run(
        [PYTHON, "-m", "pip", "install", "-q", "--only-binary", ":all:", "--require-hashes", "-r", LOCK]
    )
    if works:
        return
    if "Could not find a version" in output or "No matching distribution" in output:
        if "Connection" in output or "Temporary failure" in output or "timed out" in output:
            fail("The package index cannot be reached: check the network, then run the same command again.", output)
        fail(
            "A locked package has no ready-made build for Python %d.%d on this machine: "
            "use CPython 3.11, 3.12 or 3.13 on Linux or macOS (PYTHON=/path/to/python3)." % sys.version_info[:2],
            output,
        )
    fail("The locked packages could not be installed; the lines above say why.", output)


def main():
    check_python()
    try:
        with open(LOCK, "rb") as lock:
            digest = hashlib.sha256(lock.read()).hexdigest()
    except OSError:
        fail("The lock %s is missing: check the copy of the project out again." % LOCK)
    works, _ = run([PYTHON, "-c", "import django"])
    if works and os.path.exists(STAMP):
        with open(STAMP, encoding="ascii") as stamp:
            if stamp.read() == digest:
                return
    began = time.time()
    print("Installing the locked packages into .venv ...", end="", flush=True)
    make_venv()
    install_packages()
    try:
        with open(STAMP, "w", encoding="ascii") as stamp:
            stamp.write(digest)
    except OSError as error:
        fail("The folder %s cannot be written (%s): use a folder of your own." % (VENV, error.strerror))
    print(" %.0f s" % (time.time() - began))


if __name__ == "__main__":
    main()
