"""The papers of a cycle: the round, repacking, pick lists, labels, rosters. Lists also as CSV and XLSX."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from services.supply.papers.labels import LabelSheet, labels_of, labels_paper
from services.supply.papers.pick_lists import by_household, by_product
from services.supply.papers.repacking import repacking_sheet
from services.supply.papers.roster import roster_sheet
from services.supply.papers.round import delivery_note, loading_sheet
from services.supply.queries.bags import bags_of
from services.supply.queries.centre_goods import centre_goods
from services.supply.queries.cycle_lots import lots_of_cycle
from services.supply.queries.hand_overs import HandOverView, Wanted, hand_overs_after
from services.supply.queries.roster import made_roster
from services.supply.queries.snapshot import snapshot
from services.supply.queries.stops import CycleHead, Stop, cycle_head, product_names, settled_head, stop_of, stops_of
from services.supply.queries.volunteers import volunteer_names
from services.supply.web.distribution_parts import AtCentre
from services.supply.web.fields import CodePath
from services.supply.web.parts import Coordinator, Parts
from shared.kernel.refusal import Refused
from shared.papers.press import DoesNotFit
from shared.web.paper_files import IN_EVERY_FORM, IN_PDF, Form, answer_paper, answer_sheet
from shared.web.roles import Actor
from shared.web.translation import Reader

router = APIRouter(prefix="/v1/cycles", tags=["papers"])

_EVERY_ORDER = 100_000
"""Of a centre: a pick list has no pages to turn over HTTP."""

CentreQuery = Annotated[str | None, Query(min_length=1, max_length=64, description="Only this centre's.")]
Skipped = Annotated[int, Query(ge=0, le=64, description="Places of the first sheet that were used before.")]


@dataclass(frozen=True, slots=True)
class AtStop:
    """A settled cycle at one centre that the actor may see."""

    head: CycleHead
    stop: Stop


async def _at_stop(connection: AsyncConnection, cycle: str, centre: str, actor: Actor) -> AtStop:
    head = await settled_head(connection, cycle)
    return AtStop(head, await _seen_stop(connection, cycle, centre, actor))


async def _seen_stop(connection: AsyncConnection, cycle: str, centre: str, actor: Actor) -> Stop:
    """The centre in the cycle.

    Raises:
        Refused: ``distribution_unknown``: it takes no part, or is not the actor's.
    """
    stop = await stop_of(connection, cycle, centre) if actor.may_see(centre) else None
    if stop is None:
        raise Refused("distribution_unknown", cycle=cycle)
    return stop


async def _orders_at(connection: AsyncConnection, cycle: str, centre: str) -> list[HandOverView]:
    return await hand_overs_after(connection, Wanted(cycle, frozenset({centre})), None, _EVERY_ORDER)


@router.get("/{cycle}/papers/loading-sheet.{form}", response_class=Response, responses=IN_EVERY_FORM)
async def get_loading_sheet(cycle: CodePath, form: Form, parts: Parts, say: Reader, _actor: Coordinator) -> Response:
    """The round: its stops, and what is loaded for each, the last stop first."""
    async with snapshot(parts.engine) as connection:
        head = await settled_head(connection, cycle)
        stops, bags = await stops_of(connection, cycle), await bags_of(connection, cycle)
    return await answer_sheet(loading_sheet(head, stops, bags, say), form, "loading-sheet", say)


@router.get("/{cycle}/papers/repacking.{form}", response_class=Response, responses=IN_EVERY_FORM)
async def get_repacking_sheet(cycle: CodePath, form: Form, parts: Parts, say: Reader, _actor: Coordinator) -> Response:
    """Of each product that is weighed or poured, how many bags of which size for which centre."""
    async with snapshot(parts.engine) as connection:
        head, bags = await settled_head(connection, cycle), await bags_of(connection, cycle)
    return await answer_sheet(repacking_sheet(head, bags, say), form, "repacking", say)


@router.get("/{cycle}/papers/labels.pdf", response_class=Response, responses=IN_PDF)
async def get_labels(  # noqa: PLR0913, PLR0917 - what a route is given
    cycle: CodePath,
    parts: Parts,
    say: Reader,
    _actor: Coordinator,
    on: LabelSheet = LabelSheet.A4_24,
    centre: CentreQuery = None,
    skipped: Skipped = 0,
) -> Response:
    """A label for each bag: product, weight, lot, best-before date, allergens and a code, on A4 sheets or a roll."""
    async with snapshot(parts.engine) as connection:
        head, bags = await settled_head(connection, cycle), await bags_of(connection, cycle)
        lots = await lots_of_cycle(connection, cycle)
    labels = [label for label in labels_of(bags, lots) if centre in {None, label.centre}]
    try:
        return await answer_paper(labels_paper(head, labels, on, say, skipped=skipped), f"labels-{on}", say.language)
    except DoesNotFit as found:
        if on is LabelSheet.A4_65:
            raise Refused("label_too_small", name=str(found)) from found
        raise Refused("label_too_long", name=str(found)) from found


@router.get("/{cycle}/centres/{centre}/papers/delivery-note.{form}", response_class=Response, responses=IN_EVERY_FORM)
async def get_delivery_note(  # noqa: PLR0913, PLR0917 - what a route is given
    cycle: CodePath, centre: CodePath, form: Form, parts: Parts, say: Reader, actor: AtCentre
) -> Response:
    """What a centre is sent, to sign by who brings it and who takes it."""
    async with snapshot(parts.engine) as connection:
        at = await _at_stop(connection, cycle, centre, actor)
        goods, bags = await centre_goods(connection, cycle, centre), await bags_of(connection, cycle, centre)
        names = await product_names(connection, cycle)
    return await answer_sheet(delivery_note(at.head, at.stop, goods, bags, names, say), form, "delivery-note", say)


@router.get(
    "/{cycle}/centres/{centre}/papers/pick-list-by-household.{form}", response_class=Response, responses=IN_EVERY_FORM
)
async def get_pick_list_by_household(  # noqa: PLR0913, PLR0917 - what a route is given
    cycle: CodePath, centre: CodePath, form: Form, parts: Parts, say: Reader, actor: AtCentre
) -> Response:
    """What each household is handed, with boxes to tick and a line to sign on."""
    async with snapshot(parts.engine) as connection:
        at = await _at_stop(connection, cycle, centre, actor)
        orders = await _orders_at(connection, cycle, centre)
    return await answer_sheet(by_household(at.head, at.stop, orders, say), form, "pick-list-by-household", say)


@router.get(
    "/{cycle}/centres/{centre}/papers/pick-list-by-product.{form}", response_class=Response, responses=IN_EVERY_FORM
)
async def get_pick_list_by_product(  # noqa: PLR0913, PLR0917 - what a route is given
    cycle: CodePath, centre: CodePath, form: Form, parts: Parts, say: Reader, actor: AtCentre
) -> Response:
    """Of each product, what goes into which basket."""
    async with snapshot(parts.engine) as connection:
        at = await _at_stop(connection, cycle, centre, actor)
        orders = await _orders_at(connection, cycle, centre)
    return await answer_sheet(by_product(at.head, at.stop, orders, say), form, "pick-list-by-product", say)


@router.get("/{cycle}/centres/{centre}/papers/roster.{form}", response_class=Response, responses=IN_EVERY_FORM)
async def get_roster_paper(  # noqa: PLR0913, PLR0917 - what a route is given
    cycle: CodePath, centre: CodePath, form: Form, parts: Parts, say: Reader, actor: AtCentre
) -> Response:
    """Who comes when at a centre and at the warehouse, and which places nobody has yet."""
    async with snapshot(parts.engine) as connection:
        head, stop = await cycle_head(connection, cycle), await _seen_stop(connection, cycle, centre, actor)
        names = await volunteer_names(connection)
    roster = await made_roster(parts.engine, cycle)
    return await answer_sheet(roster_sheet(head, stop, roster, names, say), form, "roster", say)
