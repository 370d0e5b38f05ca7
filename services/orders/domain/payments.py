"""Money apart from an order's own rules: one payment over several orders, and what was taken offline.

A payment over several waiting orders gives each what it lacks, in the order they were named.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.orders.domain.entry import BookedPayment
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """An order that waits for money: whose it is, what that household pays for it, what the solidarity fund holds."""

    order_id: UUID
    household_id: UUID
    total_cents: int
    fund_cents: int = 0


@dataclass(frozen=True, slots=True)
class Covered:
    """An order that the payment covers: what the payer gives its household for it."""

    order: WaitingOrder
    given_cents: int


@dataclass(frozen=True, slots=True)
class Spread:
    """What a payment does: the orders it covers, and each household's credit afterwards."""

    covered: tuple[Covered, ...]
    credit_cents: Mapping[UUID, int]

    @property
    def fund_cents(self) -> int:
        """What the solidarity fund is to hold of them."""
        return sum(covered.order.fund_cents for covered in self.covered)


def check_offline(payment_id: UUID, amount_cents: int | None) -> None:
    """Money taken offline is in the till whatever becomes of its order: how much it is must be known.

    Raises:
        Refused: ``payment_amount_needed``.
    """
    if amount_cents is None:
        raise Refused("payment_amount_needed", payment=str(payment_id))


def refuse_other_orders(payment_id: UUID, booked: BookedPayment, order_ids: Iterable[UUID]) -> None:
    """A payment that was booked for other orders does not pay these; one booked as mere credit may be named.

    Raises:
        Refused: ``payment_differs``.
    """
    if booked.order_ids and booked.order_ids.isdisjoint(order_ids):
        raise Refused("payment_differs", payment=str(payment_id))


def lacking(orders: Sequence[WaitingOrder], credit_cents: Mapping[UUID, int]) -> int:
    """What all these orders together lack, each household's own credit used first."""
    totals: dict[UUID, int] = {}
    for order in orders:
        totals[order.household_id] = totals.get(order.household_id, 0) + order.total_cents
    return sum(max(0, total - credit_cents[household]) for household, total in totals.items())


def spread(amount_cents: int, payer: UUID, orders: Sequence[WaitingOrder], credit_cents: Mapping[UUID, int]) -> Spread:
    """Cover each order that the money suffices for; what is left is the payer's credit.

    A household's own credit is used first. An order that lacks more than is left is passed over:
    it goes on waiting, and a cheaper one after it may still be covered.

    Args:
        amount_cents: The money brought, not yet in anyone's credit.
        payer: Who brought it.
        orders: Waiting orders, the payer's own or others'.
        credit_cents: Of each household concerned, as locked.
    """
    credit, left, covered = dict(credit_cents), amount_cents, []
    for order in orders:
        given = max(0, order.total_cents - credit[order.household_id])
        if given <= left:
            left -= given
            credit[order.household_id] += given - order.total_cents
            covered.append(Covered(order, given))
    credit[payer] += left
    return Spread(tuple(covered), credit)
