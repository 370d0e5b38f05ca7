"""Second factors: the secret that a user's app makes codes from, and what helps when the app is lost."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, LargeBinary, Table, Uuid

from services.orders.storage.access_tables import users
from services.orders.storage.metadata import metadata

second_factors = Table(
    "second_factors",
    metadata,
    Column("user_id", Uuid, ForeignKey(users.c.id), primary_key=True),
    Column("sealed_secret", LargeBinary, nullable=False, comment="Sealed with a key that is not in this database."),
    Column("confirmed_at", DateTime(timezone=True), comment="Null: shown, and no code of it was seen yet."),
    Column("last_step", BigInteger, nullable=False, comment="Of the last code that counted: each counts once."),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("user_id", Uuid, ForeignKey(users.c.id), primary_key=True),
    Column("code_digest", LargeBinary, primary_key=True, comment="SHA-256; gone once it is used."),
)
