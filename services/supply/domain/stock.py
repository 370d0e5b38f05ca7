"""Stock goes first: which lots serve a demand, and what the part used and the part left are worth."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from shared.kernel.rounding import half_up_ratio


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot of one product: base units, their value in cents, and the last day it may be handed out (None: any)."""

    lot: str
    quantity: int
    value: int
    best_before: date | None = None


@dataclass(frozen=True, slots=True)
class LotUse:
    """How much of a lot is used, and the value in cents of that part."""

    lot: Lot
    used: int
    value: int

    @property
    def left(self) -> Lot:
        """What remains: its value is the lot's less the value used, so no cent is lost."""
        return replace(self.lot, quantity=self.lot.quantity - self.used, value=self.lot.value - self.value)


@dataclass(frozen=True, slots=True)
class StockUse:
    """The lots used for one product, in order."""

    lots: tuple[LotUse, ...] = ()

    @property
    def quantity(self) -> int:
        """Base units used."""
        return sum(use.used for use in self.lots)

    @property
    def value(self) -> int:
        """Cents of what is used."""
        return sum(use.value for use in self.lots)


def use_stock(lots: Iterable[Lot], demand: int, last_day: date) -> StockUse:
    """Serve ``demand`` base units from lots by best-before date then lot code.

    A lot is out when its best-before date lies before ``last_day``, the cycle's last distribution day.
    """
    uses, missing = [], demand
    for lot in usable(lots, last_day):
        used = min(missing, lot.quantity)
        if used == 0:
            break
        uses.append(LotUse(lot, used, half_up_ratio(lot.value * used, lot.quantity)))
        missing -= used
    return StockUse(tuple(uses))


def usable(lots: Iterable[Lot], last_day: date) -> list[Lot]:
    """The lots that may still be handed out on ``last_day``, in the order they are used."""
    fresh = [lot for lot in lots if lot.quantity > 0 and (lot.best_before or date.max) >= last_day]
    return sorted(fresh, key=lambda lot: (lot.best_before or date.max, lot.lot))
