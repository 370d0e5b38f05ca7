"""What all overrides of a plan cost together.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it; of plans made before it is known where no more than one thing was fixed."""
    comment = "All overrides against the plan without any; null: not known."
    op.add_column("plans", sa.Column("overrides_cost_cents", sa.BigInteger(), comment=comment))
    op.execute(
        "UPDATE plans SET overrides_cost_cents = (SELECT CASE count(*) WHEN 0 THEN 0 WHEN 1 THEN max(costs_cents) END"
        " FROM planned_overrides AS kept WHERE kept.cycle = plans.cycle AND kept.plan = plans.plan)"
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_column("plans", "overrides_cost_cents")
