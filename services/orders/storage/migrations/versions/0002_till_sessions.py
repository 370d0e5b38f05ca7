"""Till sessions; a closed one refuses to be changed.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TRIGGERS = (
    "CREATE TRIGGER closed_is_closed BEFORE UPDATE ON till_sessions FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) "
    "EXECUTE FUNCTION refuse_rewriting()",
    "CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON till_sessions "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()",
)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "till_sessions",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device."),
        sa.Column("till", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="Counts the till's sessions, from 1."),
        sa.Column(
            "linked_to",
            sa.Uuid(),
            nullable=True,
            comment="The closed session that its payments came after; null: opened by counting.",
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "opened_by",
            sa.Uuid(),
            nullable=True,
            comment="Null: opened by payments that came after the till was closed.",
        ),
        sa.Column("float_cents", sa.BigInteger(), nullable=False, comment="Counted at its opening."),
        sa.Column(
            "after_sequence", sa.BigInteger(), nullable=False, comment="The till's last transaction before it."
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column(
            "until_sequence",
            sa.BigInteger(),
            nullable=True,
            comment="Its last transaction, a difference that was booked among them.",
        ),
        sa.Column("chain_head", sa.LargeBinary(), nullable=True, comment="The hash of its last transaction."),
        sa.Column(
            "expected_cents",
            sa.BigInteger(),
            nullable=True,
            comment="What should have been in the till when it was counted.",
        ),
        sa.Column(
            "pieces",
            postgresql.JSONB(),
            nullable=True,
            comment="What was counted: [[denomination in cents, how many]], the largest first.",
        ),
        sa.Column("counted_cents", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why it differs; empty where nothing does."),
        sa.Column(
            "seal",
            sa.LargeBinary(),
            nullable=True,
            comment="SHA-256 of the seal of the session before and of all that is above.",
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (seal IS NULL) AND (closed_at IS NULL) = (counted_cents IS NULL)",
            name=op.f("ck_till_sessions_closed_is_whole"),
        ),
        sa.ForeignKeyConstraint(["till"], ["tills.code"], name=op.f("fk_till_sessions_till_tills")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_till_sessions")),
        sa.UniqueConstraint("till", "number", name=op.f("uq_till_sessions_till_number")),
    )
    op.create_index(
        "uq_till_sessions_one_open",
        "till_sessions",
        ["till"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    for statement in TRIGGERS:
        op.execute(statement)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("till_sessions")
