"""PostgreSQL for both services: engines, transactions, what is worth retrying, migrations."""

from shared.database.engine import create_engine, transaction
from shared.database.migrations import migrate
from shared.database.transient import is_transient, retry, retry_if_taken

__all__ = ["create_engine", "is_transient", "migrate", "retry", "retry_if_taken", "transaction"]
