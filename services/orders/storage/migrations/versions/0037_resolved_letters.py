"""What a message put aside said is not kept once it was replayed or discarded: it may name a household.

Revision ID: 0037
Revises: 0036
"""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forget what those said that are resolved."""
    op.execute("UPDATE dead_letters SET value = NULL WHERE resolution IS NOT NULL")


def downgrade() -> None:
    """What is forgotten does not come back."""
