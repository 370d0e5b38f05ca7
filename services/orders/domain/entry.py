"""Whether an order may be entered: from what is asked and what is stored, one decision (docs/promises.md, 3, 7, 8).

The usual case, a new order with its money, needs no decision: storage writes it in one statement that
refuses by itself. This judges what that statement did not write.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NoReturn
from uuid import UUID

from services.orders.domain.late_reasons import LateReason
from services.orders.domain.ledger import Means
from services.orders.domain.pricing import MOST_CENTS
from services.orders.domain.tariffs import Tariff
from shared.kernel.refusal import Refused


class OrderState(StrEnum):
    """A household order's state. Only a confirmed order counts and holds money."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    LATE = "late"
    LAPSED = "lapsed"
    REFUNDED = "refunded"


LIVE = (OrderState.CONFIRMED, OrderState.WAITING, OrderState.LATE)
"""A household has at most one order of these states in a cycle, beside those that are late for a ``LateReason``."""


@dataclass(frozen=True, slots=True)
class PaymentMade:
    """Money that came along with an order; no amount means exactly what the order lacks."""

    id: UUID
    means: Means
    amount_cents: int | None
    not_before: date | None = None
    """Of a cheque: the day before which it is not banked."""


@dataclass(frozen=True, slots=True)
class OrderAsked:
    """An order as a device sends it.

    Args:
        order_id: Made by the device.
        household_id: Whose order it is.
        cycle: In which cycle.
        base_version: The version it amends; 0 for a new order.
        request_hash: Of cycle, household and lines: the same request sent again has the same.
        payments: Money that came along.
        offline: Keyed without network: its money is in the till already.
    """

    order_id: UUID
    household_id: UUID
    cycle: str
    base_version: int
    request_hash: bytes
    payments: tuple[PaymentMade, ...]
    offline: bool


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """What is stored under the order's id; ``held_cents`` is what it holds of its household's own money."""

    household_id: UUID
    cycle: str
    version: int
    state: OrderState
    base_version: int
    request_hash: bytes
    held_cents: int


@dataclass(frozen=True, slots=True)
class BookedPayment:
    """A payment that is booked already, and the orders it was brought for."""

    payer_household_id: UUID
    means: Means
    amount_cents: int
    order_ids: frozenset[UUID]
    not_before: date | None = None

    def refuse_other(self, payer: UUID, asked: PaymentMade) -> None:
        """Under one id, only the same payment may be sent again; no amount asked for matches any.

        Raises:
            Refused: ``payment_differs``.
        """
        booked = (self.payer_household_id, self.means, self.not_before)
        same_amount = asked.amount_cents in {None, self.amount_cents}
        if booked != (payer, asked.means, asked.not_before) or not same_amount:
            raise Refused("payment_differs", payment=str(asked.id))


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything that decides about an order, read at one moment.

    Args:
        credit_cents: The household's credit; ``None`` if the household is unknown to whoever asks.
        group_order_state: Of the household's centre in the cycle; ``None`` if it takes no part.
        cycle_over: Whether the cycle is settled or archived: nothing can be bought in it any more.
        household_closed: Whether the household's account is closed.
        member_until: Until when its yearly fee is paid; ``None``: never.
        members_only: Whether the network refuses orders of a household whose fee is due.
        order: Under the asked id, if any.
        first_order: Another live order of the household in the cycle, if any.
        payments: Which of the payments are booked already.
        tariff: What the household pays of the price today; ``None``: it never had a tariff.
    """

    credit_cents: int | None
    group_order_state: str | None
    order: StoredOrder | None
    first_order: UUID | None
    payments: Mapping[UUID, BookedPayment]
    cycle_over: bool = False
    household_closed: bool = False
    member_until: date | None = None
    members_only: bool = False
    tariff: Tariff | None = None

    @property
    def is_open(self) -> bool:
        """Whether the household's centre takes orders."""
        return self.group_order_state == "open"


