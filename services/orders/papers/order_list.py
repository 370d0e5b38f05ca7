"""Who ordered what at a centre: to call somebody, to check what was keyed in, to have it when all is down.

No money stands on it: beside what was ordered it would tell who pays a reduced price.
"""

from collections.abc import Sequence

from services.orders.domain.entry import OrderState
from services.orders.papers.words import named
from services.orders.queries.centre_dates import CentreDates
from services.orders.queries.listed_orders import ListedOrder
from services.orders.queries.named_lines import NamedLine
from shared.kernel.quantity import Quantity, Unit
from shared.papers.alphabet import alphabetical
from shared.papers.sheet import Cell, Column, Kind, Section, Sheet
from shared.web.figures import show_code
from shared.web.translation import Translator


def order_list(dates: CentreDates, orders: Sequence[ListedOrder], say: Translator) -> Sheet:
    """A table for each household on paper; in its file a row for each line."""
    ordered = [Column(say("Product"), wide=True), Column(say("Quantity"), Kind.QUANTITY)]
    whose = [Column(say(title)) for title in ("Household", "Label", "State")]
    rows = [
        [order.household, order.label, show_code(order.state, say), *line] for order in orders for line in _lines(order)
    ]
    return Sheet(
        title=say("Who ordered what"),
        running=f"{dates.centre_name} · {dates.cycle_name}",
        dated=dates.last_day,
        facts=[
            (say("Centre"), dates.centre_name),
            (say("Cycle"), dates.cycle_name),
            (say("Orders that count"), sum(order.state is OrderState.CONFIRMED for order in orders)),
        ],
        sections=[
            Section(
                ordered,
                _lines(order),
                heading=named(order.household, order.label),
                note=None if order.state is OrderState.CONFIRMED else show_code(order.state, say),
            )
            for order in orders
        ],
        file=Section([*whose, *ordered], rows),
    )


def _lines(order: ListedOrder) -> list[list[Cell]]:
    return [[line.name or line.product, _quantity(line)] for line in sorted(order.lines, key=_place)]


def _place(line: NamedLine) -> tuple[str, str, str]:
    return (*alphabetical(line.name or line.product), line.product)


def _quantity(line: NamedLine) -> Quantity:
    return Quantity(line.quantity, line.unit or Unit.PIECE)
