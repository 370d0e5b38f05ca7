"""Which languages the network offers its households, changed by whoever coordinates; before it was all there are.

Revision ID: 0042
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, and its row: all that were offered so far."""
    codes = "ISO 639-1, French among them."
    table = op.create_table(
        "offered_languages",
        sa.Column("the_one", sa.Boolean(), server_default=sa.text("true"), nullable=False, comment="There is one row."),
        sa.Column("version", sa.Integer(), nullable=False, comment="Grows with each change."),
        sa.Column("languages", sa.ARRAY(sa.Text()), nullable=False, comment=codes),
        sa.CheckConstraint("the_one", name=op.f("ck_offered_languages_one_row")),
        sa.CheckConstraint("'fr' = ANY (languages)", name=op.f("ck_offered_languages_french_always")),
        sa.PrimaryKeyConstraint("the_one", name=op.f("pk_offered_languages")),
    )
    op.bulk_insert(table, [{"version": 1, "languages": ["fr", "en", "ar", "tr"]}])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("offered_languages")
