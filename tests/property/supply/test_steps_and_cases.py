"""Sold in steps of 0.1 to 1 kg, bought in cases of 0.5 to 25 kg, 12.5 too: exact from the order to the settlement."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.supply.domain.allocation import Claim, ShortagePolicy, Supply, allocate
from services.supply.domain.invoice import InvoiceLine, invoice
from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.options import Need, Offer, option
from services.supply.domain.settlement import Goods, charge, settle_product, totals
from shared.kernel.quantity import Unit
from shared.kernel.rounding import half_up

UNIT = Unit.KG.base
CEILING = 10_000
VAT = 550


@dataclass(frozen=True, slots=True)
class Purchase:
    """What households ordered in steps, and a number of cases bought for them."""

    step: int
    steps: list[int]
    case_size: int
    cases: int
    price: Decimal

    @property
    def ordered(self) -> list[int]:
        return [steps * self.step for steps in self.steps]

    @property
    def quantity(self) -> int:
        return self.cases * self.case_size


purchases = st.builds(
    Purchase,
    step=st.integers(1, 10).map(lambda tenths: tenths * 100),
    steps=st.lists(st.integers(1, 60), min_size=1, max_size=30),
    case_size=st.sampled_from([500, 1_000, 2_500, 5_000, 12_500, 25_000]),
    cases=st.integers(1, 40),
    price=st.integers(1, 200_000).map(lambda steps: Decimal(steps).scaleb(-4)),
)


@given(purchases)
def test_what_is_bought_is_whole_cases_and_costs_its_price_rounded_once(bought: Purchase) -> None:
    offer = Offer("S", bought.case_size, Ladder(Basis.QUANTITY, (Rung(0, bought.price),)))
    need = Need("P", sum(bought.ordered), UNIT, CEILING, 270, 0, len(bought.steps), len(bought.steps), (offer,))
    chosen = option(need, offer, bought.cases, Fraction(3))
    assert chosen.quantity == bought.quantity
    assert need.quantity - chosen.short + chosen.surplus == chosen.quantity
    assert chosen.goods == half_up(Fraction(bought.price) * 100 * bought.quantity / UNIT)


@given(purchases, st.sampled_from(ShortagePolicy))
def test_what_is_handed_out_is_whole_steps_and_its_money_adds_up(bought: Purchase, policy: ShortagePolicy) -> None:
    claims = [Claim("DUC", f"{number:06}", quantity) for number, quantity in enumerate(bought.ordered)]
    granted = allocate(Supply("2026-12", "P", bought.quantity, bought.step, policy), claims)
    assert all(part % bought.step == 0 for part in granted)
    assert sum(granted) <= min(bought.quantity, sum(bought.ordered))
    goods = half_up(Fraction(bought.price) * 100 * bought.quantity / UNIT)
    bill = invoice("S", [InvoiceLine("P", goods, VAT)], 0, VAT)
    held = sum(charge(CEILING, quantity, UNIT) for quantity in bought.ordered)
    settled = settle_product(Goods("P", UNIT, CEILING, bill.costs["P"], bought.quantity, 0, 0), Counter(granted))
    found = totals([settled], [bill], held)
    assert found.charged <= held
    assert settled.granted == sum(granted)
