"""A process that has not looked yet whose access was revoked lets nobody in."""

import httpx
import pytest
from pydantic import SecretStr

import services.orders.app
import services.supply.app
from services.orders.settings import OrdersSettings
from services.supply.settings import SupplySettings
from shared.kernel.ids import uuid7
from shared.process import ProcessRole, Service
from shared.process.process import Process
from shared.web.roles import Actor, Role
from shared.web.tokens import SessionSigner, new_private_key


def composed(name: str, private_key: str, database: str) -> Service:
    if name == "orders":
        key = SecretStr(private_key)
        return services.orders.app.compose(OrdersSettings(orders_database_url=database, session_private_key=key))
    public_key = SessionSigner(private_key, "vrac").public_key
    return services.supply.app.compose(SupplySettings(supply_database_url=database, session_public_keys=public_key))


@pytest.mark.parametrize("name", ["orders", "supply"])
async def test_nobody_is_let_in_before_revoked_access_was_read(
    name: str, orders_database: str, supply_database: str
) -> None:
    private_key = new_private_key()
    service = composed(name, private_key, orders_database if name == "orders" else supply_database)
    health = Process(service, [ProcessRole.HTTP]).health
    token, _ = SessionSigner(private_key, "vrac").issue(Actor(uuid7(), frozenset({Role.COORDINATOR}), frozenset()))
    transport, headers = httpx.ASGITransport(service.http()), {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=transport, base_url="https://vrac.test", headers=headers) as client:
        refused = await client.get("/v1/centres")
        assert (refused.status_code, refused.json()["code"]) == (503, "try_again")
        assert refused.headers["retry-after"] == "1"
        assert await health.faults() == {"revocations": "not read yet"}
        await next(chore for chore in service.chores if chore.name == "revocations").work()
        assert (await client.get("/v1/centres")).status_code == 200
        assert await health.faults() == {}
    await service.close()
