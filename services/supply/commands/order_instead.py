"""In the place of what does not come: its order's cancellation or amendment, and what is ordered from others.

Isolation: in the transaction that reports the incident, the cycle's row locked; new orders lock the network's last
number.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import BigInteger, cast, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.commands.amend_purchase_order import AmendmentAsked, check_amendable, write_amendment
from services.supply.commands.create_purchase_orders import add_drafts
from services.supply.domain.replacement import Missing, Replaced, StandingOrder, gaps, weighs
from services.supply.storage.buying_tables import plan_lines, plan_suppliers, purchase_order_lines, purchase_orders
from services.supply.storage.following_plan_rows import Following
from services.supply.storage.purchase_order_rows import LockedOrder, lock_order
from services.supply.storage.replacement_rows import insert_replacing_plan


@dataclass(frozen=True, slots=True)
class Confirmer:
    """Who confirmed which incident, why and when."""

    incident_id: UUID
    reason: str
    user_id: UUID
    now: datetime


async def order_instead(
    connection: AsyncConnection, locked: LockedOrder, missing: Missing, instead: Replaced, by: Confirmer
) -> int | None:
    """Take back what does not come and ask others for what is bought instead; the plan made for that, None: nothing is.

    New suppliers get a draft; of those that have an order already more is asked by an amendment. Each amendment accepts
    the gap that was shown.
    """
    lost = [line.product for line in missing.lost]
    taken_back = tuple((product, 0) for product in lost) if missing.stays else ()
    accepted = gaps(missing, instead)
    if not instead.bought:
        await _amend(connection, locked, by, taken_back, accepted.get(missing.supplier))
        return None
    proven = instead.reasoned.plan.proven
    following = Following(missing, weighs(missing, instead), proven, by.reason, by.user_id)
    await insert_replacing_plan(connection, following, instead)
    locked = await lock_order(connection, missing.number)
    await _amend(connection, locked, by, taken_back, accepted.get(missing.supplier))
    if missing.stays:
        await _plan_as_asked(connection, locked)
    new = [supplier for supplier in instead.invoices if supplier not in missing.standing]
    await add_drafts(connection, missing.cycle, following.plan, new)
    for supplier in sorted(instead.invoices.keys() & missing.standing.keys()):
        more = {product: one.cases for product, one in instead.bought.items() if one.supplier == supplier}
        await _ask_for_more(connection, missing.standing[supplier], more, by, accepted[supplier])
    return following.plan


async def _amend(
    connection: AsyncConnection,
    locked: LockedOrder,
    by: Confirmer,
    lines: tuple[tuple[str, int], ...],
    gap: int | None,
) -> None:
    """A numbered amendment of an order, or with no lines its end, under an id that follows from the incident's."""
    number = locked.order.number
    amendment_id = uuid5(by.incident_id, f"order {number}")
    asked = AmendmentAsked(
        amendment_id, number, locked.order.amendment, by.reason, lines, gap if gap and gap > 0 else None
    )
    await write_amendment(connection, locked, asked, {"amended_by": by.user_id, "amended_at": by.now})


async def _ask_for_more(
    connection: AsyncConnection, standing: StandingOrder, more: dict[str, int], by: Confirmer, gap: int
) -> None:
    """The amendment finds lines without cases, which it raises: so it says what it adds."""
    locked = await lock_order(connection, standing.number)
    await check_amendable(connection, locked, standing.amendment)
    await _add_empty_lines(connection, locked, list(more))
    await _amend(connection, locked, by, tuple(sorted(more.items())), gap)
    await _plan_as_asked(connection, locked)


async def _add_empty_lines(connection: AsyncConnection, locked: LockedOrder, products: list[str]) -> None:
    line, order = plan_lines.c, locked.order
    columns = ["product", "case_size", "rung_from", "price", "vat_basis_points", "reason"]
    rows = select(literal(order.number), literal(0), literal(0), literal(0), *(line[name] for name in columns)).where(
        line.cycle == order.cycle, line.plan == order.plan, line.product.in_(products)
    )
    names = ["number", "cases", "quantity", "goods_cents", *columns]
    await connection.execute(insert(purchase_order_lines).from_select(names, rows))


async def _plan_as_asked(connection: AsyncConnection, locked: LockedOrder) -> None:
    """What the plan says of the supplier is what it is asked for now, and what households hold for that."""
    order, planned, line = purchase_orders.c, plan_suppliers.c, plan_lines.c
    held = (
        select(cast(func.coalesce(func.sum(line.held_cents), 0), BigInteger))
        .where(line.cycle == order.cycle, line.plan == order.plan, line.supplier == order.supplier)
        .correlate(purchase_orders)
        .scalar_subquery()
    )
    changed = update(plan_suppliers).where(
        order.number == locked.order.number,
        planned.cycle == order.cycle,
        planned.plan == order.plan,
        planned.supplier == order.supplier,
    )
    amounts = {name: order[name] for name in ("goods_cents", "delivery_cents", "vat_cents")}
    await connection.execute(changed.values(households_hold_cents=held, **amounts))
