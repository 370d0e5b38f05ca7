"""Which invoice a credit note lowers; whether it answers a dispute is told from the notes there are.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ANSWERED = "decision.cycle = note.cycle AND decision.supplier = note.supplier"
_TOUCHED = "(note.products = '{}' OR decision.product = ANY (note.products))"


def upgrade() -> None:
    """Add the column: so far notes counted for whatever invoice there was. Disputes that one ended are disputes again."""
    op.add_column(
        "credit_notes",
        sa.Column(
            "invoice",
            sa.Text(),
            server_default=sa.text("''"),
            nullable=False,
            comment="The number of the invoice that it lowers.",
        ),
    )
    op.execute(
        """
        UPDATE credit_notes AS note SET invoice = entered.number FROM supplier_invoices AS entered
        WHERE entered.cycle = note.cycle AND entered.supplier = note.supplier
        """
    )
    op.alter_column("credit_notes", "invoice", server_default=None)
    op.execute(
        f"""
        UPDATE invoice_decisions AS decision
        SET disputed = true, reason = left(decision.reason, -length(' (' || note.number || ')'))
        FROM credit_notes AS note
        WHERE {_ANSWERED} AND {_TOUCHED} AND NOT decision.disputed
            AND right(decision.reason, length(' (' || note.number || ')')) = ' (' || note.number || ')'
        """
    )


def downgrade() -> None:
    """Drop it; disputes that a note answers end with it again."""
    op.execute(
        f"""
        UPDATE invoice_decisions AS decision
        SET disputed = false, reason = decision.reason || ' (' || note.number || ')'
        FROM credit_notes AS note
        WHERE {_ANSWERED} AND {_TOUCHED} AND decision.disputed
        """
    )
    op.drop_column("credit_notes", "invoice")
