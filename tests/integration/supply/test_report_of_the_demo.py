"""The report of the demo cycle, against figures counted from the demo's files and what each line came to."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.kernel.quantity import Unit
from shared.kernel.rounding import half_up_ratio
from tests.fixtures.demo_cycle import demo_outcome
from tests.fixtures.supply_cycle import put
from tests.fixtures.supply_demo import cents, demo_rows, settle_demo

QUANTITY = {"kg": "grams", "l": "millilitres", "piece": "pieces"}


class Line(NamedTuple):
    """What one household got of one product."""

    household: str
    centre: str
    family: str
    product: str
    unit: Unit
    ordered: int
    granted: int
    charged: int
    organic: bool
    local: bool
    in_a_shop: int | None


def demo_lines(compared: Callable[[str], bool]) -> list[Line]:
    centre_of = {row["household"]: row["centre"] for row in demo_rows("households")}
    products = {row["product"]: row for row in demo_rows("products")}
    lines = []
    for household, code, ordered, granted, charged in demo_outcome()["settled"]:
        row = products[code]
        unit, price = Unit(row["unit"]), cents(row["reference_price_eur"])
        lines.append(
            Line(
                *(household, centre_of[household], row["category"], code, unit, ordered, granted, charged),
                *(row["organic"] == "1", row["local"] == "1"),
                half_up_ratio(price * granted, unit.base) if compared(code) else None,
            )
        )
    return lines


def figures(lines: Iterable[Line]) -> dict[str, int]:
    lines = list(lines)
    got = {line.household for line in lines if line.granted}
    compared = [(line.charged, line.in_a_shop) for line in lines if line.in_a_shop is not None]
    return {
        "households": len(got),
        "first_time_buyers": len(got),
        "baskets": len(got),
        **{name: sum(line.granted for line in lines if line.unit.value == unit) for unit, name in QUANTITY.items()},
        "charged_cents": sum(line.charged for line in lines),
        "organic_cents": sum(line.charged for line in lines if line.organic),
        "local_cents": sum(line.charged for line in lines if line.local),
        "compared_cents": sum(charged for charged, _ in compared),
        "saving_cents": sum(in_a_shop - charged for charged, in_a_shop in compared if in_a_shop is not None),
        "short_lines": sum(line.granted < line.ordered for line in lines),
    }


def every_other(code: str) -> bool:
    """Shops' prices are known of some products only."""
    return sum(code.encode()) % 2 == 0


@pytest.fixture
async def demo(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> httpx.AsyncClient:
    await settle_demo(coordinator, supply_engine)
    for row in demo_rows("products"):
        if every_other(row["product"]):
            price = {"price_cents": cents(row["reference_price_eur"]), "source": "supermarket X"}
            await put(coordinator, f"/v1/products/{row['product']}/reference-prices/2026-12-01", price)
            later = price | {"price_cents": 1}
            await put(coordinator, f"/v1/products/{row['product']}/reference-prices/2026-12-19", later)
    return coordinator


async def read(client: httpx.AsyncClient, **asked: str) -> dict[str, Any]:
    response = await client.get("/v1/report", params=asked)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_every_shown_figure_is_the_one_counted_from_the_files(demo: httpx.AsyncClient) -> None:
    lines = demo_lines(every_other)
    whole = figures(lines)
    for by in ("centre", "family", "product"):
        report = await read(demo, by=by)
        assert {name: report["total"][name] for name in whole} == whole
        counted: dict[str, list[Line]] = defaultdict(list)
        for line in lines:
            counted[getattr(line, by)].append(line)
        assert [row["code"] for row in report["rows"]] == sorted(counted)
        assert [row["code"] for row in report["rows"] if row["hidden"]] == []
        for row in report["rows"]:
            told = {name: row[name] for name in whole if row[name] is not None}
            assert told.items() <= figures(counted[row["code"]]).items(), row["code"]
            # of one to four households for a reason, or would tell of such; of a centre a share that would
            untold = {"short_lines"} | ({"organic_cents", "local_cents"} if by == "centre" else set())
            assert set(whole) - set(told) <= untold, row["code"]
    assert report["cycles"] == ["2026-12"]


async def test_at_one_centre_shown_figures_are_counted_and_few_households_hidden(demo: httpx.AsyncClient) -> None:
    lines = demo_lines(every_other)
    shown = ("households", "first_time_buyers", "baskets", *QUANTITY.values())
    hidden = 0
    for centre in sorted({line.centre for line in lines}):
        report = await read(demo, by="product", centre=centre)
        of_centre = [line for line in lines if line.centre == centre]
        assert report["network"] is None
        for row in report["rows"]:
            counted = figures(line for line in of_centre if line.product == row["code"])
            hidden += row["hidden"]
            told = {name: row[name] for name in counted if row[name] is not None}
            assert told.keys() <= set(shown)
            assert told.items() <= counted.items()
            assert bool(told) is not row["hidden"]
            assert row["hidden"] or not 1 <= counted["households"] < 5
    assert 0 < hidden < len({(line.centre, line.product) for line in lines})


async def test_the_networks_money_is_that_of_the_rules_page(demo: httpx.AsyncClient) -> None:
    network = (await read(demo, by="cycle"))["network"]
    there_before = sum(cents(row["value_eur"]) for row in demo_rows("stock"))
    assert network == {
        "held_cents": 1_094_901,
        "rebates_cents": 207_186,
        "invoices_cents": 947_919,
        "stock_kept_cents": 65_571,
        "stock_used_cents": 9_655,
        "stock_value_cents": there_before + 65_571 - 9_655,
        "rounding_cents": 135,
        "uncovered_cents": -4_423,
        "warehouse_minutes": 0,
    }
    assert (await read(demo, until="2020-12-31"))["network"]["stock_value_cents"] == 0


async def test_the_funders_numbers_are_shares_of_the_same_total(demo: httpx.AsyncClient) -> None:
    impact = (await demo.get("/v1/report/impact")).json()
    counted = figures(demo_lines(every_other))
    total = impact["total"]
    assert {name: total["figures"][name] for name in counted} == counted
    in_a_shop = counted["compared_cents"] + counted["saving_cents"]
    assert total["shares"] == {
        "organic_basis_points": half_up_ratio(counted["organic_cents"] * 10_000, counted["charged_cents"]),
        "local_basis_points": half_up_ratio(counted["local_cents"] * 10_000, counted["charged_cents"]),
        "compared_basis_points": half_up_ratio(counted["compared_cents"] * 10_000, counted["charged_cents"]),
        "saving_basis_points": half_up_ratio(counted["saving_cents"] * 10_000, in_a_shop),
    }
    assert [row["figures"]["code"] for row in impact["over_time"]] == ["2026-12"]
    assert sum(row["figures"]["charged_cents"] for row in impact["families"]) == counted["charged_cents"]
