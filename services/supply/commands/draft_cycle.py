"""The coordinator prepares a cycle: as often as wanted, until it opens."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.audit import AuditKind
from services.supply.domain.centre_dates import CentreDates
from services.supply.storage.audit_rows import cycle_audited
from services.supply.storage.catalogue_tables import products
from services.supply.storage.cycle_rows import change_cycle, lock_cycle
from services.supply.storage.cycle_tables import cycle_centres, cycle_products, cycles
from shared.database import transaction
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class CycleTerms:
    """A cycle's dates and what its plan is weighed by (docs/rules.md, purchase plan)."""

    cycle: str
    name: str
    opens: date
    closes: date
    delivery: date
    distribution: date
    shortage_penalty: Decimal
    max_surplus_basis_points: int
    max_stock_cents: int | None
    delivery_vat_basis_points: int


@dataclass(frozen=True, slots=True)
class SoldProduct:
    """A product of a cycle with its ceiling, in cents per display unit, VAT and delivery included."""

    product: str
    ceiling_price_cents: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole cycle before it opens."""

    terms: CycleTerms
    centres: tuple[CentreDates, ...]
    products: tuple[SoldProduct, ...]


async def draft_cycle(engine: AsyncEngine, draft: Draft, by: UUID | None = None, *, only_new: bool = False) -> bool:
    """Store a cycle that is not open yet, whole, and who did; whether it is new.

    Raises:
        Refused: ``cycle_dates_out_of_order``, ``listed_twice``, ``product_unknown`` or ``cycle_not_draft``;
            ``code_taken`` if there is one and it was to be ``only_new``.
    """
    _check(draft)
    cycle = draft.terms.cycle
    async with transaction(engine) as connection:
        await _check_products_known(connection, [sold.product for sold in draft.products])
        new = await _insert(connection, draft.terms)  # of two at once the second waits for the first one's draft
        if only_new and not new:
            raise Refused("code_taken", taken=cycle)
        async with cycle_audited(connection, AuditKind.CYCLE_DRAFTED, cycle, by, is_new=new):
            row = await lock_cycle(connection, cycle)
            if row["state"] != "draft":
                raise Refused("cycle_not_draft", cycle=cycle)
            await change_cycle(connection, cycle, **asdict(draft.terms))
            await _replace(connection, draft)
        return new


async def _insert(connection: AsyncConnection, terms: CycleTerms) -> bool:
    row = insert(cycles).values(state="draft", version=0, **asdict(terms))
    return bool(await connection.scalar(row.on_conflict_do_nothing().returning(cycles.c.cycle)))


def _check(draft: Draft) -> None:
    terms = draft.terms
    for earlier, later in pairwise([terms.opens, terms.closes, terms.delivery, terms.distribution]):
        if later < earlier:
            raise Refused("cycle_dates_out_of_order", earlier=earlier, later=later)
    _check_once(centre.centre for centre in draft.centres)
    _check_once(sold.product for sold in draft.products)


def _check_once(codes: Iterable[str]) -> None:
    for code, times in Counter(codes).items():
        if times > 1:
            raise Refused("listed_twice", listed=code)


async def _check_products_known(connection: AsyncConnection, wanted: list[str]) -> None:
    known = set((await connection.scalars(select(products.c.product).where(products.c.product.in_(wanted)))).all())
    for code in wanted:
        if code not in known:
            raise Refused("product_unknown", product=code)


async def _replace(connection: AsyncConnection, draft: Draft) -> None:
    cycle = draft.terms.cycle
    centres: list[dict[str, Any]] = [{"cycle": cycle, **asdict(centre)} for centre in draft.centres]
    sold = [{"cycle": cycle, "on_sale": True, **asdict(product)} for product in draft.products]
    for table, rows in ((cycle_centres, centres), (cycle_products, sold)):
        await connection.execute(delete(table).where(table.c.cycle == cycle))
        if rows:
            await connection.execute(insert(table), rows)
