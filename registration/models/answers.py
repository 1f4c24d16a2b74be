"""How the answers to an edition's own questions come with their application, in the same statement."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, Func, JSONField
from django.db.models.sql.compiler import SQLCompiler


class ObjectOf(Aggregate):
    """Keys and values of many rows as one JSON object; None of no rows."""

    function = "jsonb_object_agg"
    arity = 2
    output_field = JSONField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """There a value is kept as text, which has to be read as JSON first."""
        plain = self.copy()
        key, value, *options = self.get_source_expressions()
        plain.set_source_expressions([key, Func(value, function="json"), *options])
        return plain.as_sql(compiler, connection, function="json_group_object", **context)
