"""The coordinator confirms what follows from an incident, as it was proposed: all of it, or none.

Isolation: what was proposed is weighed with nothing locked. READ COMMITTED then, with the cycle's row locked first,
then written: what the proposal rests on is read again under the lock, and if any of it is another now nothing is done.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import BigInteger, RowMapping, cast, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.supply.commands.amend_purchase_order import AmendmentAsked, check_amendable, write_amendment
from services.supply.commands.create_purchase_orders import add_drafts
from services.supply.commands.propose_incident import Happened, Proposal, propose_incident, read_missing, token
from services.supply.domain.replacement import StandingOrder, changed_parts
from services.supply.storage.buying_tables import plan_lines, plan_suppliers, purchase_order_lines, purchase_orders
from services.supply.storage.incident_rows import insert_incident, stored_incident
from services.supply.storage.purchase_order_rows import LockedOrder, lock_order
from services.supply.storage.replacement_rows import insert_replacing_plan
from shared.database import retry
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Confirmed:
    """An incident as a device sends it: its own id, what happened, the token of the proposal that was read."""

    incident_id: UUID
    happened: Happened
    token: str

    @property
    def said(self) -> dict[str, Any]:
        """Comparable with what is sent again."""
        return {"keep_short": sorted(self.happened.keep_short), "token": self.token}


@dataclass(frozen=True, slots=True)
class _Author:
    """Who confirms, and when."""

    reported_by: UUID
    now: datetime


async def report_incident(engine: AsyncEngine, asked: Confirmed, reported_by: UUID, now: datetime) -> bool:
    """Do what was proposed: cancel the order, order from others, keep the incident; whether this request did it.

    Raises:
        Refused: as ``propose_incident``; ``incident_differs``: another one under this id, or
            ``incident_proposal_outdated`` with what changed since it was proposed.
    """

    async def known(connection: AsyncConnection) -> bool:
        stored = await stored_incident(connection, asked.incident_id)
        if stored is not None:
            _check_same(stored, asked)
        return stored is not None

    async def work(connection: AsyncConnection) -> bool:
        locked = await lock_order(connection, asked.happened.number)
        if await known(connection):
            return False
        _check_token(asked, token(asked.happened, await read_missing(connection, locked, asked.happened, now.date())))
        await _carry_out(connection, locked, asked, proposal, _Author(reported_by, now))
        return True

    if await retry(engine, known):
        return False
    try:
        proposal = await propose_incident(engine, asked.happened, now.date())
        _check_token(asked, proposal.token)
        return await retry(engine, work)
    except (
        Refused,
        IntegrityError,
    ):  # perhaps this id was stored meanwhile
        if await retry(engine, known):
            return False
        raise


def _check_same(stored: RowMapping, asked: Confirmed) -> None:
    happened = asked.happened
    said = happened.number, happened.kind.value, happened.reason, asked.said
    if (stored["number"], stored["kind"], stored["reason"], stored["asked"]) != said:
        raise Refused("incident_differs", incident=str(asked.incident_id))


def _check_token(asked: Confirmed, now: str) -> None:
    if changed := changed_parts(asked.token, now):
        raise Refused("incident_proposal_outdated", number=asked.happened.number, changed=changed)


async def _carry_out(
    connection: AsyncConnection, locked: LockedOrder, asked: Confirmed, proposal: Proposal, author: _Author
) -> None:
    plan = None
    if proposal.instead.bought:
        plan = await insert_replacing_plan(
            connection, proposal.missing, proposal.instead, asked.happened.reason, author.reported_by
        )
    await _amend(connection, locked, asked, (), author)
    if plan is not None:
        await _order_instead(connection, asked, proposal, plan, author)
    row = {
        "incident_id": asked.incident_id,
        "number": asked.happened.number,
        "cycle": locked.order.cycle,
        "supplier": locked.order.supplier,
        "kind": asked.happened.kind.value,
        "reason": asked.happened.reason,
        "asked": asked.said,
        "consequences": proposal.stored,
        "plan": plan,
        "reported_by": author.reported_by,
        "reported_at": author.now,
    }
    await insert_incident(connection, row, proposal.households)


async def _amend(
    connection: AsyncConnection,
    locked: LockedOrder,
    asked: Confirmed,
    lines: tuple[tuple[str, int], ...],
    author: _Author,
) -> None:
    """A numbered amendment of an order, or with no lines its end, under an id that follows from the incident's."""
    number, reason = locked.order.number, asked.happened.reason
    amendment = AmendmentAsked(
        uuid5(asked.incident_id, f"order {number}"), number, locked.order.amendment, reason, lines
    )
    await write_amendment(connection, locked, amendment, {"amended_by": author.reported_by, "amended_at": author.now})


async def _order_instead(
    connection: AsyncConnection, asked: Confirmed, proposal: Proposal, plan: int, author: _Author
) -> None:
    """New suppliers get a draft; of those that have an order already more is asked by an amendment."""
    standing = proposal.missing.standing
    new = [supplier for supplier in proposal.instead.invoices if supplier not in standing]
    await add_drafts(connection, proposal.missing.found.cycle, plan, new)
    for supplier in sorted(proposal.instead.invoices.keys() & standing.keys()):
        await _ask_for_more(connection, asked, proposal, standing[supplier], author)


async def _ask_for_more(
    connection: AsyncConnection, asked: Confirmed, proposal: Proposal, order: StandingOrder, author: _Author
) -> None:
    """The amendment finds lines without cases, which it raises: so it says what it adds."""
    more = {product: one for product, one in proposal.instead.bought.items() if one.supplier == order.supplier}
    locked = await lock_order(connection, order.number)
    await check_amendable(connection, locked, order.amendment)
    await _add_empty_lines(connection, locked, list(more))
    wanted = tuple((product, one.cases) for product, one in sorted(more.items()))
    await _amend(connection, locked, asked, wanted, author)
    await _plan_as_asked(connection, locked, list(more))


async def _add_empty_lines(connection: AsyncConnection, locked: LockedOrder, products: list[str]) -> None:
    line, order = plan_lines.c, locked.order
    columns = ["product", "case_size", "rung_from", "price", "vat_basis_points", "reason"]
    rows = select(literal(order.number), literal(0), literal(0), literal(0), *(line[name] for name in columns)).where(
        line.cycle == order.cycle, line.plan == order.plan, line.product.in_(products)
    )
    names = ["number", "cases", "quantity", "goods_cents", *columns]
    await connection.execute(insert(purchase_order_lines).from_select(names, rows))


async def _plan_as_asked(connection: AsyncConnection, locked: LockedOrder, products: list[str]) -> None:
    """What the plan says of the supplier is what it is asked for now, and what households hold for that."""
    order, planned, line = purchase_orders.c, plan_suppliers.c, plan_lines.c
    held = (
        select(cast(func.sum(line.held_cents), BigInteger))
        .where(line.cycle == locked.order.cycle, line.plan == locked.order.plan, line.product.in_(products))
        .scalar_subquery()
    )
    changed = update(plan_suppliers).where(
        order.number == locked.order.number,
        planned.cycle == order.cycle,
        planned.plan == order.plan,
        planned.supplier == order.supplier,
    )
    amounts = {name: order[name] for name in ("goods_cents", "delivery_cents", "vat_cents")}
    await connection.execute(changed.values(households_hold_cents=planned.households_hold_cents + held, **amounts))
