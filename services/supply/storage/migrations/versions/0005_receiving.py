"""What suppliers brought, line by line: deliveries, their versions and photos; stock kept in several lots.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; what was recorded for a supplier becomes one delivery of the cycle's record."""
    op.rename_table("delivery_lines", "recorded_lines")
    op.execute("ALTER TABLE recorded_lines RENAME CONSTRAINT pk_delivery_lines TO pk_recorded_lines")
    _create_deliveries()
    _create_what_belongs_to_them()
    _move_records()
    op.drop_table("recorded_lines")
    op.add_column(
        "products",
        sa.Column(
            "min_remaining_days",
            sa.Integer(),
            nullable=True,
            comment="From delivery to best-before, as promised; null: none promised.",
        ),
    )
    _say_the_vat_of_suppliers()
    _create_invoices()
    op.drop_constraint("pk_kept_lots", "kept_lots", type_="primary")
    op.create_primary_key("pk_kept_lots", "kept_lots", ["cycle", "run", "product", "lot"])


def downgrade() -> None:
    """Record by one line a product again; invoices and photos are dropped.

    Raises:
        CommandError: what one line a product can't tell was entered meanwhile.
    """
    _refuse_what_one_line_cannot_tell()
    op.drop_constraint("pk_kept_lots", "kept_lots", type_="primary")
    op.create_primary_key("pk_kept_lots", "kept_lots", ["cycle", "run", "product"])
    for table in ("credit_notes", "invoice_decisions", "supplier_invoices"):
        op.drop_table(table)
    for table in ("plan_suppliers", "purchase_orders"):
        op.drop_column(table, "delivery_vat_basis_points")
    for table, column in (("suppliers", "delivery_vat"), ("suppliers", "vat_liable"), ("products", "min_remaining_days")):
        op.drop_column(table, column)
    op.rename_table("delivery_lines", "received_lines")
    op.execute("ALTER TABLE received_lines RENAME CONSTRAINT pk_delivery_lines TO pk_received_lines")
    _create_recorded_lines()
    for table in ("complete_orders", "delivery_photos", "delivery_versions", "received_lines", "deliveries"):
        op.drop_table(table)


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", sa.Uuid(), nullable=False, comment="Made by the device: sent twice, it is one delivery."),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("note_number", sa.Text(), nullable=True, comment="Of the supplier's delivery note; null: none came with it."),
        sa.Column("received_on", sa.Date(), nullable=True, comment="Null: the cycle's record of deliveries doesn't say."),
        sa.Column(
            "rest_as_ordered",
            sa.Boolean(),
            nullable=False,
            comment="Said by the cycle's record: unnamed came as ordered.",
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="received or withdrawn."),
        sa.Column("version", sa.Integer(), nullable=False, comment="1, 2, …: a correction is the next."),
        sa.ForeignKeyConstraint(["cycle"], ["cycles.cycle"], name=op.f("fk_deliveries_cycle_cycles")),
        sa.ForeignKeyConstraint(["supplier"], ["suppliers.supplier"], name=op.f("fk_deliveries_supplier_suppliers")),
        sa.PrimaryKeyConstraint("delivery_id", name=op.f("pk_deliveries")),
    )
    op.create_index("ix_deliveries_cycle", "deliveries", ["cycle"], unique=False)
    received, record = sa.text("state = 'received'"), sa.text("rest_as_ordered")
    op.create_index(
        "uq_deliveries_note", "deliveries", ["supplier", "note_number"], unique=True, postgresql_where=received
    )
    op.create_index("uq_deliveries_record", "deliveries", ["cycle", "supplier"], unique=True, postgresql_where=record)


