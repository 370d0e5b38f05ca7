"""Cash that is carried: from a till to the bank or to another till, or change from the bank to a till."""

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Index, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from services.orders.storage.metadata import metadata

cash_transfers = Table(
    "cash_transfers",
    metadata,
    Column("id", Uuid, primary_key=True, comment="Made by the device: sent twice, it is one transfer."),
    Column("from_till", Text, comment="Null: the bank."),
    Column("to_till", Text, comment="Null: the bank."),
    Column("pieces", JSONB, nullable=False, comment="Notes and coins as given: [[cents, number], …]."),
    Column("amount_cents", BigInteger, nullable=False),
    Column("given_by", Uuid, nullable=False),
    Column("given_at", DateTime(timezone=True), nullable=False),
    Column("given_transaction_id", Uuid, ForeignKey("ledger_transactions.id"), nullable=False),
    Column("received_pieces", JSONB),
    Column("received_cents", BigInteger),
    Column("received_by", Uuid),
    Column("received_at", DateTime(timezone=True), comment="Null: it is on its way."),
    Column("received_transaction_id", Uuid, ForeignKey("ledger_transactions.id")),
    Column("reason", Text, nullable=False, comment="Why what was received differs; empty where nothing does."),
    CheckConstraint("amount_cents > 0", name="amount_positive"),
    CheckConstraint("from_till IS DISTINCT FROM to_till", name="it_goes_somewhere"),
    CheckConstraint("received_by <> given_by", name="two_people"),
    CheckConstraint("(received_at IS NULL) = (received_transaction_id IS NULL)", name="received_is_whole"),
)

Index(
    "ix_cash_transfers_on_the_way",
    cash_transfers.c.given_at,
    cash_transfers.c.id,
    postgresql_where=cash_transfers.c.received_at.is_(None),
)
