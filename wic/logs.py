"""What the log says: never who opened which personal address."""

import logging
from typing import Any


class RouteOnly(logging.Filter):
    """Django names the path of what it refuses. A path may hold a key to join or a person's id: say the route."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            route = f"/{match.route}" if match else "(no such page)"
            record.args = tuple(route if isinstance(arg, str) and arg.startswith("/") else arg for arg in record.args)
        return True


def to_console(level: str) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "filters": {"route_only": {"()": "wic.logs.RouteOnly"}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["route_only"]},
        },
        "root": {"handlers": ["console"], "level": level},
    }
