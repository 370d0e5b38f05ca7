"""Orders at the table, over HTTP on real PostgreSQL: confirmed, waiting, amended, cancelled."""


from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.queries.ledger import broken_chains
from shared.contracts.group_orders import HouseholdOrderConfirmed
from tests.fixtures.orders_http import DUC, FLOUR, SOAP, Table, cash
from tests.fixtures.orders_story import balances, published


async def test_a_prepaid_order_is_confirmed_held_and_published(table: Table, orders_engine: AsyncEngine) -> None:
    household = await table.household()
    response = await table.order(household, {FLOUR: 2500, SOAP: 2}, payments=[cash()])
    assert response.status_code == 201, response.text
    answer = response.json()
    assert answer["state"] == "confirmed"
    assert (answer["held_cents"], answer["paid_cents"], answer["credit_cents"]) == (363 + 640, 1003, 0)
    assert answer["fetch"] == {"centre": "DUC", "place": "salle", "day": "2026-12-18", "starts": None, "ends": None}
    assert "€10.03 are set aside" in answer["sentence"]
    event = (await published(orders_engine, HouseholdOrderConfirmed))[0]
    assert (event.household, event.label, event.centre, event.held) == ("000001", "Foyer 000001", DUC, 1003)
    assert [(line.product, line.quantity, line.held) for line in event.lines] == [(FLOUR, 2500, 363), (SOAP, 2, 640)]
    assert await balances(orders_engine) == {"till:DUC:cash": 1003, "household:000001:held": -1003}
    assert await broken_chains(orders_engine) == []
