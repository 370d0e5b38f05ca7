"""Post a settlement run to the ledger: once, whole, and only the difference from what was posted before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.credit_goods import credit_goods_of_cycle
from services.orders.commands.tell_solidarity import tell_solidarity
from services.orders.domain.ledger import Entry, Transaction, TransactionKind, credit_account, held_account
from services.orders.domain.settlement import (
    FUND_LOW,
    Clearing,
    Obstacles,
    Posting,
    RunTotals,
    clearing_account,
    clearing_entries,
    still_to_book,
)
from services.orders.storage import ledger, settlement_changes, solidarity_fund
from services.orders.storage.cycle_tables import cycles, group_orders
from services.orders.storage.goods_credit_rows import OrderGoods
from services.orders.storage.ledger_tables import NETWORK_TILL
from services.orders.storage.settlement_tables import (
    cycle_settlements,
    settled_lines,
    settled_orders,
    settlement_staging,
)
from services.orders.storage.versions import AnyRow
from shared.kernel.ids import uuid7

_ORDERS_AT_ONCE = 1_000
"""Few enough that making and hashing their transactions holds up this process's other work for some 20 ms."""

log = structlog.get_logger(__name__)


async def post_if_proved(connection: AsyncConnection, cycle: str, run: int, now: datetime) -> None:
    """Post the run if all of it has arrived, to the order and to the cent, and nothing here speaks against it.

    The caller holds the cycle's lock. A run that arrived whole but is not posted stays staged, says
    why in ``settlement_staging.refused``, and is logged.
    """
    control = await _row(connection, cycle_settlements, cycle, run)
    staged = await _row(connection, settlement_staging, cycle, run)
    if control is None or _totals(staged).orders < control.orders:
        return
    settled_run = await connection.scalar(select(cycles.c.settled_run).where(cycles.c.code == cycle))
    if settled_run is not None and settled_run >= run:
        return
    if _totals(staged) != _totals(control):
        await _refuse(connection, cycle, run, _totals(staged).beyond(_totals(control)))
        return
    left_out = [UUID(group_order) for group_order in control.left_out]
    found = (await connection.execute(settlement_changes.obstacles(cycle, run, left_out))).one()
    against = Obstacles(found.other_hold, found.missing, found.above_published)
    if against:
        await _refuse(connection, cycle, run, str(against))
        return
    if not await _move_fund(connection, cycle, run, left_out):
        await _refuse(connection, cycle, run, FUND_LOW)
        return
    await _post(connection, control, left_out, now)


async def _row(connection: AsyncConnection, table: Any, cycle: str, run: int) -> AnyRow | None:  # noqa: ANN401 - either of two tables keyed alike
    return (await connection.execute(select(table).where(table.c.cycle == cycle, table.c.run == run))).one_or_none()


def _totals(row: AnyRow | None) -> RunTotals:
    """What has arrived; a run of which nothing has arrived is the run of an empty cycle."""
    return RunTotals(row.orders, row.held_cents, row.charged_cents) if row else RunTotals(0, 0, 0)


async def _refuse(connection: AsyncConnection, cycle: str, run: int, against: str) -> None:
    log.warning("settlement run not posted", cycle=cycle, run=run, against=against)
    staged = settlement_staging
    refused = update(staged).where(staged.c.cycle == cycle, staged.c.run == run)
    await connection.execute(refused.values(refused=against))


async def _move_fund(connection: AsyncConnection, cycle: str, run: int, left_out: Sequence[UUID]) -> bool:
    """Lock the households, then give the fund its part: before anything else changes, as it may lack.

    Only a correction takes from it: of the surcharges it got, what they are lower by.
    """
    await connection.execute(settlement_changes.lock_households(cycle, run, left_out))
    await solidarity_fund.lock(connection)  # also where it gets nothing now: goods not handed over may give it some
    gets = await connection.scalar(settlement_changes.fund_gets(cycle, run, left_out))
    return await solidarity_fund.move(connection, gets or 0)


