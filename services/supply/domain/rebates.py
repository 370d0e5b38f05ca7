"""What households get back of a product when an incident changes it, before and after (docs/incidents.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from services.supply.domain.consequence import Consequence, Lost
from services.supply.domain.incident import Touched, Wanted, shared
from services.supply.domain.settlement import Goods, charge
from services.supply.domain.settlement_run import Published


@dataclass(frozen=True, slots=True)
class AsItWas:
    """A product without the incident: its final price in cents per display unit (None: none), and what there was."""

    price: int | None
    available: int

    @classmethod
    def of(cls, goods: Goods) -> "AsItWas":
        """As a settlement would have had it."""
        return cls(goods.final_price, goods.available)


@dataclass(frozen=True, slots=True)
class Held:
    """Who has something held for which product of a cycle, and what a settlement before gave of it."""

    cycle: str
    wanted: Mapping[str, tuple[Wanted, ...]]
    published: Published

    def rebate(self, lost: Lost, price: int | None, available: int) -> int:
        """Cents held for a product above what would be charged for what each order would be granted of it."""
        touched = Touched(lost.product, available, lost.step, lost.policy, changes=False, published=self.published)
        parts = shared(self.cycle, touched, self.wanted.get(lost.product, ()))
        return sum(one.held - charge(price, granted, lost.unit.base) for one, granted in parts)


def with_rebates(
    found: Iterable[Consequence], lost: Sequence[Lost], before: Mapping[str, AsItWas], held: Held
) -> tuple[Consequence, ...]:
    """The consequences with what households would have got back and what they get now."""
    of_product = {one.product: one for one in lost}
    return tuple(_with_rebates(one, of_product[one.product], before[one.product], held) for one in found)


def _with_rebates(one: Consequence, lost: Lost, before: AsItWas, held: Held) -> Consequence:
    return replace(
        one,
        rebate_cents=held.rebate(lost, one.final_price_cents, one.available),
        rebate_before_cents=held.rebate(lost, before.price, before.available),
    )
