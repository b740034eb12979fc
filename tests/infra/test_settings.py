"""What the settings make of an environment, read in a process of its own as a start does, or in this one (`start`)."""

import dataclasses
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from claims.policy import Policy, read_policy
from factcheck.environment import BadEnvironment

BASE_DIR = Path(__file__).resolve().parents[2]
OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "DEBUG",
    "FETCH_ALLOW",
    "TRUST_PROXY_HEADERS",
)


def run(code: str, data_dir: Path, **given: str) -> "subprocess.CompletedProcess[str]":
    env = {name: value for name, value in os.environ.items() if name not in OURS}
    env.update(given, DATA_DIR=str(data_dir), DJANGO_SETTINGS_MODULE="factcheck.settings")
    return subprocess.run(
        [sys.executable, "-c", code], cwd=BASE_DIR, env=env, capture_output=True, text=True, check=False
    )


def read(names: str, data_dir: Path, **given: str) -> list[Any]:
    code = f"import json; from factcheck import settings as s; wanted = {names.split()}; "
    code += "print(json.dumps([getattr(s, name) for name in wanted], default=str))"
    done = run(code, data_dir, **given)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def test_nothing_is_needed_to_start_and_debug_is_off(tmp_path: Path) -> None:
    debug, broker, secret = read("DEBUG CELERY_BROKER_URL SECRET_KEY", tmp_path)
    assert debug is False
    assert broker == "memory://localhost/"
    assert len(secret) >= 50


