"""A settlement run, held against the rules: docs/rules.md computed once more by the model, promise 4 exactly."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from uuid import UUID

from shared.contracts.cycles import CycleSettled
from shared.contracts.event import Event
from shared.contracts.settlements import HouseholdOrderSettled
from shared.kernel.ids import group_order_id
from tests.property.network.books import CENTRES, GOODS, Books, Cycle, Order, Run, worth


def checked_run(books: Books, cycle: Cycle, said: Sequence[Event], goods: dict[str, int], *, complete: bool) -> Run:
    """The run as the model keeps it, once every rule holds.

    ``goods``: what there was to hand out; ``complete``: it must have every confirmed order.
    """
    (control,) = [event for event in said if isinstance(event, CycleSettled)]
    orders = {event.order_id: event for event in said if isinstance(event, HouseholdOrderSettled)}
    assert len(said) == len(orders) + 1
    left_out = frozenset(c for c in CENTRES if group_order_id(cycle.code, c) in control.left_out)
    assert left_out == cycle.left_out
    confirmed = {one: order for one, (purse, order) in books.confirmed(cycle).items() if purse.centre not in left_out}
    assert orders.keys() == confirmed.keys() if complete else orders.keys() <= confirmed.keys()
    for order_id, event in orders.items():
        _check_order(confirmed[order_id], event)
    _check_same_prices(list(orders.values()))
    _check_never_more(cycle, control.run, orders)
    _check_totals(cycle, control, list(orders.values()))
    _check_rounding(control, list(orders.values()), goods)
    charged = {order_id: event.charged for order_id, event in orders.items()}
    return Run(control.run, charged, left_out, _booked(cycle, control))


def _check_order(order: Order, event: HouseholdOrderSettled) -> None:
    """Never more than was ordered, in whole steps, at one price, never more than was held."""
    assert {line.product for line in event.lines} == order.lines.keys()
    for line in event.lines:
        ordered, goods = order.lines[line.product], GOODS[line.product]
        assert 0 <= line.granted <= ordered
        assert line.granted % goods.step == 0
        assert (line.reason is None) == (line.granted == ordered)
        assert line.final_price is None or line.final_price <= goods.ceiling
        assert line.charged == worth(line.product, line.final_price or 0, line.granted)
    assert event.held == order.total
    assert event.charged == sum(line.charged for line in event.lines) <= order.total


def _check_same_prices(orders: Sequence[HouseholdOrderSettled]) -> None:
    prices = {(line.product, line.final_price) for event in orders for line in event.lines}
    assert len(prices) == len({product for product, _ in prices})


def _check_never_more(cycle: Cycle, number: int, orders: dict[UUID, HouseholdOrderSettled]) -> None:
    """A correction never raises a charge."""
    before = cycle.runs.get(max(cycle.runs, default=0))
    assert before is None or before.number < number
    for order_id, cents in before.charged.items() if before else ():
        assert orders[order_id].charged <= cents


def _check_totals(cycle: Cycle, control: CycleSettled, orders: Sequence[HouseholdOrderSettled]) -> None:
    """Promise 4, from what the orders say and what the model computes of the invoices."""
    charged, held = sum(event.charged for event in orders), sum(event.held for event in orders)
    assert (control.orders, control.charged, control.held) == (len(orders), charged, held)
    assert held == charged + control.rebates
    invoices = {} if cycle.abandoned else cycle.invoices()
    assert {one.supplier: one.total for one in control.invoices if one.total} == invoices
    adjustment = control.rounding + control.uncovered
    assert charged - adjustment + control.stock_kept - control.stock_used == sum(invoices.values())
    assert control.uncovered <= 0


def _check_rounding(control: CycleSettled, orders: Sequence[HouseholdOrderSettled], goods: dict[str, int]) -> None:
    """Households pay what goods cost, to half a cent of each amount and of each display unit that there was.

    A price is rounded once, then each line at it, and what is kept of each product.
    """
    amounts = sum(line.granted > 0 for event in orders for line in event.lines) + len(goods)
    units = sum(Fraction(quantity, GOODS[product].unit) for product, quantity in goods.items())
    assert 2 * abs(control.rounding) <= amounts + units


def _booked(cycle: Cycle, control: CycleSettled) -> Counter[str]:
    """The network's own accounts after it: suppliers are owed, the rest is stock or adjustment, the clearing empty."""
    found = Counter({f"supplier:{one.supplier}:payable": -one.total for one in control.invoices})
    found["stock"] = control.stock_kept - control.stock_used
    found["adjustment:rounding"] = -control.rounding
    found["adjustment:uncovered"] = -control.uncovered
    assert f"cycle:{cycle.code}:clearing" not in found
    return found
