"""Every setting and every environment variable of the site; docs/operating.md explains them one by one.

Nothing is needed to start. What a newsroom decides (quorum, sources, thresholds) is in claims/policy.py, not here.
"""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from kombu.entity import Queue

from factcheck import environment, errors, logs, scrubbing
from factcheck.run import broker, figures

BASE_DIR = Path(__file__).resolve().parent.parent

# Where a running system writes: the database, uploads, the broker's file, collected static files, the secret.
DATA_DIR = environment.folder("DATA_DIR", BASE_DIR / "var")


def _kept_secret(file: Path) -> str:
    """The secret of this installation: made once, readable by its owner only, whole from its first moment on."""
    if not file.exists():
        with tempfile.NamedTemporaryFile("w", dir=file.parent, encoding="ascii") as draft:
            draft.write(secrets.token_urlsafe(50))
            draft.flush()
            # A process that starts at the same time may have been quicker: then its secret counts
            with contextlib.suppress(FileExistsError):
                os.link(draft.name, file)
    return file.read_text(encoding="ascii")


SECRET_KEY = environment.secret("SECRET_KEY") or _kept_secret(DATA_DIR / "secret_key")
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")
DEBUG = environment.boolean("DEBUG")

# The site as readers know it
SITE_URL = environment.site_url("SITE_URL", "http://127.0.0.1:8000")
SITE_NAME = environment.text("SITE_NAME", "Fact-check desk")
# What operators watch with: figures for Prometheus under a token or at a port of the workers, errors to Sentry
METRICS_TOKEN = environment.text("METRICS_TOKEN")
METRICS_PORT = environment.integer("METRICS_PORT", 0, lowest=0, highest=65535)
METRICS_HOST = environment.host("METRICS_HOST", "127.0.0.1")
if METRICS_TOKEN or METRICS_PORT:
    # Before prometheus_client is imported. In memory where that can be: a full disk would end whoever counts on it
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(
        environment.folder("METRICS_DIR", figures.folder(DATA_DIR), mode=0o700)
    )
