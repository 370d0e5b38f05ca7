"""The digest that says whether a settlement would be another."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from services.supply.domain.allocation import ShortagePolicy
from services.supply.domain.printed_invoice import Billed, PrintedInvoice
from services.supply.domain.receiving import ReceivedLot
from services.supply.domain.settlement_inputs import Ordered, Planned, Received, SettlementInputs
from shared.kernel.quantity import Unit

FLOUR = Received(1, "ALMA", "FLOUR", 150_000, Decimal("1.0500"), 550, None, None)
PLAIN = SettlementInputs(
    "2026-12",
    1,
    (Planned("FLOUR", "ALMA", 0, 0, 1000, 500, 145, ShortagePolicy.PRO_RATA, Unit.KG),),
    (FLOUR,),
    {"ALMA": 3_800},
    2_000,
    (Ordered("FLOUR", 2_500, 1, 363),),
    (),
    1,
)


def test_a_cycle_that_uses_nothing_more_keeps_the_digest_it_was_settled_with() -> None:
    """As first released: else settling an old cycle again would publish a run that changes nothing."""
    assert PLAIN.digest == "fddac3a3d85205cb6589fe9b872c96b7e21e137f6e12082d3b2ff5f48e284c03"


def test_the_lots_in_which_goods_came_are_part_of_it() -> None:
    lots = (ReceivedLot("A", 100_000, date(2027, 6, 30)), ReceivedLot("B", 50_000, None))
    moved = (replace(lots[0], quantity=99_999), replace(lots[1], quantity=50_001))
    digests = {replace(PLAIN, received=(replace(FLOUR, lots=found),)).digest for found in ((), lots, moved)}
    assert len(digests) == 3


def test_an_invoice_that_was_entered_and_another_vat_of_delivery_are_part_of_it() -> None:
    bill = Billed(PrintedInvoice("F-1", date(2026, 12, 16), None, (), 3_800, (), 21_176))
    later = replace(bill, printed=replace(bill.printed, total=21_177))
    found = [replace(PLAIN, bills={"ALMA": one}) for one in (bill, later)]
    found += [PLAIN, replace(PLAIN, fee_vats={"ALMA": None})]
    assert len({one.digest for one in found}) == 4
