"""What everything costs in the end: final prices, charges, stock kept, and the proof that no cent is lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.supply.domain.invoice import Invoice
from shared.kernel.refusal import Refused
from shared.kernel.rounding import half_up_ratio


@dataclass(frozen=True, slots=True)
class Goods:
    """One product before settlement: cents, and base units.

    ``ceiling`` is the most a display unit of ``unit`` base units may cost a household: in a
    correction the lower of the ceiling and the price already published. ``invoiced`` is the
    product's part of the invoice, ``stock_value`` that of the stock used.
    """

    product: str
    unit: int
    ceiling: int
    invoiced: int
    received: int
    stock_used: int
    stock_value: int

    @property
    def cost(self) -> int:
        """Cents to be paid for by whoever gets the product."""
        return self.invoiced + self.stock_value

    @property
    def available(self) -> int:
        """Base units that can be handed out."""
        return self.stock_used + self.received

    @property
    def price(self) -> int | None:
        """Cents per display unit that would pay the cost; None when there is nothing to hand out."""
        return half_up_ratio(self.cost * self.unit, self.available) if self.available else None

    @property
    def final_price(self) -> int | None:
        """The price everyone pays: never above the ceiling."""
        return None if self.price is None else min(self.ceiling, self.price)


@dataclass(frozen=True, slots=True)
class SettledProduct:
    """One product after settlement. ``adjustment`` is charged + kept − cost, in cents."""

    goods: Goods
    granted: int
    charged: int

    @property
    def kept(self) -> int:
        """Base units that go into stock."""
        return self.goods.available - self.granted

    @property
    def kept_value(self) -> int:
        """Cents of what goes into stock, at the final price."""
        return charge(self.goods.final_price, self.kept, self.goods.unit)

    @property
    def adjustment(self) -> int:
        """What rounding left over, or what the ceiling did not cover."""
        return self.charged + self.kept_value - self.goods.cost

    @property
    def uncovered(self) -> bool:
        """Whether the adjustment is due to the ceiling."""
        return self.goods.price is not None and self.goods.price > self.goods.ceiling


@dataclass(frozen=True, slots=True)
class Totals:
    """The control totals of a settlement, in cents."""

    held: int
    charged: int
    rebates: int
    invoices: int
    stock_kept: int
    stock_used: int
    rounding: int
    uncovered: int


def charge(final_price: int | None, quantity: int, unit: int) -> int:
    """Cents for ``quantity`` base units at the final price; without a price nothing was handed out."""
    return 0 if final_price is None else half_up_ratio(final_price * quantity, unit)


def settle_product(goods: Goods, handed_out: Mapping[int, int]) -> SettledProduct:
    """Settle one product.

    Args:
        goods: What it cost and how much of it there is.
        handed_out: How many order lines were granted each quantity: a line is charged by its
            quantity alone, so a cycle's millions of lines come down to a few dozen products of two numbers.

    Raises:
        Refused: ``granted_beyond_available``.
    """
    granted = sum(quantity * lines for quantity, lines in handed_out.items())
    if granted > goods.available:
        raise Refused("granted_beyond_available", product=goods.product, granted=granted, available=goods.available)
    final = goods.final_price
    charged = sum(charge(final, quantity, goods.unit) * lines for quantity, lines in handed_out.items())
    return SettledProduct(goods, granted, charged)


def totals(products: Iterable[SettledProduct], invoices: Iterable[Invoice], held: int) -> Totals:
    """Sum up a settlement and prove the sums; ``control_totals`` proves what they are made of.

    Raises:
        Refused: ``invoices_not_paid_for``: Σ charged − adjustment + stock kept − stock used is not Σ invoices,
            or ``charges_beyond_held``: households are charged more than is held.
    """
    settled = list(products)
    charged = sum(product.charged for product in settled)
    found = Totals(
        held=held,
        charged=charged,
        rebates=held - charged,
        invoices=sum(invoice.total for invoice in invoices),
        stock_kept=sum(product.kept_value for product in settled),
        stock_used=sum(product.goods.stock_value for product in settled),
        rounding=sum(product.adjustment for product in settled if not product.uncovered),
        uncovered=sum(product.adjustment for product in settled if product.uncovered),
    )
    _prove(found)
    return found


def _prove(found: Totals) -> None:
    paid_for = found.charged - found.rounding - found.uncovered + found.stock_kept - found.stock_used
    if paid_for != found.invoices:
        raise Refused("invoices_not_paid_for", difference_cents=found.invoices - paid_for)
    if found.rebates < 0:
        raise Refused("charges_beyond_held", difference_cents=-found.rebates)
