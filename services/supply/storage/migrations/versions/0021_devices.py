"""Devices of halls: when each was last heard of.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "devices",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device, kept by its browser."),
        sa.Column("number", sa.Integer(), nullable=False, comment="By which people tell it from others."),
        sa.Column("centre", sa.Text(), nullable=False, comment="Where it worked last, as it said."),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False, comment="Who used it last."),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="To the minute."),
        sa.Column("waiting", sa.Integer(), nullable=False, comment="How much was not sent yet, as it said then."),
        sa.Column(
            "waiting_since", sa.DateTime(timezone=True), comment="The oldest of that; null: nothing waited."
        ),
        sa.CheckConstraint(
            "(waiting > 0) = (waiting_since IS NOT NULL)", name=op.f("ck_devices_waiting_since_something")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("number", name=op.f("uq_devices_number")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("devices")
