"""Sessions that ended before their time, as heard from orders.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
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


def downgrade() -> None:
    """Drop it."""
    op.drop_table("revoked_sessions")
