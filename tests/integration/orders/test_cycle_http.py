"""A cycle over HTTP: what a volunteer sees of it, sealing, reopening, orders that lapsed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.orders.web.reasons import CYCLE_SENTENCES, REASONS, TEXTS
from shared.contracts.cycles import CatalogueRevised
from shared.contracts.settlements import ReasonCode
from shared.kernel.ids import group_order_id
from shared.web.roles import Role
from shared.web.translation import messages_of, untranslated
from tests.fixtures.cycle_http import LOCALE, client, cycle_app
from tests.fixtures.orders_story import CYCLE, add_centres, apply, closing, entry, opened, place

DUC = group_order_id(CYCLE, "DUC")


@dataclass
class People:
    engine: AsyncEngine
    volunteer: httpx.AsyncClient
    coordinator: httpx.AsyncClient
    elsewhere: httpx.AsyncClient


@pytest.fixture
async def people(orders_engine: AsyncEngine) -> AsyncIterator[People]:
    await add_centres(orders_engine, "DUC", "MIN")
    await apply(orders_engine, opened("DUC", "MIN"))
    app = cycle_app(orders_engine)
    async with (
        client(app, Role.VOLUNTEER, centres=("DUC",)) as volunteer,
        client(app, Role.COORDINATOR) as coordinator,
        client(app, Role.VOLUNTEER, centres=("MIN",), language="en") as elsewhere,
    ):
        yield People(orders_engine, volunteer, coordinator, elsewhere)


async def test_a_volunteer_sees_the_group_orders_of_their_centres(people: People) -> None:
    await place(people.engine, 1)
    await place(people.engine, 2, state="waiting")
    seen = (await people.volunteer.get(f"/v1/cycles/{CYCLE}")).json()
    assert (seen["state"], seen["closes"]) == ("open", "2026-12-04")
    (group,) = seen["group_orders"]
    assert (group["centre"], group["orders"], group["held_cents"], group["waiting"]) == ("DUC", 1, 290, 1)
    everything = (await people.coordinator.get(f"/v1/cycles/{CYCLE}")).json()
    assert [group["centre"] for group in everything["group_orders"]] == ["DUC", "MIN"]


async def test_a_device_finds_the_cycle_that_takes_orders(people: People) -> None:
    (found,) = (await people.volunteer.get("/v1/cycles")).json()
    assert (found["cycle"], found["state"], found["distribution"]) == (CYCLE, "open", "2026-12-18")


async def test_an_unknown_cycle_says_so(people: People) -> None:
    answer = await people.volunteer.get("/v1/cycles/1999-01")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_cycle")
    assert answer.json()["detail"].startswith("Il n’y a pas de cycle « 1999-01 » ici.")


async def test_a_volunteer_seals_their_centre_and_only_theirs(people: People) -> None:
    await place(people.engine, 1)
    refused = await people.elsewhere.post(f"/v1/group-orders/{DUC}/sealing")
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    for _ in range(2):
        sealed = await people.volunteer.post(f"/v1/group-orders/{DUC}/sealing")
        assert (sealed.status_code, sealed.json()["state"], sealed.json()["orders"]) == (200, "sealed", 1)
    assert (await people.volunteer.get(f"/v1/group-orders/{uuid4()}")).status_code == 404


async def test_another_centres_group_order_is_as_unknown_as_none(people: People) -> None:
    own = await people.volunteer.get(f"/v1/group-orders/{DUC}")
    assert (own.status_code, own.json()["centre"]) == (200, "DUC")
    assert (await people.coordinator.get(f"/v1/group-orders/{DUC}")).json() == own.json()
    theirs, none = [await people.elsewhere.get(f"/v1/group-orders/{group}") for group in (DUC, uuid4())]
    assert (theirs.status_code, theirs.json()) == (404, none.json())
    assert theirs.json()["code"] == "not_found"


async def test_only_the_coordinator_reopens_and_says_why(people: People) -> None:
    await people.volunteer.post(f"/v1/group-orders/{DUC}/sealing")
    address = f"/v1/group-orders/{DUC}/reopening"
    assert (await people.volunteer.post(address, json={"reason": "oubli"})).status_code == 403
    silent = await people.coordinator.post(address, json={"reason": " "})
    assert (silent.status_code, silent.json()["code"]) == (422, "reopening_needs_reason")
    reopened = await people.coordinator.post(address, json={"reason": "Une famille oubliée."})
    assert (reopened.status_code, reopened.json()["state"]) == (200, "open")


async def test_a_sealed_cycle_stays_sealed(people: People) -> None:
    await apply(people.engine, closing())
    refused = await people.coordinator.post(f"/v1/group-orders/{DUC}/reopening", json={"reason": "oubli"})
    assert (refused.status_code, refused.json()["code"]) == (409, "cycle_sealed")
    assert (await people.volunteer.get(f"/v1/cycles/{CYCLE}")).json()["state"] == "sealed"


async def test_unpaid_orders_are_listed_with_their_sentence(people: People) -> None:
    order = await place(people.engine, 1, state="waiting", credit=90)
    await people.volunteer.post(f"/v1/group-orders/{DUC}/sealing")
    (lapsed,) = (await people.volunteer.get(f"/v1/cycles/{CYCLE}/lapsed")).json()["items"]
    assert (lapsed["order_id"], lapsed["household_number"], lapsed["missing_cents"]) == (str(order), "000001", 200)
    assert "2,00\xa0€" in lapsed["sentence"]
    assert (await people.elsewhere.get(f"/v1/cycles/{CYCLE}/lapsed")).json()["items"] == []


async def test_a_known_catalogue_is_not_sent_again(people: People) -> None:
    address = f"/v1/cycles/{CYCLE}/catalogue"
    first = await people.volunteer.get(address)
    (product,) = first.json()["products"]
    assert (product["product"], product["ceiling_price_cents"], product["step"]) == ("FAR", 145, 500)
    assert (product["category"], product["pictogram"]) == ("épicerie", "wheat")
    assert product["rungs"][1] == {"starts_at": 10_000, "about_price_cents": 127}
    known = {"If-None-Match": first.headers["etag"]}
    again = await people.volunteer.get(address, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    await apply(people.engine, CatalogueRevised(version=9, cycle=CYCLE, catalogue=[entry(on_sale=False)]))
    changed = await people.volunteer.get(address, headers=known)
    assert (changed.status_code, changed.json()["products"][0]["on_sale"]) == (200, False)
    assert (await people.volunteer.get("/v1/cycles/1999-01/catalogue")).status_code == 404


async def test_nobody_sees_anything_without_signing_in(people: People) -> None:
    bare = {"Authorization": ""}
    for address in ("", "/catalogue", "/progress", "/progress/stream", "/lapsed", "/late-orders", "/settlements"):
        assert (await people.volunteer.get(f"/v1/cycles/{CYCLE}{address}", headers=bare)).status_code == 401
    order = UUID(int=1)
    for address in ("admission", "refund"):
        assert (await people.volunteer.post(f"/v1/late-orders/{order}/{address}")).status_code == 403


def test_every_sentence_is_said_in_french_too() -> None:
    assert untranslated(CYCLE_SENTENCES, LOCALE) == []
    french = messages_of(LOCALE, "fr")
    assert [text for text in TEXTS if text not in french] == []
    assert set(REASONS) == set(ReasonCode)
