"""What waits for the treasurer: how many of each, how much, and which is the first that must be done."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Date, Select, case, cast, func, literal, null, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.ledger import Means
from services.orders.queries.bank import waits_for_bank
from services.orders.queries.refunds import is_due
from services.orders.storage.cash_transfer_tables import cash_transfers
from services.orders.storage.hand_over_tables import goods_credits
from services.orders.storage.household_tables import households
from services.orders.storage.payment_tables import payments
from services.orders.storage.refund_tables import refunds


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many things of one kind wait, what they come to in cents, and from which day on or until which."""

    number: int = 0
    amount_cents: int = 0
    day: date | None = None


@dataclass(frozen=True, slots=True)
class OwingHousehold:
    """A household that owes what the bank refused, and the credit that it may pay that with."""

    household_id: UUID
    household_number: str
    label: str
    centre: str
    owed_cents: int
    credit_cents: int


async def what_waits(engine: AsyncEngine, today: date) -> dict[str, Waiting]:
    """By kind: cheques, later_cheques, transfer, card, refunds, cash, owed, goods. One that does not wait is absent."""
    kinds = (_at_bank(today), _refunds(), _cash(), _owed(), _goods())
    found = kinds[0].union_all(*kinds[1:])
    async with engine.connect() as connection:
        rows = (await connection.execute(found)).all()
    return {kind: Waiting(number, int(cents or 0), day) for kind, number, cents, day in rows if number}


async def owing_households(engine: AsyncEngine) -> list[OwingHousehold]:
    """Who owes what the bank refused, by member number."""
    house = households.c
    shown = (house.id, house.number, house.label, house.centre, house.owed_cents, house.credit_cents)
    found = select(*shown).where(house.owed_cents > 0).order_by(house.number)
    async with engine.connect() as connection:
        return [OwingHousehold(*row) for row in await connection.execute(found)]


def _at_bank(today: date) -> Select[*tuple[Any, ...]]:
    payment = payments.c
    early = (payment.means == Means.CHEQUE) & (payment.not_before > today)
    kind = case((early, "later_cheques"), (payment.means == Means.CHEQUE, "cheques"), else_=payment.means)
    found = select(kind.label("kind"), func.count(), _sum(payment.amount_cents), func.min(payment.not_before))
    return found.where(waits_for_bank()).group_by("kind")


def _refunds() -> Select[*tuple[Any, ...]]:
    found = select(literal("refunds"), func.count(), _sum(refunds.c.amount_cents), cast(null(), Date))
    return found.where(is_due())


def _cash() -> Select[*tuple[Any, ...]]:
    carried = cash_transfers.c
    found = select(literal("cash"), func.count(), _sum(carried.amount_cents), cast(null(), Date))
    return found.where(carried.received_at.is_(None))


def _owed() -> Select[*tuple[Any, ...]]:
    owed = households.c.owed_cents
    return select(literal("owed"), func.count(), _sum(owed), cast(null(), Date)).where(owed > 0)


def _goods() -> Select[*tuple[Any, ...]]:
    found = select(literal("goods"), func.count(), cast(null(), BigInteger), cast(null(), Date))
    return found.where(goods_credits.c.refused.is_not(None))


def _sum(cents: ColumnElement[int]) -> ColumnElement[int]:
    return cast(func.sum(cents), BigInteger)
