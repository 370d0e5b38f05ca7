"""The page for funders stays one page, however many families and cycles a year has."""

from datetime import date
from typing import Any

import pytest

from services.supply.domain.allocation import Shortfall
from services.supply.papers.impact import LAST_CYCLES, MOST_FAMILIES, impact_paper, on_one_page
from services.supply.queries.report import Report
from services.supply.queries.report_rows import Goods, Money, Row
from services.supply.web.sentences import LOCALE
from shared.papers.press import compile_paper
from shared.web.translation import Catalogues

FRENCH = Catalogues(LOCALE).of("fr")


def row(code: str, name: str, cents: int | None) -> Row:
    money = None if cents is None else Money(cents, cents, cents, cents, cents, dict.fromkeys(Shortfall, 0))
    goods = None if cents is None else Goods(301, 12, 301, 9_512_000, 120_000, 40)
    return Row(code, name, cents is None, goods, money, 6_000, None)


def year(families: int, cycles: int, *, hidden: int = 0) -> tuple[Report, Report]:
    total = row("", "", 125_000_00)
    by_family = [row(f"F{at:02}", f"Produits ménagers et d’hygiène {at}", 100 * at + 1) for at in range(families)]
    by_family[:hidden] = [row(one.code, one.name, None) for one in by_family[:hidden]]
    by_cycle = [row(f"C{at:02}", f"Cycle de septembre {2026 + at}", 50_000_00 + at) for at in range(cycles)]
    codes = tuple(one.code for one in by_cycle)
    return tuple(Report(codes, total, None, None, None, tuple(rows)) for rows in (by_family, by_cycle))  # type: ignore[return-value]


@pytest.mark.parametrize(("families", "cycles"), [(15, 12), (40, 30), (13, 1), (0, 0)])
def test_it_is_one_page(families: int, cycles: int) -> None:
    pdf = compile_paper(impact_paper(*year(families, cycles), date(2026, 12, 18), FRENCH))
    assert pdf.count(b"/Type/Page/") == 1


def test_the_smallest_families_are_one_row_and_the_last_cycles_are_shown() -> None:
    data: Any = impact_paper(*year(17, 14), date(2026, 12, 18), FRENCH).data
    assert len(data["families"]) == MOST_FAMILIES
    name, cents, _ = data["families"][-1]
    assert (name, cents.replace("\u202f", "").replace("\xa0", "")) == ("Autres familles", "3,03€")
    assert [name for name, *_ in data["cycles"]] == [f"Cycle de septembre {2026 + at}" for at in range(2, 14)]


def test_others_of_which_one_is_hidden_are_hidden() -> None:
    by_family, by_cycle = on_one_page(*year(17, 1, hidden=1), FRENCH)
    assert (by_family.rows[-1].name, by_family.rows[-1].hidden) == ("autres familles", True)
    assert len(by_cycle.rows) <= LAST_CYCLES
