"""The audit trail of supply, append-only.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

REFUSE = """
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$
"""


def upgrade() -> None:
    """Create the table, and what keeps its rows as they were written."""
    op.create_table(
        "audit_trail",
        sa.Column("sequence", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("by", sa.Uuid(), comment="The user, as orders knows them; null: the command line."),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False, comment="A code."),
        sa.Column("before", JSONB(), comment="Null: it was not there."),
        sa.Column("after", JSONB(), comment="Null: it is gone."),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_trail")),
    )
    for column in ("by", "about", "kind"):
        op.create_index(f"ix_audit_trail_{column}", "audit_trail", [column, "sequence"])
    op.execute(REFUSE)
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_trail "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("audit_trail")
    op.execute("DROP FUNCTION refuse_rewriting")