@dataclass(frozen=True, slots=True)
class Write:
    """Write the order in this state if it is still at ``expected_version`` (0: not there yet).

    ``held_back``: it waits though its household's money suffices. ``late_reason``: why it waits in the late tray,
    if not because its centre was sealed.
    """

    state: OrderState
    expected_version: int
    payments: tuple[PaymentMade, ...]
    held_back: bool = False
    late_reason: LateReason | None = None


@dataclass(frozen=True, slots=True)
class AnswerAgain:
    """Answer what is stored, and book as credit the money that is not booked yet."""

    payments: tuple[PaymentMade, ...]


def check_payments(payments: tuple[PaymentMade, ...]) -> None:
    """What can be seen of payments before anything is read.

    Raises:
        Refused: ``payment_twice``, ``payment_credit_needs_no_line``, ``payment_amount_open_twice``,
            ``payment_not_positive`` or ``payment_too_big``.
    """
    if len({payment.id for payment in payments}) < len(payments):
        raise Refused("payment_twice")
    if any(payment.means is Means.CREDIT for payment in payments):
        raise Refused("payment_credit_needs_no_line")
    if sum(payment.amount_cents is None for payment in payments) > 1:
        raise Refused("payment_amount_open_twice")
    for payment in payments:
        if payment.amount_cents is not None:
            check_amount(payment.amount_cents)


def check_amount(cents: int) -> None:
    """A payment's amount makes sense.

    Raises:
        Refused: ``payment_not_positive`` or ``payment_too_big``.
    """
    if cents <= 0:
        raise Refused("payment_not_positive")
    if cents > MOST_CENTS:
        raise Refused("payment_too_big", most_cents=MOST_CENTS)


def check_not_owed(cents: int, credit_cents: int, owed_cents: int) -> None:
    """Credit leaves a household only beyond what it owes: that it pays from its credit first.

    Raises:
        Refused: ``credit_is_owed``.
    """
    most = max(0, credit_cents - owed_cents)
    if cents > most:
        raise Refused("credit_is_owed", owed_cents=owed_cents, most_cents=most)


def answered_before(asked: OrderAsked, stored: Stored) -> AnswerAgain | None:
    """The same request sent again, whatever the catalogue says by now; ``None`` if it is to be judged.

    A waiting order is judged anew: money may have come since. So is a late one whose centre was opened again.

    Raises:
        Refused: ``household_unknown``, ``payment_differs``, ``order_id_taken``, ``order_unknown``,
            ``order_of_another_cycle``, ``order_differs``, ``order_changed``, ``order_in_late_tray`` or
            ``order_not_open``.
    """
    if stored.credit_cents is None:
        raise Refused("household_unknown")
    payments = _not_booked(asked, stored.payments)
    if stored.order is None:
        if asked.base_version:
            raise Refused("order_unknown")
        return None
    if _same_request(asked, stored, stored.order) and not _unsettled(stored.order.state, stored):
        return AnswerAgain(payments)
    return None


def _unsettled(state: OrderState, stored: Stored) -> bool:
    """Whether what was asked before may still become more: it waits for money, or came late to an open centre."""
    return state is OrderState.WAITING or (state is OrderState.LATE and stored.is_open)


def judge(asked: OrderAsked, total_cents: int, stored: Stored, against: Refused | None = None) -> Write | AnswerAgain:
    """What to do with an order that was not answered before.

    Args:
        asked: The order.
        total_cents: What its household pays for it.
        stored: What decides about it.
        against: Why that is not to be held though the money suffices: what was keyed offline then waits, its
            money is in the box; an amendment leaves the order as it was.

    Raises:
        Refused: ``household_closed``, ``second_order``, ``centre_takes_no_part``, ``cycle_over``, ``centre_sealed``,
            ``not_enough_paid`` or what is ``against`` it.
    """
    payments = _not_booked(asked, stored.payments)
    if stored.household_closed:
        raise Refused("household_closed")
    if stored.first_order is not None:
        raise Refused("second_order", first_order=str(stored.first_order))
    if stored.is_open:
        return _with_money(asked, total_cents, stored, payments, against)
    late = _after_sealing(asked, stored, payments)
    if against is not None:
        raise against
    return late