errors.start(environment.text("SENTRY_DSN"), environment=environment.text("SENTRY_ENVIRONMENT", "production"))
CONTACT_EMAIL = environment.mail_address("CONTACT_EMAIL")
# Mail to colleagues about what concerns them (claims/publishing/mails.py); without a server none is sent
_mail = environment.mail_server("EMAIL_URL")
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.is_tls, _mail.is_starttls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.mail_address("MAIL_FROM") or CONTACT_EMAIL or f"desk@{urlsplit(SITE_URL).hostname}"
ALLOWED_HOSTS = environment.host_names("ALLOWED_HOSTS") or [
    urlsplit(SITE_URL).hostname or "",
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
IS_HTTPS = SITE_URL.startswith("https://")

# The one door to the network (claims/web): host:port pairs that it may reach although their addresses are private
FETCH_ALLOW = environment.hosts_with_ports("FETCH_ALLOW")
# Where finders look outside: each is off until its variable is set (claims/evidence/finders)
GOOGLE_FACT_CHECK_KEY = environment.text("GOOGLE_FACT_CHECK_KEY")
GOOGLE_FACT_CHECK_URL = environment.address("GOOGLE_FACT_CHECK_URL", "https://factchecktools.googleapis.com")
WIKIPEDIA_URL = environment.address("WIKIPEDIA_URL")
SEARXNG_URL = environment.address("SEARXNG_URL")
NEWSROOM_SEARCH_URL = environment.address("NEWSROOM_SEARCH_URL")
# Copies of cited pages in the Wayback Machine; with a key (access:secret) it is asked to make new ones
WAYBACK = environment.boolean("WAYBACK")
WAYBACK_KEY = environment.key_with_secret("WAYBACK_KEY")
WAYBACK_URL = environment.address("WAYBACK_URL", "https://web.archive.org")
WAYBACK_AVAILABLE_URL = environment.address("WAYBACK_AVAILABLE_URL", "https://archive.org/wayback/available")
# Seals the archives of manage.py backup; nothing else reads it
BACKUP_PASSPHRASE = environment.text("BACKUP_PASSPHRASE")
# A job whose worker has not renewed its hold for this long is offered to the next worker.
JOB_HOLD_S = environment.seconds("JOB_HOLD_S", 60.0)

INSTALLED_APPS = [
    "claims",  # first: its templates of the admin stand before Django's own
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "claims.operating.middleware.MachinesMiddleware",  # first: nothing may stand between a probe and its answer
    "claims.operating.middleware.RequestMiddleware",
    "claims.public.page_cache.PageCacheMiddleware",  # a kept public page needs nothing that follows
    "django.middleware.security.SecurityMiddleware",
    "factcheck.headers.SiteHeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "factcheck.bodies.BodySizeMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "claims.accounts.sessions.LastSeenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"
ASGI_APPLICATION = "factcheck.asgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("factcheck.templates.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Data stores
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA temp_store=MEMORY;"
    "PRAGMA mmap_size=134217728;PRAGMA cache_size=-20000;"
    "PRAGMA recursive_triggers=ON;"  # REPLACE asks the triggers that refuse to delete history
)
_database = environment.database("DATABASE_URL", sqlite_file=DATA_DIR / "factcheck.sqlite3")
IS_SQLITE = _database["ENGINE"] == "django.db.backends.sqlite3"
if IS_SQLITE:
    # IMMEDIATE: a transaction that reads, then writes would otherwise fail with "database is locked" under workers
    _database["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS}
    _database["CONN_MAX_AGE"] = None
else:
    _database["ENGINE"] = "factcheck.postgresql"  # Django's own, for which pages do not wait without end
    _database["CONN_MAX_AGE"] = environment.integer("DATABASE_CONN_MAX_AGE_S", 600, lowest=0)
    _database["CONN_HEALTH_CHECKS"] = True
    # Pages ask little of much, and compiling a query for that takes 300 ms; DATABASE_URL?options=... says otherwise
    _database["OPTIONS"] = {
        "options": "-c jit=off",
        # A server that is cut off says nothing: without these a thread waits for a quarter of an hour, or for ever
        "connect_timeout": 5,
        "tcp_user_timeout": 15_000,
        "keepalives_idle": 5,
        "keepalives_interval": 3,
        "keepalives_count": 3,
        **_database["OPTIONS"],
    }
    if environment.boolean("DATABASE_PREPARE", default=True):
        # A statement that comes a third time is prepared: PostgreSQL then neither reads nor plans it anew
        _database["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 2}
DATABASES: dict[str, dict[str, Any]] = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Not given: the embedded broker of the system that runs on this DATA_DIR, or none
REDIS_URL = environment.redis("REDIS_URL") or broker.find_running(DATA_DIR)
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "factcheck.cache.Cache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "factcheck",
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "factcheck"},
}

# People
AUTH_USER_MODEL = "claims.User"
LOGIN_URL = "/desk/login/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
# One way in for passwords, second steps and OpenID Connect; claims/accounts says who may (docs/decisions/021)
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_RESET_TIMEOUT = 3600  # seconds for which a mailed link works (claims.accounts.resetting)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "claims.accounts.passwords.Length"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "claims.accounts.passwords.NotGuessable"},
]
ACCOUNT_ADAPTER = "claims.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation proves the address that it was sent to
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE, also when the browser is closed
# After so long a password or a second step is asked for again before it is changed
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {
    # All of a newsroom may share one address: whoever gets in is not counted as a failure
    "login": "120/m/ip",
    "login_failed": "20/m/ip,5/5m/key,30/h/key",
    "reauthenticate": "10/m/user",
}
MFA_ADAPTER = "claims.accounts.adapters.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # clocks of phones may be half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS  # browsers allow it for localhost only
SOCIALACCOUNT_ADAPTER = "claims.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: form-action 'self' would forbid a form that leads to another site
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
# OpenID Connect: on when the three variables of the provider are set
OIDC_URL = environment.address("OIDC_URL")
OIDC_NAME = environment.text("OIDC_NAME", "your organisation")
OIDC_DOMAINS = environment.mail_domains("OIDC_DOMAINS")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": OIDC_NAME,
                "client_id": environment.text("OIDC_CLIENT_ID"),
                "secret": environment.text("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_URL},
            }
        ]
        if OIDC_URL
        else [],
    }
}

