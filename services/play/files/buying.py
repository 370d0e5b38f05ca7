"""purchase_orders.csv, purchase_order_lines.csv, suppliers.csv."""

from collections.abc import Iterator
from operator import itemgetter

from services.play.api import Json
from services.play.files.sheet import OutSheet
from services.play.files.shown import euros, quantity, supplier_price
from services.play.outcome import Outcome
from shared.contracts.cycles import Basis
from shared.kernel.quantity import Unit


def purchase_orders(outcome: Outcome) -> OutSheet:
    """Each purchase order with its totals, as ordered."""
    columns = ("number", "supplier", "goods_eur_ex_vat", "delivery_eur_ex_vat", "vat_eur", "total_eur")
    amounts = ("goods_cents", "delivery_cents", "vat_cents", "total_cents")
    rows = [
        (str(order["number"]), order["supplier"], *(euros(order[amount]) for amount in amounts))
        for order in _by_number(outcome)
    ]
    return OutSheet("purchase_orders.csv", columns, rows)


def purchase_order_lines(outcome: Outcome) -> OutSheet:
    """Each line with the rung it reached and why it was bought like that."""
    what = ("number", "supplier", "product", "cases", "case_size", "quantity")
    why = ("rung_from", "price_eur_ex_vat", "goods_eur_ex_vat", "reason")
    rows = [row for order in _by_number(outcome) for row in sorted(_lines(outcome, order))]
    return OutSheet("purchase_order_lines.csv", what + why, rows)


def suppliers(outcome: Outcome) -> OutSheet:
    """What the coordinator weighs before approving: the total, what households hold for it, the gap."""
    columns = ("supplier", "total_eur", "households_hold_eur", "gap_eur")
    amounts = ("total_cents", "households_hold_cents", "gap_cents")
    rows = [
        (supplier["supplier"], *(euros(supplier[amount]) for amount in amounts))
        for supplier in outcome.plan["suppliers"]
    ]
    return OutSheet("suppliers.csv", columns, sorted(rows))


def _by_number(outcome: Outcome) -> list[Json]:
    return sorted(outcome.purchase_orders, key=itemgetter("number"))


def _lines(outcome: Outcome, order: Json) -> Iterator[tuple[str, ...]]:
    for line in order["lines"]:
        unit = outcome.units[line["product"]]
        counts_goods = outcome.offers[order["supplier"], line["product"]][0].basis is Basis.QUANTITY
        yield (
            str(order["number"]),
            order["supplier"],
            line["product"],
            str(line["cases"]),
            quantity(line["case_size"], unit),
            quantity(line["quantity"], unit),
            quantity(line["rung_from"], unit if counts_goods else Unit.PIECE),
            supplier_price(line["price"]),
            euros(line["goods_cents"]),
            line["reason"],
        )