def keep(asked: OrderAsked, stored: Stored, late_reason: LateReason) -> Write | AnswerAgain:
    """What to do with an order that waited on a device and is refused for this reason: it waits in the late tray.

    Raises:
        Refused: ``centre_takes_no_part``: there is no tray for it.
    """
    payments = _not_booked(asked, stored.payments)
    if stored.order is not None:
        return AnswerAgain(payments)
    if stored.group_order_state is None:
        raise Refused("centre_takes_no_part")
    return Write(OrderState.LATE, 0, payments, late_reason=late_reason)


def _not_booked(asked: OrderAsked, booked: Mapping[UUID, BookedPayment]) -> tuple[PaymentMade, ...]:
    for payment in asked.payments:
        if payment.id in booked:
            booked[payment.id].refuse_other(asked.household_id, payment)
    return tuple(payment for payment in asked.payments if payment.id not in booked)


def _same_request(asked: OrderAsked, stored: Stored, order: StoredOrder) -> bool:
    """Whether this is the request that made the stored state; if not, it must be a sound amendment of it."""
    if order.household_id != asked.household_id:
        raise Refused("order_id_taken")
    if order.cycle != asked.cycle:
        raise Refused("order_of_another_cycle", cycle=order.cycle)
    if order.base_version == asked.base_version:
        if order.request_hash != asked.request_hash:
            raise Refused("order_differs", version=order.version)
        return True
    if order.version != asked.base_version:
        raise Refused("order_changed", version=order.version)
    if order.state is not OrderState.CONFIRMED and not _unsettled(order.state, stored):
        refuse_change(order.state)
    return False


def refuse_change(state: OrderState) -> NoReturn:
    """An order of this state is not changed at the table.

    Raises:
        Refused: ``order_in_late_tray`` or ``order_not_open``.
    """
    if state is OrderState.LATE:
        raise Refused("order_in_late_tray")
    raise Refused("order_not_open", state=state)


def _after_sealing(asked: OrderAsked, stored: Stored, payments: tuple[PaymentMade, ...]) -> Write:
    """A sealed centre takes no order; one that brings money, or was keyed offline, waits in the late tray."""
    if stored.group_order_state is None:
        raise Refused("centre_takes_no_part")
    if stored.cycle_over:
        raise Refused("cycle_over", cycle=asked.cycle)
    if stored.order is not None or not (asked.offline or payments):
        raise Refused("centre_sealed")
    return Write(OrderState.LATE, 0, payments)


def _with_money(
    asked: OrderAsked, total_cents: int, stored: Stored, payments: tuple[PaymentMade, ...], against: Refused | None
) -> Write | AnswerAgain:
    """Confirmed if the money suffices; else a new order waits for it, and a confirmed one stays as it was."""
    order = stored.order
    known_cents = sum(payment.amount_cents or 0 for payment in payments)
    held_cents = order.held_cents if order else 0
    missing_cents = total_cents - held_cents - (stored.credit_cents or 0) - known_cents
    expected_version = order.version if order else 0
    suffices = missing_cents <= 0 or any(payment.amount_cents is None for payment in payments)
    if suffices and against is None:
        return Write(OrderState.CONFIRMED, expected_version, payments)
    if order is not None and order.state is OrderState.CONFIRMED:
        raise against or Refused("not_enough_paid", missing_cents=missing_cents)
    if suffices and against is not None and not asked.offline:
        raise against
    if order and order.state is OrderState.WAITING and order.base_version == asked.base_version and not payments:
        return AnswerAgain(())
    return Write(OrderState.WAITING, expected_version, payments, held_back=suffices)
