"""Writes a service's first migration from its tables: again at each change until the first release.

``python -m shared.database.initial_migration services.supply`` imports
``services.supply.storage.tables`` and writes ``storage/migrations/versions/0001_initial.py``
beside it. No database is needed: the tables are rendered as Alembic operations.
"""

import sys
from importlib import import_module
from pathlib import Path

from alembic.autogenerate import render_python_code
from alembic.operations import ops
from sqlalchemy import MetaData

_GENERATED = "Generated: python -m shared.database.initial_migration"
_TEMPLATE = f'''"""The first tables of {{service}}.

{_GENERATED} {{service}}
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    {{upgrade}}
'''


def render(service: str, metadata: MetaData) -> str:
    """The text of the migration that makes every table and index of ``metadata``."""
    operations: list[ops.MigrateOperation] = []
    for table in metadata.sorted_tables:
        operations.append(ops.CreateTableOp.from_table(table))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        operations.extend(ops.CreateIndexOp.from_index(index) for index in indexes)
    code = render_python_code(ops.UpgradeOps(operations))
    lines = [line for line in code.splitlines() if not line.lstrip().startswith("# ###")]
    return _TEMPLATE.format(service=service, upgrade="\n".join(lines).strip())


def write(service: str) -> Path:
    """Write the migration of ``service``, such as ``services.supply``; returns where.

    Raises:
        SystemExit: its migration was written by hand, with what tables alone don't say: triggers; or another one
            follows it.
    """
    tables = import_module(f"{service}.storage.tables")
    path = Path(str(tables.__file__)).parent / "migrations" / "versions" / "0001_initial.py"
    if path.exists() and _GENERATED not in path.read_text(encoding="utf-8"):
        raise SystemExit(f"{path} was written by hand: change it by hand, its test compares it with the tables.")
    if any(other.name > path.name for other in path.parent.glob("[0-9]*.py")):
        raise SystemExit(f"{path} is followed by another migration: write the next one by hand.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(service, tables.metadata), encoding="utf-8")
    return path


if __name__ == "__main__":
    write(sys.argv[1])
