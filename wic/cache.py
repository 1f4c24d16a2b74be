"""The cache must never take a page down: allauth keeps its rate limits in it, and sign-in passes there."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.utils.functional import cached_property
from redis import Redis
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def _or_local(method: str) -> Callable[..., Any]:
    def call(self: "FallbackRedisCache", *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(RedisCache, method)(self, *args, **kwargs)
        except (RedisError, OSError) as error:
            log.warning("cache away, using this process's memory: %s", type(error).__name__)
            return getattr(self.local, method)(*args, **kwargs)

    return call


class KeptClient(RedisCacheClient):
    """Of the one server. Django makes a new client for each call, which takes twice the time of the call."""

    def get_client(self, key: Any = None, *, write: bool = False) -> Redis:  # noqa: ARG002 - Django's signature
        return self._kept

    @cached_property
    def _kept(self) -> Redis:
        client: Redis = super().get_client(write=True)
        return client


class FallbackRedisCache(RedisCache):
    """Redis, or this process's own memory while Redis is away: limits are then looser, never absent."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.local = LocMemCache("fallback", params)
        self._class = KeptClient

    add = _or_local("add")
    get = _or_local("get")
    set = _or_local("set")
    touch = _or_local("touch")
    delete = _or_local("delete")
    incr = _or_local("incr")
    has_key = _or_local("has_key")
    get_many = _or_local("get_many")
    set_many = _or_local("set_many")
    delete_many = _or_local("delete_many")
    clear = _or_local("clear")
