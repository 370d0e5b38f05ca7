"""A credit note that was entered by mistake is withdrawn; its number is free again for another cycle.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

def upgrade() -> None:
    """Say of each note whether it counts; of one number one counts, in whatever cycle."""
    because = sa.Column("withdrawn_because", sa.Text(), comment="Why it counts no more; null: it counts.")
    op.add_column("credit_notes", because)
    op.add_column("credit_notes", sa.Column("withdrawn_by", sa.Uuid()))
    op.add_column("credit_notes", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
    op.drop_constraint(op.f("pk_credit_notes"), "credit_notes")
    op.create_primary_key(op.f("pk_credit_notes"), "credit_notes", ["supplier", "number", "cycle"])
    op.create_index(
        "uq_credit_notes_number",
        "credit_notes",
        ["supplier", "number"],
        unique=True,
        postgresql_where=sa.text("withdrawn_because IS NULL"),
    )


def downgrade() -> None:
    """Drop them, and the notes that count no more: they would count again."""
    op.execute("DELETE FROM credit_notes WHERE withdrawn_because IS NOT NULL")
    op.drop_index("uq_credit_notes_number", table_name="credit_notes")
    op.drop_constraint(op.f("pk_credit_notes"), "credit_notes")
    op.create_primary_key(op.f("pk_credit_notes"), "credit_notes", ["supplier", "number"])
    for column in ("withdrawn_because", "withdrawn_by", "withdrawn_at"):
        op.drop_column("credit_notes", column)
