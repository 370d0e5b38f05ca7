"""Invitations to choose a password, by mail or on paper."""

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, ForeignKey, Index, LargeBinary, Table, Text, Uuid

from services.orders.storage.access_tables import users
from services.orders.storage.metadata import metadata

invitations = Table(
    "invitations",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one invitation."),
    Column("user_id", Uuid, ForeignKey(users.c.id), nullable=False),
    Column("means", Text, nullable=False, comment="mail or slip."),
    Column("code_digest", LargeBinary, nullable=False, unique=True, comment="SHA-256: the code is shown once."),
    Column("made_by", Uuid, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True), comment="Before its time: used, or another took its place."),
    Column("used", Boolean, nullable=False),
    Column("mail_state", Text, comment="accepted, failed or unknown; null: on paper."),
    Column("mail_said", Text, comment="By the mail server. Personal: never logged."),
    CheckConstraint("means IN ('mail', 'slip')", name="means_known"),
    CheckConstraint("(means = 'mail') = (mail_state IS NOT NULL)", name="mailed_or_not"),
)

Index("ix_invitations_user_id", invitations.c.user_id, invitations.c.made_at)
