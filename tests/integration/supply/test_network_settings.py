"""What the network decides for buying and handing out: who changes it, what is refused, and that it counts at once."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.supply.queries.network_settings import versioned_settings
from services.supply.storage import MIGRATIONS
from shared.database import create_engine, migrate
from shared.settings import SettingsError
from shared.web.roles import Actor, Role
from shared.web.tokens import SessionSigner
from tests.fixtures.migrating import take_back
from tests.fixtures.racing import held_up
from tests.fixtures.shared_routes import SharedRoutes
from tests.fixtures.supply_buying import PATH, order_it
from tests.fixtures.supply_cycle import COORDINATOR, draft
from tests.fixtures.supply_distribution import settle
from tests.fixtures.supply_http import SETTINGS, client_of, decide

DEFAULTS: dict[str, Any] = {
    "version": 1,
    "gap_limit_cents": 0,
    "warehouse": "",
    "distribution_starts": "14:00",
    "distribution_ends": "19:00",
    "uncollected_days": 7,
    "name": "",
    "address": "",
    "registration": "",
    "email": "",
    "phone": "",
}
PORT = "12 rue du Port, 69007 Lyon"


async def stand(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get(SETTINGS)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_they_begin_as_ever_and_the_coordinator_changes_them(coordinator: httpx.AsyncClient) -> None:
    assert await stand(coordinator) == DEFAULTS
    changed = DEFAULTS | {"warehouse": PORT, "distribution_starts": "09:30", "gap_limit_cents": 500}
    answer = await coordinator.put(SETTINGS, json=changed)
    assert answer.json() == changed | {"version": 2} == await stand(coordinator)


@pytest.mark.parametrize(("role", "reads"), [(Role.OPERATOR, 200), (Role.TREASURER, 403), (Role.VOLUNTEER, 403)])
async def test_others_change_nothing(app: SharedRoutes, signer: SessionSigner, role: Role, reads: int) -> None:
    centres = frozenset({"DUC"} if role is Role.VOLUNTEER else ())
    async with client_of(app, signer, Actor(COORDINATOR, frozenset({role}), centres)) as other:
        assert (await other.get(SETTINGS)).status_code == reads
        refused = await other.put(SETTINGS, json=DEFAULTS | {"warehouse": PORT})
        assert (refused.status_code, refused.json()["code"]) == (403, "role_needed")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"distribution_starts": "19:00"}, "usual_hours_invalid"),
        ({"distribution_ends": "24:00"}, "invalid_request"),
        ({"distribution_ends": "19:00:30"}, "invalid_request"),
        ({"uncollected_days": -1}, "invalid_request"),
        ({"uncollected_days": 367}, "invalid_request"),
        ({"gap_limit_cents": -1}, "invalid_request"),
        ({"gap_limit_cents": 0.5}, "invalid_request"),
        ({"warehouse": "quai 3\nLyon"}, "invalid_request"),
        ({"warehouse": "x" * 201}, "invalid_request"),
        ({"name": "VRAC\nLyon"}, "invalid_request"),
        ({"name": "x" * 201}, "invalid_request"),
        ({"name": " ", "address": PORT}, "network_unnamed"),
        ({"phone": "04 78 00 00 00"}, "network_unnamed"),
        ({"timezone": "Asia/Tokyo"}, "invalid_request"),
    ],
)
async def test_what_cannot_be_is_refused_in_a_sentence(
    coordinator: httpx.AsyncClient, wrong: dict[str, Any], code: str
) -> None:
    refused = await coordinator.put(SETTINGS, json=DEFAULTS | wrong)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["detail"].endswith(".")
    assert await stand(coordinator) == DEFAULTS


async def test_who_changed_them_stands_with_before_and_after(coordinator: httpx.AsyncClient) -> None:
    for changed in ({"uncollected_days": 10}, {"uncollected_days": 10}, {"distribution_ends": "20:15"}):
        assert (await decide(coordinator, **changed)).is_success
    found = (await coordinator.get("/v1/audit-trail", params={"kind": "network_settings_kept"})).json()["items"]
    assert [(line["about"], line["by"]) for line in found] == [("network", str(COORDINATOR))] * 2
    assert found[1]["before"] == {name: value for name, value in DEFAULTS.items() if name != "version"}
    assert (found[0]["before"]["distribution_ends"], found[0]["after"]["distribution_ends"]) == ("19:00", "20:15")
    page = await coordinator.get("/audit-trail", headers={"Accept": "text/html", "Accept-Language": "fr"})
    assert "Réglages du réseau changés" in page.text
    assert "Distribution jusqu’à" in page.text


async def test_who_changed_what_suppliers_read_of_the_network_stands_in_words(coordinator: httpx.AsyncClient) -> None:
    assert (await decide(coordinator, name="VRAC Lyon", address=PORT)).is_success
    page = await coordinator.get("/audit-trail", headers={"Accept": "text/html", "Accept-Language": "fr"})
    for word in ("Nom", "VRAC Lyon", "Adresse postale", PORT):
        assert word in page.text


async def test_of_two_at_once_the_second_looks_again(
    coordinator: httpx.AsyncClient, supply_engine: AsyncEngine
) -> None:
    both = (coordinator.put(SETTINGS, json=DEFAULTS | {"uncollected_days": days}) for days in (8, 9))
    first, second = await held_up(supply_engine, "audit_trail", *both)
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["code"] == "network_settings_changed"
    assert (await stand(coordinator))["uncollected_days"] == 8


async def test_sent_twice_at_once_it_is_one_change(coordinator: httpx.AsyncClient, supply_engine: AsyncEngine) -> None:
    both = (coordinator.put(SETTINGS, json=DEFAULTS | {"uncollected_days": 8}) for _ in range(2))
    first, second = await held_up(supply_engine, "audit_trail", *both)
    assert first.json() == second.json() == DEFAULTS | {"uncollected_days": 8, "version": 2}
    noted = (await coordinator.get("/v1/audit-trail", params={"kind": "network_settings_kept"})).json()["items"]
    assert len(noted) == 1


async def test_another_process_goes_by_them_at_its_next_request(
    sealed: httpx.AsyncClient, coordinator_on: Callable[[AsyncEngine], httpx.AsyncClient], supply_engine: AsyncEngine
) -> None:
    async with coordinator_on(supply_engine) as elsewhere:
        await order_it(elsewhere)
        for place in (PORT, "quai 3"):
            assert (await decide(sealed, warehouse=place)).is_success
            assert place in (await elsewhere.get("/v1/purchase-orders/1.csv")).text


async def test_a_cycle_keeps_the_hours_with_which_it_opened(coordinator: httpx.AsyncClient) -> None:
    async def hours() -> tuple[str, str]:
        (centre,) = (await coordinator.get(PATH)).json()["centres"]
        return centre["distribution_starts"], centre["distribution_ends"]

    await draft(coordinator, centres=[{"centre": "DUC"}])
    assert (await decide(coordinator, distribution_starts="10:00", distribution_ends="12:30")).is_success
    assert (await coordinator.post(f"{PATH}/opening")).is_success
    assert await hours() == ("2026-12-18T10:00:00", "2026-12-18T12:30:00")
    assert (await decide(coordinator, distribution_ends="18:00")).is_success
    assert await hours() == ("2026-12-18T10:00:00", "2026-12-18T12:30:00")


async def test_goods_wait_as_long_as_the_network_says(sealed: httpx.AsyncClient) -> None:
    await settle(sealed)
    day = f"{PATH}/centres/DUC/distribution"
    assert (await sealed.get(day)).json()["last_day"] == "2026-12-26"
    assert (await decide(sealed, uncollected_days=3)).is_success
    assert (await sealed.get(day)).json()["last_day"] == "2026-12-22"


@pytest.fixture
async def of_before(supply_database: str) -> str:
    """A database in which the environment still says them."""
    await take_back(supply_database, MIGRATIONS, "0025")
    return supply_database


async def migrated(url: str, environment: dict[str, str]) -> tuple[Any, int]:
    await migrate(url, MIGRATIONS, environment=environment)
    engine = create_engine(url, application_name="tests")
    try:
        async with engine.connect() as connection:
            return await versioned_settings(connection)
    finally:
        await engine.dispose()


async def test_migrating_takes_over_once_what_variables_said(of_before: str) -> None:
    environment = {
        "VRAC_GAP_LIMIT_CENTS": "2500",
        "VRAC_WAREHOUSE": PORT,
        "VRAC_DISTRIBUTION_STARTS": "09:30",
        "VRAC_DISTRIBUTION_ENDS": "",
        "VRAC_UNCOLLECTED_DAYS": "10",
    }
    settings, version = await migrated(of_before, environment)
    assert (settings.gap_limit_cents, settings.warehouse, settings.uncollected_days) == (2_500, PORT, 10)
    assert (f"{settings.distribution_starts:%H:%M}", f"{settings.distribution_ends:%H:%M}") == ("09:30", "19:00")
    assert await migrated(of_before, environment | {"VRAC_WAREHOUSE": "elsewhere"}) == (settings, version)


async def test_a_variable_that_cannot_be_read_stops_the_migration(of_before: str) -> None:
    with pytest.raises(SettingsError, match="VRAC_UNCOLLECTED_DAYS is wrong: it is taken over once"):
        await migrated(of_before, {"VRAC_UNCOLLECTED_DAYS": "a week"})
    settings, _ = await migrated(of_before, {})
    assert settings.uncollected_days == 7
