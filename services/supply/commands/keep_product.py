"""The coordinator enters or corrects a product."""

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.audit import Audited, AuditKind, State
from services.supply.domain.product_change import SaleTerms, check_net_weight, check_product_change
from services.supply.storage.audit_rows import lock_catalogue, note
from services.supply.storage.catalogue_tables import products
from services.supply.storage.cycle_tables import cycle_products, cycles
from services.supply.storage.upsert import put
from shared.database import transaction
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused


class ShortagePolicy(StrEnum):
    """How what there is of a product is shared when it is not enough (docs/rules.md, allocation)."""

    PRO_RATA = "pro_rata"
    EQUAL = "equal"
    LOTTERY = "lottery"


@dataclass(frozen=True, slots=True)
class Product:
    """A product as it can be sold; ``step`` in base units.

    ``min_remaining_days`` is what suppliers promise from delivery to best-before date; None: nothing.
    ``net_grams`` is what a litre or a piece weighs; None: not known, or sold by weight.
    ``allergens`` are those that a label must name (INCO, article 9); empty: nobody entered them.
    """

    product: str
    name: str
    category: str
    unit: Unit
    step: int
    vat_basis_points: int
    organic: bool
    local: bool
    shelf_days: int
    surplus_loss_basis_points: int
    shortage_policy: ShortagePolicy
    min_remaining_days: int | None = None
    net_grams: int | None = None
    allergens: str = ""


async def keep_product(
    engine: AsyncEngine, product: Product, by: UUID | None = None, *, only_new: bool = False
) -> bool:
    """Store a product, and who did; whether it is new.

    Raises:
        Refused: ``net_weight_of_weight``, ``product_unit_fixed`` or ``product_on_sale``;
            ``code_taken`` if there is one and it was to be ``only_new``.
    """
    check_net_weight(product.product, product.unit, product.net_grams)
    async with transaction(engine) as connection:
        await lock_catalogue(connection)  # no cycle opens on these terms before the change is stored
        stored = select(products).where(products.c.product == product.product)
        before = (await connection.execute(stored)).one_or_none()
        if only_new and before is not None:
            raise Refused("code_taken", taken=product.product)
        if before is not None:
            terms = SaleTerms(Unit(before.unit), before.step, before.vat_basis_points)
            wanted = SaleTerms(product.unit, product.step, product.vat_basis_points)
            selling = await _cycle_selling(connection, product.product)
            check_product_change(product.product, terms, wanted, on_sale_in=selling)
        changed = Audited(AuditKind.PRODUCT_KEPT, product.product, by, _state(before), asdict(product))
        await note(connection, changed)
        return await put(connection, products, asdict(product))


def _state(row: Row[Any] | None) -> State | None:
    return None if row is None else {field.name: getattr(row, field.name) for field in fields(Product)}


async def _cycle_selling(connection: AsyncConnection, product: str) -> str | None:
    query = (
        select(cycles.c.cycle)
        .join(cycle_products, cycle_products.c.cycle == cycles.c.cycle)
        .where(cycle_products.c.product == product, cycles.c.state.in_(["open", "closing"]))
        .order_by(cycles.c.cycle)
        .limit(1)
    )
    found: str | None = await connection.scalar(query)
    return found
