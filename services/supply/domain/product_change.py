"""What a product must be, and what of it may change once people rely on it."""

from dataclasses import dataclass

from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused


@dataclass(frozen=True, slots=True)
class SaleTerms:
    """What orders and prices of a product are counted in."""

    unit: Unit
    step: int
    vat_basis_points: int


def check_product_change(product: str, before: SaleTerms, after: SaleTerms, *, on_sale_in: str | None) -> None:
    """Let a product change, except what its offers, stock and orders are counted in.

    Args:
        product: Its code.
        before: As it is.
        after: As it would be.
        on_sale_in: A cycle that is open and not settled and sells it.

    Raises:
        Refused: ``product_unit_fixed``, or ``product_on_sale`` for step and VAT, frozen by that cycle.
    """
    if before.unit is not after.unit:
        raise Refused("product_unit_fixed", product=product, unit=before.unit)
    if on_sale_in is not None and before != after:
        raise Refused("product_on_sale", product=product, cycle=on_sale_in)


def check_net_weight(product: str, unit: Unit, net_grams: int | None) -> None:
    """A net weight says what a litre or a piece weighs; a kilogram weighs one.

    Raises:
        Refused: ``net_weight_of_weight``.
    """
    if unit is Unit.KG and net_grams is not None:
        raise Refused("net_weight_of_weight", product=product)