# Language and time. The site speaks one language: to ask at every date and number which one takes a tenth of a page
LANGUAGE_CODE = "en-gb"
USE_I18N = False
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "factcheck.formats"  # the language's own forms come before those in the settings
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_ROOT = DATA_DIR / "media"
# Captures lie in DATA_DIR, or in a bucket of S3 once one is named (claims/snapshots)
S3_BUCKET = environment.text("S3_BUCKET")
_snapshots: dict[str, Any] = {"BACKEND": "claims.snapshots.folder.Folder"}
if S3_BUCKET:
    environment.require_packages("S3_BUCKET", "storages", "boto3", lock="requirements-s3.txt")
    _snapshots = {
        "BACKEND": "claims.snapshots.bucket.Bucket",
        "OPTIONS": {
            "name": S3_BUCKET,
            "url": environment.address("S3_URL"),
            "region": environment.text("S3_REGION"),
            "access_key": environment.text("S3_ACCESS_KEY"),
            "secret_key": environment.text("S3_SECRET_KEY"),
        },
    }
STORAGES: dict[str, dict[str, Any]] = {
    "snapshots": _snapshots,
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Room for several pasted or dropped articles at once; each one is limited by the importer itself
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Headers. Static files only and nothing inline, so no nonce is needed and pages stay cacheable.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}
PERMISSIONS_POLICY = "geolocation=(), camera=(), microphone=()"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
# With this prefix browsers take a cookie from this host alone, over https and for all of it; http has no such promise
_prefix = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_prefix}sessionid", f"{_prefix}csrftoken"
KNOWN_BROWSER_COOKIE_NAME = f"{_prefix}browser"  # claims.accounts.browsers
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
# To be in the list that browsers ship is for the owner of the whole domain to say, and is not taken back for months
SILENCED_SYSTEM_CHECKS = ["security.W021"]
# Behind a proxy that ends TLS and sets X-Forwarded-Proto; without it a redirect to https would never end
_behind_proxy = environment.boolean("TRUST_PROXY_HEADERS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _behind_proxy else None
SECURE_SSL_REDIRECT = IS_HTTPS and _behind_proxy

# Celery. The Job rows are the to-do list (claims/jobs.py); the broker only rings, so it may lose everything.
CELERY_BROKER_URL = broker.celery_url(REDIS_URL) if REDIS_URL else "memory://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    # No task and no countdown may last longer than the visibility timeout, or it runs again and again.
    "visibility_timeout": 3600,
    # With the defaults a dead worker's task comes back up to 100 s late: sweep every 5 s instead.
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # A web request that cannot reach the broker must not wait for it, since the Job row is already saved: with the
    # defaults kombu tries for 6 s. Workers reconnect for ever all the same (BROKER_CONNECTION_MAX_RETRIES).
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.05,
    "interval_max": 0.1,
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
# A worker takes from all unless it is told otherwise (-Q fetch: the one that may reach the outside world).
CELERY_TASK_QUEUES = [Queue(name) for name in ("work", "fetch", "mail")]  # type: ignore[no-untyped-call]
CELERY_TASK_DEFAULT_QUEUE = "work"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "factcheck.celery:Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_MAX_LOOP_INTERVAL = 60  # whatever is due: beat that does not turn for longer hangs (factcheck.run.alive)
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "resend-jobs": {"task": "claims.tasks.resend_jobs", "schedule": 5.0, "options": {"expires": 5.0}},
    "ask-for-rechecks": {"task": "claims.tasks.ask_for_rechecks", "schedule": 3_600.0, "options": {"expires": 3_600.0}},
    # By the clock: a period of a day begins anew with each beat that lost its file, and restarted daily it never ends
    "refresh-checks": {"task": "claims.tasks.refresh_checks", "schedule": crontab(hour="2", minute="30")},
    "watch-deadlines": {"task": "claims.tasks.watch_deadlines", "schedule": 900.0, "options": {"expires": 900.0}},
    "ask-for-digests": {"task": "claims.tasks.ask_for_digests", "schedule": crontab(hour="6", minute="0")},
    "count-insights": {"task": "claims.tasks.count_insights", "schedule": 300.0, "options": {"expires": 300.0}},
    "seal-audit": {"task": "claims.tasks.seal_audit", "schedule": crontab(hour="3", minute="30")},
}

LOGGING: dict[str, Any] = logs.configuration(
    level=environment.choice("LOG_LEVEL", "info", logs.LEVELS).upper(),
    is_json=environment.choice("LOG_FORMAT", "json" if IS_HTTPS else "text", ("json", "text")) == "json",
    scrub=scrubbing.processor,
)
