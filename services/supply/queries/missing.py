"""What a purchase order that does not come leaves to be bought, who still sells it, and who waits for it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.allocation import Claim, ShortagePolicy
from services.supply.domain.amendment import invoice_as_asked
from services.supply.domain.consequence import Lost
from services.supply.domain.demand import Demanded, Parts, Sold, Sources
from services.supply.domain.incident import Wanted
from services.supply.domain.options import Need, Offer
from services.supply.domain.overrides import Override
from services.supply.domain.plan import SupplierTerms
from services.supply.domain.purchase_order import PurchaseOrderState
from services.supply.domain.receiving import Receipt
from services.supply.domain.replacement import Missing, StandingOrder
from services.supply.queries.demand import confirmed_orders, counted, supplier_terms, terms_of
from services.supply.queries.receiving import NOTHING_ENTERED, receipts
from services.supply.storage.asked_rows import asked_lines, terms_ordered_by
from services.supply.storage.buying_tables import plan_lines, plans, purchase_order_lines, purchase_orders
from services.supply.storage.catalogue_tables import products
from services.supply.storage.cycle_tables import cycle_products
from services.supply.storage.demand_tables import household_order_lines, household_orders
from services.supply.storage.offers import offers_of_products
from services.supply.storage.purchase_order_rows import LockedOrder, taken_back
from services.supply.storage.supplier_vats import supplier_vats
from shared.kernel.quantity import Unit

ASKABLE = frozenset({PurchaseOrderState.SENT, PurchaseOrderState.ACKNOWLEDGED})


@dataclass(frozen=True, slots=True)
class _Askable:
    """Of whom more can be bought, from today: not of those who are ``taken``.

    ``lowered`` are supplier and product of which an incident said how much will come: nobody asks for more of that.
    """

    today: date
    standing: Mapping[str, StandingOrder]
    taken: AbstractSet[str]
    lowered: AbstractSet[tuple[str, str]]

    def terms(self, usual: SupplierTerms) -> SupplierTerms:
        """What a supplier asks for what is missing."""
        standing = self.standing.get(usual.supplier)
        return usual if standing is None else standing.terms_for_more

    def offers(self, product: str, offered: Iterable[Offer], selling: Collection[str]) -> tuple[Offer, ...]:
        """Those of suppliers who are ``selling``; one that is only in replacement is an option now."""
        left = (one for one in offered if one.supplier in selling and (one.supplier, product) not in self.lowered)
        return tuple(replace(one, only_in_replacement=False) for one in left)


async def missing_of(
    connection: AsyncConnection,
    locked: LockedOrder,
    keep_short: Collection[str],
    today: date,
    only: Collection[str] = (),
) -> Missing:
    """What becomes missing when an order does not come, or some of its products don't.

    Args:
        connection: On which every statement sees one moment, or that holds the cycle's lock.
        locked: The order and its cycle's row.
        keep_short: The products of it that the coordinator leaves short.
        today: From when other suppliers need their days.
        only: The products of it that do not come; none: all.
    """
    order = locked.order
    ordered = (await connection.execute(order_lines(order.number))).all()
    rows = [row for row in ordered if not only or row.product in only]
    lost = [row.product for row in rows]
    askable = await _askable(connection, order, today)
    found = await _sources(connection, locked, rows, askable)
    standing = await _with_products(connection, askable.standing, found)
    beside = [one.product for order in standing.values() for one in order.products]
    asked, terms = await asked_lines(connection, order.number), await terms_ordered_by(connection, order.number)
    kept = [line for product, line in asked.items() if product not in lost]
    delivery_vat = order.delivery_vat_basis_points
    return Missing(
        order.number,
        order.supplier,
        order.amendment,
        order.goods_cents + order.delivery_cents + order.vat_cents,
        order.plan,
        tuple(lost_line(row) for row in rows),
        invoice_as_asked(asked.values(), terms, delivery_vat).costs,
        replace(found, overrides=tuple(_dropped(row.product) for row in rows if row.product in keep_short)),
        standing,
        await wanted_of(connection, order, [*(row.product for row in ordered), *beside]),
        invoice_as_asked(kept, terms, delivery_vat) if kept else None,
        tuple(lost_line(row) for row in ordered if row.product not in lost),
    )


async def _with_products(
    connection: AsyncConnection, standing: Mapping[str, StandingOrder], found: Sources
) -> dict[str, StandingOrder]:
    """The orders of other suppliers, with what those bring already who sell something of what is needed."""
    selling = {offer.supplier for need in found.needs for offer in need.offers}
    numbers = [one.number for supplier, one in standing.items() if supplier in selling]
    products: dict[int, list[Lost]] = defaultdict(list)
    for row in await connection.execute(order_lines(*numbers)):
        products[row.number].append(lost_line(row))
    return {supplier: replace(one, products=tuple(products[one.number])) for supplier, one in standing.items()}


def order_lines(*numbers: int) -> Select[Any]:
    """The lines of these orders with what was planned and sold of their products, by product."""
    order, line, planned, sold = purchase_orders.c, purchase_order_lines.c, plan_lines.c, cycle_products.c
    return (
        select(
            line.number,
            line.product,
            line.quantity.label("ordered"),
            *(planned[name] for name in ("demand", "households", "stock_used", "stock_value_cents", "need")),
            planned.held_cents,
            products.c.name,
            *(sold[name] for name in ("unit", "step", "ceiling_price_cents", "shortage_policy")),
            *(sold[name] for name in ("vat_basis_points", "shelf_days", "surplus_loss_basis_points")),
        )
        .join(purchase_orders, order.number == line.number)
        .join(
            plan_lines,
            (planned.cycle == order.cycle) & (planned.plan == order.plan) & (planned.product == line.product),
        )
        .join(cycle_products, (sold.cycle == order.cycle) & (sold.product == line.product))
        .join(products, products.c.product == line.product)
        .where(line.number.in_(numbers))
        .order_by(line.product)
    )


def lost_line(row: Row[Any]) -> Lost:
    """One of them."""
    return Lost(
        row.product,
        row.name,
        Unit(row.unit),
        row.step,
        row.ceiling_price_cents,
        ShortagePolicy(row.shortage_policy),
        row.demand,
        row.stock_used,
        row.stock_value_cents,
        row.ordered,
        row.held_cents,
    )


async def _askable(connection: AsyncConnection, order: Row[Any], today: date) -> _Askable:
    """Of whom more can be bought when this order does not come: a supplier whose goods came has brought its order."""
    other = purchase_orders.c
    involved = (other.state != PurchaseOrderState.CANCELLED) | taken_back()
    query = select(purchase_orders).where(other.cycle == order.cycle, other.number != order.number, involved)
    entered = await receipts(connection, order.cycle)
    standing, taken = {}, {order.supplier}
    for row in (await connection.execute(query.order_by(other.number))).all():
        came = entered.get(row.supplier, NOTHING_ENTERED).state is not Receipt.AS_ORDERED
        if row.state in ASKABLE and not came and row.plan == order.plan:
            standing[row.supplier] = await _standing(connection, row)
        else:
            taken.add(row.supplier)
    left = {supplier: one for supplier, one in standing.items() if supplier not in taken}
    lowered = {(supplier, product) for supplier in left if supplier in entered for product in entered[supplier].lines}
    return _Askable(today, left, taken, lowered)


async def _standing(connection: AsyncConnection, row: Row[Any]) -> StandingOrder:
    return StandingOrder(
        row.number,
        row.supplier,
        row.amendment,
        tuple((await asked_lines(connection, row.number)).values()),
        await terms_ordered_by(connection, row.number),
        row.delivery_vat_basis_points,
        row.goods_cents + row.delivery_cents + row.vat_cents,
    )


async def _sources(
    connection: AsyncConnection, locked: LockedOrder, rows: Sequence[Row[Any]], asked: _Askable
) -> Sources:
    """What is needed of these lines again, with the offers of it that are left."""
    cycle, named = locked.cycle, [row.product for row in rows]
    terms = replace(terms_of(cycle), closes=asked.today, max_stock=await _room_in_stock(connection, locked, named))
    offered = await offers_of_products(connection, named)
    everyone = {offer.supplier for offers in offered.values() for offer in offers}
    selling = await supplier_terms(connection, everyone - asked.taken)
    in_time = {one.supplier: one for one in selling if terms.in_time(one.lead_days)}
    vats = await supplier_vats(connection)
    participants = int(await connection.scalar(confirmed_orders(cycle["cycle"])) or 0)
    return Sources(
        cycle=cycle["cycle"],
        demand=tuple(Demanded(row.product, row.demand, row.households, row.held_cents) for row in rows),
        stock={},
        sold={row.product: Sold(Unit(row.unit), row.vat_basis_points) for row in rows},
        delivery_vat_basis_points=cycle["delivery_vat_basis_points"],
        needs=tuple(
            _need(row, participants, asked.offers(row.product, offered.get(row.product, ()), in_time)) for row in rows
        ),
        suppliers=tuple(asked.terms(one) for _, one in sorted(in_time.items())),
        terms=terms,
        parts=await _parts(connection, locked.order),
        vats={code: vats[code] for code in sorted(in_time) if code in vats},
    )


def _dropped(product: str) -> Override:
    """The incident says why and who; the plan only has to keep to it."""
    return Override(product, None, None, "", UUID(int=0))


def _need(row: Row[Any], participants: int, offers: tuple[Offer, ...]) -> Need:
    return Need(
        product=row.product,
        quantity=row.need,
        unit=Unit(row.unit).base,
        ceiling=row.ceiling_price_cents,
        shelf_days=row.shelf_days,
        surplus_loss_basis_points=row.surplus_loss_basis_points,
        households=row.households,
        participants=participants,
        offers=offers,
    )


async def _room_in_stock(connection: AsyncConnection, locked: LockedOrder, named: Collection[str]) -> int | None:
    """Cents of surplus that may still be bought beside what the rest of the plan leaves over; None: no limit."""
    limit: int | None = locked.cycle["max_stock_cents"]
    if limit is None:
        return None
    line, order = plan_lines.c, locked.order
    query = select(line.goods_cents, line.surplus, line.quantity).where(
        line.cycle == order.cycle, line.plan == order.plan, line.quantity > 0, line.product.not_in(named)
    )
    left_over: list[int] = [row.goods_cents * row.surplus // row.quantity for row in await connection.execute(query)]
    return max(0, limit - sum(left_over))


async def _parts(connection: AsyncConnection, order: Row[Any]) -> Parts:
    """Of the plan that the order carries out: what was asked for, in stock and offered then."""
    plan = plans.c
    query = select(plan.ordered_digest, plan.stock_digest, plan.offers_digest)
    return Parts(*(await connection.execute(query.where(plan.cycle == order.cycle, plan.plan == order.plan))).one())


async def wanted_of(connection: AsyncConnection, order: Row[Any], named: list[str]) -> dict[str, tuple[Wanted, ...]]:
    """By product, every order that counts and asks for it, by order id."""
    asked, line, plan = household_orders.c, household_order_lines.c, plans.c
    sealed = select(plan.sealed_version).where(plan.cycle == order.cycle, plan.plan == order.plan).scalar_subquery()
    query = (
        select(line.product, asked.order_id, asked.centre, asked.household, line.quantity, asked.version > sealed)
        .add_columns(line.held)
        .join(household_orders, asked.order_id == line.order_id)
        .where(line.cycle == order.cycle, line.product.in_(named), counted(asked.centre, order.cycle))
        .order_by(line.product, asked.order_id)
    )
    found: dict[str, list[Wanted]] = defaultdict(list)
    for product, order_id, centre, household, quantity, late, held in await connection.execute(query):
        found[product].append(Wanted(order_id, Claim(centre, household, quantity), late, held))
    return {product: tuple(each) for product, each in found.items()}
