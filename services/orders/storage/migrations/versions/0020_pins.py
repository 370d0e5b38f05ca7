"""PINs to come back to a session on its device.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "pins",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=False, comment="argon2id; gone once the session is over."),
        sa.Column("wrong", sa.Integer(), nullable=False, comment="Wrong PINs since the last right one."),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_pins_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_pins")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("pins")
