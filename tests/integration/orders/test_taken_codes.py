"""What is entered as new never takes the place of what has its code."""

import pytest

from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, OrdersHttp

AS_NEW = {"If-None-Match": "*"}


@pytest.mark.parametrize(
    ("kind", "code", "body"),
    [("centres", DUC, {"name": "Another"}), ("containers", "JAR", {"name": "Another", "deposit_cents": 300})],
)
async def test_it_is_refused_and_nothing_is_changed(
    orders_http: OrdersHttp, kind: str, code: str, body: dict[str, object]
) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        ask = coordinator.client
        await ask.put("/v1/containers/JAR", json={"name": "Jar", "deposit_cents": 200})
        before = (await ask.get(f"/v1/{kind}")).json()["items"]
        refused = await ask.put(f"/v1/{kind}/{code}", json=body, headers=AS_NEW)
        assert (refused.status_code, refused.json()["code"]) == (409, "code_taken")
        assert (await ask.get(f"/v1/{kind}")).json()["items"] == before
        assert (await ask.put(f"/v1/{kind}/NEW", json=body, headers=AS_NEW)).status_code == 201
        assert (await ask.put(f"/v1/{kind}/{code}", json=body)).status_code == 200
