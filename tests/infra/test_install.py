"""`make install`: the sentences for machines that lack something, and the lock it installs."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from factcheck import install

BASE_DIR = Path(__file__).resolve().parents[2]
LOCKS = [BASE_DIR / "docker" / f"requirements{name}.txt" for name in ("", "-s3", "-dev")]


def test_an_old_python_is_refused_with_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install.sys, "version_info", (3, 9, 18))
    with pytest.raises(install.CannotInstall, match=r"Python 3\.11 or newer is needed, .* PYTHON=/path/to/python3\."):
        install.check_python()


def test_a_python_without_venv_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "ensurepip", None)
    with pytest.raises(install.CannotInstall, match="apt-get install python3-venv"):
        install.check_python()


def test_a_folder_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(install, "VENV", tmp_path / "file" / ".venv")
    monkeypatch.setattr(install, "PYTHON", tmp_path / "file" / ".venv" / "bin" / "python")
    with pytest.raises(install.CannotInstall, match=r"cannot be written .* work on a copy in a folder of your own"):
        install.make_venv()


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("WARNING: Retrying ... Temporary failure in name resolution", "The package index cannot be reached"),
        ("ERROR: No matching distribution found for rensa==0.5.0", "no ready-made build for Python"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "could not be installed; the lines above say why"),
    ],
)
def test_a_failing_installation_says_which_of_the_usual_reasons_it_was(
    monkeypatch: pytest.MonkeyPatch, printed: str, sentence: str
) -> None:
    def fail(*_command: Any) -> tuple[bool, str]:
        return False, printed

    monkeypatch.setattr(install, "run", fail)
    with pytest.raises(install.CannotInstall, match=sentence) as refusal:
        install.install_packages()
    assert refusal.value.output == printed


def test_the_installer_takes_its_own_tool_from_the_lock_with_hashes() -> None:
    lines = install.pinned("uv").splitlines()
    assert re.match(r"uv==[\d.]+ \\", lines[0])
    assert all("--hash=sha256:" in line for line in lines[1:] if line.strip())


def test_make_without_any_python_says_what_is_needed(tmp_path: Path) -> None:
    for name in ("sh", "make"):
        (tmp_path / name).symlink_to(Path("/bin", name) if Path("/bin", name).exists() else Path("/usr/bin", name))
    done = subprocess.run(
        ["make", "install"], cwd=BASE_DIR, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed and none was found" in done.stderr


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_the_lock_pins_everything_with_hashes_and_names_no_host(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert "--index-url" not in text
    entries = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_all_locks_agree_and_hold_every_declared_dependency() -> None:
    found = [dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", lock.read_text(), re.MULTILINE)) for lock in LOCKS]
    base, bucket, dev = found
    assert base.items() < bucket.items() < dev.items()
    declared = (BASE_DIR / "pyproject.toml").read_text().split("dependencies = [")[1].split("]\n")[0]
    names = re.findall(r'^ +"([a-z0-9-]+)', declared, re.MULTILINE)
    assert len(names) > 10
    assert set(names) <= set(base)


def test_the_installer_runs_on_a_bare_python() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", "import runpy; runpy.run_path('factcheck/install.py')"],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
