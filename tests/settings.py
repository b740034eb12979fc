"""The site's settings as the tests see them; addresses of services come from the environment (tests/run.py)."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if not os.environ.get("DATA_DIR"):
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="factcheck-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ.setdefault("SECRET_KEY", "only-for-tests")
# Tests of the second step turn it on for themselves (claims.policy.overridden)
os.environ.setdefault("POLICY_SECOND_STEP", "0")

from factcheck.settings import *  # noqa: F403
from factcheck.settings import DATA_DIR, DATABASES, IS_SQLITE, STORAGES

DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# pytest-django's live_server answers 404 for hashed names, so pages would come without CSS and JavaScript
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Whoever looks at every page logs in once, and may take a while on a busy machine
ACCOUNT_REAUTHENTICATION_TIMEOUT = 3_000
if IS_SQLITE:
    # A file, not memory: races and live servers need several connections; xdist adds its own suffix
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA_DIR) / "tests.sqlite3")}
