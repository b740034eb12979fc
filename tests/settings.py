"""The site's settings as the tests see them; addresses of services come from the environment (tests/run.py)."""

import os
import tempfile
from pathlib import Path

_data_dir = os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="factcheck-tests-"))
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from factcheck.settings import *  # noqa: E402, F403
from factcheck.settings import DATA_DIR, DATABASES, IS_SQLITE, STORAGES  # noqa: E402

DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# pytest-django's live_server answers 404 for hashed names, so pages would come without CSS and JavaScript
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
if IS_SQLITE:
    # A file, not memory: races and live servers need several connections; xdist adds its own suffix
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA_DIR) / "tests.sqlite3")}
