"""Who may sign in, with which roles, for which centres; and whose sessions ended early."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY

from services.orders.storage.metadata import metadata
from shared.web.revocations import revoked_access_table

users = Table(
    "users",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device that registered the user."),
    Column("login", Text, nullable=False, unique=True, comment="Lower case. Personal: never logged."),
    Column("name", Text, nullable=False, comment="Personal: never logged."),
    Column("email", Text, comment="Personal: never logged. Null: nothing is mailed."),
    Column("roles", ARRAY(Text), nullable=False),
    Column("centres", ARRAY(Text), nullable=False, comment="Codes, sorted; what a volunteer may act for."),
    Column("version", BigInteger, nullable=False),
    CheckConstraint("cardinality(roles) > 0", name="some_role"),
)

credentials = Table(
    "credentials",
    metadata,
    Column("user_id", Uuid, ForeignKey(users.c.id), primary_key=True),
    Column("password_hash", Text, nullable=False, comment="argon2id, with its parameters and salt."),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("login_digest", LargeBinary, primary_key=True, comment="SHA-256: what was typed may be anything."),
    Column("failures", Integer, nullable=False),
    Column("blocked_until", DateTime(timezone=True), nullable=False),
    comment="Failed sign-ins since the last good one, by login.",
)

revoked_access = revoked_access_table(metadata)
revoked_sessions = metadata.tables["revoked_sessions"]
