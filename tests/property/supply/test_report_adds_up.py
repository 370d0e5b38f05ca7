"""Every breakdown of a report groups the same lines: counted again in Python from what was put into the tables."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.supply.queries.report import Report
from services.supply.queries.report_facts import By, Scope
from services.supply.queries.report_rows import NOTHING, Goods, Row
from shared.kernel.quantity import Unit
from shared.kernel.rounding import half_up_ratio
from tests.fixtures.report_story import (
    AFTER,
    CENTRES,
    CYCLES,
    DEARER,
    FIRST_DAY,
    LEFT_OUT,
    SEALED,
    SOLD,
    Line,
    Sold,
    Story,
    World,
    stories,
)


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
    found: dict[str, int | None] = {name: getattr(row.goods, name) for name in row.goods.__slots__} if row.goods else {}
    if row.money is not None:
        found |= {name: getattr(row.money, name) for name in row.money.__slots__ if name.endswith("_cents")}
        short = list(row.money.short_lines.values())
        found["short_lines"] = None if None in short else sum(lines or 0 for lines in short)
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


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
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
            if by in {By.CENTRE, By.CYCLE} and all("baskets" in row for row in rows):  # elsewhere one is in two rows
                names.append("baskets")
            assert {name: sum(row[name] for row in rows) for name in names} == {name: total[name] for name in names}


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories(), centre=st.sampled_from([None, *CENTRES]))
def test_a_period_tells_only_what_each_of_its_cycles_tells(world: World, story: Story, centre: str | None) -> None:
    """So its sums are sums of what is told anyway, and no period gives away what a cycle doesn't."""
    world.tell(story)
    for by in (By.CENTRE, By.FAMILY, By.PRODUCT):
        in_cycles = [world.read(Scope(cycle=cycle), by, centre) for cycle in CYCLES]
        period = world.read(Scope(), by, centre)
        for row in (period.total, *period.rows):
            for cycle in in_cycles:
                same = [one for one in (cycle.total, *cycle.rows) if one.code == row.code]
                assert all(told(row).keys() <= told(one).keys() for one in same)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=stories())
def test_no_two_periods_differ_by_first_time_buyers_that_are_not_told(world: World, story: Story) -> None:
    """From the beginning until a cycle, less until one before: what that leaves of cycles that don't tell is of two."""
    world.tell(story)
    cycles = [world.read(Scope(cycle=cycle), By.CENTRE, None) for cycle in CYCLES]
    periods = [world.read(Scope(until=FIRST_DAY + timedelta(at)), By.CENTRE, None) for at in range(len(CYCLES))]
    for code in ("", *CENTRES):
        tells = [goods_of(cycle, code) for cycle in cycles]
        until = [(at, goods_of(period, code)) for at, period in enumerate(periods)]
        told = [at for at, goods in until if goods and goods.households is not None]
        for first, last in itertools.pairwise((-1, *told)):
            left = [goods for goods in tells[first + 1 : last + 1] if goods is None or goods.first_time_buyers is None]
            assert len(left) != 1


def goods_of(found: Report, code: str) -> Goods | None:
    """Of the total, or of a row; of a centre where nobody ordered nothing is left to tell."""
    goods = [row.goods for row in (found.total, *found.rows) if row.code == code]
    return goods[0] if goods else NOTHING


def test_a_product_that_few_bought_once_leaves_the_year_its_total(world: World) -> None:
    """In one cycle three of 120 households had rice: it is hidden then and over the year, and no sum tells of it."""
    prices: dict[tuple[str, str], int | None] = dict.fromkeys(((cycle, code) for cycle in CYCLES for code in SOLD), 100)
    lines = [
        Line(cycle, CENTRES[number % 2], f"{number:06}", SEALED, code, SOLD[code].unit.base, None)
        for cycle in CYCLES
        for code in SOLD
        for number in range(1, 4 if (cycle, code) == ("B", "RICE") else 121)
    ]
    story = Story(tuple(lines), prices)
    world.tell(story)
    found = world.read(Scope(), By.CYCLE, None)
    by_hand = counted(facts_of(story), facts_of(story))
    for row in (found.total, *found.rows):
        assert {"households", "baskets", "grams", "charged_cents"} <= told(row).keys()
    assert told(found.total).items() <= by_hand.items()
    for scope, untold in ((Scope(cycle="A"), set()), (Scope(cycle="B"), {"FLOUR"}), (Scope(), {"FLOUR"})):
        rows = world.read(scope, By.PRODUCT, None).rows
        assert {row.code for row in rows if row.hidden} == ({"RICE"} if untold else set())
        assert {row.code for row in rows if "grams" not in told(row)} == untold | ({"RICE"} if untold else set())


