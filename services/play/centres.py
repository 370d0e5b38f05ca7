"""First stage: centres with a volunteer each at orders; supply hears of the centres through Kafka."""

from uuid import UUID

import httpx

from services.play.api import sign_in
from services.play.crowd import for_each
from services.play.folder.network_rows import CentreRow, HouseholdRow
from services.play.scene import Scene
from services.play.waiting import wait_for
from shared.kernel.ids import uuid7

PASSWORD = "play-" + uuid7().hex


async def register_centres(scene: Scene, client: httpx.AsyncClient) -> None:
    """Register every centre, give each a volunteer who signs in, and wait until supply knows the centres."""
    scene.reporter.stage("Registering centres and volunteers", len(scene.folder.centres))

    async def register(centre: CentreRow) -> None:
        body = {"name": centre.name, "active": centre.active, "place": centre.place}
        await scene.coordinator.orders.put("centres", centre.centre, body=body)
        await _add_volunteer(scene, client, centre)

    await for_each(scene.folder.centres, register, scene.reporter)
    await wait_for("supply to hear of every centre", lambda: _all_heard(scene))


async def register_households(scene: Scene) -> None:
    """Register every household at its centre, by the centre's volunteer."""
    scene.reporter.stage("Registering households", len(scene.folder.households))

    async def register(household: HouseholdRow) -> None:
        body = {
            "number": household.household,
            "centre": household.centre,
            "label": household.label,
            "size": household.size,
        }
        household_id: UUID = scene.households[household.household]
        await scene.volunteers[household.centre].orders.put("households", str(household_id), body=body)

    await for_each(scene.folder.households, register, scene.reporter)


async def _add_volunteer(scene: Scene, client: httpx.AsyncClient, centre: CentreRow) -> None:
    login = f"volunteer-{uuid7().hex[-12:]}"
    body = {
        "login": login,
        "name": f"Volunteer of {centre.centre}",
        "password": PASSWORD,
        "roles": ["volunteer"],
        "centres": [centre.centre],
    }
    await scene.coordinator.orders.put("users", str(uuid7()), body=body)
    scene.volunteers[centre.centre] = await sign_in(client, scene.addresses, login, PASSWORD)


async def _all_heard(scene: Scene) -> bool:
    heard = {centre["centre"] async for centre in scene.coordinator.supply.listed("centres")}
    return heard >= {centre.centre for centre in scene.folder.centres}
