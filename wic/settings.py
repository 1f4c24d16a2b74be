"""All settings, read from the environment. Safe by default: development opts in with WIC_DEBUG and WIC_EMBEDDED."""

import zoneinfo
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from wic.logs import to_console
from wic.look import sheet_hash

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()  # NAME_FILE=/run/secrets/name is read in place of NAME

# The pinned zone data win over the system's, whoever has imported zoneinfo by now.
zoneinfo.reset_tzpath(to=())

# --- Where and how -------------------------------------------------------------------------------------------------
DEBUG = env.bool("WIC_DEBUG", default=False)
EMBEDDED = env.bool("WIC_EMBEDDED", default=DEBUG)  # SQLite and a private broker on this machine
DATA_DIR = Path(env.str("WIC_DATA_DIR", default=str(BASE_DIR / "data")))
SITE_URL = env.str("WIC_SITE_URL", default="http://localhost:8000" if DEBUG else environ.Env.NOTSET).rstrip("/")
SECRET_KEY = env.str("WIC_SECRET_KEY", default="only-for-development" if DEBUG else environ.Env.NOTSET)
ALLOWED_HOSTS = env.list("WIC_ALLOWED_HOSTS", default=[urlsplit(SITE_URL).hostname])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE = SITE_URL.startswith("https://")
if not (SECURE or DEBUG or EMBEDDED):
    raise ImproperlyConfigured("WIC_SITE_URL must begin with https:// (or set WIC_EMBEDDED for a trial).")

# --- The parts -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "modeltranslation",  # before the admin
    "wic.desk.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # the templates of its widgets, for the renderer below
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "wic.audit",
    "wic.mail",
    "wic.look",
    "wic.accounts",
    "programme",
    "registration",
    "events",
    "circles",
    "certificates",
    "network",
    "wic.home",
    "wic.desk",
    "wic.rehearsal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wic.accounts.middleware.private_pages",
    "wic.accounts.middleware.staff_second_factor",
    "wic.accounts.middleware.reader_time_zone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wic.pages.buttons_only",
]
if EMBEDDED:  # in production the proxy compresses
    MIDDLEWARE.insert(0, "django.middleware.gzip.GZipMiddleware")

ROOT_URLCONF = "wic.urls"
WSGI_APPLICATION = "wic.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wic.look.context.look",
                "wic.home.context.navigation",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- Data ----------------------------------------------------------------------------------------------------------
EMBEDDED_DATABASE = f"sqlite:///{DATA_DIR / 'db.sqlite3'}"
DATABASES = {"default": env.db("DATABASE_URL", default=EMBEDDED_DATABASE if EMBEDDED else environ.Env.NOTSET)}
DATABASE_OPTIONS = DATABASES["default"].setdefault("OPTIONS", {})
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: with Django's defaults 46 of 600 parallel transactions fail "database is locked", with these none.
    DATABASE_OPTIONS |= {"transaction_mode": "IMMEDIATE", "timeout": 20}
    DATABASE_OPTIONS["init_command"] = "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
else:  # Measured: a statement that comes again is planned once, which saves a sixth of what an application costs.
    DATABASE_OPTIONS |= {"server_side_binding": True, "prepare_threshold": 5}
DATABASES["default"].update(CONN_MAX_AGE=3600, CONN_HEALTH_CHECKS=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0" if DEBUG else environ.Env.NOTSET)
CACHES = {
    "default": {
        "BACKEND": "wic.cache.FallbackRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 1},
    },
    # In each process: to fetch the questions of the form from Redis one by one would cost as much as to draw them.
    "template_fragments": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
MEDIA_ROOT = env.path("WIC_MEDIA_ROOT", default=str(DATA_DIR / "private"))  # what people attach: never served as such
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
STATIC_URL = "/static/"
STATIC_ROOT = env.path("WIC_STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = EMBEDDED  # collecting takes seconds: never in the first run
WHITENOISE_AUTOREFRESH = EMBEDDED

# --- People --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {"NAME": "wic.accounts.forms.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home:dashboard"
LOGOUT_REDIRECT_URL = "home:front"
STAFF_SECOND_FACTOR = env.bool("WIC_STAFF_SECOND_FACTOR", default=not EMBEDDED)
TRUSTED_PROXY_COUNT = env.int("WIC_TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
ACCOUNT_ADAPTER = "wic.accounts.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # a code that came back has verified the address
# The part per account stays strict; a campus behind one address must get through on the last day.
ACCOUNT_RATE_LIMITS = {"login_failed": "100/m/ip,10/h/key", "register": "600/h/ip", "look_up": "1000/h/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "wic.accounts.adapter.SecondFactors"
MFA_FORMS = {
    "activate_totp": "wic.accounts.forms.AppCodeForm",
    "add_webauthn": "wic.accounts.forms.PasskeyForm",
    "authenticate": "wic.accounts.forms.SecondStepForm",
    "edit_webauthn": "wic.accounts.forms.KeyNameForm",
    "reauthenticate": "wic.accounts.forms.StepUpForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Women in Cyber"

SESSION_ENGINE = "wic.accounts.sessions"  # in the database: losing Redis signs nobody out
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "wic.accounts.typed.form_expired"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# --- Safety --------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF, sheet_hash()],  # the one sheet stands in the page
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# --- Words and times -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("ar", _("Arabic"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["wic.look.formats"]
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_SAMESITE = "Lax"
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ()  # a gap is listed, never papered over
TIME_ZONE = "UTC"

# --- Mail and tasks ------------------------------------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://localhost:25" if EMBEDDED else environ.Env.NOTSET)
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = "wic.mail.backend.OutboxBackend"  # whatever a library sends becomes a letter too
DEFAULT_FROM_EMAIL = env.str(
    "WIC_FROM_EMAIL", default="Women in Cyber <noreply@localhost>" if EMBEDDED else environ.Env.NOTSET
)
DEV_MAILBOX = env.bool("WIC_DEV_MAILBOX", default=False)  # /mailbox/ shows what was sent; refused in production
if DEV_MAILBOX and not EMBEDDED:
    raise ImproperlyConfigured("WIC_DEV_MAILBOX shows everybody's letters: it goes with WIC_EMBEDDED only.")

CELERY_BROKER_URL = (
    "redis+socket://" + REDIS_URL.removeprefix("unix://") if REDIS_URL.startswith("unix:") else REDIS_URL
)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "max_retries": 0,  # measured: without it a page waits six seconds for a broker that is away
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 900
CELERY_TASK_PUBLISH_RETRY = False  # the outbox sweep catches what the broker missed

LOGGING = to_console(env.str("WIC_LOG_LEVEL", default="WARNING"))
