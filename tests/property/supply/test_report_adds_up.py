"""Every breakdown of a report groups the same lines: counted again in Python from what was put into the tables."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.queries.report import Report, report
from services.supply.queries.report_facts import By, Scope
from services.supply.queries.report_rows import Row
from services.supply.storage.buying_tables import plans
from services.supply.storage.catalogue_tables import products
from services.supply.storage.cycle_tables import cycle_products, cycles
from services.supply.storage.demand_tables import centres, household_order_lines, household_orders, left_out_centres
from services.supply.storage.reference_price_tables import reference_prices
from services.supply.storage.settlement_tables import settled_grants, settled_products, settlements
from shared.database import create_engine, transaction
from shared.kernel.quantity import Unit
from shared.kernel.rounding import half_up_ratio

T = TypeVar("T")
FIRST_DAY = date(2026, 12, 18)
CYCLES = ("A", "B", "C")
CENTRES = ("DUC", "MIN")
LEFT_OUT = "OUT"
DEARER = 7
SEALED, LATE, AFTER = 1, 2, 3
"""An order is of the plan, admitted late, or admitted after the run: then it is in none yet."""


@dataclass(frozen=True)
class Sold:
    """A product of the story; a shop asks ``in_a_shop`` cents on the second cycle's day, more on the third's."""

    code: str
    family: str
    unit: Unit
    organic: bool
    local: bool
    in_a_shop: int | None


SOLD = {
    one.code: one
    for one in (
        Sold("FLOUR", "dry", Unit.KG, organic=True, local=True, in_a_shop=195),
        Sold("RICE", "dry", Unit.KG, organic=False, local=True, in_a_shop=None),
        Sold("OIL", "wet", Unit.L, organic=True, local=False, in_a_shop=1_001),
        Sold("SOAP", "wet", Unit.PIECE, organic=False, local=False, in_a_shop=333),
    )
}


@dataclass(frozen=True)
class Line:
    """What a household ordered of a product; ``granted`` None: the run names no grant of it."""

    cycle: str
    centre: str
    household: str
    version: int
    product: str
    quantity: int
    granted: int | None


@dataclass(frozen=True)
class Story:
    """Lines, and the final price of each product in each cycle; None: there was nothing to hand out."""

    lines: tuple[Line, ...]
    prices: dict[tuple[str, str], int | None]


@st.composite
def stories(draw: st.DrawFn) -> Story:
    prices = st.one_of(st.none(), st.integers(1, 999))
    found = {(cycle, product): draw(prices) for cycle in CYCLES for product in SOLD}
    lines = []
    for cycle in CYCLES:
        number = 0
        for _ in range(draw(st.integers(0, 4))):
            centre, version = draw(st.sampled_from([*CENTRES, *CENTRES, LEFT_OUT])), draw(st.sampled_from([1, 1, 2, 3]))
            basket = draw(st.dictionaries(st.sampled_from(sorted(SOLD)), st.integers(1, 3), min_size=1))
            short = draw(st.sampled_from([None, None, 0, 1]))
            for _ in range(draw(st.sampled_from([1, 5, 6, 8]))):
                number += 1
                household = f"{number:06}"
                for product, steps in basket.items():
                    # who is admitted late has a grant of each line, and so has everyone where it did not suffice
                    granted = min(short, steps) if short is not None else steps if version == LATE else None
                    unit = SOLD[product].unit.base
                    quantity = steps * unit // (1 if unit == 1 else 2)
                    given_out = None if granted is None or version == AFTER else quantity * granted // steps
                    lines.append(Line(cycle, centre, household, version, product, quantity, given_out))
    return Story(tuple(lines), found)


class World:
    """One database for all stories."""

    def __init__(self, url: str) -> None:
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._engine = create_engine(url, application_name="reports")
        self.do(self._enter_catalogue())

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def tell(self, story: Story) -> None:
        self.do(self._tell(story))

    def read(self, scope: Scope, by: By, centre: str | None) -> Report:
        (found,) = self.do(report(self._engine, scope, by, centre=centre))
        return found

    def close(self) -> None:
        self.do(self._engine.dispose())
        self._runner.close()

    async def _enter_catalogue(self) -> None:
        async with transaction(self._engine) as connection:
            heard = {"version": 1, "active": True, "place": ""}
            await put(connection, centres, [{"centre": code, "name": code} | heard for code in CENTRES])
            await put(connection, products, [product_row(sold) for sold in SOLD.values()])
            dated = [
                {
                    "product": sold.code,
                    "from_date": FIRST_DAY + timedelta(day),
                    "price_cents": cents,
                    "source": "X",
                    "kept_by": UUID(int=1),
                }
                for sold in SOLD.values()
                if sold.in_a_shop
                for day, cents in enumerate((sold.in_a_shop, sold.in_a_shop + DEARER, 1), start=1)
            ]
            await put(connection, reference_prices, dated)
            for at, cycle in enumerate(CYCLES):
                await put(connection, cycles, [cycle_row(cycle, FIRST_DAY + timedelta(at))])
                await put(connection, cycle_products, [entry_row(cycle, sold) for sold in SOLD.values()])
                await put(connection, plans, [plan_row(cycle)])
                choice = {"cycle": cycle, "centre": LEFT_OUT, "reason": "so", "decided_by": UUID(int=1)}
                await put(connection, left_out_centres, [choice])

    async def _tell(self, story: Story) -> None:
        async with transaction(self._engine) as connection:
            for table in (settled_grants, settled_products, settlements, household_order_lines, household_orders):
                await connection.execute(delete(table))
            for run in (1, 2):  # the first run is not in force any more
                await put(connection, settlements, [run_row(cycle, run) for cycle in CYCLES])
                outcomes = [outcome_row(key, run, price if run == 2 else 1) for key, price in story.prices.items()]
                await put(connection, settled_products, outcomes)
            await put(connection, household_orders, order_rows(story))
            await put(connection, household_order_lines, [line_row(line) for line in story.lines])
            await put(connection, settled_grants, [grant_row(line) for line in story.lines if line.granted is not None])


async def put(connection: AsyncConnection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        await connection.execute(insert(table), rows)


def order_id(line: Line) -> UUID:
    return UUID(int=int(line.household) + 1_000 * CYCLES.index(line.cycle))


def product_row(sold: Sold) -> dict[str, Any]:
    numbers = dict.fromkeys(("vat_basis_points", "shelf_days", "surplus_loss_basis_points", "reference_price_cents"), 0)
    flags = {"organic": sold.organic, "local": sold.local}
    words = {"product": sold.code, "name": sold.code, "category": "another now", "shortage_policy": "pro_rata"}
    return numbers | flags | words | {"unit": sold.unit.value, "step": 1}


def entry_row(cycle: str, sold: Sold) -> dict[str, Any]:
    entry = {"name": sold.code.title(), "category": sold.family, "unit": sold.unit.value}
    flags = {"organic": sold.organic, "local": sold.local}
    row = {"cycle": cycle, "product": sold.code, "ceiling_price_cents": 1, "on_sale": True}
    return row | {"entry": entry | flags}


def cycle_row(cycle: str, day: date) -> dict[str, Any]:
    days = dict.fromkeys(("opens", "closes", "delivery", "distribution"), day)
    numbers = dict.fromkeys(("shortage_penalty", "max_surplus_basis_points", "delivery_vat_basis_points", "version"), 0)
    return {"cycle": cycle, "name": f"Cycle {cycle}", "state": "settled"} | days | numbers


def plan_row(cycle: str) -> dict[str, Any]:
    numbers = {"plan": 1, "sealed_version": SEALED, "objective_cents": 0}
    return {"cycle": cycle, "demand_digest": "", "left_out": [], "proven": True, "made_by": UUID(int=1)} | numbers


def run_row(cycle: str, run: int) -> dict[str, Any]:
    sums = ("held", "charged", "rebates", "invoices", "stock_kept", "stock_used", "rounding", "uncovered")
    row = {"cycle": cycle, "run": run, "version": run, "input_digest": "", "orders": 0, "settled_by": UUID(int=1)}
    return row | {f"{name}_cents": run for name in sums}


def outcome_row(key: tuple[str, str], run: int, price: int | None) -> dict[str, Any]:
    cycle, product = key
    names = ("demand", "late_demand", "ceiling_price_cents", "invoiced_cents", "received", "stock_used")
    others = ("stock_value_cents", "granted", "charged_cents", "kept", "kept_value_cents", "adjustment_cents")
    row = {"cycle": cycle, "run": run, "product": product, "unit_base": SOLD[product].unit.base}
    outcome = {"final_price_cents": price, "uncovered": False, "shortage": "not_bought"}
    return row | dict.fromkeys((*names, *others), 0) | outcome


def order_rows(story: Story) -> list[dict[str, Any]]:
    of_orders = {order_id(line): line for line in story.lines}
    common = {"group_order_id": UUID(int=1), "label": "", "state": "confirmed", "held": 0, "digest": b""}
    return [
        {"order_id": number, **{name: getattr(line, name) for name in ("cycle", "centre", "household", "version")}}
        | common
        for number, line in of_orders.items()
    ]


def line_row(line: Line) -> dict[str, Any]:
    names = ("cycle", "centre", "product", "quantity")
    return {"order_id": order_id(line), "held": 0} | {name: getattr(line, name) for name in names}


def grant_row(line: Line) -> dict[str, Any]:
    row = {"cycle": line.cycle, "run": 2, "product": line.product, "order_id": order_id(line)}
    return row | {"granted": line.granted, "late": line.version == LATE}


@dataclass(frozen=True)
class Fact:
    """A line of the last run, as the model counts it."""

    cycle: str
    centre: str
    family: str
    product: str
    household: str
    granted: int
    figures: dict[str, int]


def facts_of(story: Story) -> list[Fact]:
    found = []
    for line in story.lines:
        price, sold = story.prices[line.cycle, line.product], SOLD[line.product]
        if line.centre == LEFT_OUT or (line.version == AFTER and price is not None):
            continue
        without_grant = 0 if price is None else line.quantity
        granted = without_grant if line.granted is None else line.granted
        found.append(Fact(line.cycle, line.centre, sold.family, sold.code, line.household, granted, {}))
        found[-1].figures.update(figures_of(sold, line, granted, price or 0))
    return found


def figures_of(sold: Sold, line: Line, granted: int, price: int) -> dict[str, int]:
    charged = half_up_ratio(price * granted, sold.unit.base)
    compared = bool(sold.in_a_shop) and line.cycle != CYCLES[0]
    in_a_shop = (sold.in_a_shop or 0) + DEARER * (line.cycle == CYCLES[2])
    return {
        "grams": granted * (sold.unit is Unit.KG),
        "millilitres": granted * (sold.unit is Unit.L),
        "pieces": granted * (sold.unit is Unit.PIECE),
        "charged_cents": charged,
        "organic_cents": charged * sold.organic,
        "local_cents": charged * sold.local,
        "compared_cents": charged * compared,
        "saving_cents": (half_up_ratio(in_a_shop * granted, sold.unit.base) - charged) * compared,
        "short_lines": int(granted < line.quantity),
    }


SUMS = (
    "grams",
    "millilitres",
    "pieces",
    "charged_cents",
    "organic_cents",
    "local_cents",
    "compared_cents",
    "saving_cents",
    "short_lines",
)


def counted(facts: list[Fact], all_facts: list[Fact]) -> dict[str, int]:
    """The figures of some of a story's facts."""
    got = [fact for fact in facts if fact.granted]
    first = {}
    for fact in sorted((one for one in all_facts if one.granted), key=lambda one: one.cycle, reverse=True):
        first[fact.household] = fact.cycle
    sums = {name: sum(fact.figures[name] for fact in facts) for name in SUMS}
    return sums | {
        "households": len({fact.household for fact in got}),
        "first_time_buyers": len({fact.household for fact in got if first[fact.household] == fact.cycle}),
        "baskets": len({(fact.cycle, fact.household) for fact in got}),
    }


