"""Centres and households, over HTTP."""

from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.storage.messaging_tables import outbox
from shared.contracts.centres import CentreChanged, CentreRegistered
from shared.kernel.ids import uuid7
from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, MIN, OrdersHttp, Table, cash
from tests.fixtures.orders_story import published
from tests.fixtures.racing import held_by, held_up


async def test_centres_are_registered_once_and_changed(orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    body = {"name": "Centre neuf", "place": "", "active": True}
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        first = await coordinator.client.put("/v1/centres/NEW", json=body)
        again = await coordinator.client.put("/v1/centres/NEW", json=body)
        changed = await coordinator.client.put("/v1/centres/NEW", json=body | {"active": False})
        listed = (await coordinator.client.get("/v1/centres")).json()["items"]
    assert [answer.status_code for answer in (first, again, changed)] == [201, 200, 200]
    assert [(centre["centre"], centre["active"]) for centre in listed] == [(DUC, True), (MIN, True), ("NEW", False)]
    said = [event for event in await published(orders_engine, CentreRegistered, CentreChanged) if event.centre == "NEW"]
    assert [(type(event), event.active) for event in said] == [(CentreRegistered, True), (CentreChanged, False)]
    assert said[0].version < said[1].version


async def test_only_the_coordinator_registers_centres(table: Table) -> None:
    refused = await table.client.put("/v1/centres/NEW", json={"name": "x"})
    assert (refused.status_code, refused.json()["code"]) == (403, "role_needed")


async def test_a_household_is_registered_changed_and_found(table: Table) -> None:
    household = await table.household("000007", label="Foyer A", size=2)
    await table.household("000007", id=household, label="Foyer B", size=5)
    await table.household("000008")
    shown = (await table.client.get(f"/v1/households/{household}")).json()
    assert shown == {
        "id": str(household),
        "number": "000007",
        "centre": DUC,
        "label": "Foyer B",
        "size": 5,
        "language": "fr",
        "credit_cents": 0,
        "owed_cents": 0,
        "member_until": None,
        "membership_due": False,
        "closed_at": None,
    }
    page = (await table.client.get("/v1/households", params={"limit": 1})).json()
    assert ([one["number"] for one in page["items"]], page["next"]) == (["000007"], "000007")
    rest = (await table.client.get("/v1/households", params={"after": page["next"]})).json()
    assert ([one["number"] for one in rest["items"]], rest["next"]) == (["000008"], None)
    one = (await table.client.get("/v1/households", params={"number": "000008", "centre": DUC})).json()
    assert len(one["items"]) == 1
    parts = {"08": ["000008"], "foyer b": ["000007"], "%": [], "0000": ["000007", "000008"]}
    for part, numbers in parts.items():
        found = (await table.client.get("/v1/households", params={"find": part})).json()["items"]
        assert [one["number"] for one in found] == numbers


async def test_a_household_reads_french_until_somebody_says_otherwise(table: Table) -> None:
    household = await table.household("000007")
    address = f"/v1/households/{household}"
    assert (await table.client.get(address)).json()["language"] == "fr"
    await table.household("000007", id=household, language="ar")
    assert (await table.client.get(address)).json()["language"] == "ar"
    await table.household("000007", id=household, label="Foyer B")  # a device that knows of no language
    assert (await table.client.get(address)).json()["language"] == "ar"
    await table.household("000007", id=household, language="tr")
    assert (await table.client.get("/v1/households")).json()["items"][0]["language"] == "tr"


async def test_the_coordinator_may_change_what_a_household_reads(table: Table, orders_http: OrdersHttp) -> None:
    household = await table.household("000007", language="tr")
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        await coordinator.household("000007", id=household, language="en")
    assert (await table.client.get(f"/v1/households/{household}")).json()["language"] == "en"


async def test_no_event_says_what_a_household_reads(table: Table, orders_engine: AsyncEngine) -> None:
    household = await table.household("000007", language="tr")
    await table.order(household, payments=[cash()])
    async with orders_engine.connect() as connection:
        told = [bytes(payload).decode() for payload in await connection.scalars(select(outbox.c.payload))]
    assert [text for text in told if "000007" in text] != []
    assert [text for text in told if "language" in text or '"tr"' in text] == []


async def test_a_label_is_found_with_its_accents_or_without(table: Table) -> None:
    await table.household("000007", label="Foyer Kévin-Çelik")
    await table.household("000008", label="FOYER KEVIN")
    for part in ("kevin", "kévin", "KÉVIN", "ke\u0301vin"):
        found = (await table.client.get("/v1/households", params={"find": part})).json()["items"]
        assert [one["number"] for one in found] == ["000007", "000008"], part
    for part in ("çelik", "celik", "vin-c"):
        found = (await table.client.get("/v1/households", params={"find": part})).json()["items"]
        assert [one["number"] for one in found] == ["000007"], part


async def test_a_label_is_found_by_letters_that_no_accent_makes_as_people_type_them(table: Table) -> None:
    labels = ("Yıldız", "İnci ŁØĐ", "Lebœuf", "ŒUVRARD Ægir", "Großmann")
    for number, label in enumerate(labels, 1):
        await table.household(f"00000{number}", label=label)
    asked = {
        "yildiz": 1,
        "Yıldız": 1,
        "inci": 2,
        "lod": 2,
        "leboeuf": 3,
        "LEBŒUF": 3,
        "oeuvrard": 4,
        "aegir": 4,
        "gross": 5,
    }
    for part, number in asked.items():
        found = (await table.client.get("/v1/households", params={"find": part})).json()["items"]
        assert [one["number"] for one in found] == [f"00000{number}"], part


async def test_households_of_other_centres_do_not_exist(table: Table, orders_http: OrdersHttp) -> None:
    async with orders_http.table(MIN) as other:
        theirs = await other.household("000002", MIN)
    assert (await table.client.get(f"/v1/households/{theirs}")).status_code == 404
    assert (await table.client.get("/v1/households")).json()["items"] == []
    body = {"number": "000002", "centre": DUC, "label": "", "size": 1}
    stolen = await table.client.put(f"/v1/households/{theirs}", json=body)
    assert (stolen.status_code, stolen.json()["code"]) == (404, "household_unknown")
    elsewhere = await table.client.put(f"/v1/households/{uuid7()}", json=body | {"centre": MIN, "number": "9"})
    unknown = await table.client.put(f"/v1/households/{uuid7()}", json=body | {"centre": "NIX", "number": "9"})
    assert [answer.json()["code"] for answer in (elsewhere, unknown)] == ["centre_unknown"] * 2


async def test_numbers_belong_to_one_household_for_ever(table: Table) -> None:
    household = await table.household("000001")
    body = {"number": "000001", "centre": DUC, "label": "", "size": 1}
    taken = await table.client.put(f"/v1/households/{uuid7()}", json=body)
    assert (taken.status_code, taken.json()["code"]) == (409, "household_number_taken")
    renamed = await table.client.put(f"/v1/households/{household}", json=body | {"number": "000003"})
    assert (renamed.status_code, renamed.json()["code"]) == (409, "household_number_fixed")


async def test_the_same_household_sent_twice_at_once_is_one(table: Table, orders_engine: AsyncEngine) -> None:
    body = {"number": "000001", "centre": DUC, "label": "", "size": 1}
    address = f"/v1/households/{uuid7()}"
    sent = (table.client.put(address, json=body) for _ in range(6))
    answers = await held_by(orders_engine, "LOCK TABLE households IN SHARE MODE", *sent)
    assert sorted(answer.status_code for answer in answers) == [*[200] * 5, 201]


async def test_a_household_moves_only_between_its_orders(orders_http: OrdersHttp) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as table:
        household = await table.household("000001", DUC)
        await table.order(household, payments=[cash()])
        body = {"number": "000001", "centre": MIN, "label": "", "size": 1}
        refused = await table.client.put(f"/v1/households/{household}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "household_has_orders")
        other = await table.household("000002", DUC)
        assert UUID(str(other)) == await table.household("000002", MIN, id=other)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"tariff_basis_points": 5000}, "invalid_request"),
        ({"size": 0}, "invalid_request"),
        ({"size": "3"}, "invalid_request"),
        ({"number": ""}, "invalid_request"),
        ({"label": "x" * 61}, "invalid_request"),
        ({"label": "a\u0000b"}, "invalid_request"),
        ({"nickname": "x"}, "invalid_request"),
        ({"language": "de"}, "invalid_request"),
    ],
)
async def test_what_a_household_may_not_be(table: Table, changed: dict[str, object], code: str) -> None:
    body = {"number": "000001", "centre": DUC, "label": "x", "size": 1} | changed
    refused = await table.client.put(f"/v1/households/{uuid7()}", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_a_household_that_is_being_closed_is_not_changed(table: Table, orders_engine: AsyncEngine) -> None:
    household = await table.household()
    body = {"number": "000001", "centre": DUC, "label": "other", "size": 3}
    changing = table.client.put(f"/v1/households/{household}", json=body)
    closing = table.client.post(f"/v1/households/{household}/closing")
    closed, refused = await held_up(orders_engine, "household_tariffs", closing, changing)
    assert (closed.status_code, refused.status_code, refused.json()["code"]) == (200, 409, "household_closed")
