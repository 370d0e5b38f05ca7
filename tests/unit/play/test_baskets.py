from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest

from services.play.baskets import baskets, sent_quantity
from services.play.folder.reader import read_folder
from shared.kernel.quantity import Unit

MakeFolder = Callable[..., Path]
HOUSEHOLD = UUID(int=1)
UNITS = {"FAR": Unit.KG, "SAV": Unit.PIECE}


def test_an_order_carries_its_payment_as_exactly_what_it_lacks(make_folder: MakeFolder) -> None:
    basket = baskets(read_folder(make_folder()))[0]
    assert basket.body("C1", HOUSEHOLD, UNITS) == {
        "cycle": "C1",
        "household_id": str(HOUSEHOLD),
        "lines": [{"product": "FAR", "quantity": 2500}, {"product": "SAV", "quantity": 1}],
        "payments": [{"id": str(basket.payment_id), "means": "cheque", "amount_cents": None}],
    }


def test_a_household_may_order_without_paying_or_pay_without_ordering(make_folder: MakeFolder) -> None:
    _, unpaid, unordered = baskets(read_folder(make_folder()))
    assert (unpaid.household, unpaid.body("C1", HOUSEHOLD, UNITS)["payments"]) == ("000009", [])
    assert (unordered.household, unordered.lines) == ("000002", [])


def test_a_payment_of_nothing_is_no_payment(make_folder: MakeFolder) -> None:
    folder = read_folder(make_folder(("payments.csv", "000001,cheque,", "000001,cheque,0")))
    assert baskets(folder)[0].body("C1", HOUSEHOLD, UNITS)["payments"] == []


@pytest.mark.parametrize(
    ("quantity", "unit", "sent"),
    [("2.5", Unit.KG, 2500), ("-1", Unit.PIECE, -1), ("1.5", Unit.PIECE, "1.5"), ("0.0005", Unit.L, "0.5")],
)
def test_what_is_no_whole_number_of_base_units_is_sent_for_the_system_to_refuse(
    quantity: str, unit: Unit, sent: int | str
) -> None:
    assert sent_quantity(Decimal(quantity), unit) == sent
