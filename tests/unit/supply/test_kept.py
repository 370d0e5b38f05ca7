"""In which lots lies what was not handed out."""

from datetime import date

from services.supply.domain.kept import KeptLot, LotAtHand, kept_in

SOON, LATER = LotAtHand("S", 10, date(2027, 1, 1)), LotAtHand("L", 10, date(2027, 6, 1))
KEEPS = LotAtHand("K", 10, None)


def test_what_keeps_for_ever_is_kept_first() -> None:
    kept = kept_in([SOON, KEEPS, LATER], [], quantity=25, value=5)
    assert kept == [
        KeptLot("K", 10, 2, None),
        KeptLot("L", 10, 2, date(2027, 6, 1)),
        KeptLot("S", 5, 1, date(2027, 1, 1)),
    ]


def test_stock_leaves_before_what_was_received() -> None:
    assert [lot.lot for lot in kept_in([SOON], [KEEPS], quantity=10, value=1)] == ["S"]
    assert [(lot.lot, lot.quantity) for lot in kept_in([SOON], [KEEPS], quantity=12, value=1)] == [("S", 10), ("K", 2)]


def test_nothing_kept_is_in_no_lot() -> None:
    assert kept_in([SOON], [KEEPS], quantity=0, value=0) == []
