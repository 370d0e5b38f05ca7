"""What the network asks of its members, changed by whoever coordinates; before it was said by the environment.

Revision ID: 0033
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

from shared.database.said_before import said_before

revision = "0033"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, and its row as the environment says it so far."""
    fees = "To choose from, smallest first; none: no fee."
    needed = "What becomes of an order whose household's fee is due."
    table = op.create_table(
        "membership_rules",
        sa.Column("the_one", sa.Boolean(), server_default=sa.text("true"), nullable=False, comment="There is one row."),
        sa.Column("version", sa.Integer(), nullable=False, comment="Grows with each change."),
        sa.Column("fees_cents", sa.ARRAY(sa.BigInteger()), nullable=False, comment=fees),
        sa.Column("needed", sa.Text(), nullable=False, comment=needed),
        sa.CheckConstraint("the_one", name=op.f("ck_membership_rules_one_row")),
        sa.CheckConstraint("0 < ALL (fees_cents)", name=op.f("ck_membership_rules_fees_positive")),
        sa.CheckConstraint("needed IN ('no', 'warn', 'refuse')", name=op.f("ck_membership_rules_needed_known")),
        sa.PrimaryKeyConstraint("the_one", name=op.f("pk_membership_rules")),
    )
    none: list[int] = []
    row = {
        "version": 1,
        "fees_cents": said_before("VRAC_MEMBERSHIP_FEES_CENTS", _fees, none),
        "needed": said_before("VRAC_MEMBERSHIP_NEEDED", str, "no"),
    }
    op.bulk_insert(table, [row])


def _fees(text: str) -> list[int]:
    return sorted({int(fee) for fee in text.split(",") if fee.strip()})


def downgrade() -> None:
    """Drop it."""
    op.drop_table("membership_rules")
