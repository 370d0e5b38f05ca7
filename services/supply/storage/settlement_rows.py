"""A settlement run as rows, and the run before it as the next one needs it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.domain.settlement_run import Grants, Published, SettledLine, SettlementRun
from services.supply.storage.settlement_tables import settled_grants, settled_invoices, settled_products, settlements

Row = dict[str, Any]
GRANTS_AT_ONCE = 5_000


async def last_run(connection: AsyncConnection, cycle: str) -> RowMapping | None:
    """The header of a cycle's run in force; None before the first."""
    query = select(settlements).where(settlements.c.cycle == cycle).order_by(settlements.c.run.desc()).limit(1)
    return (await connection.execute(query)).mappings().one_or_none()


async def run_before(connection: AsyncConnection, cycle: str, run: int) -> int | None:
    """The number of the run before this one; None: it is the first."""
    its = settlements.c
    found: int | None = await connection.scalar(select(func.max(its.run)).where(its.cycle == cycle, its.run < run))
    return found


async def published(connection: AsyncConnection, cycle: str, run: int | None) -> Published:
    """What a run said of prices and of what orders got; nothing before the first (None)."""
    if run is None:
        return Published()
    product = settled_products.c
    prices = await connection.execute(
        select(product.product, product.final_price_cents).where(product.cycle == cycle, product.run == run)
    )
    return Published(
        {row.product: row.final_price_cents for row in prices},
        await grants_of(connection, cycle, run, late=False),
        await grants_of(connection, cycle, run, late=True),
    )


async def grants_of(connection: AsyncConnection, cycle: str, run: int, *, late: bool) -> dict[str, Grants]:
    """By product, what each order got: of those planned for where it did not suffice, or of those admitted late."""
    grant = settled_grants.c
    query = select(grant.product, grant.order_id, grant.granted)
    query = query.where(grant.cycle == cycle, grant.run == run, grant.late.is_(late))
    found: dict[str, dict[UUID, int]] = defaultdict(dict)
    for row in await connection.execute(query):
        found[row.product][row.order_id] = row.granted
    return dict(found)


async def insert_run(connection: AsyncConnection, header: Row, run: SettlementRun) -> None:
    """Store a run whole."""
    sums = {f"{name}_cents": getattr(run.totals, name) for name in type(run.totals).__slots__}
    await connection.execute(insert(settlements).values(header | sums))
    key = {"cycle": header["cycle"], "run": header["run"]}
    await _insert_all(connection, settled_products, [key | _product(line) for line in run.lines])
    await _insert_all(connection, settled_invoices, [key | row for row in _invoices(run)])
    for line in run.lines:
        rows = [key | row for row in _grants(line)]
        for start in range(0, len(rows), GRANTS_AT_ONCE):
            await _insert_all(connection, settled_grants, rows[start : start + GRANTS_AT_ONCE])


async def _insert_all(connection: AsyncConnection, table: Table, rows: list[Row]) -> None:
    if rows:
        await connection.execute(insert(table), rows)


def _product(line: SettledLine) -> Row:
    settled, goods = line.settled, line.settled.goods
    return {
        "product": goods.product,
        "unit_base": goods.unit,
        "demand": line.demand,
        "late_demand": line.late_demand,
        "ceiling_price_cents": goods.ceiling,
        "invoiced_cents": goods.invoiced,
        "received": goods.received,
        "stock_used": goods.stock_used,
        "stock_value_cents": goods.stock_value,
        "granted": settled.granted,
        "final_price_cents": goods.final_price,
        "charged_cents": settled.charged,
        "kept": settled.kept,
        "kept_value_cents": settled.kept_value,
        "adjustment_cents": settled.adjustment,
        "uncovered": settled.uncovered,
        "shortage": line.shortage and line.shortage.value,
        "supplier": line.price and line.price.supplier,
        "goods_cents": line.price and line.price.goods,
        "vat_cents": line.price and line.price.vat,
        "delivery_cents": line.price and line.price.delivery,
        "otherwise_cents": line.price and line.price.otherwise,
    }


def _invoices(run: SettlementRun) -> Iterator[Row]:
    for invoice in run.invoices:
        yield {
            "supplier": invoice.supplier,
            "goods_cents": invoice.goods,
            "delivery_cents": invoice.delivery,
            "vat_cents": invoice.vat,
        }


def _grants(line: SettledLine) -> Iterator[Row]:
    product = line.settled.goods.product
    for late, grants in ((False, line.grants), (True, line.late)):
        for order_id, granted in grants.items():
            part = line.parts[order_id]
            yield {
                "product": product,
                "order_id": order_id,
                "granted": granted,
                "late": late,
                "part": part.quantity,
                "turn": part.turn,
                "centre_part": part.centre,
                "by_hand": part.by_hand,
            }
