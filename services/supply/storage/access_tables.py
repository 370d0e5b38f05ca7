"""Whose session tokens are refused, as heard from orders."""

from sqlalchemy import BigInteger, Column, DateTime, Table, Uuid

from services.supply.storage.metadata import metadata

revoked_access = Table(
    "revoked_access",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("before", DateTime(timezone=True), nullable=False, comment="Tokens issued before this are refused."),
)
