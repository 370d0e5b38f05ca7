"""What of the price households pay, from day to day; which rates a centre offers. Seen by the treasurer only."""

from sqlalchemy import CheckConstraint, Column, Date, DateTime, Index, Integer, Table, Text, Uuid

from services.orders.storage.metadata import metadata

household_tariffs = Table(
    "household_tariffs",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one tariff."),
    Column("household_id", Uuid, nullable=False),
    Column("begins", Date, nullable=False),
    Column("ends", Date, comment="Its last day; null: until it is ended. Before it begins: it never applied."),
    Column("basis_points", Integer, nullable=False, comment="Of the price: 10000 is the ordinary one."),
    Column("prescribed_by", Text, comment="The partner's code who prescribed the eligibility; null: nobody."),
    Column("set_by", Uuid, nullable=False),
    Column("set_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("basis_points BETWEEN 0 AND 20000", name="basis_points_known"),
    CheckConstraint("prescribed_by IS NULL OR ends IS NOT NULL", name="eligibility_ends"),
)
"""Never two of one household on one day: the command that sets one holds the household's lock."""

Index("ix_household_tariffs_household_id", household_tariffs.c.household_id, household_tariffs.c.begins)
Index(
    "ix_household_tariffs_ends",
    household_tariffs.c.ends,
    household_tariffs.c.id,
    postgresql_where=household_tariffs.c.ends.is_not(None),
)

centre_tariffs = Table(
    "centre_tariffs",
    metadata,
    Column("centre", Text, primary_key=True),
    Column("basis_points", Integer, primary_key=True, comment="A rate that this centre's households may be given."),
    CheckConstraint("basis_points BETWEEN 0 AND 20000", name="basis_points_known"),
)
