"""Membership: what the network asks, and the fees that households paid."""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    ScalarSelect,
    Table,
    Text,
    Uuid,
    case,
    func,
    select,
    true,
)

from services.orders.domain.membership import Needed
from services.orders.storage.metadata import metadata

memberships = Table(
    "memberships",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one fee."),
    Column("household_id", Uuid, nullable=False),
    Column("fee_cents", BigInteger, nullable=False),
    Column("until", Date, nullable=False, comment="The last day that it covers."),
    Column("transaction_id", Uuid, ForeignKey("ledger_transactions.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    CheckConstraint("fee_cents > 0", name="fee_positive"),
)

Index("ix_memberships_household_id", memberships.c.household_id)

membership_rules = Table(
    "membership_rules",
    metadata,
    Column("the_one", Boolean, primary_key=True, server_default=true(), comment="There is one row."),
    Column("version", Integer, nullable=False, comment="Grows with each change."),
    Column("fees_cents", ARRAY(BigInteger), nullable=False, comment="To choose from, smallest first; none: no fee."),
    Column("needed", Text, nullable=False, comment="What becomes of an order whose household's fee is due."),
    CheckConstraint("the_one", name="one_row"),
    CheckConstraint("0 < ALL (fees_cents)", name="fees_positive"),
    CheckConstraint("needed IN ('no', 'warn', 'refuse')", name="needed_known"),
)
"""What the network asks of its members: one row, made by the migration, so that there always is one."""

_FEE_IS_ASKED = func.cardinality(membership_rules.c.fees_cents) > 0


def fee_is_asked() -> ScalarSelect[bool]:
    """In any statement: whether the network asks for a yearly fee."""
    return select(_FEE_IS_ASKED).scalar_subquery()


def needed_of_orders() -> ScalarSelect[str]:
    """In any statement: what the network does about a yearly fee that is due; ``no`` where it asks for none."""
    return select(case((_FEE_IS_ASKED, membership_rules.c.needed), else_=Needed.NO.value)).scalar_subquery()
