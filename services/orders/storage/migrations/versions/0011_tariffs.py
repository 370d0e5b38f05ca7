"""Dated tariffs of households, and the solidarity fund that pays the rest.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, say of each order what its household pays itself; the unused column goes."""
    _create_tariffs()
    _create_fund()
    op.drop_column("households", "tariff_basis_points")
    op.add_column(
        "households",
        sa.Column(
            "has_tariffs",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="Whether it ever had a tariff: its orders are then priced by household_tariffs.",
        ),
    )
    op.add_column(
        "household_orders",
        sa.Column(
            "rate_basis_points",
            sa.Integer(),
            server_default=sa.text("10000"),
            nullable=False,
            comment="What of the price its household pays, as it was last entered: 10000 is all of it.",
        ),
    )
    op.add_column(
        "household_orders",
        sa.Column(
            "own_cents",
            sa.BigInteger(),
            sa.Computed("(total_cents * rate_basis_points + 5000) / 10000", persisted=True),
            nullable=False,
            comment="What its household pays of total_cents, half-up; held while confirmed.",
        ),
    )
    op.add_column(
        "household_orders",
        sa.Column("ordinary_from", sa.Date(), comment="When the ordinary price applies again, as it was last told."),
    )


def _create_tariffs() -> None:
    op.create_table(
        "household_tariffs",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one tariff."),
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column(
            "ends", sa.Date(), comment="Its last day; null: until it is ended. Before it begins: it never applied."
        ),
        sa.Column("basis_points", sa.Integer(), nullable=False, comment="Of the price: 10000 is the ordinary one."),
        sa.Column("prescribed_by", sa.Text(), comment="The partner's code who prescribed the eligibility; null: nobody."),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "basis_points BETWEEN 0 AND 20000", name=op.f("ck_household_tariffs_basis_points_known")
        ),
        sa.CheckConstraint(
            "prescribed_by IS NULL OR ends IS NOT NULL", name=op.f("ck_household_tariffs_eligibility_ends")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_tariffs")),
    )
    op.create_index("ix_household_tariffs_household_id", "household_tariffs", ["household_id", "begins"])
    op.create_index(
        "ix_household_tariffs_ends", "household_tariffs", ["ends", "id"], postgresql_where=sa.text("ends IS NOT NULL")
    )
    op.create_table(
        "centre_tariffs",
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column(
            "basis_points", sa.Integer(), nullable=False, comment="A rate that this centre's households may be given."
        ),
        sa.CheckConstraint("basis_points BETWEEN 0 AND 20000", name=op.f("ck_centre_tariffs_basis_points_known")),
        sa.PrimaryKeyConstraint("centre", "basis_points", name=op.f("pk_centre_tariffs")),
    )


def _create_fund() -> None:
    op.create_table(
        "solidarity_fund",
        sa.Column(
            "id", sa.Integer(), autoincrement=False, nullable=False, comment="Always 1: there is one fund."
        ),
        sa.Column(
            "balance_cents",
            sa.BigInteger(),
            nullable=False,
            comment="What no order holds of it. Minus its account solidarity:fund.",
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_solidarity_fund_only_one")),
        sa.CheckConstraint("balance_cents >= 0", name=op.f("ck_solidarity_fund_never_overdrawn")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solidarity_fund")),
    )
    op.create_table(
        "solidarity_receipts",
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one receipt."),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), comment="Whose till the cash lies in; null: the bank has it."),
        sa.Column("received_from", sa.Text(), nullable=False, comment="Who gave it, as a code; nothing personal."),
        sa.Column("transaction_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_solidarity_receipts_amount_positive")),
        sa.CheckConstraint(
            "means IN ('cash', 'cheque', 'card', 'transfer')", name=op.f("ck_solidarity_receipts_means_known")
        ),
        sa.CheckConstraint(
            "(means = 'cash') = (centre IS NOT NULL)", name=op.f("ck_solidarity_receipts_cash_lies_in_a_till")
        ),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["ledger_transactions.id"],
            name=op.f("fk_solidarity_receipts_transaction_id_ledger_transactions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solidarity_receipts")),
    )


def downgrade() -> None:
    """Drop them."""
    for column in ("ordinary_from", "own_cents", "rate_basis_points"):
        op.drop_column("household_orders", column)
    op.drop_column("households", "has_tariffs")
    op.add_column(
        "households",
        sa.Column("tariff_basis_points", sa.Integer(), comment="What the household pays of the price; null: all of it."),
    )
    for table in ("solidarity_receipts", "solidarity_fund", "centre_tariffs", "household_tariffs"):
        op.drop_table(table)
