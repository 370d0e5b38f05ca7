"""What the network asks of its members: who changes it, what is refused, and that it counts at once."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.domain.membership import MembershipRules, Needed
from services.orders.queries.membership import membership_rules
from services.orders.storage import MIGRATIONS
from shared.database import create_engine, migrate
from shared.kernel.ids import uuid7
from shared.settings import SettingsError
from shared.web.roles import Role
from tests.fixtures.migrating import take_back
from tests.fixtures.orders_http import DUC, OrdersHttp, Table, cash
from tests.fixtures.racing import held_up

RULES = "/v1/membership"
DEFAULTS: dict[str, Any] = {"version": 1, "fees_cents": [], "needed": "no"}


async def stand(http: OrdersHttp) -> dict[str, Any]:
    async with http.table(role=Role.COORDINATOR) as coordinator:
        found: dict[str, Any] = (await coordinator.client.get(RULES)).json()
        return found


async def test_they_begin_as_ever_and_the_coordinator_changes_them(orders_http: OrdersHttp) -> None:
    assert await stand(orders_http) == DEFAULTS
    answer = await orders_http.ask_members((300, 100, 300), "warn")
    assert answer.json() == {"version": 2, "fees_cents": [100, 300], "needed": "warn"} == await stand(orders_http)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.TREASURER, Role.VOLUNTEER])
async def test_others_change_nothing(orders_http: OrdersHttp, role: Role) -> None:
    async with orders_http.table(DUC, role=role) as other:
        refused = await other.client.put(RULES, json=DEFAULTS | {"fees_cents": [100]})
    assert (refused.status_code, refused.json()["code"]) == (403, "role_needed")
    assert await stand(orders_http) == DEFAULTS


@pytest.mark.parametrize(
    "wrong",
    [
        {"fees_cents": [0]},
        {"fees_cents": [-100]},
        {"fees_cents": [1.5]},
        {"fees_cents": None},
        {"fees_cents": list(range(1, 52))},
        {"needed": "maybe"},
        {"version": 0},
        {"vat_regime": "real_normal"},
    ],
)
async def test_what_cannot_be_is_refused_in_a_sentence(orders_http: OrdersHttp, wrong: dict[str, Any]) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        refused = await coordinator.client.put(RULES, json=DEFAULTS | wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
    assert refused.json()["detail"].endswith(".")
    assert await stand(orders_http) == DEFAULTS


async def test_who_changed_them_stands_with_before_and_after(orders_http: OrdersHttp) -> None:
    for fees, needed in (((100, 300), "no"), ((100, 300), "no"), ((100, 300), "refuse")):
        assert (await orders_http.ask_members(fees, needed)).is_success
    async with orders_http.table(role=Role.OPERATOR, language="fr") as operator:
        found = (await operator.client.get("/v1/audit-trail", params={"kind": "membership_rules_kept"})).json()["items"]
        page = await operator.client.get("/audit-trail", headers={"Accept": "text/html"})
    assert [(line["about"], line["before"], line["after"]) for line in reversed(found)] == [
        ("membership", {"fees_cents": [], "needed": "no"}, {"fees_cents": [100, 300], "needed": "no"}),
        ("membership", {"fees_cents": [100, 300], "needed": "no"}, {"fees_cents": [100, 300], "needed": "refuse"}),
    ]
    for words in ("Adhésions changées", "1,00\u00a0€, 3,00\u00a0€", "la commande est refusée"):
        assert words in page.text


async def test_of_two_at_once_the_second_looks_again(orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        both = (coordinator.client.put(RULES, json=DEFAULTS | {"fees_cents": [fee]}) for fee in (100, 200))
        first, second = await held_up(orders_engine, "audit_trail", *both)
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["code"] == "membership_rules_changed"
    assert (await stand(orders_http))["fees_cents"] == [100]


async def test_sent_twice_at_once_it_is_one_change(orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        both = (coordinator.client.put(RULES, json=DEFAULTS | {"fees_cents": [100]}) for _ in range(2))
        first, second = await held_up(orders_engine, "audit_trail", *both)
        noted = (await coordinator.client.get("/v1/audit-trail", params={"kind": "membership_rules_kept"})).json()
    assert first.json() == second.json() == DEFAULTS | {"fees_cents": [100], "version": 2}
    assert len(noted["items"]) == 1


async def test_another_process_goes_by_them_at_its_next_request(
    orders_http: OrdersHttp, table: Table, orders_engine: AsyncEngine
) -> None:
    household = await table.household()
    async with OrdersHttp(orders_engine).table(DUC) as elsewhere:
        await orders_http.ask_members((100,), "refuse")
        refused = await elsewhere.order(household, payments=[cash()])
        assert (refused.status_code, refused.json()["code"]) == (409, "membership_due")
        assert (await elsewhere.client.get(f"/v1/households/{household}")).json()["membership_due"] is True
        await orders_http.ask_members((100,), "warn")
        order = uuid7()
        for _ in range(2):
            placed = await elsewhere.order(household, order_id=order, payments=[cash()])
            assert "yearly fee is not paid" in placed.json()["sentence"]
        await orders_http.ask_members(())
        assert (await elsewhere.client.get(f"/v1/households/{household}")).json()["membership_due"] is False


async def test_where_no_fee_is_asked_none_is_due(orders_http: OrdersHttp, table: Table) -> None:
    await orders_http.ask_members((), "refuse")
    household = await table.household()
    assert (await table.order(household, payments=[cash()])).json()["state"] == "confirmed"


@pytest.fixture
async def of_before(orders_database: str) -> str:
    """A database in which the environment still says them."""
    await take_back(orders_database, MIGRATIONS, "0031")
    return orders_database


async def migrated(url: str, environment: dict[str, str]) -> tuple[MembershipRules, int]:
    await migrate(url, MIGRATIONS, environment=environment)
    engine = create_engine(url, application_name="tests")
    try:
        async with engine.connect() as connection:
            return await membership_rules(connection)
    finally:
        await engine.dispose()


async def test_migrating_takes_over_once_what_variables_said(of_before: str) -> None:
    environment = {"VRAC_MEMBERSHIP_FEES_CENTS": "300, 100,", "VRAC_MEMBERSHIP_NEEDED": "refuse"}
    taken_over = (MembershipRules((100, 300), Needed.REFUSE), 1)
    assert await migrated(of_before, environment) == taken_over
    assert await migrated(of_before, {"VRAC_MEMBERSHIP_FEES_CENTS": "500"}) == taken_over


async def test_a_variable_that_cannot_be_read_stops_the_migration(of_before: str) -> None:
    with pytest.raises(SettingsError, match="VRAC_MEMBERSHIP_FEES_CENTS is wrong: it is taken over once"):
        await migrated(of_before, {"VRAC_MEMBERSHIP_FEES_CENTS": "1,00 €"})
    assert await migrated(of_before, {}) == (MembershipRules((), Needed.NO), 1)