def _create_what_belongs_to_them() -> None:
    op.create_table(
        "delivery_lines",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False, comment="In a good state; 0: none of it."),
        sa.Column("damaged", sa.BigInteger(), nullable=False, comment="Came, but is not counted as received."),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("best_before", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column(
            "short_dated_because",
            sa.Text(),
            nullable=True,
            comment="Why less than the promised time to its best-before date was taken.",
        ),
        sa.Column("photo", sa.Uuid(), nullable=True, comment="Named here before its bytes arrive."),
        sa.Column(
            "invoiced_price",
            sa.Numeric(precision=12, scale=4),
            nullable=True,
            comment="As the cycle's record says; null: as ordered.",
        ),
        sa.CheckConstraint("received >= 0", name=op.f("ck_delivery_lines_received_is_not_negative")),
        sa.CheckConstraint("damaged >= 0", name=op.f("ck_delivery_lines_damaged_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.delivery_id"], name=op.f("fk_delivery_lines_delivery_id_deliveries")
        ),
        sa.PrimaryKeyConstraint("delivery_id", "line", name=op.f("pk_delivery_lines")),
        comment="Of the version in force.",
    )
    op.create_table(
        "delivery_versions",
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("said", postgresql.JSONB(), nullable=False, comment="The delivery as it was sent, or why it was withdrawn."),
        *_recorded(),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.delivery_id"], name=op.f("fk_delivery_versions_delivery_id_deliveries")
        ),
        sa.PrimaryKeyConstraint("delivery_id", "version", name=op.f("pk_delivery_versions")),
    )
    op.create_table(
        "delivery_photos",
        sa.Column("photo", sa.Uuid(), nullable=False),
        sa.Column("delivery_id", sa.Uuid(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False, comment="By what its bytes are, not by what they are said to be."),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *_recorded(),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.delivery_id"], name=op.f("fk_delivery_photos_delivery_id_deliveries")
        ),
        sa.PrimaryKeyConstraint("photo", name=op.f("pk_delivery_photos")),
    )
    op.create_table(
        "complete_orders",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"], ["purchase_orders.number"], name=op.f("fk_complete_orders_number_purchase_orders")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_complete_orders")),
        comment="Purchase orders of which nothing more is awaited: what is missing was not received.",
    )


def _say_the_vat_of_suppliers() -> None:
    """Each supplier's, and that of the fees of what was planned and ordered: the cycle's."""
    op.add_column("suppliers", sa.Column("vat_liable", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    delivery_vat = sa.Column(
        "delivery_vat",
        sa.Text(),
        server_default=sa.text("'own_rate'"),
        nullable=False,
        comment="own_rate: that of the cycle's deliveries; as_goods: it follows the goods.",
    )
    op.add_column("suppliers", delivery_vat)
    for table in ("plan_suppliers", "purchase_orders"):
        follows = sa.Column(
            "delivery_vat_basis_points", sa.Integer(), nullable=True, comment="Null: it follows the goods."
        )
        op.add_column(table, follows)
        mine = sa.table(table, sa.column("cycle"), sa.column("delivery_vat_basis_points"))
        cycles = sa.table("cycles", sa.column("cycle"), sa.column("delivery_vat_basis_points"))
        op.execute(
            mine.update()
            .where(mine.c.cycle == cycles.c.cycle)
            .values(delivery_vat_basis_points=cycles.c.delivery_vat_basis_points)
        )


def _create_invoices() -> None:
    op.create_table(
        "supplier_invoices",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False, comment="As the supplier numbers it: entered once."),
        sa.Column("invoiced_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True, comment="Null: none is printed."),
        sa.Column(
            "lines",
            postgresql.JSONB(),
            nullable=False,
            comment="Per product the quantity and price that are printed, or null.",
        ),
        sa.Column("delivery_cents", sa.BigInteger(), nullable=False, comment="Excluding VAT."),
        sa.Column("vat", postgresql.JSONB(), nullable=False, comment="Per rate, or one amount whose rate is null."),
        sa.Column("total_cents", sa.BigInteger(), nullable=False, comment="VAT included."),
        sa.Column("withdrawn_because", sa.Text(), nullable=True, comment="Why it counts no more; null: it counts."),
        *_recorded(),
        sa.ForeignKeyConstraint(["cycle"], ["cycles.cycle"], name=op.f("fk_supplier_invoices_cycle_cycles")),
        sa.ForeignKeyConstraint(
            ["supplier"], ["suppliers.supplier"], name=op.f("fk_supplier_invoices_supplier_suppliers")
        ),
        sa.PrimaryKeyConstraint("cycle", "supplier", name=op.f("pk_supplier_invoices")),
    )
    op.create_index(
        "uq_supplier_invoices_number",
        "supplier_invoices",
        ["supplier", "number"],
        unique=True,
        postgresql_where=sa.text("withdrawn_because IS NULL"),
    )
    op.create_table(
        "invoice_decisions",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="quantity, price, fee, vat or total."),
        sa.Column("product", sa.Text(), nullable=False, comment="Empty where the difference is of no product."),
        sa.Column(
            "expected",
            sa.Text(),
            nullable=False,
            comment="With printed: the figures decided on; others are asked again.",
        ),
        sa.Column("printed", sa.Text(), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False, comment="Else accepted: what is printed counts."),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("cycle", "supplier", "kind", "product", name=op.f("pk_invoice_decisions")),
    )
    op.create_table(
        "credit_notes",
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False, comment="As the supplier numbers it: entered once."),
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False, comment="Excluding VAT."),
        sa.Column("vat_cents", sa.BigInteger(), nullable=False),
        sa.Column("products", postgresql.ARRAY(sa.Text()), nullable=False, comment="The lines it touches; none: all."),
        sa.Column("reason", sa.Text(), nullable=False),
        *_recorded(),
        sa.ForeignKeyConstraint(["cycle"], ["cycles.cycle"], name=op.f("fk_credit_notes_cycle_cycles")),
        sa.ForeignKeyConstraint(["supplier"], ["suppliers.supplier"], name=op.f("fk_credit_notes_supplier_suppliers")),
        sa.PrimaryKeyConstraint("supplier", "number", name=op.f("pk_credit_notes")),
    )
    op.create_index("ix_credit_notes_cycle", "credit_notes", ["cycle", "supplier"], unique=False)


