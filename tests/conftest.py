"""What every test needs: an environment, a quiet cache, English, and people who are signed in."""

import atexit
import gc
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import django
import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.template import engines
from django.test import Client, TransactionTestCase, override_settings
from django.utils import translation

if TYPE_CHECKING:
    from wic.accounts.models import User

NO_REDIS = "redis://127.0.0.1:1/0"


@pytest.hookimpl(tryfirst=True)
def pytest_configure() -> None:
    """Before Django reads its settings. `dev.py` and the pipeline say more: real servers and folders of their own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wic.settings")
    os.environ.setdefault("WIC_EMBEDDED", "true")
    os.environ.setdefault("WIC_SECRET_KEY", "only-for-tests")
    os.environ.setdefault("WIC_SITE_URL", "http://localhost:8000")
    os.environ.setdefault("REDIS_URL", NO_REDIS)
    attachments = tempfile.mkdtemp(prefix="wic-attachments-")
    os.environ["WIC_MEDIA_ROOT"] = attachments
    atexit.register(shutil.rmtree, attachments, ignore_errors=True)
    django.setup()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--with-database", action="store_true", help="only tests that another database may fail")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--with-database"):
        config.hook.pytest_deselected(items=[item for item in items if not may_differ(item)])
        items[:] = [item for item in items if may_differ(item)]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: to look for garbage in it again and again took a twelfth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def may_differ(item: pytest.Item) -> bool:
    """Over another database."""
    asked = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
    uses_database = bool(asked) or item.get_closest_marker("django_db") is not None
    return uses_database and item.get_closest_marker("one_database") is None


class UndefinedVariable(str):
    """Stands in for `string_if_invalid`: a template that prints what its view did not give is broken."""

    __slots__ = ()

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, variable: object) -> str:
        pytest.fail(f"undefined in a template: {variable}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in real life: in memory the threads of the races would share one lock on each table."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True, scope="session")
def rows_are_deleted_after_races() -> Iterator[None]:
    """Django makes every table anew, and all permissions, which takes PostgreSQL longer than most of the races."""
    kept = {"django_content_type", "auth_permission"}  # what a migration wrote, and no test changes
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: delete_rows(kept))
        yield


def delete_rows(kept: set[str]) -> None:
    """In any order: all our references are checked at the end of the transaction."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - kept
    with transaction.atomic(), connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608  # names of our own


@pytest.fixture(autouse=True, scope="session")
def undefined_variables_are_errors() -> None:
    engines["django"].engine.string_if_invalid = UndefinedVariable("%s")


@pytest.fixture(autouse=True, scope="session")
def plain_settings() -> Iterator[None]:
    """Once: Django empties its memories whenever a setting changes, and would reach Redis anew for each test."""
    changed: dict[str, Any] = {
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "EMAIL_BACKEND": "wic.mail.backend.OutboxBackend",  # which the test runner replaces
        "WHITENOISE_AUTOREFRESH": True,  # otherwise every browser of a test looks through all static files
        "ALLOWED_HOSTS": [*settings.ALLOWED_HOSTS, "testserver"],
    }
    if settings.REDIS_URL == NO_REDIS:
        changed["CACHES"] = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    else:
        # To clear it empties a whole Redis database: one for each process of pytest, none of them the broker's.
        redis = settings.CACHES["default"]
        own = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
        changed["CACHES"] = {"default": {**redis, "OPTIONS": {**redis["OPTIONS"], "db": own}}}
    with override_settings(**changed):
        yield


@pytest.fixture(autouse=True)
def plain_surroundings() -> Iterator[None]:
    cache.clear()
    with translation.override("en"):
        yield


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is NOW, and stays so until the test moves on: `clock.shift(60)`, `clock.move_to(later)`."""
    from tests.factories import NOW  # once Django is ready

    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def as_user() -> Callable[["User"], Client]:
    """A browser of its own in which this person has just signed in with a code."""

    def signed_in(user: "User") -> Client:
        browser = Client()
        browser.force_login(user)
        session = browser.session
        session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return browser

    return signed_in
