"""Whoever asks for a plan, a roster or a paper keeps nobody waiting: meanwhile the process answers others."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.fixtures.supply_buying import PATH, order_it, paid, post, refused
from tests.fixtures.supply_cycle import OFFER, cycle_sealed, hear, opened, order, put, seal

HOURS = {"distribution_starts": "2026-12-19T09:30:00", "distribution_ends": "2026-12-19T12:30:00"}
CENTRES = [f"C{number}" for number in range(8)]


async def longest_wait(work: Awaitable[object]) -> tuple[float, float]:
    """How long ``work`` took, and the longest that the event loop did not get its turn meanwhile, in seconds."""
    working = asyncio.ensure_future(work)
    started = before = monotonic()
    longest = 0.0
    while not working.done():
        await asyncio.sleep(0.001)
        longest, before = max(longest, monotonic() - before), monotonic()
    await working
    return before - started, longest


async def waited_for(ask: Callable[[], Awaitable[object]]) -> bool:
    """Whether others wait for half of it, each of three times: a single time it may be the machine that stood still."""
    for _ in range(3):
        took, longest = await longest_wait(ask())
        if longest < took / 2:
            return False
    return True


async def test_a_plan_of_many_choices_keeps_nobody_waiting(sealed: httpx.AsyncClient) -> None:
    await put(sealed, "/v1/offers/ALMA/FLOUR", OFFER | {"case_size": 1})
    assert not await waited_for(lambda: post(sealed, f"{PATH}/plan"))
    assert (await sealed.get(f"{PATH}/plan")).json()["proven"]


def volunteer(number: int) -> dict[str, Any]:
    """No two gave or can give as much: fair hours take long to prove."""
    windows = [{"starts": f"{day}T08:00:00", "ends": f"{day}T18:00:00"} for day in ("2026-12-15", "2026-12-16")]
    return {
        "centre": "DUC",
        "name": "Bénévole",
        "skills": ["distribution", "reception", "repacking"],
        "max_minutes": 300 + 61 * number % 400,
        "done_minutes": 37 * number % 500,
        "available": [*windows, {"starts": "2026-12-19T08:00:00", "ends": "2026-12-19T18:00:00"}],
    }


async def test_a_roster_keeps_nobody_waiting(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await opened(coordinator, centres=[{"centre": code, **HOURS} for code in CENTRES])
    await hear(supply_engine, *(order(number, CENTRES[number % 8], FLOUR=200_000) for number in range(1, 42)))
    for number in range(100):
        await put(coordinator, f"/v1/volunteers/V{number}", volunteer(number))
    assert not await waited_for(lambda: post(coordinator, f"{PATH}/roster"))


async def test_papers_keep_nobody_waiting(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    await opened(coordinator)
    orders = [paid(number, "DUC", 500 * number) for number in range(1, 200)]
    await hear(supply_engine, *orders, cycle_sealed(seal("DUC", orders)))
    await order_it(coordinator)
    await post(coordinator, f"{PATH}/settlement")
    paper = f"{PATH}/centres/DUC/papers/pick-list-by-household.pdf"
    assert not await waited_for(lambda: coordinator.get(paper))


async def test_cases_too_small_to_be_weighed_are_refused(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    """Nothing is lost: the offer is corrected, and the plan is made."""
    await opened(coordinator)
    many = paid(1, "DUC", 10**9)
    await hear(supply_engine, many, cycle_sealed(seal("DUC", [many])))
    await put(coordinator, "/v1/offers/ALMA/FLOUR", OFFER | {"case_size": 1})
    assert await refused(coordinator, f"{PATH}/plan") == (409, "too_many_cases")
    await put(coordinator, "/v1/offers/ALMA/FLOUR", OFFER)
    assert (await post(coordinator, f"{PATH}/plan"))["lines"][0]["case_size"] == 25_000


async def test_figures_too_large_to_be_weighed_are_refused(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    """A thousand tonnes at a penalty of a million outgrow the solver in cases of 20 kg, in cases of 200 kg not."""
    await opened(coordinator, shortage_penalty="1000000")
    one = paid(1, "DUC", 10**9)
    await hear(supply_engine, one, cycle_sealed(seal("DUC", [one])))
    await put(coordinator, "/v1/offers/ALMA/FLOUR", OFFER | {"case_size": 20_000})
    assert await refused(coordinator, f"{PATH}/plan") == (409, "figures_too_large")
    await put(coordinator, "/v1/offers/ALMA/FLOUR", OFFER | {"case_size": 200_000})
    assert (await post(coordinator, f"{PATH}/plan"))["lines"][0]["case_size"] == 200_000
