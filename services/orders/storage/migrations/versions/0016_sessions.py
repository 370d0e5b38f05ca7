"""Sessions with their devices, and those that ended before their time.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "revoked_sessions",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column(
            "ends",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Its tokens are worth nothing after.",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_revoked_sessions")),
    )
    op.create_index(op.f("ix_revoked_sessions_ends"), "revoked_sessions", ["ends"])
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), nullable=False, comment="The claim sid of its tokens."),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "device", sa.LargeBinary(), nullable=False, comment="SHA-256 of the secret in its device's cookie."
        ),
        sa.Column("label", sa.Text(), nullable=False, comment="What the device is called, as who signed in typed it."),
        sa.Column("roles", ARRAY(sa.Text()), nullable=False, comment="Those it began with."),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="At orders, to the minute."),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), comment="Before its time: signed out or revoked."),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id", "id"])
    op.create_index("ix_sessions_device", "sessions", ["device"])
    op.create_index("ix_sessions_ends_at", "sessions", ["ends_at"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("sessions")
    op.drop_table("revoked_sessions")
