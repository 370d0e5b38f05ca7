"""What is entered as new never takes the place of what has its code."""

import httpx
import pytest

from tests.fixtures.supply_cycle import CYCLE, PRODUCT, SUPPLIER, TERMS, draft

AS_NEW = {"If-None-Match": "*"}
VOLUNTEER = {"centre": "DUC", "name": "Awa", "skills": [], "max_minutes": 60, "done_minutes": 0, "available": []}


@pytest.mark.parametrize(
    ("kind", "code", "body"),
    [
        ("cycles", CYCLE, TERMS | {"name": "Another", "products": []}),
        ("suppliers", "ALMA", SUPPLIER | {"name": "Another"}),
        ("products", "FLOUR", PRODUCT | {"name": "Another"}),
        ("volunteers", "V1", VOLUNTEER | {"name": "Another"}),
    ],
)
async def test_it_is_refused_and_nothing_is_changed(
    coordinator: httpx.AsyncClient, kind: str, code: str, body: dict[str, object]
) -> None:
    await draft(coordinator)
    await coordinator.put("/v1/volunteers/V1", json=VOLUNTEER)
    before = (await coordinator.get(f"/v1/{kind}")).json()["items"]
    refused = await coordinator.put(f"/v1/{kind}/{code}", json=body, headers=AS_NEW)
    assert (refused.status_code, refused.json()["code"]) == (409, "code_taken")
    assert (await coordinator.get(f"/v1/{kind}")).json()["items"] == before
    assert (await coordinator.get(f"/v1/cycles/{CYCLE}")).json()["products"]
    assert (await coordinator.put(f"/v1/{kind}/NEW", json=body, headers=AS_NEW)).status_code == 201
    assert (await coordinator.put(f"/v1/{kind}/{code}", json=body)).status_code == 200
