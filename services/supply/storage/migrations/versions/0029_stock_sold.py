"""Stock moves on the day of distribution: by a sale, or a group order that sends it back; looked for by their ids.

Revision ID: 0029
Revises: 0027
"""

from alembic import op

revision = "0029"
down_revision = "0027"
branch_labels = None
depends_on = None

_COMMENTS = {
    "kind": (
        "entered, counted, lost, transferred or settled.",
        "entered, counted, lost, transferred, sold or settled.",
    ),
    "operation_id": (
        "The count, loss or transfer; null for the rest.",
        "The count, loss, transfer, sale or group order, if any.",
    ),
    "cycle": ("The cycle that was settled.", "The cycle that was settled, or on whose day it moved."),
    "moved_by": (
        "Null: what lay there when movements began to be kept.",
        "Null: sold, or what lay there when movements began.",
    ),
}


def upgrade() -> None:
    """Say what movements are now, and index what they belong to."""
    for column, (before, now) in _COMMENTS.items():
        op.alter_column("stock_movements", column, comment=now, existing_comment=before)
    op.create_index(op.f("ix_stock_movements_operation_id"), "stock_movements", ["operation_id"])


def downgrade() -> None:
    """As before; what was sold stays where it was moved."""
    op.drop_index(op.f("ix_stock_movements_operation_id"), "stock_movements")
    for column, (before, now) in _COMMENTS.items():
        op.alter_column("stock_movements", column, comment=before, existing_comment=now)
