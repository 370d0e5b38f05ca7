"""The audit trail: who did what, before and after, of users, centres, tariffs, seals; append-only, shown to few."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database import transaction
from shared.kernel.clock import system_clock
from shared.kernel.ids import group_order_id, uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, MIN, OrdersHttp, Table, cash
from tests.fixtures.orders_story import CYCLE
from tests.fixtures.racing import held_by, rows

CLAIRE = uuid7()
AMINA = {"login": "amina", "name": "Amina B.", "email": None, "roles": ["volunteer"], "centres": [DUC]}
PAGE = {"Accept": "text/html"}
PASSWORD = "le savon de Marseille"


async def trail(orders_http: OrdersHttp, role: Role = Role.COORDINATOR, **asked: Any) -> list[dict[str, Any]]:
    async with orders_http.table(role=role, user_id=CLAIRE) as desk:
        answer = await desk.client.get("/v1/audit-trail", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def done(orders_http: OrdersHttp, *requests: tuple[str, str, Any]) -> None:
    """What Claire, a coordinator, asks for."""
    async with orders_http.table(role=Role.COORDINATOR, user_id=CLAIRE) as claire:
        for method, address, body in requests:
            answer = await claire.client.request(method, f"/v1/{address}", json=body)
            assert answer.is_success, answer.text


async def test_a_user_changed_stands_with_before_and_after(orders_http: OrdersHttp) -> None:
    user_id = uuid7()
    wider = AMINA | {"roles": ["treasurer", "volunteer"]}
    await done(
        orders_http,
        ("PUT", f"users/{user_id}", AMINA | {"password": PASSWORD}),
        ("PUT", f"users/{user_id}", wider),
        ("PUT", f"users/{user_id}", wider),
        ("PUT", f"users/{user_id}", wider | {"password": "une autre longue phrase"}),
        ("DELETE", f"users/{user_id}/sessions", None),
        ("POST", f"users/{user_id}/revocation", None),
    )
    found = await trail(orders_http, about=str(user_id))
    assert {(line["by"], line["about"], line["about_name"]) for line in found} == {
        (str(CLAIRE), str(user_id), "Amina B.")
    }
    assert [(line["kind"], line["before"], line["after"]) for line in reversed(found)] == [
        ("user_registered", None, AMINA),
        ("user_changed", AMINA, wider),
        ("user_changed", wider, wider | {"password": "changed"}),
        ("sessions_ended", None, None),
        ("access_revoked", {"may_sign_in": True}, {"may_sign_in": False}),
    ]
    assert "phrase" not in str(found)


async def test_centres_rates_containers_and_tariffs_stand_in_it(orders_http: OrdersHttp, table: Table) -> None:
    household, tariff = await table.household(), uuid7()
    today = system_clock().date()
    given = {"begins": today.isoformat(), "ends": (today + timedelta(90)).isoformat(), "basis_points": 5_000}
    begins = system_clock().isoformat()
    centre = {"name": "Duchère", "place": "hall", "active": True}
    await done(
        orders_http,
        ("PUT", f"centres/{DUC}", centre),
        ("PUT", f"centres/{DUC}", centre),
        ("PUT", f"centres/{DUC}/tariffs", {"rates": [5_000]}),
        ("PUT", f"centres/{DUC}/tariffs", {"rates": [5_000]}),
        ("PUT", "containers/SEAU", {"name": "Seau", "deposit_cents": 300}),
        ("PUT", f"households/{household}/tariffs/{tariff}", given | {"prescribed_by": "CCAS"}),
        ("PUT", f"households/{household}/tariffs/{tariff}", given | {"prescribed_by": "CCAS"}),
        ("POST", f"households/{household}/tariffs/{tariff}/ending", {"ends": today.isoformat()}),
    )
    found = await trail(orders_http, begins=begins)
    before = {"name": f"Centre {DUC}", "place": "salle 2", "active": True}
    named = [line["about_name"] for line in reversed(found)]
    assert named == ["Duchère", "Duchère", "Seau", "000001", "000001"]
    assert [(line["kind"], line["about"], line["before"], line["after"]) for line in reversed(found)] == [
        ("centre_changed", DUC, before, centre),
        ("rates_offered", DUC, {"rates": []}, {"rates": [5_000]}),
        ("container_kept", "SEAU", None, {"name": "Seau", "deposit_cents": 300}),
        ("tariff_given", str(household), None, given),
        ("tariff_ended", str(household), given, given | {"ends": today.isoformat()}),
    ]


async def test_what_becomes_of_a_household_stands_in_it_without_what_names_it(
    orders_http: OrdersHttp, table: Table
) -> None:
    household = await table.household("000007", label="Foyer Çelik", size=4, language="tr")
    assert await trail(orders_http, about=str(household)) == []
    moved = {"number": "000007", "centre": MIN, "label": "Foyer Çelik", "size": 4}
    renamed = moved | {"label": "Foyer Yildiz", "size": 5, "language": "ar"}
    for change in (
        ("PUT", f"households/{household}", moved),
        ("PUT", f"households/{household}", renamed),
        *(("POST", f"households/{household}/{step}", None) for step in ("closing", "reopening", "closing", "erasure")),
    ):
        await done(orders_http, change, change)
    found = await trail(orders_http, about=str(household))
    assert {line["by"] for line in found} == {str(CLAIRE)}
    was, became = {"number": "000007", "centre": DUC}, {"number": "000007", "centre": MIN}
    opened, closed = became | {"active": True}, became | {"active": False}
    told = {"label": "changed", "size": "changed", "language": "changed"}
    assert [(line["kind"], line["before"], line["after"]) for line in reversed(found)] == [
        ("household_changed", was, became),
        ("household_changed", became, became | told),
        ("household_closed", opened, closed),
        ("household_reopened", closed, opened),
        ("household_closed", opened, closed),
        ("household_erased", None, None),
    ]
    async with orders_http.table(role=Role.OPERATOR, language="fr") as operator:
        page = (await operator.client.get("/audit-trail", headers=PAGE)).text
        whole = (await operator.client.get("/v1/audit-trail")).text
    assert [words for words in ("Foyer effacé", "Compte du foyer rouvert", "autre qu’avant") if words not in page] == []
    assert [name for name in ("elik", "Yildiz") if name in page + whole] == []


async def test_who_sealed_a_centre_and_decided_late_orders_stands_in_it(orders_http: OrdersHttp, table: Table) -> None:
    households = [await table.household(number) for number in ("000001", "000002")]
    admitted, refunded, amina, begins = uuid7(), uuid7(), uuid7(), system_clock().isoformat()
    reopening = ("POST", f"group-orders/{group_order_id(CYCLE, DUC)}/reopening", {"reason": "Foyer Çelik"})
    async with orders_http.table(DUC, role=Role.VOLUNTEER, user_id=amina) as hers:
        for _ in range(2):
            await hers.seal()
        await done(orders_http, reopening, reopening)
        await hers.seal()
        for household, order in zip(households, (admitted, refunded), strict=True):
            assert (await hers.order(household, order_id=order, payments=[cash()])).json()["state"] == "late"
    left = (f"late-orders/{admitted}/admission", f"late-orders/{refunded}/refund")
    await done(orders_http, *(("POST", address, None) for address in left * 2))
    found = (await trail(orders_http, begins=begins))[::-1]
    closed, opened = {"group_order": "sealed"}, {"group_order": "open"}
    at_duc, late = (f"{CYCLE}/{DUC}", f"Centre {DUC} · Cycle de décembre"), {"order": "late"}
    assert [(line["kind"], line["about"], line["about_name"], line["before"], line["after"]) for line in found] == [
        ("group_order_sealed", *at_duc, opened, closed),
        ("group_order_reopened", *at_duc, closed, opened),
        ("group_order_sealed", *at_duc, opened, closed),
        ("late_order_admitted", str(admitted), "000001 · Cycle de décembre", late, {"order": "confirmed"}),
        ("late_order_refunded", str(refunded), "000002 · Cycle de décembre", late, {"order": "refunded"}),
    ]
    assert [line["by"] for line in found] == [str(one) for one in (amina, CLAIRE, amina, CLAIRE, CLAIRE)]
    async with orders_http.table(role=Role.OPERATOR, language="fr") as operator:
        page = (await operator.client.get("/audit-trail", headers=PAGE)).text
    assert [words for words in ("Commandes du centre rouvertes", "fermées", f"Centre {DUC}") if words not in page] == []
    assert "elik" not in page


@pytest.mark.parametrize(("step", "before"), [("closing", []), ("reopening", ["closing"]), ("erasure", ["closing"])])
async def test_of_two_who_do_one_thing_to_a_household_at_once_one_did_it(
    orders_http: OrdersHttp, table: Table, orders_engine: AsyncEngine, step: str, before: list[str]
) -> None:
    household = await table.household()
    address = f"households/{household}"
    await done(orders_http, *(("POST", f"{address}/{one}", None) for one in before))
    twice = [done(orders_http, ("POST", f"{address}/{step}", None)) for _ in range(2)]
    await held_by(orders_engine, rows("households"), *twice)
    kinds = [line["kind"] for line in await trail(orders_http, about=str(household))]
    assert len(kinds) == len(before) + 1


@pytest.mark.parametrize(("then", "told"), [(MIN, [(DUC, MIN)]), (DUC, [(DUC, MIN), (MIN, DUC)])])
async def test_a_household_changed_by_two_at_once_stands_as_each_found_it(
    orders_http: OrdersHttp, table: Table, orders_engine: AsyncEngine, then: str, told: list[tuple[str, str]]
) -> None:
    household = await table.household()
    body = {"number": "000001", "label": "Foyer 000001", "size": 3}
    moves = [("PUT", f"households/{household}", body | {"centre": centre}) for centre in (MIN, then)]
    await held_by(orders_engine, rows("households"), *(done(orders_http, move) for move in moves))
    found = reversed(await trail(orders_http, about=str(household)))
    assert [(line["before"]["centre"], line["after"]["centre"]) for line in found] == told


async def test_it_is_read_by_period_person_kind_and_page(orders_http: OrdersHttp) -> None:
    await done(
        orders_http, *[("PUT", f"users/{uuid7()}", AMINA | {"login": f"a{n}", "password": PASSWORD}) for n in "123"]
    )
    later = system_clock().isoformat()
    await done(orders_http, ("PUT", f"centres/{DUC}", {"name": "Duchère"}))
    kinds = [line["kind"] for line in await trail(orders_http, by=str(CLAIRE))]
    assert kinds == ["centre_changed", *["user_registered"] * 3]
    assert len(await trail(orders_http, kind="user_registered")) == 3
    assert [line["kind"] for line in await trail(orders_http, begins=later)] == ["centre_changed"]
    assert [line["kind"] for line in await trail(orders_http, ends=later, by=str(CLAIRE))] == ["user_registered"] * 3
    async with orders_http.table(role=Role.COORDINATOR) as desk:
        asked: dict[str, str | int] = {"by": str(CLAIRE), "limit": 3}
        first = (await desk.client.get("/v1/audit-trail", params=asked)).json()
        last = (await desk.client.get("/v1/audit-trail", params=asked | {"after": first["next"]})).json()
        assert [len(page["items"]) for page in (first, last)] == [3, 1]
        assert (first["next"], last["next"]) == (str(first["items"][-1]["sequence"]), None)
        wrong = await desk.client.get("/v1/audit-trail", params={"after": "first"})
        assert (
            await desk.client.get("/v1/audit-trail", params={"begins": "0001-01-01T00:00:00+14:00"})
        ).is_client_error
        assert (await desk.client.get("/audit-trail", params={"before": 2**63})).is_client_error
        assert wrong.json()["code"] == "page_unknown"


async def test_whose_lines_are_asked_for_is_named_where_there_are_none(orders_http: OrdersHttp) -> None:
    amina = uuid7()
    await done(orders_http, ("PUT", f"users/{amina}", AMINA | {"password": PASSWORD}))
    async with orders_http.table(role=Role.OPERATOR, language="fr") as operator:
        page, of_nobody = [
            (await operator.client.get("/audit-trail", params={"by": str(by)}, headers=PAGE)).text
            for by in (amina, uuid7())
        ]
    assert [words in page for words in ("Seulement ce qu’a fait Amina B.</p>", "Rien n’a été changé.")] == [True, True]
    assert "Rien n’a été changé." in of_nobody
    assert "Seulement ce qu’a fait" not in of_nobody
    async with orders_http.table(DUC, role=Role.VOLUNTEER) as other:
        refused = await other.client.get("/audit-trail", params={"by": str(amina)}, headers=PAGE)
    assert (refused.status_code, "Amina" in refused.text) == (403, False)


async def test_who_pays_a_reduced_price_is_shown_to_no_operator(orders_http: OrdersHttp, table: Table) -> None:
    household, today = await table.household(), system_clock().date().isoformat()
    await done(
        orders_http,
        ("PUT", f"centres/{DUC}/tariffs", {"rates": [5_000]}),
        ("PUT", f"households/{household}/tariffs/{uuid7()}", {"begins": today, "basis_points": 5_000}),
    )
    assert [line["kind"] for line in await trail(orders_http, about=str(household))] == ["tariff_given"]
    for asked in ({"about": str(household)}, {"kind": "tariff_given"}):
        assert await trail(orders_http, Role.OPERATOR, **asked) == []
    assert len(await trail(orders_http, Role.OPERATOR)) == len(await trail(orders_http)) - 1


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.TREASURER])
async def test_only_coordinators_and_operators_read_it(orders_http: OrdersHttp, role: Role) -> None:
    async with orders_http.table(DUC, role=role) as other:
        assert (await other.client.get("/v1/audit-trail")).status_code == 403


@pytest.mark.parametrize(
    "rewriting", ["UPDATE audit_trail SET about = ''", "DELETE FROM audit_trail", "TRUNCATE audit_trail"]
)
async def test_nothing_in_it_is_changed_or_deleted(
    orders_http: OrdersHttp, orders_engine: AsyncEngine, rewriting: str
) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as claire:
        await claire.client.put(f"/v1/centres/{DUC}", json={"name": "Duchère"})
    with pytest.raises(DBAPIError, match="append-only"):
        async with transaction(orders_engine) as connection:
            await connection.execute(text(rewriting))
    assert await trail(orders_http) != []


async def test_what_is_refused_leaves_no_trace(orders_http: OrdersHttp, table: Table) -> None:
    household = await table.household()
    count = len(await trail(orders_http))
    async with orders_http.table(role=Role.COORDINATOR) as claire:
        assert (await claire.client.post(f"/v1/households/{household}/erasure")).status_code == 409
        for body in (AMINA | {"centres": ["nowhere"], "password": PASSWORD}, AMINA | {"password": "short"}):
            assert (await claire.client.put(f"/v1/users/{UUID(int=1)}", json=body)).status_code == 422
    assert len(await trail(orders_http)) == count
