"""The coordinator's desk: the cycles, and one cycle that answers "can I close?", or what comes next."""

from fractions import Fraction
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from services.supply.domain.plan_history import history
from services.supply.domain.purchase_order import UNSENT
from services.supply.queries.cycles import check_cycle_known, cycle_view, cycles_after
from services.supply.queries.names import names_of
from services.supply.queries.network_settings import network_settings
from services.supply.queries.overrides import overrides_in_list
from services.supply.queries.plan import plan_view
from services.supply.queries.plan_history import made_plans
from services.supply.queries.purchase_orders import purchase_orders_of
from services.supply.queries.readiness import readiness
from services.supply.queries.settlement import settlement_view
from services.supply.queries.signs_of_life import signs_of_life
from services.supply.queries.snapshot import snapshot
from services.supply.queries.what_if import what_if_of
from services.supply.storage.offers import offers_of
from services.supply.web.api.choices import choices_shown
from services.supply.web.api.overrides import OverrideView
from services.supply.web.api.plan_history import MadePlanView, PlanNumber, made_plan
from services.supply.web.api.plans import PlanBody
from services.supply.web.api.readiness import ReadinessView
from services.supply.web.api.what_if import MoreHouseholdsAsked
from services.supply.web.fields import CodePath
from services.supply.web.pages.cycle_steps import steps_of
from services.supply.web.parts import Coordinator, Parts
from services.supply.web.purchase_order_views import PurchaseOrderView
from services.supply.web.what_if_views import LadderView, WhatIfView
from shared.kernel.quantity import Unit
from shared.kernel.refusal import Refused
from shared.messaging.dead_letters import how_many_wait
from shared.web.devices import SILENT_AFTER
from shared.web.pages import page
from shared.web.problems import document
from shared.web.translation import Reader

router = APIRouter(prefix="/cycles", include_in_schema=False)
Seen = Annotated[str, Query(max_length=60)]


@router.get("")
async def show_cycles(request: Request, parts: Parts, _actor: Coordinator) -> HTMLResponse:
    """All cycles, the newest first."""
    found = await cycles_after(parts.engine)
    return page(request, "cycles/list.html", cycles=sorted(found, key=lambda cycle: cycle.opens, reverse=True))


@router.get("/{cycle}", response_model=None)
async def show_cycle(cycle: CodePath, request: Request, parts: Parts, _actor: Coordinator, seen: Seen = "") -> Response:
    """Where a cycle is, what holds it up, and what to do next; while it closes nothing that whoever asks has seen."""
    view = await cycle_view(parts.engine, cycle)
    async with snapshot(parts.engine) as connection:
        names, signs = await names_of(connection, cycle), await signs_of_life(connection, cycle)
        ready = ReadinessView.of(await readiness(connection, cycle), signs)
        orders = await purchase_orders_of(connection, cycle)
        planned = await _or_none(plan_view(connection, cycle))
        settled = await _or_none(settlement_view(connection, cycle))
        waiting = await how_many_wait(connection)
    standing = _standing(ready, waiting)
    if view.state == "closing" and seen == standing:
        return Response(status_code=204)
    return page(
        request,
        "cycles/show.html",
        cycle=view,
        names=names,
        ready=ready,
        signs=signs,
        planned=planned,
        orders=orders,
        settled=settled,
        stages=steps_of(view, orders, today=parts.today()),
        put_aside=waiting,
        silent_after=SILENT_AFTER,
        standing=standing,
        seen=seen,
    )


@router.get("/{cycle}/what-if")
async def show_what_if(
    cycle: CodePath,
    request: Request,
    parts: Parts,
    say: Reader,
    _actor: Coordinator,
    more_households: MoreHouseholdsAsked = 10,
) -> HTMLResponse:
    """A part of the cycle's page that takes a second: what would be bought now and what would change it, or why not."""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        names = await names_of(connection, cycle)
    try:
        weighed = await what_if_of(parts.engine, cycle, more_households)
    except Refused as refused:
        why = document(refused.code, refused.figures, request.app.state.sentences, say)["detail"]
        return page(request, "cycles/what_if_refused.html", code=cycle, refusal=why, kilo=Unit.KG)
    found = WhatIfView.of(weighed, names, say)
    ladders = sorted((one for one in found.ladders if len(one.rungs) > 1), key=_to_climb)
    return page(
        request,
        "cycles/what_if.html",
        code=cycle,
        found=found,
        ladders=ladders,
        names=names,
        more=more_households,
        kilo=Unit.KG,
    )


@router.get("/{cycle}/plan")
async def show_plan(cycle: CodePath, request: Request, parts: Parts, say: Reader, _actor: Coordinator) -> HTMLResponse:
    """The plan in force with each line's reason, and what it asks the coordinator to accept."""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        names, view = await names_of(connection, cycle), await _or_none(plan_view(connection, cycle))
        asked = await choices_shown(connection, cycle, names, say)
        orders = await purchase_orders_of(connection, cycle)
        fixed, made = await overrides_in_list(connection, cycle), history(await made_plans(connection, cycle))
        offers = await offers_of(connection, cycle)
    plan = PlanBody.of(view, asked, names, say) if view else None
    return page(
        request,
        "cycles/plan.html",
        code=cycle,
        names=names,
        plan=plan,
        orders=orders,
        fixed={one.product: OverrideView.of(one) for one in fixed},
        made=[MadePlanView.of(one, because, say) for one, because in reversed(made)],
        offering={product: [offer.supplier for offer in found] for product, found in offers.items()},
    )


@router.get("/{cycle}/plan/{plan}")
async def show_made_plan(
    cycle: CodePath, plan: PlanNumber, request: Request, parts: Parts, say: Reader, _actor: Coordinator
) -> HTMLResponse:
    """A plan that was made, to read."""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        names = await names_of(connection, cycle)
        found = await made_plan(connection, cycle, plan, names, say)
    return page(request, "cycles/plan_made.html", code=cycle, names=names, plan=found)


@router.get("/{cycle}/orders")
async def show_orders(
    cycle: CodePath, request: Request, parts: Parts, say: Reader, _actor: Coordinator
) -> HTMLResponse:
    """The purchase orders: approve, send, enter what the supplier answered."""
    async with snapshot(parts.engine) as connection:
        await check_cycle_known(connection, cycle)
        names, orders = await names_of(connection, cycle), await purchase_orders_of(connection, cycle)
        decided = await network_settings(connection)
    return page(
        request,
        "cycles/orders.html",
        code=cycle,
        names=names,
        orders=[PurchaseOrderView.of(order, say) for order in orders],
        nameless=not (decided.name and decided.address) and any(order.state in UNSENT for order in orders),
        mails=parts.mailer is not None,
    )


def _to_climb(ladder: LadderView) -> tuple[bool, Fraction]:
    """The nearest to its next rung first, those at their best price last."""
    most = ladder.next_from
    return most is None, Fraction(most - ladder.counted, most) if most else Fraction(0)


def _standing(ready: ReadinessView, put_aside: int) -> str:
    """What changes on a cycle's page while its centres are being sealed."""
    sealed = sum(centre.expected_orders is not None for centre in ready.centres)
    return f"{len(ready.centres)}-{sealed}-{sum(centre.orders for centre in ready.centres)}-{put_aside}"


async def _or_none(asked: Any) -> Any:  # noqa: ANN401 - whatever is asked for, where it is there
    try:
        return await asked
    except Refused:
        return None