def test_the_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    assert read("SECRET_KEY", tmp_path) == read("SECRET_KEY", tmp_path)
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_two_first_starts_at_once_agree_on_the_secret(tmp_path: Path) -> None:
    code = "from factcheck import settings; print(settings.SECRET_KEY)"
    env = dict(os.environ, DATA_DIR=str(tmp_path))
    env.pop("SECRET_KEY", None)
    starts = [
        subprocess.Popen([sys.executable, "-c", code], cwd=BASE_DIR, env=env, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert len({start.communicate()[0] for start in starts}) == 1


def test_all_that_is_written_lies_under_data_dir(tmp_path: Path) -> None:
    for place in read("STATIC_ROOT MEDIA_ROOT CELERY_BEAT_SCHEDULE_FILENAME", tmp_path):
        assert Path(place).is_relative_to(tmp_path)


def test_an_https_site_has_secure_cookies_and_hsts_of_a_year(tmp_path: Path) -> None:
    names = "SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_HSTS_SECONDS SECURE_SSL_REDIRECT"
    assert read(names, tmp_path, SITE_URL="https://checks.example") == [True, True, 31_536_000, False]
    assert read(names, tmp_path, SITE_URL="https://checks.example", TRUST_PROXY_HEADERS="1")[3] is True


def test_cookies_belong_to_one_host_where_browsers_can_promise_it(tmp_path: Path) -> None:
    names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME"
    assert read(names, tmp_path) == ["sessionid", "csrftoken"]
    assert read(names, tmp_path, SITE_URL="https://checks.example") == ["__Host-sessionid", "__Host-csrftoken"]
    code = "import django; from django.conf import settings as s; django.setup(); "
    code += "print(s.SESSION_COOKIE_DOMAIN, s.SESSION_COOKIE_PATH, s.CSRF_COOKIE_DOMAIN, s.CSRF_COOKIE_PATH)"
    assert run(code, tmp_path, SITE_URL="https://checks.example").stdout == "None / None /\n"


def test_a_plain_http_site_can_log_in(tmp_path: Path) -> None:
    assert read("SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_HSTS_SECONDS", tmp_path) == [False, False, 0]


def test_redis_serves_the_cache_and_the_bell(tmp_path: Path) -> None:
    broker, caches = read("CELERY_BROKER_URL CACHES", tmp_path, REDIS_URL="unix:///run/redis.sock")
    assert broker == "redis+socket:///run/redis.sock"
    assert caches["default"]["LOCATION"] == "unix:///run/redis.sock"


def test_what_is_owed_once_a_day_does_not_wait_for_a_beat_that_lives_so_long(tmp_path: Path) -> None:
    (schedule,) = read("CELERY_BEAT_SCHEDULE", tmp_path)
    for name, entry in schedule.items():
        period = entry["schedule"]
        assert "crontab" in str(period) or period <= 3_600, name


def test_a_broker_that_no_longer_runs_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "broker").mkdir()
    (tmp_path / "broker" / "url").write_text(f"unix://{tmp_path}/broker/valkey.sock")
    assert read("CELERY_BROKER_URL", tmp_path) == ["memory://localhost/"]


def test_captures_lie_in_the_bucket_that_is_named_and_its_keys_may_be_files(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")
    assert read("STORAGES", tmp_path)[0]["snapshots"] == {"BACKEND": "claims.snapshots.folder.Folder"}
    given = {"S3_BUCKET": "captures", "S3_URL": "https://s3.example.org/", "S3_SECRET_KEY_FILE": str(tmp_path / "key")}
    store = read("STORAGES", tmp_path, **given)[0]["snapshots"]
    assert store["BACKEND"] == "claims.snapshots.bucket.Bucket"
    assert store["OPTIONS"] == {
        "name": "captures",
        "url": "https://s3.example.org",
        "region": "",
        "access_key": "",
        "secret_key": "from a file",
    }


#: Variable -> values that cannot be meant.
SENSELESS: dict[str, tuple[str, ...]] = {
    "ALLOWED_HOSTS": ("https://checks.example.org", "a/b", "a.example:8000", "a..example", "*.example"),
    "CONTACT_EMAIL": ("desk", "a b@example.org"),
    "DATABASE_CONN_MAX_AGE_S": ("-1", "soon"),
    "DATABASE_PREPARE": ("perhaps",),
    "DATABASE_URL": (
        "oracle://x/y",
        "postgres://desk:S3CRET/et@db/name",
        "postgres://desk:S3CRET@db:99999/name",
        "[bad",
        "postgres://desk:S3CRET@[bad/name",
        "postgres://desk:12/S3CRET@db/name",
        "postgres://db",
        "factcheck.sqlite3",
    ),
    "DATA_DIR": ("/dev/null/data", "~nobody-of-this-name/data"),
    "DEBUG": ("perhaps",),
    "EMAIL_URL": (
        "mail",
        "http://desk:S3CRET@mail",
        "smtp://desk:S3CRET/et@mail",
        "smtp://desk:12?S3CRET@mail",
        "smtp://mail:99999",
        "smtp://[bad",
    ),
    "FETCH_ALLOW": ("intranet", "a:99999", "http://a:80"),
    "GOOGLE_FACT_CHECK_URL": ("factchecks", "http://[bad", "https://a:99999"),
    "JOB_HOLD_S": ("soon", "0", "-1", "nan"),
    "LOG_FORMAT": ("xml",),
    "LOG_LEVEL": ("loud", "7"),
    "MAIL_FROM": ("a b", "desk", "a@b@c", "Desk <desk>"),
    "METRICS_DIR": ("/dev/null/figures",),
    "METRICS_HOST": ("http://0.0.0.0", "0.0.0.0:9100", "[::]"),
    "METRICS_PORT": ("999999", "-1", "many"),
    "NEWSROOM_SEARCH_URL": ("ftp://a", "http://[bad", "https://desk:S3CRET@a", "https://a:99999"),
    "OIDC_DOMAINS": ("https://example.org", "ana@example.org", "*", "example.org, .example.net"),
    "OIDC_URL": ("login", "http://[bad", "https://desk:S3CRET@a", "https://a:x"),
    "REDIS_URL": (
        "foo",
        "http://x",
        "unix://",
        "redis://:S3CRET/et@x:6379",
        "redis://:12/S3CRET@x",
        "redis://:12#S3CRET@x",
        "redis://[bad",
        "redis://x:99999",
    ),
    "S3_URL": ("s3", "http://[bad", "https://a:99999"),
    "SEARXNG_URL": ("search", "http://[bad", "https://a:99999"),
    "SECRET_KEY": ("  ",),
    "SENTRY_DSN": ("garbage", "https://sentry.example.org", "https://S3CRET@sentry.example.org:x/1"),
    "SITE_URL": (
        "checks.example",
        "http://[bad",
        "https://a:99999",
        "https://a/path",
        "https://desk:S3CRET@a",
        "http://a b",
    ),
    "TRUST_PROXY_HEADERS": ("perhaps",),
    "WAYBACK": ("perhaps",),
    "WAYBACK_AVAILABLE_URL": ("archive", "http://[bad"),
    "WAYBACK_KEY": ("S3CRET", "S3CRET:", "S3 CRET:x"),
    "WAYBACK_URL": ("archive", "http://[bad"),
    "WIKIPEDIA_URL": ("wiki", "http://[bad"),
    **{
        f"POLICY_{name.upper()}": ("perhaps",) if isinstance(value, bool) else ("abc", "nan", "-1")
        for name, value in dataclasses.asdict(Policy()).items()
    },
}
#: What takes any text.
ANY_TEXT = frozenset(
    "BACKUP_PASSPHRASE GOOGLE_FACT_CHECK_KEY METRICS_TOKEN OIDC_CLIENT_ID OIDC_CLIENT_SECRET OIDC_NAME S3_ACCESS_KEY "
    "S3_BUCKET S3_REGION S3_SECRET_KEY SECRET_KEY_FALLBACKS SENTRY_ENVIRONMENT SITE_NAME".split()
)
#: What else must be set for it to be looked at.
_ALSO = {
    "METRICS_DIR": {"METRICS_TOKEN": "x"}, "S3_URL": {"S3_BUCKET": "captures"},
    "DATABASE_CONN_MAX_AGE_S": {"DATABASE_URL": "postgres://desk@db/name"},
    "DATABASE_PREPARE": {"DATABASE_URL": "postgres://desk@db/name"},
}  # fmt: skip
SETTINGS = BASE_DIR / "factcheck" / "settings.py"


def start(given: dict[str, str], data_dir: Path) -> dict[str, Any]:
    """What a process reads before it does anything, in an environment that holds nothing else; no process is begun."""
    names: dict[str, Any] = {"__name__": "settings_of_a_start", "__file__": str(SETTINGS)}
    ours = {} if "DATA_DIR_FILE" in given else {"DATA_DIR": str(data_dir)}
    with mock.patch.dict(os.environ, {**ours, **given}, clear=True):
        exec(compile(SETTINGS.read_text(), SETTINGS, "exec"), names)
        names["policy"] = read_policy()
    return names


def test_the_table_knows_every_variable_that_the_settings_read() -> None:
    read_there = set(re.findall(r'environment\.\w+\(\s*"([A-Z][A-Z0-9_]+)"', SETTINGS.read_text()))
    assert read_there == {name for name in SENSELESS if not name.startswith("POLICY_")} | ANY_TEXT


@pytest.mark.parametrize("name", SENSELESS)
def test_a_value_that_cannot_be_meant_is_refused_by_the_name_of_its_variable(name: str, tmp_path: Path) -> None:
    """Given by itself, and by a file. One sentence, and nothing of a secret."""
    for value in SENSELESS[name]:
        file = tmp_path / "value"
        file.write_text(value)
        for given in ({name: value}, {f"{name}_FILE": str(file)}):
            with pytest.raises(BadEnvironment) as refusal:
                start({**_ALSO.get(name, {}), **given}, tmp_path / "data")
            sentence = str(refusal.value)
            assert name in sentence, value
            assert sentence.endswith("."), sentence
            assert "\n" not in sentence, sentence
            assert "S3CRET" not in sentence


def test_what_can_be_meant_is_taken(tmp_path: Path) -> None:
    wanted = {
        "ALLOWED_HOSTS": "checks.example.org, .Example.org *\n127.0.0.1 [::1]",
        "CONTACT_EMAIL": "desk@example.org",
        "LOG_LEVEL": "Warn",
        "MAIL_FROM": "The desk <desk@example.org>",
        "METRICS_HOST": "::1",
        "METRICS_PORT": "65535",
        "OIDC_DOMAINS": "@Example.org, example.net",
        "POLICY_CLAIM_SCORE": "1.0",
        "POLICY_N_FETCHES_PER_HOUR": "0",
        "POLICY_N_QUORUM": "",
        "POLICY_SECOND_STEP": "false",
        "SECRET_KEY": "short",
    }
    found = start(wanted, tmp_path)
    assert found["ALLOWED_HOSTS"] == ["checks.example.org", ".Example.org", "*", "127.0.0.1", "[::1]"]
    assert found["DEFAULT_FROM_EMAIL"] == "The desk <desk@example.org>"
    assert found["METRICS_HOST"] == "::1"
    assert found["OIDC_DOMAINS"] == ["example.org", "example.net"]
    assert found["SECRET_KEY"] == "short"
    assert found["policy"] == Policy(claim_score=1.0, n_fetches_per_hour=0, second_step=False)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("POLICY_QUORUM", "POLICY_N_QUORUM"),
        ("POLICY_SECOND_STEPS", "POLICY_SECOND_STEP"),
        ("POLICY_CLAIMS_SCORE_FILE", "POLICY_CLAIM_SCORE"),
    ],
)
def test_a_rule_that_nobody_reads_is_refused_with_the_one_that_may_be_meant(
    name: str, meant: str, tmp_path: Path
) -> None:
    """A newsroom would believe in a quorum of four and have one of two."""
    start({name: ""}, tmp_path)
    with pytest.raises(BadEnvironment, match=f"^{name} is read by nobody: write {meant} if that is meant"):
        start({name: "4"}, tmp_path)


@pytest.mark.parametrize(
    ("command", "name", "value"),
    [
        ("manage.py check", "POLICY_N_QUORUM", "abc"),
        ("-m celery -A factcheck worker", "LOG_LEVEL", "loud"),
        ("-m gunicorn -c python:factcheck.run.web factcheck.wsgi:application", "SITE_URL", "http://[bad"),
        ("-m factcheck.run", "REDIS_URL", "foo"),
    ],
)
def test_every_kind_of_process_ends_with_the_sentence_alone(
    tmp_path: Path, command: str, name: str, value: str
) -> None:
    env = dict(os.environ, DATA_DIR=str(tmp_path), DJANGO_SETTINGS_MODULE="factcheck.settings", **{name: value})
    done = subprocess.run(
        [sys.executable, *command.split()], cwd=BASE_DIR, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith(name), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
