"""The page on which a centre is closed proves what was sealed, or says that it is no longer that."""

import pytest
from sqlalchemy import update

from services.orders.storage.order_tables import household_orders
from shared.database import transaction
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, MIN, OrdersHttp, cash
from tests.fixtures.orders_story import CYCLE

FRENCH_PAGE = {"Accept": "text/html", "Accept-Language": "fr"}


@pytest.mark.parametrize(
    ("tampered", "said"), [(False, "Prouvé"), (True, "ce ne sont pas les commandes de la clôture")]
)
async def test_a_seal_is_proved_by_counting_again(orders_http: OrdersHttp, *, tampered: bool, said: str) -> None:
    order = uuid7()
    async with orders_http.table(DUC) as table:
        await table.order(await table.household(), order_id=order, payments=[cash()])
        await table.seal()
        if tampered:
            async with transaction(orders_http.engine) as connection:
                changed = update(household_orders).where(household_orders.c.id == order)
                await connection.execute(changed.values(digest=bytes(32)))
        answer = await table.client.get(f"/sealing/{DUC}?cycle={CYCLE}", headers=FRENCH_PAGE)
    assert said in answer.text


async def test_who_has_several_centres_chooses_among_their_own(orders_http: OrdersHttp) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        body = {"name": "Les Buers", "place": "", "active": True}
        assert (await coordinator.client.put("/v1/centres/BUE", json=body)).status_code == 201
    async with orders_http.table(DUC, "BUE") as table:
        answer = await table.client.get("/sealing", headers=FRENCH_PAGE)
        assert f"/sealing/{DUC}?" in answer.text
        assert f"/sealing/{MIN}?" not in answer.text
        none = await table.client.get("/sealing/BUE", headers=FRENCH_PAGE)
        assert "ne participe encore à aucun cycle" in none.text


async def test_an_unknown_cycle_is_said(orders_http: OrdersHttp) -> None:
    async with orders_http.table(DUC) as table:
        answer = await table.client.get(f"/sealing/{DUC}?cycle=2019-01", headers=FRENCH_PAGE)
    assert answer.status_code == 404
