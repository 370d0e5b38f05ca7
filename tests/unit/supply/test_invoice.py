from decimal import Decimal

from services.supply.domain.invoice import InvoiceLine, invoice, invoiced_line


def test_vat_is_rounded_once_a_rate_and_shared_over_its_lines() -> None:
    bill = invoice(
        "S", [InvoiceLine("A", 5, 1_000), InvoiceLine("B", 5, 1_000), InvoiceLine("C", 100, 2_000)], 0, 2_000
    )
    assert bill.vat == 1 + 20
    assert bill.costs == {"A": 6, "B": 5, "C": 120}


def test_the_fee_is_last_among_ties_of_its_rate_and_is_shared_with_its_vat() -> None:
    bill = invoice("S", [InvoiceLine("B", 5, 1_000), InvoiceLine("A", 5, 1_000)], 5, 1_000)
    assert (bill.vat, bill.delivery, bill.total) == (2, 5, 17)
    assert bill.costs == {"A": 5 + 1 + 3, "B": 5 + 1 + 2}


def test_no_goods_no_fee() -> None:
    bill = invoice("S", [InvoiceLine("A", 0, 550), InvoiceLine("B", 0, 2_000)], 3_800, 2_000)
    assert (bill.delivery, bill.vat, bill.total, bill.costs) == (0, 0, 0, {"A": 0, "B": 0})
    assert invoice("S", [], 3_800, 2_000).total == 0


def test_a_line_is_priced_by_what_was_received() -> None:
    assert invoiced_line("A", Decimal("1.2345"), 12_500, 1000, 550) == InvoiceLine("A", 1_543, 550)


def test_a_product_invoiced_at_nothing_bears_no_fee() -> None:
    bill = invoice("S", [InvoiceLine("A", 0, 550), InvoiceLine("B", 100, 550)], 10, 2_000)
    assert bill.costs == {"A": 0, "B": 106 + 12}
