"""The audit trail: who changed what, before and after. A trigger refuses to change or delete a row."""

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, Table, Text, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB

from services.supply.storage.metadata import metadata

audit_trail = Table(
    "audit_trail",
    metadata,
    Column("sequence", BigInteger, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("by", Uuid, comment="The user, as orders knows them; null: the command line."),
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False, comment="A code."),
    Column("before", JSONB(none_as_null=True), comment="Null: it was not there."),
    Column("after", JSONB(none_as_null=True), comment="Null: it is gone."),
)

Index("ix_audit_trail_by", audit_trail.c.by, audit_trail.c.sequence)
Index("ix_audit_trail_about", audit_trail.c.about, audit_trail.c.sequence)
Index("ix_audit_trail_kind", audit_trail.c.kind, audit_trail.c.sequence)
