"""The audit trail, append-only like the ledger.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, and what keeps its rows as they were written."""
    op.create_table(
        "audit_trail",
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), comment="The user; null: the command line."),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False, comment="A user's or a household's id, or a code."),
        sa.Column("before", JSONB(), comment="May be personal: never logged. Null: it was not there."),
        sa.Column("after", JSONB(), comment="May be personal: never logged. Null: it is gone."),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_trail")),
    )
    for column in ("by", "about", "kind"):
        op.create_index(f"ix_audit_trail_{column}", "audit_trail", [column, "sequence"])
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_trail "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("audit_trail")
