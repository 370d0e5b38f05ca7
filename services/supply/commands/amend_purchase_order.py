"""The coordinator changes what was asked of a supplier: a numbered amendment once it is sent, or the order's end.

Isolation: READ COMMITTED with the cycle's row locked first, which writes it: a settlement that waited for it has an
older snapshot (REPEATABLE READ), fails on the written row and is made again with what is asked now.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.domain.amendment import Amounts, AskedLine, amend
from services.supply.domain.audit import AuditKind
from services.supply.domain.purchase_order import UNSENT, PurchaseOrderState
from services.supply.domain.receiving import Receipt
from services.supply.queries.amendment_limits import check_cases, check_gap, check_stock_limit
from services.supply.queries.buying import decided_order
from services.supply.queries.network_settings import network_settings, who_orders
from services.supply.queries.receiving import NOTHING_ENTERED, receipts
from services.supply.storage.asked_rows import asked_lines, terms_ordered_by
from services.supply.storage.buying_tables import (
    purchase_order_amended_lines,
    purchase_order_amendments,
    purchase_order_lines,
)
from services.supply.storage.purchase_order_rows import (
    LockedOrder,
    change_order,
    check_not_amended_since,
    check_sent,
    lock_order,
    note_order,
    total_of,
)
from shared.database import retry_if_taken
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class AmendmentAsked:
    """A change as a device sends it: its own id, which order, the amendment it builds on (0: as first sent), why.

    ``lines`` are products with their new number of cases, 0: dropped; no line: the order is cancelled.
    ``accepted_gap_cents`` is up to where its gap may widen; None: to the network's limit.
    """

    id: UUID
    number: int
    after: int
    reason: str
    lines: tuple[tuple[str, int], ...]
    accepted_gap_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Amended:
    """A change as it is stored: the lines of before, those that change as they will be, what the order comes to."""

    id: UUID
    reason: str
    before: Mapping[str, AskedLine]
    changed: Mapping[str, AskedLine]
    amounts: Amounts
    cancels: bool = False
    accepted_gap_cents: int | None = None


async def amend_purchase_order(engine: AsyncEngine, asked: AmendmentAsked, amended_by: UUID, now: datetime) -> bool:
    """Change a sent order, all or nothing; whether this request did it. It must be acknowledged again.

    Raises:
        Refused: ``purchase_order_unknown``, ``purchase_order_cancelled``, ``purchase_order_not_sent``,
            ``purchase_order_amended``, ``amendment_differs``, ``amendment_received``, ``amendment_lowered``,
            ``cycle_settled``, ``amendment_above_cap``, ``amendment_above_stock_limit``, ``amendment_gap``, or what
            ``amend`` refuses; nothing is stored.
    """

    async def work(connection: AsyncConnection) -> bool:
        locked = await lock_order(connection, asked.number)
        known = await _find(connection, asked.id)
        if known is not None:
            await _check_same(connection, known, asked)
            return False
        await check_amendable(connection, locked, asked.after, cancels=not asked.lines)
        await check_not_lowered(connection, locked.order, {product for product, _ in asked.lines})
        if asked.lines:
            await _check_limits(connection, locked, asked)
        await write_amendment(connection, locked, asked, {"amended_by": amended_by, "amended_at": now})
        return True

    return await retry_if_taken(engine, work)


async def _find(connection: AsyncConnection, amendment_id: UUID) -> Row[Any] | None:
    query = select(purchase_order_amendments).where(purchase_order_amendments.c.id == amendment_id)
    return (await connection.execute(query)).one_or_none()


async def _check_same(connection: AsyncConnection, known: Row[Any], asked: AmendmentAsked) -> None:
    line = purchase_order_amended_lines.c
    changed = await connection.execute(select(line.product, line.cases).where(line.id == known.id))
    lines = () if known.cancels else tuple(sorted((row.product, row.cases) for row in changed))
    told = asked.number, asked.after, asked.reason, asked.accepted_gap_cents, tuple(sorted(asked.lines))
    if (known.number, known.amendment - 1, known.reason, known.accepted_gap_cents, lines) != told:
        raise Refused("amendment_differs")


async def check_amendable(
    connection: AsyncConnection,
    locked: LockedOrder,
    after: int,
    *,
    cancels: bool = False,
    lost: Collection[str] = (),
) -> None:
    """Do nothing for an order that was sent, of which nothing came, and which stands at the amendment ``after``.

    One that ``cancels`` may also be of an order that was not sent yet, once goods are bought: no new plan drops it.
    Of one that only takes back what is ``lost``, nothing that can be handed out came of those products. What incidents
    said before anything came is no goods.

    Raises:
        Refused: ``purchase_order_cancelled``, ``purchase_order_not_sent``, ``purchase_order_amended``,
            ``amendment_received``, ``amendment_lowered`` or ``cycle_settled``.
    """
    order = locked.order
    if not (cancels and order.state in UNSENT and await decided_order(connection, order.cycle)):
        check_sent(order)
    if locked.cycle["state"] in {"settled", "archived"}:
        raise Refused("cycle_settled", cycle=order.cycle)
    await _check_nothing_came(connection, order, lost)
    check_not_amended_since(order, after)


async def _check_nothing_came(connection: AsyncConnection, order: Row[Any], lost: Collection[str]) -> None:
    """Nothing of an order, or of what is lost of it; nor does an incident say how much of that will come."""
    receipt = (await receipts(connection, order.cycle)).get(order.supplier, NOTHING_ENTERED)
    left = {product for product in lost if receipt.of(product, 1).received}
    if receipt.state is not Receipt.AS_ORDERED or order.state == PurchaseOrderState.DELIVERED:
        if left or not lost:
            raise Refused("amendment_received", number=order.number, supplier=order.supplier)
    else:
        await check_not_lowered(connection, order, left)


async def check_not_lowered(connection: AsyncConnection, order: Row[Any], changes: Collection[str]) -> None:
    """Do nothing when no incident said, before anything came, how much comes of what ``changes`` of an order.

    Raises:
        Refused: ``amendment_lowered``.
    """
    receipt = (await receipts(connection, order.cycle)).get(order.supplier, NOTHING_ENTERED)
    if lowered := receipt.lines.keys() & set(changes):
        raise Refused("amendment_lowered", number=order.number, supplier=order.supplier, product=min(lowered))


async def _check_limits(connection: AsyncConnection, locked: LockedOrder, asked: AmendmentAsked) -> None:
    """What a plan may not do without being asked, an amendment may not either."""
    order = locked.order
    lines = await asked_lines(connection, order.number)
    changed = amend(order.number, lines, asked.lines)
    await check_cases(connection, order, lines, changed)
    await check_stock_limit(connection, locked, changed)
    terms = await terms_ordered_by(connection, order.number)
    left = [line for line in (lines | changed).values() if line.cases]
    total = Amounts.of(left, terms, order.delivery_vat_basis_points).total
    most = max((await network_settings(connection)).gap_limit_cents, asked.accepted_gap_cents or 0)
    await check_gap(connection, order, {line.product for line in left}, total, most)


async def write_amendment(
    connection: AsyncConnection, locked: LockedOrder, asked: AmendmentAsked, author: dict[str, Any]
) -> None:
    """Store an amendment of an order that is locked and may be amended, and make the order what it asks for.

    Raises:
        Refused: what ``amend`` refuses.
    """
    lines = await asked_lines(connection, asked.number)
    cancels = not asked.lines
    changed = {product: line.with_cases(0) for product, line in lines.items()}
    if not cancels:
        changed = amend(asked.number, lines, asked.lines)
    left = [line for line in (lines | changed).values() if line.cases]
    terms = await terms_ordered_by(connection, asked.number)
    after = Amounts.of(left, terms, locked.order.delivery_vat_basis_points)
    amended = Amended(asked.id, asked.reason, lines, changed, after, cancels, asked.accepted_gap_cents)
    await store_amendment(connection, locked, amended, author)


async def store_amendment(
    connection: AsyncConnection, locked: LockedOrder, amended: Amended, author: dict[str, Any]
) -> None:
    """Store the next amendment of an order that is locked, and make the order what it asks for."""
    order, columns = locked.order, _columns(amended.amounts)
    header = {
        "id": amended.id,
        "number": order.number,
        "amendment": order.amendment + 1,
        "reason": amended.reason,
        "cancels": amended.cancels,
        "accepted_gap_cents": amended.accepted_gap_cents,
        **author,
        **{f"{name}_before": getattr(order, name) for name in columns},
        **columns,
    }
    await connection.execute(insert(purchase_order_amendments).values(header))
    rows = [{"id": amended.id, **_changed(amended.before[one], line)} for one, line in amended.changed.items()]
    if rows:
        await connection.execute(insert(purchase_order_amended_lines), rows)
    values: dict[str, Any] = {"state": PurchaseOrderState.CANCELLED}
    if not amended.cancels:
        await _write_lines(connection, order.number, amended.changed)
        here = order.state == PurchaseOrderState.DELIVERED
        values = {"state": order.state if here else PurchaseOrderState.SENT, **columns}
    values["network"] = await who_orders(connection, order)
    await change_order(connection, order.number, amendment=order.amendment + 1, **values)
    kind = AuditKind.ORDER_CANCELLED if amended.cancels else AuditKind.ORDER_AMENDED
    after = {"order": str(values["state"]), "amendment": order.amendment + 1, "total_cents": amended.amounts.total}
    was = {"amendment": order.amendment, "total_cents": total_of(order)}
    await note_order(connection, kind, order, author["amended_by"], after, **was)


def _columns(amounts: Amounts) -> dict[str, int]:
    return {"goods_cents": amounts.goods, "delivery_cents": amounts.delivery, "vat_cents": amounts.vat}


def _changed(before: AskedLine, after: AskedLine) -> dict[str, Any]:
    return {
        "product": before.product,
        "cases_before": before.cases,
        "cases": after.cases,
        "quantity_before": before.quantity,
        "quantity": after.quantity,
        "price_before": before.price,
        "price": after.price if after.cases else None,
        "goods_cents_before": before.goods,
        "goods_cents": after.goods,
    }


async def _write_lines(connection: AsyncConnection, number: int, changed: Mapping[str, AskedLine]) -> None:
    line = purchase_order_lines.c
    for product, after in changed.items():
        mine = (line.number == number) & (line.product == product)
        if not after.cases:
            await connection.execute(delete(purchase_order_lines).where(mine))
            continue
        values = {
            "cases": after.cases,
            "case_size": after.case_size,
            "quantity": after.quantity,
            "rung_from": after.rung_from,
            "price": after.price,
            "goods_cents": after.goods,
        }
        await connection.execute(update(purchase_order_lines).where(mine).values(values))
