"""Which languages the network offers its households: who changes it, what stays, and that it counts at once."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.web.roles import Role
from tests.fixtures.orders_http import DUC, OrdersHttp, Table
from tests.fixtures.racing import held_up

OFFERED = "/v1/household-languages"
DEFAULTS: dict[str, Any] = {"version": 1, "languages": ["fr", "en", "ar", "tr"]}
HTML = {"Accept": "text/html"}


async def stand(http: OrdersHttp) -> dict[str, Any]:
    async with http.table(role=Role.COORDINATOR) as coordinator:
        found: dict[str, Any] = (await coordinator.client.get(OFFERED)).json()
        return found


async def offer(http: OrdersHttp, *languages: str, version: int = 1) -> httpx.Response:
    async with http.table(role=Role.COORDINATOR) as coordinator:
        return await coordinator.client.put(OFFERED, json={"version": version, "languages": languages})


async def to_choose(table: Table, household: UUID) -> list[str]:
    """What the page of a household lets choose from."""
    page = (await table.client.get(f"/people/households/{household}", headers=HTML)).text
    (select,) = re.findall(r'<select[^>]*name="language".*?</select>', page, re.DOTALL)
    return re.findall(r'<option value="(\w+)"', select)


async def at_table(table: Table) -> tuple[list[str], dict[str, bool]]:
    """What the order table lets a newcomer choose from; which of the tongues that it brings along are offered."""
    page = (await table.client.get(f"/table/{DUC}", headers=HTML)).text
    (select,) = re.findall(r'<select id="newcomer-language">(.*?)</select>', page, re.DOTALL)
    offered = re.findall(r'"language": "(\w+)".*?"offered": (\w+)', page)
    return re.findall(r'value="(\w+)"', select), {code: said == "true" for code, said in offered}


async def test_all_are_offered_until_the_coordinator_says_otherwise(orders_http: OrdersHttp) -> None:
    assert await stand(orders_http) == DEFAULTS
    answer = await offer(orders_http, "tr", "fr", "tr")
    assert answer.json() == {"version": 2, "languages": ["fr", "tr"]} == await stand(orders_http)


async def test_french_always_is(orders_http: OrdersHttp) -> None:
    assert (await offer(orders_http)).json()["languages"] == ["fr"]
    assert (await offer(orders_http, "ar", version=2)).json()["languages"] == ["fr", "ar"]


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.TREASURER, Role.VOLUNTEER])
async def test_others_change_nothing(orders_http: OrdersHttp, role: Role) -> None:
    async with orders_http.table(DUC, role=role) as other:
        refused = await other.client.put(OFFERED, json=DEFAULTS | {"languages": ["fr"]})
    assert (refused.status_code, refused.json()["code"]) == (403, "role_needed")
    assert await stand(orders_http) == DEFAULTS


@pytest.mark.parametrize("wrong", [{"languages": ["de"]}, {"languages": None}, {"version": 0}, {"usual": "fr"}])
async def test_what_cannot_be_is_refused_in_a_sentence(orders_http: OrdersHttp, wrong: dict[str, Any]) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        refused = await coordinator.client.put(OFFERED, json=DEFAULTS | wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")
    assert await stand(orders_http) == DEFAULTS


async def test_forms_of_every_process_offer_those_and_what_a_household_has(
    orders_http: OrdersHttp, table: Table, orders_engine: AsyncEngine
) -> None:
    arab, french = await table.household(language="ar"), await table.household("000002")
    elsewhere = OrdersHttp(orders_engine)
    async with elsewhere.table(DUC, role=Role.COORDINATOR) as coordinator:
        assert await to_choose(coordinator, french) == DEFAULTS["languages"]
        assert await at_table(coordinator) == (DEFAULTS["languages"], dict.fromkeys(DEFAULTS["languages"], True))
        assert (await offer(orders_http, "fr", "tr")).is_success
        assert await to_choose(coordinator, french) == ["fr", "tr"]
        assert await to_choose(coordinator, arab) == ["fr", "ar", "tr"]
        in_page = {"fr": True, "en": False, "ar": False, "tr": True}
        assert await at_table(coordinator) == (["fr", "tr"], in_page), "receipts have the words of each"


async def test_a_household_keeps_its_language_until_it_is_changed(orders_http: OrdersHttp, table: Table) -> None:
    arab = await table.household(language="ar")
    assert (await offer(orders_http, "fr")).is_success
    assert (await table.client.get(f"/v1/households/{arab}")).json()["language"] == "ar"
    await table.household(id=arab, label="Autre libellé", language="ar")
    assert (await table.client.get(f"/v1/households/{arab}")).json()["language"] == "ar"
    await table.household(id=arab, language="fr")
    assert (await table.client.get(f"/v1/households/{arab}")).json()["language"] == "fr"


async def test_what_a_device_kept_meanwhile_is_not_lost(orders_http: OrdersHttp, table: Table) -> None:
    assert (await offer(orders_http, "fr")).is_success
    turkish = await table.household(language="tr")
    assert (await table.client.get(f"/v1/households/{turkish}")).json()["language"] == "tr"


async def test_who_changed_them_stands_with_before_and_after(orders_http: OrdersHttp) -> None:
    for _ in range(2):
        assert (await offer(orders_http, "fr", "ar")).is_success
    async with orders_http.table(role=Role.OPERATOR, language="fr") as operator:
        found = (await operator.client.get("/v1/audit-trail", params={"kind": "languages_offered"})).json()["items"]
        page = await operator.client.get("/audit-trail", headers=HTML)
    assert [(line["about"], line["before"], line["after"]) for line in found] == [
        ("languages", {"languages": DEFAULTS["languages"]}, {"languages": ["fr", "ar"]})
    ]
    for words in ("Langues des foyers changées", "français, anglais, arabe, turc", "français, arabe"):
        assert words in page.text


async def test_of_two_at_once_the_second_looks_again(orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        both = (coordinator.client.put(OFFERED, json=DEFAULTS | {"languages": [code]}) for code in ("ar", "tr"))
        first, second = await held_up(orders_engine, "audit_trail", *both)
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["code"] == "offered_languages_changed"
    assert (await stand(orders_http))["languages"] == ["fr", "ar"]


async def test_sent_twice_at_once_it_is_one_change(orders_http: OrdersHttp, orders_engine: AsyncEngine) -> None:
    async with orders_http.table(role=Role.COORDINATOR) as coordinator:
        both = (coordinator.client.put(OFFERED, json=DEFAULTS | {"languages": ["ar"]}) for _ in range(2))
        first, second = await held_up(orders_engine, "audit_trail", *both)
        noted = (await coordinator.client.get("/v1/audit-trail", params={"kind": "languages_offered"})).json()
    assert first.json() == second.json() == {"languages": ["fr", "ar"], "version": 2}
    assert len(noted["items"]) == 1
