"""Everything that is kept of a household, for its right of access (GDPR, article 15)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.orders.domain.audit import ABOUT_A_HOUSEHOLD
from services.orders.queries.refunds import with_withdrawal
from services.orders.storage.audit_tables import audit_trail
from services.orders.storage.bank_tables import bank_receipts, banked_payments
from services.orders.storage.credit_move_tables import credit_moves
from services.orders.storage.cycle_tables import collections
from services.orders.storage.deposit_tables import deposits
from services.orders.storage.hand_over_tables import day_sales, goods_credits, hand_overs, handed_lines
from services.orders.storage.household_tables import households
from services.orders.storage.ledger_tables import ledger_entries, ledger_transactions
from services.orders.storage.membership_tables import memberships
from services.orders.storage.order_tables import household_order_lines, household_orders, late_admissions
from services.orders.storage.owing_tables import debt_write_offs, rejected_payments, repayments
from services.orders.storage.payment_tables import payments
from services.orders.storage.reason_rows import why, words
from services.orders.storage.recurring_tables import recurring_order_lines, recurring_orders
from services.orders.storage.refund_tables import late_refunds, refunds
from services.orders.storage.settlement_tables import posted_settlements, settled_lines
from services.orders.storage.stored_orders import may_see
from services.orders.storage.tariff_tables import household_tariffs
from services.orders.storage.till_tables import late_payments

Rows = list[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class HouseholdFile:
    """All rows that are about one household, in the order in which they came."""

    household: Mapping[str, Any]
    orders: Rows
    lines: Rows
    payments: Rows
    rejected_payments: Rows
    repayments: Rows
    debt_write_offs: Rows
    refunds: Rows
    credit_moves: Rows
    entries: Rows
    day_sales: Rows
    deposits: Rows
    memberships: Rows
    tariffs: Rows
    recurring_order: Rows
    changes: Rows


async def household_file(
    engine: AsyncEngine, household_id: UUID, centres: frozenset[str] | None
) -> HouseholdFile | None:
    """Everything of a household of these centres (``None``: all), as it was at one moment."""
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="REPEATABLE READ")
        columns = [column for column in households.c if column.name != "version"]
        found = select(*columns).where(households.c.id == household_id, may_see(households.c.centre, centres))
        household = (await connection.execute(found)).mappings().one_or_none()
        if household is None:
            return None
        return await _file(connection, dict(household))


async def _file(connection: AsyncConnection, household: Mapping[str, Any]) -> HouseholdFile:
    async def rows(found: Select[Any]) -> Rows:
        return [dict(row) for row in (await connection.execute(found)).mappings()]

    whose = household["id"]
    return HouseholdFile(
        household=household,
        orders=await rows(_orders(whose)),
        lines=await rows(_lines(whose)),
        payments=await rows(_payments(whose)),
        rejected_payments=await rows(_rejected(whose)),
        repayments=await rows(_repayments(whose)),
        debt_write_offs=await rows(_write_offs(whose)),
        refunds=await rows(_refunds(whose)),
        credit_moves=await rows(_moves(whose)),
        entries=await rows(_entries(household["number"])),
        day_sales=await rows(_day_sales(whose)),
        deposits=await rows(_deposits(whose)),
        memberships=await rows(_memberships(whose)),
        tariffs=await rows(_tariffs(whose)),
        recurring_order=await rows(_recurring(whose)),
        changes=await rows(_changes(whose)),
    )


def _orders(whose: UUID) -> Select[Any]:
    order = household_orders.c
    shown = (order.id.label("order_id"), order.cycle, order.centre, order.state, order.late_reason, order.placed_at)
    own = (order.own_cents, order.rate_basis_points, order.ordinary_from)
    credited = goods_credits.c
    on_the_day = (
        *(hand_overs.c.state.label("hand_over"), collections.c.collected_at),
        credited.credited_cents.label("goods_credited_cents"),
        credited.refused.label("goods_correction_refused"),
    )
    late = late_admissions.c.version.is_not(None).label("was_late")
    found = select(*shown, order.total_cents, order.held_cents, *own, late)
    found = found.add_columns(posted_settlements.c.charged_cents, *on_the_day)
    joined = (
        found.select_from(household_orders)
        .outerjoin(late_admissions, late_admissions.c.order_id == order.id)
        .outerjoin(posted_settlements, posted_settlements.c.order_id == order.id)
        .outerjoin(hand_overs, hand_overs.c.order_id == order.id)
        .outerjoin(collections, collections.c.order_id == order.id)
        .outerjoin(goods_credits, goods_credits.c.order_id == order.id)
    )
    return joined.where(order.household_id == whose).order_by(order.placed_at, order.id)


def _lines(whose: UUID) -> Select[Any]:
    order, line, posted, settled = household_orders.c, household_order_lines.c, posted_settlements.c, settled_lines.c
    in_force = and_(settled.order_id == posted.order_id, settled.run == posted.run, settled.product == line.product)
    handed = and_(handed_lines.c.order_id == line.order_id, handed_lines.c.product == line.product)
    outcome = (settled.granted, settled.final_price_cents, settled.charged_cents, settled.reason_code)
    asked = (line.order_id, line.product, line.quantity, line.ceiling_price_cents, line.held_cents)
    return (
        select(*asked, *outcome, handed_lines.c.handed)
        .select_from(household_order_lines)
        .join(household_orders, order.id == line.order_id)
        .outerjoin(posted_settlements, posted.order_id == order.id)
        .outerjoin(settled_lines, in_force)
        .outerjoin(handed_lines, handed)
        .where(order.household_id == whose)
        .order_by(order.placed_at, order.id, line.product)
    )


def _payments(whose: UUID) -> Select[Any]:
    paid = payments.c
    shown = (paid.id.label("payment_id"), paid.means, paid.amount_cents, paid.till, paid.not_before, paid.received_at)
    came_late = late_payments.c.payment_id.is_not(None).label("came_late")
    found = select(*shown, paid.order_ids, came_late, bank_receipts.c.at.label("banked_at"))
    joined = (
        found.select_from(payments)
        .outerjoin(late_payments, late_payments.c.payment_id == paid.id)
        .outerjoin(banked_payments, banked_payments.c.payment_id == paid.id)
        .outerjoin(bank_receipts, bank_receipts.c.id == banked_payments.c.receipt_id)
    )
    return joined.where(paid.payer_household_id == whose).order_by(paid.received_at, paid.id)


def _rejected(whose: UUID) -> Select[Any]:
    rejected = rejected_payments.c
    found = select(rejected.payment_id, rejected.at, rejected.reason)
    joined = found.join(payments, payments.c.id == rejected.payment_id)
    return joined.where(payments.c.payer_household_id == whose).order_by(rejected.at)


def _repayments(whose: UUID) -> Select[Any]:
    repaid = repayments.c
    found = select(repaid.id.label("repayment_id"), repaid.amount_cents, repaid.at)
    return found.where(repaid.household_id == whose).order_by(repaid.at)


def _write_offs(whose: UUID) -> Select[Any]:
    given_up, booked = debt_write_offs.c, ledger_transactions.c
    found = select(given_up.id.label("write_off_id"), given_up.amount_cents, words(booked).label("reason"), given_up.at)
    joined = found.join(ledger_transactions, booked.id == given_up.transaction_id)
    return joined.where(given_up.household_id == whose).order_by(given_up.at)


def _refunds(whose: UUID) -> Select[Any]:
    refund = refunds.c
    columns = (refund.means, refund.amount_cents, refund.asked_at, refund.paid_at, refund.owed_cents)
    came_late = late_refunds.c.refund_id.is_not(None).label("came_late")
    found = with_withdrawal(select(refund.id.label("refund_id"), *columns, came_late))
    found = found.outerjoin(late_refunds, late_refunds.c.refund_id == refund.id)
    return found.where(refund.household_id == whose).order_by(refund.asked_at)


def _moves(whose: UUID) -> Select[Any]:
    move = credit_moves.c
    gained = case((move.to_household == whose, move.amount_cents), else_=-move.amount_cents)
    found = select(move.id.label("move_id"), gained.label("amount_cents"), move.reason, move.at)
    return found.where(or_(move.from_household == whose, move.to_household == whose)).order_by(move.at)


def _entries(number: str) -> Select[Any]:
    entry, booked = ledger_entries.c, ledger_transactions.c
    mine = [f"household:{number}:{what}" for what in ("credit", "held", "receivable")]
    shown = (booked.id.label("transaction"), booked.at, booked.kind, words(booked), booked.cycle, booked.order_id)
    found = select(*shown, entry.account, entry.amount_cents).join(ledger_entries, entry.transaction_id == booked.id)
    return found.where(entry.account.in_(mine)).order_by(booked.sequence, entry.position)


def _day_sales(whose: UUID) -> Select[Any]:
    sale = day_sales.c
    shown = (sale.id.label("sale_id"), sale.cycle, sale.centre, sale.product, sale.quantity, sale.final_price_cents)
    because = why(sale.withdrawal_id).label("withdrawn_because")
    found = select(*shown, sale.amount_cents, sale.paid_cents, sale.at, sale.withdrawn_at, because)
    return found.where(sale.household_id == whose).order_by(sale.at, sale.id)


def _deposits(whose: UUID) -> Select[Any]:
    deposit = deposits.c
    shown = (deposit.id.label("deposit_id"), deposit.container, deposit.number, deposit.amount_cents, deposit.are_lost)
    because = why(deposit.transaction_id).label("lost_because")
    return select(*shown, because, deposit.at).where(deposit.household_id == whose).order_by(deposit.at, deposit.id)


def _memberships(whose: UUID) -> Select[Any]:
    fee = memberships.c
    found = select(fee.id.label("membership_id"), fee.fee_cents, fee.until, fee.at)
    return found.where(fee.household_id == whose).order_by(fee.at)


def _tariffs(whose: UUID) -> Select[Any]:
    tariff = household_tariffs.c
    found = select(tariff.begins, tariff.ends, tariff.basis_points, tariff.prescribed_by, tariff.set_at)
    return found.where(tariff.household_id == whose).order_by(tariff.begins)


def _recurring(whose: UUID) -> Select[Any]:
    kept, line = recurring_orders.c, recurring_order_lines.c
    found = select(line.product, line.name, line.quantity, line.unit, kept.kept_at)
    joined = found.join(recurring_orders, kept.household_id == line.household_id)
    return joined.where(line.household_id == whose).order_by(line.product)


def _changes(whose: UUID) -> Select[Any]:
    """What was changed of it; who did that is a line of that person's."""
    line = audit_trail.c
    found = select(line.at, line.kind, line.before, line.after).where(line.about == str(whose))
    return found.where(line.kind.in_(ABOUT_A_HOUSEHOLD)).order_by(line.sequence)
