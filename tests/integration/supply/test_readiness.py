"""Nothing is bought on faith: what is here is compared with what was sealed."""

from datetime import datetime

import httpx
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.metrics import UNPROVED, sample
from services.supply.storage.demand_tables import household_orders
from services.supply.web.api.readiness import ReadinessView
from services.supply.web.parts import PARIS
from shared.contracts.group_orders import HouseholdOrderCancelled
from shared.contracts.manifest import ManifestState, manifest_digest, order_digest
from tests.fixtures.supply_cycle import CYCLE, cycle_sealed, group_order_sealed, hear, opened, order, seal

DUC = [order(1, "DUC", FLOUR=500), order(2, "DUC", FLOUR=1500)]
MIN = [order(3, "MIN", FLOUR=1000)]
PATH = f"/v1/cycles/{CYCLE}"


async def states(client: httpx.AsyncClient) -> dict[str, str]:
    found = (await client.get(f"{PATH}/readiness")).json()
    return {centre["centre"]: centre["state"] for centre in found["centres"]}


async def test_a_cycle_is_ready_when_every_sealed_order_is_here(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await opened(coordinator)
    await hear(supply_engine, *DUC)
    assert await states(coordinator) == {"DUC": "open"}
    await hear(supply_engine, group_order_sealed("DUC", DUC))
    assert await states(coordinator) == {"DUC": "proved"}
    await hear(supply_engine, *MIN, cycle_sealed(seal("DUC", DUC), seal("MIN", MIN), seal("EMPTY", [])))
    found = (await coordinator.get(f"{PATH}/readiness")).json()
    assert (found["ready"], found["cycle_sealed"]) == (True, True)
    assert await states(coordinator) == {"DUC": "proved", "EMPTY": "proved", "MIN": "proved"}
    assert (await coordinator.get(PATH)).json()["state"] == "sealed"


async def test_missing_and_different_orders_are_shown_by_centre(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await opened(coordinator)
    stale = order(3, "MIN", version=1, FLOUR=500)
    amended = order(3, "MIN", version=2, FLOUR=1000)
    extra = order(4, "NOI", FLOUR=500)
    await hear(supply_engine, DUC[0], stale, extra, cycle_sealed(seal("DUC", DUC), seal("MIN", [amended])))
    found = (await coordinator.get(f"{PATH}/readiness")).json()
    assert not found["ready"]
    shown = [(c["centre"], c["state"], c["orders"], c["expected_orders"]) for c in found["centres"]]
    assert shown == [("DUC", "missing", 1, 2), ("MIN", "different", 1, 1), ("NOI", "different", 1, 0)]
    await hear(supply_engine, DUC[1], amended)
    assert await states(coordinator) == {"DUC": "proved", "MIN": "proved", "NOI": "different"}


async def test_the_coordinator_may_close_without_a_centre_that_is_not_proved(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await opened(coordinator)
    body = {"centre": "MIN", "reason": "the tablet was lost"}
    refused = await coordinator.post(f"{PATH}/left-out-centres", json=body)
    assert refused.json()["code"] == "cycle_not_sealed"
    await hear(supply_engine, *DUC, cycle_sealed(seal("DUC", DUC), seal("MIN", MIN)))
    await sample(supply_engine, PARIS)
    assert UNPROVED.labels("missing")._value.get() == 1  # noqa: SLF001 - prometheus_client has no other way to read
    for _ in range(2):
        response = await coordinator.post(f"{PATH}/left-out-centres", json=body)
        assert response.json()["ready"]
    assert [one["left_out_because"] for one in response.json()["centres"]] == [None, "the tablet was lost"]
    assert await states(coordinator) == {"DUC": "proved", "MIN": "left_out"}
    for centre, code in (("DUC", "centre_proved"), ("NONE", "centre_unknown")):
        refused = await coordinator.post(f"{PATH}/left-out-centres", json=body | {"centre": centre})
        assert refused.json()["code"] == code
    unreasoned = await coordinator.post(f"{PATH}/left-out-centres", json={"centre": "MIN", "reason": ""})
    assert unreasoned.json()["code"] == "invalid_request"


async def test_an_unknown_cycle_is_not_found(coordinator: httpx.AsyncClient) -> None:
    response = await coordinator.get("/v1/cycles/none/readiness")
    assert (response.status_code, response.json()["code"]) == (404, "cycle_unknown")


async def test_a_cancelled_order_belongs_to_the_proof(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    kept, dropped = DUC
    cancellation = HouseholdOrderCancelled(
        version=2,
        group_order_id=dropped.group_order_id,
        cycle=CYCLE,
        centre="DUC",
        order_id=dropped.order_id,
        household=dropped.household,
    )
    digests = [
        (kept.order_id, order_digest(kept.order_id, 1, ManifestState.CONFIRMED, kept.lines)),
        (dropped.order_id, order_digest(dropped.order_id, 2, ManifestState.CANCELLED, ())),
    ]
    sealed = seal("DUC", [kept]).model_copy(update={"digest": manifest_digest(digests)})
    await opened(coordinator)
    await hear(supply_engine, *DUC, cycle_sealed(sealed))
    assert await states(coordinator) == {"DUC": "different"}
    await hear(supply_engine, cancellation)
    assert await states(coordinator) == {"DUC": "proved"}


async def test_each_centre_says_when_it_was_last_heard_of(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    async def signs() -> dict[str, datetime]:
        found = ReadinessView.model_validate((await coordinator.get(f"{PATH}/readiness")).json())
        return {centre.centre: centre.last_heard_at for centre in found.centres if centre.last_heard_at}

    await opened(coordinator)
    await hear(supply_engine, DUC[0])
    first = await signs()
    await hear(supply_engine, DUC[0], *MIN)
    second = await signs()
    assert (first["DUC"], second["DUC"] < second["MIN"]) == (second["DUC"], True)  # what is known already is no sign
    await hear(supply_engine, DUC[1])
    third = await signs()
    await hear(supply_engine, group_order_sealed("DUC", DUC))
    fourth = await signs()
    assert second["DUC"] < third["DUC"] < fourth["DUC"]
    assert fourth["MIN"] == second["MIN"]


async def test_what_came_before_signs_of_life_were_kept_is_none(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    await opened(coordinator)
    await hear(supply_engine, *DUC)
    async with supply_engine.begin() as connection:
        await connection.execute(update(household_orders).values(heard_at=None))
    (centre,) = (await coordinator.get(f"{PATH}/readiness")).json()["centres"]
    assert centre["last_heard_at"] is None
