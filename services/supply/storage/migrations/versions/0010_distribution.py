"""The day of distribution.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "hand_overs",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="Of HouseholdOrderHandedOver."),
        sa.Column(
            "base_version",
            sa.BigInteger(),
            nullable=False,
            comment="The version that the last request changed; 0: none.",
        ),
        sa.Column(
            "request_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of what the last request said."
        ),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("neighbour", sa.Text(), nullable=True, comment="Member number of whoever took the goods along."),
        sa.Column("remark", sa.Text(), nullable=False, comment="May be personal: it stays here."),
        sa.Column(
            "collected_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the goods were first fetched; null: nobody came.",
        ),
        sa.Column("noted_by", sa.Uuid(), nullable=False, comment="The user who noted it last."),
        sa.CheckConstraint(
            "state IN ('collected', 'left_with_neighbour', 'absent', 'released')",
            name=op.f("ck_hand_overs_state_known"),
        ),
        sa.CheckConstraint(
            "(state = 'left_with_neighbour') = (neighbour IS NOT NULL)", name=op.f("ck_hand_overs_neighbour_is_named")
        ),
        sa.CheckConstraint(
            "(collected_at IS NULL) = (state IN ('absent', 'released'))", name=op.f("ck_hand_overs_collected_is_dated")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_hand_overs")),
    )
    op.create_index("ix_hand_overs_cycle_order_id", "hand_overs", ["cycle", "order_id"], unique=False)
    op.create_table(
        "handed_lines",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column(
            "granted", sa.BigInteger(), nullable=False, comment="By the settlement in force when it was noted."
        ),
        sa.Column("handed", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("handed BETWEEN 0 AND granted", name=op.f("ck_handed_lines_handed_of_granted")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["hand_overs.order_id"], name=op.f("fk_handed_lines_order_id_hand_overs")
        ),
        sa.PrimaryKeyConstraint("order_id", "product", name=op.f("pk_handed_lines")),
    )
    _create_centre_goods()


def _create_centre_goods() -> None:
    op.create_table(
        "goods_sent",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("noted_by", sa.Uuid(), nullable=False, comment="The coordinator's user id."),
        sa.CheckConstraint("sent >= 0", name=op.f("ck_goods_sent_sent_not_negative")),
        sa.PrimaryKeyConstraint("cycle", "centre", "product", name=op.f("pk_goods_sent")),
        comment="What a centre was sent where it is not what its orders were granted.",
    )
    op.create_table(
        "goods_back",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("returned", sa.BigInteger(), nullable=False, comment="To the warehouse."),
        sa.Column("lost", sa.BigInteger(), nullable=False, comment="Spilt, broken, spoilt or gone."),
        sa.Column("noted_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("returned >= 0 AND lost >= 0", name=op.f("ck_goods_back_back_not_negative")),
        sa.PrimaryKeyConstraint("cycle", "centre", "product", name=op.f("pk_goods_back")),
    )
    op.create_table(
        "goods_sold",
        sa.Column("sale_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True, comment="Whose uncollected goods they were; null: surplus."),
        sa.PrimaryKeyConstraint("sale_id", name=op.f("pk_goods_sold")),
        comment="What orders sold at a centre, as heard from it.",
    )
    op.create_index("ix_goods_sold_cycle_centre", "goods_sold", ["cycle", "centre"], unique=False)
    op.create_index("ix_goods_sold_order_id", "goods_sold", ["order_id"], unique=False)
    op.create_table(
        "distribution_days",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="Null: it is not closed."),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why it does not balance; null: it does."),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_distribution_days_closed_is_whole")
        ),
        sa.PrimaryKeyConstraint("cycle", "centre", name=op.f("pk_distribution_days")),
        comment="A centre's day of distribution: locked while what it was sent and gives back is noted.",
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("distribution_days", "goods_sold", "goods_back", "goods_sent"):
        op.drop_table(table)
    op.drop_table("handed_lines")
    op.drop_table("hand_overs")
