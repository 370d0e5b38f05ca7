"""One cycle from its first centre to its roster, through public HTTP from beginning to end."""

import httpx

from services.play.api import ENGLISH, sign_in
from services.play.catalogue import enter_catalogue, open_cycle, tell_who_orders
from services.play.centres import register_centres, register_households
from services.play.closing import buy, close_cycle
from services.play.folder.reader import CycleFolder
from services.play.invoicing import enter_invoices
from services.play.ordering import Rejected, enter_orders, lapsed_orders
from services.play.outcome import Outcome, read_outcome
from services.play.reporting import Reporter
from services.play.scene import Scene
from services.play.settling import fill_shifts, receive, settle
from services.play.system import System

_REQUEST_TIMEOUT = httpx.Timeout(60.0)


async def perform(folder: CycleFolder, system: System, reporter: Reporter) -> Outcome:
    """Play the folder's cycle on a system that holds nothing yet.

    Raises:
        Refusal: a service refused something that is no household's order, such as the opening.
        WaitedInVain: something didn't come through Kafka in time.
        httpx.TransportError: a service stopped answering.
    """
    async with httpx.AsyncClient(timeout=_REQUEST_TIMEOUT) as client:
        coordinator = await sign_in(client, system.addresses, system.login, system.password)
        scene = Scene(folder, system.addresses, coordinator.answered_in(ENGLISH), reporter)
        await register_centres(scene, client)
        await enter_catalogue(scene)
        await tell_who_orders(scene)
        await open_cycle(scene)
        await register_households(scene)
        rejected = await enter_orders(scene)
        outcome = await _close_and_settle(scene, rejected)
    reporter.done()
    return outcome


async def _close_and_settle(scene: Scene, rejected: list[Rejected]) -> Outcome:
    await close_cycle(scene)
    lapsed = await lapsed_orders(scene)
    plan, purchase_orders = await buy(scene)
    await receive(scene, purchase_orders)
    await enter_invoices(scene, purchase_orders)
    settlement = await settle(scene)
    roster = await fill_shifts(scene)
    return await read_outcome(
        scene,
        rejected=rejected + lapsed,
        plan=plan,
        purchase_orders=purchase_orders,
        settlement=settlement,
        roster=roster,
    )
