"""A report as a table: euros, kilos and hours, headings in the reader's language (``report.po``)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from services.supply.queries.incident_counts import IncidentCount
from services.supply.queries.report import NetworkMoney, Report
from services.supply.queries.report_facts import By
from services.supply.queries.report_rows import Goods, Money, Row
from services.supply.queries.report_solidarity import Solidarity
from shared.papers.tables import Cell, Table
from shared.web.translation import Translator

KINDS = {By.CENTRE: "Centre", By.FAMILY: "Family", By.PRODUCT: "Product", By.CYCLE: "Cycle"}
HEADINGS = (
    *("Name", "Households", "First-time buyers", "Baskets", "Kilograms", "Litres", "Pieces"),
    *("Charged (€)", "Organic (€)", "Local (€)", "With a shop's price (€)", "Saving (€)"),
    *("Lines short", "Volunteer hours"),
    *("Orders at a reduced price", "Paid by the solidarity fund (€)"),
    *("Orders with a surcharge", "Paid to the solidarity fund (€)"),
)
NETWORK = {
    "held_cents": "Held (€)",
    "rebates_cents": "Rebates (€)",
    "invoices_cents": "Invoices (€)",
    "stock_kept_cents": "Stock kept (€)",
    "stock_used_cents": "Stock used (€)",
    "stock_value_cents": "Stock at the end (€)",
    "rounding_cents": "Adjustment: rounding (€)",
    "uncovered_cents": "Adjustment: not covered by ceilings (€)",
    "warehouse_minutes": "Volunteer hours at the warehouse",
}
WENT_WRONG = {
    "cancelled": "Supplier did not come",
    "short": "Goods short",
    "damaged": "Goods damaged",
    "wrong_date": "Goods on another day",
    "tariff": "Another price than announced",
    "packaging": "Packaging problem",
}
"""By the kind of an incident."""
INCIDENT_HEADINGS = ("Cycle", "Supplier", "Name", "Incident", "How often")
TOTAL, HIDDEN, REPORT, OF_THE_NETWORK, VALUE, INCIDENTS = "Total", "hidden", "Report", "Network", "Value", "Incidents"
WORDS = (
    *(*KINDS.values(), *HEADINGS, *NETWORK.values(), *WENT_WRONG.values(), *INCIDENT_HEADINGS),
    *(TOTAL, HIDDEN, REPORT, OF_THE_NETWORK, VALUE, INCIDENTS),
)
"""Every word of the files."""

_NO_GOODS = (None,) * len(Goods.__slots__)
_NO_FUND = (None,) * 4
_NO_MONEY = (None,) * len(Money.__slots__)


def report_table(report: Report, by: By, say: Translator) -> Table:
    """The rows, then the total."""
    headings = [say(KINDS[by]), *(say(heading) for heading in HEADINGS)]
    rows: list[Sequence[Cell]] = [(row.code, row.name, *_figures(row, say)) for row in report.rows]
    return Table(say(REPORT), headings, [*rows, (say(TOTAL), "", *_figures(report.total, say))])


def network_table(network: NetworkMoney | None, say: Translator) -> Table:
    """What belongs to the network alone, a row each; none where it is not told."""
    rows: list[Sequence[Cell]] = [
        (say(word), _told(getattr(network, name), say, _hours if name.endswith("_minutes") else _euros))
        for name, word in (NETWORK.items() if network else ())
    ]
    return Table(say(OF_THE_NETWORK), [say(OF_THE_NETWORK), say(VALUE)], rows)


def incidents_table(found: Iterable[IncidentCount], say: Translator) -> Table:
    """A row for each cycle, supplier and kind, then the total."""
    found = list(found)
    rows: list[Sequence[Cell]] = [
        (one.cycle, one.supplier, one.name, say(WENT_WRONG[one.kind]), one.incidents) for one in found
    ]
    whole = (say(TOTAL), "", "", "", sum(one.incidents for one in found))
    return Table(say(INCIDENTS), [say(heading) for heading in INCIDENT_HEADINGS], [*rows, whole])


def _figures(row: Row, say: Translator) -> Iterator[Cell]:
    if row.hidden:
        yield from (say(HIDDEN),) * (len(HEADINGS) - 1)
        return
    yield from _NO_GOODS if row.goods is None else _goods(row.goods, say)
    yield from _NO_MONEY if row.money is None else _money(row.money, say)
    yield None if row.volunteer_minutes is None else _hours(row.volunteer_minutes)
    yield from _NO_FUND if row.solidarity is None else _fund(row.solidarity, say)


def _goods(goods: Goods, say: Translator) -> Iterator[Cell]:
    yield from (_told(people, say) for people in (goods.households, goods.first_time_buyers, goods.baskets))
    yield from (_told(base, say, _thousandths) for base in (goods.grams, goods.millilitres))
    yield _told(goods.pieces, say)


def _money(money: Money, say: Translator) -> Iterator[Cell]:
    for cents in (
        money.charged_cents,
        money.organic_cents,
        money.local_cents,
        money.compared_cents,
        money.saving_cents,
    ):
        yield _told(cents, say, _euros)
    short = [lines for lines in money.short_lines.values() if lines is not None]
    yield sum(short) if len(short) == len(money.short_lines) else say(HIDDEN)


def _fund(solidarity: Solidarity, say: Translator) -> Iterator[Cell]:
    for part in (solidarity.paid, solidarity.received):
        yield _told(part.orders, say)
        yield _told(part.cents, say, _euros)


def _told(figure: int | None, say: Translator, shown: Callable[[int], Cell] = int) -> Cell:
    return say(HIDDEN) if figure is None else shown(figure)


def _thousandths(base: int) -> Decimal:
    return Decimal(base) / 1000


def _euros(cents: int) -> Decimal:
    return (Decimal(cents) / 100).quantize(Decimal("0.01"))


def _hours(minutes: int) -> Decimal:
    return (Decimal(minutes) / 60).quantize(Decimal("0.01"))
