"""What there is at most of a product is told when its cycle opens and when an offer changes, and refuses nothing."""

import asyncio
from functools import partial

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.commands.republish import republish
from shared.contracts.cycles import ProductLimited
from tests.fixtures.racing import held_up
from tests.fixtures.supply_cycle import CYCLE, OFFER, PRODUCT, SUPPLIER, draft, opened, put, said

FLOUR = "/v1/offers/ALMA/FLOUR"
FEW = OFFER | {"max_cases": 4}


async def limits(engine: AsyncEngine) -> list[tuple[str, int | None]]:
    """Each limit as it was said, the oldest first; versions rise."""
    told = [event for event in await said(engine) if isinstance(event, ProductLimited)]
    versions = [event.version for event in told]
    assert versions == sorted(set(versions))
    return [(event.product, event.at_most) for event in told]


async def test_the_cases_of_all_suppliers_and_the_stock_are_told_at_opening(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await draft(coordinator)
    await put(coordinator, "/v1/suppliers/DOMB", SUPPLIER)
    await put(coordinator, "/v1/suppliers/LATE", SUPPLIER | {"lead_days": 30})
    await put(coordinator, FLOUR, FEW)
    await put(coordinator, "/v1/offers/DOMB/FLOUR", OFFER | {"max_cases": 2, "case_size": 10_000})
    await put(coordinator, "/v1/offers/LATE/FLOUR", FEW)
    await put(coordinator, "/v1/stock/FLOUR/A1", {"quantity": 9000, "value_cents": 900, "best_before": "2027-12-19"})
    assert await limits(supply_engine) == [], "a draft is nobody's business"
    assert (await coordinator.post(f"/v1/cycles/{CYCLE}/opening")).is_success
    assert await limits(supply_engine) == [("FLOUR", 129_000)]


async def test_a_change_of_an_offer_is_told_once_and_said_again_as_it_stands(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await opened(coordinator)
    assert await limits(supply_engine) == [], "as much as wanted"
    for offer in (FEW, FEW, OFFER | {"max_cases": 4, "rungs": [{"from": 0, "price": "1.10"}]}, OFFER):
        await put(coordinator, FLOUR, offer)
    assert await limits(supply_engine) == [("FLOUR", 100_000), ("FLOUR", None)]
    await put(coordinator, "/v1/suppliers/DOMB", SUPPLIER)
    await put(coordinator, FLOUR, FEW)
    await put(coordinator, "/v1/offers/DOMB/FLOUR", FEW | {"only_in_replacement": True})
    assert (await limits(supply_engine))[2:] == [("FLOUR", 100_000)]
    assert (await coordinator.delete(FLOUR)).is_success
    assert (await limits(supply_engine))[3:] == [("FLOUR", None)], "nobody offers it: nobody can tell"
    before = await said(supply_engine)
    assert await republish(supply_engine, CYCLE) > 0
    again = [event for event in (await said(supply_engine))[len(before) :] if isinstance(event, ProductLimited)]
    assert again == [event for event in before if isinstance(event, ProductLimited)][-1:]


async def test_a_price_list_tells_what_it_changes_once(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await opened(coordinator)
    columns = {"product_column": "Code", "case_size_column": "Colis", "price_column": "Prix", "max_cases_column": "Max"}
    await put(coordinator, "/v1/suppliers/ALMA/price-list-columns", columns)
    for cases, said_of_it in ((4, [("FLOUR", 100_000)]), (4, []), (2, [("FLOUR", 50_000)])):
        before = await limits(supply_engine)
        content = f"Code;Colis;Prix;Max\nFLOUR;25 kg;1,10;{cases}\n"
        lists = partial(coordinator.post, "/v1/suppliers/ALMA/price-lists", content=content)
        shown = (await lists(headers={"Content-Type": "text/csv"})).json()
        applied = await lists(headers={"Content-Type": "text/csv"}, params={"apply": shown["token"]})
        assert applied.json()["applied"], applied.text
        assert (await limits(supply_engine))[len(before) :] == said_of_it


async def test_a_product_added_to_an_open_cycle_is_told_with_its_limit(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await opened(coordinator)
    await put(coordinator, "/v1/products/RICE", PRODUCT)
    await put(coordinator, "/v1/offers/ALMA/RICE", FEW)
    await put(coordinator, f"/v1/cycles/{CYCLE}/products/RICE", {"ceiling_price_cents": 145})
    assert await limits(supply_engine) == [("RICE", 100_000)]


async def test_offers_changed_at_once_are_told_one_after_the_other(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await draft(coordinator)
    changes = [put(coordinator, FLOUR, OFFER | {"max_cases": cases}) for cases in (1, 2, 3, 4)]
    await asyncio.gather(coordinator.post(f"/v1/cycles/{CYCLE}/opening"), *changes)
    (flour,) = (await coordinator.get("/v1/offers", params={"product": "FLOUR"})).json()["items"]
    assert (await limits(supply_engine))[-1] == ("FLOUR", flour["max_cases"] * 25_000)


async def test_a_limit_that_waited_for_another_suppliers_counts_it(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    """Kept by two: the catalogue, and the row of what was said."""
    await opened(coordinator)
    await put(coordinator, "/v1/suppliers/DOMB", SUPPLIER)
    await put(coordinator, "/v1/offers/DOMB/FLOUR", OFFER | {"max_cases": 9})
    await put(coordinator, FLOUR, OFFER | {"max_cases": 9})
    both = (put(coordinator, path, FEW) for path in (FLOUR, "/v1/offers/DOMB/FLOUR"))
    await held_up(supply_engine, "outbox", *both)
    assert (await limits(supply_engine))[-1] == ("FLOUR", 2 * 100_000)
