"""Sessions as their owners see them: on which device, since when, last seen. No request is checked against them."""

from sqlalchemy import Column, DateTime, ForeignKey, Index, Integer, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY

from services.orders.storage.access_tables import users
from services.orders.storage.metadata import metadata

sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True, comment="The claim sid of its tokens."),
    Column("user_id", Uuid, ForeignKey(users.c.id), nullable=False),
    Column("device", LargeBinary, nullable=False, comment="SHA-256 of the secret in its device's cookie."),
    Column("label", Text, nullable=False, comment="What the device is called, as who signed in typed it."),
    Column("roles", ARRAY(Text), nullable=False, comment="Those it began with."),
    Column("began_at", DateTime(timezone=True), nullable=False),
    Column("seen_at", DateTime(timezone=True), nullable=False, comment="At orders, to the minute."),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True), comment="Before its time: signed out or revoked."),
)

pins = Table(
    "pins",
    metadata,
    Column("session_id", Uuid, ForeignKey(sessions.c.id, ondelete="CASCADE"), primary_key=True),
    Column("pin_hash", Text, nullable=False, comment="argon2id; gone once the session is over."),
    Column("wrong", Integer, nullable=False, comment="Wrong PINs since the last right one."),
)

Index("ix_sessions_user_id", sessions.c.user_id, sessions.c.id)
Index("ix_sessions_device", sessions.c.device)
Index("ix_sessions_ends_at", sessions.c.ends_at)
