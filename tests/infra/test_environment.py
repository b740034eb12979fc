"""The readers of environment variables, and the sentences they refuse with."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from factcheck import environment
from factcheck.environment import BadEnvironment


def test_a_secret_is_read_from_the_file_that_name_file_points_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("TOKEN_FILE", str(tmp_path / "secret"))
    assert environment.text("TOKEN") == "from the file"


def test_the_variable_itself_wins_over_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TOKEN", "from the variable")
    monkeypatch.setenv("TOKEN_FILE", str(tmp_path / "not-there"))
    assert environment.text("TOKEN") == "from the variable"


def test_a_secret_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TOKEN_FILE", str(tmp_path / "gone"))
    with pytest.raises(BadEnvironment, match=r"TOKEN_FILE points to .*gone.* give a readable text file"):
        environment.text("TOKEN")


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert environment.integer("PORT", 8000) == 8000


@pytest.mark.parametrize(("written", "meant"), [("1", True), ("Yes", True), ("off", False), ("", False), ("0", False)])
def test_a_switch_understands_the_usual_words(monkeypatch: pytest.MonkeyPatch, written: str, meant: bool) -> None:
    monkeypatch.setenv("SWITCH", written)
    assert environment.boolean("SWITCH") is meant


@pytest.mark.parametrize(
    ("read", "written", "sentence"),
    [
        (lambda: environment.boolean("X"), "maybe", "X is 'maybe': write 1 or 0"),
        (lambda: environment.integer("X", 5), "five", "X is 'five': write a whole number such as 5."),
        (lambda: environment.integer("X", 5, lowest=1), "0", "X is 0: write 1 or more."),
        (
            lambda: environment.seconds("X", 60.0),
            "-1",
            "X is '-1': write a number of seconds greater than 0, such as 60.",
        ),
        (lambda: environment.seconds("X", 60.0), "0", "X is '0': write a number of seconds greater than 0"),
        (lambda: environment.hosts_with_ports("X"), "intranet", "X holds 'intranet': write host:port"),
        (lambda: environment.hosts_with_ports("X"), "a:99999", "X holds 'a:99999': write host:port"),
        (lambda: environment.hosts_with_ports("X"), "http://a:80", "X holds 'http://a:80': write host:port"),
        (
            lambda: environment.site_url("X", ""),
            "example.org",
            "X is 'example.org': write the bare address of the site",
        ),
        (lambda: environment.site_url("X", ""), "https://a.org/path", "write the bare address of the site"),
        (
            lambda: environment.database("X", sqlite_file=Path("f")),
            "mysql://a/b",
            "X is not an address this site knows",
        ),
        (lambda: environment.database("X", sqlite_file=Path("f")), "postgres://host", "X is not an address"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, read: object, written: str, sentence: str
) -> None:
    monkeypatch.setenv("X", written)
    with pytest.raises(BadEnvironment) as refusal:
        read()  # type: ignore[operator]
    assert sentence in str(refusal.value)


def test_a_list_may_be_parted_by_commas_or_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FETCH_ALLOW", "Intranet.example:8443, [::1]:80\n127.0.0.1:9000")
    assert environment.hosts_with_ports("FETCH_ALLOW") == ["intranet.example:8443", "[::1]:80", "127.0.0.1:9000"]


def test_a_database_address_keeps_odd_characters_of_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://desk:p%40ss%2Fword@db.example:5433/checks?sslmode=require")
    assert environment.database("DATABASE_URL", sqlite_file=Path("f")) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "checks",
        "USER": "desk",
        "PASSWORD": "p@ss/word",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize(
    ("address", "file"), [("sqlite:////srv/data/a.db", "/srv/data/a.db"), ("sqlite:///a%20b.db", "a b.db")]
)
def test_an_sqlite_address_names_a_file(monkeypatch: pytest.MonkeyPatch, address: str, file: str) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    assert environment.database("DATABASE_URL", sqlite_file=Path("f"))["NAME"] == file


def test_without_an_address_the_database_is_the_file_under_data_dir(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert environment.database("DATABASE_URL", sqlite_file=Path("/a # b/c%20.db"))["NAME"] == "/a # b/c%20.db"


def test_a_folder_that_cannot_be_made_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file" / "var"))
    with pytest.raises(BadEnvironment, match="set DATA_DIR to a folder this user may write to"):
        environment.folder("DATA_DIR", tmp_path)


@pytest.mark.parametrize(
    ("address", "port", "is_tls", "is_starttls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp://desk:p%40ss@mail.example", 587, False, True),
        ("smtps://desk:p%40ss@mail.example", 465, True, False),
        ("smtp://desk:p%40ss@mail.example:2525", 2525, False, True),
    ],
)
def test_a_mail_server_is_read_from_one_address(
    monkeypatch: pytest.MonkeyPatch, address: str, port: int, is_tls: bool, is_starttls: bool
) -> None:
    monkeypatch.setenv("EMAIL_URL", address)
    server = environment.mail_server("EMAIL_URL")
    assert (server.host, server.port, server.is_tls, server.is_starttls) == ("mail.example", port, is_tls, is_starttls)
    assert server.password in ("", "p@ss")
    assert "p@ss" not in repr(server)


def test_without_a_mail_server_there_is_no_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMAIL_URL", raising=False)
    assert environment.mail_server("EMAIL_URL").host == ""


@pytest.mark.parametrize("address", ["mail.example", "http://mail.example", "smtp://", "smtp://mail.example:x"])
def test_what_is_no_mail_server_is_refused_without_showing_its_password(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("EMAIL_URL", address)
    with pytest.raises(BadEnvironment, match="EMAIL_URL is no mail server: write one such as"):
        environment.mail_server("EMAIL_URL")


def test_what_a_setting_takes_and_was_not_installed_is_named() -> None:
    environment.require_packages("S3_BUCKET", "json", lock="requirements-s3.txt")
    with pytest.raises(BadEnvironment, match=r"S3_BUCKET is set, .* not installed \(nowhere_to_be_found\)"):
        environment.require_packages("S3_BUCKET", "json", "nowhere_to_be_found", lock="requirements-s3.txt")


@pytest.mark.parametrize(
    "address", ["postgres://desk:S3C/RET@db/name", "postgres://desk:S3C@db:99999/name", "postgres://desk:S3C@[bad/name"]
)
def test_a_database_address_that_cannot_be_read_is_refused_without_showing_its_password(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(BadEnvironment, match="DATABASE_URL is not an address this site knows") as refusal:
        environment.database("DATABASE_URL", sqlite_file=Path("f"))
    assert "S3C" not in str(refusal.getrepr(chain=True).reprcrash)
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


@pytest.mark.parametrize(
    "address",
    ["redis://:S3C/RET@redis", "redis://:S3C#RET@redis:6379/0", "redis://[S3C", "S3C", "http://S3C@redis:6379"],
)
def test_an_address_of_a_redis_that_cannot_be_read_is_refused_without_showing_its_password(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("REDIS_URL", address)
    with pytest.raises(BadEnvironment, match="REDIS_URL is no address of a Redis: write one such as") as refusal:
        environment.redis("REDIS_URL")
    assert "S3C" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None


@pytest.mark.parametrize(
    "address", ["", "redis://redis:6379/0", "rediss://:S3C%2F@redis/0?db=1", "redis:///2", "unix:///tmp/redis.sock"]
)
def test_an_address_of_a_redis_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("REDIS_URL", address)
    assert environment.redis("REDIS_URL") == address


@pytest.mark.parametrize(
    ("name", "address"), [("DATABASE_URL", "postgres://desk:S3C/RET@db/name"), ("REDIS_URL", "S3C")]
)
def test_what_prepares_a_deployment_says_so_in_a_sentence(name: str, address: str) -> None:
    environ = {**os.environ, name: address}
    said = subprocess.run(
        [sys.executable, "-m", "factcheck.run.prepare"], env=environ, capture_output=True, text=True, check=False
    )
    assert said.returncode == 1
    assert said.stderr.startswith(f"{name} is no")
    assert said.stderr.count("\n") == 1
    assert "S3C" not in said.stderr
