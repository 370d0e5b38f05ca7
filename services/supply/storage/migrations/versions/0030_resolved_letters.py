"""What a message put aside said is not kept once it was replayed or discarded: it may name a household.

Revision ID: 0030
Revises: 0029
"""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forget what those said that are resolved."""
    op.execute("UPDATE dead_letters SET value = NULL WHERE resolution IS NOT NULL")


def downgrade() -> None:
    """What is forgotten does not come back."""