def told(row: Row) -> dict[str, int]:
    """What a shown row says."""
    found = {name: getattr(row.goods, name) for name in row.goods.__slots__} if row.goods else {}
    if row.money is not None:
        found |= {name: getattr(row.money, name) for name in row.money.__slots__ if name.endswith("_cents")}
        found["short_lines"] = sum(row.money.short_lines.values())
    return {name: value for name, value in found.items() if value is not None}


@pytest.fixture
def world(supply_database: str) -> Iterator[World]:
    found = World(supply_database)
    yield found
    found.close()


Kept = Callable[[Fact], bool]
SCOPES: tuple[tuple[Scope, Kept], ...] = (
    (Scope(), lambda _: True),
    (Scope(cycle="B"), lambda fact: fact.cycle == "B"),
    (Scope(begins=FIRST_DAY + timedelta(1)), lambda fact: fact.cycle != "A"),
    (Scope(until=FIRST_DAY + timedelta(1)), lambda fact: fact.cycle != "C"),
)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories(), scope=st.sampled_from(SCOPES), centre=st.sampled_from([None, *CENTRES]))
def test_every_breakdown_is_of_the_same_facts(
    world: World, story: Story, scope: tuple[Scope, Kept], centre: str | None
) -> None:
    """What is shown is right, and where nothing is hidden the rows add up to the total."""
    world.tell(story)
    asked, kept = scope
    everything = facts_of(story)
    facts = [fact for fact in everything if kept(fact) and centre in {None, fact.centre}]
    total = counted(facts, everything)
    for by in By:
        found = world.read(asked, by, centre)
        if not found.total.hidden:
            assert told(found.total).items() <= total.items()
        for row in found.rows:
            expected = counted([fact for fact in facts if getattr(fact, by.value) == row.code], everything)
            assert row.hidden or told(row).items() <= expected.items()
        assert {row.code for row in found.rows} >= {getattr(fact, by.value) for fact in facts}
        if not found.total.hidden and not any(row.hidden for row in found.rows):
            rows = [told(row) for row in found.rows]
            names = [name for name in SUMS if all(name in row for row in rows)]
            if by in {By.CENTRE, By.CYCLE}:  # whoever took something of two families has one basket
                names.append("baskets")
            assert {name: sum(row[name] for row in rows) for name in names} == {name: total[name] for name in names}


