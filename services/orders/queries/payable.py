"""What is owed to suppliers."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.ledger import payable_account
from services.orders.storage.ledger_tables import ledger_entries

_entry = ledger_entries.c
_PREFIX, _SUFFIX = payable_account("\0").split("\0")


@dataclass(frozen=True, slots=True)
class SupplierPayable:
    """A supplier, and what is owed to it in cents; negative: it owes the network, as after a credit note."""

    supplier: str
    owed_cents: int


async def suppliers_payable(engine: AsyncEngine) -> list[SupplierPayable]:
    """Every supplier to whom something is owed, or who owes something, by code."""
    total = func.sum(_entry.amount_cents)
    of_suppliers = _entry.account.startswith(_PREFIX, autoescape=True) & _entry.account.endswith(
        _SUFFIX, autoescape=True
    )
    found = select(_entry.account, total).where(of_suppliers).group_by(_entry.account).having(total != 0)
    async with engine.connect() as connection:
        rows = await connection.execute(found.order_by(_entry.account))
        return [
            SupplierPayable(account.removeprefix(_PREFIX).removesuffix(_SUFFIX), -int(cents)) for account, cents in rows
        ]