async def _post(connection: AsyncConnection, control: AnyRow, left_out: Sequence[UUID], now: datetime) -> None:
    """The caller has locked the households and moved the fund."""
    run = (control.cycle, control.run, left_out)
    await connection.execute(settlement_changes.credit_households(*run))
    await _book_orders(connection, control, left_out, now)
    await _book_clearing(connection, control, now)
    await connection.execute(settlement_changes.remember_posted(*run))
    await _mark_posted(connection, control, left_out, now)
    await tell_solidarity(connection, control.cycle, control.run, now)
    await credit_goods_of_cycle(connection, control.cycle, now, lambda goods: _whose(goods, control))
    log.info("settlement run posted", cycle=control.cycle, run=control.run, orders=control.orders)


def _whose(goods: OrderGoods, control: AnyRow) -> UUID | None:
    """Whoever did the later of both: what was handed over after the run was published only waited for it here."""
    by: UUID | None = goods.noted_by if goods.noted > control.version else control.by
    return by


async def _book_orders(connection: AsyncConnection, control: AnyRow, left_out: Sequence[UUID], now: datetime) -> None:
    """A ledger transaction for each order that changes, a thousand at a time."""
    changed = settlement_changes.changes(control.cycle, control.run, left_out)
    result = await connection.stream(changed.order_by("order_id").execution_options(yield_per=_ORDERS_AT_ONCE))
    async for part in result.partitions():
        transactions = [booked for row in part if (booked := _transaction(row, control, now))]
        await ledger.append(connection, transactions)


def _transaction(change: AnyRow, control: AnyRow, now: datetime) -> Transaction | None:
    accounts = held_account(change.number), credit_account(change.number), clearing_account(control.cycle)
    posting = Posting(change.released, change.charged, change.fund_released, change.fund_charged)
    entries = posting.entries(*accounts)
    return _booked(control, now, entries, TransactionKind.SETTLEMENT, change.order_id) if entries else None


def _booked(
    control: AnyRow, now: datetime, entries: Mapping[str, int], kind: TransactionKind, order_id: UUID | None = None
) -> Transaction:
    return Transaction(
        id=uuid7(),
        at=now,
        kind=kind,
        till=NETWORK_TILL,
        entries=tuple(Entry(account, cents) for account, cents in entries.items()),
        cycle=control.cycle,
        order_id=order_id,
        what=f"run {control.run}",
        by=control.by,
    )


async def _book_clearing(connection: AsyncConnection, control: AnyRow, now: datetime) -> None:
    posted = cycle_settlements
    before = select(posted).where(posted.c.cycle == control.cycle, posted.c.posted_at.is_not(None))
    last = (await connection.execute(before.order_by(posted.c.run.desc()).limit(1))).one_or_none()
    booked = clearing_entries(control.cycle, _clearing(last)) if last else {}
    entries = still_to_book(clearing_entries(control.cycle, _clearing(control)), booked)
    if entries:
        await ledger.append(connection, [_booked(control, now, entries, TransactionKind.CLEARING)])


def _clearing(control: AnyRow) -> Clearing:
    return Clearing(
        charged=control.charged_cents,
        rounding=control.rounding_cents,
        uncovered=control.uncovered_cents,
        stock=control.stock_kept_cents - control.stock_used_cents,
        payable={invoice["supplier"]: invoice["total"] for invoice in control.invoices},
    )


async def _mark_posted(connection: AsyncConnection, control: AnyRow, left_out: Sequence[UUID], now: datetime) -> None:
    """The run is the cycle's last; what was staged of earlier ones is not needed any more."""
    cycle, run, posted = control.cycle, control.run, cycle_settlements
    await connection.execute(update(cycles).where(cycles.c.code == cycle).values(settled_run=run))
    this = update(posted).where(posted.c.cycle == cycle, posted.c.run == run)
    await connection.execute(this.values(posted_at=now))
    staged = settlement_staging
    unopposed = update(staged).where(staged.c.cycle == cycle, staged.c.run == run)
    await connection.execute(unopposed.values(refused=None))
    left = update(group_orders).where(group_orders.c.id.in_(left_out))
    await connection.execute(left.values(state="left_out"))
    earlier = select(settled_orders.c.order_id).where(settled_orders.c.cycle == cycle, settled_orders.c.run < run)
    lines = delete(settled_lines).where(settled_lines.c.order_id.in_(earlier.scalar_subquery()))
    await connection.execute(lines.where(settled_lines.c.run < run))
    for table in (settled_orders, settlement_staging):
        await connection.execute(delete(table).where(table.c.cycle == cycle, table.c.run < run))
