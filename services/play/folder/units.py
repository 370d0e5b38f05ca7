"""Quantities in display units turned into whole base units, where the product says which unit."""

from collections.abc import Iterator
from decimal import Decimal

from services.play.folder.problem import Problem, shown
from services.play.folder.row import Row, column_of
from services.play.folder.sheets import Sheets
from shared.contracts.cycles import Basis
from shared.kernel.quantity import Quantity, Unit

FINEST = {Unit.KG: "a whole number of grams", Unit.L: "a whole number of millilitres", Unit.PIECE: "whole pieces"}


def in_base_units(quantity: Decimal, unit: Unit) -> int:
    """A quantity in g, ml or pieces.

    Raises:
        ValueError: finer than a base unit.
    """
    return Quantity.parse(str(quantity), unit).base


def check_units(sheets: Sheets) -> Iterator[Problem]:
    """The quantities that are finer than a base unit. A household's order is left to the system."""
    units = {row.product: row.unit for row in sheets.products.rows}
    for product in sheets.products.rows:
        yield from _check(product, "step", units[product.product])
    for offer in sheets.offers.rows:
        unit = units.get(offer.product)
        yield from _check(offer, "case_size", unit)
        yield from _check(offer, "start", unit if offer.basis is Basis.QUANTITY else Unit.PIECE)
    for lot in sheets.stock.rows:
        yield from _check(lot, "quantity", units.get(lot.product))
    for delivery in sheets.deliveries.rows:
        yield from _check(delivery, "received", units.get(delivery.product))


def _check(row: Row, field: str, unit: Unit | None) -> Iterator[Problem]:
    value: Decimal = getattr(row, field)
    if unit is not None and (value * unit.base) % 1:
        yield Problem(row.file, row.line, column_of(field), shown(str(value)), FINEST[unit])
