"""The language that a household is spoken to in.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add it: French, until somebody says otherwise."""
    op.add_column(
        "households",
        sa.Column(
            "language",
            sa.Text(),
            nullable=False,
            server_default=sa.text("'fr'"),
            comment="Of what it is given to read. Personal: in no event, no metric.",
        ),
    )
    op.create_check_constraint(
        op.f("ck_households_language_known"), "households", "language IN ('fr', 'en', 'ar', 'tr')"
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_column("households", "language")