def test_a_household_that_changed_centre_counts_once_in_the_network(world: World) -> None:
    """And is no first-time buyer at its second centre."""
    prices: dict[tuple[str, str], int | None] = dict.fromkeys(((cycle, code) for cycle in CYCLES for code in SOLD), 100)
    lines = [
        Line(cycle, centre, f"{number:06}", SEALED, "FLOUR", 500, None)
        for cycle, centre in (("A", "DUC"), ("B", "MIN"))
        for number in range(1, 7)
    ]
    world.tell(Story(tuple(lines), prices))
    found = world.read(Scope(), By.CENTRE, None)
    assert found.total.goods is not None
    assert (found.total.goods.households, found.total.goods.baskets) == (6, 12)
    shown = [(row.code, row.goods and (row.goods.households, row.goods.first_time_buyers)) for row in found.rows]
    assert shown == [("DUC", (6, 6)), ("MIN", (6, 0))]
    assert [row.code for row in found.rows if row.hidden] == []


def test_a_few_new_households_are_not_told_apart_from_the_others(world: World) -> None:
    """Nor by subtracting one cycle from the period."""
    prices: dict[tuple[str, str], int | None] = dict.fromkeys(((cycle, code) for cycle in CYCLES for code in SOLD), 100)
    lines = [
        Line(cycle, "DUC", f"{number:06}", SEALED, "FLOUR", 500, None)
        for cycle, count in (("A", 6), ("B", 8))
        for number in range(1, count + 1)
    ]
    world.tell(Story(tuple(lines), prices))
    found = world.read(Scope(), By.CYCLE, None)
    goods = [row.goods for row in (*found.rows, found.total)]
    assert [one and (one.households, one.first_time_buyers) for one in goods] == [(6, 6), (8, None), (0, 0), (8, None)]