def test_the_networks_figures_of_a_period_are_those_of_its_cycles(world: World) -> None:
    """Money and volunteers' minutes add up; stock is what there was at the period's end."""
    prices: dict[tuple[str, str], int | None] = dict.fromkeys(((cycle, code) for cycle in CYCLES for code in SOLD), 100)
    lines = [
        Line(cycle, "DUC", f"{number:06}", SEALED, "FLOUR", 500, None) for cycle in CYCLES for number in range(1, 11)
    ]
    world.tell(Story(tuple(lines), prices))
    world.work({"A": 60, "B": 95, "C": 240})
    world.store({0: 700, 1: -150, 2: 1_000})
    found = {(at, at): network_of(world.read(Scope(cycle=cycle), By.CENTRE, None)) for at, cycle in enumerate(CYCLES)}
    assert [found[at, at]["warehouse_minutes"] for at in range(3)] == [60, 95, 240]
    for first, last in ((0, 1), (1, 2), (0, 2)):
        parts = [found[at, at] for at in range(first, last + 1)]
        summed = {name: sum(part[name] for part in parts) for name in parts[0]}
        period = world.read(Scope(FIRST_DAY + timedelta(first), FIRST_DAY + timedelta(last)), By.CENTRE, None)
        assert network_of(period) == summed | {"stock_value_cents": (700, 550, 1_550)[last]}
        assert period.total.volunteer_minutes == summed["warehouse_minutes"]


def network_of(found: Report) -> dict[str, int]:
    """What the network tells of itself, all of it."""
    assert found.network
    return asdict(found.network)


def test_what_the_network_held_is_not_told_where_it_would_tell_of_few(world: World) -> None:
    """In the second cycle three of twenty households had rice: what was charged and what was held would solve it."""
    prices: dict[tuple[str, str], int | None] = {
        (cycle, code): {"FLOUR": 141, "RICE": 455}.get(code, 100) for cycle in CYCLES for code in SOLD
    }
    lines = [
        Line(cycle, "DUC", f"{number:06}", SEALED, code, SOLD[code].unit.base, None)
        for cycle, code, households in (("A", "FLOUR", 20), ("B", "FLOUR", 20), ("B", "RICE", 3))
        for number in range(1, households + 1)
    ]
    world.tell(Story(tuple(lines), prices))
    read = [world.read(scope, By.CYCLE, None).network for scope in (Scope(cycle="A"), Scope(cycle="B"), Scope())]
    told = [network and (network.held_cents, network.rebates_cents, network.invoices_cents) for network in read]
    assert told == [(2, 2, 2), (None, None, 2), (None, None, 6)]


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
    """Nor by subtracting: the period's households, less those of the first cycle, are those of the second."""
    prices: dict[tuple[str, str], int | None] = dict.fromkeys(((cycle, code) for cycle in CYCLES for code in SOLD), 100)
    lines = [
        Line(cycle, "DUC", f"{number:06}", SEALED, "FLOUR", 500, None)
        for cycle, count in (("A", 6), ("B", 8))
        for number in range(1, count + 1)
    ]
    world.tell(Story(tuple(lines), prices))
    found = world.read(Scope(), By.CYCLE, None)
    goods = [row.goods for row in (*found.rows, found.total)]
    assert [one and (one.households, one.first_time_buyers) for one in goods] == [
        (6, 6),
        (8, None),
        (0, 0),
        (None, None),
    ]
    later = world.read(Scope(begins=FIRST_DAY + timedelta(1)), By.CENTRE, None).total.goods
    assert later
    assert later.households == 8
