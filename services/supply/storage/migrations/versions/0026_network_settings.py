"""What the network decides, changed by whoever coordinates; before it was said by the environment.

Revision ID: 0026
Revises: 0025
"""

from datetime import time

import sqlalchemy as sa
from alembic import op

from shared.database.said_before import said_before

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, and its row as the environment says it so far."""
    table = op.create_table(
        "network_settings",
        sa.Column("the_one", sa.Boolean(), server_default=sa.text("true"), nullable=False, comment="There is one row."),
        sa.Column("version", sa.Integer(), nullable=False, comment="Grows with each change."),
        sa.Column("gap_limit_cents", sa.BigInteger(), nullable=False),
        sa.Column("warehouse", sa.Text(), nullable=False, comment="Empty: purchase orders say nothing of it."),
        sa.Column("distribution_starts", sa.Time(), nullable=False, comment="Local time."),
        sa.Column("distribution_ends", sa.Time(), nullable=False, comment="Local time."),
        sa.Column("uncollected_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("the_one", name=op.f("ck_network_settings_one_row")),
        sa.CheckConstraint("gap_limit_cents >= 0", name=op.f("ck_network_settings_gap_limit_not_negative")),
        sa.CheckConstraint("distribution_starts < distribution_ends", name=op.f("ck_network_settings_hours_in_order")),
        sa.CheckConstraint("uncollected_days >= 0", name=op.f("ck_network_settings_uncollected_days_not_negative")),
        sa.PrimaryKeyConstraint("the_one", name=op.f("pk_network_settings")),
    )
    row = {
        "version": 1,
        "gap_limit_cents": said_before("VRAC_GAP_LIMIT_CENTS", int, 0),
        "warehouse": said_before("VRAC_WAREHOUSE", str, ""),
        "distribution_starts": said_before("VRAC_DISTRIBUTION_STARTS", time.fromisoformat, time(14)),
        "distribution_ends": said_before("VRAC_DISTRIBUTION_ENDS", time.fromisoformat, time(19)),
        "uncollected_days": said_before("VRAC_UNCOLLECTED_DAYS", int, 7),
    }
    op.bulk_insert(table, [row])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("network_settings")
