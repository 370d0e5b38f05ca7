"""What the network decides: one row, made by the migration, so that there always is one."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Integer, Table, Text, Time, true

from services.supply.storage.metadata import metadata

network_settings = Table(
    "network_settings",
    metadata,
    Column("the_one", Boolean, primary_key=True, server_default=true(), comment="There is one row."),
    Column("version", Integer, nullable=False, comment="Grows with each change."),
    Column("gap_limit_cents", BigInteger, nullable=False),
    Column("warehouse", Text, nullable=False, comment="Empty: purchase orders say nothing of it."),
    Column("distribution_starts", Time, nullable=False, comment="Local time."),
    Column("distribution_ends", Time, nullable=False, comment="Local time."),
    Column("uncollected_days", Integer, nullable=False),
    Column("name", Text, nullable=False, comment="Who orders; empty: purchase orders say nothing of it."),
    Column("address", Text, nullable=False, comment="Postal, on one line; may be empty, as what follows."),
    Column("registration", Text, nullable=False, comment="SIRET or RNA, with its kind."),
    Column("email", Text, nullable=False),
    Column("phone", Text, nullable=False),
    CheckConstraint("the_one", name="one_row"),
    CheckConstraint("gap_limit_cents >= 0", name="gap_limit_not_negative"),
    CheckConstraint("distribution_starts < distribution_ends", name="hours_in_order"),
    CheckConstraint("uncollected_days >= 0", name="uncollected_days_not_negative"),
)
