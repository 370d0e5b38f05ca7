"""Tariffs: given to households, ended, offered by centres. Only the treasurer and the coordinator see any of it."""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from services.orders.commands.offer_tariffs import offer_tariffs
from services.orders.commands.set_tariff import end_tariff, set_tariff
from services.orders.domain.tariff_dates import DatedTariff
from services.orders.domain.tariffs import MOST_BASIS_POINTS, ORDINARY
from services.orders.queries.households import find_household
from services.orders.queries.tariffs import EndingTariff, TariffView, ending_tariffs, offered_tariffs, tariffs_of
from services.orders.web.api.desk import Desk, Treasurer, author_of
from services.orders.web.api.fields import Body, Code, WholeNumber
from services.orders.web.api.order_pages import id_after
from shared.kernel.refusal import Refused
from shared.web.paging import Page, Paging

router = APIRouter(prefix="/v1", tags=["solidarity"])

Rate = Annotated[
    WholeNumber,
    Field(ge=0, le=MOST_BASIS_POINTS, description="What of the price is paid, in hundredths of a percent."),
]


class TariffBody(Body):
    """What a household pays of the price, from one day to another."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"begins": "2026-12-01", "ends": "2027-02-28", "basis_points": 5_000, "prescribed_by": "CCAS"}]
        },
    )

    begins: Annotated[date, Field(description="Its first day.")]
    ends: Annotated[date | None, Field(description="Its last day; an eligibility always has one.")] = None
    basis_points: Rate
    prescribed_by: Annotated[
        Code | None, Field(description="The partner's code who prescribed the eligibility; never why.")
    ] = None


class EndingBody(Body):
    """When it ends."""

    ends: Annotated[date, Field(description="Its last day, yesterday at the earliest.", examples=["2027-01-31"])]


class RatesBody(Body):
    """The rates a centre offers."""

    rates: Annotated[list[Rate], Field(max_length=50, examples=[[2_500, 5_000, 12_000]])]


class RatesAnswer(BaseModel):
    """The rates a centre offers, in basis points, the lowest first."""

    centre: str
    rates: list[int]


@router.put(
    "/households/{household_id}/tariffs/{tariff_id}",
    responses={200: {"model": TariffView}, 201: {"model": TariffView}},
)
async def put_tariff(  # noqa: PLR0913, PLR0917 - a route's parameters are its interface
    household_id: UUID, tariff_id: UUID, body: TariffBody, desk: Desk, actor: Treasurer, response: Response
) -> TariffView:
    """Give a household a tariff of its centre. Its orders keep what they were entered at until they are amended."""
    tariff = DatedTariff(tariff_id, body.begins, body.ends, body.basis_points, body.prescribed_by)
    is_new = await set_tariff(desk, household_id, tariff, author_of(actor))
    response.status_code = 201 if is_new else 200
    return await _shown(desk, household_id, tariff_id)


@router.post("/households/{household_id}/tariffs/{tariff_id}/ending")
async def post_ending(
    household_id: UUID, tariff_id: UUID, body: EndingBody, desk: Desk, actor: Treasurer
) -> TariffView:
    """End it on a day; from the next one on the ordinary price applies."""
    await end_tariff(desk, household_id, tariff_id, body.ends, author_of(actor))
    return await _shown(desk, household_id, tariff_id)


@router.get("/households/{household_id}/tariffs")
async def get_tariffs(household_id: UUID, desk: Desk, _actor: Treasurer) -> list[TariffView]:
    """A household's tariffs, past ones too, by their first day."""
    if await find_household(desk.engine, household_id, None) is None:
        raise Refused("household_unknown")
    return await tariffs_of(desk.engine, household_id)


@router.get("/solidarity/ending-tariffs")
async def get_ending_tariffs(
    desk: Desk,
    _actor: Treasurer,
    paging: Paging,
    within_days: Annotated[int, Query(ge=0, le=3660, description="How far ahead.")] = 60,
) -> Page[EndingTariff]:
    """Tariffs that end soon, or ended in the last 30 days, with none the day after: to be told, or prescribed again."""
    today = desk.day(desk.clock())
    until = today + timedelta(days=within_days)
    found = await ending_tariffs(desk.engine, today, until, id_after(paging.after), paging.limit)
    return Page.of(found, paging.limit, lambda tariff: str(tariff.tariff_id))


@router.put("/centres/{centre}/tariffs", responses={200: {"model": RatesAnswer}, 201: {"model": RatesAnswer}})
async def put_rates(
    centre: Annotated[Code, Path()], body: RatesBody, desk: Desk, actor: Treasurer, response: Response
) -> RatesAnswer:
    """Set which rates a centre offers. Tariffs given before stay as they are."""
    if ORDINARY in body.rates:
        raise Refused("tariff_is_ordinary")
    is_new = await offer_tariffs(desk, centre, body.rates, actor.user_id)
    response.status_code = 201 if is_new else 200
    return RatesAnswer(centre=centre, rates=sorted(set(body.rates)))


@router.get("/centres/{centre}/tariffs")
async def get_rates(centre: Annotated[Code, Path()], desk: Desk, _actor: Treasurer) -> RatesAnswer:
    """Which rates a centre offers; none is no tariff."""
    return RatesAnswer(centre=centre, rates=list(await offered_tariffs(desk.engine, centre)))


async def _shown(desk: Desk, household_id: UUID, tariff_id: UUID) -> TariffView:
    found = [tariff for tariff in await tariffs_of(desk.engine, household_id) if tariff.tariff_id == tariff_id]
    return found[0]
