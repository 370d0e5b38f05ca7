from datetime import date

from services.supply.domain.stock import Lot, use_stock
from services.supply.domain.stock_movements import Change, counted, settled, taken

LAST_DAY = date(2026, 12, 19)
EARLY = Lot("D61", 9_500, 2_405, date(2027, 2, 28))
LATE = Lot("D77", 18_000, 4_340, date(2027, 11, 30))


def test_the_lot_that_expires_first_is_used_first() -> None:
    found = use_stock([LATE, EARLY], 12_000, LAST_DAY)
    assert [(use.lot.lot, use.used, use.value) for use in found.lots] == [("D61", 9_500, 2_405), ("D77", 2_500, 603)]
    assert (found.quantity, found.value) == (12_000, 3_008)


def test_what_is_left_of_a_lot_keeps_the_rest_of_its_value() -> None:
    left = use_stock([LATE, EARLY], 12_000, LAST_DAY).lots[1].left
    assert (left.quantity, left.value) == (15_500, 4_340 - 603)


def test_a_lot_expired_on_the_last_distribution_day_is_not_used() -> None:
    before, on_the_day = date(2026, 12, 18), LAST_DAY
    assert not use_stock([Lot("C9", 5, 1_010, before)], 5, LAST_DAY).lots
    assert use_stock([Lot("C9", 5, 1_010, on_the_day)], 5, LAST_DAY).quantity == 5


def test_lots_of_one_date_go_by_code_and_those_that_keep_come_last() -> None:
    day = date(2027, 1, 1)
    lots = [Lot("KEEPS", 1, 1), Lot("B", 1, 1, day), Lot("A", 1, 1, day), Lot("EMPTY", 0, 0, LAST_DAY)]
    assert [use.lot.lot for use in use_stock(lots, 9, LAST_DAY).lots] == ["A", "B", "KEEPS"]


def test_no_more_is_used_than_is_wanted() -> None:
    assert use_stock([EARLY, LATE], 0, LAST_DAY).lots == ()
    assert [use.lot.lot for use in use_stock([EARLY, LATE], 9_500, LAST_DAY).lots] == ["D61"]


def test_a_part_taken_out_takes_its_part_of_the_value_and_the_last_all_that_is_left() -> None:
    assert taken(EARLY, 500) == Change(-500, -127)
    assert taken(EARLY, 9_500) == Change(-9_500, -2_405)
    assert taken(Lot("EMPTY", 0, 0), 0) == Change(0, 0)


def test_what_a_count_finds_beyond_the_books_is_worth_what_the_rest_is() -> None:
    assert counted(EARLY, 10_000) == Change(500, 127)
    assert counted(EARLY, 9_500) == Change(0, 0)
    assert counted(Lot("EMPTY", 0, 0), 500) == Change(500, 0)


def test_a_settlement_takes_no_lot_below_nothing() -> None:
    assert settled(EARLY, -10_000, -2_500) == Change(-9_500, -2_405)
    assert settled(EARLY, 500, -3_000) == Change(500, -2_405)
    assert settled(Lot("GONE", 0, 0), 0, 300) == Change(0, 0)
