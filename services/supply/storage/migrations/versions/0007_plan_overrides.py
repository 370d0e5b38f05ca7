"""What the coordinator fixes on a plan by hand, what is offered only in replacement, what each plan was made from.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, add the columns."""
    op.add_column(
        "offers",
        sa.Column(
            "only_in_replacement",
            sa.Boolean(),
            server_default=sa.text("false"),
            nullable=False,
            comment="No option of a plan unless an override names its supplier.",
        ),
    )
    op.add_column(
        "plans",
        sa.Column(
            "ordered_digest",
            sa.Text(),
            nullable=True,
            comment="Of what was ordered; null, like the two below, in plans made before it.",
        ),
    )
    op.add_column(
        "plans", sa.Column("stock_digest", sa.Text(), nullable=True, comment="Of the stock that was free.")
    )
    op.add_column(
        "plans",
        sa.Column(
            "offers_digest", sa.Text(), nullable=True, comment="Of the offers and what their suppliers ask."
        ),
    )
    op.create_table(
        "plan_overrides",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=True, comment="Null: nothing is bought."),
        sa.Column("cases", sa.Integer(), nullable=True, comment="Null: as many as are cheapest."),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False, comment="The coordinator's user id."),
        sa.Column("decided_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("cases > 0", name=op.f("ck_plan_overrides_cases_are_positive")),
        sa.CheckConstraint(
            "cases IS NULL OR supplier IS NOT NULL", name=op.f("ck_plan_overrides_cases_have_a_supplier")
        ),
        sa.ForeignKeyConstraint(["cycle"], ["cycles.cycle"], name=op.f("fk_plan_overrides_cycle_cycles")),
        sa.ForeignKeyConstraint(["product"], ["products.product"], name=op.f("fk_plan_overrides_product_products")),
        sa.ForeignKeyConstraint(
            ["supplier"], ["suppliers.supplier"], name=op.f("fk_plan_overrides_supplier_suppliers")
        ),
        sa.PrimaryKeyConstraint("cycle", "product", name=op.f("pk_plan_overrides")),
        comment="What the next plan must keep to.",
    )
    op.create_table(
        "planned_overrides",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("plan", sa.Integer(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=True),
        sa.Column("cases", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column(
            "costs_cents",
            sa.BigInteger(),
            nullable=True,
            comment="Against the plan without this one; null: not known.",
        ),
        sa.ForeignKeyConstraint(
            ["cycle", "plan"], ["plans.cycle", "plans.plan"], name=op.f("fk_planned_overrides_cycle_plans")
        ),
        sa.ForeignKeyConstraint(
            ["supplier"], ["suppliers.supplier"], name=op.f("fk_planned_overrides_supplier_suppliers")
        ),
        sa.PrimaryKeyConstraint("cycle", "plan", "product", name=op.f("pk_planned_overrides")),
        comment="What a plan was made to keep to.",
    )


def downgrade() -> None:
    """Drop them."""
    for column in ("ordered_digest", "stock_digest", "offers_digest"):
        op.drop_column("plans", column)
    op.drop_column("offers", "only_in_replacement")
    op.drop_table("planned_overrides")
    op.drop_table("plan_overrides")
