"""What can be bought from whom, and what already lies in the warehouse.

Money is integer cents, quantities integer base units (g, ml, piece), rates basis points
(550 = 5.5 %). Supplier prices are euros per display unit, excluding VAT, four decimals.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Numeric,
    Table,
    Text,
    Uuid,
    text,
)

from services.supply.storage.metadata import metadata

suppliers = Table(
    "suppliers",
    metadata,
    Column("supplier", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("minimum_cents", BigInteger, nullable=False),
    Column("delivery_fee_cents", BigInteger, nullable=False),
    Column("free_delivery_from_cents", BigInteger, comment="Null: delivery is never free."),
    Column("lead_days", Integer, nullable=False),
    Column("vat_liable", Boolean, nullable=False, server_default=text("true")),
    Column(
        "delivery_vat",
        Text,
        nullable=False,
        server_default=text("'own_rate'"),
        comment="own_rate: that of the cycle's deliveries; as_goods: it follows the goods.",
    ),
    comment="Amounts exclude VAT.",
)

products = Table(
    "products",
    metadata,
    Column("product", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("unit", Text, nullable=False, comment="Display unit: kg, l or piece."),
    Column("step", BigInteger, nullable=False, comment="Sold in whole multiples of this many base units."),
    Column("vat_basis_points", Integer, nullable=False),
    Column("organic", Boolean, nullable=False),
    Column("local", Boolean, nullable=False),
    Column("shelf_days", Integer, nullable=False),
    Column("min_remaining_days", Integer, comment="From delivery to best-before, as promised; null: none promised."),
    Column("surplus_loss_basis_points", Integer, nullable=False),
    Column("shortage_policy", Text, nullable=False, comment="pro_rata, equal or lottery."),
    Column("net_grams", Integer, comment="Net weight of a litre or a piece; null: not known, or sold by weight."),
    Column(
        "allergens", Text, nullable=False, server_default=text("''"), comment="As labels say them; empty: not entered."
    ),
    CheckConstraint("step > 0", name="step_is_positive"),
    CheckConstraint("net_grams > 0", name="net_grams_are_positive"),
)

offers = Table(
    "offers",
    metadata,
    Column("supplier", Text, ForeignKey("suppliers.supplier"), primary_key=True),
    Column("product", Text, ForeignKey("products.product"), primary_key=True),
    Column("case_size", BigInteger, nullable=False, comment="Base units in a case."),
    Column("max_cases", Integer, comment="Null: as many as wanted."),
    Column("basis", Text, nullable=False, comment="quantity, households or participants."),
    Column(
        "only_in_replacement",
        Boolean,
        nullable=False,
        server_default=text("false"),
        comment="No option of a plan unless an override names its supplier.",
    ),
    CheckConstraint("case_size > 0", name="case_size_is_positive"),
)

rungs = Table(
    "rungs",
    metadata,
    Column("supplier", Text, primary_key=True),
    Column("product", Text, primary_key=True),
    Column("starts_at", BigInteger, primary_key=True, autoincrement=False, comment="Base units, or households."),
    Column("price", Numeric(12, 4), nullable=False, comment="Euros per display unit, excluding VAT."),
    ForeignKeyConstraint(["supplier", "product"], ["offers.supplier", "offers.product"], ondelete="CASCADE"),
)

stock_lots = Table(
    "stock_lots",
    metadata,
    Column("product", Text, ForeignKey("products.product"), primary_key=True),
    Column("lot", Text, primary_key=True),
    Column("quantity", BigInteger, nullable=False),
    Column("value_cents", BigInteger, nullable=False),
    Column("best_before", Date, comment="Null: it keeps."),
    Column("version", BigInteger, comment="Of the StockAdjusted said last; null: settlements say all of it."),
    Column("settled_by", Uuid, comment="Who published the run that moved it last otherwise than it says; null: none."),
    CheckConstraint("quantity >= 0", name="quantity_is_not_negative"),
)
