"""Which languages the network offers its households."""

from sqlalchemy import ARRAY, Boolean, CheckConstraint, Column, Integer, Table, Text, true

from services.orders.storage.metadata import metadata

offered_languages = Table(
    "offered_languages",
    metadata,
    Column("the_one", Boolean, primary_key=True, server_default=true(), comment="There is one row."),
    Column("version", Integer, nullable=False, comment="Grows with each change."),
    Column("languages", ARRAY(Text), nullable=False, comment="ISO 639-1, French among them."),
    CheckConstraint("the_one", name="one_row"),
    CheckConstraint("'fr' = ANY (languages)", name="french_always"),
)
"""One row, made by the migration, so that there always is one."""
