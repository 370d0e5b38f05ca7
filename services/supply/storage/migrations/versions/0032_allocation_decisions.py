"""A part decided by hand stays known once it is decided anew or left to the policy: who, when, why, until when.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_PART = ["cycle", "order_id", "product"]


def upgrade() -> None:
    """Number the decisions; of one part one counts."""
    op.drop_constraint(op.f("pk_allocation_exceptions"), "allocation_exceptions")
    op.add_column("allocation_exceptions", sa.Column("decision", sa.BigInteger(), sa.Identity(always=True)))
    op.create_primary_key(op.f("pk_allocation_exceptions"), "allocation_exceptions", ["decision"])
    counts = "Who left it to the policy again, or decided it anew; null: it counts."
    op.add_column("allocation_exceptions", sa.Column("taken_back_by", sa.Uuid(), comment=counts))
    op.add_column("allocation_exceptions", sa.Column("taken_back_at", sa.DateTime(timezone=True)))
    op.create_index(
        "uq_allocation_exceptions_counts",
        "allocation_exceptions",
        _PART,
        unique=True,
        postgresql_where=sa.text("taken_back_at IS NULL"),
    )
    op.create_table_comment(
        "allocation_exceptions",
        "Parts that the coordinator decided by hand, each decision; those that count are in the next run.",
    )


def downgrade() -> None:
    """Keep those that count."""
    op.execute("DELETE FROM allocation_exceptions WHERE taken_back_at IS NOT NULL")
    op.drop_index("uq_allocation_exceptions_counts", table_name="allocation_exceptions")
    op.drop_constraint(op.f("pk_allocation_exceptions"), "allocation_exceptions")
    for column in ("taken_back_at", "taken_back_by", "decision"):
        op.drop_column("allocation_exceptions", column)
    op.create_primary_key(op.f("pk_allocation_exceptions"), "allocation_exceptions", _PART)
    was = "Parts that the coordinator decided by hand: in the next settlement run."
    op.create_table_comment("allocation_exceptions", was)
