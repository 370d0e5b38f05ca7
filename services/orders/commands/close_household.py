"""Close a household's account, open it again, and erase what names it; the books keep its number.

Isolation: READ COMMITTED with the household's row locked first: an order or a payment of it that is being booked
is waited for and then seen, one that comes later finds the account closed.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from services.orders.commands.order_desk import OrderDesk
from services.orders.domain.audit import Audited, AuditKind, State
from services.orders.domain.author import Author
from services.orders.domain.languages import USUAL
from services.orders.queries.bank import waits_for_bank
from services.orders.queries.containers import containers_of
from services.orders.queries.refunds import is_due
from services.orders.storage.audit_rows import note
from services.orders.storage.credit_move_tables import credit_moves
from services.orders.storage.household_tables import households
from services.orders.storage.locked import Purse, lock_household_of
from services.orders.storage.open_orders import has_goods_to_come
from services.orders.storage.owing_tables import rejected_payments
from services.orders.storage.payment_tables import payments
from services.orders.storage.reason_tables import household_reasons
from services.orders.storage.recurring_tables import recurring_order_lines, recurring_orders
from services.orders.storage.refund_tables import refunds
from services.orders.storage.tariff_tables import household_tariffs
from shared.contracts.centres import HouseholdErased
from shared.database import retry
from shared.kernel.clock import next_version
from shared.kernel.refusal import Refused
from shared.messaging import outbox


async def close_household(desk: OrderDesk, household_id: UUID, author: Author) -> None:
    """Close the account of a household of which no money or goods are here or on their way; its tariff ends.

    Raises:
        Refused: ``household_unknown``, ``household_has_credit``, ``household_owes``, ``household_awaits_refund``,
            ``household_awaits_bank``, ``household_awaits_goods`` or ``household_has_containers``.
    """

    async def work(connection: AsyncConnection) -> None:
        purse = await lock_household_of(connection, household_id, author.centres)
        if not purse.is_closed:
            await _check_nothing_left(connection, household_id, purse)
            now = desk.clock()
            await _change(connection, household_id, closed_at=now)
            await _end_tariffs(connection, household_id, desk.today())
            before, after = _state(purse, active=True), _state(purse, active=False)
            closed = Audited(AuditKind.HOUSEHOLD_CLOSED, str(household_id), author.user_id, before, after)
            await note(connection, closed, now)

    await retry(desk.engine, work)


async def reopen_household(desk: OrderDesk, household_id: UUID, author: Author) -> None:
    """Open a closed account again.

    Raises:
        Refused: ``household_unknown`` or ``household_erased``.
    """

    async def work(connection: AsyncConnection) -> None:
        purse = await lock_household_of(connection, household_id, author.centres)
        if await _erased(connection, household_id):
            raise Refused("household_erased")
        await _change(connection, household_id, closed_at=None)
        before, after = _state(purse, active=not purse.is_closed), _state(purse, active=True)
        reopened = Audited(AuditKind.HOUSEHOLD_REOPENED, str(household_id), author.user_id, before, after)
        await note(connection, reopened, desk.clock())

    await retry(desk.engine, work)


async def erase_household(desk: OrderDesk, household_id: UUID, author: Author) -> None:
    """Erase what names a closed household: label, size, language, habits, words beside money (GDPR, article 17).

    Its number and its entries stay: accounts are kept ten years (code de commerce, L123-22). What came after it was
    closed, such as money taken offline, is settled first: nobody would know whose it is.

    Raises:
        Refused: ``household_unknown``, ``household_not_closed``, or as closing is.
    """

    async def work(connection: AsyncConnection) -> None:
        purse = await lock_household_of(connection, household_id, author.centres)
        if not purse.is_closed:
            raise Refused("household_not_closed")
        if not await _erased(connection, household_id):
            await _check_nothing_left(connection, household_id, purse)
            now = desk.clock()
            await _erase(connection, household_id, purse, now)
            await note(connection, Audited(AuditKind.HOUSEHOLD_ERASED, str(household_id), author.user_id), now)

    await retry(desk.engine, work)


async def _check_nothing_left(connection: AsyncConnection, household_id: UUID, purse: Purse) -> None:
    if purse.credit_cents:
        raise Refused("household_has_credit", credit_cents=purse.credit_cents)
    if purse.owed_cents:
        raise Refused("household_owes", owed_cents=purse.owed_cents)
    refund, payment = refunds.c, payments.c
    due = select(func.sum(refund.amount_cents)).where(refund.household_id == household_id, is_due())
    if due_cents := int(await connection.scalar(due) or 0):
        raise Refused("household_awaits_refund", due_cents=due_cents)
    paid = select(func.sum(payment.amount_cents)).where(payment.payer_household_id == household_id, waits_for_bank())
    if waiting_cents := int(await connection.scalar(paid) or 0):
        raise Refused("household_awaits_bank", waiting_cents=waiting_cents)
    if await has_goods_to_come(connection, household_id):
        raise Refused("household_awaits_goods", centre=purse.centre)
    if taken := sum(one.number for one in await containers_of(connection, household_id)):
        raise Refused("household_has_containers", containers=taken)


async def _end_tariffs(connection: AsyncConnection, household_id: UUID, today: date) -> None:
    tariff = household_tariffs.c
    running = update(household_tariffs).where(
        tariff.household_id == household_id, or_(tariff.ends.is_(None), tariff.ends > today)
    )
    await connection.execute(running.values(ends=today))


async def _erased(connection: AsyncConnection, household_id: UUID) -> bool:
    found = select(households.c.erased_at.is_not(None)).where(households.c.id == household_id)
    return bool(await connection.scalar(found))


def _state(purse: Purse, *, active: bool) -> State:
    return {"number": purse.number, "centre": purse.centre, "active": active}


async def _change(connection: AsyncConnection, household_id: UUID, **values: object) -> None:
    await connection.execute(update(households).where(households.c.id == household_id).values(**values))


async def _erase(connection: AsyncConnection, household_id: UUID, purse: Purse, now: datetime) -> None:
    stored = select(households.c.version).where(households.c.id == household_id)
    version = next_version(int(await connection.scalar(stored) or 0), now)
    await _change(connection, household_id, label="", size=1, language=USUAL, erased_at=now, version=version)
    paid = select(payments.c.id).where(payments.c.payer_household_id == household_id)
    await connection.execute(
        update(rejected_payments).where(rejected_payments.c.payment_id.in_(paid)).values(reason="")
    )
    move = credit_moves.c
    of_it = or_(move.from_household == household_id, move.to_household == household_id)
    await connection.execute(update(credit_moves).where(of_it).values(reason=""))
    why = household_reasons.c
    await connection.execute(delete(household_reasons).where(why.household_id == household_id))
    tariff = household_tariffs.c
    await connection.execute(
        update(household_tariffs).where(tariff.household_id == household_id).values(prescribed_by=None)
    )
    for table in (recurring_order_lines, recurring_orders):
        await connection.execute(delete(table).where(table.c.household_id == household_id))
    erased = HouseholdErased(version=version, centre=purse.centre, household=purse.number)
    await outbox.append(connection, [erased])
