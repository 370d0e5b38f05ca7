"""The impact sheet: what a cycle or a year came to, on one page for funders; what the report hides stays hidden."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from services.supply.queries.report import Report
from services.supply.queries.report_rows import Money as Charged
from services.supply.queries.report_rows import Row
from shared.kernel.money import Money
from shared.kernel.quantity import Quantity, Unit
from shared.kernel.rounding import half_up_ratio
from shared.papers.alphabet import alphabetical
from shared.papers.press import Data, Paper
from shared.papers.sheet import Cell, shown
from shared.web.translation import Translator

TEMPLATE = Path(__file__).parent / "impact.typ"
MOST_FAMILIES, LAST_CYCLES = 15, 12
"""As many rows as stay readable on the page, side by side."""


def on_one_page(by_family: Report, by_cycle: Report, say: Translator) -> tuple[Report, Report]:
    """What fits on the page: the families of the most euros, all others in one row; the last cycles."""
    families = list(by_family.rows)
    if len(families) > MOST_FAMILIES:
        largest = sorted(families, key=lambda row: (-(_charged(row) or 0), row.code))
        families = [row for row in families if row in largest[: MOST_FAMILIES - 1]]
        families.append(_others(largest[MOST_FAMILIES - 1 :], say))
    return replace(by_family, rows=tuple(families)), replace(by_cycle, rows=by_cycle.rows[-LAST_CYCLES:])


def impact_paper(by_family: Report, by_cycle: Report, dated: date, say: Translator) -> Paper:
    """Headline figures, families, and how it went from cycle to cycle.

    Args:
        by_family: The report by family.
        by_cycle: The same by cycle.
        dated: Its last day.
        say: The reader's language.
    """
    by_family, by_cycle = on_one_page(by_family, by_cycle, say)
    total, cycles = by_family.total, by_cycle.rows
    data: dict[str, Data] = {
        "language": say.language,
        "title": say("What we bought together"),
        "running": " – ".join(dict.fromkeys(row.name for row in (*cycles[:1], *cycles[-1:]))),
        "lead": say("{cycles} settled cycles, until {day}", cycles=len(by_family.cycles), day=dated),
        "headlines": [[shown(figure, say), words] for figure, words in _headlines(total, say)],
        "families": _bars(sorted(by_family.rows, key=lambda row: (not row.code, alphabetical(row.name))), say),
        "cycles": _bars(cycles, say),
        "words": {
            "families": say("By family of products"),
            "cycles": say("From cycle to cycle"),
            "how": say(
                "Quantities are what households were handed, not what they ordered. Figures that rest on fewer than "
                "five households are hidden. The saving compares with the price asked by a shop, where one is known."
            ),
        },
    }
    return Paper(TEMPLATE, data, dated)


def _headlines(total: Row, say: Translator) -> Iterator[tuple[Cell, str]]:
    """The figures that are told, the most telling first."""
    if total.goods is not None:
        yield total.goods.households, say("households that bought together")
        yield total.goods.baskets, say("baskets handed out")
        if total.goods.grams is not None:
            yield _whole(total.goods.grams), say("of goods sold by weight")
    if total.money is not None and total.money.charged_cents is not None:
        charged = total.money.charged_cents
        yield Money(charged), say("paid by households")
        if total.money.saving_cents is not None and total.money.saving_cents > 0:
            yield Money(total.money.saving_cents), say("saved against a shop's prices")
        if total.money.organic_cents is not None:
            yield _share(total.money.organic_cents, charged, say), say("of it organic")
        if total.money.local_cents is not None:
            yield _share(total.money.local_cents, charged, say), say("of it local")
    if total.volunteer_minutes:
        yield half_up_ratio(total.volunteer_minutes, 60), say("hours of volunteers")


def _bars(rows: Sequence[Row], say: Translator) -> list[Data]:
    """Name, figure, and the length of its bar in thousandths of the longest."""
    charged = [_charged(row) for row in rows]
    most = max((cents for cents in charged if cents is not None), default=0) or 1
    return [
        [
            row.name[:1].upper() + row.name[1:],
            say("hidden") if cents is None else shown(Money(cents), say),
            half_up_ratio((cents or 0) * 1000, most),
        ]
        for row, cents in zip(rows, charged, strict=True)
    ]


def _charged(row: Row) -> int | None:
    return None if row.money is None else row.money.charged_cents


def _others(rows: Sequence[Row], say: Translator) -> Row:
    """What was charged for these together; not told where one of them doesn't tell it."""
    cents = [_charged(row) for row in rows]
    charged = None if None in cents else sum(one or 0 for one in cents)
    return replace(
        rows[0],
        code="",
        name=say("other families"),
        hidden=charged is None,
        goods=None,
        money=None if charged is None else Charged(charged, None, None, None, None, {}),
    )


def _whole(grams: int) -> Quantity:
    return Quantity(half_up_ratio(grams, 1000) * 1000, Unit.KG)


def _share(part: int, whole: int, say: Translator) -> str:
    return say("{percent} %", percent=Decimal(half_up_ratio(part * 100, whole))) if whole else shown(None, say)
