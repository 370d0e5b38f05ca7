"""Payments as rows."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.domain.entry import BookedPayment
from services.orders.domain.ledger import Means, Transaction
from services.orders.storage.payment_tables import payments


async def read_payments(connection: AsyncConnection, ids: Sequence[UUID]) -> dict[UUID, BookedPayment]:
    """Those of these payments that are booked."""
    if not ids:
        return {}
    found = await connection.execute(select(payments).where(payments.c.id.in_(ids)))
    return {
        row.id: BookedPayment(
            row.payer_household_id, Means(row.means), row.amount_cents, frozenset(row.order_ids), row.not_before
        )
        for row in found
    }


async def store_payment(
    connection: AsyncConnection, payment_id: UUID, booked: BookedPayment, transaction: Transaction
) -> None:
    """Store a payment with the ledger transaction that books it.

    Raises:
        IntegrityError: it is booked already.
    """
    row = {
        "id": payment_id,
        "payer_household_id": booked.payer_household_id,
        "means": booked.means,
        "amount_cents": booked.amount_cents,
        "not_before": booked.not_before,
        "till": transaction.till,
        "order_ids": sorted(booked.order_ids),
        "transaction_id": transaction.id,
        "received_at": transaction.at,
    }
    await connection.execute(insert(payments), row)
