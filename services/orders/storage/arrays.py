"""Rows sent as arrays, a column each: one prepared statement whatever their number."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import TableValuedAlias, bindparam, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

Columns = Mapping[str, TypeEngine[Any]]


def sent_rows(name: str, columns: Columns) -> TableValuedAlias:
    """The table ``name`` of rows that come as parameters ``<name>_<column>``, to select from."""
    parameters = [bindparam(f"{name}_{column}", type_=ARRAY(kind)) for column, kind in columns.items()]
    return func.unnest(*parameters).table_valued(*columns).render_derived(name=name)


def as_arrays(name: str, columns: Columns, rows: Iterable[Sequence[object]]) -> dict[str, list[object]]:
    """The parameters of ``sent_rows`` for these rows, their values in the order of the columns."""
    parameters: dict[str, list[object]] = {f"{name}_{column}": [] for column in columns}
    for row in rows:
        for values, value in zip(parameters.values(), row, strict=True):
            values.append(value)
    return parameters
