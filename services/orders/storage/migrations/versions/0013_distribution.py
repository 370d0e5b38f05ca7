"""Hand-overs, credits for goods, sales on the day, deposits.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "hand_overs",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="Of the HouseholdOrderHandedOver applied."),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="collected, left_with_neighbour, absent or released."
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_hand_overs")),
    )
    op.create_index("ix_hand_overs_cycle_order_id", "hand_overs", ["cycle", "order_id"], unique=False)
    op.create_table(
        "handed_lines",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("handed", sa.BigInteger(), nullable=False, comment="Base units."),
        sa.PrimaryKeyConstraint("order_id", "product", name=op.f("pk_handed_lines")),
    )
    op.create_table(
        "goods_credits",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column(
            "credited_cents",
            sa.BigInteger(),
            nullable=False,
            comment="What its household got back so far for goods that it was charged for and did not get.",
        ),
        sa.Column(
            "fund_cents",
            sa.BigInteger(),
            nullable=False,
            comment="What the solidarity fund got back of it; negative: gave back of a surcharge.",
        ),
        sa.Column(
            "refused",
            sa.Text(),
            nullable=True,
            comment="Why a correction that takes some of it back is not booked; null: nothing is.",
        ),
        sa.CheckConstraint("credited_cents >= 0", name=op.f("ck_goods_credits_credited_never_negative")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_goods_credits")),
    )
    _create_day_sales()
    _create_deposits()


def _create_day_sales() -> None:
    op.create_table(
        "day_sales",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one sale."),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of what was asked."),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="Of the GoodsSold it was said with."),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column(
            "centre",
            sa.Text(),
            nullable=False,
            comment="Where the goods lay, and in whose till money for them is.",
        ),
        sa.Column("household_id", sa.Uuid(), nullable=False, comment="Who bought them."),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False, comment="Base units."),
        sa.Column(
            "final_price_cents", sa.BigInteger(), nullable=False, comment="Per display unit, when it was sold."
        ),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column(
            "paid_cents",
            sa.BigInteger(),
            nullable=False,
            comment="Money that came along; beyond the price it is credit.",
        ),
        sa.Column("order_id", sa.Uuid(), nullable=True, comment="Whose uncollected goods they were; null: surplus."),
        sa.Column("transaction_id", sa.Uuid(), nullable=True, comment="Null: it cost nothing."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_day_sales_quantity_positive")),
        sa.CheckConstraint("amount_cents >= 0 AND paid_cents >= 0", name=op.f("ck_day_sales_amounts_not_negative")),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_day_sales_transaction_id_ledger_transactions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_sales")),
    )
    op.create_index("ix_day_sales_cycle_id", "day_sales", ["cycle", "id"], unique=False)
    op.create_index("ix_day_sales_order_id", "day_sales", ["order_id"], unique=False)
    op.create_index("ix_day_sales_household_id", "day_sales", ["household_id"], unique=False)


def _create_deposits() -> None:
    op.create_table(
        "containers",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "deposit_cents",
            sa.BigInteger(),
            nullable=False,
            comment="Of one; it stays while any household has one.",
        ),
        sa.CheckConstraint("deposit_cents > 0", name=op.f("ck_containers_deposit_positive")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_containers")),
    )
    op.create_table(
        "deposits",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one."),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("container", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="Taken; negative: brought back."),
        sa.Column(
            "amount_cents", sa.BigInteger(), nullable=False, comment="Paid from its credit; negative: given to it."
        ),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number <> 0", name=op.f("ck_deposits_number_not_zero")),
        sa.ForeignKeyConstraint(["container"], ["containers.code"], name=op.f("fk_deposits_container_containers")),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_deposits_transaction_id_ledger_transactions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposits")),
    )
    op.create_index("ix_deposits_household_id", "deposits", ["household_id", "container"], unique=False)
    op.create_index("ix_deposits_container", "deposits", ["container"], unique=False)


def downgrade() -> None:
    """Drop them."""
    for table in ("deposits", "containers", "day_sales", "goods_credits", "handed_lines", "hand_overs"):
        op.drop_table(table)
