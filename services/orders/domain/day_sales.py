"""Goods sold at a centre on the day of distribution, or after it: to any member, at the cycle's final price.

What a household takes beside its order is a sale that it accepts, never a higher charge.
"""

from dataclasses import dataclass

from services.orders.domain.ledger import Entry, credit_account, owed
from services.orders.domain.pricing import MOST_QUANTITY
from shared.kernel.quantity import Quantity, Unit
from shared.kernel.refusal import Refused
from shared.kernel.rounding import half_up_ratio

SALES = "distribution:sales"


@dataclass(frozen=True, slots=True)
class SoldProduct:
    """A product at its final price in cents per display unit; none: it is not known yet."""

    product: str
    name: str
    unit: Unit
    final_price_cents: int | None

    def amount_cents(self, quantity: int) -> int:
        """What some of it costs; weighed goods are sold by any quantity.

        Raises:
            Refused: ``quantity_not_positive``, ``quantity_too_big`` or ``sale_price_unknown``.
        """
        named = {"product": self.product, "name": self.name}
        if quantity <= 0:
            raise Refused("quantity_not_positive", **named)
        if quantity > MOST_QUANTITY:
            raise Refused("quantity_too_big", **named, most=Quantity(MOST_QUANTITY, self.unit))
        if self.final_price_cents is None:
            raise Refused("sale_price_unknown", product=self.product)
        return half_up_ratio(self.final_price_cents * quantity, self.unit.base)

    def check_left(self, quantity: int, left: int) -> None:
        """So much of an order's uncollected goods is still there.

        Raises:
            Refused: ``goods_not_left``.
        """
        if quantity > left:
            shown = {"left": Quantity(left, self.unit), "quantity": Quantity(quantity, self.unit)}
            raise Refused("goods_not_left", product=self.product, **shown)


def to_be_paid(amount_cents: int, credit_cents: int, brought_cents: int | None) -> int:
    """The money that comes in for a sale: what was brought, or exactly what the household's credit lacks.

    Raises:
        Refused: ``not_enough_credit``: what was brought and the credit do not cover it.

    >>> to_be_paid(500, 200, None), to_be_paid(500, 200, 1_000), to_be_paid(500, 900, None)
    (300, 1000, 0)
    """
    lacking = max(0, amount_cents - credit_cents)
    if brought_cents is None:
        return lacking
    if brought_cents < lacking:
        raise Refused("not_enough_credit", missing_cents=lacking - brought_cents)
    return brought_cents


def to_be_owed(amount_cents: int, credit_cents: int, brought_cents: int) -> int:
    """What a household owes of goods that it has already, where what it brought and its credit do not cover them.

    >>> to_be_owed(500, 200, 250), to_be_owed(500, 200, 300)
    (50, 0)
    """
    return max(0, amount_cents - credit_cents - brought_cents)


def sold(number: str, cents: int, owed_cents: int = 0) -> tuple[Entry, ...]:
    """A sale, paid from a household's credit; what that lacked of goods that were handed out already is owed."""
    covered = cents - owed_cents
    paid = (Entry(credit_account(number), covered), Entry(SALES, -covered)) if covered else ()
    return paid + (owed(number, SALES, owed_cents) if owed_cents else ())
