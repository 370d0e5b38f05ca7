"""What lines fixed by hand cost: each while the others stand, and all of them together."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from services.supply.domain.demand import Demanded, Figures, SoldProduct
from services.supply.domain.ladder import Basis, Ladder, Rung
from services.supply.domain.options import Offer, Terms
from services.supply.domain.overrides import Override
from services.supply.domain.plan import SupplierTerms
from services.supply.domain.planning import planned
from shared.kernel.quantity import Unit

DAY = date(2026, 12, 15)


def offer(supplier: str, price: str) -> Offer:
    return Offer(supplier, 25_000, Ladder(Basis.QUANTITY, (Rung(0, Decimal(price)),)))


TWO = Figures(
    cycle="2026-12",
    demand=tuple(Demanded(product, 100_000, 10, 14_500) for product in ("FLOUR", "RICE")),
    participants=10,
    sold=dict.fromkeys(("FLOUR", "RICE"), SoldProduct(Unit("kg"), 145, 550, 270, 2_500)),
    lots={},
    last_day=DAY,
    offered=dict.fromkeys(("FLOUR", "RICE"), (offer("ALMA", "1.00"), offer("BRES", "1.05"))),
    suppliers=tuple(SupplierTerms(supplier, 0, 3_800, None, 5) for supplier in ("ALMA", "BRES")),
    delivery_vat_basis_points=2_000,
    terms=Terms(date(2026, 12, 4), DAY, Fraction(3), 2_000),
)
"""100 kg of each, 5 € dearer at the second of two suppliers, of whom each asks 38 € for a delivery."""


def at_the_dearer(*products: str) -> Figures:
    fixed = tuple(Override(product, "BRES", None, "a word was given", UUID(int=1)) for product in products)
    return replace(TWO, overrides=fixed)


def test_two_that_are_fixed_cost_together_what_neither_costs_beside_the_other() -> None:
    found = planned(at_the_dearer("FLOUR", "RICE").sources())
    assert found.override_costs == {"FLOUR": 0, "RICE": 0}
    assert found.overrides_cost == found.plan.objective - planned(TWO.sources()).plan.objective == 1_000


def test_one_costs_what_all_cost_and_none_nothing() -> None:
    found = planned(at_the_dearer("FLOUR").sources())
    assert found.override_costs == {"FLOUR": found.overrides_cost}
    assert found.overrides_cost == 1_000, "the other goes there too, which is cheaper than two deliveries"
    assert planned(TWO.sources()).overrides_cost == 0
