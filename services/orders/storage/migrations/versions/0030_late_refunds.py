"""Cash that was handed out without a network: what credit lacked is owed, what arrives late is noted.

Revision ID: 0030
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None

_OWED = "Payments refused by the bank, cash beyond its credit: not paid back. household:<number>:receivable."
_OWED_BEFORE = "Payments that the bank refused, not yet paid back. Its account household:<number>:receivable."


def upgrade() -> None:
    """Say of each refund what of it is owed; create the table."""
    owed = sa.Column(
        "owed_cents",
        sa.BigInteger(),
        nullable=False,
        server_default=sa.text("0"),
        comment="What the household's credit lacked of cash that it had been given already: it owes that.",
    )
    op.add_column("refunds", owed)
    op.alter_column("households", "owed_cents", comment=_OWED, existing_comment=_OWED_BEFORE)
    op.create_check_constraint(op.f("ck_refunds_owed_in_it"), "refunds", "owed_cents BETWEEN 0 AND amount_cents")
    op.create_index("ix_refunds_transaction_id", "refunds", ["transaction_id"])
    op.create_table(
        "late_refunds",
        sa.Column("refund_id", sa.Uuid(), nullable=False),
        sa.Column("taken_in", sa.Uuid(), nullable=False, comment="The session, closed when it arrived."),
        sa.ForeignKeyConstraint(["refund_id"], ["refunds.id"], name=op.f("fk_late_refunds_refund_id_refunds")),
        sa.ForeignKeyConstraint(
            ["taken_in"], ["till_sessions.id"], name=op.f("fk_late_refunds_taken_in_till_sessions")
        ),
        sa.PrimaryKeyConstraint("refund_id", name=op.f("pk_late_refunds")),
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON late_refunds "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("late_refunds")
    op.drop_index("ix_refunds_transaction_id", table_name="refunds")
    op.drop_column("refunds", "owed_cents")
    op.alter_column("households", "owed_cents", comment=_OWED_BEFORE, existing_comment=_OWED)
