"""A settlement that does not add up says which identity is broken, where, and by how many cents."""

from collections import Counter
from dataclasses import replace

import pytest

from services.supply.domain.control_totals import Counted, Said, prove_held, prove_invoices, prove_said
from services.supply.domain.invoice import Invoice, InvoiceLine, invoice
from services.supply.domain.settlement import Goods, SettledProduct, settle_product
from shared.kernel.refusal import Refused

BILLS = (
    invoice("ALMA", [InvoiceLine("FLOUR", 10_000, 550), InvoiceLine("SEMOLINA", 3_000, 550)], 3_800, 2_000),
    invoice("MARS", [InvoiceLine("SOAP", 4_000, 2_000)], 0, 2_000),
)
COSTS = {product: cost for bill in BILLS for product, cost in bill.costs.items()}
HELD = {"FLOUR": 20_000, "SEMOLINA": 6_000, "SOAP": 8_000}
COUNTED = Counted({"DUC": 7, "MIN": 3}, {"DUC": 24_000, "MIN": 10_000}, HELD)


def settled(**invoiced: int) -> list[SettledProduct]:
    """Ten kilos of each handed out in ten lines; what a product bears may be given otherwise than on its invoice."""
    goods = [Goods(code, 1000, 9_999, invoiced.get(code, cost), 10_000, 0, 0) for code, cost in sorted(COSTS.items())]
    return [settle_product(one, {1_000: 10}) for one in goods]


def said(products: list[SettledProduct]) -> Said:
    charged = Counter({one.goods.product: one.charged for one in products})
    return Said(events=11, orders=Counter(COUNTED.orders), held=Counter(COUNTED.held), charged=charged)


def test_what_adds_up_is_proved() -> None:
    products = settled()
    prove_invoices(products, BILLS)
    prove_held(products, HELD)
    prove_said(said(products), products, COUNTED, HELD)


def test_an_invoice_that_its_products_do_not_bear_names_the_supplier() -> None:
    alma, mars = BILLS
    wrong: tuple[Invoice, ...] = (alma, replace(mars, vat=mars.vat + 3))
    with pytest.raises(Refused, match=r"supplier_costs_differ \(supplier=MARS, difference_cents=3\)"):
        prove_invoices(settled(), wrong)


@pytest.mark.parametrize("by", [-2, 7])
def test_a_product_that_bears_another_cost_is_named(by: int) -> None:
    with pytest.raises(Refused, match=rf"product_cost_differs \(product=SEMOLINA, difference_cents={-by}\)"):
        prove_invoices(settled(SEMOLINA=COSTS["SEMOLINA"] + by), BILLS)


def test_a_product_invoiced_that_is_not_in_the_settlement_is_named() -> None:
    without = [one for one in settled() if one.goods.product != "SOAP"]
    with pytest.raises(Refused, match=r"product_cost_differs \(product=SOAP, difference_cents=4800\)"):
        prove_invoices(without, BILLS)


def test_a_product_charged_beyond_what_is_held_for_it_is_named_though_the_sums_would_do() -> None:
    products = settled()
    soap = next(one for one in products if one.goods.product == "SOAP")
    with pytest.raises(Refused, match=r"charged_beyond_held \(product=SOAP, difference_cents=1\)"):
        prove_held(products, HELD | {"SOAP": soap.charged - 1})


def test_what_orders_are_told_must_sum_up() -> None:
    products = settled()
    with pytest.raises(Refused, match=r"orders_said_differ \(centre=MIN, said=3, counted=4\)"):
        prove_said(said(products), products, replace(COUNTED, orders={"DUC": 7, "MIN": 4}), HELD)
    with pytest.raises(Refused, match=r"held_said_differs \(centre=DUC, difference_cents=-5\)"):
        prove_said(said(products), products, replace(COUNTED, held=dict(COUNTED.held) | {"DUC": 24_005}), HELD)
    with pytest.raises(Refused, match=r"held_total_differs \(product=SOAP, difference_cents=5\)"):
        prove_said(said(products), products, COUNTED, HELD | {"SOAP": 8_005})
    wrong = said(products)
    wrong.charged["FLOUR"] += 2
    with pytest.raises(Refused, match=r"charged_said_differs \(product=FLOUR, difference_cents=2\)"):
        prove_said(wrong, products, COUNTED, HELD)
