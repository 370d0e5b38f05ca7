"""Incidents after purchase orders were sent, and what each household can be told.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "incidents",
        sa.Column("incident_id", sa.Uuid(), nullable=False, comment="Made by who sent it: sent twice, it is one."),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="What went wrong, such as cancelled."),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "asked", postgresql.JSONB(), nullable=False, comment="As it was sent, with the token of the proposal."
        ),
        sa.Column(
            "consequences", postgresql.JSONB(), nullable=False, comment="As they were proposed and carried out."
        ),
        sa.Column(
            "plan",
            sa.Integer(),
            nullable=True,
            comment="The plan that replaces what does not come; null: nothing is replaced.",
        ),
        sa.Column("reported_by", sa.Uuid(), nullable=False, comment="The coordinator's user id."),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle"], ["cycles.cycle"], name=op.f("fk_incidents_cycle_cycles")),
        sa.ForeignKeyConstraint(
            ["number"], ["purchase_orders.number"], name=op.f("fk_incidents_number_purchase_orders")
        ),
        sa.ForeignKeyConstraint(["supplier"], ["suppliers.supplier"], name=op.f("fk_incidents_supplier_suppliers")),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_incidents")),
    )
    for column in ("cycle", "number", "supplier"):
        op.create_index(op.f(f"ix_incidents_{column}"), "incidents", [column])
    op.create_table(
        "incident_households",
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("ordered", sa.BigInteger(), nullable=False),
        sa.Column(
            "expected",
            sa.BigInteger(),
            nullable=False,
            comment="As things stood; a settlement has the last word.",
        ),
        sa.CheckConstraint("expected >= 0", name=op.f("ck_incident_households_expected_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.incident_id"], name=op.f("fk_incident_households_incident_id_incidents")
        ),
        sa.PrimaryKeyConstraint("incident_id", "order_id", "product", name=op.f("pk_incident_households")),
        comment="What each household can be told.",
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("incident_households")
    op.drop_table("incidents")
