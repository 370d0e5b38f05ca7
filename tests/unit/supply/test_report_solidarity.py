"""What the solidarity fund paid over several cycles is told only where each of them tells it."""

from services.supply.queries.report_solidarity import FundPart, Solidarity, solidarity_of
from shared.contracts.solidarity import SolidarityAtCentre, SolidarityFigure

UNTOLD, NOTHING = FundPart(), FundPart(0, 0)


def figure(orders: int, cents: int, **centres: tuple[int, int]) -> SolidarityFigure:
    at = [SolidarityAtCentre(centre=code, orders=some, cents=its) for code, (some, its) in centres.items()]
    return SolidarityFigure(orders=orders, cents=cents, centres=at)


TOLD = {
    "A": (figure(12, 1_200, DUC=(7, 700)), figure(5, 50, MIN=(5, 50))),
    "B": (figure(8, 800, DUC=(8, 800)), figure(6, 60, MIN=(6, 60))),
    "C": (None, figure(9, 90)),
}


def test_cycles_add_up_to_their_period() -> None:
    assert solidarity_of(TOLD, ["A", "B"], None) == Solidarity(FundPart(20, 2_000), FundPart(11, 110))
    assert solidarity_of(TOLD, ["A", "B"], "DUC") == Solidarity(FundPart(15, 1_500), NOTHING)
    assert solidarity_of(TOLD, [], None) == Solidarity(NOTHING, NOTHING)


def test_one_cycle_that_is_not_told_hides_the_period() -> None:
    assert solidarity_of(TOLD, ["A", "B", "C"], None) == Solidarity(UNTOLD, FundPart(20, 200))
    assert solidarity_of(TOLD, ["A", "C"], "DUC") == Solidarity(UNTOLD, UNTOLD)
    assert solidarity_of(TOLD, ["A", "unheard"], None) == Solidarity(UNTOLD, UNTOLD)


def test_a_centre_that_is_not_named_has_nothing_where_nothing_is_left_for_it() -> None:
    assert solidarity_of(TOLD, ["B"], "MIN") == Solidarity(NOTHING, FundPart(6, 60))
    assert solidarity_of(TOLD, ["A"], "MIN") == Solidarity(UNTOLD, FundPart(5, 50))
