"""Administration: centres with the tariffs they offer, users with their roles, how the network is set up."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from babel import Locale
from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse

from services.orders.commands.order_desk import OrderDesk
from services.orders.commands.register_centre import Centre
from services.orders.domain.access import SHORTEST_PASSWORD
from services.orders.domain.languages import HouseholdLanguage
from services.orders.queries.centres import list_centres, names_of_centres
from services.orders.queries.invitations import invitations_of
from services.orders.queries.languages import versioned_languages
from services.orders.queries.membership import membership_rules
from services.orders.queries.second_factors import second_factor_of
from services.orders.queries.sessions import open_sessions
from services.orders.queries.tariffs import offered_tariffs
from services.orders.queries.users import list_users, user_by_id
from services.orders.web.accounts import AppDesk
from services.orders.web.api.desk import Desk
from services.orders.web.api.fields import Code
from services.orders.web.cycle_parts import Coordinator
from services.orders.web.household_languages import language_choices
from services.orders.web.pages.drawing import draw
from shared.web.access import require
from shared.web.devices import SILENT_AFTER
from shared.web.paging import PRINTABLE
from shared.web.problems import Problem
from shared.web.roles import LOOKS_AFTER, Actor, Role
from shared.web.tokens import LIFETIME
from shared.web.translation import reader

router = APIRouter(prefix="/people", include_in_schema=False)

_USERS = 100
_INVITATIONS = 5
HOUR: Final = timedelta(hours=1)


@router.get("")
async def show_centres(request: Request, desk: Desk, _actor: Coordinator) -> HTMLResponse:
    """The centres of the network."""
    return draw(request, desk, "people/centres.html", centres=await _centres(desk))


@router.get("/centre")
async def show_new_centre(request: Request, desk: Desk, _actor: Coordinator) -> HTMLResponse:
    """Add a centre."""
    return draw(request, desk, "people/centre.html", centre=None, rates=[])


@router.get("/centres/{code}")
async def show_centre(request: Request, code: Annotated[Code, Path()], desk: Desk, _actor: Coordinator) -> HTMLResponse:
    """Change a centre, or the tariffs that it offers."""
    found = [centre for centre in await _centres(desk) if centre.code == code]
    if not found:
        raise Problem("not_found")
    rates = await offered_tariffs(desk.engine, code)
    return draw(request, desk, "people/centre.html", centre=found[0], rates=rates)


@router.get("/users")
async def show_users(
    request: Request,
    desk: Desk,
    _actor: Coordinator,
    after: Annotated[str, Query(max_length=64, pattern=PRINTABLE)] = "",
) -> HTMLResponse:
    """Who may sign in, a page at a time."""
    async with desk.engine.connect() as connection:
        found = await list_users(connection, after, _USERS + 1)
    return draw(
        request,
        desk,
        "people/users.html",
        users=found[:_USERS],
        more=len(found) > _USERS,
        names=await names_of_centres(desk.engine),
        all_roles=list(Role),
    )


@router.get("/users/new")
async def show_new_user(request: Request, desk: Desk, _actor: Coordinator) -> HTMLResponse:
    """Add a user."""
    return draw(request, desk, "people/user.html", user=None, **await _choices(desk))


@router.get("/users/{user_id}")
async def show_user(request: Request, user_id: UUID, desk: Desk, _actor: Coordinator) -> HTMLResponse:
    """Change or invite a user, end what is open on a lost device, take away a second factor, or end their access."""
    async with desk.engine.connect() as connection:
        user = await user_by_id(connection, user_id)
    if user is None:
        raise Problem("unknown_user")
    enrolled, _ = await second_factor_of(desk.engine, user_id)
    return draw(
        request,
        desk,
        "people/user.html",
        user=user,
        enrolled=enrolled,
        sessions=await open_sessions(desk.engine, user_id, desk.clock()),
        invitations=(await invitations_of(desk.engine, user_id, desk.clock()))[:_INVITATIONS],
        **await _choices(desk),
    )


@router.get("/network")
async def show_network(
    request: Request, desk: Desk, accounts: AppDesk, actor: Annotated[Actor, Depends(require(*LOOKS_AFTER))]
) -> HTMLResponse:
    """What the network decides of its members, which a coordinator changes; what the environment tells orders."""
    async with desk.engine.connect() as connection:
        rules, version = await membership_rules(connection)
        offered, languages_version = await versioned_languages(connection)
    return draw(
        request,
        desk,
        "people/network.html",
        zone=desk.zone.key,
        sender=accounts.post.mailer and accounts.post.mailer.sender,
        rules=rules,
        version=version,
        tongues=language_choices(),
        offered=offered,
        offered_in_words=_in_words(offered, request),
        languages_version=languages_version,
        may_change=actor.has(Role.COORDINATOR),
        issuer=accounts.second_factor.issuer,
        second_factor=accounts.second_factor.mode,
        on_paper=_in_words(HouseholdLanguage, request),
        least=SHORTEST_PASSWORD,
        session_hours=LIFETIME // HOUR,
        silent_hours=SILENT_AFTER // HOUR,
    )


def _in_words(languages: Iterable[HouseholdLanguage], request: Request) -> list[str | None]:
    return [Locale(language.value).get_display_name(reader(request).language) for language in languages]


async def _centres(desk: OrderDesk) -> list[Centre]:
    return await list_centres(desk.engine)


async def _choices(desk: OrderDesk) -> dict[str, object]:
    return {"centres": await _centres(desk), "all_roles": list(Role), "least": SHORTEST_PASSWORD}