def _recorded() -> tuple[sa.Column[object], sa.Column[object]]:
    return (
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )


def _move_records() -> None:
    op.execute(
        """
        INSERT INTO deliveries (delivery_id, cycle, supplier, rest_as_ordered, state, version)
        SELECT gen_random_uuid(), cycle, supplier, true, 'received', 1 FROM recorded_lines GROUP BY cycle, supplier
        """
    )
    op.execute(
        """
        INSERT INTO delivery_lines (delivery_id, line, product, received, damaged, lot, best_before, invoiced_price)
        SELECT delivery_id, row_number() OVER (PARTITION BY delivery_id ORDER BY product), product, received, 0,
               lot, best_before, invoiced_price
        FROM deliveries JOIN recorded_lines USING (cycle, supplier)
        """
    )
    op.execute(
        """
        INSERT INTO delivery_versions (delivery_id, version, said, recorded_by, recorded_at)
        SELECT delivery_id, 1, jsonb_agg(to_jsonb(recorded_lines)), (array_agg(recorded_by))[1], max(recorded_at)
        FROM deliveries JOIN recorded_lines USING (cycle, supplier) GROUP BY delivery_id
        """
    )


def _refuse_what_one_line_cannot_tell() -> None:
    by_line = "SELECT 1 FROM deliveries WHERE state = 'received' AND NOT rest_as_ordered"
    several = "SELECT 1 FROM kept_lots GROUP BY cycle, run, product HAVING count(*) > 1"
    for found, what in ((by_line, "Deliveries were entered line by line"), (several, "Several lots of a product were kept")):
        if op.get_bind().scalar(sa.text(f"SELECT EXISTS ({found})")):
            raise CommandError(f"{what}: go back by restoring the database as it was saved before the migration.")


def _create_recorded_lines() -> None:
    op.create_table(
        "delivery_lines",
        sa.Column("cycle", sa.Text(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False, comment="0: not delivered."),
        sa.Column("invoiced_price", sa.Numeric(precision=12, scale=4), nullable=True, comment="Null: as ordered."),
        sa.Column("best_before", sa.Date(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=True),
        *_recorded(),
        sa.CheckConstraint("received >= 0", name=op.f("ck_delivery_lines_received_is_not_negative")),
        sa.ForeignKeyConstraint(["cycle"], ["cycles.cycle"], name=op.f("fk_delivery_lines_cycle")),
        sa.PrimaryKeyConstraint("cycle", "supplier", "product", name=op.f("pk_delivery_lines")),
        comment="What came otherwise than ordered; what is not named here came as ordered.",
    )
    op.execute(
        """
        INSERT INTO delivery_lines (cycle, supplier, product, received, invoiced_price, best_before, lot, recorded_by, recorded_at)
        SELECT cycle, supplier, product, received, invoiced_price, best_before, lot, recorded_by, recorded_at
        FROM deliveries JOIN received_lines USING (delivery_id) JOIN delivery_versions USING (delivery_id, version)
        WHERE state = 'received'
        """
    )
