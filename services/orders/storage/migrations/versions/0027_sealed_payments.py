"""What was paid is never changed, and a closed till session's seal covers it.

Sessions closed before keep the seal that they have: it covers no payments.

Revision ID: 0027
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Refuse changes; say which seal each session has."""
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payments "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
    )
    op.add_column(
        "till_sessions",
        sa.Column(
            "seal_version",
            sa.SmallInteger(),
            nullable=False,
            server_default=sa.text("1"),
            comment="What the seal covers: 1 no payments, 2 each payment too.",
        ),
    )
    op.alter_column("till_sessions", "seal_version", server_default=sa.text("2"))


def downgrade() -> None:
    """Allow them."""
    op.drop_column("till_sessions", "seal_version")
    op.execute("DROP TRIGGER append_only ON payments")
