"""What the settings make of an environment. Each test reads them in a process of its own, as a start does."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

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


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("JOB_HOLD_S", "soon", "JOB_HOLD_S is 'soon': write a number of seconds greater than 0, such as 60."),
        ("SITE_URL", "checks.example", "SITE_URL is 'checks.example': write the bare address of the site"),
        ("DATABASE_URL", "oracle://x/y", "DATABASE_URL is not an address this site knows"),
    ],
)
def test_a_wrong_value_ends_a_command_with_one_sentence(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    env = dict(os.environ, DATA_DIR=str(tmp_path), DJANGO_SETTINGS_MODULE="factcheck.settings")
    env[name] = value
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=BASE_DIR, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
