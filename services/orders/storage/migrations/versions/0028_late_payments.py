"""Payments that arrive after the session in which they were taken was closed.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; a till has one session that was opened by counting, and may have linked ones beside it."""
    op.create_table(
        "late_payments",
        sa.Column("payment_id", sa.Uuid(), nullable=False, comment="Noted before it is booked, if it ever is."),
        sa.Column("taken_in", sa.Uuid(), nullable=False, comment="The session, closed when it arrived."),
        sa.ForeignKeyConstraint(
            ["taken_in"], ["till_sessions.id"], name=op.f("fk_late_payments_taken_in_till_sessions")
        ),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_late_payments")),
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON late_payments "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
    )
    op.create_index("ix_payments_transaction_id", "payments", ["transaction_id"])
    counted_with = sa.Column(
        "counted_with", sa.Uuid(), nullable=True, comment="Of a linked one: the session with whose count it ends."
    )
    op.add_column("till_sessions", counted_with)
    _one_open("closed_at IS NULL AND linked_to IS NULL")


def downgrade() -> None:
    """Drop it."""
    _one_open("closed_at IS NULL")
    op.drop_column("till_sessions", "counted_with")
    op.drop_index("ix_payments_transaction_id", table_name="payments")
    op.drop_table("late_payments")


def _one_open(where: str) -> None:
    op.drop_index("uq_till_sessions_one_open", table_name="till_sessions")
    op.create_index(
        "uq_till_sessions_one_open", "till_sessions", ["till"], unique=True, postgresql_where=sa.text(where)
    )
