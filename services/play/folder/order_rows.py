"""The files about ordering: cycle.csv, orders.csv, payments.csv."""

from services.play.folder.cells import (
    CodeCell,
    DateCell,
    MaybeCentsCell,
    MeansCell,
    NameCell,
    NumberCell,
    OrderedQuantityCell,
    PercentCell,
    PlaceCell,
    WidePercentCell,
)
from services.play.folder.row import Row


class CycleRow(Row):
    """All of cycle.csv, whose lines are a key and its value: the dates and limits of the cycle.

    ``max_stock_eur`` may be left out, and so may what suppliers read of the network: its name, its postal address,
    where they deliver. Dates do not run backwards: opens, closes, delivery, distribution.
    """

    file = "cycle.csv"
    unique = ()

    cycle: CodeCell
    name: NameCell
    opens: DateCell
    closes: DateCell
    delivery: DateCell
    distribution: DateCell
    shortage_penalty: NumberCell
    max_surplus_percent: WidePercentCell
    max_stock_eur: MaybeCentsCell = None
    delivery_vat_percent: PercentCell
    network_name: PlaceCell = ""
    network_address: PlaceCell = ""
    warehouse: PlaceCell = ""


class OrderRow(Row):
    """A line of orders.csv: what one household asks for of one product.

    Any number is well-formed here. An order that breaks a rule (a product that is not sold, a
    quantity that is no multiple of the step, …) is played, and refused whole by the system itself.
    """

    file = "orders.csv"
    unique = ("household", "product")

    household: CodeCell
    product: CodeCell
    quantity: OrderedQuantityCell


class PaymentRow(Row):
    """A line of payments.csv: one payment of one household.

    Without ``amount_eur`` (the column may be left out) it is exactly what its order holds.
    """

    file = "payments.csv"
    unique = ("household",)

    household: CodeCell
    means: MeansCell
    amount_eur: MaybeCentsCell = None
