"""Second factors and their recovery codes.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "sealed_secret",
            sa.LargeBinary(),
            nullable=False,
            comment="Sealed with a key that is not in this database.",
        ),
        sa.Column(
            "confirmed_at",
            sa.DateTime(timezone=True),
            comment="Null: shown, and no code of it was seen yet.",
        ),
        sa.Column(
            "last_step",
            sa.BigInteger(),
            nullable=False,
            comment="Of the last code that counted: each counts once.",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(), nullable=False, comment="SHA-256; gone once it is used."),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "code_digest", name=op.f("pk_recovery_codes")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
